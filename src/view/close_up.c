/*
 * close_up.c - blocks of a pool drawn large.
 *
 * The chain costs no memory, because it lives in what is free: the arrow is
 * written inside the free block.
 */
#include "config.h"

#include "view/close_up.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"
#include "view/pane.h"

#define LEFT	  3		/* column of the first block */
#define INSIDE	  6		/* columns between a block's sides, */
#define INSIDE_ORDER 9		/* and with its place in the chain */
#define INSIDE_LARGE 14		/* and for a projector */
#define AROUND	  3		/* its sides, and a mark */
#define ORDER_COLUMNS 110	/* from here on there is room for it */

/* The blocks of a pool while they are drawn. */
struct close_up {
	struct view *v;
	const struct pym_pool_view *p;
	const enum pym_block_state *states;
	uint32_t *order;		/* place in the chain; 0: none */
	int inside;
	bool tall;			/* three rows high */
	uint32_t per;			/* blocks in a row */
	uint32_t head;			/* of the chain, or PYM_NONE */
};

unsigned
close_up_style(enum pym_block_state state)
{
	if (state == PYM_BLOCK_ALLOCATED)
		return STYLE_BLOCK_USED;
	return state == PYM_BLOCK_FREE ? STYLE_BLOCK_FREE :
	    STYLE_BLOCK_UNCARVED;
}

/* ---- how many fit ------------------------------------------------------- */

static bool
shows_order(const struct view *v, int cols)
{
	return v->order || v->zoom == ZOOM_BLOCKS || cols >= ORDER_COLUMNS;
}

static int
inside(const struct view *v, int cols)
{
	if (v->large)
		return INSIDE_LARGE;
	return shows_order(v, cols) ? INSIDE_ORDER : INSIDE;
}

static uint32_t
per_row(const struct view *v, int cols)
{
	int n = (cols - LEFT - 1) / (inside(v, cols) + AROUND);

	return n < 1 ? 1 : (uint32_t)n;
}

/* The blocks worth drawing: to the first that is not carved. */
static uint32_t
worth_drawing(const struct pym_pool_view *p)
{
	return p->ncarved < p->capacity ? p->ncarved + 1 : p->capacity;
}

int
close_up_line_rows(const struct view *v)
{
	return v->large ? 4 : 2;
}

int
close_up_rows(const struct view *v, const struct pym_pool_view *p, int cols)
{
	uint32_t per = per_row(v, cols);

	return close_up_line_rows(v) *
	    (int)((worth_drawing(p) + per - 1) / per);
}

/* The block that must be in sight. */
static uint32_t
wanted(const struct view *v, const struct pym_pool_view *p)
{
	if (v->block < p->capacity)
		return v->block;
	return v->zoom >= ZOOM_BLOCKS ? view_block(v, p) :
	    worth_drawing(p) - 1;
}

/* The first block to draw where LINES rows of blocks fit. */
static uint32_t
first_block(const struct close_up *c, uint32_t lines)
{
	uint32_t worth = worth_drawing(c->p), at = wanted(c->v, c->p);
	uint32_t last, line;

	if (worth <= lines * c->per && at < lines * c->per)
		return 0;
	if (lines == 1) {
		last = c->p->capacity > c->per ? c->p->capacity - c->per : 0;
		at = at < c->per / 2 ? 0 : at - c->per / 2;
		return at < last ? at : last;
	}
	line = at / c->per;
	last = (c->p->capacity + c->per - 1) / c->per;
	last = last > lines ? last - lines : 0;
	line = line < lines / 2 ? 0 : line - lines / 2;
	return (line < last ? line : last) * c->per;
}

/* ---- one block ---------------------------------------------------------- */

void
close_up_owner(const struct session_block *b, char *out, size_t size)
{
	if (b->name == NULL)
		snprintf(out, size, "$%u", b->number);
	else if (b->element == SESSION_WHOLE)
		snprintf(out, size, "%s", b->name);
	else
		snprintf(out, size, "%s[%u]", b->name, b->element);
}

/* The same within a cell: where it does not fit, the element alone. */
static void
short_owner(const struct session_block *b, int columns, char *out,
    size_t size)
{
	close_up_owner(b, out, size);
	if (b->name != NULL && b->element != SESSION_WHOLE &&
	    utf8_columns(out) > columns)
		snprintf(out, size, "[%u]", b->element);
}

static uint64_t
address_of(const struct pym_pool_view *p, uint32_t block)
{
	return p->address + PYM_POOL_OVERHEAD + (uint64_t)block * p->size;
}

/* The link in the block's first word, as the number of a block. */
static void
link_text(const struct close_up *c, uint32_t block, char *out, size_t size)
{
	const struct pym_pool_view *p = c->p;
	uint64_t link = 0, offset;

	pym_read(session_heap(c->v->session), address_of(p, block), &link,
	    sizeof(link));
	offset = link - p->address - PYM_POOL_OVERHEAD;
	if (link == 0)
		snprintf(out, size, "NULL");
	else if (offset % p->size == 0 && offset / p->size < p->capacity)
		snprintf(out, size, "->%u", (unsigned)(offset / p->size));
	else
		snprintf(out, size, "->?");
}

/* TEXT in the middle of a cell, FILL at its ends. */
static void
draw_centred(struct canvas *cv, int row, int col, int columns,
    unsigned style, const char *text, const char *fill)
{
	int width = utf8_columns(text), i;

	if (width > columns)
		width = columns;
	for (i = 0; i < columns; i++)
		canvas_text(cv, row, col + i, style, i == 0 ||
		    i == columns - 1 ? fill : " ");
	canvas_fit(cv, row, col + (columns - width) / 2, columns, style,
	    text);
}

/* Whose the block is; "x+y" where it was handed out twice. */
static void
owners(const struct close_up *c, const struct session_block *b, char *out,
    size_t size)
{
	struct session_block also;
	char one[40], other[40];

	short_owner(b, c->inside, one, sizeof(one));
	if (!session_block_also(c->v->session, b, &also)) {
		snprintf(out, size, "%s", one);
		return;
	}
	short_owner(&also, c->inside, other, sizeof(other));
	snprintf(out, size, "%.30s+%.30s", other, one);
}

/* The sides of a block; those of a tall one as its top and bottom. */
static void
draw_sides(const struct close_up *c, struct canvas *cv, int row, int col,
    unsigned style, bool used)
{
	int right = col + c->inside + 1;

	if (c->tall && used) {
		canvas_fill(cv, (struct rect){ row, col, 1, 2 }, style,
		    GLYPH_BLOCK_USED);
		canvas_fill(cv, (struct rect){ row, right - 1, 1, 2 }, style,
		    GLYPH_BLOCK_USED);
	} else if (c->tall) {
		canvas_glyph(cv, row, col, style, GLYPH_VLINE);
		canvas_glyph(cv, row, right, style, GLYPH_VLINE);
	} else {
		canvas_text(cv, row, col, style, used ? "|" : "(");
		canvas_text(cv, row, right, style, used ? "|" : ")");
	}
}

static void
draw_used(const struct close_up *c, struct canvas *cv, int row, int col,
    uint32_t block, unsigned style)
{
	struct session_block b;
	char text[64] = "";

	if (!c->v->covered && changes_linked(&c->v->changes, c->p->ref, block))
		link_text(c, block, text, sizeof(text));
	else if (session_block_at(c->v->session, address_of(c->p, block),
	    &b))
		owners(c, &b, text, sizeof(text));
	draw_centred(cv, row, col + 1, c->inside, style, text, "#");
	draw_sides(c, cv, row, col, style, true);
}

static void
draw_free(const struct close_up *c, struct canvas *cv, int row, int col,
    uint32_t block, unsigned style)
{
	char link[24], text[96], who[64];
	struct session_block b;

	link_text(c, block, link, sizeof(link));
	if (c->v->covered) {
		snprintf(text, sizeof(text), "?");
	} else if (session_block_at(c->v->session, address_of(c->p, block),
	    &b)) {
		/* In a broken heap: free, and yet somebody's. */
		owners(c, &b, who, sizeof(who));
		snprintf(text, sizeof(text), "%s %s", who, link);
	} else if (c->inside >= INSIDE_ORDER && c->order[block] > 0) {
		snprintf(text, sizeof(text), "%u. %s", c->order[block],
		    link);
	} else {
		snprintf(text, sizeof(text), "%s", link);
	}
	draw_centred(cv, row, col + 1, c->inside, style, text, " ");
	draw_sides(c, cv, row, col, style, false);
}

static void
draw_uncarved(const struct close_up *c, struct canvas *cv, int row, int col)
{
	int i;

	for (i = 1; i <= c->inside; i += 2)
		canvas_text(cv, row, col + i, STYLE_BLOCK_UNCARVED, ".");
}

/* Above and below the one row of a block are two more, for a projector: solid,
   an outline, or dots. */
static void
draw_tall(const struct close_up *c, struct canvas *cv, int row, int col,
    uint32_t block, unsigned style)
{
	enum pym_block_state state = c->states[block];
	int right = col + c->inside + 1, k;

	for (k = -1; k <= 1; k += 2) {
		if (state == PYM_BLOCK_UNCARVED) {
			draw_uncarved(c, cv, row + k, col);
		} else if (state == PYM_BLOCK_ALLOCATED) {
			canvas_fill(cv, (struct rect){ row + k, col, 1,
			    c->inside + 2 }, style, GLYPH_BLOCK_USED);
		} else {
			canvas_hline(cv, row + k, col + 1, c->inside, style);
			canvas_glyph(cv, row + k, col, style, k < 0 ?
			    GLYPH_TOP_LEFT : GLYPH_BOTTOM_LEFT);
			canvas_glyph(cv, row + k, right, style, k < 0 ?
			    GLYPH_TOP_RIGHT : GLYPH_BOTTOM_RIGHT);
		}
	}
}

/* Above the block: its number, and whether a field of the header says it. */
static void
draw_number(const struct close_up *c, struct canvas *cv, int row, int col,
    uint32_t block, bool room)
{
	bool chosen = c->v->zoom >= ZOOM_BLOCKS || c->v->picked;
	unsigned style = c->tall ? STYLE_STRONG : STYLE_DIM;

	if (block > c->p->ncarved)
		return;
	if (chosen && view_block(c->v, c->p) == block)
		style = STYLE_STRONG | MARK_SELECTED;
	col = canvas_printf(cv, row, col + 2, style, "%u", block);
	if (block == c->head)
		canvas_text(cv, row, col + 1, STYLE_LINK, _("head"));
	else if (block == c->p->ncarved && room)
		canvas_text(cv, row, col, STYLE_LABEL, " = nextoffset");
}

static void
draw_block(const struct close_up *c, struct canvas *cv, int row, int col,
    uint32_t block)
{
	bool changed = changes_block(&c->v->changes, c->p->ref, block);
	unsigned style = close_up_style(c->states[block]) |
	    (changed ? MARK_CHANGED : 0);

	if (c->tall)
		draw_tall(c, cv, ++row, col, block, style);
	switch (c->states[block]) {
	case PYM_BLOCK_ALLOCATED:
		draw_used(c, cv, row, col, block, style);
		break;
	case PYM_BLOCK_FREE:
		draw_free(c, cv, row, col, block, style);
		break;
	case PYM_BLOCK_UNCARVED:
		draw_uncarved(c, cv, row, col);
		break;
	}
	if (changed)
		canvas_glyph(cv, row, col + c->inside + 2, STYLE_CHANGED,
		    GLYPH_CHANGED);
}

/* ---- rows of blocks ----------------------------------------------------- */

/* The numbers, and the blocks. */
static int
line_rows(const struct close_up *c)
{
	return c->tall ? 4 : 2;
}

static void
draw_line(const struct close_up *c, struct canvas *cv, int row,
    uint32_t first)
{
	uint32_t i;
	int cell = c->inside + AROUND, col = LEFT;

	for (i = first; i < c->p->capacity && i < first + c->per; i++) {
		draw_number(c, cv, row, col, i, i + 1 < first + c->per);
		draw_block(c, cv, row + 1, col, i);
		col += cell;
	}
	targets_add(&c->v->targets, cv, &(struct target){
	    .kind = TARGET_BLOCK,
	    .rect = { row, LEFT, line_rows(c), (int)c->per * cell },
	    .cell_rows = line_rows(c), .cell_cols = cell, .first = first,
	    .end = i, .pool = c->p->ref });
}

/* An arrow at each side where the row goes on. */
static void
draw_arrows(const struct close_up *c, struct canvas *cv, int row,
    uint32_t first)
{
	if (first > 0)
		canvas_glyph(cv, row, 1, STYLE_NOTICE, GLYPH_ARROW_LEFT);
	if (first + c->per < c->p->capacity)
		canvas_glyph(cv, row, canvas_cols(cv) - 1, STYLE_NOTICE,
		    GLYPH_ARROW_RIGHT);
}

/* Behind the header's fields, in ROW. */
static void
announce(const struct close_up *c, struct canvas *cv, int row,
    uint32_t first, uint32_t end)
{
	uint32_t worth = worth_drawing(c->p);
	char text[64];

	if (first == 0 && end >= worth)
		return;
	snprintf(text, sizeof(text), _("%u blocks above, %u below"), first,
	    end < c->p->capacity ? c->p->capacity - end : 0);
	pane_more(cv, row, text);
}

static uint32_t *
places_in_chain(const struct view *v, const struct pym_pool_view *p,
    uint32_t *head)
{
	uint32_t *order = xcalloc(p->capacity + 1, sizeof(*order));
	uint32_t *offsets = xcalloc(p->capacity + 1, sizeof(*offsets));
	size_t i, n = pym_pool_chain(session_heap(v->session), p->ref,
	    offsets, p->capacity);

	*head = PYM_NONE;
	for (i = 0; i < n && i < p->capacity; i++) {
		offsets[i] = (offsets[i] - PYM_POOL_OVERHEAD) / p->size;
		if (order[offsets[i]] == 0)
			order[offsets[i]] = (uint32_t)i + 1;
	}
	if (n > 0 && !v->covered)
		*head = offsets[0];
	free(offsets);
	return order;
}

int
close_up_draw(struct view *v, struct canvas *cv, int row, int rows,
    const struct pym_pool_view *p, const enum pym_block_state *states)
{
	struct close_up c = {
		.v = v, .p = p, .states = states,
		.inside = inside(v, canvas_cols(cv)),
		.per = per_row(v, canvas_cols(cv)),
	};
	uint32_t lines, i, first, end;
	uint32_t worth = worth_drawing(p);
	int above = row - 1;

	if (rows < 2)
		return row;
	c.tall = rows >= close_up_line_rows(v) && v->large;
	lines = (uint32_t)(rows / line_rows(&c));
	c.order = places_in_chain(v, p, &c.head);
	first = end = first_block(&c, lines);
	for (i = 0; i < lines && (end < worth || i == 0); i++) {
		draw_line(&c, cv, row, end);
		row += line_rows(&c);
		end += c.per;
	}
	if (lines == 1)
		draw_arrows(&c, cv, row - line_rows(&c) / 2, first);
	else
		announce(&c, cv, above, first, end);
	v->per_row = c.per;
	free(c.order);
	return row;
}
