/*
 * pane_arena.c - all pools of an arena.
 *
 *	nfreepools 59  ntotalpools 64  pool_address pool 0.5  ...
 *	freepools -> 0.3 -> NULL, then 0.5 on, never carved
 *	   0 -   32 B  12/126     1 -   32 B  62/126     2 ...
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>

#include "support/i18n.h"
#include "support/utf8.h"

#define LEFT	3		/* column of the first cell */
#define ABOVE	4		/* rows above the grid */
#define WIDE	20		/* columns of a cell: with its counts, */
#define NARROW	10		/* or with the block size only */

static bool
looked_at(const struct view *v, struct pym_arena_view *out)
{
	return v->pool.arena != PYM_NONE &&
	    pym_arena(session_heap(v->session), v->pool.arena, out);
}

static int
per_row(int cols, int cell)
{
	return cols - LEFT >= cell ? (cols - LEFT) / cell : 1;
}

static int
rows_for(uint32_t pools, int cols, int cell)
{
	int per = per_row(cols, cell);

	return ((int)pools + per - 1) / per;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	struct pym_arena_view a = { .ntotalpools = 0 };

	looked_at(v, &a);
	*out = (struct layout_pane){
		.min_rows = 6,
		.want_rows = ABOVE + rows_for(a.ntotalpools, cols, NARROW) +
		    1,
		.priority = 9,
		.grow = true,
		.most_rows = ABOVE + rows_for(a.ntotalpools, cols, WIDE) + 1,
	};
}

static void
draw_title(const struct view *v, struct canvas *cv,
    const struct pym_arena_view *a)
{
	char text[96], bytes[32];
	int col;

	snprintf(text, sizeof(text), _("ARENA %u"), a->index);
	col = pane_title_begin(cv, text);
	pane_bytes(session_profile(v->session)->arena_size, bytes,
	    sizeof(bytes));
	snprintf(text, sizeof(text), _("%s at 0x%" PRIx64), bytes,
	    a->address);
	col = pane_title_add(cv, col, STYLE_NORMAL, text);
	snprintf(text, sizeof(text), _("%u of %u pools carved"), a->ncarved,
	    a->ntotalpools);
	pane_title_end(cv, pane_title_add(cv, col, STYLE_NORMAL, text));
}

/* ---- the arena_object --------------------------------------------------- */

static int
number_field(const struct view *v, struct canvas *cv, int col,
    uint32_t arena, const char *name, uint32_t value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	return pane_field(v, cv, 1, col, name, pane_arena_field(v, arena,
	    name), 4, text);
}

static int
arena_field(const struct view *v, struct canvas *cv, int col, uint32_t arena,
    const char *name, uint32_t value)
{
	char text[32] = "NULL";

	if (v->places_covered)
		snprintf(text, sizeof(text), "?");
	else if (value != PYM_NONE)
		snprintf(text, sizeof(text), _("arena %u"), value);
	return pane_field(v, cv, 1, col, name, pane_arena_field(v, arena,
	    name), 8, text);
}

static void
draw_fields(const struct view *v, struct canvas *cv,
    const struct pym_arena_view *a)
{
	char text[48];
	int col = number_field(v, cv, LEFT, a->index, "nfreepools",
	    a->nfreepools);

	if (session_profile(v->session)->policy == PYM_POLICY_ONE_FREEPOOLS)
		return;
	if (v->places_covered)
		snprintf(text, sizeof(text), "?");
	else if (a->ncarved < a->ntotalpools)
		snprintf(text, sizeof(text), "%u.%u", a->index, a->ncarved);
	else
		snprintf(text, sizeof(text), "%s", _("(end)"));
	col = pane_field(v, cv, 1, col, "pool_address", pane_arena_field(v,
	    a->index, "pool_address"), 8, text);
	col = arena_field(v, cv, col, a->index, "nextarena", a->nextarena);
	col = arena_field(v, cv, col, a->index, "prevarena", a->prevarena);
	number_field(v, cv, col, a->index, "ntotalpools", a->ntotalpools);
}

/* Which pool an arena that serves hands out next, and after that. */
static void
draw_freepools(const struct view *v, struct canvas *cv,
    const struct pym_arena_view *a)
{
	const struct pym_heap *h = session_heap(v->session);
	struct pym_pool_ref list[16];
	size_t i, n = pym_first_freepools(h, a->index, list, 16);
	bool one = session_profile(v->session)->policy ==
	    PYM_POLICY_ONE_FREEPOOLS;
	uint64_t address = one ? pane_variable(v, "freepools") :
	    pane_arena_field(v, a->index, "freepools");
	int col = pane_value(v, cv, 2, LEFT, address, 8, STYLE_LABEL,
	    one ? _("freepools of all arenas") : "freepools");
	int end = canvas_cols(cv) - 28;

	if (v->places_covered) {
		canvas_text(cv, 2, col + 1, STYLE_LINK, "?");
		return;
	}
	for (i = 0; i < n && col < end; i++) {
		col = canvas_glyph(cv, 2, col + 1, STYLE_LINK, GLYPH_ARROW);
		col = canvas_printf(cv, 2, col + 1, STYLE_POOL_EMPTY,
		    "%u.%u", list[i].arena, list[i].pool);
	}
	if (i == n && n < 16) {
		col = canvas_glyph(cv, 2, col + 1, STYLE_LINK, GLYPH_ARROW);
		col = canvas_text(cv, 2, col + 1, STYLE_LINK, "NULL");
	} else {
		col = canvas_text(cv, 2, col, STYLE_NOTICE, _(" and more"));
	}
	if (a->ncarved < a->ntotalpools)
		canvas_printf(cv, 2, col, STYLE_DIM,
		    _(", then %u.%u is carved"), a->index, a->ncarved);
}

/* ---- the grid ----------------------------------------------------------- */

static unsigned
style_of(const struct view *v, const struct pym_pool_view *p)
{
	static const enum style styles[] = {
		[PYM_POOL_UNCARVED] = STYLE_POOL_UNCARVED,
		[PYM_POOL_USED] = STYLE_POOL_USED,
		[PYM_POOL_FULL] = STYLE_POOL_FULL,
		[PYM_POOL_EMPTY] = STYLE_POOL_EMPTY,
	};

	return styles[p->state] | (changes_block(&v->changes, p->ref,
	    PYM_NONE) ? MARK_CHANGED : 0);
}

static enum glyph
glyph_of(const struct pym_pool_view *p)
{
	if (p->state == PYM_POOL_UNCARVED)
		return GLYPH_POOL_UNCARVED;
	return style_pool_glyph(p->count, p->capacity);
}

static void
draw_cell(const struct view *v, struct canvas *cv, int row, int col,
    uint32_t pool, int cell)
{
	struct pym_pool_view p;
	unsigned style;
	int end;

	if (!pym_pool(session_heap(v->session), (struct pym_pool_ref){
	    v->pool.arena, pool }, &p))
		return;
	style = style_of(v, &p);
	canvas_printf(cv, row, col, STYLE_NORMAL | (pool == v->pool.pool ?
	    MARK_SELECTED : 0), "%3u", pool);
	end = canvas_glyph(cv, row, col + 4, style, glyph_of(&p));
	if (p.state != PYM_POOL_UNCARVED && cell >= WIDE)
		end = canvas_printf(cv, row, end + 1, style & ~MARK_CHANGED,
		    "%3u B %3u/%u", p.size, p.count, p.capacity);
	else if (p.state != PYM_POOL_UNCARVED)
		end = canvas_printf(cv, row, end, style & ~MARK_CHANGED,
		    "%4u", p.size);
	if (style & MARK_CHANGED)
		canvas_glyph(cv, row, end, STYLE_CHANGED, GLYPH_CHANGED);
}

/* Returns the rows drawn. */
static int
draw_grid(struct view *v, struct canvas *cv, const struct pym_arena_view *a,
    int rows, int cell)
{
	uint32_t per = (uint32_t)per_row(canvas_cols(cv), cell), i;
	uint32_t all = (a->ntotalpools + per - 1) / per, first = 0;
	uint32_t at = v->pool.pool / per;
	char text[64];

	if (all > (uint32_t)rows && at >= (uint32_t)rows)
		first = at - (uint32_t)rows + 1;
	for (i = first * per; i < a->ntotalpools &&
	    i < (first + (uint32_t)rows) * per; i++)
		draw_cell(v, cv, ABOVE + (int)(i / per - first),
		    LEFT + (int)(i % per) * cell, i, cell);
	targets_add(&v->targets, cv, &(struct target){ .kind = TARGET_POOL,
	    .rect = { ABOVE, LEFT, rows, (int)per * cell },
	    .cell_rows = 1, .cell_cols = cell, .first = first * per,
	    .end = i, .pool = { a->index, 0 } });
	v->per_row = per;
	if (i - first * per < a->ntotalpools) {
		snprintf(text, sizeof(text), _("%u pools above, %u below"),
		    first * per, a->ntotalpools - i);
		pane_more(cv, 0, text);
	}
	return (int)((i - first * per + per - 1) / per);
}

static void
draw_legend(struct canvas *cv, bool wide)
{
	static const struct {
		enum glyph glyph;
		enum style style;
		const char *words;
	} legend[] = {
		{ GLYPH_POOL_SOME, STYLE_POOL_USED, N_("to half") },
		{ GLYPH_POOL_MOST, STYLE_POOL_USED, N_("more") },
		{ GLYPH_POOL_FULL, STYLE_POOL_FULL, N_("full") },
		{ GLYPH_POOL_EMPTY, STYLE_POOL_EMPTY, N_("empty") },
		{ GLYPH_POOL_UNCARVED, STYLE_POOL_UNCARVED,
		    N_("not carved") },
	};
	int col = canvas_text(cv, 3, LEFT, STYLE_DIM, wide ?
	    _("pool, state, block size, handed out:") :
	    _("pool, state, block size:"));
	size_t i;

	for (i = 0; i < sizeof(legend) / sizeof(legend[0]); i++) {
		col = canvas_glyph(cv, 3, col + 1, legend[i].style,
		    legend[i].glyph);
		col = canvas_text(cv, 3, col + 1, STYLE_DIM,
		    _(legend[i].words)) + 1;
	}
}

/* ---- the pool chosen ---------------------------------------------------- */

static const char *
state_sentence(enum pym_pool_state state)
{
	switch (state) {
	case PYM_POOL_UNCARVED:
		return _("not carved: no header has been written yet");
	case PYM_POOL_USED:
		return _("partly used: listed in usedpools");
	case PYM_POOL_FULL:
		return _("full: on no list until one of its blocks is free");
	case PYM_POOL_EMPTY:
		return _("empty: on freepools, for any size class");
	}
	return "";
}

static void
draw_chosen(const struct view *v, struct canvas *cv, int row)
{
	struct strbuf text = STRBUF_INIT;
	struct pym_pool_view p;

	if (!view_pool(v, &p))
		return;
	strbuf_printf(&text, _("pool %u.%u  0x%" PRIx64 "  %s"), p.ref.arena,
	    p.ref.pool, p.address, state_sentence(p.state));
	canvas_fit(cv, row, LEFT, canvas_cols(cv) - LEFT, STYLE_STRONG,
	    strbuf_text(&text));
	strbuf_free(&text);
}

static void
draw(struct view *v, struct canvas *cv)
{
	int rows = canvas_rows(cv) - ABOVE - 1, cols = canvas_cols(cv);
	struct pym_arena_view a;
	bool wide;

	if (!looked_at(v, &a)) {
		pane_title(cv, _("ARENA"), "");
		canvas_text(cv, 1, LEFT, STYLE_DIM,
		    _("none yet: the first request obtains one"));
		return;
	}
	draw_title(v, cv, &a);
	draw_fields(v, cv, &a);
	draw_freepools(v, cv, &a);
	wide = rows_for(a.ntotalpools, cols, WIDE) <= rows;
	draw_legend(cv, wide);
	if (rows < 1)
		return;
	rows = draw_grid(v, cv, &a, rows, wide ? WIDE : NARROW);
	draw_chosen(v, cv, ABOVE + rows);
}

const struct pane_class pane_arena = {
	.name = "arena",
	.measure = measure,
	.draw = draw,
};
