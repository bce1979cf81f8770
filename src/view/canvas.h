/*
 * canvas.h - a picture made of cells, drawn without a terminal.
 *
 * A canvas is rows x cols cells, each holding one character (with its
 * combining marks) and a style.  Panes draw into it; then a terminal shows it,
 * or a test dumps it as text.
 *
 * Everything is clipped: drawing outside changes nothing and is no error.
 * Everything is sanitised: text may hold any bytes, and a control character
 * arrives as ^A (see support/utf8.h).  A character of two columns is never
 * halved: where only one column is left a blank stands.
 *
 * Regions.  A pane draws as if its rectangle were the whole canvas:
 *
 *	struct region outer = canvas_enter(cv, rect);
 *	... row 0, column 0 is its corner, canvas_rows(cv) its height
 *	canvas_leave(cv, outer);
 *
 * STYLE arguments are an enum style, with MARK_ bits or-ed to it if wanted.
 */
#ifndef POOLSCOPE_CANVAS_H
#define POOLSCOPE_CANVAS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "support/strbuf.h"
#include "view/style.h"

#define CELL_CODES 4	/* a character and up to three combining marks */

struct rect {
	int row, col, rows, cols;
};

struct cell {
	uint32_t codes[CELL_CODES];	/* zero after the last */
	uint16_t columns;	/* 1, 2, or 0: right half of the one before */
	uint16_t style;		/* enum style and MARK_ bits */
};

/* Where drawing goes; given back by canvas_enter, of use to canvas_leave. */
struct region {
	struct rect area;	/* the region, in cells of the canvas */
	struct rect clip;	/* the part of it that may be drawn */
};

struct canvas {
	int rows, cols;		/* of the whole canvas */
	enum glyph_set glyphs;	/* what canvas_glyph, lines and boxes use */
	struct region region;	/* where drawing goes now */
	struct cell *cells;	/* row by row */
	int cursor_row;		/* of the whole canvas; -1: not shown */
	int cursor_col;
};

/* The most rows and columns that a canvas may have; more is clipped. */
#define CANVAS_MAX_ROWS 500
#define CANVAS_MAX_COLS 1000

/* A blank canvas, without a cursor.  Sizes below 1 are taken as 1. */
struct canvas *canvas_new(int rows, int cols, enum glyph_set glyphs);
void canvas_free(struct canvas *cv);

/* Change the size; all is blank afterwards and the region the whole. */
void canvas_resize(struct canvas *cv, int rows, int cols);

/* Blank everything, hide the cursor, leave every region. */
void canvas_clear(struct canvas *cv);

/* Draw in RECT (relative to the present region) from now on; see above. */
struct region canvas_enter(struct canvas *cv, struct rect rect);
void canvas_leave(struct canvas *cv, struct region outer);

/* The present region's size. */
int canvas_rows(const struct canvas *cv);
int canvas_cols(const struct canvas *cv);

/*
 * Write TEXT from ROW, COL on.  Returns the column after its last character,
 * as if nothing were clipped, so that pieces can be joined:
 *
 *	col = canvas_text(cv, 0, 1, STYLE_LABEL, "ref.count ");
 *	col = canvas_printf(cv, 0, col, STYLE_NUMBER, "%u", count);
 */
int canvas_text(struct canvas *cv, int row, int col, unsigned style,
    const char *text);
int canvas_printf(struct canvas *cv, int row, int col, unsigned style,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* canvas_text for for LENGTH bytes at TEXT, which may hold NUL bytes. */
int canvas_bytes(struct canvas *cv, int row, int col, unsigned style,
    const char *text, size_t length);

/*
 * Write TEXT in at most COLUMNS columns; if it is longer its end is replaced
 * by GLYPH_CUT, which tells that it goes on.  Returns the column after it.
 */
int canvas_fit(struct canvas *cv, int row, int col, int columns,
    unsigned style, const char *text);

/*
 * Write TEXT into RECT, broken between words (anywhere between wide
 * characters), new lines at '\n'.  Returns the rows that the whole text needs,
 * which may be more than were drawn.  With cv NULL it only counts.
 */
int canvas_wrap(struct canvas *cv, struct rect rect, unsigned style,
    const char *text);

/* One glyph; returns the column after it. */
int canvas_glyph(struct canvas *cv, int row, int col, unsigned style,
    enum glyph glyph);

/* Fill RECT with a glyph of one column, or with blanks. */
void canvas_fill(struct canvas *cv, struct rect rect, unsigned style,
    enum glyph glyph);
void canvas_blank(struct canvas *cv, struct rect rect, unsigned style);

/* A horizontal or vertical line of LENGTH cells. */
void canvas_hline(struct canvas *cv, int row, int col, int length,
    unsigned style);
void canvas_vline(struct canvas *cv, int row, int col, int length,
    unsigned style);

/* A box along RECT's inner edge; TITLE (or NULL) stands in its top line. */
void canvas_box(struct canvas *cv, struct rect rect, unsigned style,
    const char *title);

/* Give cells of RECT another style, keeping their text; or add marks. */
void canvas_restyle(struct canvas *cv, struct rect rect, unsigned style);
void canvas_mark(struct canvas *cv, struct rect rect, unsigned marks);

/* Show the cursor at ROW, COL of the present region, if that is visible. */
void canvas_cursor(struct canvas *cv, int row, int col);

/* A cell of the whole canvas, or NULL outside of it. */
const struct cell *canvas_cell(const struct canvas *cv, int row, int col);

/*
 * Append the whole canvas as text, one line a row, without the blanks at the
 * ends of lines; or its styles as letters (style_letter; a blank cell of
 * STYLE_NORMAL as a blank).
 */
void canvas_dump_text(const struct canvas *cv, struct strbuf *sb);
void canvas_dump_styles(const struct canvas *cv, struct strbuf *sb);

/* Whether ROW, COL lies in RECT. */
bool rect_has(struct rect rect, int row, int col);

#endif
