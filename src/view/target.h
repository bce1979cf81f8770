/*
 * target.h - what of the last picture can be clicked: grids of equal cells.
 *
 * A pane adds one while it draws; a strip of pools is one, not as many as it
 * has cells, so that it costs nothing.
 */
#ifndef POOLSCOPE_VIEW_TARGET_H
#define POOLSCOPE_VIEW_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "core/pymalloc.h"
#include "view/canvas.h"

enum target_kind {
	TARGET_LEVEL,		/* an enum view_zoom */
	TARGET_ARENA,		/* an index */
	TARGET_POOL,		/* its place in POOL's arena */
	TARGET_BLOCK		/* its number in POOL */
};

struct target {
	enum target_kind kind;
	struct rect rect;	/* in the present region; kept absolute */
	int cell_rows, cell_cols; /* 0: the whole rectangle is one cell */
	uint32_t first;		/* what the first cell stands for */
	uint32_t step;		/* and each more cell; 0 means 1 */
	uint32_t end;		/* what is no more: first + the things */
	struct pym_pool_ref pool;
};

struct targets {
	struct target *list;
	size_t n, room;
};

void targets_clear(struct targets *all);
void targets_free(struct targets *all);

/* Adds T, as far as it lies within CV's present region. */
void targets_add(struct targets *all, const struct canvas *cv,
    const struct target *t);

/* What stands at a cell of the whole canvas: the target, and in *WHICH the
   thing; NULL if there is none.  Of two the one added last. */
const struct target *targets_find(const struct targets *all, int row, int col,
    uint32_t *which);

#endif
