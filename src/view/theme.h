/*
 * theme.h - how each style looks: colours and attributes as plain data.
 *
 * A theme is a table of looks by depth, the number of colours that can be
 * had: a terminal of 8 colours wants other choices than one of 256, and one
 * without colours tells styles apart by attributes alone.  Nothing here knows
 * a terminal; pictures are coloured from the same tables.
 */
#ifndef POOLSCOPE_THEME_H
#define POOLSCOPE_THEME_H

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

/* The depth for a terminal that has COLOURS colours. */
enum depth theme_depth(int colours);

/*
 * How STYLE, its marks included, looks at DEPTH.  A changed cell is the
 * brightest thing there is; a selected one is reversed; both show together.
 */
struct look theme_look(enum depth depth, unsigned style);

#endif
