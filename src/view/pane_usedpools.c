/*
 * pane_usedpools.c - where does a request look first?
 *
 *	 3   32 B -> 0.0 -> 0.4      7   64 B -> 0.1      62 classes empty
 */
#include "config.h"

#include "view/pane.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/i18n.h"

#define ENTRY 26		/* columns of one class */
#define WALKED 100		/* pools of a ring that are looked at */

static uint32_t
rings_in_use(const struct view *v)
{
	const struct pym_heap *h = session_heap(v->session);
	uint32_t i, n = 0;

	for (i = 0; i < pym_class_count(session_profile(v->session)); i++)
		if (pym_first_usedpools(h, i, NULL, 1) > 0)
			n++;
	return n;
}

static int
entries_per_row(int cols)
{
	return cols > 2 * ENTRY ? (cols - 1) / ENTRY : 1;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	int per = entries_per_row(cols);
	int rows = ((int)rings_in_use(v) + per - 1) / per;

	*out = (struct layout_pane){
		.min_rows = 2,
		.want_rows = rows == 0 ? 2 : rows + 1,
		.priority = 5,
		.side = true,
	};
}

static int
draw_pool(struct view *v, struct canvas *cv, int row, int col,
    struct pym_pool_ref pool)
{
	int from;

	if (v->places_covered)
		col = canvas_text(cv, row, col + 2, STYLE_LINK, "?");
	else
		col = canvas_glyph(cv, row, col + 1, STYLE_LINK, GLYPH_ARROW);
	from = col + 1;
	col = canvas_printf(cv, row, from, STYLE_POOL_USED |
	    (changes_block(&v->changes, pool, PYM_NONE) ? MARK_CHANGED : 0),
	    "%u.%u", pool.arena, pool.pool);
	targets_add(&v->targets, cv, &(struct target){ .kind = TARGET_POOL,
	    .rect = { row, from, 1, col - from }, .first = pool.pool,
	    .end = pool.pool + 1, .pool = { pool.arena, 0 } });
	return col;
}

static int
by_place(const void *a, const void *b)
{
	const struct pym_pool_ref *p = a, *q = b;

	if (p->arena != q->arena)
		return p->arena < q->arena ? -1 : 1;
	return (p->pool > q->pool) - (p->pool < q->pool);
}

static int
pool_columns(struct pym_pool_ref pool)
{
	return 4 + snprintf(NULL, 0, "%u.%u", pool.arena, pool.pool);
}

static void
draw_ring(struct view *v, struct canvas *cv, int row, int col, int width,
    uint32_t szidx)
{
	const struct pym_heap *h = session_heap(v->session);
	struct pym_pool_ref pools[WALKED];
	size_t i, n = pym_first_usedpools(h, szidx, pools, WALKED);
	uint64_t entry = pym_usedpools_address(h, szidx);
	int end = col + width - 1;
	char text[16];

	snprintf(text, sizeof(text), "%3u", szidx);
	col = pane_value(v, cv, row, col, entry, 16, STYLE_NUMBER, text);
	col = canvas_printf(cv, row, col, STYLE_LABEL, "%*u B",
	    changes_word(&v->changes, entry, 16) ? 4 : 5,
	    pym_class_size(session_profile(v->session), szidx));
	if (v->places_covered)
		qsort(pools, n, sizeof(pools[0]), by_place);
	for (i = 0; i < n; i++) {
		if (col + pool_columns(pools[i]) + (i + 1 < n ? 4 : 0) > end)
			break;
		col = draw_pool(v, cv, row, col, pools[i]);
	}
	if (i < n)
		canvas_printf(cv, row, col, STYLE_NOTICE, n == WALKED ?
		    " +%zu.." : " +%zu", n - i);
}

/* As few in a row as can be: so there is room for their pools. */
static void
draw_rings(struct view *v, struct canvas *cv, uint32_t in_use)
{
	const struct pym_heap *h = session_heap(v->session);
	int rows = canvas_rows(cv) - 1, cols = canvas_cols(cv);
	int per = entries_per_row(cols), width, i = 0;
	uint32_t szidx, classes = pym_class_count(
	    session_profile(v->session));
	char text[64];

	while (per > 1 && (int)in_use <= rows * (per - 1))
		per--;
	width = (cols - 1) / per;
	for (szidx = 0; szidx < classes && i < rows * per; szidx++) {
		if (pym_first_usedpools(h, szidx, NULL, 1) == 0)
			continue;
		draw_ring(v, cv, 1 + i / per, 1 + i % per * width, width,
		    szidx);
		i++;
	}
	if ((int)in_use <= i)
		return;
	snprintf(text, sizeof(text), ngettext("%u more class",
	    "%u more classes", in_use - (uint32_t)i), in_use - (uint32_t)i);
	pane_more(cv, 0, text);
}

static void
draw(struct view *v, struct canvas *cv)
{
	uint32_t in_use = rings_in_use(v);
	uint32_t classes = pym_class_count(session_profile(v->session));
	int col = pane_title_begin(cv, "USEDPOOLS");
	char rest[96];

	col = pane_title_add(cv, col, STYLE_DIM,
	    _("class, block size, pools partly used"));
	snprintf(rest, sizeof(rest), _("%u of %u classes empty"),
	    classes - in_use, classes);
	pane_title_end(cv, pane_title_add(cv, col, STYLE_NORMAL, rest));
	if (canvas_rows(cv) < 2)
		return;
	if (in_use == 0)
		canvas_text(cv, 1, 3, STYLE_DIM,
		    _("every ring is empty: a request needs a new pool"));
	else
		draw_rings(v, cv, in_use);
}

const struct pane_class pane_usedpools = {
	.name = "usedpools",
	.measure = measure,
	.draw = draw,
};
