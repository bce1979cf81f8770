/*
 * strip.h - arenas as strips of pools, one row an arena, one cell a pool.
 *
 *	>       0   62  [-]-..............................................
 *
 * Where an arena has more pools than the row has cells, one cell stands for
 * several.  Only the arenas that are shown are looked at.
 */
#ifndef POOLSCOPE_VIEW_STRIP_H
#define POOLSCOPE_VIEW_STRIP_H

#include "view/view.h"

#define STRIP_GUTTER 15		/* columns before the first cell */

/* How many pools one cell stands for in COLS columns. */
uint32_t strip_per_cell(const struct view *v, int cols);

/*
 * Draws arenas in at most ROWS rows from ROW on, the one looked at among
 * them; returns how many.
 */
uint32_t strip_draw(struct view *v, struct canvas *cv, int row, int rows);

#endif
