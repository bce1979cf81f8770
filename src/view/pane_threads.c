/*
 * pane_threads.c - where do two operations stand that take turns?
 *
 *	 THREADS   two, without a lock
 *	 1 x = alloc 28   holds block 0.0.1 (0x200000000050)
 *	   decision 3: freeblock of pool 0.0 leads to block 1: that one is
 *	   handed out and counted in ref.count
 *	 2 y = alloc 28
 *	   begun, before its first decision
 */
#include "config.h"

#include "view/pane.h"

#include "command/threads.h"
#include "support/i18n.h"
#include "support/strbuf.h"

#define INDENT	3
#define LEAST	5		/* rows: the title, and two of each thread */

static struct rect
text_rect(int row, int cols)
{
	return (struct rect){ row, INDENT, 1,
	    cols > INDENT + 1 ? cols - INDENT - 1 : 1 };
}

/* The rows of where thread I stands, whole. */
static int
rows_of(const struct threads *t, size_t i, int cols)
{
	struct strbuf text = STRBUF_INIT;
	int rows;

	threads_stands(t, i, &text);
	rows = canvas_wrap(NULL, text_rect(0, cols), STYLE_NORMAL,
	    strbuf_text(&text));
	strbuf_free(&text);
	return rows;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	*out = (struct layout_pane){
		.min_rows = LEAST,
		.want_rows = LEAST,
		.priority = 9,
		.side = true,
		.hidden = v->threads == NULL || v->covered,
	};
	if (!out->hidden)
		out->want_rows = 3 + rows_of(v->threads, 0, cols) +
		    rows_of(v->threads, 1, cols);
}

static void
draw_holds(const struct threads *t, size_t i, struct canvas *cv, int row,
    int col)
{
	struct strbuf holds = STRBUF_INIT, text = STRBUF_INIT;

	threads_holds(t, i, &holds);
	if (holds.length > 0) {
		strbuf_printf(&text, _("holds %s"), strbuf_text(&holds));
		canvas_fit(cv, row, col, canvas_cols(cv) - col, STYLE_STRONG,
		    strbuf_text(&text));
	}
	strbuf_free(&holds);
	strbuf_free(&text);
}

/* In ROWS rows below its operation; the row after. */
static int
draw_thread(const struct threads *t, size_t i, struct canvas *cv, int row,
    int rows)
{
	const char *operation = threads_operation(t, i);
	struct rect at = text_rect(row + 1, canvas_cols(cv));
	struct strbuf text = STRBUF_INIT;
	int col = INDENT;

	canvas_printf(cv, row, 1, STYLE_LABEL, "%zu", i + 1);
	if (operation != NULL)
		col = canvas_fit(cv, row, col, at.cols, STYLE_CODE,
		    operation) + 3;
	draw_holds(t, i, cv, row, col);
	threads_stands(t, i, &text);
	at.rows = rows;
	if (rows == 1)
		canvas_fit(cv, at.row, INDENT, at.cols, STYLE_NORMAL,
		    strbuf_text(&text));
	else
		canvas_wrap(cv, at, STYLE_NORMAL, strbuf_text(&text));
	strbuf_free(&text);
	return row + 1 + rows;
}

/* Where there is no room for all, a row each has to do. */
static void
draw(struct view *v, struct canvas *cv)
{
	const struct threads *t = v->threads;
	int cols = canvas_cols(cv), row = 1;
	int rows[2] = { rows_of(t, 0, cols), rows_of(t, 1, cols) };
	size_t i;

	pane_title(cv, _("THREADS"), threads_broke(t) ?
	    _("the heap is broken: back heals it") : threads_locked(t) ?
	    _("two, with a lock") : _("two, without a lock"));
	if (canvas_rows(cv) < 3 + rows[0] + rows[1])
		rows[0] = rows[1] = 1;
	for (i = 0; i < 2; i++)
		row = draw_thread(t, i, cv, row, rows[i]);
}

const struct pane_class pane_threads = {
	.name = "threads",
	.measure = measure,
	.draw = draw,
};
