/* cast.c - a span of time as a recording that asciinema plays. */
#include "config.h"

#include "picture/cast.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "support/utf8.h"
#include "support/xalloc.h"

struct cast {
	const struct theme *theme;
	struct canvas *shown;		/* the last frame; NULL before it */
	struct strbuf text;
	int rows, cols;
};

/* A line of JSON; what cannot be packed (there is no memory) is left out. */
static void
put_json(struct cast *cast, json_t *line)
{
	char *text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(9));

	if (text != NULL) {
		strbuf_puts(&cast->text, text);
		strbuf_putc(&cast->text, '\n');
	}
	free(text);
	json_decref(line);
}

struct cast *
cast_new(int rows, int cols, const struct theme *theme, const char *title)
{
	struct cast *cast = xcalloc(1, sizeof(*cast));

	*cast = (struct cast){ .theme = theme, .rows = rows, .cols = cols };
	put_json(cast, json_pack("{s:i, s:i, s:i, s:s, s:{s:s}}",
	    "version", 2, "width", cols, "height", rows, "title", title,
	    "env", "TERM", "xterm-256color"));
	return cast;
}

/* ---- what a terminal is sent -------------------------------------------- */

static void
put_look(const struct cast *cast, unsigned style, struct strbuf *out)
{
	struct look look = theme_look(cast->theme, DEPTH_256, style);

	strbuf_puts(out, "\033[0");
	if ((look.attributes & LOOK_BOLD) != 0)
		strbuf_puts(out, ";1");
	if ((look.attributes & LOOK_DIM) != 0)
		strbuf_puts(out, ";2");
	if ((look.attributes & LOOK_UNDERLINE) != 0)
		strbuf_puts(out, ";4");
	if ((look.attributes & LOOK_REVERSE) != 0)
		strbuf_puts(out, ";7");
	if (look.fore != LOOK_DEFAULT)
		strbuf_printf(out, ";38;5;%d", look.fore);
	if (look.back != LOOK_DEFAULT)
		strbuf_printf(out, ";48;5;%d", look.back);
	strbuf_putc(out, 'm');
}

static void
put_cell(const struct cell *cell, struct strbuf *out)
{
	char bytes[5];
	size_t i;

	for (i = 0; i < CELL_CODES && cell->codes[i] != 0; i++)
		if (utf8_encode(cell->codes[i], bytes) > 0)
			strbuf_puts(out, bytes);
}

static bool
differs(const struct canvas *a, const struct canvas *b, int row, int col)
{
	return a == NULL || memcmp(canvas_cell(a, row, col),
	    canvas_cell(b, row, col), sizeof(struct cell)) != 0;
}

/* What of CV differs from the frame before. */
static void
put_row(const struct cast *cast, const struct canvas *cv, int row,
    struct strbuf *out)
{
	int col, at = -1;
	unsigned style = STYLE_COUNT;

	for (col = 0; col < cv->cols; col++) {
		const struct cell *cell = canvas_cell(cv, row, col);

		if (cell->columns == 0 || !differs(cast->shown, cv, row, col))
			continue;
		if (at != col)
			strbuf_printf(out, "\033[%d;%dH", row + 1, col + 1);
		if (at < 0 || cell->style != style)
			put_look(cast, cell->style, out);
		style = cell->style;
		put_cell(cell, out);
		at = col + cell->columns;
	}
}

void
cast_frame(struct cast *cast, double seconds, const struct canvas *cv,
    const char *label)
{
	struct strbuf out = STRBUF_INIT;
	int row;

	if (cast->shown == NULL)
		strbuf_puts(&out, "\033[?25l\033[2J");
	for (row = 0; row < cv->rows; row++)
		put_row(cast, cv, row, &out);
	put_json(cast, json_pack("[f, s, s]", seconds, "m", label));
	put_json(cast, json_pack("[f, s, s]", seconds, "o",
	    strbuf_text(&out)));
	strbuf_free(&out);
	if (cast->shown == NULL)
		cast->shown = canvas_new(cv->rows, cv->cols, cv->glyphs);
	memcpy(cast->shown->cells, cv->cells, (size_t)cv->rows *
	    (size_t)cv->cols * sizeof(*cv->cells));
}

void
cast_finish(struct cast *cast, struct strbuf *out)
{
	strbuf_add(out, strbuf_text(&cast->text), cast->text.length);
	strbuf_free(&cast->text);
	canvas_free(cast->shown);
	free(cast);
}
