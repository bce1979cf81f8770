/*
 * literal.h - Python's numbers and strings, as they are written.
 */
#ifndef POOLSCOPE_OBJECTS_LITERAL_H
#define POOLSCOPE_OBJECTS_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "support/strbuf.h"

#define LITERAL_MAX	1000000u	/* bytes that a string may have */
#define LITERAL_DIGITS	4000u		/* that a number may have */

enum literal_kind { LITERAL_NATIVE, LITERAL_STR, LITERAL_BYTES };

struct literal {
	enum literal_kind kind;
	bool real;
	double value;
	char *text;		/* of an int: its digits; of a string: UTF-8
				   or bytes; the caller's to free */
	size_t length;
};

bool literal_is_letter(char c);
bool literal_begins_number(const char *at);
bool literal_begins_string(const char *at);

/* Read the literal at *AT, and move behind it; false with one line in
   ERROR. */
bool literal_number(const char **at, bool minus, struct literal *out,
    struct strbuf *error);
bool literal_string(const char **at, struct literal *out,
    struct strbuf *error);

#endif
