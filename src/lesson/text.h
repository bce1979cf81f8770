/*
 * text.h - a lesson's text laid out in lines of a width.
 *
 * Headings, paragraphs, lists, tables and what stands as it is each become
 * lines: a prefix (indentation, a list's mark) and a part of the item's text.
 */
#ifndef POOLSCOPE_LESSON_TEXT_H
#define POOLSCOPE_LESSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "lesson/lesson.h"

struct text_line {
	const char *prefix;	/* blanks, > and a mark; "" for none */
	const char *text;	/* not terminated */
	size_t length;
	bool part;		/* TEXT is part of the item's own text, and so
				   its spans apply; else made up (a table) */
};

typedef void (*text_line_fn)(void *ctx, const struct text_line *line);

/*
 * Gives ITEM, one of text, in lines of at most COLUMNS (at least 20): broken
 * between words, and anywhere between ideographs.  A word longer than a line
 * is broken; verbatim text and tables are not, and may be wider.
 */
void text_lay(const struct lesson_item *item, int columns, text_line_fn fn,
    void *ctx);

/* The same for running TEXT of LENGTH bytes: FIRST stands before its first
   line, REST before the others. */
void text_wrap(const char *text, size_t length, const char *first,
    const char *rest, int columns, text_line_fn fn, void *ctx);

#endif
