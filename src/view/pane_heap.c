/*
 * pane_heap.c - the whole heap.
 *
 * Every arena is a row; where there are too many for that, a cell, shaded by
 * how many of its pools are in use.  They stand in the order of the arenas
 * vector, which is no order of addresses.
 *
 *	    0  ####=###:::-....  ####
 *	   70  ...
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>

#include "support/i18n.h"
#include "view/strip.h"

#define GUTTER	  9		/* columns before the first cell */
#define BELOW	  2		/* rows below: the arena, the system */
#define GAP_WALKED 8192u	/* slots without an arena passed over */
#define STRIPS	  12		/* so many arenas ask for a row each */

static void
draw_title(const struct view *v, struct canvas *cv,
    const struct pym_counts *counts)
{
	uint64_t arena_size = session_profile(v->session)->arena_size;
	char each[32], all[32], asked[32], text[96];
	int col = pane_title_begin(cv, _("HEAP"));

	pane_bytes(arena_size, each, sizeof(each));
	pane_bytes(arena_size * counts->arenas_current, all, sizeof(all));
	pane_bytes(session_requested_bytes(v->session), asked, sizeof(asked));
	snprintf(text, sizeof(text), ngettext("%" PRIu64 " arena of %s",
	    "%" PRIu64 " arenas of %s", counts->arenas_current),
	    counts->arenas_current, each);
	col = pane_title_add(cv, col, STYLE_NORMAL, text);
	snprintf(text, sizeof(text), _("%s held, %s of it asked for"), all,
	    asked);
	col = pane_title_add(cv, col, STYLE_NORMAL, text);
	pane_title_end(cv, col);
}

/* ---- one cell an arena -------------------------------------------------- */

/* Cells of a row: a round number. */
static uint32_t
cells_per_row(int cols)
{
	int cells = cols - GUTTER - 1;

	return cells < 10 ? 10 : (uint32_t)(cells - cells % 10);
}

/* Slots of the vector up to the last arena; bounded, because a vector that
   has just doubled is half empty. */
static uint32_t
slots_used(const struct pym_heap *h)
{
	uint32_t slots = pym_arena_slots(h), passed;
	struct pym_arena_view a;

	for (passed = 0; passed < GAP_WALKED && slots > 1; passed++) {
		if (pym_arena(h, slots - 1, &a))
			break;
		slots--;
	}
	return slots;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	struct pym_counts counts;
	int rows;

	pym_counts(session_heap(v->session), &counts);
	rows = counts.arenas_current < STRIPS ?
	    (int)counts.arenas_current : (int)(slots_used(
	    session_heap(v->session)) / cells_per_row(cols)) + 1;
	*out = (struct layout_pane){
		.min_rows = 6,
		.want_rows = (rows < STRIPS ? rows : STRIPS) + 2 + BELOW,
		.priority = 9,
		.grow = true,
		.most_rows = rows + 2 + BELOW,
	};
}

/* No pool of it in use, up to a third, two thirds, some free, none free. */
static enum glyph
shade(const struct pym_arena_view *a)
{
	uint32_t used = a->ntotalpools - a->nfreepools;

	if (used == 0 || a->ntotalpools == 0)
		return GLYPH_SHADE_0;
	if (a->nfreepools == 0)
		return GLYPH_SHADE_4;
	return used * 3 <= a->ntotalpools ? GLYPH_SHADE_1 :
	    used * 3 <= a->ntotalpools * 2 ? GLYPH_SHADE_2 : GLYPH_SHADE_3;
}

/* Where the arenas' nfreepools lie: asked for once, not for each cell. */
struct fields {
	uint64_t first, stride;
};

static unsigned
cell_style(const struct view *v, const struct pym_arena_view *a,
    const struct fields *f)
{
	unsigned style = a->nfreepools == 0 ? STYLE_POOL_FULL :
	    a->nfreepools == a->ntotalpools ? STYLE_POOL_EMPTY :
	    STYLE_POOL_USED;

	if (v->changes.last.pool.arena == a->index ||
	    changes_word(&v->changes, f->first + f->stride * a->index, 4))
		style |= MARK_CHANGED;
	if (v->pool.arena == a->index)
		style |= MARK_SELECTED;
	return style;
}

static void
draw_legend(struct canvas *cv, int row)
{
	static const struct {
		enum glyph glyph;
		const char *words;
	} legend[] = {
		{ GLYPH_SHADE_0, N_("none") },
		{ GLYPH_SHADE_1, N_("to 1/3") },
		{ GLYPH_SHADE_2, N_("to 2/3") },
		{ GLYPH_SHADE_3, N_("more") },
		{ GLYPH_SHADE_4, N_("all") },
	};
	int col = canvas_text(cv, row, 3, STYLE_DIM,
	    _("1 cell = 1 arena; pools in use:"));
	size_t i;

	for (i = 0; i < sizeof(legend) / sizeof(legend[0]); i++) {
		col = canvas_glyph(cv, row, col + 2, STYLE_POOL_USED,
		    legend[i].glyph);
		col = canvas_text(cv, row, col + 1, STYLE_DIM,
		    _(legend[i].words));
	}
}

/* Draws COUNT slots of the vector, FIRST at the left. */
static void
draw_row(const struct view *v, struct canvas *cv, int row, uint32_t first,
    uint32_t count)
{
	const struct pym_heap *h = session_heap(v->session);
	uint64_t field = pane_arena_field(v, 0, "nfreepools");
	struct fields f = { field, pane_arena_field(v, 1, "nfreepools") -
	    field };
	struct pym_arena_view a;
	uint32_t i;

	canvas_printf(cv, row, 1, STYLE_DIM, "%6u", first);
	for (i = 0; i < count; i++)
		if (pym_arena(h, first + i, &a))
			canvas_glyph(cv, row, GUTTER + (int)i,
			    cell_style(v, &a, &f), shade(&a));
}

/* The rows of cells in sight: the arena looked at is among them.  Returns how
   many were drawn. */
static int
draw_cells(struct view *v, struct canvas *cv, int room)
{
	uint32_t slots = slots_used(session_heap(v->session));
	uint32_t per = cells_per_row(canvas_cols(cv)), rows = (uint32_t)room;
	uint32_t all = (slots + per - 1) / per, first = 0, i, left;
	uint32_t at = v->pool.arena == PYM_NONE ? 0 : v->pool.arena / per;
	char text[64];

	draw_legend(cv, 1);
	if (all > rows && at > rows / 2)
		first = at - rows / 2;
	if (all > rows && first > all - rows)
		first = all - rows;
	for (i = 0; i < rows && first + i < all; i++) {
		left = slots - (first + i) * per;
		draw_row(v, cv, 2 + (int)i, (first + i) * per,
		    left < per ? left : per);
	}
	targets_add(&v->targets, cv, &(struct target){ .kind = TARGET_ARENA,
	    .rect = { 2, GUTTER, (int)i, (int)per }, .cell_rows = 1,
	    .cell_cols = 1, .first = first * per, .end = slots });
	v->per_row = per;
	if (i < all) {
		snprintf(text, sizeof(text), _("%u rows above, %u below"),
		    first, all - first - i);
		pane_more(cv, 0, text);
	}
	return (int)i;
}

static int
draw_strips(struct view *v, struct canvas *cv, int rows)
{
	uint32_t per = strip_per_cell(v, canvas_cols(cv));

	canvas_text(cv, 1, 3, STYLE_DIM, _("arena free"));
	if (per > 1)
		canvas_printf(cv, 1, STRIP_GUTTER, STYLE_NOTICE,
		    _("1 cell = %u pools"), per);
	else
		canvas_text(cv, 1, STRIP_GUTTER, STYLE_DIM,
		    _("each of its pools"));
	return (int)strip_draw(v, cv, 2, rows);
}

/* ---- below -------------------------------------------------------------- */

static void
draw_arena(const struct view *v, struct canvas *cv, int row)
{
	struct pym_arena_view a;
	struct strbuf text = STRBUF_INIT;

	if (v->pool.arena == PYM_NONE || !pym_arena(
	    session_heap(v->session), v->pool.arena, &a))
		return;
	strbuf_printf(&text, _("arena %u  at 0x%" PRIx64 "  %u of %u pools "
	    "free  "), a.index, a.address, a.nfreepools, a.ntotalpools);
	if (session_profile(v->session)->policy ==
	    PYM_POLICY_USABLE_ARENAS)
		strbuf_puts(&text, a.usable ? _("on usable_arenas") :
		    _("on no list: no pool is free"));
	canvas_fit(cv, row, 3, canvas_cols(cv) - 3, STYLE_STRONG,
	    strbuf_text(&text));
	strbuf_free(&text);
}

static void
draw_system(struct canvas *cv, int row, const struct pym_counts *counts)
{
	char bytes[32];

	if (counts->system_blocks == 0)
		return;
	pane_bytes(counts->system_bytes, bytes, sizeof(bytes));
	canvas_printf(cv, row, 3, STYLE_DIM, ngettext("system: %" PRIu64
	    " block, %s: not pooled, not shown here", "system: %" PRIu64
	    " blocks, %s: not pooled, not shown here",
	    counts->system_blocks), counts->system_blocks, bytes);
}

static void
draw(struct view *v, struct canvas *cv)
{
	int rows = canvas_rows(cv) - 2 - BELOW;
	struct pym_counts counts;

	pym_counts(session_heap(v->session), &counts);
	draw_title(v, cv, &counts);
	if (rows < 1)
		return;
	if (counts.arenas_current == 0)
		canvas_text(cv, 1, 3, STYLE_DIM,
		    _("no arena yet: the first request obtains one"));
	else if (counts.arenas_current <= (uint64_t)rows)
		rows = draw_strips(v, cv, rows);
	else
		rows = draw_cells(v, cv, rows);
	draw_arena(v, cv, 2 + rows);
	draw_system(cv, 3 + rows, &counts);
}

const struct pane_class pane_heap = {
	.name = "heap",
	.measure = measure,
	.draw = draw,
};
