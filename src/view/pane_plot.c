/*
 * pane_plot.c - how did it come to this?  Figures over time, one above the
 * other, each on its own scale from 0 to its most.
 *
 *	 PLOT   1 column = 500 events
 *	 asked for: here 9.0 MiB, of it beside the arenas 1.2 MiB
 *	       ,-==#
 *	 bytes: here 8.1 MiB in blocks (#) of 11.0 MiB held (-)
 *	                 ---------
 *	       -------##=#########
 *	  --=###########|#########
 *	 pools: here 540, at the most 702
 *	        __,--====
 *	  _,-=##########|=========
 */
#include "config.h"

#include "view/pane.h"

#include <stdlib.h>

#include "support/i18n.h"

#define LEFT	2		/* columns before the first event */
#define RIGHT	1
#define CHARTS	4
#define LEAST	3		/* charts that are worth their room */

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	(void)cols;
	*out = (struct layout_pane){
		.min_rows = 1 + 2 * LEAST,
		.want_rows = 1 + 5 * CHARTS,
		.priority = 8,
		.grow = true,
		.side = true,
		.hidden = v->covered || !v->plotting,
	};
}

/* ---- the charts --------------------------------------------------------- */

/* A value of each column, and another drawn behind it, or NULL. */
struct chart {
	uint64_t (*value)(const struct view *v, const struct session_span *s);
	uint64_t (*behind)(const struct view *v,
	    const struct session_span *s);
	unsigned style;
	/* What is told above it; MOST is the largest of either. */
	void (*describe)(const struct view *v, uint64_t most,
	    struct strbuf *out);
};

static uint64_t
in_blocks(const struct view *v, const struct session_span *s)
{
	(void)v;
	return s->max[SESSION_IN_BLOCKS];
}

static uint64_t
held(const struct view *v, const struct session_span *s)
{
	return s->max[SESSION_ARENAS] *
	    session_profile(v->session)->arena_size;
}

static void
describe_bytes(const struct view *v, uint64_t most, struct strbuf *out)
{
	uint64_t now[SESSION_FIGURES];

	session_figures(v->session, now);
	strbuf_puts(out, _("bytes: here "));
	times_bytes(out, now[SESSION_IN_BLOCKS]);
	strbuf_puts(out, _(" in blocks of "));
	times_bytes(out, now[SESSION_ARENAS] *
	    session_profile(v->session)->arena_size);
	strbuf_puts(out, _(" held, at the most "));
	times_bytes(out, most);
}

static uint64_t
pools(const struct view *v, const struct session_span *s)
{
	(void)v;
	return s->max[SESSION_POOLS];
}

/* "pools: here 3, at the most 5" */
static void
describe_count(const struct view *v, enum session_figure figure,
    const char *label, uint64_t most, struct strbuf *out)
{
	uint64_t now[SESSION_FIGURES];

	session_figures(v->session, now);
	strbuf_puts(out, label);
	strbuf_puts(out, _(": here "));
	times_count(out, now[figure]);
	strbuf_puts(out, _(", at the most "));
	times_count(out, most);
}

static void
describe_pools(const struct view *v, uint64_t most, struct strbuf *out)
{
	describe_count(v, SESSION_POOLS, _("pools in use"), most, out);
}

static uint64_t
arenas(const struct view *v, const struct session_span *s)
{
	(void)v;
	return s->max[SESSION_ARENAS];
}

static void
describe_arenas(const struct view *v, uint64_t most, struct strbuf *out)
{
	describe_count(v, SESSION_ARENAS, _("arenas"), most, out);
}

static uint64_t
asked(const struct view *v, const struct session_span *s)
{
	(void)v;
	return s->max[SESSION_ASKED];
}

static void
describe_asked(const struct view *v, uint64_t most, struct strbuf *out)
{
	uint64_t now[SESSION_FIGURES];

	session_figures(v->session, now);
	strbuf_puts(out, _("asked for: here "));
	times_bytes(out, now[SESSION_ASKED]);
	strbuf_puts(out, _(", of it beside the arenas "));
	times_bytes(out, now[SESSION_ASKED] - now[SESSION_POOLED]);
	strbuf_puts(out, _(", at the most "));
	times_bytes(out, most);
}

static const struct chart charts[CHARTS] = {
	{ asked, NULL, STYLE_NAME, describe_asked },
	{ in_blocks, held, STYLE_BLOCK_USED, describe_bytes },
	{ pools, NULL, STYLE_POOL_USED, describe_pools },
	{ arenas, NULL, STYLE_PROGRESS, describe_arenas },
};

/* ---- drawing ------------------------------------------------------------ */

/* A column of ROWS cells that end above BOTTOM: LEVEL eighths of a cell high,
   and those up to BEHIND light. */
static void
draw_column(struct canvas *cv, int bottom, int rows, int col, int level,
    int behind, unsigned style, bool here)
{
	unsigned mark = here ? MARK_SELECTED : 0;
	int i, left;

	for (i = 0; i < rows; i++) {
		left = level - 8 * i;
		if (left > 0)
			canvas_glyph(cv, bottom - 1 - i, col, style | mark,
			    times_bar(left < 8 ? left : 8));
		else if (behind - 8 * i > 0)
			canvas_glyph(cv, bottom - 1 - i, col,
			    STYLE_BLOCK_FREE | mark, GLYPH_BLOCK_FREE);
		else if (here)
			canvas_glyph(cv, bottom - 1 - i, col, STYLE_STRONG,
			    GLYPH_VLINE);
	}
}

static uint64_t
most_of(const struct view *v, const struct chart *c)
{
	const struct times *t = &v->plot_times;
	uint64_t (*value)(const struct view *, const struct session_span *) =
	    c->behind != NULL ? c->behind : c->value;

	return value(v, &t->all);
}

static void
draw_chart(const struct view *v, const struct chart *c, struct canvas *cv,
    int row, int rows)
{
	const struct times *t = &v->plot_times;
	int here = times_column(t, session_event(v->session));
	uint64_t most = most_of(v, c);
	struct strbuf text = STRBUF_INIT;
	int i, behind;

	c->describe(v, most, &text);
	canvas_fit(cv, row, 1, canvas_cols(cv) - 1, STYLE_NORMAL,
	    strbuf_text(&text));
	strbuf_free(&text);
	for (i = 0; i < t->columns; i++) {
		behind = c->behind == NULL ? 0 :
		    times_level(c->behind(v, &t->spans[i]), most, 8 * rows);
		draw_column(cv, row + 1 + rows, rows, LEFT + i,
		    times_level(c->value(v, &t->spans[i]), most, 8 * rows),
		    behind, c->style, i == here);
	}
}

static void
draw(struct view *v, struct canvas *cv)
{
	int rows = canvas_rows(cv) - 1, row = 1, i, share;
	struct strbuf scale = STRBUF_INIT;

	v->plot_place = cv->region.area;
	times_update(&v->plot_times, v->session,
	    canvas_cols(cv) - LEFT - RIGHT);
	times_scale(v->plot_times.per, &scale);
	pane_title(cv, _("PLOT"), strbuf_text(&scale));
	strbuf_free(&scale);
	for (i = 0; i < CHARTS && rows >= 2; i++) {
		share = rows / (CHARTS - i) > 1 ? rows / (CHARTS - i) : 2;
		draw_chart(v, &charts[i], cv, row, share - 1);
		row += share;
		rows -= share;
	}
}

bool
pane_plot_event(const struct view *v, int row, int col, uint64_t *event)
{
	int column = col - v->plot_place.col - LEFT;

	if (!rect_has(v->plot_place, row, col) || column < 0 ||
	    row == v->plot_place.row || column >= v->plot_times.columns)
		return false;
	*event = v->plot_times.spans[column].last;
	return true;
}

const struct pane_class pane_plot = {
	.name = "plot",
	.measure = measure,
	.draw = draw,
};
