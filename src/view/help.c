/*
 * help.c - the legend and all keys, on one screen.
 */
#include "config.h"

#include "view/help.h"

#include <stddef.h>

#include "support/i18n.h"
#include "support/utf8.h"

struct key_row {
	const char *key, *what;
};

static const struct key_row key_rows[] = {
	{ N_("Tab"), N_("on an empty line: to the picture, and back") },
	{ N_("PgUp PgDn"), N_("one event back and on (also with a clicker)") },
	{ N_("F1"), N_("this page, and away again") },
	{ N_("Ctrl-C"), N_("gives up the line, or stops a long command") },
	{ N_("arrows"), N_("in the picture: another pool, another arena") },
	{ "n s", N_("in the picture: an event on, a decision on") },
	{ "b S", N_("in the picture: an event back, a decision back") },
	{ N_("up down"), N_("in the picture: scrolls a long answer") },
	{ "q", N_("in the picture: back to the prompt") },
};

struct legend_row {
	enum glyph glyph;
	enum style style;
	const char *what;
};

static const struct legend_row legend_rows[] = {
	{ GLYPH_POOL_UNCARVED, STYLE_POOL_UNCARVED,
	    N_("pool not carved yet") },
	{ GLYPH_POOL_EMPTY, STYLE_POOL_EMPTY, N_("pool empty") },
	{ GLYPH_POOL_SOME, STYLE_POOL_USED,
	    N_("pool partly used, up to half") },
	{ GLYPH_POOL_MOST, STYLE_POOL_USED,
	    N_("pool partly used, over half") },
	{ GLYPH_POOL_FULL, STYLE_POOL_FULL, N_("pool full") },
	{ GLYPH_BLOCK_USED, STYLE_BLOCK_USED, N_("block handed out") },
	{ GLYPH_BLOCK_FREE, STYLE_BLOCK_FREE,
	    N_("block free, on its pool's freeblock chain") },
	{ GLYPH_BLOCK_UNCARVED, STYLE_BLOCK_UNCARVED,
	    N_("block not carved yet") },
	{ GLYPH_CHANGED, STYLE_CHANGED, N_("written by the last step") },
};

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static int
draw_keys(struct canvas *cv, int row)
{
	size_t i;

	canvas_text(cv, row++, 1, STYLE_HEADER, _("KEYS"));
	for (i = 0; i < COUNT(key_rows); i++, row++) {
		canvas_text(cv, row, 3, STYLE_KEY, _(key_rows[i].key));
		canvas_fit(cv, row, 15, canvas_cols(cv) - 15, STYLE_NORMAL,
		    _(key_rows[i].what));
	}
	return row;
}

static int
draw_legend(struct canvas *cv, int row, int col)
{
	size_t i;

	canvas_text(cv, row++, col + 1, STYLE_HEADER, _("LEGEND"));
	for (i = 0; i < COUNT(legend_rows); i++, row++) {
		canvas_glyph(cv, row, col + 4, legend_rows[i].style,
		    legend_rows[i].glyph);
		canvas_fit(cv, row, col + 15, canvas_cols(cv) - col - 15,
		    STYLE_NORMAL, _(legend_rows[i].what));
	}
	return row;
}

void
help_draw(struct canvas *cv)
{
	int row = draw_keys(cv, 0);

	if (canvas_cols(cv) >= 150)
		draw_legend(cv, 0, 75);
	else
		row = draw_legend(cv, row, 0);
	canvas_fit(cv, row, 1, canvas_cols(cv) - 1, STYLE_NOTICE,
	    _("help lists the commands; help VERB tells about one. "
	    "F1 goes back."));
}
