/*
 * pane_pool.c - what is in this pool?
 *
 * A map of all its blocks; its header's fields; the blocks near the change
 * close up, the link of each free block written inside it; and the freeblock
 * chain in list order.  With the room of its own zoom, every block close up.
 *
 *	###-##........................................................
 *	nextoffset 0x0f0 (block 6)  at 0x200000000000
 *	  0        1 head   2        3        4        5        6 = nextoffset
 *	|# a  #|( ->3 ) |# c  #|( ->5 ) |# e  #|( NULL ) . . . .
 *	freeblock -> 1 (was b) -> 3 (was d) -> 5 (carved ahead) -> NULL
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "session/explain.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"
#include "view/close_up.h"

#define MIN_ROWS  6		/* title, map, fields, two of blocks, chain */
#define BLOCKS_ROWS 14		/* of the zoom that shows all blocks */
#define NARROW	  76		/* columns; below, a title of few words */
#define MAP_ROWS  2		/* are enough for a map beside other rows */

/* ---- how much room ------------------------------------------------------ */

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
	int map = 1, line = close_up_line_rows(v), blocks = line, least, most;

	if (view_pool(v, &p) && p.capacity > 0) {
		map = map_rows(p.capacity, cols);
		blocks = close_up_rows(v, &p, cols);
	}
	if (map > MAP_ROWS)
		map = MAP_ROWS;
	most = MIN_ROWS + map - 3 + blocks + (v->zoom == ZOOM_BLOCKS);
	least = MIN_ROWS + map - 3 + line;
	*out = (struct layout_pane){
		.min_rows = v->zoom != ZOOM_BLOCKS ? least :
		    most < BLOCKS_ROWS ? most : BLOCKS_ROWS,
		.want_rows = least,
		.priority = 8,
		.grow = true,
		.most_rows = most,
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

/* The title; PER blocks share a cell of the map. */
static void
draw_title(const struct view *v, struct canvas *cv,
    const struct pym_pool_view *p, uint32_t per)
{
	char text[96];
	int col;

	snprintf(text, sizeof(text), _("POOL %u.%u"), p->ref.arena,
	    p->ref.pool);
	col = pane_title_begin(cv, text);
	col = pane_title_add(cv, col, STYLE_NORMAL, state_words(p->state));
	if (p->size > 0) {
		if (per > 1 && canvas_cols(cv) < NARROW)
			snprintf(text, sizeof(text), "%u B", p->size);
		else
			snprintf(text, sizeof(text), _("%u B (szidx %u)"),
			    p->size, p->szidx);
		col = pane_title_add(cv, col, STYLE_NORMAL, text) + 2;
		snprintf(text, sizeof(text), per > 1 ?
		    _("%u of %u handed out") :
		    _("%u of %u handed out (ref.count)"), p->count,
		    p->capacity);
		col = pane_value(v, cv, 0, col, p->address, 4, STYLE_NORMAL,
		    text);
	}
	if (per > 1) {
		snprintf(text, sizeof(text), _("1 cell = %u blocks"), per);
		if (col + 2 + utf8_columns(text) > canvas_cols(cv))
			snprintf(text, sizeof(text), _("1 cell = %u"), per);
		col = pane_title_add(cv, col, STYLE_NOTICE, text);
	}
	pane_title_end(cv, col);
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

/* How a cell looks that stands for N blocks: as they do if all are alike, by
   a sign of its own if only some are handed out. */
struct cell_look {
	unsigned style;
	enum glyph glyph;
};

static struct cell_look
look_of(const enum pym_block_state *states, uint32_t n)
{
	uint32_t used = 0, carved = 0, i;

	for (i = 0; i < n; i++) {
		used += states[i] == PYM_BLOCK_ALLOCATED;
		carved += states[i] != PYM_BLOCK_UNCARVED;
	}
	if (used > 0 && used < n)
		return (struct cell_look){ STYLE_BLOCK_USED,
		    GLYPH_BLOCK_MIXED };
	if (used == 0 && carved > 0)
		return (struct cell_look){ STYLE_BLOCK_FREE,
		    GLYPH_BLOCK_FREE };
	return (struct cell_look){ close_up_style(states[0]),
	    block_glyph(states[0]) };
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

/* Blocks that share a cell where the map has ROWS rows. */
static uint32_t
per_cell(const struct pym_pool_view *p, int cols, int rows)
{
	uint32_t cells = (uint32_t)(map_cols(cols) * rows);

	return (p->capacity + cells - 1) / cells;
}

/* Draws the map from row 1; returns the row after it. */
static int
draw_map(struct view *v, struct canvas *cv, const struct pym_pool_view *p,
    const enum pym_block_state *states, uint32_t per)
{
	int width = map_cols(canvas_cols(cv)), rows;
	struct cell_look look;
	uint32_t i, n, cell = 0;
	unsigned style;

	for (i = 0; i < p->capacity; i += per, cell++) {
		n = p->capacity - i < per ? p->capacity - i : per;
		look = look_of(states + i, n);
		style = look.style;
		if (any_changed(v, p, i, n))
			style |= MARK_CHANGED;
		if (v->picked && v->block >= i && v->block < i + n)
			style |= MARK_SELECTED;
		canvas_glyph(cv, 1 + (int)cell / width,
		    3 + (int)cell % width, style, look.glyph);
	}
	rows = ((int)cell + width - 1) / width;
	targets_add(&v->targets, cv, &(struct target){ .kind = TARGET_BLOCK,
	    .rect = { 1, 3, rows, width }, .cell_rows = 1, .cell_cols = 1,
	    .step = per, .end = p->capacity, .pool = p->ref });
	return 1 + rows;
}

/* ---- the header --------------------------------------------------------- */

/* A field of pool_header, by its offset there. */
static int
draw_field(const struct view *v, struct canvas *cv, int row, int col,
    const struct pym_pool_view *p, const char *name, uint32_t offset,
    const char *value)
{
	return pane_field(v, cv, row, col, name, p->address + offset,
	    offset >= 8 && offset < 32 ? 8 : 4, value);
}

static int
draw_number(const struct view *v, struct canvas *cv, int row, int col,
    const struct pym_pool_view *p, const char *name, uint32_t offset,
    uint32_t value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	return draw_field(v, cv, row, col, p, name, offset, text);
}

static int
draw_link(const struct view *v, struct canvas *cv, int row, int col,
    const struct pym_pool_view *p, const char *name, uint32_t offset,
    uint64_t to)
{
	struct strbuf text = STRBUF_INIT;

	if (v->places_covered)
		strbuf_puts(&text, "?");
	else
		explain_place(v->session, to, &text);
	col = draw_field(v, cv, row, col, p, name, offset,
	    strbuf_text(&text));
	strbuf_free(&text);
	return col;
}

static int
draw_nextoffset(const struct view *v, struct canvas *cv, int row, int col,
    const struct pym_pool_view *p)
{
	char value[64];

	if (p->nextoffset <= p->maxnextoffset)
		snprintf(value, sizeof(value), _("0x%03x (block %u)"),
		    p->nextoffset, (p->nextoffset - PYM_POOL_OVERHEAD) /
		    p->size);
	else
		snprintf(value, sizeof(value), _("0x%03x (all carved)"),
		    p->nextoffset);
	return draw_field(v, cv, row, col, p, "nextoffset", 40, value);
}

static int
draw_fields(const struct view *v, struct canvas *cv, int row,
    const struct pym_pool_view *p)
{
	char at[32], most[16];
	int col = draw_nextoffset(v, cv, row, 3, p);

	snprintf(at, sizeof(at), "0x%" PRIx64, p->address);
	snprintf(most, sizeof(most), "0x%03x", p->maxnextoffset);
	if (v->zoom == ZOOM_BLOCKS) {
		col = draw_field(v, cv, row, col, p, "maxnextoffset", 44,
		    most);
		draw_number(v, cv, row, col, p, "ref.count", 0, p->count);
		row++;
		col = 3;
	}
	col = pane_field(v, cv, row, col, _("at"), 0, 0, at);
	col = draw_link(v, cv, row, col, p, "nextpool", 16, p->nextpool);
	col = draw_link(v, cv, row, col, p, "prevpool", 24, p->prevpool);
	col = draw_number(v, cv, row, col, p, "arenaindex", 32,
	    p->arenaindex);
	draw_number(v, cv, row, col, p, "szidx", 36, p->szidx);
	return row + 1;
}

/* ---- the pane ----------------------------------------------------------- */

static void
draw_pool(struct view *v, struct canvas *cv, const struct pym_pool_view *p)
{
	enum pym_block_state *states = xcalloc(p->capacity + 1,
	    sizeof(*states));
	int rows = canvas_rows(cv), cols = canvas_cols(cv), row;
	int map = map_rows(p->capacity, cols);
	uint32_t per;

	if (map > MAP_ROWS)
		map = MAP_ROWS;
	while (map > 1 && rows < MIN_ROWS + map - 1)
		map--;
	per = per_cell(p, cols, map);
	draw_title(v, cv, p, per);
	pym_pool_blocks(session_heap(v->session), p->ref, states,
	    p->capacity);
	row = rows > 1 ? draw_map(v, cv, p, states, per) : 1;
	if (row + 1 < rows)
		row = draw_fields(v, cv, row, p);
	if (row + 2 < rows)
		row = close_up_draw(v, cv, row, rows - row - 1, p, states);
	if (row < rows)
		close_up_chain(v, cv, row, p);
	free(states);
}

static void
draw(struct view *v, struct canvas *cv)
{
	struct pym_pool_view p;

	if (!view_pool(v, &p)) {
		pane_title(cv, _("POOL"), "");
		canvas_text(cv, 1, 3, STYLE_DIM,
		    _("none yet: type  alloc 28"));
		return;
	}
	if (p.size > 0) {
		draw_pool(v, cv, &p);
		return;
	}
	draw_title(v, cv, &p, 1);
	canvas_printf(cv, 1, 3, STYLE_DIM,
	    _("%u bytes at 0x%" PRIx64 " that were never a pool"),
	    session_profile(v->session)->pool_size, p.address);
}

const struct pane_class pane_pool = {
	.name = "pool",
	.measure = measure,
	.draw = draw,
};
