/* cells.c - a canvas drawn with a pen. */
#include "config.h"

#include "picture/cells.h"

#include <string.h>

#include "support/utf8.h"

#define LETTER	13.3	/* the size of letters that are a cell wide */
#define FEET	13.0	/* where they stand, from the top of the cell */
#define STROKE	1.0	/* of lines */
#define GAP	0.5	/* around a sign for a state: neighbours stay apart */
#define DOT	2.0

/* ---- colours ------------------------------------------------------------ */

static const struct rgb white = { 255, 255, 255 };
static const struct rgb black = { 20, 20, 20 };

static struct rgb
colour_of(short colour, struct rgb usual)
{
	unsigned char rgb[3];

	if (colour == LOOK_DEFAULT)
		return usual;
	theme_rgb(colour, rgb);
	return (struct rgb){ rgb[0], rgb[1], rgb[2] };
}

struct rgb
rgb_mix(struct rgb a, struct rgb b, double share)
{
	return (struct rgb){
		(unsigned char)(a.red + (b.red - a.red) * share + 0.5),
		(unsigned char)(a.green + (b.green - a.green) * share + 0.5),
		(unsigned char)(a.blue + (b.blue - a.blue) * share + 0.5),
	};
}

struct palette
palette_make(const struct theme *theme, bool light)
{
	struct look plain = theme_look(theme, DEPTH_256, STYLE_NORMAL);

	return (struct palette){
		.theme = theme,
		.ink = colour_of(plain.fore, light ? black : white),
		.ground = colour_of(plain.back, light ? white : black),
	};
}

struct cell_colours
palette_look(const struct palette *p, unsigned style)
{
	struct look look = theme_look(p->theme, DEPTH_256, style);
	struct cell_colours c = {
		.ink = colour_of(look.fore, p->ink),
		.ground = colour_of(look.back, p->ground),
		.bold = (look.attributes & LOOK_BOLD) != 0,
		.underlined = (look.attributes & LOOK_UNDERLINE) != 0,
	};
	struct rgb ink = c.ink;

	if ((look.attributes & LOOK_DIM) != 0)
		c.ink = rgb_mix(c.ink, c.ground, 0.4);
	if ((look.attributes & LOOK_REVERSE) != 0) {
		c.ink = c.ground;
		c.ground = ink;
	}
	return c;
}

/* ---- one cell ----------------------------------------------------------- */

/* Where a cell is, and how it looks. */
struct spot {
	struct pen *pen;
	double x, y, scale;
	struct cell_colours colours;
};

static void
fill(const struct spot *s, double x, double y, double width, double height,
    struct rgb colour)
{
	pen_rect(s->pen, s->x + x * s->scale, s->y + y * s->scale,
	    width * s->scale, height * s->scale, colour);
}

/* How dark a sign makes its cell, of 4 degrees; 0: it is no such. */
static int
shade_of(uint32_t code)
{
	switch (code) {
	case 0x2588: return 4;		/* full */
	case 0x2593: return 3;
	case 0x2592: return 2;
	case 0x2591: return 1;
	default: return 0;
	}
}

/* The arms of a line's sign: left 1, right 2, up 4, down 8; 0: it is none. */
static unsigned
arms_of(uint32_t code)
{
	switch (code) {
	case 0x2500: return 1 | 2;
	case 0x2502: return 4 | 8;
	case 0x250c: return 2 | 8;
	case 0x2510: return 1 | 8;
	case 0x2514: return 2 | 4;
	case 0x2518: return 1 | 4;
	case 0x251c: return 2 | 4 | 8;
	case 0x2524: return 1 | 4 | 8;
	case 0x252c: return 1 | 2 | 8;
	case 0x2534: return 1 | 2 | 4;
	case 0x253c: return 1 | 2 | 4 | 8;
	default: return 0;
	}
}

static void
draw_arms(const struct spot *s, unsigned arms)
{
	double middle = (CELL_WIDTH - STROKE) / 2;
	double centre = (CELL_HEIGHT - STROKE) / 2;
	double left = arms & 1 ? 0 : middle;
	double right = arms & 2 ? CELL_WIDTH : middle + STROKE;
	double top = arms & 4 ? 0 : centre;
	double bottom = arms & 8 ? CELL_HEIGHT : centre + STROKE;

	if ((arms & 3) != 0)
		fill(s, left, centre, right - left, STROKE, s->colours.ink);
	if ((arms & 12) != 0)
		fill(s, middle, top, STROKE, bottom - top, s->colours.ink);
}

/* A triangle that points where an arrow's sign does. */
static bool
draw_triangle(const struct spot *s, uint32_t code)
{
	double l = s->x, r = s->x + CELL_WIDTH * s->scale;
	double m = (l + r) / 2, c = s->y + CELL_HEIGHT / 2 * s->scale;
	double t = c - CELL_WIDTH / 2 * s->scale;
	double b = c + CELL_WIDTH / 2 * s->scale;
	struct point right[3] = { { l, t }, { r, c }, { l, b } };
	struct point left[3] = { { r, t }, { l, c }, { r, b } };
	struct point up[3] = { { l, b }, { m, t }, { r, b } };
	struct point down[3] = { { l, t }, { m, b }, { r, t } };
	const struct point *points = code == 0x25ba ? right :
	    code == 0x25c4 ? left : code == 0x25b2 ? up :
	    code == 0x25bc ? down : NULL;

	if (points != NULL)
		pen_polygon(s->pen, points, 3, s->colours.ink);
	return points != NULL;
}

/* Draws what is drawn as a shape; false: the cell is text. */
static bool
draw_shape(const struct spot *s, uint32_t code)
{
	static const double shares[5] = { 0, 0.35, 0.55, 0.8, 1 };
	int shade = shade_of(code);
	unsigned arms = arms_of(code);
	double height;

	if (shade > 0) {
		fill(s, GAP, GAP, CELL_WIDTH - 2 * GAP, CELL_HEIGHT - 2 * GAP,
		    rgb_mix(s->colours.ground, s->colours.ink,
		    shares[shade]));
	} else if (code >= 0x2581 && code <= 0x2587) {
		height = CELL_HEIGHT * (code - 0x2580) / 8;
		fill(s, 0, CELL_HEIGHT - height, CELL_WIDTH, height,
		    s->colours.ink);
	} else if (code == 0xb7) {
		fill(s, (CELL_WIDTH - DOT) / 2, (CELL_HEIGHT - DOT) / 2, DOT,
		    DOT, s->colours.ink);
	} else if (arms != 0) {
		draw_arms(s, arms);
	} else {
		return draw_triangle(s, code);
	}
	return true;
}

/* ---- a row -------------------------------------------------------------- */

/* Text of one look and one width, gathered until something else comes. */
struct run {
	struct strbuf text;
	struct cell_colours colours;
	double x;		/* where it begins */
	int columns;		/* of its characters, blanks at its end too */
	int trailing;		/* such blanks */
	unsigned style;
	bool wide;
};

static void
run_flush(struct run *run, const struct spot *row)
{
	struct pen_text look = {
		.size = LETTER * row->scale,
		.colour = run->colours.ink,
		.bold = run->colours.bold,
		.underlined = run->colours.underlined,
	};

	if (run->columns > 0) {
		strbuf_truncate(&run->text, run->text.length -
		    (size_t)run->trailing);
		pen_text(row->pen, run->x, row->y + FEET * row->scale,
		    (run->columns - run->trailing) * CELL_WIDTH * row->scale,
		    &look, strbuf_text(&run->text));
	}
	strbuf_clear(&run->text);
	run->columns = run->trailing = 0;
}

static void
run_add(struct run *run, const struct spot *at, const struct cell *cell)
{
	char bytes[5];
	size_t i;

	if (run->columns == 0) {
		run->x = at->x;
		run->colours = at->colours;
		run->style = cell->style;
		run->wide = cell->columns == 2;
	}
	for (i = 0; i < CELL_CODES && cell->codes[i] != 0; i++)
		if (utf8_encode(cell->codes[i], bytes) > 0)
			strbuf_puts(&run->text, bytes);
	run->columns += cell->columns;
	run->trailing = cell->codes[0] == ' ' ? run->trailing + 1 : 0;
}

/* Whether CELL goes on with what RUN has gathered. */
static bool
run_takes(const struct run *run, const struct cell *cell)
{
	return run->columns == 0 ? cell->codes[0] != ' ' :
	    cell->style == run->style && (cell->columns == 2) == run->wide;
}

static void
draw_text(struct spot at, const struct canvas *cv,
    const struct palette *palette, int row)
{
	struct run run = { .text = STRBUF_INIT };
	double left = at.x;
	int col;

	for (col = 0; col < cv->cols; col++) {
		const struct cell *cell = canvas_cell(cv, row, col);

		if (cell->columns == 0)
			continue;
		at.x = left + col * CELL_WIDTH * at.scale;
		at.colours = palette_look(palette, cell->style);
		if (draw_shape(&at, cell->codes[0])) {
			run_flush(&run, &at);
			continue;
		}
		if (!run_takes(&run, cell))
			run_flush(&run, &at);
		if (run_takes(&run, cell))
			run_add(&run, &at, cell);
	}
	run_flush(&run, &at);
	strbuf_free(&run.text);
}

static bool
same(struct rgb a, struct rgb b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

/* The grounds of a row that are not the picture's. */
static void
draw_grounds(const struct spot *at, const struct canvas *cv,
    const struct palette *palette, int row)
{
	int from, col = 0;

	while (col < cv->cols) {
		struct rgb ground = palette_look(palette,
		    canvas_cell(cv, row, col)->style).ground;

		from = col++;
		while (col < cv->cols && same(ground, palette_look(palette,
		    canvas_cell(cv, row, col)->style).ground))
			col++;
		if (!same(ground, palette->ground))
			fill(at, from * CELL_WIDTH, 0,
			    (col - from) * CELL_WIDTH, CELL_HEIGHT, ground);
	}
}

void
cells_draw(struct pen *pen, const struct canvas *cv,
    const struct palette *palette, double x, double y, double scale)
{
	struct spot at = { .pen = pen, .x = x, .y = y, .scale = scale };
	int row;

	for (row = 0; row < cv->rows; row++) {
		at.y = y + row * CELL_HEIGHT * scale;
		draw_grounds(&at, cv, palette, row);
		draw_text(at, cv, palette, row);
	}
}
