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
#include <string.h>

#include "session/event.h"
#include "session/explain.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"

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
		*e = (struct shown){ .number = 0 };
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
	int col;

	if (e->number > 0)
		event_typed(v->session, &e->event, e->number, &text);
	else if (session_first(v->session) > 0)
		strbuf_puts(&text, _("before the first event that is kept; "
		    "Page Down goes on"));
	else if (session_length(v->session) > 0)
		strbuf_puts(&text, _("before the first event; Page Down goes "
		    "on"));
	else
		strbuf_puts(&text, _("nothing has happened yet"));
	col = pane_title_begin(cv, strbuf_text(&text));
	strbuf_free(&text);
	if (e->within)
		snprintf(rest, sizeof(rest), _("decision %zu of %zu, in"),
		    e->taken, e->n);
	else if (e->number > 0)
		snprintf(rest, sizeof(rest), ngettext("%zu decision",
		    "%zu decisions", e->n), e->n);
	col = pane_title_add(cv, col, STYLE_NORMAL, rest);
	if (e->within)
		col = pane_title_add(cv, col - 1, STYLE_CODE,
		    pym_decision_function(session_profile(v->session),
		    e->decisions[e->taken - 1].kind));
	pane_title_end(cv, col);
}

/*
 * Sentences are broken into as many rows as they need.  Where there is no
 * room for that the decision taken last and the result are whole, and as many
 * others as can be; the rest are cut.
 */
struct sentences {
	struct strbuf *text;		/* one a decision, then the result */
	int *rows;			/* of each */
	size_t n;			/* with the result, if there is one */
	int width;			/* columns of a sentence */
};

#define INDENT 6
#define BESIDE 3		/* columns before a function's name */

static int
whole_rows(const struct sentences *all, size_t i)
{
	return canvas_wrap(NULL, (struct rect){ 0, 0, 1, all->width },
	    STYLE_NORMAL, strbuf_text(&all->text[i]));
}

static int
rows_of_all(const struct sentences *all, size_t from, size_t to)
{
	int rows = 0;

	for (; from < to; from++)
		rows += all->rows[from];
	return rows;
}

/* The sentences of E, each whole. */
static void
gather(const struct view *v, const struct shown *e, int cols,
    struct sentences *all)
{
	size_t i;

	all->n = e->n + (e->within ? 0 : 1);
	all->text = xcalloc(e->n + 1, sizeof(*all->text));
	all->rows = xcalloc(e->n + 1, sizeof(*all->rows));
	all->width = cols > INDENT + 10 ? cols - INDENT - 1 : 10;
	for (i = 0; i < e->n; i++)
		explain_sentence(v->session, &e->event, e->number,
		    &e->decisions[i], &all->text[i]);
	if (!e->within)
		explain_result(v->session, &e->event, e->number, &e->gave,
		    &all->text[e->n]);
	for (i = 0; i < all->n; i++)
		all->rows[i] = whole_rows(all, i);
}

static void
forget(struct sentences *all, const struct shown *e)
{
	size_t i;

	for (i = 0; i <= e->n; i++)
		strbuf_free(&all->text[i]);
	free(all->text);
	free(all->rows);
}

/* Cuts sentences to a row each, the last first, until all fit in ROOM. */
static void
shorten(struct sentences *all, const struct shown *e, int room)
{
	int over = rows_of_all(all, 0, all->n) - room;
	size_t i;

	for (i = e->n; i > 0 && over > 0; i--) {
		if (i == e->taken || all->rows[i - 1] < 2)
			continue;
		over -= all->rows[i - 1] - 1;
		all->rows[i - 1] = 1;
	}
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

/* The function of CPython, at the end of the row if it is free. */
static void
draw_function(const struct view *v, struct canvas *cv, int row,
    const struct sentences *all, const struct shown *e, size_t i)
{
	const char *name = pym_decision_function(
	    session_profile(v->session), e->decisions[i].kind);
	int columns = utf8_columns(name) + 2;

	if (utf8_columns(strbuf_text(&all->text[i])) + BESIDE + columns >
	    all->width)
		return;
	canvas_printf(cv, row, INDENT + all->width - columns, STYLE_DIM,
	    "[%s]", name);
}

static void
draw_sentence(const struct view *v, struct canvas *cv, int row,
    const struct sentences *all, const struct shown *e, size_t i)
{
	int rows = all->rows[i];
	const char *text = strbuf_text(&all->text[i]);

	if (i + 1 == e->taken)
		canvas_glyph(cv, row, 1, STYLE_CHANGED, GLYPH_HERE);
	if (i < e->n)
		canvas_printf(cv, row, 3, STYLE_DIM, "%2u",
		    e->decisions[i].number);
	if (rows < 2)
		canvas_fit(cv, row, INDENT, all->width, style_of(e, i), text);
	else
		canvas_wrap(cv, (struct rect){ row, INDENT, rows,
		    all->width }, style_of(e, i), text);
	if (i < e->n && rows < 2)
		draw_function(v, cv, row, all, e, i);
}

/* The first sentence to show, so that the one that counts is in sight. */
static size_t
first_shown(const struct sentences *all, const struct shown *e, int rows)
{
	size_t last = e->within ? e->taken : all->n, from = 0;

	while (from + 1 < last && rows_of_all(all, from, last) > rows)
		from++;
	return from;
}

static void
draw_sentences(const struct view *v, struct canvas *cv,
    struct sentences *all, const struct shown *e)
{
	int room = canvas_rows(cv) - 1, row = 1;
	size_t from, i;
	char text[64];

	shorten(all, e, room);
	from = first_shown(all, e, room);
	for (i = from; i < all->n && row <= room; i++) {
		draw_sentence(v, cv, row, all, e, i);
		row += all->rows[i];
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
	if (canvas_rows(cv) < 2 || e.number == 0)
		return;
	gather(v, &e, canvas_cols(cv), &all);
	draw_sentences(v, cv, &all, &e);
	forget(&all, &e);
}

/* ---- how much room ------------------------------------------------------ */

static int
wanted_rows(const struct view *v, int cols)
{
	struct sentences all;
	struct shown e;
	int rows;

	look(v, &e);
	if (e.number == 0)
		return 1;
	gather(v, &e, cols, &all);
	rows = 1 + rows_of_all(&all, 0, all.n);
	forget(&all, &e);
	return rows;
}

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	int rows = wanted_rows(v, cols);

	*out = (struct layout_pane){
		.min_rows = 3,
		.want_rows = rows > 3 ? rows : 3,
		.priority = 7,
		.side = true,
		.hidden = v->answering || v->covered,
	};
}

bool
pane_event_says(const struct view *v, const char *text)
{
	struct sentences all;
	struct shown e;
	bool says = false;
	size_t i;

	look(v, &e);
	if (e.number == 0)
		return false;
	gather(v, &e, 80, &all);
	for (i = 0; i < all.n && !says; i++)
		says = (i == e.n || i + 1 == e.taken) &&
		    strstr(text, strbuf_text(&all.text[i])) != NULL;
	forget(&all, &e);
	return says;
}

const struct pane_class pane_event = {
	.name = "event",
	.measure = measure,
	.draw = draw,
};
