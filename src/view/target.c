/*
 * target.c - what of the last picture can be clicked.
 */
#include "config.h"

#include "view/target.h"

#include <stdlib.h>

#include "support/xalloc.h"

void
targets_clear(struct targets *all)
{
	all->n = 0;
}

void
targets_free(struct targets *all)
{
	free(all->list);
	*all = (struct targets){ 0 };
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

void
targets_add(struct targets *all, const struct canvas *cv,
    const struct target *t)
{
	struct target kept = *t;
	struct rect area = cv->region.area;

	kept.rect.rows = least(kept.rect.rows, area.rows - kept.rect.row);
	kept.rect.cols = least(kept.rect.cols, area.cols - kept.rect.col);
	if (kept.rect.rows < 1 || kept.rect.cols < 1)
		return;
	kept.rect.row += area.row;
	kept.rect.col += area.col;
	all->list = xgrow(all->list, &all->room, all->n + 1,
	    sizeof(*all->list));
	all->list[all->n++] = kept;
}

/* The number of the cell that holds ROW, COL of T, from 0. */
static uint32_t
cell_of(const struct target *t, int row, int col)
{
	int per;

	if (t->cell_rows < 1 || t->cell_cols < 1)
		return 0;
	per = t->rect.cols / t->cell_cols;
	if (per < 1 || (col - t->rect.col) / t->cell_cols >= per)
		return UINT32_MAX;
	return (uint32_t)((row - t->rect.row) / t->cell_rows * per +
	    (col - t->rect.col) / t->cell_cols);
}

const struct target *
targets_find(const struct targets *all, int row, int col, uint32_t *which)
{
	const struct target *t;
	uint64_t thing;
	uint32_t cell;
	size_t i;

	for (i = all->n; i > 0; i--) {
		t = &all->list[i - 1];
		if (!rect_has(t->rect, row, col))
			continue;
		cell = cell_of(t, row, col);
		thing = t->first + (uint64_t)cell * (t->step > 0 ? t->step :
		    1);
		if (cell == UINT32_MAX || thing >= t->end)
			continue;
		*which = (uint32_t)thing;
		return t;
	}
	return NULL;
}
