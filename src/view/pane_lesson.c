/*
 * pane_lesson.c - the lesson: what the text says, and what it waits for.
 *
 * What the last step brought stands at the top, if all of it fits; else one
 * scrolls through it before going on.
 */
#include "config.h"

#include "view/pane.h"

#include <stdio.h>

#include "lesson/lesson.h"
#include "lesson/runner.h"
#include "support/i18n.h"

#define TEXT_COLUMNS 78		/* longer lines are hard to read */
#define MIN_ROWS 6
#define BEHIND_ROWS 4		/* while an answer is read */

static int
text_columns(int cols)
{
	return cols - 2 > TEXT_COLUMNS ? TEXT_COLUMNS : cols - 2;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	int rows = (int)(v->page.count - v->page.fresh) + 1;
	bool behind = v->answering && !v->by_event && view_may_tell(v);

	(void)cols;
	*out = (struct layout_pane){
		.min_rows = behind ? BEHIND_ROWS : MIN_ROWS,
		.want_rows = rows > MIN_ROWS ? rows : MIN_ROWS,
		.priority = behind ? 8 : 10,
		.hidden = v->runner == NULL,
	};
}

/* Shows the end of the page, or as much of what is fresh as fits; and the end
   still where that was shown and the pane has another height now. */
static void
follow(struct view *v, size_t rows)
{
	size_t end = v->page.count > rows ? v->page.count - rows : 0;

	if (!v->lesson_moved && v->lesson_below == 0)
		v->lesson_scroll = end;
	if (v->lesson_moved)
		v->lesson_scroll = end < v->page.fresh ? end : v->page.fresh;
	if (v->lesson_scroll > end)
		v->lesson_scroll = end;
	v->lesson_moved = false;
	v->lesson_below = end - v->lesson_scroll;
}

static void
draw_title(const struct view *v, struct canvas *cv)
{
	struct strbuf left = STRBUF_INIT;
	size_t done, all;
	char text[96];

	runner_progress(v->runner, &done, &all);
	strbuf_printf(&left, _("LESSON  %s"),
	    runner_lesson(v->runner)->title);
	if (v->lesson_below != 0)
		snprintf(text, sizeof(text), ngettext(
		    "%zu of %zu   %zu line more: Page Down",
		    "%zu of %zu   %zu lines more: Page Down",
		    v->lesson_below), done, all, v->lesson_below);
	else
		snprintf(text, sizeof(text), _("%zu of %zu"), done, all);
	pane_title(cv, strbuf_text(&left), text);
	strbuf_free(&left);
}

static void
draw(struct view *v, struct canvas *cv)
{
	int rows = canvas_rows(cv) - 1, row;
	int columns = text_columns(canvas_cols(cv));

	if (columns != v->page_columns)
		pane_lesson_prepare(v, canvas_cols(cv), cv->glyphs);
	v->lesson_rows = rows > 0 ? (size_t)rows : 0;
	follow(v, v->lesson_rows);
	draw_title(v, cv);
	for (row = 0; row < rows &&
	    v->lesson_scroll + (size_t)row < v->page.count; row++)
		lesson_page_draw(&v->page, v->lesson_scroll + (size_t)row, cv,
		    row + 1, 1);
}

void
pane_lesson_prepare(struct view *v, int cols, enum glyph_set glyphs)
{
	v->page_columns = text_columns(cols);
	if (v->runner != NULL)
		lesson_page_make(&v->page, v->runner, v->page_columns,
		    glyphs);
	else
		lesson_page_free(&v->page);
}

const struct pane_class pane_lesson = {
	.name = "lesson",
	.measure = measure,
	.draw = draw,
};
