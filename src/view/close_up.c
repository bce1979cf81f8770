/*
 * close_up.c - some blocks of a pool drawn large, and its freeblock chain.
 *
 * The chain costs no memory, because it lives in what is free: the arrow is
 * written inside the free block.
 */
#include "config.h"

#include "view/close_up.h"

#include <stdio.h>
#include <string.h>

#include "support/i18n.h"
#include "support/utf8.h"

#define CELL 9			/* columns of a block: its sides and a mark */
#define INSIDE 6		/* between its sides */

/* The first block to draw, so that the one that changed is in sight. */
static uint32_t
first_block(const struct view *v, const struct pym_pool_view *p, uint32_t fit)
{
	uint32_t i, last = p->ncarved < p->capacity ? p->ncarved :
	    p->capacity - 1;
	uint32_t wanted = last;

	for (i = 0; i < p->capacity; i++)
		if (changes_block(&v->changes, p->ref, i)) {
			wanted = i;
			break;
		}
	if (last < fit)
		return 0;
	if (wanted < fit / 2)
		return 0;
	wanted -= fit / 2;
	return wanted + fit > p->capacity ? (p->capacity > fit ?
	    p->capacity - fit : 0) : wanted;
}

/* What a block is called: "a", "xs[3]", "$12"; "" for one nobody owns. */
static void
owner_text(const struct session_block *b, char *out, size_t size)
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
short_owner_text(const struct session_block *b, char *out, size_t size)
{
	owner_text(b, out, size);
	if (b->name != NULL && b->element != SESSION_WHOLE &&
	    utf8_columns(out) > INSIDE)
		snprintf(out, size, "[%u]", b->element);
}

static uint64_t
block_address(const struct pym_pool_view *p, uint32_t block)
{
	return p->address + PYM_POOL_OVERHEAD + (uint64_t)block * p->size;
}

/* TEXT in the middle of INSIDE columns, filled up with FILL. */
static void
draw_centred(struct canvas *cv, int row, int col, unsigned style,
    const char *text, const char *fill)
{
	int width = utf8_columns(text), i;
	int left;

	if (width > INSIDE)
		width = INSIDE;
	left = (INSIDE - width) / 2;
	for (i = 0; i < INSIDE; i++)
		canvas_text(cv, row, col + i, style, i == 0 || i == INSIDE - 1 ?
		    fill : " ");
	canvas_fit(cv, row, col + left, INSIDE, style, text);
}

static void
draw_used(const struct view *v, struct canvas *cv, int row, int col,
    const struct pym_pool_view *p, uint32_t block, unsigned style)
{
	struct session_block b;
	char text[64] = "";

	if (session_block_at(v->session, block_address(p, block), &b))
		short_owner_text(&b, text, sizeof(text));
	canvas_text(cv, row, col, style, "|");
	draw_centred(cv, row, col + 1, style, text, "#");
	canvas_text(cv, row, col + INSIDE + 1, style, "|");
}

/* The link in the block's first word, as the number of a block. */
static void
link_text(const struct view *v, const struct pym_pool_view *p,
    uint32_t block, char *out, size_t size)
{
	uint64_t link = 0, offset;

	pym_read(session_heap(v->session), block_address(p, block), &link,
	    sizeof(link));
	offset = link - p->address - PYM_POOL_OVERHEAD;
	if (link == 0)
		snprintf(out, size, "NULL");
	else if (offset % p->size == 0 && offset / p->size < p->capacity)
		snprintf(out, size, "->%u", (unsigned)(offset / p->size));
	else
		snprintf(out, size, "->?");
}

static void
draw_block(const struct view *v, struct canvas *cv, int row, int col,
    const struct pym_pool_view *p, uint32_t block,
    enum pym_block_state state)
{
	bool changed = changes_block(&v->changes, p->ref, block);
	unsigned style = close_up_style(state) |
	    (changed ? MARK_CHANGED : 0);
	char text[16];

	canvas_printf(cv, row, col + 3, STYLE_DIM, "%u", block);
	if (state == PYM_BLOCK_ALLOCATED) {
		draw_used(v, cv, row + 1, col, p, block, style);
	} else if (state == PYM_BLOCK_FREE) {
		if (v->covered)
			snprintf(text, sizeof(text), "?");
		else
			link_text(v, p, block, text, sizeof(text));
		canvas_text(cv, row + 1, col, style, "(");
		draw_centred(cv, row + 1, col + 1, style, text, " ");
		canvas_text(cv, row + 1, col + INSIDE + 1, style, ")");
	} else {
		canvas_text(cv, row + 1, col, style, " . . . . ");
	}
	if (changed)
		canvas_glyph(cv, row + 1, col + INSIDE + 2, STYLE_CHANGED,
		    GLYPH_CHANGED);
}

int
close_up_draw(const struct view *v, struct canvas *cv, int row,
    const struct pym_pool_view *p, const enum pym_block_state *states)
{
	int fit = (canvas_cols(cv) - 4) / CELL;
	uint32_t from, i;
	int col = 3;

	if (fit < 1)
		return row;
	from = first_block(v, p, (uint32_t)fit);
	if (from > 0)
		canvas_glyph(cv, row + 1, 1, STYLE_DIM, GLYPH_ARROW_LEFT);
	for (i = from; i < p->capacity && i < from + (uint32_t)fit; i++) {
		draw_block(v, cv, row, col, p, i, states[i]);
		col += CELL;
	}
	if (i < p->capacity)
		canvas_glyph(cv, row + 1, canvas_cols(cv) - 1, STYLE_DIM,
		    GLYPH_ARROW_RIGHT);
	return row + 2;
}

/* ---- the chain ---------------------------------------------------------- */

/* "1 (was b)", as a link of the chain. */
static void
element_text(const struct view *v, const struct pym_pool_view *p,
    uint32_t offset, struct strbuf *out)
{
	struct session_block b;
	char name[64];

	strbuf_printf(out, "%u", (offset - PYM_POOL_OVERHEAD) / p->size);
	if (!session_former(v->session, p->address + offset, &b)) {
		strbuf_puts(out, _(" (carved ahead, never used)"));
		return;
	}
	owner_text(&b, name, sizeof(name));
	strbuf_printf(out, _(" (was %s)"), name);
}

#define CHAIN_SHOWN 32		/* elements that could ever fit */
#define CHAIN_END 16		/* columns kept for "-> 1234 more" */

/* One element and its arrow, if it fits; returns the column after, or -1. */
static int
draw_element(const struct view *v, struct canvas *cv, int row, int col,
    const struct pym_pool_view *p, uint32_t offset, bool last)
{
	struct strbuf text = STRBUF_INIT;
	int need;

	element_text(v, p, offset, &text);
	need = utf8_columns(strbuf_text(&text)) + (last ? 9 : CHAIN_END);
	if (col + need > canvas_cols(cv)) {
		strbuf_free(&text);
		return -1;
	}
	col = canvas_text(cv, row, col + 1, STYLE_BLOCK_FREE,
	    strbuf_text(&text));
	strbuf_free(&text);
	return canvas_glyph(cv, row, col + 1, STYLE_LINK, GLYPH_ARROW);
}

void
close_up_chain(const struct view *v, struct canvas *cv, int row,
    const struct pym_pool_view *p)
{
	uint32_t offsets[CHAIN_SHOWN];
	size_t i, n = pym_pool_chain(session_heap(v->session), p->ref,
	    offsets, CHAIN_SHOWN);
	int col = canvas_text(cv, row, 3, STYLE_LABEL, _("chain")) + 1, next;

	if (v->covered) {
		canvas_text(cv, row, col + 1, STYLE_LINK, "?");
		return;
	}
	for (i = 0; i < n && i < CHAIN_SHOWN; i++) {
		next = draw_element(v, cv, row, col, p, offsets[i],
		    i + 1 == n);
		if (next < 0)
			break;
		col = next;
	}
	if (i == n)
		canvas_text(cv, row, col + 1, STYLE_LINK, "NULL");
	else
		canvas_printf(cv, row, col + 1, STYLE_NOTICE, _("%zu more"),
		    n - i);
}
