/*
 * arenas.c - which arena serves, and when one goes back (engine: compiled
 * plain and observed).  The policy of CPython 2.5 and later.
 *
 * usable_arenas is a doubly linked list of the arenas that have free pools,
 * ascending by nfreepools.  New pools come from its head, the fullest arena,
 * so that the emptier ones behind it get a chance to become wholly free and
 * be given back.  An arena whose count grows moves right past those with
 * smaller counts and stands before those that already had as many.
 *
 * nfp2lasta[n] (3.8 on) is the last arena in the list with n free pools, so
 * that the move needs no walk; the order is the same.
 */
#include "config.h"

#include "core/engine.h"

#define INITIAL_ARENA_OBJECTS 16u

/* ---- new arenas --------------------------------------------------------- */

static uint32_t
index_of(const struct pym_heap *h, const struct arena_object *ao)
{
	return (uint32_t)(((uintptr_t)ao - (uintptr_t)arena_vector(h)) /
	    sizeof(*ao));
}

/* Doubles the vector; its new entries are chained, lowest index first out. */
static bool
grow_arenas(struct pym_heap *h)
{
	struct management *mg = h->mg;
	uint32_t old = mg->maxarenas;
	uint32_t n = old != 0 ? old * 2 : INITIAL_ARENA_OBJECTS;
	struct arena_object *arenas;
	uint32_t i;

	count_raw_call(h);
	NOTE_QUIETLY(&mg->taken, sizeof(mg->taken));
	arenas = pym_metadata_take(h, (size_t)n * sizeof(*arenas),
	    PIECE_ARENAS);
	if (arenas == NULL)
		return false;
	for (i = 0; i < old; i++)
		arenas[i] = READ(LOAD(mg->arenas)[i]);
	for (i = old; i < n; i++)
		arenas[i].nextarena = pym_stored(h, i + 1 < n ?
		    &arenas[i + 1] : NULL);
	SET_POINTER(mg->arenas, arenas);
	SET(mg->maxarenas, n);
	SET_POINTER(mg->unused_arena_objects, &arenas[old]);
	DECIDE(PYM_D_ARENAS_GROWN, d.before = old, d.after = n);
	return true;
}

static void
count_arena(struct pym_heap *h)
{
	struct management *mg = h->mg;

	SET(mg->narenas_currently_allocated,
	    mg->narenas_currently_allocated + 1);
	SET(mg->ntimes_arena_allocated, mg->ntimes_arena_allocated + 1);
	if (mg->narenas_currently_allocated > mg->narenas_highwater)
		SET(mg->narenas_highwater, mg->narenas_currently_allocated);
}

/* Sets up AO for an arena at BASE; an uneven base costs a pool. */
static void
init_arena(struct pym_heap *h, struct arena_object *ao, uintptr_t base)
{
	uintptr_t first = first_pool(h, base);
	uint32_t npools = h->arena_size / pool_size(h) -
	    (first != base ? 1 : 0);

	SET_POINTER(ao->address, base);
	count_arena(h);
	SET_POINTER(ao->freepools, NULL);
	SET_RAW(ao->pool_address, (uint8_t *)first);
	SET(ao->nfreepools, npools);
	SET(ao->ntotalpools, npools);
	DECIDE(PYM_D_ARENA_OBTAINED, d.arena = index_of(h, ao),
	    d.address = pym_nominal(h, (void *)base), d.after = npools);
}

static bool
map_arena(struct pym_heap *h, uintptr_t base, uint32_t index)
{
	uint64_t nominal = pym_arena_nominal(h, (void *)base);

	if (!ENGINE(map_mark)(h, nominal, true))
		return false;
	DECIDE(PYM_D_ARENA_MAP_MARKED, d.arena = index, d.address = nominal);
	(void)index;
	return true;
}

/* NULL, and nothing changed, when an arena cannot be had. */
static struct arena_object *
new_arena(struct pym_heap *h)
{
	struct management *mg = h->mg;
	struct arena_object *ao;
	uintptr_t base;

	if (mg->unused_arena_objects == NULL && !grow_arenas(h)) {
		DECIDE(PYM_D_ARENA_REFUSED, (void)d);
		return NULL;
	}
	ao = LOAD(mg->unused_arena_objects);
	SET_RAW(mg->unused_arena_objects, READ(ao->nextarena));
	DECIDE(PYM_D_ARENA_OBJECT_TAKEN, d.arena = index_of(h, ao));
	base = ENGINE(slot_take)(h, index_of(h, ao));
	if (base != 0 && h->radix && !map_arena(h, base, index_of(h, ao))) {
		ENGINE(slot_give)(h, base);
		base = 0;
	}
	if (base == 0) {
		SET_POINTER(ao->nextarena, mg->unused_arena_objects);
		SET_POINTER(mg->unused_arena_objects, ao);
		DECIDE(PYM_D_ARENA_REFUSED, (void)d);
		return NULL;
	}
	init_arena(h, ao, base);
	return ao;
}

/* The only usable arena is a new one. */
static bool
list_new_arena(struct pym_heap *h, struct management *mg)
{
	struct arena_object *ao = new_arena(h);

	if (ao == NULL)
		return false;
	SET_POINTER(mg->usable_arenas, ao);
	SET_POINTER(ao->nextarena, NULL);
	SET_POINTER(ao->prevarena, NULL);
	if (h->nfp2lasta != NULL)
		SET_POINTER(h->nfp2lasta[ao->nfreepools], ao);
	DECIDE(PYM_D_ARENA_LISTED, d.arena = index_of(h, ao));
	return true;
}

/* ---- a pool out of an arena --------------------------------------------- */

/* AO, the head of the list, is about to have one free pool fewer. */
static void
lower_finger(struct pym_heap *h, struct arena_object *ao)
{
	uint32_t n = READ(ao->nfreepools);

	if (LOAD(h->nfp2lasta[n]) == ao)
		SET_POINTER(h->nfp2lasta[n], NULL);
	if (n > 1)
		SET_POINTER(h->nfp2lasta[n - 1], ao);
	DECIDE(PYM_D_NFP2LASTA_MOVED, d.arena = index_of(h, ao), d.before = n,
	    d.after = n - 1);
}

/* Freed pools first, in the reverse order of their freeing; else carve. */
static struct pool_header *
pool_from_arena(struct pym_heap *h, struct arena_object *ao)
{
	struct pool_header *pool = LOAD(ao->freepools);

	if (pool != NULL) {
		DECIDE(PYM_D_FREEPOOLS_LOOKED, d.arena = index_of(h, ao),
		    d.pool = pym_pool_ref_of(h, pool));
		SET_RAW(ao->freepools, READ(pool->nextpool));
		SET(ao->nfreepools, ao->nfreepools - 1);
		DECIDE(PYM_D_POOL_REUSED, d.arena = index_of(h, ao),
		    d.pool = pym_pool_ref_of(h, pool),
		    d.after = ao->nfreepools);
		return pool;
	}
	DECIDE(PYM_D_FREEPOOLS_LOOKED, d.arena = index_of(h, ao));
	pool = (struct pool_header *)(void *)LOAD_END(ao->pool_address);
	SET(pool->arenaindex, index_of(h, ao));
	SET(pool->szidx, PYM_NO_CLASS);
	SET_RAW(ao->pool_address, (uint8_t *)pool + pool_size(h));
	SET(ao->nfreepools, ao->nfreepools - 1);
	DECIDE(PYM_D_POOL_CARVED, d.arena = index_of(h, ao),
	    d.pool = pym_pool_ref_of(h, pool), d.after = ao->nfreepools);
	return pool;
}

struct pool_header *
ENGINE(take_pool)(struct pym_heap *h)
{
	struct management *mg = h->mg;
	struct arena_object *ao, *next;
	struct pool_header *pool;

	DECIDE(PYM_D_USABLE_ARENAS_LOOKED, ao = LOAD(mg->usable_arenas),
	    d.arena = ao != NULL ? index_of(h, ao) : PYM_NONE);
	if (mg->usable_arenas == NULL && !list_new_arena(h, mg))
		return NULL;
	ao = LOAD(mg->usable_arenas);
	if (h->nfp2lasta != NULL)
		lower_finger(h, ao);
	pool = pool_from_arena(h, ao);
	if (ao->nfreepools != 0)
		return pool;
	next = LOAD(ao->nextarena);
	SET_POINTER(mg->usable_arenas, next);
	if (next != NULL)
		SET_POINTER(next->prevarena, NULL);
	DECIDE(PYM_D_ARENA_USED_UP, d.arena = index_of(h, ao));
	return pool;
}

/* ---- a pool back to its arena ------------------------------------------- */

static void
unlink_arena(struct pym_heap *h, struct arena_object *ao)
{
	struct arena_object *next = LOAD(ao->nextarena);
	struct arena_object *prev = LOAD(ao->prevarena);

	if (prev == NULL)
		SET_POINTER(h->mg->usable_arenas, next);
	else
		SET_POINTER(prev->nextarena, next);
	if (next != NULL)
		SET_POINTER(next->prevarena, prev);
}

/* AO is wholly free: its memory goes back to the system. */
static void
give_back(struct pym_heap *h, struct arena_object *ao)
{
	struct management *mg = h->mg;
	uintptr_t base = LOAD(ao->address);
	uint64_t nominal = pym_arena_nominal(h, (void *)base);

	unlink_arena(h, ao);
	DECIDE(PYM_D_ARENA_UNLISTED, d.arena = index_of(h, ao));
	SET_POINTER(ao->nextarena, mg->unused_arena_objects);
	SET_POINTER(mg->unused_arena_objects, ao);
	DECIDE(PYM_D_ARENA_OBJECT_GIVEN, d.arena = index_of(h, ao));
	if (h->radix) {
		ENGINE(map_mark)(h, nominal, false);
		DECIDE(PYM_D_ARENA_MAP_CLEARED, d.arena = index_of(h, ao),
		    d.address = nominal);
	}
	ENGINE(slot_give)(h, base);
	SET_POINTER(ao->address, 0);
	SET(mg->narenas_currently_allocated,
	    mg->narenas_currently_allocated - 1);
	DECIDE(PYM_D_ARENA_GIVEN_BACK, d.arena = index_of(h, ao),
	    d.address = nominal);
}

/* AO, on no list till now, got its first free pool: the fullest there is. */
static void
list_in_front(struct pym_heap *h, struct arena_object *ao)
{
	struct management *mg = h->mg;
	struct arena_object *next = LOAD(mg->usable_arenas);

	SET_POINTER(ao->nextarena, next);
	SET_POINTER(ao->prevarena, NULL);
	if (next != NULL)
		SET_POINTER(next->prevarena, ao);
	SET_POINTER(mg->usable_arenas, ao);
	if (h->nfp2lasta != NULL && h->nfp2lasta[1] == NULL)
		SET_POINTER(h->nfp2lasta[1], ao);
	DECIDE(PYM_D_ARENA_TO_FRONT, d.arena = index_of(h, ao));
}

/* The last arena that AO, grown to N free pools, must stand behind. */
static struct arena_object *
last_with_fewer(struct pym_heap *h, struct arena_object *ao, uint32_t n)
{
	struct arena_object *next = LOAD(ao->nextarena);

	while (next != NULL && READ(next->nfreepools) < n) {
		ENDLESS(ao);
		ao = next;
		next = LOAD(ao->nextarena);
	}
	return ao;
}

/* Moves AO right, to directly behind BEHIND. */
static void
move_behind(struct pym_heap *h, struct arena_object *ao,
    struct arena_object *behind)
{
	struct arena_object *next;

	unlink_arena(h, ao);
	next = LOAD(behind->nextarena);
	SET_POINTER(ao->prevarena, behind);
	SET_POINTER(ao->nextarena, next);
	if (next != NULL)
		SET_POINTER(next->prevarena, ao);
	SET_POINTER(behind->nextarena, ao);
	DECIDE(PYM_D_ARENA_MOVED, d.arena = index_of(h, ao),
	    d.other = index_of(h, behind));
}

/*
 * AO had one free pool fewer: its finger of that count now shows the arena
 * before it, if that has as many.  Returns the finger as it was.
 */
static struct arena_object *
raise_finger(struct pym_heap *h, struct arena_object *ao, uint32_t had)
{
	struct arena_object *last = LOAD(h->nfp2lasta[had]);
	struct arena_object *prev = LOAD(ao->prevarena);

	if (last == ao) {
		SET_POINTER(h->nfp2lasta[had],
		    prev != NULL && READ(prev->nfreepools) == had ? prev :
		    NULL);
		DECIDE(PYM_D_NFP2LASTA_MOVED, d.arena = index_of(h, ao),
		    d.before = had, d.after = had + 1);
	}
	return last;
}

/* AO, on the list, has one free pool more: restore the order. */
static void
sort_arena(struct pym_heap *h, struct arena_object *ao,
    struct arena_object *last)
{
	uint32_t n = ao->nfreepools;
	struct arena_object *next = LOAD(ao->nextarena);

	if (h->nfp2lasta != NULL && READ(h->nfp2lasta[n]) == NULL)
		SET_POINTER(h->nfp2lasta[n], ao);
	if (next == NULL || READ(next->nfreepools) >= n) {
		DECIDE(PYM_D_ARENA_IN_ORDER, d.arena = index_of(h, ao),
		    d.after = n);
		return;
	}
	move_behind(h, ao, h->nfp2lasta != NULL ? last :
	    last_with_fewer(h, ao, n));
}

static bool
wholly_free_stays(struct pym_heap *h, struct arena_object *ao)
{
	if (!h->profile.reclaim) {
		DECIDE(PYM_D_ARENA_KEPT, d.arena = index_of(h, ao));
		return true;
	}
	if (h->profile.keep_last && READ(ao->nextarena) == NULL) {
		DECIDE(PYM_D_ARENA_KEPT_LAST, d.arena = index_of(h, ao));
		return true;
	}
	return false;
}

void
ENGINE(give_pool)(struct pym_heap *h, struct pool_header *pool)
{
	struct arena_object *ao = &LOAD(h->mg->arenas)[READ(pool->arenaindex)];
	struct arena_object *last = NULL;
	uint32_t n = READ(ao->nfreepools) + 1;

	SET_RAW(pool->nextpool, READ(ao->freepools));
	SET_POINTER(ao->freepools, pool);
	SET(ao->nfreepools, n);
	DECIDE(PYM_D_POOL_TO_FREEPOOLS, d.pool = pym_pool_ref_of(h, pool),
	    d.arena = index_of(h, ao), d.after = n);
	/* An arena that was used up is on no list; it has no finger. */
	if (h->nfp2lasta != NULL)
		last = raise_finger(h, ao, n - 1);
	if (n == READ(ao->ntotalpools) && !wholly_free_stays(h, ao))
		give_back(h, ao);
	else if (n == 1)
		list_in_front(h, ao);
	else
		sort_arena(h, ao, last);
}
