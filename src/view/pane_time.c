/*
 * pane_time.c - when was what?  The whole line from its first event on.
 *
 *	 TIME   1 column = 500 events   44 arenas obtained   peak 7.4 MiB
 *	 bytes  __,,,---==###==---,,,,---==######
 *	 events ^ # ##^# #   v  v  # ^# ## # #
 *	 marks       |start       ^ here  peak
 *	 arenas ____,,,,--------,,,,----=========
 *
 * With one row only the bytes are drawn, and where we are in them.  What is
 * cut from the rows first is what stands last here.
 */
#include "config.h"

#include "view/pane.h"

#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"

#define GUTTER	8		/* columns before the first event */
#define RIGHT	1		/* and after the last */

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	(void)cols;
	*out = (struct layout_pane){
		.min_rows = 1,
		.want_rows = 5,
		.priority = 2,
		.below = true,
		.hidden = v->covered || session_length(v->session) == 0,
	};
}

/* ---- the title ---------------------------------------------------------- */

/* SIGN, or "", stands for them in the row of events. */
static void
add_total(struct strbuf *out, const char *sign, uint64_t n, const char *one,
    const char *many)
{
	if (n == 0)
		return;
	strbuf_puts(out, "   ");
	if (*sign != '\0')
		strbuf_printf(out, "%s ", sign);
	times_count(out, n);
	strbuf_puts(out, ngettext(one, many, (unsigned long)n));
}

/* What the signs in the row of events mean, if there is one. */
static void
add_happenings(struct strbuf *out, const struct times *t,
    const struct canvas *cv)
{
	static const struct {
		enum session_happening kind;
		enum glyph glyph;
		const char *one, *many;
	} rows[] = {
		{ SESSION_ARENA_OBTAINED, GLYPH_ARROW_UP,
		    N_(" arena obtained"), N_(" arenas obtained") },
		{ SESSION_ARENA_GIVEN_BACK, GLYPH_ARROW_DOWN,
		    N_(" given back"), N_(" given back") },
		{ SESSION_POOL_FILLED, GLYPH_BAR_8,
		    N_(" pool became full"), N_(" pools became full") },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		add_total(out, canvas_rows(cv) > 3 ? style_glyph(cv->glyphs,
		    rows[i].glyph) : "", t->all.count[rows[i].kind],
		    rows[i].one, rows[i].many);
}

static void
draw_title(const struct view *v, const struct times *t, struct canvas *cv,
    unsigned left_out)
{
	struct strbuf text = STRBUF_INIT;

	times_scale(t->per, &text);
	strbuf_puts(&text, _("   peak "));
	times_bytes(&text, t->all.max[SESSION_ASKED]);
	strbuf_puts(&text, _(" at event "));
	times_count(&text, session_peak(v->session));
	add_total(&text, "", session_futures(v->session, NULL, 0),
	    N_(" future kept"), N_(" futures kept"));
	add_happenings(&text, t, cv);
	add_total(&text, "", left_out, N_(" mark has no room"),
	    N_(" marks have no room"));
	pane_title(cv, _("TIME"), strbuf_text(&text));
	strbuf_free(&text);
}

/* ---- rows of one cell a column ------------------------------------------ */

/* What is behind us stands out, what is to come does not. */
static unsigned
style_at(const struct view *v, const struct times *t, int column)
{
	uint64_t here = session_event(v->session);

	return (uint64_t)column * t->per < here ? STYLE_PROGRESS : STYLE_DIM;
}

static void
draw_bar(const struct view *v, const struct times *t, struct canvas *cv,
    int row, const char *label, enum session_figure figure)
{
	int i, level;

	canvas_fit(cv, row, 1, GUTTER - 2, STYLE_LABEL, label);
	for (i = 0; i < t->columns; i++) {
		level = times_level(t->spans[i].max[figure],
		    t->all.max[figure], 8);
		if (level > 0)
			canvas_glyph(cv, row, GUTTER + i, style_at(v, t, i),
			    times_bar(level));
	}
}

static bool
happened(const struct session_span *span, enum session_happening k)
{
	return span->count[k] > 0;
}

/* How often pools became full in a column, beside the one with the most. */
static void
draw_filled(const struct times *t, struct canvas *cv, int row, int column,
    uint64_t most)
{
	int level = times_level(t->spans[column].count[SESSION_POOL_FILLED],
	    most, 8);

	if (level > 0)
		canvas_glyph(cv, row, GUTTER + column, STYLE_POOL_FULL,
		    times_bar(level));
}

static uint64_t
most_filled(const struct times *t)
{
	uint64_t most = 0;
	int i;

	for (i = 0; i < t->columns; i++)
		if (t->spans[i].count[SESSION_POOL_FILLED] > most)
			most = t->spans[i].count[SESSION_POOL_FILLED];
	return most;
}

/* Arenas that came and went; else how many pools became full. */
static void
draw_events(const struct times *t, struct canvas *cv, int row)
{
	const struct session_span *s;
	uint64_t most = most_filled(t);
	int i;

	canvas_fit(cv, row, 1, GUTTER - 2, STYLE_LABEL, _("events"));
	for (i = 0; i < t->columns; i++) {
		s = &t->spans[i];
		if (happened(s, SESSION_ARENA_OBTAINED))
			canvas_glyph(cv, row, GUTTER + i, STYLE_NOTICE,
			    happened(s, SESSION_ARENA_GIVEN_BACK) ?
			    GLYPH_CROSS : GLYPH_ARROW_UP);
		else if (happened(s, SESSION_ARENA_GIVEN_BACK))
			canvas_glyph(cv, row, GUTTER + i, STYLE_NOTICE,
			    GLYPH_ARROW_DOWN);
		else
			draw_filled(t, cv, row, i, most);
	}
}

/* ---- the row of marks --------------------------------------------------- */

/* Words that stand in the row of marks, as long as there is room for them. */
struct marks {
	struct canvas *cv;
	uint64_t here;
	const char *name;		/* of this moment, or NULL */
	const struct times *t;
	int row;			/* -1: only counted */
	char taken[CANVAS_MAX_COLS];	/* columns */
	unsigned left_out;
};

/* Whether COLUMNS from COL on are free; then they are taken. */
static bool
take(struct marks *m, int col, int columns)
{
	int end = col + columns;

	if (end > CANVAS_MAX_COLS)
		end = CANVAS_MAX_COLS;
	if (memchr(m->taken + col, 1, (size_t)(end - col)) != NULL)
		return false;
	memset(m->taken + col, 1, (size_t)(end - col));
	return true;
}

/* A sign at EVENT and TEXT behind it, or before it; where there is room for
   neither, the sign.  False: not even for that. */
static bool
place(struct marks *m, uint64_t event, unsigned style, enum glyph glyph,
    const char *text)
{
	int at = GUTTER + times_column(m->t, event), col = at + 1;
	int columns = utf8_columns(text) + 1;

	if (at >= CANVAS_MAX_COLS)
		return false;
	if (at + columns > canvas_cols(m->cv) || !take(m, at, columns + 1)) {
		col = at - columns + 1;
		if (col < GUTTER || !take(m, col, columns + 1))
			col = -1;
	}
	if (col < 0 && !take(m, at, 1))
		return false;
	if (m->row >= 0 && col >= 0)
		canvas_text(m->cv, m->row, col, style, text);
	if (m->row >= 0)
		canvas_glyph(m->cv, m->row, at, style, glyph);
	return true;
}

static void
name_here(void *ctx, const char *name, uint64_t event)
{
	struct marks *m = ctx;

	if (event == m->here)
		m->name = name;
}

static void
place_mark(void *ctx, const char *name, uint64_t event)
{
	struct marks *m = ctx;

	if (event != m->here && !place(m, event, STYLE_NAME, GLYPH_VLINE, name))
		m->left_out++;
}

/* Returns how many marks have no room; with a row below 0 only that. */
static unsigned
draw_marks(const struct view *v, const struct times *t, struct canvas *cv,
    int row)
{
	uint64_t peak = session_peak(v->session);
	uint64_t here = session_event(v->session);
	uint64_t first = session_first(v->session);
	struct marks m = { .cv = cv, .here = here, .t = t, .row = row };

	if (row >= 0)
		canvas_fit(cv, row, 1, GUTTER - 2, STYLE_LABEL, _("marks"));
	session_marks(v->session, name_here, &m);
	if (m.name == NULL)
		m.name = here == peak ? _("peak") : _("here");
	place(&m, here, STYLE_STRONG, GLYPH_ARROW_UP, m.name);
	if (first > 0 && first != here)
		place(&m, first, STYLE_STRONG, GLYPH_VLINE, _("kept from"));
	session_marks(v->session, place_mark, &m);
	if (here != peak)
		place(&m, peak, STYLE_STRONG, GLYPH_VLINE, _("peak"));
	return m.left_out;
}

/* ---- the whole ---------------------------------------------------------- */

/* All in one row, and what a column is behind it. */
static void
draw_one_row(struct view *v, struct canvas *cv)
{
	struct strbuf scale = STRBUF_INIT;
	int room = canvas_cols(cv) - GUTTER - RIGHT, columns = 0, before;

	/* The more room its words take, the larger a column's figure. */
	do {
		before = columns;
		strbuf_clear(&scale);
		times_scale(times_per(v->session, room - before - 2), &scale);
		columns = utf8_columns(strbuf_text(&scale));
	} while (columns > before);
	times_update(&v->times, v->session, room - before - 2);
	draw_bar(v, &v->times, cv, 0, "", SESSION_ASKED);
	canvas_fit(cv, 0, 1, GUTTER - 2, STYLE_HEADER, _("TIME"));
	canvas_glyph(cv, 0, GUTTER + times_column(&v->times,
	    session_event(v->session)), STYLE_STRONG | MARK_SELECTED,
	    GLYPH_VLINE);
	canvas_text(cv, 0, canvas_cols(cv) - columns - RIGHT, STYLE_DIM,
	    strbuf_text(&scale));
	strbuf_free(&scale);
}

static void
draw(struct view *v, struct canvas *cv)
{
	int rows = canvas_rows(cv);
	const struct times *t = &v->times;
	unsigned left_out;

	v->time_place = cv->region.area;
	if (rows < 2) {
		draw_one_row(v, cv);
		return;
	}
	times_update(&v->times, v->session,
	    canvas_cols(cv) - GUTTER - RIGHT);
	draw_bar(v, t, cv, 1, _("bytes"), SESSION_ASKED);
	if (rows > 3)
		draw_events(t, cv, 2);
	left_out = draw_marks(v, t, cv, rows > 3 ? 3 : rows > 2 ? 2 : -1);
	draw_title(v, t, cv, left_out);
	if (rows > 4)
		draw_bar(v, t, cv, 4, _("arenas"), SESSION_ARENAS);
}

/* ---- a click ------------------------------------------------------------ */

/* The event that the sign of a column in the row of events is for. */
static uint64_t
shown_event(const struct session_span *s)
{
	if (happened(s, SESSION_ARENA_OBTAINED))
		return s->first_of[SESSION_ARENA_OBTAINED];
	if (happened(s, SESSION_ARENA_GIVEN_BACK))
		return s->first_of[SESSION_ARENA_GIVEN_BACK];
	if (happened(s, SESSION_POOL_FILLED))
		return s->first_of[SESSION_POOL_FILLED];
	return s->last;
}

/* The mark of a column, or the last before it that could reach there. */
struct marked {
	const struct times *t;
	int column;
	uint64_t event;
};

static void
see_mark(void *ctx, const char *name, uint64_t event)
{
	struct marked *m = ctx;
	int at = times_column(m->t, event);

	if (at <= m->column && m->column <= at + utf8_columns(name))
		m->event = event;
}

static uint64_t
marked_event(const struct view *v, int column)
{
	struct marked m = { .t = &v->times, .column = column };

	m.event = v->times.spans[column].last;
	see_mark(&m, _("peak"), session_peak(v->session));
	if (session_first(v->session) > 0)
		see_mark(&m, _("kept from"), session_first(v->session));
	session_marks(v->session, see_mark, &m);
	return m.event;
}

bool
pane_time_event(const struct view *v, int row, int col, uint64_t *event)
{
	const struct rect *place = &v->time_place;
	int column = col - place->col - GUTTER, in = row - place->row;

	if (!rect_has(*place, row, col) || column < 0 ||
	    column >= v->times.columns)
		return false;
	if (place->rows > 3 && in == 2)
		*event = shown_event(&v->times.spans[column]);
	else if (place->rows > 2 && in == (place->rows > 3 ? 3 : 2))
		*event = marked_event(v, column);
	else
		*event = v->times.spans[column].last;
	return true;
}

const struct pane_class pane_time = {
	.name = "time",
	.measure = measure,
	.draw = draw,
};
