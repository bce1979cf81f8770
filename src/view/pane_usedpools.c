/*
 * pane_usedpools.c - where does a request look first?
 *
 *	 3   32 B -> 0.0 -> 0.4      7   64 B -> 0.1      62 classes empty
 */
#include "config.h"

#include "view/pane.h"

#include <stdio.h>

#include "support/i18n.h"

#define ENTRY 26		/* columns of one class */
#define SHOWN 3			/* pools shown of a ring */

static uint32_t
rings_in_use(const struct view *v)
{
	const struct pym_heap *h = session_heap(v->session);
	uint32_t i, n = 0;

	for (i = 0; i < pym_class_count(session_profile(v->session)); i++)
		if (pym_usedpools(h, i, NULL, 0) > 0)
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

static void
draw_ring(const struct view *v, struct canvas *cv, int row, int col,
    uint32_t szidx)
{
	const struct pym_heap *h = session_heap(v->session);
	struct pym_pool_ref pools[SHOWN];
	size_t i, n = pym_usedpools(h, szidx, pools, SHOWN);
	uint64_t entry = pym_usedpools_address(h, szidx);
	unsigned mark = changes_word(&v->changes, entry, 16) ?
	    MARK_CHANGED : 0;

	col = canvas_printf(cv, row, col, STYLE_NUMBER | mark, "%3u", szidx);
	col = canvas_printf(cv, row, col, STYLE_LABEL, " %4u B",
	    pym_class_size(session_profile(v->session), szidx));
	for (i = 0; i < n && i < SHOWN - 1; i++) {
		col = canvas_glyph(cv, row, col + 1, STYLE_LINK, GLYPH_ARROW);
		col = canvas_printf(cv, row, col + 1, STYLE_POOL_USED,
		    "%u.%u", pools[i].arena, pools[i].pool);
	}
	if (n >= SHOWN)
		canvas_printf(cv, row, col, STYLE_NOTICE, " +%zu",
		    n - (SHOWN - 1));
}

static void
draw_rings(const struct view *v, struct canvas *cv, uint32_t in_use)
{
	const struct pym_heap *h = session_heap(v->session);
	int per = entries_per_row(canvas_cols(cv));
	int room = (canvas_rows(cv) - 1) * per;
	int i = 0;
	uint32_t szidx;
	char text[64];

	for (szidx = 0; szidx <
	    pym_class_count(session_profile(v->session)); szidx++) {
		if (pym_usedpools(h, szidx, NULL, 0) == 0)
			continue;
		if (i >= room)
			break;
		draw_ring(v, cv, 1 + i / per, 1 + i % per * ENTRY, szidx);
		i++;
	}
	if ((int)in_use <= room)
		return;
	snprintf(text, sizeof(text), _("%d more classes"),
	    (int)in_use - room);
	pane_more(cv, canvas_rows(cv) - 1, text);
}

static void
draw(struct view *v, struct canvas *cv)
{
	uint32_t in_use = rings_in_use(v);
	uint32_t classes = pym_class_count(session_profile(v->session));
	char rest[96];

	snprintf(rest, sizeof(rest), _("szidx, block size, pools partly used;"
	    " %u of %u classes empty"), classes - in_use, classes);
	pane_title(cv, "USEDPOOLS", rest);
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
