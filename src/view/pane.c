/*
 * pane.c - what panes have in common.
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>

#include "support/utf8.h"

#define LABEL_COLUMN  3		/* of pane_paragraph */
#define PARAGRAPH_COLUMN 14

/* ---- titles ------------------------------------------------------------- */

int
pane_title_begin(struct canvas *cv, const char *left)
{
	return canvas_fit(cv, 0, 1, canvas_cols(cv) - 1, STYLE_HEADER, left);
}

int
pane_title_add(struct canvas *cv, int col, unsigned style, const char *text)
{
	int cols = canvas_cols(cv);

	if (text[0] == '\0' || col + 4 > cols)
		return col;
	return canvas_fit(cv, 0, col + 2, cols - col - 2, style, text);
}

void
pane_title_end(struct canvas *cv, int col)
{
	if (col + 2 < canvas_cols(cv))
		canvas_hline(cv, 0, col + 1, canvas_cols(cv) - col - 1,
		    STYLE_BORDER);
}

void
pane_title(struct canvas *cv, const char *left, const char *rest)
{
	int col = pane_title_begin(cv, left);

	pane_title_end(cv, pane_title_add(cv, col + 1, STYLE_NORMAL, rest));
}

/* ---- text --------------------------------------------------------------- */

/* No text: nothing, a blank, or the line behind a title. */
static bool
is_blank(const struct canvas *cv, int row, int col)
{
	const struct cell *cell = canvas_cell(cv, cv->region.area.row + row,
	    cv->region.area.col + col);

	return cell == NULL || cell->codes[0] == 0 ||
	    cell->codes[0] == ' ' || cell->style == STYLE_BORDER;
}

/* Where the piece of a title that reaches COL begins: pieces stand two blanks
   apart.  COL itself if none does. */
static int
piece_before(const struct canvas *cv, int row, int col)
{
	int at = col;

	if (is_blank(cv, row, col - 1) && is_blank(cv, row, col))
		return col;
	while (at > 2 && (!is_blank(cv, row, at - 1) ||
	    !is_blank(cv, row, at - 2)))
		at--;
	return at > 2 ? at : col;
}

void
pane_more(struct canvas *cv, int row, const char *text)
{
	int columns = utf8_columns(text);
	int col = canvas_cols(cv) - columns - 1, from;

	if (col < 1)
		col = 1;
	from = piece_before(cv, row, col - 1);
	canvas_blank(cv, (struct rect){ row, from, 1, canvas_cols(cv) -
	    from }, STYLE_NORMAL);
	if (row == 0 && col - from > 3)
		canvas_hline(cv, row, from, col - from - 1, STYLE_BORDER);
	canvas_fit(cv, row, col, canvas_cols(cv) - col, STYLE_NOTICE, text);
}

int
pane_paragraph(struct canvas *cv, int row, const char *label, unsigned style,
    const char *text)
{
	int left = PARAGRAPH_COLUMN, columns = utf8_columns(label);
	int width, rows;

	if (LABEL_COLUMN + columns + 2 > left)
		left = LABEL_COLUMN + columns + 2;
	width = canvas_cols(cv) - left - 1;
	if (width < 1)
		return row;
	canvas_text(cv, row, LABEL_COLUMN, STYLE_LABEL, label);
	rows = canvas_wrap(NULL, (struct rect){ 0, 0, 1, width }, style,
	    text);
	canvas_wrap(cv, (struct rect){ row, left, rows, width }, style, text);
	return row + (rows > 0 ? rows : 1);
}

void
pane_bytes(uint64_t n, char *out, size_t size)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double value = (double)n;
	int unit = -1;

	for (; value >= 1024 && unit < 3; unit++)
		value /= 1024;
	if (unit < 0)
		snprintf(out, size, "%" PRIu64 " B", n);
	else
		snprintf(out, size, "%.*f %s", value == (double)(int)value ?
		    0 : 1, value, units[unit]);
}

/* ---- fields ------------------------------------------------------------- */

int
pane_value(const struct view *v, struct canvas *cv, int row, int col,
    uint64_t address, uint32_t size, unsigned style, const char *value)
{
	bool changed = changes_word(&v->changes, address, size);
	int room = canvas_cols(cv) - col - (changed ? 1 : 0);

	if (room < 1)
		return col;
	col = canvas_fit(cv, row, col, room, style |
	    (changed ? MARK_CHANGED : 0), value);
	return changed ? canvas_glyph(cv, row, col, STYLE_CHANGED,
	    GLYPH_CHANGED) : col;
}

int
pane_field(const struct view *v, struct canvas *cv, int row, int col,
    const char *name, uint64_t address, uint32_t size, const char *value)
{
	int need = utf8_columns(name) + utf8_columns(value) + 2;

	if (col + need > canvas_cols(cv))
		return col;
	col = canvas_text(cv, row, col, STYLE_LABEL, name);
	return pane_value(v, cv, row, col + 1, address, size, STYLE_NUMBER,
	    value) + 2;
}

uint64_t
pane_variable(const struct view *v, const char *name)
{
	return pym_address_of(session_heap(v->session),
	    &(struct pym_location){ .place = PYM_PLACE_MANAGEMENT,
	    .field = name });
}

uint64_t
pane_arena_field(const struct view *v, uint32_t arena, const char *field)
{
	return pym_address_of(session_heap(v->session),
	    &(struct pym_location){ .place = PYM_PLACE_ARENA_OBJECT,
	    .pool = { arena, PYM_NONE }, .field = field });
}
