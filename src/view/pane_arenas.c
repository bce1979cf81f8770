/*
 * pane_arenas.c - where is my pool in the heap?
 *
 *	    arena free
 *	>       0   62  [-]-..............................................
 *
 * One row an arena, one cell a pool; where an arena has more pools than the
 * row has cells, one cell stands for several and the title says how many.
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>

#include "support/i18n.h"

#define GUTTER 15		/* columns before the first cell */

/* How many pools one cell stands for. */
static uint32_t
pools_per_cell(const struct view *v, int cols)
{
	uint32_t pools =
	    pym_pools_per_arena(session_profile(v->session));
	uint32_t cells = cols > GUTTER + 9 ? (uint32_t)(cols - GUTTER - 1) : 8;

	return (pools + cells - 1) / cells;
}

/* The live arenas before INDEX. */
static uint32_t
live_before(const struct pym_heap *h, uint32_t index)
{
	struct pym_arena_view a;
	uint32_t i, n = 0;

	for (i = 0; i < index; i++)
		if (pym_arena(h, i, &a))
			n++;
	return n;
}

static uint32_t
live_arenas(const struct pym_heap *h)
{
	return live_before(h, pym_arena_slots(h));
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	uint32_t n = live_arenas(session_heap(v->session));

	(void)cols;
	*out = (struct layout_pane){
		.min_rows = n == 0 ? 2 : 3,
		.want_rows = n == 0 ? 2 : n > 40 ? 42 : (int)n + 2,
		.priority = 6,
	};
}

/* The state that a cell shows for PER pools from FIRST: the fullest look. */
struct cell_pools {
	unsigned used, capacity;
	bool carved, any_live;
	bool changed, selected;
};

static void
gather(const struct view *v, struct pym_pool_ref ref, struct cell_pools *out)
{
	struct pym_pool_view p;

	if (!pym_pool(session_heap(v->session), ref, &p))
		return;
	if (p.state != PYM_POOL_UNCARVED)
		out->carved = true;
	if (p.count > 0)
		out->any_live = true;
	out->used += p.count;
	out->capacity += p.capacity;
	if (changes_block(&v->changes, ref, PYM_NONE))
		out->changed = true;
	if (ref.arena == v->pool.arena && ref.pool == v->pool.pool)
		out->selected = true;
}

static unsigned
style_of(const struct cell_pools *c)
{
	unsigned style = STYLE_POOL_USED;

	if (!c->carved)
		style = STYLE_POOL_UNCARVED;
	else if (!c->any_live)
		style = STYLE_POOL_EMPTY;
	else if (c->used == c->capacity)
		style = STYLE_POOL_FULL;
	if (c->changed)
		style |= MARK_CHANGED;
	if (c->selected)
		style |= MARK_SELECTED;
	return style;
}

static enum glyph
glyph_of(const struct cell_pools *c)
{
	if (!c->carved)
		return GLYPH_POOL_UNCARVED;
	return c->any_live ? style_pool_glyph(c->used, c->capacity) :
	    GLYPH_POOL_EMPTY;
}

static void
draw_strip(const struct view *v, struct canvas *cv, int row,
    const struct pym_arena_view *a, uint32_t per)
{
	struct pym_pool_ref ref = { a->index, 0 };
	struct cell_pools c;
	int col = GUTTER;
	uint32_t i;

	while (ref.pool < a->ntotalpools) {
		c = (struct cell_pools){ 0 };
		for (i = 0; i < per && ref.pool < a->ntotalpools; i++) {
			gather(v, ref, &c);
			ref.pool++;
		}
		col = canvas_glyph(cv, row, col, style_of(&c), glyph_of(&c));
	}
}

static void
draw_arena(const struct view *v, struct canvas *cv, int row,
    const struct pym_arena_view *a, uint32_t per)
{
	bool here = a->index == v->pool.arena;

	if (here)
		canvas_glyph(cv, row, 1, STYLE_STRONG, GLYPH_HERE);
	canvas_printf(cv, row, 3, here ? STYLE_STRONG : STYLE_NORMAL, "%5u",
	    a->index);
	canvas_printf(cv, row, 9, STYLE_NUMBER, "%4u", a->nfreepools);
	draw_strip(v, cv, row, a, per);
}

/* The first arena to show, so that the one looked at is in sight. */
static uint32_t
first_shown(const struct view *v, uint32_t live, uint32_t rows)
{
	uint32_t before;

	if (live <= rows || v->pool.arena == PYM_NONE)
		return 0;
	before = live_before(session_heap(v->session), v->pool.arena);
	if (before < rows / 2)
		return 0;
	before -= rows / 2;
	return before + rows > live ? live - rows : before;
}

static void
draw_rows(const struct view *v, struct canvas *cv, uint32_t live,
    uint32_t per)
{
	const struct pym_heap *h = session_heap(v->session);
	uint32_t rows = (uint32_t)(canvas_rows(cv) - 2);
	uint32_t skip, i, shown = 0;
	struct pym_arena_view a;
	char text[96];

	if (live > rows && rows > 1)
		rows--;
	skip = first_shown(v, live, rows);
	for (i = 0; i < pym_arena_slots(h) && shown < rows; i++) {
		if (!pym_arena(h, i, &a))
			continue;
		if (skip > 0) {
			skip--;
			continue;
		}
		draw_arena(v, cv, (int)shown++ + 2, &a, per);
	}
	if (live > shown) {
		snprintf(text, sizeof(text), _("%u more arenas"),
		    live - shown);
		pane_more(cv, canvas_rows(cv) - 1, text);
	}
}

/* The list as far as it fits: "arena 3: 1 -> arena 0: 4". */
static void
usable_text(const struct view *v, struct strbuf *out)
{
	const struct pym_heap *h = session_heap(v->session);
	struct pym_arena_view a;
	uint32_t list[4];
	size_t i, n = pym_usable_arenas(h, list, 4);

	if (session_profile(v->session)->policy == PYM_POLICY_ONE_FREEPOOLS) {
		strbuf_printf(out, _("freepools of all arenas: %zu"),
		    pym_freepools(h, 0, NULL, 0));
		return;
	}
	strbuf_puts(out, "usable_arenas: ");
	for (i = 0; i < n && i < 4; i++)
		if (pym_arena(h, list[i], &a))
			strbuf_printf(out, "%sarena %u (%u)",
			    i > 0 ? " -> " : "", a.index, a.nfreepools);
	if (n == 0)
		strbuf_puts(out, "NULL");
	else if (n > 4)
		strbuf_printf(out, _(" ... %zu more"), n - 4);
}

static void
draw(struct view *v, struct canvas *cv)
{
	uint32_t per = pools_per_cell(v, canvas_cols(cv));
	uint32_t live = live_arenas(session_heap(v->session));
	struct strbuf rest = STRBUF_INIT;

	usable_text(v, &rest);
	pane_title(cv, _("ARENAS"), strbuf_text(&rest));
	strbuf_free(&rest);
	if (canvas_rows(cv) < 2)
		return;
	if (live == 0) {
		canvas_text(cv, 1, 3, STYLE_DIM,
		    _("none yet: the first request obtains one"));
		return;
	}
	canvas_text(cv, 1, 3, STYLE_LABEL, _("arena free"));
	if (per > 1)
		canvas_printf(cv, 1, GUTTER, STYLE_DIM,
		    _("pools, 1 cell = %u pools"), per);
	else
		canvas_text(cv, 1, GUTTER, STYLE_DIM, _("pools"));
	if (canvas_rows(cv) > 2)
		draw_rows(v, cv, live, per);
}

const struct pane_class pane_arenas = {
	.name = "arenas",
	.measure = measure,
	.draw = draw,
};
