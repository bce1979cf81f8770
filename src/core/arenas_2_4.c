/*
 * arenas_2_4.c - the arenas of CPython 2.4 and before (engine: compiled plain
 * and observed).
 *
 * Arenas are never given back.  The arenas vector holds bare bases in order
 * of allocation; only the newest arena is carved; emptied pools of all arenas
 * go on one list, freepools, last in first out.  So pools of one arena come
 * to serve all classes for good.
 */
#include "config.h"

#include "core/engine.h"

#define INITIAL_ARENAS 16u

/* The old vector is left behind, so that a reader without the lock never
   sees one half filled. */
static bool
grow_bases(struct pym_heap *h)
{
	struct management *mg = h->mg;
	uint32_t old = mg->maxbases;
	uint32_t n = old != 0 ? old * 2 : INITIAL_ARENAS;
	uintptr_t *bases;
	uint32_t i;

	NOTE_QUIETLY(&mg->taken, sizeof(mg->taken));
	bases = pym_metadata_take(h, (size_t)n * sizeof(*bases),
	    PIECE_ARENAS);
	if (bases == NULL)
		return false;
	for (i = 0; i < mg->maxarenas; i++)
		bases[i] = READ(LOAD(mg->arena_bases)[i]);
	SET_POINTER(mg->arena_bases, bases);
	SET(mg->maxbases, n);
	DECIDE(PYM_D_ARENAS_GROWN, d.before = old, d.after = n);
	return true;
}

static void
init_newest(struct pym_heap *h, uintptr_t base)
{
	struct management *mg = h->mg;
	uintptr_t first = first_pool(h, base);
	uint32_t npools = h->arena_size / pool_size(h) -
	    (first != base ? 1 : 0);

	SET_POINTER(LOAD(mg->arena_bases)[mg->maxarenas], base);
	SET(mg->maxarenas, mg->maxarenas + 1);
	SET(mg->narenas_currently_allocated,
	    mg->narenas_currently_allocated + 1);
	SET(mg->ntimes_arena_allocated, mg->ntimes_arena_allocated + 1);
	SET(mg->narenas_highwater, mg->narenas_currently_allocated);
	SET_RAW(mg->arenabase, (uint8_t *)first);
	SET(mg->nfreepools, npools);
	DECIDE(PYM_D_ARENA_OBTAINED, d.arena = mg->maxarenas - 1,
	    d.address = pym_nominal(h, (void *)base), d.after = npools);
}

static bool
new_arena(struct pym_heap *h)
{
	struct management *mg = h->mg;
	uintptr_t base = 0;

	if (mg->maxarenas < mg->maxbases || grow_bases(h))
		base = ENGINE(slot_take)(h, mg->maxarenas);
	if (base == 0) {
		DECIDE(PYM_D_ARENA_REFUSED, (void)d);
		return false;
	}
	init_newest(h, base);
	return true;
}

static struct pool_header *
carve_pool(struct pym_heap *h)
{
	struct management *mg = h->mg;
	struct pool_header *pool =
	    (struct pool_header *)(void *)LOAD_END(mg->arenabase);

	SET(pool->arenaindex, mg->maxarenas - 1);
	SET(pool->szidx, PYM_NO_CLASS);
	SET_RAW(mg->arenabase, (uint8_t *)pool + pool_size(h));
	SET(mg->nfreepools, mg->nfreepools - 1);
	DECIDE(PYM_D_POOL_CARVED, d.arena = mg->maxarenas - 1,
	    d.pool = pym_pool_ref_of(h, pool), d.after = mg->nfreepools);
	return pool;
}

struct pool_header *
ENGINE(take_pool_2_4)(struct pym_heap *h)
{
	struct management *mg = h->mg;
	struct pool_header *pool = LOAD(mg->freepools);

	if (pool != NULL) {
		DECIDE(PYM_D_FREEPOOLS_LOOKED,
		    d.pool = pym_pool_ref_of(h, pool));
		SET_RAW(mg->freepools, READ(pool->nextpool));
		DECIDE(PYM_D_POOL_REUSED, d.pool = pym_pool_ref_of(h, pool),
		    d.arena = pool->arenaindex, d.after = mg->nfreepools);
		return pool;
	}
	DECIDE(PYM_D_FREEPOOLS_LOOKED, (void)d);
	if (mg->nfreepools == 0 && !new_arena(h))
		return NULL;
	return carve_pool(h);
}

void
ENGINE(give_pool_2_4)(struct pym_heap *h, struct pool_header *pool)
{
	struct management *mg = h->mg;

	SET_RAW(pool->nextpool, READ(mg->freepools));
	SET_POINTER(mg->freepools, pool);
	DECIDE(PYM_D_POOL_TO_FREEPOOLS, d.pool = pym_pool_ref_of(h, pool),
	    d.arena = pool->arenaindex);
}
