/*
 * pane_trick.c - why usedpools[6] points 16 bytes before itself.
 *
 *	[4] class 2 nextpool  -> pool 0.4     +  +0  (ref.count)
 *	[5] class 2 prevpool  -> pool 0.4     |  +8  (freeblock)
 *	[6] class 3 nextpool  -> [4]          |  +16 nextpool
 *	[7] class 3 prevpool  -> [4]          +  +24 prevpool
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>

#include "session/explain.h"
#include "support/i18n.h"

#define LEFT	3
#define WORDS	6		/* of usedpools that are shown */
#define STENCIL	4		/* of them the stencil covers */
#define RING	40		/* pools of the ring that could be shown */

/* Columns of the table. */
enum { AT = LEFT, INDEX = 19, CLASS = 25, HOLDS = 43, MASK = 60 };

/* usedpools as it is around one class. */
struct around {
	uint32_t szidx;
	uint64_t stencil;	/* where the imaginary header begins */
	int first;		/* index of the word there */
};

static void
look(const struct view *v, struct around *a)
{
	a->szidx = v->szidx < pym_class_count(session_profile(v->session)) ?
	    v->szidx : 0;
	a->stencil = pym_usedpools_address(session_heap(v->session),
	    a->szidx) - 16;
	a->first = 2 * (int)a->szidx - 2;
}

/* ---- the words ---------------------------------------------------------- */

/* What the word at ADDRESS holds: "[4]" for a place within usedpools. */
static void
holds_text(const struct view *v, uint64_t value, struct strbuf *out)
{
	const struct pym_heap *h = session_heap(v->session);
	struct pym_location at;

	/* An imaginary header ends in a pair of usedpools. */
	pym_locate(h, value + 16, &at);
	if (at.place == PYM_PLACE_USEDPOOLS && at.offset == 0)
		strbuf_printf(out, "[%d]", 2 * (int)at.szidx - 2);
	else
		explain_place(v->session, value, out);
}

static void
draw_word(const struct view *v, struct canvas *cv, int row,
    const struct around *a, int k)
{
	uint64_t address = a->stencil + 8 * (uint64_t)k, value;
	int word = a->first + k;
	struct strbuf text = STRBUF_INIT;
	bool mine = k == 2 || k == 3;
	unsigned style = mine ? STYLE_STRONG : STYLE_DIM;

	canvas_printf(cv, row, AT, STYLE_ADDRESS, "0x%" PRIx64, address);
	canvas_printf(cv, row, INDEX, style, "[%d]", word);
	if (pym_read(session_heap(v->session), address, &value, 8) !=
	    PYM_OK || word < 0 || word >= 2 * (int)pym_class_count(
	    session_profile(v->session))) {
		canvas_text(cv, row, CLASS, STYLE_DIM,
		    _("outside of the array"));
		return;
	}
	canvas_printf(cv, row, CLASS, style, _("class %d %s"), word / 2,
	    word % 2 == 0 ? "nextpool" : "prevpool");
	canvas_glyph(cv, row, HOLDS, STYLE_LINK, GLYPH_ARROW);
	holds_text(v, value, &text);
	pane_value(v, cv, row, HOLDS + 3, address, 8, style,
	    strbuf_text(&text));
	strbuf_free(&text);
}

/* The stencil: a pool_header laid over the words. */
static void
draw_stencil(struct canvas *cv, int row, int k)
{
	static const char *const fields[STENCIL] = { "+0  (ref.count)",
	    "+8  (freeblock)", "+16 nextpool", "+24 prevpool" };
	enum glyph side = k == 0 ? GLYPH_TOP_LEFT : k == STENCIL - 1 ?
	    GLYPH_BOTTOM_LEFT : GLYPH_VLINE;

	canvas_glyph(cv, row, MASK, STYLE_POOL_HEADER, side);
	canvas_text(cv, row, MASK + 2, k < 2 ? STYLE_DIM :
	    STYLE_POOL_HEADER, fields[k]);
}

/* ---- the ring ----------------------------------------------------------- */

static void
draw_ring(struct view *v, struct canvas *cv, int row, const struct around *a)
{
	struct pym_pool_ref pools[RING];
	size_t i, n = pym_first_usedpools(session_heap(v->session), a->szidx,
	    pools, RING);
	int col = canvas_text(cv, row, LEFT, STYLE_LABEL, _("ring"));
	int end = canvas_cols(cv) - 20;

	col = canvas_printf(cv, row, col + 2, STYLE_POOL_HEADER, "[%d]",
	    a->first);
	for (i = 0; i < n && col < end; i++) {
		col = canvas_glyph(cv, row, col + 1, STYLE_LINK, GLYPH_ARROW);
		col = canvas_printf(cv, row, col + 1, STYLE_POOL_USED |
		    (changes_block(&v->changes, pools[i], PYM_NONE) ?
		    MARK_CHANGED : 0), "%u.%u", pools[i].arena,
		    pools[i].pool);
	}
	if (i < n)
		col = canvas_text(cv, row, col, STYLE_NOTICE, _(" and more"));
	col = canvas_glyph(cv, row, col + 1, STYLE_LINK, GLYPH_ARROW);
	canvas_printf(cv, row, col + 1, STYLE_POOL_HEADER, _("back to [%d]"),
	    a->first);
}

static void
words(const struct around *a, bool empty, struct strbuf *out)
{
	strbuf_puts(out, _("A class has two words of usedpools and no "
	    "header. Laid 16 bytes before them, the stencil of a pool_header "
	    "has its nextpool and prevpool exactly there: so the ring closes "
	    "through the array as if it held whole headers, and linking a "
	    "pool into an empty ring takes the same four assignments as into "
	    "any other. What is in ( ) is never read through the stencil."));
	strbuf_putc(out, '\n');
	strbuf_printf(out, empty ? _("Now [%d] leads to [%d], the stencil "
	    "itself: this ring is empty.") : _("Now [%d] does not lead to "
	    "[%d], the stencil itself: this ring has a pool."), a->first + 2,
	    a->first);
}

/* Draws the words from ROW on; with CV NULL it only counts their rows. */
static int
draw_words(const struct view *v, struct canvas *cv, int row, int cols,
    const struct around *a)
{
	struct strbuf text = STRBUF_INIT;
	struct rect rect = { row, LEFT, 0, cols - LEFT - 1 };
	int rows;

	words(a, pym_first_usedpools(session_heap(v->session), a->szidx,
	    NULL, 1) == 0, &text);
	rows = canvas_wrap(NULL, rect, STYLE_NORMAL, strbuf_text(&text));
	rect.rows = rows;
	if (cv != NULL)
		canvas_wrap(cv, rect, STYLE_NORMAL, strbuf_text(&text));
	strbuf_free(&text);
	return rows;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	struct around a;

	look(v, &a);
	*out = (struct layout_pane){
		.min_rows = 8,
		.want_rows = WORDS + 2 + draw_words(v, NULL, 0, cols, &a),
		.priority = 9,
	};
}

static void
draw(struct view *v, struct canvas *cv)
{
	const struct pym_profile *profile = session_profile(v->session);
	struct around a;
	char text[96];
	int row, col;

	look(v, &a);
	col = pane_title_begin(cv, _("THE HEADER TRICK"));
	snprintf(text, sizeof(text), _("usedpools around class %u (%u B)"),
	    a.szidx, pym_class_size(profile, a.szidx));
	col = pane_title_add(cv, col, STYLE_NORMAL, text);
	if (v->extra == EXTRA_TRICK)
		col = pane_title_add(cv, col, STYLE_DIM,
		    _("arrows: another class"));
	pane_title_end(cv, col);
	for (row = 1; row <= WORDS; row++) {
		draw_word(v, cv, row, &a, row - 1);
		if (row <= STENCIL)
			draw_stencil(cv, row, row - 1);
	}
	draw_ring(v, cv, row++, &a);
	draw_words(v, cv, row, canvas_cols(cv), &a);
}

const struct pane_class pane_trick = {
	.name = "trick",
	.measure = measure,
	.draw = draw,
};
