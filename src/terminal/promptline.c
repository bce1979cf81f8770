/* promptline.c - the prompt and the line being edited, in one row. */
#include "config.h"

#include "terminal/promptline.h"

#include <limits.h>
#include <string.h>

#include "support/strbuf.h"
#include "support/utf8.h"

/* The prompt without what readline would send but not count. */
static void
add_visible(struct strbuf *sb, const char *prompt)
{
	bool hidden = false;

	for (; *prompt != '\0'; prompt++) {
		if (*prompt == '\001')
			hidden = true;
		else if (*prompt == '\002')
			hidden = false;
		else if (!hidden)
			strbuf_putc(sb, *prompt);
	}
}

/*
 * The columns to scroll off so that CURSOR is seen in WIDTH of TOTAL columns.
 * It moves by a third of the row at a time, for the eye to follow.
 */
static int
scroll_for(int scroll, int cursor, int total, int width)
{
	int step = width / 3;

	if (total <= width)
		return 0;
	if (cursor <= scroll)
		scroll = cursor - 1 - step;
	else if (cursor >= scroll + width - 1)
		scroll = cursor - width + 2 + step;
	if (scroll > total - width)
		scroll = total - width;
	if (scroll < cursor - width + 1)
		scroll = cursor - width + 1;
	if (scroll > cursor)
		scroll = cursor;
	return scroll < 0 ? 0 : scroll;
}

void
promptline_draw(struct canvas *cv, int row, const struct promptline *p,
    int *scroll)
{
	struct strbuf prompt = STRBUF_INIT;
	int width = canvas_cols(cv), start, cursor, total;

	add_visible(&prompt, p->prompt);
	start = utf8_columns(strbuf_text(&prompt));
	utf8_clip_bytes(p->line, p->point, INT_MAX, &cursor);
	cursor += start;
	total = start + utf8_columns(p->line) + 1;
	*scroll = scroll_for(*scroll, cursor, total, width);
	canvas_text(cv, row, -*scroll, p->active ? STYLE_PROMPT : STYLE_DIM,
	    strbuf_text(&prompt));
	canvas_text(cv, row, start - *scroll,
	    p->active ? STYLE_INPUT : STYLE_DIM, p->line);
	if (*scroll > 0)
		canvas_text(cv, row, 0, STYLE_DIM, "<");
	if (total - *scroll > width)
		canvas_text(cv, row, width - 1, STYLE_DIM, ">");
	if (p->active)
		canvas_cursor(cv, row, cursor - *scroll);
	strbuf_free(&prompt);
}
