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

static void
draw_title(const struct view *v, struct canvas *cv, uint64_t number,
    size_t decision, size_t n)
{
	struct strbuf text = STRBUF_INIT;
	struct event e;
	char rest[96] = "";

	if (number > 0 && session_event_at(v->session, number, &e, NULL))
		event_print(v->session, &e, number, &text);
	else
		strbuf_puts(&text, _("nothing has happened yet"));
	if (decision > 0)
		snprintf(rest, sizeof(rest), _("decision %zu of %zu"),
		    decision, n);
	else if (number > 0)
		snprintf(rest, sizeof(rest), _("%zu decisions"), n);
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
    const struct pym_decision *d, bool last, bool taken)
{
	struct strbuf text = STRBUF_INIT;
	int cols = canvas_cols(cv);

	if (last)
		canvas_glyph(cv, row, 1, STYLE_CHANGED, GLYPH_HERE);
	canvas_printf(cv, row, 3, STYLE_DIM, "%2u", d->number);
	explain_decision(v->session, d, &text);
	canvas_fit(cv, row, 6, cols - 6, !taken ? STYLE_DIM :
	    last ? STYLE_STRONG : STYLE_NORMAL, strbuf_text(&text));
	strbuf_free(&text);
}

static void
draw_decisions(const struct view *v, struct canvas *cv,
    const struct pym_decision *d, size_t n, size_t taken)
{
	size_t rows = (size_t)canvas_rows(cv) - 2;
	size_t from = first_shown(n, taken, rows), i;
	char text[64];

	for (i = from; i < n && i < from + rows; i++)
		draw_decision(v, cv, 1 + (int)(i - from), &d[i],
		    i + 1 == taken, i < taken);
	if (n <= rows)
		return;
	snprintf(text, sizeof(text), from > 0 ?
	    _("%zu before: step, or explain") : _("%zu more: explain"),
	    n - rows);
	pane_more(cv, 0, text);
}

/* The closing sentence, right under the decisions. */
static void
draw_result(const struct view *v, struct canvas *cv, size_t n)
{
	struct strbuf text = STRBUF_INIT;
	int last = canvas_rows(cv) - 1;
	int row = (int)n + 1 < last ? (int)n + 1 : last;

	explain_result(v->session, &text);
	canvas_fit(cv, row, 2, canvas_cols(cv) - 2, STYLE_GOOD,
	    strbuf_text(&text));
	strbuf_free(&text);
}

static void
draw(struct view *v, struct canvas *cv)
{
	size_t n, decision = session_decision(v->session);
	uint64_t number = session_event(v->session) + (decision > 0 ? 1 : 0);
	const struct pym_decision *d = session_decisions(v->session, &n);

	draw_title(v, cv, number, decision, n);
	if (canvas_rows(cv) < 3 || number == 0)
		return;
	draw_decisions(v, cv, d, n, decision > 0 ? decision : n);
	if (decision == 0)
		draw_result(v, cv, n);
}

const struct pane_class pane_event = {
	.name = "event",
	.measure = measure,
	.draw = draw,
};
