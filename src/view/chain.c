/*
 * chain.c - a pool's freeblock chain in list order, in words.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "support/i18n.h"
#include "support/utf8.h"
#include "view/close_up.h"
#include "view/pane.h"

#define SHOWN	    32		/* elements that could ever fit */
#define END_COLUMNS 16		/* kept for "-> 1234 more" */

/*
 * The last block carved is on the chain before anyone asked for it; had it
 * ever been handed out, the next would have been carved.
 */
static bool
never_used(const struct pym_pool_view *p, uint32_t block)
{
	return block + 1 == p->ncarved && p->ncarved < p->capacity;
}

/*
 * "1 (was b)", as a link of the chain.  The history is searched back a bounded
 * way; where that was in vain once, *KNOWN is false and it is not tried again:
 * what comes later in the chain was freed earlier still.
 */
static void
element_text(const struct view *v, const struct pym_pool_view *p,
    uint32_t offset, bool *known, struct strbuf *out)
{
	uint32_t block = (offset - PYM_POOL_OVERHEAD) / p->size;
	struct session_block b;
	char name[64];

	strbuf_printf(out, "%u", block);
	if (never_used(p, block)) {
		strbuf_puts(out, _(" (carved ahead)"));
		return;
	}
	*known = *known && session_former_name(v->session,
	    p->address + offset, &b);
	if (*known) {
		close_up_owner(&b, name, sizeof(name));
		strbuf_printf(out, _(" (was %s)"), name);
	}
}

/* Columns that an element with TEXT and what must follow take. */
static int
columns_for(const struct strbuf *text, bool last)
{
	return utf8_columns(strbuf_text(text)) + (last ? 9 : END_COLUMNS);
}

/* One element and its arrow; without what it was where that does not fit.
   Returns the column after, or -1 if not even that fits. */
static int
draw_element(const struct view *v, struct canvas *cv, int row, int col,
    const struct pym_pool_view *p, uint32_t offset, bool last, bool *known)
{
	struct strbuf text = STRBUF_INIT;

	element_text(v, p, offset, known, &text);
	if (col + columns_for(&text, last) > canvas_cols(cv)) {
		strbuf_clear(&text);
		strbuf_printf(&text, "%u", (offset - PYM_POOL_OVERHEAD) /
		    p->size);
	}
	if (col + columns_for(&text, last) > canvas_cols(cv)) {
		strbuf_free(&text);
		return -1;
	}
	col = pane_value(v, cv, row, col + 1, p->address + offset, 8,
	    STYLE_BLOCK_FREE, strbuf_text(&text));
	strbuf_free(&text);
	return canvas_glyph(cv, row, col + 1, STYLE_LINK, GLYPH_ARROW);
}

static void
draw_end(const struct view *v, struct canvas *cv, int row, int col,
    const struct pym_pool_view *p)
{
	uint32_t offsets[SHOWN];
	uint64_t where;

	switch (pym_pool_chain_end(session_heap(v->session), p->ref,
	    &where)) {
	case PYM_CHAIN_NULL:
		canvas_text(cv, row, col, STYLE_LINK, "NULL");
		break;
	case PYM_CHAIN_RING:
		pym_pool_chain(session_heap(v->session), p->ref, offsets,
		    SHOWN);
		canvas_printf(cv, row, col, STYLE_NOTICE, "%u -> ...",
		    (offsets[where] - PYM_POOL_OVERHEAD) / p->size);
		break;
	case PYM_CHAIN_ASTRAY:
		canvas_printf(cv, row, col, STYLE_NOTICE, _("0x%" PRIx64
		    ", no block"), where);
		break;
	}
}

void
close_up_chain(const struct view *v, struct canvas *cv, int row,
    const struct pym_pool_view *p)
{
	uint32_t offsets[SHOWN];
	size_t i, n = pym_pool_chain(session_heap(v->session), p->ref,
	    offsets, SHOWN);
	bool known = true;
	int col = pane_value(v, cv, row, 3, p->address + 8, 8, STYLE_LABEL,
	    "freeblock"), next;

	if (v->covered) {
		canvas_text(cv, row, col + 1, STYLE_LINK, "?");
		return;
	}
	col = canvas_glyph(cv, row, col + 1, STYLE_LINK, GLYPH_ARROW);
	for (i = 0; i < n && i < SHOWN; i++) {
		next = draw_element(v, cv, row, col, p, offsets[i],
		    i + 1 == n, &known);
		if (next < 0)
			break;
		col = next;
	}
	if (i == n)
		draw_end(v, cv, row, col + 1, p);
	else
		canvas_printf(cv, row, col + 1, STYLE_NOTICE, _("%zu more"),
		    n - i);
}
