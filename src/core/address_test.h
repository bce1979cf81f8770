/*
 * address_test.h - is an address ours?  Part of the engine, in a header since
 * every free begins with it.
 *
 * To 3.9 the header of the pool that would hold the address names an arena,
 * and the address is ours if it lies in that arena.  Whatever the page holds
 * is read as if it were a header; the test is right all the same.
 *
 * From 3.10 a radix tree over the address, three levels deep, knows which
 * arena-sized parts of the address space hold (pieces of) arenas:
 *
 *	entry.hi   an arena begins in this part, at offset hi (-1: at 0)
 *	entry.lo   an arena that began in the part before ends at offset lo
 *
 * The keys are the addresses that people see.
 */
#ifndef POOLSCOPE_CORE_ADDRESS_TEST_H
#define POOLSCOPE_CORE_ADDRESS_TEST_H

#include "core/engine.h"

/* Compiled into its caller, so that free needs no stack of its own. */
#if defined(__GNUC__) && !defined(PYM_OBSERVED)
#define QUICK __attribute__((always_inline))
#else
#define QUICK
#endif

/* The tree's entry for a nominal address; NULL where it has no node. */
static inline QUICK struct map_entry *
map_find(struct pym_heap *h, uint64_t address)
{
	const struct map_shape *s = &h->map;
	void **node = h->map_root;
	struct map_entry *bot;

	node = LOAD(node[(address >> s->top_shift) & s->top_mask]);
	if (node == NULL)
		return NULL;
	bot = LOAD(node[(address >> s->mid_shift) & s->mid_mask]);
	if (bot == NULL)
		return NULL;
	return &bot[(address >> s->bot_shift) & s->bot_mask];
}

static inline QUICK bool
radix_test(struct pym_heap *h, void *p, uint64_t address)
{
	const struct map_entry *e = map_find(h, address);
	int32_t tail = (int32_t)(address & h->arena_mask);
	bool ours = e != NULL &&
	    ((tail >= READ(e->hi) && e->hi != 0) || tail < READ(e->lo));

	DECIDE(PYM_D_ADDRESS_TESTED, d.address = address,
	    d.pool = ours ? pym_pool_ref_of(h, pool_of(h, p)) : d.pool,
	    d.arena = d.pool.arena,
	    d.before = e != NULL ? (uint32_t)e->hi : 0,
	    d.after = e != NULL ? (uint32_t)e->lo : 0);
	(void)p;
	return ours;
}

static inline QUICK uintptr_t
base_by_index(struct pym_heap *h, uint32_t index)
{
	const struct management *mg = h->mg;

	if (index >= mg->maxarenas)
		return 0;
	return h->one_freepools ? LOAD(LOAD(mg->arena_bases)[index]) :
	    LOAD(LOAD(mg->arenas)[index].address);
}

static inline QUICK bool
arenaindex_test(struct pym_heap *h, void *p, struct pool_header *pool)
{
	uint32_t index = READ(pool->arenaindex);
	uintptr_t base = base_by_index(h, index);
	bool ours = base != 0 && (uintptr_t)p - base < h->arena_size;

	DECIDE(PYM_D_ADDRESS_TESTED, d.address = pym_shown_pointer(h, p),
	    d.arena = ours ? index : PYM_NONE,
	    d.pool = ours ? pym_pool_ref_of(h, pool) : d.pool,
	    d.before = index);
	return ours;
}

static inline QUICK bool
address_in_range(struct pym_heap *h, void *p, struct pool_header *pool)
{
	if (h->radix)
		return radix_test(h, p, (uintptr_t)p);
	/* A program's addresses can all be read; here only our regions, and
	   where every pointer is tested. */
	return (in_arena_region(h, p) || in_region(&h->system_region, p) ||
	    (OBSERVED && p != NULL)) && arenaindex_test(h, p, pool);
}

/*
 * The same, where people may see other addresses than the real ones.  An
 * arena that was given back may have been shown where another is now.  The
 * tree holds what people see of the arenas that there are and nothing else,
 * so where nobody looks at the decision their table answers at once.
 */
static inline QUICK bool
address_in_range_anywhere(struct pym_heap *h, void *p,
    struct pool_header *pool)
{
	bool ours;

	if (!h->radix)
		return address_in_range(h, p, pool);
	ours = in_arena_region(h, p) && h->slots[slot_of(h, p)].used;
#ifndef PYM_OBSERVED
	if (!h->damaged)
		return ours;
#endif
	return radix_test(h, p, pym_shown_pointer(h, p)) &&
	    (h->damaged || ours);
}

#endif
