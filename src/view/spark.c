/*
 * spark.c - the bytes asked for over time as a line of small bars.
 */
#include "config.h"

#include "view/spark.h"

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"

#define FEWEST	6		/* bars that tell anything */
#define MOST	20

static int
draw_bars(const struct view *v, struct canvas *cv, int col, int room)
{
	int here, i, level;
	struct times t = { .room = 0 };

	times_update(&t, v->session, room);
	here = times_column(&t, session_event(v->session));
	for (i = 0; i < t.columns; i++) {
		level = times_level(t.spans[i].max[SESSION_ASKED],
		    t.all.max[SESSION_ASKED], 8);
		if (level > 0)
			canvas_glyph(cv, 0, col + i, STYLE_STATUS |
			    (i == here ? MARK_SELECTED : 0),
			    times_bar(level));
	}
	i = t.columns;
	times_free(&t);
	return col + i;
}

void
spark_draw(const struct view *v, struct canvas *cv, int col, int end)
{
	uint64_t now[SESSION_FIGURES];
	struct strbuf figure = STRBUF_INIT;
	const char *label = _("asked for");
	int room = end - col - 2, columns;

	if (v->covered || session_length(v->session) == 0 || room < FEWEST)
		return;
	session_figures(v->session, now);
	strbuf_putc(&figure, ' ');
	times_bytes(&figure, now[SESSION_ASKED]);
	columns = utf8_columns(strbuf_text(&figure));
	col += 2;
	if (room >= FEWEST + columns)
		room -= columns;
	else
		strbuf_clear(&figure);
	columns = utf8_columns(label) + 1;
	if (figure.length > 0 && room >= FEWEST + columns) {
		col = canvas_text(cv, 0, col, STYLE_STATUS, label) + 1;
		room -= columns;
	}
	col = draw_bars(v, cv, col, room < MOST ? room : MOST);
	canvas_text(cv, 0, col, STYLE_STATUS, strbuf_text(&figure));
	strbuf_free(&figure);
}
