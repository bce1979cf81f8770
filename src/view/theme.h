/*
 * theme.h - how each style looks: colours and attributes as plain data.
 *
 * A style plays a role, and a theme is a table of colours by role and depth.
 * The depth is the number of colours that can be had: a terminal of 8 colours
 * wants other choices than one of 256, and one without colours tells styles
 * apart by attributes alone.  Nothing here knows a terminal; pictures are
 * coloured from the same tables.
 */
#ifndef POOLSCOPE_THEME_H
#define POOLSCOPE_THEME_H

#include <stddef.h>

#include "view/style.h"

/* Attributes, or-ed. */
#define LOOK_BOLD      0x1u
#define LOOK_DIM       0x2u
#define LOOK_UNDERLINE 0x4u
#define LOOK_REVERSE   0x8u

#define LOOK_DEFAULT (-1)	/* the terminal's own colour */

struct look {
	short fore, back;	/* a colour number of the depth, or default */
	unsigned attributes;
};

enum depth {
	DEPTH_MONO,	/* no colours */
	DEPTH_8,
	DEPTH_16,
	DEPTH_256
};

struct theme;

/* The themes in the manual's order, the default first; NULL behind them. */
const struct theme *theme_at(size_t i);
/* The one of that name, or NULL. */
const struct theme *theme_find(const char *name);
const char *theme_name(const struct theme *theme);

/* The depth for a terminal that has COLOURS colours. */
enum depth theme_depth(int colours);

/*
 * How STYLE, its marks included, looks at DEPTH.  A changed cell is the
 * brightest thing there is; a selected one is reversed; both show together.
 */
struct look theme_look(const struct theme *theme, enum depth depth,
    unsigned style);

/* A colour of 256 as red, green and blue, as xterm has them. */
void theme_rgb(short colour, unsigned char rgb[3]);

#endif
