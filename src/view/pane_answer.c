/*
 * pane_answer.c - what the last command answered.
 */
#include "config.h"

#include "view/pane.h"

#include <stdio.h>

#include "support/i18n.h"

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	(void)cols;
	*out = (struct layout_pane){
		.min_rows = 3,
		.want_rows = (int)v->nlines + 1,
		.priority = 9,
		.grow = true,
		.side = true,
		.hidden = !v->answering ||
		    (v->covered && !v->asked && v->runner != NULL),
	};
}

static void
draw(struct view *v, struct canvas *cv)
{
	size_t rows = (size_t)canvas_rows(cv) - 1, i;
	size_t last = v->nlines > rows ? v->nlines - rows : 0;
	char text[96] = "";

	if (v->scroll > last)
		v->scroll = last;
	if (last > 0)
		snprintf(text, sizeof(text),
		    _("lines %zu to %zu of %zu: Tab, then up and down"),
		    v->scroll + 1, v->scroll + rows, v->nlines);
	pane_title(cv, strbuf_text(&v->command), text);
	for (i = 0; i < rows && v->scroll + i < v->nlines; i++)
		canvas_fit(cv, 1 + (int)i, 1, canvas_cols(cv) - 1,
		    v->lines[v->scroll + i].style,
		    v->lines[v->scroll + i].text);
}

const struct pane_class pane_answer = {
	.name = "answer",
	.measure = measure,
	.draw = draw,
};
