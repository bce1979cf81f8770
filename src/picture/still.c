/* still.c - a moment of the heap as a picture. */
#include "config.h"

#include "picture/still.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "session/event.h"
#include "session/explain.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "view/help.h"
#include "view/one_pane.h"

#define MOST_ROWS 400		/* of a pane */
#define MARGIN	  16.0		/* units around the cells */
#define BETWEEN	  3		/* columns between two signs of the legend */

/* ---- words -------------------------------------------------------------- */

static void
put_result(const struct view *v, struct strbuf *out)
{
	uint64_t n = session_event(v->session);
	struct outcome gave;
	struct event e;

	if (n > 0 && session_event_at(v->session, n, &e, &gave))
		explain_result(v->session, &e, n, &gave, out);
}

void
still_title(const struct view *v, struct strbuf *out)
{
	char profile[128];

	pym_profile_format(session_profile(v->session), profile,
	    sizeof(profile));
	strbuf_printf(out, _("poolscope: %s, event %" PRIu64), profile,
	    session_event(v->session));
	if (session_event(v->session) > 0) {
		strbuf_puts(out, ": ");
		put_result(v, out);
	}
}

static void
put_caption(const struct view *v, const struct still *still,
    struct strbuf *out)
{
	uint64_t n = session_event(v->session);
	struct event e;

	if (still->caption != NULL) {
		strbuf_puts(out, still->caption);
	} else if (n > 0 && session_event_at(v->session, n, &e, NULL)) {
		event_typed(v->session, &e, n, out);
		strbuf_puts(out, "\n");
		put_result(v, out);
	}
}

/* ---- the legend --------------------------------------------------------- */

/* Whether the sign of ROW stands anywhere in the first ROWS of CV; or, of the
   mark for what changed, whether anything is marked. */
static bool
is_there(const struct canvas *cv, int rows, const struct legend_row *row)
{
	const char *text = style_glyph(cv->glyphs, row->glyph);
	uint32_t code;
	int i, k;

	utf8_decode(text, strlen(text), &code);
	for (i = 1; i < rows; i++)
		for (k = 0; k < cv->cols; k++) {
			const struct cell *cell = canvas_cell(cv, i, k);

			if (row->glyph == GLYPH_CHANGED ?
			    style_letter(cell->style) == '*' :
			    cell->codes[0] == code &&
			    (cell->style & STYLE_MASK) == row->style)
				return true;
		}
	return false;
}

/* Draws into CV (NULL: only counts) from ROW on what the signs mean that SEEN
   has in its first ROWS; returns the row after. */
static int
draw_legend(struct canvas *cv, int row, int cols, const struct canvas *seen,
    int rows)
{
	const struct legend_row *l;
	int col = 1, width;
	size_t i;
	bool any = false;

	for (i = 0; (l = help_legend(i)) != NULL; i++) {
		if (!is_there(seen, rows, l))
			continue;
		width = 2 + utf8_columns(_(l->what));
		if (any && col + width >= cols) {
			row++;
			col = 1;
		}
		any = true;
		if (cv != NULL) {
			canvas_glyph(cv, row, col, l->style, l->glyph);
			canvas_text(cv, row, col + 2, STYLE_DIM, _(l->what));
		}
		col += width + BETWEEN;
	}
	return any ? row + 1 : row;
}

/* ---- the picture -------------------------------------------------------- */

static void
copy_cells(struct canvas *to, const struct canvas *from)
{
	size_t n = (size_t)from->rows * (size_t)from->cols;

	memcpy(to->cells, from->cells, n * sizeof(*from->cells));
}

struct canvas *
still_canvas(struct view *v, const struct still *still)
{
	int rows = still->rows > 0 ? still->rows : one_pane_rows(v,
	    still->pane, still->cols, MOST_ROWS);
	struct canvas *pane = canvas_new(rows, still->cols, still->glyphs);
	struct strbuf caption = STRBUF_INIT;
	struct rect words = { 0, 1, 0, still->cols - 2 };
	struct canvas *cv;

	one_pane_draw(v, still->pane, pane);
	put_caption(v, still, &caption);
	words.row = rows + 1;
	if (still->legend)
		words.row = draw_legend(NULL, words.row, still->cols, pane,
		    rows);
	if (caption.length > 0)
		words.rows = canvas_wrap(NULL, words, STYLE_STRONG,
		    strbuf_text(&caption));
	if (words.row == rows + 1 && words.rows == 0)
		words.row = rows;
	cv = canvas_new(words.row + words.rows, still->cols, still->glyphs);
	copy_cells(cv, pane);
	if (still->legend)
		draw_legend(cv, rows + 1, still->cols, pane, rows);
	canvas_wrap(cv, words, STYLE_STRONG, strbuf_text(&caption));
	strbuf_free(&caption);
	canvas_free(pane);
	return cv;
}

bool
still_write(const struct canvas *cv, const struct palette *palette,
    enum pen_paper paper, const char *title, struct strbuf *out,
    struct strbuf *why)
{
	struct pen *pen = pen_new(paper,
	    cv->cols * CELL_WIDTH + 2 * MARGIN,
	    cv->rows * CELL_HEIGHT + 2 * MARGIN, palette->ground, title);

	cells_draw(pen, cv, palette, MARGIN, MARGIN, 1);
	return pen_finish(pen, out, why);
}
