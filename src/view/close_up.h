/*
 * close_up.h - blocks of a pool drawn large, and its freeblock chain.
 *
 *	   0        1        2        3 head   4        5 = nextoffset
 *	|# $1 #| ( ->4  ) |# b  #| ( ->1  )*( NULL )  . . . .  . . . .
 *	freeblock* -> 3 (was c) -> 1 (was a) -> 4 (carved ahead) -> NULL
 */
#ifndef POOLSCOPE_VIEW_CLOSE_UP_H
#define POOLSCOPE_VIEW_CLOSE_UP_H

#include "view/view.h"

/* How a block in STATE looks. */
unsigned close_up_style(enum pym_block_state state);

/* What a block is called: "a", "xs[3]", "$12". */
void close_up_owner(const struct session_block *b, char *out, size_t size);

/* Rows that a line of blocks takes: their numbers, and one of blocks or, for a
   projector, three. */
int close_up_line_rows(const struct view *v);

/* Rows of COLS columns that show every block up to the first not carved. */
int close_up_rows(const struct view *v, const struct pym_pool_view *p,
    int cols);

/*
 * Draws blocks in at most ROWS rows from ROW on: all that fit, with the one
 * chosen or changed among them.  STATES holds the state of each block.
 * Returns the row after; what is not shown is announced there.
 */
int close_up_draw(struct view *v, struct canvas *cv, int row, int rows,
    const struct pym_pool_view *p, const enum pym_block_state *states);

/* Draws the chain in list order in ROW; what does not fit is announced. */
void close_up_chain(const struct view *v, struct canvas *cv, int row,
    const struct pym_pool_view *p);

#endif
