/*
 * pane_freelists.c - what waits above the pools: the free lists of Python's
 * types, once there are objects of `py`.
 *
 *	FREE LISTS  objects of Python 3.11  tuple of 1 1/2000 -----------------
 *	   list         1 of 80     next: $4
 *	   float        2 of 100    next: $2 -> $9
 */
#include "config.h"

#include "view/pane.h"

#include <stdio.h>

#include "objects/objects.h"
#include "support/i18n.h"
#include "support/strbuf.h"

#define LEFT	3
#define COUNT	20
#define BLOCKS	34
#define SHOWN	12		/* blocks of a list that could be shown */
#define MOST	8		/* rows for lists */

/* The lists that hold something, or did before the last statement. */
struct lists {
	struct free_list_view list[OBJECTS_MAX_LISTS];
	size_t count;
};

/* Whether a step of the present statement took from the list, or put on. */
static bool
is_touched(const struct objects *o, const struct free_list_view *list)
{
	const struct request *r;
	size_t n, done, i;

	r = objects_present(o, &n, &done);
	for (i = 0; r != NULL && i < done; i++)
		if ((r[i].kind == REQUEST_KEPT ||
		    r[i].kind == REQUEST_REUSED) &&
		    r[i].list == list->list && r[i].length == list->length)
			return true;
	return false;
}

static void
find_lists(const struct objects *o, struct lists *out)
{
	struct free_list_view all[OBJECTS_MAX_LISTS];
	size_t n = objects_free_lists(o, all, OBJECTS_MAX_LISTS), i;

	out->count = 0;
	for (i = 0; i < n && i < OBJECTS_MAX_LISTS; i++)
		if (all[i].count != 0 || is_touched(o, &all[i]))
			out->list[out->count++] = all[i];
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	struct lists lists;
	size_t rows;

	(void)cols;
	objects_follow(v->objects, v->session);
	find_lists(v->objects, &lists);
	rows = lists.count < MOST ? lists.count : MOST;
	*out = (struct layout_pane){
		.min_rows = 1,
		.want_rows = 1 + (int)rows,
		.priority = 3,
		.hidden = !objects_any(v->objects),
	};
}

static void
put_name(const struct free_list_view *list, struct strbuf *out)
{
	if (list->list == FREE_TUPLE)
		strbuf_printf(out, _("tuple of %u"), list->length);
	else
		strbuf_puts(out, _(list->name));
}

/* The title names the lists that the rows below it have no place for. */
static void
draw_title(const struct view *v, struct canvas *cv,
    const struct lists *lists)
{
	int col = pane_title_begin(cv, _("FREE LISTS"));
	struct strbuf text = STRBUF_INIT;
	bool nearest, touched;
	unsigned version = objects_version(v->objects, &nearest);
	size_t i = (size_t)canvas_rows(cv) - 1;

	strbuf_printf(&text, _("objects of Python %u.%u"), version / 100,
	    version % 100);
	col = pane_title_add(cv, col, STYLE_NORMAL, strbuf_text(&text));
	for (; i < lists->count; i++) {
		strbuf_clear(&text);
		put_name(&lists->list[i], &text);
		strbuf_printf(&text, " %u", lists->list[i].count);
		if (lists->list[i].limit != 0)
			strbuf_printf(&text, "/%u", lists->list[i].limit);
		touched = is_touched(v->objects, &lists->list[i]);
		col = pane_title_add(cv, col, STYLE_NUMBER |
		    (touched ? MARK_CHANGED : 0), strbuf_text(&text));
		if (touched && col < canvas_cols(cv))
			col = canvas_glyph(cv, 0, col, STYLE_CHANGED,
			    GLYPH_CHANGED);
	}
	if (lists->count == 0)
		col = pane_title_add(cv, col, STYLE_DIM, _("all empty"));
	pane_title_end(cv, col);
	strbuf_free(&text);
}

/* The blocks in the order in which they will be taken. */
static void
put_blocks(const struct view *v, const struct free_list_view *list,
    struct strbuf *out)
{
	uint32_t i, shown = 0;

	if (list->never)
		strbuf_puts(out, _("kept, but never taken from here"));
	else if (list->blocks == NULL)
		return;
	for (i = list->count; !list->never && i-- > 0 && shown < SHOWN;
	    shown++)
		strbuf_printf(out, "%s$%u", shown == 0 ? _("next: ") :
		    " -> ", objects_number(v->objects, list->blocks[i]));
}

static void
draw_list(const struct view *v, struct canvas *cv, int row,
    const struct free_list_view *list)
{
	struct strbuf text = STRBUF_INIT;
	bool touched = is_touched(v->objects, list);
	int cols = canvas_cols(cv), col;

	put_name(list, &text);
	canvas_fit(cv, row, LEFT, COUNT - LEFT - 1, STYLE_LABEL,
	    strbuf_text(&text));
	strbuf_clear(&text);
	if (list->limit != 0)
		strbuf_printf(&text, _("%u of %u"), list->count,
		    list->limit);
	else
		strbuf_printf(&text, "%u", list->count);
	col = canvas_fit(cv, row, COUNT, BLOCKS - COUNT - 2, STYLE_NUMBER |
	    (touched ? MARK_CHANGED : 0), strbuf_text(&text));
	if (touched)
		canvas_glyph(cv, row, col, STYLE_CHANGED, GLYPH_CHANGED);
	strbuf_clear(&text);
	put_blocks(v, list, &text);
	if (cols > BLOCKS)
		canvas_fit(cv, row, BLOCKS, cols - BLOCKS, STYLE_NORMAL,
		    strbuf_text(&text));
	strbuf_free(&text);
}

static void
draw(struct view *v, struct canvas *cv)
{
	struct lists lists;
	size_t i;

	objects_follow(v->objects, v->session);
	find_lists(v->objects, &lists);
	draw_title(v, cv, &lists);
	for (i = 0; i < lists.count && 1 + (int)i < canvas_rows(cv); i++)
		draw_list(v, cv, 1 + (int)i, &lists.list[i]);
}

const struct pane_class pane_freelists = {
	.name = "freelists",
	.measure = measure,
	.draw = draw,
};
