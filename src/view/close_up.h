/*
 * close_up.h - some blocks of a pool drawn large, and its freeblock chain.
 */
#ifndef POOLSCOPE_VIEW_CLOSE_UP_H
#define POOLSCOPE_VIEW_CLOSE_UP_H

#include "view/view.h"

/* How a block in STATE looks. */
unsigned close_up_style(enum pym_block_state state);

/*
 * Draws the blocks around the last change in two rows from ROW, their numbers
 * above; returns the row after them.  STATES holds the state of each block.
 */
int close_up_draw(const struct view *v, struct canvas *cv, int row,
    const struct pym_pool_view *p, const enum pym_block_state *states);

/* Draws the chain in list order in ROW; what does not fit is announced. */
void close_up_chain(const struct view *v, struct canvas *cv, int row,
    const struct pym_pool_view *p);

#endif
