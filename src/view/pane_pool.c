/*
 * pane_pool.c - what is in this pool?
 *
 * A map of all its blocks; its header's fields; the blocks near the change
 * close up, the link of each free block written inside it; and the freeblock
 * chain in list order.
 *
 *	###-##........................................................
 *	freeblock block 1   nextoffset 0x0f0 (block 6)   ...
 *	  0        1        2        3        4        5        6
 *	|# a  #|( ->3 ) |# c  #|( ->5 ) |# e  #|( NULL ) . . . .
 *	chain   1 (was b) -> 3 (was d) -> 5 (carved ahead) -> NULL
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"
#include "view/close_up.h"

#define FIXED_ROWS 7		/* title, fields, two of blocks, chain, ... */

static bool
selected_pool(const struct view *v, struct pym_pool_view *out)
{
	return v->pool.arena != PYM_NONE &&
	    pym_pool(session_heap(v->session), v->pool, out);
}

/* Columns of the block map. */
static int
map_cols(int cols)
{
	return cols > 8 ? cols - 6 : 4;
}

static int
map_rows(uint32_t capacity, int cols)
{
	int per = map_cols(cols);

	return ((int)capacity + per - 1) / per;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	struct pym_pool_view p;
	int rows = selected_pool(v, &p) ? map_rows(p.capacity, cols) : 0;

	*out = (struct layout_pane){
		.min_rows = FIXED_ROWS,
		.want_rows = FIXED_ROWS + (rows > 2 ? rows - 1 : 1),
		.priority = 8,
	};
}

static const char *
state_words(enum pym_pool_state state)
{
	switch (state) {
	case PYM_POOL_UNCARVED:
		return _("not carved");
	case PYM_POOL_USED:
		return _("partly used");
	case PYM_POOL_FULL:
		return _("full");
	case PYM_POOL_EMPTY:
		return _("empty");
	}
	return "";
}

static void
draw_title(struct canvas *cv, const struct pym_pool_view *p)
{
	struct strbuf rest = STRBUF_INIT;
	char left[48];

	snprintf(left, sizeof(left), "POOL %u.%u", p->ref.arena,
	    p->ref.pool);
	strbuf_puts(&rest, state_words(p->state));
	if (p->size > 0)
		strbuf_printf(&rest, _("   %u B (szidx %u)   %u of %u handed "
		    "out (ref.count)"), p->size, p->szidx, p->count,
		    p->capacity);
	pane_title(cv, left, strbuf_text(&rest));
	strbuf_free(&rest);
}

/* ---- the map ------------------------------------------------------------ */

static enum glyph
block_glyph(enum pym_block_state state)
{
	if (state == PYM_BLOCK_ALLOCATED)
		return GLYPH_BLOCK_USED;
	return state == PYM_BLOCK_FREE ? GLYPH_BLOCK_FREE :
	    GLYPH_BLOCK_UNCARVED;
}

unsigned
close_up_style(enum pym_block_state state)
{
	if (state == PYM_BLOCK_ALLOCATED)
		return STYLE_BLOCK_USED;
	return state == PYM_BLOCK_FREE ? STYLE_BLOCK_FREE :
	    STYLE_BLOCK_UNCARVED;
}

/* Where several blocks share a cell: free if any is, then handed out. */
static enum pym_block_state
common_state(const enum pym_block_state *states, uint32_t n)
{
	enum pym_block_state common = PYM_BLOCK_UNCARVED;
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (states[i] == PYM_BLOCK_FREE)
			return PYM_BLOCK_FREE;
		if (states[i] == PYM_BLOCK_ALLOCATED)
			common = PYM_BLOCK_ALLOCATED;
	}
	return common;
}

static bool
any_changed(const struct view *v, const struct pym_pool_view *p,
    uint32_t from, uint32_t n)
{
	for (; n > 0; from++, n--)
		if (changes_block(&v->changes, p->ref, from))
			return true;
	return false;
}

/* Draws the map in at most ROWS rows; returns the rows it took. */
static int
draw_map(const struct view *v, struct canvas *cv,
    const struct pym_pool_view *p, const enum pym_block_state *states,
    int rows)
{
	uint32_t cells = (uint32_t)(map_cols(canvas_cols(cv)) * rows);
	uint32_t per = (p->capacity + cells - 1) / cells;
	uint32_t i, n, cell = 0;
	int width = map_cols(canvas_cols(cv));
	enum pym_block_state state;
	unsigned style;

	for (i = 0; i < p->capacity; i += per, cell++) {
		n = p->capacity - i < per ? p->capacity - i : per;
		state = common_state(states + i, n);
		style = close_up_style(state);
		if (any_changed(v, p, i, n))
			style |= MARK_CHANGED;
		canvas_glyph(cv, 1 + (int)cell / width,
		    3 + (int)cell % width, style, block_glyph(state));
	}
	if (per > 1)
		canvas_printf(cv, 0, canvas_cols(cv) - 20, STYLE_NOTICE,
		    _(" 1 cell = %u blocks "), per);
	return ((int)cell + width - 1) / width;
}

/* ---- the header: the fields that fit ----------------------------------- */

static int
draw_field(const struct view *v, struct canvas *cv, int row, int col,
    const char *name, uint64_t address, uint32_t size, const char *value)
{
	unsigned mark = changes_word(&v->changes, address, size) ?
	    MARK_CHANGED : 0;
	int end = col + utf8_columns(name) + utf8_columns(value) + 2;

	if (end > canvas_cols(cv))
		return end;
	col = canvas_text(cv, row, col, STYLE_LABEL, name);
	col = canvas_text(cv, row, col + 1, STYLE_NUMBER | mark, value);
	if (mark != 0)
		col = canvas_glyph(cv, row, col, STYLE_CHANGED,
		    GLYPH_CHANGED);
	return col + 2;
}

static uint32_t
block_of_offset(const struct pym_pool_view *p, uint64_t offset)
{
	return (uint32_t)((offset - PYM_POOL_OVERHEAD) / p->size);
}

static int
draw_fields(const struct view *v, struct canvas *cv, int row,
    const struct pym_pool_view *p)
{
	char value[64];
	int col;

	if (v->covered)
		snprintf(value, sizeof(value), "?");
	else if (p->freeblock == 0)
		snprintf(value, sizeof(value), "NULL");
	else
		snprintf(value, sizeof(value), _("block %u"),
		    block_of_offset(p, p->freeblock - p->address));
	col = draw_field(v, cv, row, 3, "freeblock", p->address + 8, 8,
	    value);
	if (p->nextoffset <= p->maxnextoffset)
		snprintf(value, sizeof(value), _("0x%03x (block %u)"),
		    p->nextoffset, block_of_offset(p, p->nextoffset));
	else
		snprintf(value, sizeof(value), _("0x%03x (all carved)"),
		    p->nextoffset);
	col = draw_field(v, cv, row, col, "nextoffset", p->address + 40, 4,
	    value);
	snprintf(value, sizeof(value), "0x%" PRIx64, p->address);
	col = draw_field(v, cv, row, col, _("at"), 0, 0, value);
	snprintf(value, sizeof(value), "%u", p->arenaindex);
	draw_field(v, cv, row, col, "arenaindex", p->address + 32, 4, value);
	return row + 1;
}

/* ---- the pane ----------------------------------------------------------- */

static void
draw_pool(const struct view *v, struct canvas *cv,
    const struct pym_pool_view *p)
{
	enum pym_block_state *states = xcalloc(p->capacity + 1,
	    sizeof(*states));
	int rows = canvas_rows(cv), row;

	pym_pool_blocks(session_heap(v->session), p->ref, states,
	    p->capacity);
	row = 1 + draw_map(v, cv, p, states, rows > FIXED_ROWS ?
	    rows - FIXED_ROWS + 1 : 1);
	if (row + 1 < rows)
		row = draw_fields(v, cv, row, p);
	if (row + 2 < rows)
		row = close_up_draw(v, cv, row, p, states);
	if (row < rows)
		close_up_chain(v, cv, row, p);
	free(states);
}

static void
draw(struct view *v, struct canvas *cv)
{
	struct pym_pool_view p;

	if (!selected_pool(v, &p)) {
		pane_title(cv, "POOL", "");
		canvas_text(cv, 1, 3, STYLE_DIM,
		    _("none yet: type  alloc 28"));
		return;
	}
	draw_title(cv, &p);
	if (p.size > 0)
		draw_pool(v, cv, &p);
	else
		canvas_printf(cv, 1, 3, STYLE_DIM,
		    _("%u bytes at 0x%" PRIx64 " that were never a pool"),
		    session_profile(v->session)->pool_size, p.address);
}

const struct pane_class pane_pool = {
	.name = "pool",
	.measure = measure,
	.draw = draw,
};
