/*
 * free.c - taking blocks back, and realloc (engine: compiled plain and
 * observed).
 */
#include "config.h"

#include "core/address_test.h"

#include <string.h>

/* Formerly full: the pool, which is marked, has a free block again and is used
   first. */
static inline QUICK enum pym_status
relink_pool(struct pym_heap *h, struct pool_header *pool)
{
	struct pool_header *head = usedpools_head(h, pool->szidx);
	struct pool_header *next = LOAD(head->nextpool);

	SET_HEADER_POINTER(pool->nextpool, next);
	SET_HEADER_POINTER(pool->prevpool, head);
	SET_POINTER(head->nextpool, pool);
	SET_POINTER(next->prevpool, pool);
	DECIDE(PYM_D_POOL_WAS_FULL, d.pool = pym_pool_ref_of(h, pool),
	    d.szidx = pool->szidx);
	return PYM_OK;
}

/* Its last block came back: off usedpools, to its arena's free pools. */
SELDOM static enum pym_status
retire_pool(struct pym_heap *h, struct pool_header *pool)
{
	struct pool_header *next = LOAD(pool->nextpool);
	struct pool_header *prev = LOAD(pool->prevpool);

	SET_POINTER(next->prevpool, prev);
	SET_POINTER(prev->nextpool, next);
	SET_OWN(h->pools.in_use, h->pools.in_use - 1);
	SET_OWN(h->pools.emptied, h->pools.emptied + 1);
	DECIDE(PYM_D_POOL_UNLINKED, d.pool = pym_pool_ref_of(h, pool),
	    d.szidx = pool->szidx);
	if (h->one_freepools)
		ENGINE(give_pool_2_4)(h, pool);
	else
		ENGINE(give_pool)(h, pool);
	return PYM_OK;
}

static inline QUICK enum pym_status
free_block(struct pym_heap *h, struct pool_header *pool, uint8_t *block)
{
	uint8_t *lastfree = READ(pool->freeblock);

	MARK_POOL(pool);
	SET_LINK(block, lastfree);
	DECIDE(PYM_D_LINK_WRITTEN, d.pool = pym_pool_ref_of(h, pool),
	    d.address = pym_nominal(h, block),
	    d.block = block_number(h, pool, block),
	    d.before = pym_shown_link(h, lastfree));
	SET_HEADER_POINTER(pool->freeblock, block);
	SET_HEADER(pool->count, pool->count - 1);
	DECIDE(PYM_D_BLOCK_FREED, d.pool = pym_pool_ref_of(h, pool),
	    d.address = pym_nominal(h, block),
	    d.block = block_number(h, pool, block), d.after = pool->count);
	if (lastfree == NULL)
		return relink_pool(h, pool);
	if (pool->count == 0)
		return retire_pool(h, pool);
	DECIDE(PYM_D_POOL_STAYS, d.pool = pym_pool_ref_of(h, pool),
	    d.after = pool->count);
	return PYM_OK;
}

/* P is in no arena. */
SELDOM static enum pym_status
free_elsewhere(struct pym_heap *h, void *p)
{
	if (p != NULL)
		return ENGINE(raw_free)(h, p);
	DECIDE(PYM_D_FREE_NULL, (void)d);
	return PYM_OK;
}

/* Not within free, whose shortest way it would make longer. */
static __attribute__((noinline)) enum pym_status
free_shifted(struct pym_heap *h, void *p)
{
	struct pool_header *pool = pool_of(h, p);

	return address_in_range_anywhere(h, p, pool) ?
	    free_block(h, pool, p) : free_elsewhere(h, p);
}

enum pym_status
ENGINE(free)(struct pym_heap *h, void *p)
{
	struct pool_header *pool = pool_of(h, p);

	if (h->shifted)
		return free_shifted(h, p);
	return address_in_range(h, p, pool) ? free_block(h, pool, p) :
	    free_elsewhere(h, p);
}

/* A new block of N bytes with the SIZE bytes at P, as far as they fit.  The
   old one is freed after that, so that the new block is never the old one. */
static void *
copy_block(struct pym_heap *h, uint8_t *p, size_t size, size_t n)
{
	void *q = ENGINE(malloc)(h, n);
	size_t copied = n < size ? n : size;

	if (q == NULL)
		return NULL;
	if (copied != 0) {
		ENGINE(settle)(h, p + copied);
		ENGINE(settle)(h, (uint8_t *)q + copied);
		ENGINE(system_soil)(h, q, copied);
		REACH(p, copied);
		REACH(q, copied);
		NOTE_RUN(q, copied);
		memmove(q, p, copied);
	}
	DECIDE(PYM_D_BYTES_COPIED, d.address = pym_nominal(h, q),
	    d.after = copied);
	return q;
}

/* A block of a pool: kept when it fits and fills over 3/4 of its class. */
static void *
realloc_block(struct pym_heap *h, struct pool_header *pool, uint8_t *p,
    size_t n)
{
	size_t size = class_size(h, READ(pool->szidx));
	void *q;

	if (n <= size && 4 * n > 3 * size) {
		count_call(h);
		DECIDE(PYM_D_REALLOC_IN_PLACE, d.request = n,
		    d.address = pym_nominal(h, p), d.before = size);
		return p;
	}
	DECIDE(PYM_D_REALLOC_MOVES, d.request = n,
	    d.address = pym_nominal(h, p), d.before = size);
	q = copy_block(h, p, size, n);
	if (q != NULL)
		ENGINE(free)(h, p);
	return q;
}

/* 2.4 moves a system block of SIZE bytes that became small into a pool. */
static void *
take_over(struct pym_heap *h, uint8_t *p, size_t size, size_t n)
{
	void *q;

	DECIDE(PYM_D_REALLOC_TAKES_OVER, d.request = n,
	    d.address = pym_nominal(h, p));
	q = copy_block(h, p, size, n != 0 ? n : 1);
	if (q != NULL)
		ENGINE(system_free)(h, p);
	return q;
}

void *
ENGINE(realloc)(struct pym_heap *h, void *p, size_t n)
{
	struct pool_header *pool = pool_of(h, p);
	const struct system_header *header;

	if (p == NULL) {
		DECIDE(PYM_D_REALLOC_NULL, d.request = n);
		return ENGINE(malloc)(h, n);
	}
	if (n > PTRDIFF_MAX) {
		DECIDE(PYM_D_TOO_LARGE, d.request = n);
		return NULL;
	}
	if (address_in_range_anywhere(h, p, pool))
		return realloc_block(h, pool, p, n);
	header = pym_system_header(h, p);
	if (header == NULL && !h->hooks.raw)
		return NULL;
	if (h->profile.realloc_takes_over && n <= h->threshold)
		return take_over(h, p, header != NULL ? header->size : n, n);
	count_call(h);
	DECIDE(PYM_D_REALLOC_SYSTEM, d.request = n,
	    d.address = pym_nominal(h, p));
	return ENGINE(raw_realloc)(h, p, n);
}
