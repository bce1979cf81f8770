/*
 * help.c - the legend and all keys, on one screen.
 */
#include "config.h"

#include "view/help.h"

#include "support/i18n.h"

struct key_row {
	const char *key, *what;
};

static const struct key_row prompt_rows[] = {
	{ N_("Tab"), N_("on an empty line: to the picture; Tab or q comes "
	    "back") },
	{ N_("PgUp PgDn"), N_("one event back and on (also with a clicker)") },
	{ N_("F1"), N_("this page, and away again") },
	{ N_("Ctrl-C"), N_("gives up the line, or stops a long command") },
};

static const struct key_row picture_rows[] = {
	{ N_("arrows"), N_("choose an arena, a pool, a block (or click); "
	    "scroll an answer") },
	{ N_("Enter Esc"), N_("nearer and back: heap, arena, pool, its "
	    "blocks, one block") },
	{ "n b  s S", N_("an event on and back, a decision on and back") },
	{ N_("space + -"), N_("play and pause, faster, slower; g G to the "
	    "start, to the end") },
	{ "[ ]  { }", N_("to what happened last, next; to arenas and marks "
	    "only") },
	{ "o", N_("free blocks tell their place in the chain") },
	{ "t  a  l", N_("the header trick, the lists of arenas, the "
	    "layers") },
	{ "p  O", N_("arenas, pools and bytes over time; what a watched "
	    "program prints") },
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
	{ GLYPH_BLOCK_MIXED, STYLE_BLOCK_USED,
	    N_("1 cell for several: some are") },
	{ GLYPH_BLOCK_FREE, STYLE_BLOCK_FREE,
	    N_("block free, on the freeblock chain") },
	{ GLYPH_BLOCK_UNCARVED, STYLE_BLOCK_UNCARVED,
	    N_("block not carved yet") },
	{ GLYPH_CHANGED, STYLE_CHANGED, N_("written by the last step") },
};

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

const struct legend_row *
help_legend(size_t i)
{
	return i < COUNT(legend_rows) ? &legend_rows[i] : NULL;
}

static int
draw_keys(struct canvas *cv, int row, const char *title,
    const struct key_row *rows, size_t n)
{
	size_t i;

	canvas_text(cv, row++, 1, STYLE_HEADER, title);
	for (i = 0; i < n; i++, row++) {
		canvas_text(cv, row, 3, STYLE_KEY, _(rows[i].key));
		canvas_fit(cv, row, 15, canvas_cols(cv) - 15, STYLE_NORMAL,
		    _(rows[i].what));
	}
	return row;
}

/* In two columns: pools at the left, blocks at the right. */
static int
draw_legend(struct canvas *cv, int row)
{
	size_t i, half = (COUNT(legend_rows) + 1) / 2;
	int width = canvas_cols(cv) / 2, col, at;

	canvas_text(cv, row++, 1, STYLE_HEADER, _("LEGEND"));
	for (i = 0; i < COUNT(legend_rows); i++) {
		col = i < half ? 3 : width + 1;
		at = row + (int)(i % half);
		canvas_glyph(cv, at, col, legend_rows[i].style,
		    legend_rows[i].glyph);
		canvas_fit(cv, at, col + 3, width - 4, STYLE_NORMAL,
		    _(legend_rows[i].what));
	}
	return row + (int)half;
}

void
help_draw(struct canvas *cv)
{
	int row = draw_keys(cv, 0, _("KEYS"), prompt_rows,
	    COUNT(prompt_rows));

	row = draw_keys(cv, row, _("KEYS IN THE PICTURE"), picture_rows,
	    COUNT(picture_rows));
	row = draw_legend(cv, row);
	canvas_fit(cv, row, 1, canvas_cols(cv) - 1, STYLE_NOTICE,
	    _("help lists the commands; help VERB tells about one. "
	    "F1 goes back."));
}
