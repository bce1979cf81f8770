/* canvas.c - a picture made of cells, drawn without a terminal. */
#include "config.h"

#include "view/canvas.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "support/utf8.h"
#include "support/xalloc.h"

static const struct cell blank_cell = {
	.codes = { ' ' }, .columns = 1, .style = STYLE_NORMAL
};

static int
clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

/* The end of a span, which may be given with a hostile length. */
static int
span_end(int start, int length)
{
	long long end = (long long)start + length;

	return end > CANVAS_MAX_COLS * 2 ? CANVAS_MAX_COLS * 2 : (int)end;
}

bool
rect_has(struct rect rect, int row, int col)
{
	return row >= rect.row && row < span_end(rect.row, rect.rows) &&
	    col >= rect.col && col < span_end(rect.col, rect.cols);
}

/* What A and B have in common; perhaps nothing. */
static struct rect
intersect(struct rect a, struct rect b)
{
	int row = a.row > b.row ? a.row : b.row;
	int col = a.col > b.col ? a.col : b.col;
	int row_a = span_end(a.row, a.rows), row_b = span_end(b.row, b.rows);
	int col_a = span_end(a.col, a.cols), col_b = span_end(b.col, b.cols);
	int last_row = row_a < row_b ? row_a : row_b;
	int last_col = col_a < col_b ? col_a : col_b;

	return (struct rect){
		.row = row,
		.col = col,
		.rows = last_row > row ? last_row - row : 0,
		.cols = last_col > col ? last_col - col : 0,
	};
}

/* RECT of the present region as cells of the canvas, clipped. */
static struct rect
visible(const struct canvas *cv, struct rect rect)
{
	rect.row = clamp(rect.row, -CANVAS_MAX_COLS, CANVAS_MAX_COLS) +
	    cv->region.area.row;
	rect.col = clamp(rect.col, -CANVAS_MAX_COLS, CANVAS_MAX_COLS) +
	    cv->region.area.col;
	return intersect(rect, cv->region.clip);
}

struct canvas *
canvas_new(int rows, int cols, enum glyph_set glyphs)
{
	struct canvas *cv = xcalloc(1, sizeof *cv);

	cv->glyphs = glyphs;
	canvas_resize(cv, rows, cols);
	return cv;
}

void
canvas_free(struct canvas *cv)
{
	if (cv == NULL)
		return;
	free(cv->cells);
	free(cv);
}

void
canvas_resize(struct canvas *cv, int rows, int cols)
{
	cv->rows = clamp(rows, 1, CANVAS_MAX_ROWS);
	cv->cols = clamp(cols, 1, CANVAS_MAX_COLS);
	cv->cells = xreallocarray(cv->cells,
	    (size_t)cv->rows * (size_t)cv->cols, sizeof *cv->cells);
	canvas_clear(cv);
}

void
canvas_clear(struct canvas *cv)
{
	size_t count = (size_t)cv->rows * (size_t)cv->cols;
	struct rect whole = { .rows = cv->rows, .cols = cv->cols };

	for (size_t i = 0; i < count; i++)
		cv->cells[i] = blank_cell;
	cv->cursor_row = cv->cursor_col = -1;
	cv->region = (struct region){ .area = whole, .clip = whole };
}

struct region
canvas_enter(struct canvas *cv, struct rect rect)
{
	struct region outer = cv->region;
	struct rect clip = visible(cv, rect);

	rect.row = clamp(rect.row, -CANVAS_MAX_COLS, CANVAS_MAX_COLS);
	rect.col = clamp(rect.col, -CANVAS_MAX_COLS, CANVAS_MAX_COLS);
	cv->region.area = (struct rect){
		.row = outer.area.row + rect.row,
		.col = outer.area.col + rect.col,
		.rows = clamp(rect.rows, 0, CANVAS_MAX_ROWS),
		.cols = clamp(rect.cols, 0, CANVAS_MAX_COLS),
	};
	cv->region.clip = clip;
	return outer;
}

void
canvas_leave(struct canvas *cv, struct region outer)
{
	cv->region = outer;
}

int
canvas_rows(const struct canvas *cv)
{
	return cv->region.area.rows;
}

int
canvas_cols(const struct canvas *cv)
{
	return cv->region.area.cols;
}

static struct cell *
cell_at(const struct canvas *cv, int row, int col)
{
	return &cv->cells[(size_t)row * (size_t)cv->cols + (size_t)col];
}

const struct cell *
canvas_cell(const struct canvas *cv, int row, int col)
{
	if (row < 0 || row >= cv->rows || col < 0 || col >= cv->cols)
		return NULL;
	return cell_at(cv, row, col);
}

static void
set_blank(struct cell *cell)
{
	memset(cell->codes, 0, sizeof cell->codes);
	cell->codes[0] = ' ';
	cell->columns = 1;
}

/* Before a cell is overwritten: a wide character losing a half is blanked. */
static void
release(struct canvas *cv, int row, int col)
{
	struct cell *cell = cell_at(cv, row, col);

	if (cell->columns == 0)
		set_blank(cell - 1);
	else if (cell->columns == 2)
		set_blank(cell + 1);
}

/*
 * Put a character at ROW, COL of the region.  Returns its cell, for combining
 * marks to come, or NULL if it was clipped.
 */
static struct cell *
put(struct canvas *cv, int row, int col, unsigned style, uint32_t code,
    int columns)
{
	struct rect want = { .row = row, .col = col, .rows = 1,
	    .cols = columns };
	struct rect seen = visible(cv, want);
	struct cell *cell;

	if (seen.rows == 0 || seen.cols == 0)
		return NULL;
	for (int i = 0; i < seen.cols; i++)
		release(cv, seen.row, seen.col + i);
	cell = cell_at(cv, seen.row, seen.col);
	set_blank(cell);
	cell->style = (uint16_t)style;
	if (seen.cols < columns)
		return NULL;
	cell->codes[0] = code;
	cell->columns = (uint16_t)columns;
	if (columns == 2)
		cell[1] = (struct cell){ .columns = 0,
		    .style = (uint16_t)style };
	return cell;
}

/* Add a combining mark to CELL; marks beyond the third are dropped. */
static void
combine(struct cell *cell, uint32_t code)
{
	for (int i = 1; i < CELL_CODES; i++) {
		if (cell->codes[i] == 0) {
			cell->codes[i] = code;
			return;
		}
	}
}

/* A combining mark without a character before it is dropped. */
int
canvas_bytes(struct canvas *cv, int row, int col, unsigned style,
    const char *text, size_t length)
{
	struct cell *last = NULL;
	struct utf8_char ch;
	size_t bytes;

	for (; (bytes = utf8_next(text, length, &ch)) > 0;
	     text += bytes, length -= bytes) {
		if (ch.escaped) {
			for (const char *s = ch.shown; *s != '\0'; s++)
				last = put(cv, row, col++, style,
				    (unsigned char)*s, 1);
		} else if (ch.columns > 0) {
			last = put(cv, row, col, style, ch.code, ch.columns);
			col += ch.columns;
		} else if (last != NULL) {
			combine(last, ch.code);
		}
	}
	return col;
}

int
canvas_text(struct canvas *cv, int row, int col, unsigned style,
    const char *text)
{
	return canvas_bytes(cv, row, col, style, text, strlen(text));
}

int
canvas_printf(struct canvas *cv, int row, int col, unsigned style,
    const char *format, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list arguments;

	va_start(arguments, format);
	strbuf_vprintf(&sb, format, arguments);
	va_end(arguments);
	col = canvas_bytes(cv, row, col, style, strbuf_text(&sb), sb.length);
	strbuf_free(&sb);
	return col;
}

int
canvas_fit(struct canvas *cv, int row, int col, int columns, unsigned style,
    const char *text)
{
	size_t bytes = utf8_clip(text, columns, NULL);

	if (columns <= 0)
		return col;
	if (text[bytes] == '\0')
		return canvas_bytes(cv, row, col, style, text, bytes);
	bytes = utf8_clip(text, columns - 1, NULL);
	col = canvas_bytes(cv, row, col, style, text, bytes);
	return canvas_glyph(cv, row, col, style, GLYPH_CUT);
}

/* Of a sign that fills its cell only the ink is seen, hardly the ground. */
static unsigned
style_for(unsigned style, const char *glyph)
{
	uint32_t code = 0;

	utf8_decode(glyph, strlen(glyph), &code);
	if ((style & MARK_CHANGED) == 0 || code < 0x2580 || code > 0x2593)
		return style;
	return STYLE_CHANGED_SIGN | (style & MARK_SELECTED);
}

int
canvas_glyph(struct canvas *cv, int row, int col, unsigned style,
    enum glyph glyph)
{
	const char *text = style_glyph(cv->glyphs, glyph);

	return canvas_text(cv, row, col, style_for(style, text), text);
}

/* Fill RECT with one character of one column. */
static void
fill(struct canvas *cv, struct rect rect, unsigned style, const char *text)
{
	struct utf8_char ch;
	struct rect seen = visible(cv, rect);
	struct cell cell = blank_cell;

	utf8_next(text, strlen(text), &ch);
	cell.style = (uint16_t)style;
	if (!ch.escaped)
		cell.codes[0] = ch.code;
	for (int row = seen.row; row < seen.row + seen.rows; row++) {
		for (int i = 0; i < seen.cols; i++) {
			release(cv, row, seen.col + i);
			*cell_at(cv, row, seen.col + i) = cell;
		}
	}
}

void
canvas_fill(struct canvas *cv, struct rect rect, unsigned style,
    enum glyph glyph)
{
	fill(cv, rect, style, style_glyph(cv->glyphs, glyph));
}

void
canvas_blank(struct canvas *cv, struct rect rect, unsigned style)
{
	fill(cv, rect, style, " ");
}

void
canvas_hline(struct canvas *cv, int row, int col, int length, unsigned style)
{
	struct rect line = { .row = row, .col = col, .rows = 1,
	    .cols = length };

	canvas_fill(cv, line, style, GLYPH_HLINE);
}

void
canvas_vline(struct canvas *cv, int row, int col, int length, unsigned style)
{
	struct rect line = { .row = row, .col = col, .rows = length,
	    .cols = 1 };

	canvas_fill(cv, line, style, GLYPH_VLINE);
}

void
canvas_box(struct canvas *cv, struct rect rect, unsigned style,
    const char *title)
{
	int bottom = rect.row + rect.rows - 1, right = rect.col + rect.cols - 1;

	if (rect.rows < 2 || rect.cols < 2)
		return;
	canvas_hline(cv, rect.row, rect.col, rect.cols, style);
	canvas_hline(cv, bottom, rect.col, rect.cols, style);
	canvas_vline(cv, rect.row, rect.col, rect.rows, style);
	canvas_vline(cv, rect.row, right, rect.rows, style);
	canvas_glyph(cv, rect.row, rect.col, style, GLYPH_TOP_LEFT);
	canvas_glyph(cv, rect.row, right, style, GLYPH_TOP_RIGHT);
	canvas_glyph(cv, bottom, rect.col, style, GLYPH_BOTTOM_LEFT);
	canvas_glyph(cv, bottom, right, style, GLYPH_BOTTOM_RIGHT);
	if (title != NULL && rect.cols > 6) {
		int col = rect.col + 2;

		col = canvas_text(cv, rect.row, col, style, " ");
		col = canvas_fit(cv, rect.row, col, rect.cols - 6,
		    STYLE_HEADER, title);
		canvas_text(cv, rect.row, col, style, " ");
	}
}

void
canvas_restyle(struct canvas *cv, struct rect rect, unsigned style)
{
	struct rect seen = visible(cv, rect);

	for (int row = seen.row; row < seen.row + seen.rows; row++)
		for (int i = 0; i < seen.cols; i++)
			cell_at(cv, row, seen.col + i)->style = (uint16_t)style;
}

void
canvas_mark(struct canvas *cv, struct rect rect, unsigned marks)
{
	struct rect seen = visible(cv, rect);

	for (int row = seen.row; row < seen.row + seen.rows; row++)
		for (int i = 0; i < seen.cols; i++)
			cell_at(cv, row, seen.col + i)->style |=
			    (uint16_t)(marks & ~STYLE_MASK);
}

void
canvas_cursor(struct canvas *cv, int row, int col)
{
	struct rect want = { .row = row, .col = col, .rows = 1, .cols = 1 };
	struct rect seen = visible(cv, want);

	if (seen.rows == 1 && seen.cols == 1) {
		cv->cursor_row = seen.row;
		cv->cursor_col = seen.col;
	} else {
		cv->cursor_row = cv->cursor_col = -1;
	}
}
