/*
 * pane_event.c - what did the last event do, and why?
 *
 * The decisions in order, a sentence each; the one taken last is marked.
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "session/event.h"
#include "session/explain.h"
#include "support/i18n.h"
#include "support/xalloc.h"

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
		.hidden = v->answering || v->covered,
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

/*
 * Sentences are broken into as many rows as they need; where there is no room
 * for that only the decision taken last is, and the others are cut.
 */
struct sentences {
	struct strbuf *text;		/* one a decision, then the result */
	size_t n;			/* with the result, if there is one */
	int width;			/* columns of a sentence */
	bool all_whole;			/* none is cut */
};

#define INDENT 6

static int
rows_of(const struct sentences *all, size_t i, const struct shown *e)
{
	if (!all->all_whole && i + 1 != e->taken && i < e->n)
		return 1;
	return canvas_wrap(NULL, (struct rect){ 0, 0, 1, all->width },
	    STYLE_NORMAL, strbuf_text(&all->text[i]));
}

static int
rows_of_all(const struct sentences *all, size_t from, size_t to,
    const struct shown *e)
{
	int rows = 0;

	for (; from < to; from++)
		rows += rows_of(all, from, e);
	return rows;
}

static void
gather(const struct view *v, const struct shown *e, int cols,
    struct sentences *all)
{
	size_t i;

	all->n = e->n + (e->within ? 0 : 1);
	all->text = xcalloc(e->n + 1, sizeof(*all->text));
	all->width = cols > INDENT + 10 ? cols - INDENT - 1 : 10;
	for (i = 0; i < e->n; i++)
		explain_sentence(v->session, &e->event, e->number,
		    &e->decisions[i], &all->text[i]);
	if (!e->within)
		explain_result(v->session, &e->event, e->number, &e->gave,
		    &all->text[e->n]);
}

static void
forget(struct sentences *all, const struct shown *e)
{
	size_t i;

	for (i = 0; i <= e->n; i++)
		strbuf_free(&all->text[i]);
	free(all->text);
}

static unsigned
style_of(const struct shown *e, size_t i)
{
	if (i == e->n)
		return STYLE_GOOD;
	if (i + 1 == e->taken)
		return STYLE_STRONG;
	return i < e->taken ? STYLE_NORMAL : STYLE_DIM;
}

static void
draw_sentence(struct canvas *cv, int row, const struct sentences *all,
    const struct shown *e, size_t i)
{
	int rows = rows_of(all, i, e);
	const char *text = strbuf_text(&all->text[i]);

	if (i + 1 == e->taken)
		canvas_glyph(cv, row, 1, STYLE_CHANGED, GLYPH_HERE);
	if (i < e->n)
		canvas_printf(cv, row, 3, STYLE_DIM, "%2u",
		    e->decisions[i].number);
	if (rows == 1)
		canvas_fit(cv, row, INDENT, all->width, style_of(e, i), text);
	else
		canvas_wrap(cv, (struct rect){ row, INDENT, rows,
		    all->width }, style_of(e, i), text);
}

/* The first sentence to show, so that the one that counts is in sight. */
static size_t
first_shown(const struct sentences *all, const struct shown *e, int rows)
{
	size_t last = e->within ? e->taken : all->n, from = 0;

	while (from + 1 < last && rows_of_all(all, from, last, e) > rows)
		from++;
	return from;
}

static void
draw_sentences(struct canvas *cv, struct sentences *all,
    const struct shown *e)
{
	int room = canvas_rows(cv) - 1, row = 1;
	size_t from, i;
	char text[64];

	all->all_whole = true;
	all->all_whole = rows_of_all(all, 0, all->n, e) <= room;
	from = first_shown(all, e, room);
	for (i = from; i < all->n && row <= room; i++) {
		draw_sentence(cv, row, all, e, i);
		row += rows_of(all, i, e);
	}
	if (from == 0 && i == all->n)
		return;
	snprintf(text, sizeof(text), _("%zu not shown: explain"),
	    from + (all->n - i));
	pane_more(cv, 0, text);
}

static void
draw(struct view *v, struct canvas *cv)
{
	struct sentences all;
	struct shown e;

	look(v, &e);
	draw_title(v, cv, &e);
	if (canvas_rows(cv) < 3 || e.number == 0)
		return;
	gather(v, &e, canvas_cols(cv), &all);
	draw_sentences(cv, &all, &e);
	forget(&all, &e);
}

const struct pane_class pane_event = {
	.name = "event",
	.measure = measure,
	.draw = draw,
};
