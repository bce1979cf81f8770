/*
 * crumb.c - the breadcrumb: where one looks, and where new pools come from.
 */
#include "config.h"

#include "view/crumb.h"

#include <stdio.h>

#include "lesson/runner.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "view/pane.h"

#define LIST_SHOWN   3		/* elements of the list at the right */
#define LIST_COLUMNS 36		/* that it takes at least */

static void
level_text(const struct view *v, enum view_zoom level, char *out, size_t size)
{
	struct pym_pool_view p;

	switch (level) {
	case ZOOM_HEAP:
		snprintf(out, size, "%s", _("HEAP"));
		break;
	case ZOOM_ARENA:
		snprintf(out, size, _("arena %u"), v->pool.arena);
		break;
	case ZOOM_POOL:
		snprintf(out, size, _("pool %u.%u"), v->pool.arena,
		    v->pool.pool);
		break;
	case ZOOM_BLOCKS:
		snprintf(out, size, "%s", _("all blocks"));
		break;
	case ZOOM_BLOCK:
		snprintf(out, size, _("block %u"), view_pool(v, &p) ?
		    view_block(v, &p) : 0);
		break;
	}
}

static int
draw_level(struct view *v, struct canvas *cv, int row, int col,
    enum view_zoom level)
{
	bool here = level == v->zoom;
	char text[64];
	int end;

	if (level > ZOOM_HEAP)
		col = canvas_text(cv, row, col, STYLE_DIM, " > ");
	level_text(v, level, text, sizeof(text));
	end = canvas_text(cv, row, col, here ? STYLE_STRONG : STYLE_NORMAL,
	    text);
	targets_add(&v->targets, cv, &(struct target){
	    .kind = TARGET_LEVEL, .rect = { row, col, 1, end - col },
	    .first = level, .end = level + 1u });
	return end;
}

/* Of a pool that one looks into the block comes right behind. */
static int
draw_levels(struct view *v, struct canvas *cv, int row)
{
	int col = 1, level;

	if (v->pool.arena == PYM_NONE)
		return draw_level(v, cv, row, col, ZOOM_HEAP);
	for (level = ZOOM_HEAP; level <= (int)v->zoom; level++)
		if (level != ZOOM_BLOCKS || v->zoom == ZOOM_BLOCKS)
			col = draw_level(v, cv, row, col,
			    (enum view_zoom)level);
	return col;
}

/* ---- the list at the right ---------------------------------------------- */

/* One more element, if it fits; returns the column after, or -1. */
static int
draw_element(const struct view *v, struct canvas *cv, int row, int col,
    uint64_t address, const char *text)
{
	if (col + 4 + utf8_columns(text) + 4 > canvas_cols(cv))
		return -1;
	col = canvas_glyph(cv, row, col + 1, STYLE_LINK, GLYPH_ARROW);
	return pane_value(v, cv, row, col + 1, address, 4, STYLE_NORMAL,
	    text);
}

static void
draw_usable(const struct view *v, struct canvas *cv, int row, int col)
{
	const struct pym_heap *h = session_heap(v->session);
	uint32_t list[LIST_SHOWN + 1];
	size_t i, n = pym_first_usable_arenas(h, list, LIST_SHOWN + 1);
	struct pym_arena_view a;
	char text[48];
	int next;

	col = pane_value(v, cv, row, col, pane_variable(v, "usable_arenas"),
	    8, STYLE_LABEL, "usable_arenas");
	if (n == 0)
		draw_element(v, cv, row, col, 0, "NULL");
	if (v->places_covered && n > 1) {
		canvas_text(cv, row, col + 1, STYLE_LINK, "?");
		return;
	}
	for (i = 0; i < n && i < LIST_SHOWN; i++) {
		if (!pym_arena(h, list[i], &a))
			return;
		snprintf(text, sizeof(text), _("arena %u: %u free"), a.index,
		    a.nfreepools);
		next = draw_element(v, cv, row, col, pane_arena_field(v,
		    a.index, "nfreepools"), text);
		if (next < 0)
			break;
		col = next;
	}
	if (i < n)
		canvas_text(cv, row, col, STYLE_NOTICE, " ...");
}

/* 2.4 has one list of free pools instead. */
static void
draw_freepools(const struct view *v, struct canvas *cv, int row, int col)
{
	const struct pym_heap *h = session_heap(v->session);
	struct pym_pool_ref list[LIST_SHOWN + 1];
	size_t i, n = pym_first_freepools(h, 0, list, LIST_SHOWN + 1);
	char text[48];
	int next;

	col = pane_value(v, cv, row, col, pane_variable(v, "freepools"), 8,
	    STYLE_LABEL, "freepools");
	if (n == 0)
		draw_element(v, cv, row, col, 0, "NULL");
	if (v->places_covered && n > 0) {
		canvas_text(cv, row, col + 1, STYLE_LINK, "?");
		return;
	}
	for (i = 0; i < n && i < LIST_SHOWN; i++) {
		snprintf(text, sizeof(text), "%u.%u", list[i].arena,
		    list[i].pool);
		next = draw_element(v, cv, row, col, 0, text);
		if (next < 0)
			break;
		col = next;
	}
	if (i < n)
		canvas_text(cv, row, col, STYLE_NOTICE, " ...");
}

/* Where new pools come from is not every lesson's. */
static bool
shows_arenas(const struct view *v)
{
	return v->runner == NULL || lesson_words_have(
	    &runner_lesson(v->runner)->panes, "arenas");
}

/* A lesson about the list has the row for it. */
static bool
list_only(const struct view *v)
{
	return v->runner != NULL && v->zoom == ZOOM_POOL &&
	    lesson_words_have(&runner_lesson(v->runner)->panes,
	    "usable_arenas");
}

void
crumb_draw(struct view *v, struct canvas *cv, int row)
{
	int cols = canvas_cols(cv);
	int col = list_only(v) ? 1 : draw_levels(v, cv, row) + 3;

	if (col < cols / 2 && !list_only(v))
		col = cols / 2;
	if (cols - col < LIST_COLUMNS || !shows_arenas(v))
		return;
	if (session_profile(v->session)->policy == PYM_POLICY_ONE_FREEPOOLS)
		draw_freepools(v, cv, row, col);
	else
		draw_usable(v, cv, row, col);
}
