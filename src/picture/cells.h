/*
 * cells.h - a canvas drawn with a pen: the screen's own picture, on paper.
 *
 * Signs that stand for states, bars and lines are drawn as shapes, so that
 * they are sharp at any size and look alike with any font; the rest is text.
 */
#ifndef POOLSCOPE_PICTURE_CELLS_H
#define POOLSCOPE_PICTURE_CELLS_H

#include "picture/pen.h"
#include "view/canvas.h"
#include "view/theme.h"

/* The colours of a theme, on a ground that a theme without one goes on. */
struct palette {
	const struct theme *theme;
	struct rgb ink, ground;
};

/* For THEME: on white paper if LIGHT, else on black, unless it has a ground
   of its own. */
struct palette palette_make(const struct theme *theme, bool light);

/* The ink and the ground of a cell of STYLE, its marks included. */
struct cell_colours {
	struct rgb ink, ground;
	bool bold, underlined;
};
struct cell_colours palette_look(const struct palette *p, unsigned style);

/* A colour on the way from A (0) to B (1). */
struct rgb rgb_mix(struct rgb a, struct rgb b, double share);

#define CELL_WIDTH  8.0		/* of a cell, in units, and how it relates */
#define CELL_HEIGHT 17.0

/* Draws CV with its corner at X, Y, cells SCALE times their usual size. */
void cells_draw(struct pen *pen, const struct canvas *cv,
    const struct palette *palette, double x, double y, double scale);

#endif
