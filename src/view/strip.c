/*
 * strip.c - arenas as strips of pools, one row an arena, one cell a pool.
 */
#include "config.h"

#include "view/strip.h"

#include <stdio.h>

#include "view/pane.h"

#define GAP_WALKED 4096u	/* slots without an arena passed over */

uint32_t
strip_per_cell(const struct view *v, int cols)
{
	uint32_t pools = pym_pools_per_arena(session_profile(v->session));
	uint32_t cells = cols > STRIP_GUTTER + 9 ?
	    (uint32_t)(cols - STRIP_GUTTER - 1) : 8;

	return (pools + cells - 1) / cells;
}

/* ---- one strip ---------------------------------------------------------- */

/* What a cell shows of its pools. */
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
		out->selected = v->zoom != ZOOM_HEAP;
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
draw_cells(struct view *v, struct canvas *cv, int row,
    const struct pym_arena_view *a, uint32_t per)
{
	struct pym_pool_ref ref = { a->index, 0 };
	struct cell_pools c;
	int col = STRIP_GUTTER;
	uint32_t i;

	while (ref.pool < a->ntotalpools) {
		c = (struct cell_pools){ 0 };
		for (i = 0; i < per && ref.pool < a->ntotalpools; i++) {
			gather(v, ref, &c);
			ref.pool++;
		}
		col = canvas_glyph(cv, row, col, style_of(&c), glyph_of(&c));
	}
	targets_add(&v->targets, cv, &(struct target){ .kind = TARGET_POOL,
	    .rect = { row, STRIP_GUTTER, 1, col - STRIP_GUTTER },
	    .cell_rows = 1, .cell_cols = 1, .step = per,
	    .end = a->ntotalpools, .pool = { a->index, 0 } });
}

static void
draw_arena(struct view *v, struct canvas *cv, int row,
    const struct pym_arena_view *a, uint32_t per)
{
	bool here = a->index == v->pool.arena;
	char text[16];

	if (here)
		canvas_glyph(cv, row, 1, STYLE_STRONG, GLYPH_HERE);
	canvas_printf(cv, row, 3, (here ? STYLE_STRONG : STYLE_NORMAL) |
	    (here && v->zoom == ZOOM_HEAP ? MARK_SELECTED : 0), "%5u",
	    a->index);
	snprintf(text, sizeof(text), "%4u", a->nfreepools);
	pane_value(v, cv, row, 9, pane_arena_field(v, a->index,
	    "nfreepools"), 4, STYLE_NUMBER, text);
	targets_add(&v->targets, cv, &(struct target){
	    .kind = TARGET_ARENA, .rect = { row, 0, 1, STRIP_GUTTER },
	    .first = a->index, .end = a->index + 1 });
	draw_cells(v, cv, row, a, per);
}

/* ---- those in sight ----------------------------------------------------- */

/*
 * Goes from arena INDEX in a direction until N more arenas were met, and no
 * further than a long gap; returns how many were, and in *LAST the last.
 */
static uint32_t
walk(const struct view *v, uint32_t index, int direction, uint32_t n,
    uint32_t *last)
{
	const struct pym_heap *h = session_heap(v->session);
	uint32_t slots = pym_arena_slots(h), met = 0, passed = 0, i = index;
	struct pym_arena_view a;

	*last = index;
	while (met < n && passed < GAP_WALKED) {
		i = direction < 0 ? i - 1 : i + 1;
		if (i >= slots)
			break;
		passed++;
		if (!pym_arena(h, i, &a))
			continue;
		*last = i;
		met++;
		passed = 0;
	}
	return met;
}

/* The first arena to show: the one looked at is in the middle, but for the
   ends of the heap. */
static uint32_t
first_shown(const struct view *v, uint32_t rows)
{
	uint32_t at = v->pool.arena == PYM_NONE ? 0 : v->pool.arena;
	uint32_t behind, first;

	if (rows == 0)
		return at;
	behind = walk(v, at, 1, rows / 2, &first);
	walk(v, at, -1, rows - 1 - behind, &first);
	return first;
}

uint32_t
strip_draw(struct view *v, struct canvas *cv, int row, int rows)
{
	const struct pym_heap *h = session_heap(v->session);
	uint32_t per = strip_per_cell(v, canvas_cols(cv)), next, shown = 0;
	uint32_t i = first_shown(v, rows > 0 ? (uint32_t)rows : 0);
	struct pym_arena_view a;

	while ((int)shown < rows) {
		if (pym_arena(h, i, &a))
			draw_arena(v, cv, row + (int)shown++, &a, per);
		if ((int)shown == rows || walk(v, i, 1, 1, &next) == 0)
			break;
		i = next;
	}
	return shown;
}
