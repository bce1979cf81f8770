/*
 * pane_event.c - what did the last event do, and why?
 *
 * The decisions in order, a sentence each; the one taken last is marked.
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>

#include "session/event.h"
#include "session/explain.h"
#include "support/i18n.h"

#define WANTED 6

static size_t
decision_count(const struct view *v)
{
	size_t n;

	session_decisions(v->session, &n);
	return n;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	(void)cols;
	*out = (struct layout_pane){
		.min_rows = 3,
		.want_rows = (int)decision_count(v) + 2 > WANTED ?
		    (int)decision_count(v) + 2 : WANTED,
		.priority = 7,
		.grow = true,
		.side = true,
		.hidden = v->answering,
	};
}

/* The event that the pane is about. */
struct shown {
	uint64_t number;		/* 0: none yet */
	struct event event;
	struct outcome gave;
	const struct pym_decision *decisions;
	size_t n, taken;		/* decisions in all, and till now */
	bool within;			/* between two of them */
};

static void
look(const struct view *v, struct shown *e)
{
	*e = (struct shown){ .taken = session_decision(v->session) };
	e->within = e->taken > 0;
	e->number = session_event(v->session) + (e->within ? 1 : 0);
	if (e->number == 0 || !session_event_at(v->session, e->number,
	    &e->event, &e->gave)) {
		e->number = 0;
		return;
	}
	e->decisions = session_decisions(v->session, &e->n);
	if (!e->within)
		e->taken = e->n;
}

static void
draw_title(const struct view *v, struct canvas *cv, const struct shown *e)
{
	struct strbuf text = STRBUF_INIT;
	char rest[96] = "";

	if (e->number > 0)
		event_typed(v->session, &e->event, e->number, &text);
	else
		strbuf_puts(&text, _("nothing has happened yet"));
	if (e->within)
		snprintf(rest, sizeof(rest), _("decision %zu of %zu"),
		    e->taken, e->n);
	else if (e->number > 0)
		snprintf(rest, sizeof(rest), ngettext("%zu decision",
		    "%zu decisions", e->n), e->n);
	pane_title(cv, strbuf_text(&text), rest);
	strbuf_free(&text);
}

/* The first decision to show, so that the last one taken is in sight. */
static size_t
first_shown(size_t n, size_t taken, size_t rows)
{
	if (n <= rows || taken <= rows)
		return 0;
	return taken - rows;
}

static void
draw_decision(const struct view *v, struct canvas *cv, int row,
    const struct shown *e, size_t i)
{
	struct strbuf text = STRBUF_INIT;
	int cols = canvas_cols(cv);
	bool last = i + 1 == e->taken;

	if (last)
		canvas_glyph(cv, row, 1, STYLE_CHANGED, GLYPH_HERE);
	canvas_printf(cv, row, 3, STYLE_DIM, "%2u", e->decisions[i].number);
	explain_sentence(v->session, &e->event, e->number, &e->decisions[i],
	    &text);
	canvas_fit(cv, row, 6, cols - 6, i >= e->taken ? STYLE_DIM :
	    last ? STYLE_STRONG : STYLE_NORMAL, strbuf_text(&text));
	strbuf_free(&text);
}

static void
draw_decisions(const struct view *v, struct canvas *cv,
    const struct shown *e)
{
	size_t rows = (size_t)canvas_rows(cv) - 2;
	size_t from = first_shown(e->n, e->taken, rows), i;
	char text[64];

	for (i = from; i < e->n && i < from + rows; i++)
		draw_decision(v, cv, 1 + (int)(i - from), e, i);
	if (e->n <= rows)
		return;
	snprintf(text, sizeof(text), from > 0 ?
	    _("%zu before: explain") : _("%zu more: explain"), e->n - rows);
	pane_more(cv, 0, text);
}

/* The closing sentence, right under the decisions. */
static void
draw_result(const struct view *v, struct canvas *cv, const struct shown *e)
{
	struct strbuf text = STRBUF_INIT;
	int last = canvas_rows(cv) - 1;
	int row = (int)e->n + 1 < last ? (int)e->n + 1 : last;

	explain_result(v->session, &e->event, e->number, &e->gave, &text);
	canvas_fit(cv, row, 2, canvas_cols(cv) - 2, STYLE_GOOD,
	    strbuf_text(&text));
	strbuf_free(&text);
}

static void
draw(struct view *v, struct canvas *cv)
{
	struct shown e;

	look(v, &e);
	draw_title(v, cv, &e);
	if (canvas_rows(cv) < 3 || e.number == 0)
		return;
	draw_decisions(v, cv, &e);
	if (!e.within)
		draw_result(v, cv, &e);
}

const struct pane_class pane_event = {
	.name = "event",
	.measure = measure,
	.draw = draw,
};
