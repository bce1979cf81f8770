/*
 * pane_arenas.c - where is my pool in the heap?
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>

#include "support/i18n.h"
#include "view/strip.h"

#define WANTED 10		/* rows are enough beside other panes */

static uint64_t
live_arenas(const struct view *v)
{
	struct pym_counts counts;

	pym_counts(session_heap(v->session), &counts);
	return counts.arenas_current;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	uint64_t n = live_arenas(v);

	(void)cols;
	*out = (struct layout_pane){
		.min_rows = 2,
		.want_rows = n == 0 ? 2 : n > WANTED ? WANTED + 1 :
		    (int)n + 1,
		.priority = 6,
	};
}

static void
draw_title(const struct view *v, struct canvas *cv, uint64_t unseen)
{
	uint32_t per = strip_per_cell(v, canvas_cols(cv));
	int col = pane_title_begin(cv, _("ARENAS"));
	char text[96];

	col = pane_title_add(cv, col, STYLE_DIM,
	    _("number, free pools, each pool"));
	if (per > 1) {
		snprintf(text, sizeof(text), _("1 cell = %u pools"), per);
		col = pane_title_add(cv, col, STYLE_NOTICE, text);
	}
	pane_title_end(cv, col);
	if (unseen == 0)
		return;
	snprintf(text, sizeof(text), ngettext("%" PRIu64 " more arena",
	    "%" PRIu64 " more arenas", unseen), unseen);
	pane_more(cv, 0, text);
}

static void
draw(struct view *v, struct canvas *cv)
{
	uint64_t n = live_arenas(v);
	int rows = canvas_rows(cv) - 1;
	uint32_t shown = 0;

	if (n == 0 && rows > 0)
		canvas_text(cv, 1, 3, STYLE_DIM,
		    _("none yet: the first request obtains one"));
	else if (rows > 0)
		shown = strip_draw(v, cv, 1, rows);
	draw_title(v, cv, n - shown);
}

const struct pane_class pane_arenas = {
	.name = "arenas",
	.measure = measure,
	.draw = draw,
};
