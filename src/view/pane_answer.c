/*
 * pane_answer.c - what the last command answered.
 */
#include "config.h"

#include "view/pane.h"

#include <stdio.h>

#include "support/i18n.h"
#include "support/utf8.h"

#define LEFT	  1
#define MEASURED  100		/* lines: more are more than any screen */

/* Rows of a line: what is too long is broken. */
static int
rows_of(const struct view *v, size_t line, int cols)
{
	int width = cols - LEFT - 1, rows;

	if (width < 1 || utf8_columns(v->lines[line].text) <= width)
		return 1;
	rows = canvas_wrap(NULL, (struct rect){ 0, 0, 1, width },
	    STYLE_NORMAL, v->lines[line].text);
	return rows > 0 ? rows : 1;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	int rows = 1;
	size_t i;

	for (i = 0; v->answering && i < v->nlines && i < MEASURED; i++)
		rows += rows_of(v, i, cols);
	*out = (struct layout_pane){
		.min_rows = 3,
		.want_rows = rows,
		.priority = 9,
		.side = true,
		.hidden = !v->answering ||
		    (v->covered && !v->asked && v->runner != NULL),
	};
}

/* The first line from which all that follow fit. */
static size_t
last_first(const struct view *v, int cols, int room)
{
	size_t first = v->nlines;

	while (first > 0 && (room -= rows_of(v, first - 1, cols)) >= 0)
		first--;
	return first < v->nlines || first == 0 ? first : first - 1;
}

/* Draws the lines from the one scrolled to; returns the line after. */
static size_t
draw_lines(const struct view *v, struct canvas *cv)
{
	int row = 1, cols = canvas_cols(cv), rows;
	size_t i;

	for (i = v->scroll; i < v->nlines && row < canvas_rows(cv); i++) {
		rows = rows_of(v, i, cols);
		if (rows == 1)
			canvas_fit(cv, row, LEFT, cols - LEFT,
			    v->lines[i].style, v->lines[i].text);
		else
			canvas_wrap(cv, (struct rect){ row, LEFT, rows,
			    cols - LEFT - 1 }, v->lines[i].style,
			    v->lines[i].text);
		row += rows;
	}
	return row > canvas_rows(cv) ? i - 1 : i;
}

static void
draw(struct view *v, struct canvas *cv)
{
	size_t last = last_first(v, canvas_cols(cv), canvas_rows(cv) - 1);
	char text[96] = "";
	size_t end;

	if (v->scroll > last)
		v->scroll = last;
	end = draw_lines(v, cv);
	pane_title(cv, strbuf_text(&v->command), "");
	if (v->scroll == 0 && end == v->nlines)
		return;
	snprintf(text, sizeof(text), _("%zu to %zu of %zu lines: Tab, up, "
	    "down"), v->scroll + 1, end, v->nlines);
	pane_more(cv, 0, text);
}

const struct pane_class pane_answer = {
	.name = "answer",
	.measure = measure,
	.draw = draw,
};
