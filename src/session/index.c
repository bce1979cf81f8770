#include "config.h"

#include "session/block.h"

#include <stdlib.h>

#include "support/xalloc.h"

#define FEWEST_CELLS	64u
#define PATIENCE	4096u	/* changes without a question */

static size_t
cell_of(const struct index *index, const void *p)
{
	uint64_t mixed = (uintptr_t)p / 8 * 0x9e3779b97f4a7c15u;

	return (size_t)(mixed >> 32) & index->mask;
}

static const void *
held(const struct index *index, const struct blocks *blocks, size_t cell)
{
	return blocks->slots[index->cells[cell] - 1].p;
}

void
index_free(struct index *index)
{
	free(index->cells);
	*index = (struct index){ 0 };
}

static void
put(struct index *index, const struct blocks *blocks,
    const struct slot *slot)
{
	size_t cell = cell_of(index, slot->p);

	while (index->cells[cell] != 0)
		cell = (cell + 1) & index->mask;
	index->cells[cell] = (uint32_t)(slot - blocks->slots) + 1;
	index->count++;
}

static void
build(struct index *index, const struct blocks *blocks)
{
	size_t cells = FEWEST_CELLS, i;

	while (cells < blocks->count * 4)
		cells *= 2;
	index->cells = xcalloc(cells, sizeof *index->cells);
	index->mask = cells - 1;
	index->count = 0;
	for (i = 0; i < blocks->count; i++)
		if (blocks->slots[i].p != NULL)
			put(index, blocks, &blocks->slots[i]);
}

/* Whether the index is there and still wanted; one too small is not. */
static bool
keep(struct index *index)
{
	if (index->cells == NULL)
		return false;
	if (++index->idle <= PATIENCE && index->count * 2 <= index->mask)
		return true;
	index_free(index);
	return false;
}

void
index_add(struct index *index, const struct blocks *blocks,
    const struct slot *slot)
{
	if (keep(index))
		put(index, blocks, slot);
}

/*
 * Closes the gap: cells behind it that were put there only because it was
 * taken move up, so that a search can end at the first empty cell.
 */
static void
close_gap(struct index *index, const struct blocks *blocks, size_t gap)
{
	size_t cell = gap, home;

	for (;;) {
		index->cells[gap] = 0;
		do {
			cell = (cell + 1) & index->mask;
			if (index->cells[cell] == 0)
				return;
			home = cell_of(index, held(index, blocks, cell));
		} while (((cell - home) & index->mask) <
		    ((cell - gap) & index->mask));
		index->cells[gap] = index->cells[cell];
		gap = cell;
	}
}

void
index_remove(struct index *index, const struct blocks *blocks,
    const struct slot *slot)
{
	size_t cell;

	if (!keep(index))
		return;
	cell = cell_of(index, slot->p);
	while (index->cells[cell] != (uint32_t)(slot - blocks->slots) + 1)
		cell = (cell + 1) & index->mask;
	index->count--;
	close_gap(index, blocks, cell);
}

const struct slot *
index_find_below(struct index *index, const struct blocks *blocks,
    const void *p, uint32_t below)
{
	const struct slot *slot, *found = NULL;
	size_t cell;

	index->idle = 0;
	if (index->cells == NULL)
		build(index, blocks);
	/* In a broken heap there can be several; which cell comes first would
	   depend on how one got here. */
	for (cell = cell_of(index, p); index->cells[cell] != 0;
	    cell = (cell + 1) & index->mask) {
		slot = &blocks->slots[index->cells[cell] - 1];
		if (slot->p == p && slot->number < below && (found == NULL ||
		    slot->number > found->number))
			found = slot;
	}
	return found;
}

const struct slot *
index_find(struct index *index, const struct blocks *blocks, const void *p)
{
	return index_find_below(index, blocks, p, UINT32_MAX);
}
