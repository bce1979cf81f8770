/* plot.c - figures over time, as a picture. */
#include "config.h"

#include "picture/plot.h"

#include <inttypes.h>
#include <stdlib.h>

#include "session/session.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"
#include "view/times.h"

#define WIDTH	 760.0
#define LEFT	 84.0		/* of the charts: labels stand before them */
#define RIGHT	 24.0
#define TOP	 44.0
#define TALL	 150.0		/* the first chart; the others are half */
#define BETWEEN	 44.0
#define BOTTOM	 60.0
#define LETTERS	 11.0
#define COLUMNS	 640		/* events are put together in so many */
#define TICKS	 4

struct plot {
	struct pen *pen;
	const struct palette *palette;
	const struct session *session;
	struct times times;
};

/* One figure as an area, or as a line over those drawn before it. */
struct curve {
	enum session_figure figure;
	enum style style;	/* whose colour it has */
	bool area;
	const char *name;	/* N_ */
};

struct chart {
	const char *title;	/* N_ */
	bool bytes;
	size_t ncurves;
	struct curve curves[3];
};

static const struct chart charts[] = {
	{ N_("bytes"), true, 3, {
		{ SESSION_ARENAS, STYLE_POOL_UNCARVED, true,
		    N_("held in arenas") },
		{ SESSION_IN_BLOCKS, STYLE_BLOCK_USED, true,
		    N_("in blocks") },
		{ SESSION_POOLED, STYLE_NOTICE, false, N_("asked for") },
	} },
	{ N_("pools in use"), false, 1, {
		{ SESSION_POOLS, STYLE_BLOCK_USED, true, NULL },
	} },
	{ N_("arenas"), false, 1, {
		{ SESSION_ARENAS, STYLE_BLOCK_USED, true, NULL },
	} },
};

#define NCHARTS (sizeof(charts) / sizeof(charts[0]))

/* ---- figures ------------------------------------------------------------ */

static uint64_t
value_of(const struct plot *p, const struct chart *chart,
    const struct curve *curve, const struct session_span *span)
{
	uint64_t value = span->max[curve->figure];

	if (chart->bytes && curve->figure == SESSION_ARENAS)
		value *= session_profile(p->session)->arena_size;
	return value;
}

static uint64_t
most_of(const struct plot *p, const struct chart *chart)
{
	uint64_t most = 1, value;
	size_t k;
	int i;

	for (k = 0; k < chart->ncurves; k++)
		for (i = 0; i < p->times.columns; i++) {
			value = value_of(p, chart, &chart->curves[k],
			    &p->times.spans[i]);
			if (value > most)
				most = value;
		}
	return most;
}

/* ---- drawing ------------------------------------------------------------ */

static double
x_of(const struct plot *p, double column)
{
	return LEFT + column * (WIDTH - LEFT - RIGHT) /
	    (p->times.columns > 0 ? p->times.columns : 1);
}

/* TEXT from X on; or, with RIGHTMOST, ending there.  Returns its end. */
static double
put_text(const struct plot *p, double x, double y, unsigned style,
    bool rightmost, const char *text)
{
	struct cell_colours c = palette_look(p->palette, style);
	struct pen_text look = { .colour = c.ink, .size = LETTERS,
	    .bold = c.bold };
	double width = utf8_columns(text) * LETTERS * 0.6;

	pen_text(p->pen, rightmost ? x - width : x, y, width, &look, text);
	return x + width;
}

/* A curve's corners: two a column, and two more to close an area. */
static void
draw_curve(const struct plot *p, const struct chart *chart,
    const struct curve *curve, double top, double tall, uint64_t most)
{
	size_t n = (size_t)p->times.columns, k = 0, i;
	struct point *points = xcalloc(2 * n + 2, sizeof(*points));
	struct rgb ink = palette_look(p->palette, curve->style).ink;
	double y;

	points[k++] = (struct point){ x_of(p, 0), top + tall };
	for (i = 0; i < n; i++) {
		y = top + tall - tall * (double)value_of(p, chart, curve,
		    &p->times.spans[i]) / (double)most;
		points[k++] = (struct point){ x_of(p, (double)i), y };
		points[k++] = (struct point){ x_of(p, (double)i + 1), y };
	}
	points[k++] = (struct point){ x_of(p, (double)n), top + tall };
	if (curve->area)
		pen_polygon(p->pen, points, k,
		    rgb_mix(ink, p->palette->ground, 0.45));
	else
		pen_line(p->pen, points + 1, k - 2, 1.5, ink);
	free(points);
}

static void
put_value(const struct chart *chart, uint64_t value, struct strbuf *out)
{
	if (chart->bytes)
		times_bytes(out, value);
	else
		times_count(out, value);
}

/* The title with the curves' names in their colours, and the scale. */
static void
draw_labels(const struct plot *p, const struct chart *chart, double top,
    double tall, uint64_t most)
{
	struct strbuf text = STRBUF_INIT;
	double x = put_text(p, LEFT, top - 6, STYLE_HEADER, false,
	    _(chart->title)) + LETTERS;
	size_t k;

	for (k = 0; k < chart->ncurves; k++) {
		const struct curve *c = &chart->curves[k];
		struct rgb ink = palette_look(p->palette, c->style).ink;

		if (c->name == NULL)
			continue;
		pen_rect(p->pen, x, top - 6 - (c->area ? 8 : 5), 14,
		    c->area ? 9 : 2, c->area ?
		    rgb_mix(ink, p->palette->ground, 0.45) : ink);
		x = put_text(p, x + 18, top - 6, STYLE_NORMAL, false,
		    _(c->name)) + 2 * LETTERS;
	}
	put_value(chart, most, &text);
	put_text(p, LEFT - 6, top + LETTERS / 2, STYLE_DIM, true,
	    strbuf_text(&text));
	put_text(p, LEFT - 6, top + tall, STYLE_DIM, true, "0");
	strbuf_free(&text);
}

static void
draw_axes(const struct plot *p, double top, double tall)
{
	struct rgb ink = palette_look(p->palette, STYLE_DIM).ink;

	pen_rect(p->pen, LEFT, top + tall, WIDTH - LEFT - RIGHT, 1, ink);
	pen_rect(p->pen, LEFT - 1, top, 1, tall + 1, ink);
}

/* Where we are, through all charts. */
static void
draw_here(const struct plot *p, double bottom)
{
	struct rgb ink = palette_look(p->palette, STYLE_CHANGED).ground;
	double x = x_of(p, times_column(&p->times,
	    session_event(p->session)) + 0.5);

	pen_rect(p->pen, x, TOP, 1, bottom - TOP, ink);
}

static void
draw_events(const struct plot *p, double y)
{
	struct strbuf text = STRBUF_INIT;
	uint64_t length = session_length(p->session);
	int i;

	for (i = 0; i <= TICKS; i++) {
		strbuf_clear(&text);
		times_count(&text, length / TICKS * (uint64_t)i +
		    length % TICKS * (uint64_t)i / TICKS);
		put_text(p, i == TICKS ? WIDTH - RIGHT : x_of(p,
		    p->times.columns * (double)i / TICKS), y, STYLE_DIM,
		    i == TICKS, strbuf_text(&text));
	}
	put_text(p, LEFT, y + 2 * LETTERS, STYLE_DIM, false, _("events"));
	strbuf_free(&text);
}

static double
tall_of(size_t i)
{
	return i == 0 ? TALL : TALL / 2;
}

bool
plot_write(const struct session *s, const struct palette *palette,
    enum pen_paper paper, const char *title, struct strbuf *out,
    struct strbuf *why)
{
	struct plot p = { .palette = palette, .session = s };
	double y = TOP, height = TOP + BOTTOM - BETWEEN;
	size_t i, k;

	for (i = 0; i < NCHARTS; i++)
		height += tall_of(i) + BETWEEN;
	times_update(&p.times, s, COLUMNS);
	p.pen = pen_new(paper, WIDTH, height, palette->ground, title);
	for (i = 0; i < NCHARTS; i++) {
		uint64_t most = most_of(&p, &charts[i]);

		for (k = 0; k < charts[i].ncurves; k++)
			draw_curve(&p, &charts[i], &charts[i].curves[k], y,
			    tall_of(i), most);
		draw_axes(&p, y, tall_of(i));
		draw_labels(&p, &charts[i], y, tall_of(i), most);
		y += tall_of(i) + BETWEEN;
	}
	draw_here(&p, y - BETWEEN);
	draw_events(&p, y - BETWEEN + 16);
	times_free(&p.times);
	return pen_finish(p.pen, out, why);
}

/* ---- for programs ------------------------------------------------------- */

static const char csv_head[] = "first_event,last_event,requested_bytes,"
    "allocated_bytes,held_bytes,pools_in_use,arenas\n";

void
plot_csv(const struct session *s, struct strbuf *out)
{
	const uint64_t arena = session_profile(s)->arena_size;
	struct times times = { .columns = 0 };
	int i;

	times_update(&times, s, COLUMNS);
	strbuf_puts(out, csv_head);
	for (i = 0; i < times.columns; i++) {
		const struct session_span *span = &times.spans[i];
		const uint64_t *most = span->max;

		strbuf_printf(out, "%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%"
		    PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n",
		    span->first, span->last, most[SESSION_POOLED],
		    most[SESSION_IN_BLOCKS], most[SESSION_ARENAS] * arena,
		    most[SESSION_POOLS], most[SESSION_ARENAS]);
	}
	times_free(&times);
}
