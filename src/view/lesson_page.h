/*
 * lesson_page.h - the text of a lesson up to where its reader is, in lines.
 *
 * What was done stays on the page: each command that was given, each claim
 * with its tick, each question with what was answered.  At its end stands what
 * the reader is waited for.
 */
#ifndef POOLSCOPE_VIEW_LESSON_PAGE_H
#define POOLSCOPE_VIEW_LESSON_PAGE_H

#include <stddef.h>

#include "view/canvas.h"

struct runner;

struct page_line {
	char *text;
	unsigned char *styles;	/* enum style, one for each byte */
	size_t length;
};

struct lesson_page {
	struct page_line *lines;
	size_t count, room;
	size_t fresh;		/* first line of what the last step brought */
};

/* Makes the page for R in lines of COLUMNS, instead of what it held. */
void lesson_page_make(struct lesson_page *page, const struct runner *r,
    int columns, enum glyph_set glyphs);
void lesson_page_free(struct lesson_page *page);

/* Draws line I from ROW, COL on. */
void lesson_page_draw(const struct lesson_page *page, size_t i,
    struct canvas *cv, int row, int col);

#endif
