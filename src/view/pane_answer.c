/*
 * pane_answer.c - what the last command answered.
 */
#include "config.h"

#include "view/pane.h"

#include <stdio.h>
#include <string.h>

#include "support/i18n.h"
#include "support/utf8.h"

#define LEFT	  1
#define MEASURED  100		/* lines: more are more than any screen */

/* Where the last column of a line begins: behind two blanks or more, and not
   in its second half. */
static int
indent_of(const char *text, int width)
{
	int i, indent = 0, blanks = 2;

	for (i = 0; i <= width / 2 && (unsigned char)text[i] >= ' ' &&
	    (unsigned char)text[i] < 0x7f; i++) {
		if (text[i] != ' ' && blanks >= 2)
			indent = i;
		blanks = text[i] == ' ' ? blanks + 1 : 0;
	}
	return indent;
}

/* Where the text of a line stands once it is broken. */
static struct rect
text_rect(const char *text, int row, int cols)
{
	int width = cols - LEFT - 1, indent = indent_of(text, width);

	return (struct rect){ row, LEFT + indent, 1, width - indent };
}

/* Rows of a line: what is too long is broken. */
static int
rows_of(const struct view *v, size_t line, int cols)
{
	const char *text = v->lines[line].text;
	struct rect rect = text_rect(text, 0, cols);
	int rows;

	if (rect.cols < 1 || utf8_columns(text) <= cols - LEFT - 1)
		return 1;
	rows = canvas_wrap(NULL, rect, STYLE_NORMAL, text + rect.col - LEFT);
	return rows > 0 ? rows : 1;
}

static void
draw_line(const struct view *v, struct canvas *cv, int row, size_t line,
    int rows)
{
	const char *text = v->lines[line].text;
	unsigned style = v->lines[line].style;
	struct rect rect = text_rect(text, row, canvas_cols(cv));
	size_t indent = (size_t)(rect.col - LEFT);

	if (rows == 1) {
		canvas_fit(cv, row, LEFT, canvas_cols(cv) - LEFT, style,
		    text);
		return;
	}
	canvas_bytes(cv, row, LEFT, style, text, indent);
	rect.rows = rows;
	canvas_wrap(cv, rect, style, text + indent);
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
		.priority = v->by_event ? 6 : 9,
		.side = true,
		.hidden = !v->answering || (v->runner != NULL &&
		    !view_may_tell(v)),
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
		draw_line(v, cv, row, i, rows);
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
	v->scrolls = v->scroll > 0 || end < v->nlines;
	if (!v->scrolls)
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
