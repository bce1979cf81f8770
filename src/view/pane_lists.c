/*
 * pane_lists.c - the lists in which arenas and pools wait.
 *
 *	usable_arenas   NEW POOLS FROM HERE               HOPED TO GO BACK
 *	   arena 3: 1 -> arena 0: 1 -> arena 1: 2 -> arena 2: 2 -> NULL
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>

#include "support/i18n.h"
#include "support/utf8.h"

#define LEFT	3
#define INDENT	6
#define SHOWN	400		/* elements of a list that could be shown */
#define OTHERS	5		/* rows for the other lists */

/* A list that runs on over several rows. */
struct flow {
	struct canvas *cv;
	int row, col;
	int last;		/* the last row that it may use */
	bool full;
};

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	(void)v, (void)cols;
	*out = (struct layout_pane){
		.min_rows = 7,
		.want_rows = 11,
		.priority = 9,
		.grow = true,
		.most_rows = 24,
	};
}

static bool
one_list(const struct view *v)
{
	return session_profile(v->session)->policy ==
	    PYM_POLICY_ONE_FREEPOOLS;
}

/* ---- elements ----------------------------------------------------------- */

/* Makes room for COLUMNS more and the end of the list. */
static bool
flow_room(struct flow *f, int columns)
{
	int end = canvas_cols(f->cv) - (f->row == f->last ? 14 : 1);

	if (f->col + columns > end && f->row < f->last) {
		f->row++;
		f->col = INDENT;
		end = canvas_cols(f->cv) - (f->row == f->last ? 14 : 1);
	}
	f->full = f->full || f->col + columns > end;
	return !f->full;
}

/* TEXT, marked if the SIZE bytes at ADDRESS changed, and an arrow. */
static bool
flow_add(const struct view *v, struct flow *f, unsigned style,
    uint64_t address, uint32_t size, const char *text)
{
	if (!flow_room(f, utf8_columns(text) + 5))
		return false;
	f->col = pane_value(v, f->cv, f->row, f->col, address, size, style,
	    text) + 1;
	f->col = canvas_glyph(f->cv, f->row, f->col, STYLE_LINK,
	    GLYPH_ARROW) + 1;
	return true;
}

static void
flow_end(struct flow *f, bool whole)
{
	if (whole)
		canvas_text(f->cv, f->row, f->col, STYLE_LINK, "NULL");
	else
		canvas_text(f->cv, f->row, f->col, STYLE_NOTICE,
		    _("and more"));
}

/* ---- usable_arenas ------------------------------------------------------ */

static void
draw_ends(const struct view *v, struct canvas *cv, int row)
{
	const char *from = _("NEW POOLS FROM HERE");
	const char *back = _("HOPED TO GO BACK");
	int col = pane_value(v, cv, row, LEFT,
	    pane_variable(v, "usable_arenas"), 8, STYLE_LABEL,
	    "usable_arenas") + 3;

	col = canvas_text(cv, row, col, STYLE_STRONG, from);
	if (col + 2 + utf8_columns(back) < canvas_cols(cv))
		canvas_text(cv, row, canvas_cols(cv) - 1 -
		    utf8_columns(back), STYLE_STRONG, back);
}

/* The arenas with their free pools; returns the row after. */
static int
draw_usable(struct view *v, struct canvas *cv, int row, int last)
{
	const struct pym_heap *h = session_heap(v->session);
	uint32_t list[SHOWN];
	size_t i, n = pym_first_usable_arenas(h, list, SHOWN);
	struct flow f = { .cv = cv, .row = row + 1, .col = INDENT,
		.last = last };
	struct pym_arena_view a;
	char text[64];

	draw_ends(v, cv, row);
	for (i = 0; i < n && pym_arena(h, list[i], &a); i++) {
		snprintf(text, sizeof(text), _("arena %u: %u"), a.index,
		    a.nfreepools);
		if (!flow_add(v, &f, a.index == v->pool.arena ?
		    STYLE_STRONG : STYLE_NORMAL, pane_arena_field(v, a.index,
		    "nfreepools"), 4, text))
			break;
	}
	flow_end(&f, i == n && n < SHOWN);
	return f.row + 1;
}

/* Arenas that are on no list, and the fingers into the list. */
static int
draw_rest(const struct view *v, struct canvas *cv, int row)
{
	const struct pym_heap *h = session_heap(v->session);
	struct pym_counts counts;
	size_t usable = pym_first_usable_arenas(h, NULL, SHOWN);
	struct strbuf text = STRBUF_INIT;

	pym_counts(h, &counts);
	if (usable < SHOWN)
		strbuf_printf(&text, _("on no list, no pool free: %" PRIu64
		    "   "), counts.arenas_current - usable);
	strbuf_printf(&text, _("obtained in all: %" PRIu64 "   given back: %"
	    PRIu64), counts.arenas_total,
	    counts.arenas_total - counts.arenas_current);
	row = pane_paragraph(cv, row, _("others"), STYLE_NORMAL,
	    strbuf_text(&text));
	strbuf_free(&text);
	return row;
}

/* From 3.8 on: for each number of free pools the last arena that has it. */
static int
draw_fingers(const struct view *v, struct canvas *cv, int row)
{
	const struct pym_profile *p = session_profile(v->session);
	uint32_t i, arena;
	int col;
	char text[48];

	if (!p->nfp2lasta)
		return row;
	col = canvas_text(cv, row, LEFT, STYLE_LABEL, "nfp2lasta") + 2;
	for (i = 1; i <= pym_pools_per_arena(p); i++) {
		arena = pym_nfp2lasta(session_heap(v->session), i);
		if (arena == PYM_NONE)
			continue;
		if (col + 24 > canvas_cols(cv)) {
			canvas_text(cv, row, col, STYLE_NOTICE,
			    _("and more"));
			break;
		}
		snprintf(text, sizeof(text), _("[%u] arena %u"), i, arena);
		col = pane_value(v, cv, row, col, pym_address_of(
		    session_heap(v->session), &(struct pym_location){
		    .place = PYM_PLACE_NFP2LASTA, .szidx = i }), 8,
		    STYLE_NORMAL, text) + 2;
	}
	return row + 1;
}

/* ---- pools and objects -------------------------------------------------- */

static int
draw_freepools(struct view *v, struct canvas *cv, int row, int last)
{
	const struct pym_heap *h = session_heap(v->session);
	struct pym_pool_ref list[SHOWN];
	uint32_t arena = v->pool.arena == PYM_NONE ? 0 : v->pool.arena;
	size_t i, n = pym_first_freepools(h, arena, list, SHOWN);
	struct flow f = { .cv = cv, .row = row, .last = last };
	char text[64];

	if (one_list(v))
		snprintf(text, sizeof(text), "%s",
		    _("freepools of all arenas"));
	else
		snprintf(text, sizeof(text), _("freepools of arena %u"),
		    arena);
	f.col = pane_value(v, cv, row, LEFT, one_list(v) ?
	    pane_variable(v, "freepools") : pane_arena_field(v, arena,
	    "freepools"), 8, STYLE_LABEL, text) + 1;
	f.col = canvas_glyph(cv, row, f.col, STYLE_LINK, GLYPH_ARROW) + 1;
	for (i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "%u.%u", list[i].arena,
		    list[i].pool);
		if (!flow_add(v, &f, STYLE_POOL_EMPTY |
		    (changes_block(&v->changes, list[i], PYM_NONE) ?
		    MARK_CHANGED : 0), 0, 0, text))
			break;
	}
	flow_end(&f, i == n && n < SHOWN);
	return f.row + 1;
}

/* What the arena carves when its freepools are used up. */
static int
draw_carving(const struct view *v, struct canvas *cv, int row)
{
	struct pym_arena_view a;
	char text[96];

	if (v->pool.arena == PYM_NONE || !pym_arena(
	    session_heap(v->session), v->pool.arena, &a))
		return row;
	if (a.ncarved < a.ntotalpools)
		snprintf(text, sizeof(text), _("pool %u.%u is carved next, "
		    "when freepools is empty; %u were never carved"),
		    a.index, a.ncarved, a.ntotalpools - a.ncarved);
	else
		snprintf(text, sizeof(text), _("all %u pools of arena %u are "
		    "carved"), a.ntotalpools, a.index);
	return pane_paragraph(cv, row, _("then"), STYLE_DIM, text);
}

static int
draw_unused(struct view *v, struct canvas *cv, int row)
{
	uint32_t list[SHOWN];
	size_t i, n = pym_first_unused_arena_objects(
	    session_heap(v->session), list, SHOWN);
	struct flow f = { .cv = cv, .row = row, .last = row };
	char text[16];

	f.col = pane_value(v, cv, row, LEFT,
	    pane_variable(v, "unused_arena_objects"), 8, STYLE_LABEL,
	    "unused_arena_objects") + 1;
	f.col = canvas_glyph(cv, row, f.col, STYLE_LINK, GLYPH_ARROW) + 1;
	for (i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "%u", list[i]);
		if (!flow_add(v, &f, STYLE_DIM, pane_arena_field(v, list[i],
		    "nextarena"), 8, text))
			break;
	}
	flow_end(&f, i == n && n < SHOWN);
	return row + 1;
}

static void
draw(struct view *v, struct canvas *cv)
{
	int rows = canvas_rows(cv), row = 1;

	pane_title(cv, _("LISTS"), one_list(v) ?
	    _("where free pools wait; 2.4 gives no arena back") :
	    _("where arenas and pools wait; the number: free pools"));
	if (!one_list(v)) {
		row = draw_usable(v, cv, row, rows - 1 - OTHERS > row + 1 ?
		    rows - 1 - OTHERS : row + 1);
		row = draw_rest(v, cv, row);
		row = draw_fingers(v, cv, row);
	}
	row = draw_freepools(v, cv, row, one_list(v) ? rows - 2 : row);
	row = draw_carving(v, cv, row);
	if (!one_list(v))
		draw_unused(v, cv, row);
}

const struct pane_class pane_lists = {
	.name = "lists",
	.measure = measure,
	.draw = draw,
};
