/*
 * layout.h - which pane stands where.
 *
 * A pure function of the size and of what the panes ask for: nothing is drawn
 * and nothing remembered.  On a narrow area the panes stand one above the
 * other; from LAYOUT_TWO_COLUMNS columns on, those marked SIDE stand in a
 * column of their own at the right.
 *
 * There panes marked BELOW get what they want, but no more than a quarter of
 * the rows.
 *
 * Where there is no room for all, the panes of least priority first shrink to
 * one line (their title), then vanish; the most important pane of a column
 * keeps its least rows longest.  A pane of one row draws its title line only.
 * Rows left over first bring panes to what they want, in order of priority;
 * then those that grow share them, each up to the most it can use.
 */
#ifndef POOLSCOPE_LAYOUT_H
#define POOLSCOPE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "view/canvas.h"

#define LAYOUT_TWO_COLUMNS 132	/* columns from which there are two */
#define LAYOUT_MAX_PANES   32	/* more are not placed */

struct layout_pane {
	int min_rows;	/* useful from here on; less is the title only */
	int want_rows;	/* shows all it has */
	int priority;	/* more important: higher */
	bool grow;	/* can use more rows than it wants, */
	int most_rows;	/* but no more than so many; 0: any number */
	bool side;	/* belongs to the right where there are two columns */
	bool below;	/* where there are two columns: under both of them */
	bool hidden;	/* not shown now: gets no rows */
};

/*
 * Place COUNT panes in AREA, from the top in the order given.  PLACES[i] is
 * where pane i stands; rows 0 if it does not.  Between two columns one column
 * is left free.
 */
void layout_place(struct rect area, const struct layout_pane *panes,
    size_t count, struct rect *places);

#endif
