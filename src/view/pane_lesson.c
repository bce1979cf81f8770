/*
 * pane_lesson.c - the text of the lesson.
 */
#include "config.h"

#include "view/pane.h"

#include <stdio.h>

#include "support/i18n.h"

static int
text_rows(const struct view *v, int cols)
{
	return canvas_wrap(NULL, (struct rect){ 0, 0, 1, cols > 4 ?
	    cols - 4 : 1 }, STYLE_NORMAL, strbuf_text(&v->lesson_text));
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	*out = (struct layout_pane){
		.min_rows = 6,
		.want_rows = text_rows(v, cols) + 1,
		.priority = 10,
		.hidden = v->lesson_title.length == 0,
	};
}

static void
draw(struct view *v, struct canvas *cv)
{
	int rows = canvas_rows(cv) - 1, cols = canvas_cols(cv);
	int all = text_rows(v, cols);
	struct region outer;
	char text[64] = "";

	if (v->lesson_scroll > all - rows)
		v->lesson_scroll = all > rows ? all - rows : 0;
	if (all > rows)
		snprintf(text, sizeof(text), _("%d lines: scroll with the "
		    "wheel"), all);
	pane_title(cv, strbuf_text(&v->lesson_title), text);
	if (rows < 1)
		return;
	outer = canvas_enter(cv, (struct rect){ 1, 2, rows, cols - 4 });
	canvas_wrap(cv, (struct rect){ -v->lesson_scroll, 0, all, cols - 4 },
	    STYLE_NORMAL, strbuf_text(&v->lesson_text));
	canvas_leave(cv, outer);
}

const struct pane_class pane_lesson = {
	.name = "lesson",
	.measure = measure,
	.draw = draw,
};
