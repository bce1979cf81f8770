/*
 * syntax.h - the small subset of Python that `py` understands, as a tree.
 */
#ifndef POOLSCOPE_OBJECTS_SYNTAX_H
#define POOLSCOPE_OBJECTS_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/strbuf.h"

enum node_kind {
	NODE_INT,		/* text: decimal digits, a minus perhaps */
	NODE_FLOAT,
	NODE_STR,		/* text: UTF-8 */
	NODE_BYTES,
	NODE_NATIVE,		/* "..." without a prefix: bytes in 2.7 */
	NODE_NONE,
	NODE_TRUE,
	NODE_FALSE,
	NODE_NAME,
	NODE_TUPLE,
	NODE_LIST,
	NODE_SET,
	NODE_DICT,		/* children: key, value, key, value ... */
	NODE_INDEX,		/* children: of what, which */
	NODE_ATTRIBUTE,		/* child: of what; text: its name */
	NODE_CALL,		/* children: what, arguments ... */
	/* statements */
	NODE_ASSIGN,		/* children: target, value */
	NODE_DELETE,		/* child: target */
	NODE_EXPRESSION,	/* child */
	NODE_CLASS		/* text: its name */
};

struct node {
	enum node_kind kind;
	char *text;		/* terminated */
	size_t length;
	double real;
	struct node **children;
	size_t count, room;
};

/* The tree of one statement, to be freed; NULL with one line in ERROR. */
struct node *syntax_parse(const char *text, struct strbuf *error);
void syntax_free(struct node *n);

#endif
