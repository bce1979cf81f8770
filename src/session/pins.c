#include "config.h"

#include "session/pins.h"

#include <stdlib.h>

#include "support/xalloc.h"

bool
pins_matter(const struct pym_profile *p)
{
	return p->policy == PYM_POLICY_USABLE_ARENAS && p->reclaim;
}

void
pins_count(const struct pym_heap *heap, struct pins *p)
{
	struct pym_pool_ref ref = { .arena = p->arena.index };
	struct pym_pool_view pool;

	p->blocks = p->bytes = 0;
	p->pools = 0;
	for (ref.pool = 0; ref.pool < p->arena.ncarved; ref.pool++) {
		if (!pym_pool(heap, ref, &pool) || pool.count == 0)
			continue;
		p->pools++;
		p->blocks += pool.count;
		p->bytes += (uint64_t)pool.count * pool.size;
	}
}

/* The fewest blocks first; of equals the lower number. */
static int
compare_pins(const void *a, const void *b)
{
	const struct pins *x = a, *y = b;

	if (x->blocks != y->blocks)
		return x->blocks < y->blocks ? -1 : 1;
	return (x->arena.index > y->arena.index) -
	    (x->arena.index < y->arena.index);
}

/* ------------------------------------------------------------------------
 * What would come back
 */

/* The place of each arena in usable_arenas, from 1; 0: not on it. */
static size_t *
usable_places(const struct pym_heap *heap)
{
	size_t n = pym_usable_arenas(heap, NULL, 0), i;
	size_t slots = pym_arena_slots(heap);
	size_t *places = xcalloc(slots + 1, sizeof *places);
	uint32_t *order = xcalloc(n + 1, sizeof *order);

	n = pym_usable_arenas(heap, order, n);
	for (i = 0; i < n; i++)
		if (order[i] < slots)
			places[order[i]] = i + 1;
	free(order);
	return places;
}

/*
 * Whether an arena would stand behind LIST[I] in usable_arenas when that
 * becomes wholly free: one of as many free pools, but for one, that has not
 * gone yet.  From 3.9 on one with nothing behind it is kept.
 */
static bool
is_followed(const struct pins *list, size_t n, size_t i, const size_t *places)
{
	const struct pym_arena_view *mine = &list[i].arena, *other;
	bool sorted = mine->nfreepools + 1 < mine->ntotalpools;
	size_t k;

	for (k = i + 1; k < n; k++) {
		other = &list[k].arena;
		if (other->nfreepools + 1 >= mine->ntotalpools && (sorted ||
		    places[other->index] > places[mine->index]))
			return true;
	}
	return false;
}

static void
count_back(const struct pym_heap *heap, struct pins *list, size_t n)
{
	const struct pym_profile *p = pym_heap_profile(heap);
	size_t *places = usable_places(heap), i;
	bool kept = false;
	uint64_t back = 0;

	for (i = 0; i < n && pins_matter(p); i++) {
		if (p->keep_last && !kept && (list[i].blocks == 0 ||
		    !is_followed(list, n, i, places)))
			kept = true;
		else
			back++;
		list[i].back = back;
	}
	free(places);
}

struct pins *
pins_list(const struct pym_heap *heap, size_t *n)
{
	uint32_t slots = pym_arena_slots(heap), i;
	struct pins *list = xcalloc((size_t)slots + 1, sizeof *list);

	*n = 0;
	for (i = 0; i < slots; i++) {
		if (!pym_arena(heap, i, &list[*n].arena))
			continue;
		pins_count(heap, &list[(*n)++]);
	}
	qsort(list, *n, sizeof *list, compare_pins);
	count_back(heap, list, *n);
	return list;
}
