/*
 * check.c - every invariant of the heap, and the first that does not hold.
 */
#include "config.h"

#include "core/heap.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct checker {
	const struct pym_heap *h;
	char *fault;
	size_t size;
	struct pym_pool_ref *pools;	/* room for every pool there is */
	uint32_t *arenas;		/* and for every arena_object */
	size_t most;
};

/* Always false, having written the fault down. */
static bool
broken(struct checker *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (c->size > 0)
		vsnprintf(c->fault, c->size, format, ap);
	va_end(ap);
	return false;
}

/* ---- one pool ----------------------------------------------------------- */

static bool
check_class(struct checker *c, const struct pym_pool_view *v)
{
	uint32_t a = v->ref.arena, p = v->ref.pool;

	if (v->arenaindex != a)
		return broken(c, "pool %u.%u: arenaindex is %u, but it lies "
		    "in arena %u", a, p, v->arenaindex, a);
	if (v->size == 0)
		return broken(c, "pool %u.%u: szidx is %u, of %u classes", a,
		    p, v->szidx, pym_class_count(&c->h->profile));
	if (v->maxnextoffset != pool_size(c->h) - v->size)
		return broken(c, "pool %u.%u: maxnextoffset is %u, not %u", a,
		    p, v->maxnextoffset, pool_size(c->h) - v->size);
	if (v->nextoffset != PYM_POOL_OVERHEAD + v->ncarved * v->size)
		return broken(c, "pool %u.%u: nextoffset %u is no block's "
		    "start", a, p, v->nextoffset);
	return true;
}

/* The chain holds each block once, none uncarved, and as many as are free. */
static bool
check_chain(struct checker *c, const struct pym_pool_view *v)
{
	uint32_t a = v->ref.arena, p = v->ref.pool;
	const struct pool_header *pool = pym_pool_header(c->h, v->ref);
	const uint8_t *link = pool->freeblock;
	uint32_t n = 0, offset;

	for (; link != NULL; link = *(uint8_t *const *)(const void *)link) {
		link = pym_pointer(c->h, (void *)(uintptr_t)link);
		offset = (uint32_t)((uintptr_t)link - (uintptr_t)pool);
		if (pool_of(c->h, link) != pool ||
		    offset < PYM_POOL_OVERHEAD || offset >= v->nextoffset ||
		    (offset - PYM_POOL_OVERHEAD) % v->size != 0)
			return broken(c, "pool %u.%u: link %u of the "
			    "freeblock chain leads to 0x%" PRIx64
			    ", which is no carved block of it", a, p, n,
			    pym_shown_pointer(c->h, link));
		if (++n > v->capacity)
			return broken(c, "pool %u.%u: the freeblock chain "
			    "never ends", a, p);
	}
	if (v->count + n != v->ncarved)
		return broken(c, "pool %u.%u: ref.count %u and %u free blocks "
		    "make %u, but %u are carved", a, p, v->count, n,
		    v->count + n, v->ncarved);
	return true;
}

static bool
check_pool(struct checker *c, struct pym_pool_ref ref)
{
	struct pym_pool_view v;

	if (!pym_pool(c->h, ref, &v))
		return broken(c, "pool %u.%u cannot be read", ref.arena,
		    ref.pool);
	if (!check_class(c, &v) || !check_chain(c, &v))
		return false;
	if (v.state == PYM_POOL_FULL && v.ncarved < v.capacity)
		return broken(c, "pool %u.%u: no free block, but %u are not "
		    "carved yet", ref.arena, ref.pool,
		    v.capacity - v.ncarved);
	return true;
}

/* ---- lists of pools ----------------------------------------------------- */

/* Every pool of the ring belongs there, and is linked both ways. */
static bool
check_ring(struct checker *c, uint32_t szidx, uint64_t *listed)
{
	const struct pool_header *prev = usedpools_head(c->h, szidx);
	const struct pool_header *pool;
	size_t i, n = pym_usedpools(c->h, szidx, c->pools, c->most);

	for (i = 0; i < n && i < c->most; i++) {
		pool = pym_pool_header(c->h, c->pools[i]);
		if (pym_pointer(c->h, pool->prevpool) != prev)
			return broken(c, "usedpools[%u]: prevpool of pool "
			    "%u.%u is wrong", szidx, c->pools[i].arena,
			    c->pools[i].pool);
		if (pool->szidx != szidx || pool->count == 0 ||
		    pool->freeblock == NULL)
			return broken(c, "usedpools[%u]: pool %u.%u does not "
			    "belong there", szidx, c->pools[i].arena,
			    c->pools[i].pool);
		prev = pool;
	}
	if (pym_pointer(c->h, prev->nextpool) !=
	    usedpools_head(c->h, szidx) ||
	    pym_pointer(c->h, c->h->usedpools[2 * szidx + 1]) != prev)
		return broken(c, "usedpools[%u]: the ring does not close",
		    szidx);
	*listed += n;
	return true;
}

static bool
check_usedpools(struct checker *c)
{
	struct pym_stats s;
	uint64_t listed = 0;
	uint32_t i;

	/* CPython rounds the classes up; the rings too many stay empty. */
	for (i = 0; i < c->h->usedpools_words / 2; i++)
		if (!check_ring(c, i, &listed))
			return false;
	pym_stats(c->h, &s, NULL, 0);
	if (listed != s.pools_used)
		return broken(c, "usedpools lists %" PRIu64 " pools, but %"
		    PRIu64 " are partly used", listed, s.pools_used);
	return s.pools_used + s.pools_full == c->h->pools.in_use ||
	    broken(c, "%" PRIu64 " pools are counted as in use, but %" PRIu64
	    " are", c->h->pools.in_use, s.pools_used + s.pools_full);
}

/* All pools of the list are empty, and it has as many as there are; no pool
   twice (the list would not end). */
static bool
check_freepools(struct checker *c, uint32_t arena, uint64_t expected)
{
	size_t i, n = pym_freepools(c->h, arena, c->pools, c->most);
	const struct pool_header *pool, *next = c->h->one_freepools ?
	    c->h->mg->freepools : arena_vector(c->h)[arena].freepools;

	for (i = 0; i < n && i < c->most; i++) {
		pool = pym_pool_header(c->h, c->pools[i]);
		if (pool->count != 0)
			return broken(c, "freepools: pool %u.%u has %u blocks "
			    "handed out", c->pools[i].arena,
			    c->pools[i].pool, pool->count);
		if (!c->h->one_freepools && c->pools[i].arena != arena)
			return broken(c, "freepools of arena %u: pool %u.%u "
			    "lies elsewhere", arena, c->pools[i].arena,
			    c->pools[i].pool);
		next = pool->nextpool;
	}
	if (next != NULL)
		return broken(c, "freepools of arena %u: the list does not "
		    "end, but leads to 0x%" PRIx64 " after %zu pools", arena,
		    pym_shown_link(c->h, next), n);
	if (n != expected)
		return broken(c, "freepools of arena %u has %zu pools, but %"
		    PRIu64 " are empty", arena, n, expected);
	return true;
}

/* ---- arenas ------------------------------------------------------------- */

static bool
check_arena(struct checker *c, const struct pym_arena_view *v,
    uint64_t *all_empty)
{
	struct pym_pool_ref ref = { v->index, 0 };
	uint64_t empty = 0;

	for (; ref.pool < v->ncarved; ref.pool++) {
		if (!check_pool(c, ref))
			return false;
		if (pym_pool_header(c->h, ref)->count == 0)
			empty++;
	}
	*all_empty += empty;
	if (c->h->one_freepools)
		return true;
	if (v->nfreepools != v->ntotalpools - v->ncarved + empty)
		return broken(c, "arena %u: nfreepools is %u, but %" PRIu64
		    " are empty and %u not carved", v->index, v->nfreepools,
		    empty, v->ntotalpools - v->ncarved);
	return check_freepools(c, v->index, empty);
}

static bool
check_arenas(struct checker *c)
{
	const struct management *mg = c->h->mg;
	struct pym_arena_view v;
	uint64_t empty = 0, live = 0;
	uint32_t i;

	for (i = 0; i < pym_arena_slots(c->h); i++) {
		if (!pym_arena(c->h, i, &v))
			continue;
		live++;
		if (!check_arena(c, &v, &empty))
			return false;
	}
	if (live != mg->narenas_currently_allocated)
		return broken(c, "narenas_currently_allocated is %" PRIu64
		    ", but %" PRIu64 " arenas live",
		    mg->narenas_currently_allocated, live);
	if (mg->narenas_highwater < live ||
	    mg->ntimes_arena_allocated < mg->narenas_highwater)
		return broken(c, "narenas_highwater is %" PRIu64 ", but %"
		    PRIu64 " arenas live and %" PRIu64 " were allocated",
		    mg->narenas_highwater, live, mg->ntimes_arena_allocated);
	return !c->h->one_freepools || check_freepools(c, 0, empty);
}

/* LIST, whose N arenas are in c->arenas, ends with the last of them. */
static bool
check_list_end(struct checker *c, const char *list,
    const struct arena_object *head, size_t n)
{
	const struct arena_object *next = n == 0 ? head :
	    arena_vector(c->h)[c->arenas[n - 1]].nextarena;

	return next == NULL || broken(c, "%s: the list does not end, but "
	    "leads to 0x%" PRIx64 " after %zu arenas", list,
	    pym_shown_link(c->h, next), n);
}

/* Ascending, linked both ways, and every arena with free pools is there. */
static bool
check_usable_arenas(struct checker *c)
{
	size_t i, n = pym_usable_arenas(c->h, c->arenas, c->most);
	const struct arena_object *prev = NULL, *ao;
	uint32_t last = 0;
	uint64_t usable = 0;
	struct pym_arena_view v;

	for (i = 0; i < n; i++) {
		if (!pym_arena(c->h, c->arenas[i], &v) || v.nfreepools == 0)
			return broken(c, "usable_arenas: arena %u has no free "
			    "pool", c->arenas[i]);
		ao = &arena_vector(c->h)[v.index];
		if (pym_pointer(c->h, ao->prevarena) != prev)
			return broken(c, "usable_arenas: prevarena of arena "
			    "%u is wrong", v.index);
		if (v.nfreepools < last)
			return broken(c, "usable_arenas: arena %u (%u free "
			    "pools) comes after one with %u", v.index,
			    v.nfreepools, last);
		last = v.nfreepools;
		prev = ao;
	}
	for (i = 0; i < pym_arena_slots(c->h); i++)
		if (pym_arena(c->h, (uint32_t)i, &v) && v.nfreepools > 0)
			usable++;
	if (!check_list_end(c, "usable_arenas", c->h->mg->usable_arenas, n))
		return false;
	return usable == n || broken(c, "usable_arenas lists %zu arenas, but "
	    "%" PRIu64 " have free pools", n, usable);
}

static bool
check_unused(struct checker *c)
{
	size_t i, n = pym_unused_arena_objects(c->h, c->arenas, c->most);

	for (i = 0; i < n; i++)
		if (pym_arena_base(c->h, c->arenas[i]) != 0)
			return broken(c, "unused_arena_objects: arena %u is "
			    "in use", c->arenas[i]);
	if (!check_list_end(c, "unused_arena_objects",
	    c->h->mg->unused_arena_objects, n))
		return false;
	if (n + c->h->mg->narenas_currently_allocated !=
	    c->h->mg->maxarenas)
		return broken(c, "unused_arena_objects has %zu entries; with "
		    "%" PRIu64 " arenas that is not the vector's %u", n,
		    c->h->mg->narenas_currently_allocated,
		    c->h->mg->maxarenas);
	return true;
}

/* The number of fingers that point anywhere. */
static size_t
count_fingers(const struct pym_heap *h)
{
	size_t k, n = 0;

	for (k = 0; k <= pym_pools_per_arena(&h->profile); k++)
		if (h->nfp2lasta[k] != NULL)
			n++;
	return n;
}

/* nfp2lasta[n] is the last arena of usable_arenas, which is in order, with n
   free pools; the others are NULL. */
static bool
check_fingers(struct checker *c)
{
	size_t i, n = pym_usable_arenas(c->h, c->arenas, c->most);
	size_t counts = 0;
	struct pym_arena_view v, next;

	for (i = 0; i < n; i++) {
		if (!pym_arena(c->h, c->arenas[i], &v))
			return false;
		if (i + 1 < n && pym_arena(c->h, c->arenas[i + 1], &next) &&
		    next.nfreepools == v.nfreepools)
			continue;
		counts++;
		if (pym_nfp2lasta(c->h, v.nfreepools) != v.index)
			return broken(c, "nfp2lasta[%u] is not the last arena "
			    "with %u free pools", v.nfreepools, v.nfreepools);
	}
	return counts == count_fingers(c->h) || broken(c, "nfp2lasta has %zu "
	    "entries, but there are %zu different numbers of free pools",
	    count_fingers(c->h), counts);
}

/* ---- the arena map ------------------------------------------------------ */

/* Counts nodes and entries: there are none but the arenas' own. */
static bool
check_map_counts(struct checker *c, uint64_t begins, uint64_t ends)
{
	const struct pym_heap *h = c->h;
	uint32_t mids = 0, bots = 0, i;
	const struct map_entry *e;
	uint64_t k;

	for (i = 0; i < h->mg->taken.pieces; i++) {
		if (h->pieces[i].kind == PIECE_MAP_MID)
			mids++;
		if (h->pieces[i].kind != PIECE_MAP_BOT)
			continue;
		bots++;
		e = (const void *)(h->metadata.base + h->pieces[i].start);
		for (k = 0; k <= h->map.bot_mask; k++, e++) {
			begins -= e->hi != 0;
			ends -= e->lo != 0;
		}
	}
	if (begins != 0 || ends != 0)
		return broken(c, "arena map: there are entries of no arena");
	return (mids == h->mg->arena_map_mid_count &&
	    bots == h->mg->arena_map_bot_count) || broken(c, "arena map: "
	    "%u mid and %u bot nodes are counted, but there are %u and %u",
	    h->mg->arena_map_mid_count, h->mg->arena_map_bot_count, mids,
	    bots);
}

static bool
check_map(struct checker *c)
{
	const struct map_entry *first, *second;
	uint64_t begins = 0, ends = 0;
	struct pym_arena_view v;
	int32_t tail;
	uint32_t i;

	for (i = 0; i < pym_arena_slots(c->h); i++) {
		if (!pym_arena(c->h, i, &v))
			continue;
		tail = (int32_t)(v.address & c->h->arena_mask);
		first = pym_map_look(c->h, v.address);
		second = pym_map_look(c->h, v.address + c->h->arena_size);
		if (first == NULL || first->hi != (tail == 0 ? -1 : tail) ||
		    (tail != 0 && (second == NULL || second->lo != tail)))
			return broken(c, "arena map: arena %u is not entered",
			    i);
		begins++;
		ends += tail != 0;
	}
	return check_map_counts(c, begins, ends);
}

/* ---- the system allocator ----------------------------------------------- */

/* Freed blocks are on the list of their class, FREED in all. */
static bool
check_system_lists(struct checker *c, uint64_t freed)
{
	const struct system_header *header;
	const uint8_t *block;
	uint32_t i;

	for (i = 0; i < SYSTEM_CLASSES; i++) {
		block = c->h->sys->heads[i];
		for (; block != NULL && freed > 0; freed--) {
			header = (const void *)
			    (block - sizeof(*header));
			if (!pym_system_whole(c->h, header) ||
			    header->live != 0 || header->szclass != i)
				break;
			block = pym_pointer(c->h,
			    *(uint8_t *const *)(const void *)block);
		}
		if (block != NULL)
			return broken(c, "the system allocator's list %u "
			    "leads to no freed block of its size", i);
	}
	return freed == 0 || broken(c, "%" PRIu64 " freed system blocks are "
	    "on no list", freed);
}

static bool
check_system(struct checker *c)
{
	const struct system_header *header = NULL;
	uint64_t blocks = 0, bytes = 0, freed = 0, end = 0;

	while ((header = pym_system_next(c->h, header)) != NULL) {
		end += pym_system_stride(header);
		if (header->live == 0)
			freed++;
		else
			blocks++, bytes += header->size;
	}
	if (end != c->h->sys->used)
		return broken(c, "the system block at 0x%" PRIx64
		    " has a damaged header", PYM_SYSTEM_BASE + end);
	if (blocks != c->h->sys->blocks || bytes != c->h->sys->bytes)
		return broken(c, "the system allocator's counts are wrong");
	return check_system_lists(c, freed);
}

static bool
check_all(struct checker *c)
{
	if (!check_arenas(c) || !check_usedpools(c) || !check_system(c))
		return false;
	if (c->h->one_freepools)
		return true;
	return check_usable_arenas(c) && check_unused(c) &&
	    (c->h->nfp2lasta == NULL || check_fingers(c)) &&
	    (!c->h->radix || check_map(c));
}

bool
pym_check(const struct pym_heap *h, char *fault, size_t size)
{
	struct checker c = { .h = h, .fault = fault, .size = size };
	size_t pools = (size_t)h->slots_used *
	    pym_pools_per_arena(&h->profile) + 1;
	bool ok;

	c.most = pools > pym_arena_slots(h) ? pools : pym_arena_slots(h);
	c.pools = malloc(c.most * sizeof(*c.pools));
	c.arenas = malloc(c.most * sizeof(*c.arenas));
	ok = c.pools != NULL && c.arenas != NULL ? check_all(&c) :
	    broken(&c, "no memory to check with");
	free(c.pools);
	free(c.arenas);
	return ok;
}
