/*
 * malloc.c - handing out blocks (engine: compiled plain and observed).
 *
 * The path of a request, shortest first:
 *
 *	usedpools has a pool	pop its freeblock chain
 *	   chain used up	put the next virgin block on it, or, when
 *				there is none, unlink the full pool
 *	usedpools has none	take a pool from an arena and set it up
 *	not pymalloc's size	the system allocator
 */
#include "config.h"

#include "core/engine.h"

#include <string.h>

/*
 * The chain of POOL ended with the block just TAKEN: carve one block ahead,
 * or the pool is full and leaves its ring.  (3.9 on: pymalloc_pool_extend.)
 * Returns TAKEN, so that the short path can end in this call.
 */
SELDOM static uint8_t *
extend_pool(struct pym_heap *h, struct pool_header *pool, uint8_t *taken)
{
	struct pool_header *next, *prev;
	uint8_t *block;

	if (READ(pool->nextoffset) <= READ(pool->maxnextoffset)) {
		block = (uint8_t *)pool + pool->nextoffset;
		SET_HEADER_POINTER(pool->freeblock, block);
		SET_HEADER(pool->nextoffset,
		    pool->nextoffset + class_size(h, pool->szidx));
		SET_LINK(block, NULL);
		DECIDE(PYM_D_BLOCK_CARVED, d.pool = pym_pool_ref_of(h, pool),
		    d.address = pym_nominal(h, block),
		    d.block = block_number(h, pool, block));
		return taken;
	}
	next = LOAD(pool->nextpool);
	prev = LOAD(pool->prevpool);
	SET_POINTER(next->prevpool, prev);
	SET_POINTER(prev->nextpool, next);
	SET_OWN(h->pools.filled, h->pools.filled + 1);
	DECIDE(PYM_D_POOL_FULL, d.pool = pym_pool_ref_of(h, pool),
	    d.szidx = pool->szidx);
	return taken;
}

/* POOL had this class last: its old chain is taken up where it was left. */
static uint8_t *
resume_pool(struct pym_heap *h, struct pool_header *pool)
{
	uint8_t *block = LOAD(pool->freeblock);

	SET_RAW(pool->freeblock, READ(*block_link(block)));
	DECIDE(PYM_D_POOL_SAME_CLASS, d.pool = pym_pool_ref_of(h, pool),
	    d.szidx = pool->szidx, d.address = pym_nominal(h, block),
	    d.block = block_number(h, pool, block));
	return block;
}

/* Block 0 is handed out, block 1 is the chain, the rest is virgin. */
static uint8_t *
init_pool(struct pym_heap *h, struct pool_header *pool, uint32_t szidx)
{
	uint32_t size = class_size(h, szidx);
	uint8_t *block = (uint8_t *)pool + PYM_POOL_OVERHEAD;
#ifdef PYM_OBSERVED
	uint32_t had = pool->szidx;
#endif

	SET(pool->szidx, szidx);
	SET(pool->nextoffset, PYM_POOL_OVERHEAD + 2 * size);
	SET(pool->maxnextoffset, pool_size(h) - size);
	SET_POINTER(pool->freeblock, block + size);
	SET_POINTER(*block_link(block + size), NULL);
	DECIDE(PYM_D_POOL_INITIALISED, d.pool = pym_pool_ref_of(h, pool),
	    d.szidx = szidx, d.address = pym_nominal(h, block), d.block = 0,
	    d.before = had);
	return block;
}

/* No pool of the class is in use: NULL when no pool can be had. */
static uint8_t *
allocate_from_new_pool(struct pym_heap *h, uint32_t szidx)
{
	struct pool_header *head = usedpools_head(h, szidx);
	struct pool_header *pool = h->one_freepools ?
	    ENGINE(take_pool_2_4)(h) : ENGINE(take_pool)(h);

	if (pool == NULL)
		return NULL;
	SET_POINTER(pool->nextpool, head);
	SET_POINTER(pool->prevpool, head);
	SET_POINTER(head->nextpool, pool);
	SET_POINTER(head->prevpool, pool);
	SET(pool->count, 1);
	SET_OWN(h->pools.in_use, h->pools.in_use + 1);
	DECIDE(PYM_D_POOL_LINKED, d.pool = pym_pool_ref_of(h, pool),
	    d.szidx = szidx);
	return pool->szidx == szidx ? resume_pool(h, pool) :
	    init_pool(h, pool, szidx);
}

SELDOM static void *
malloc_slowly(struct pym_heap *h, size_t n, uint32_t szidx)
{
	void *block;

	DECIDE(PYM_D_USEDPOOLS_LOOKED, d.szidx = szidx);
	block = allocate_from_new_pool(h, szidx);
	return block != NULL ? block : ENGINE(raw_malloc)(h, n);
}

SELDOM static void *
malloc_from_system(struct pym_heap *h, size_t n)
{
	if (n > PTRDIFF_MAX) {
		DECIDE(PYM_D_TOO_LARGE, d.request = n);
		return NULL;
	}
	DECIDE(PYM_D_TO_SYSTEM, d.request = n);
	return ENGINE(raw_malloc)(h, n);
}

void *
ENGINE(malloc)(struct pym_heap *h, size_t n)
{
	struct pool_header *pool;
	uint8_t *block;
	size_t i;

	count_call(h);
	if (n - 1 >= h->threshold)	/* zero wraps round: not ours either */
		return malloc_from_system(h, n);
	i = (n - 1) >> h->class_shift;
	DECIDE(PYM_D_SIZE_CLASS, d.request = n, d.szidx = (uint32_t)i);
	pool = LOAD(h->usedpools[2 * i]);
	/* The imaginary header: the ring is empty. */
	if (pool == LOAD(pool->nextpool))
		return malloc_slowly(h, n, (uint32_t)i);
	DECIDE(PYM_D_USEDPOOLS_LOOKED, d.szidx = (uint32_t)i,
	    d.pool = pym_pool_ref_of(h, pool));
	MARK_POOL(pool);
	SET_HEADER(pool->count, pool->count + 1);
	block = LOAD(pool->freeblock);
	DECIDE(PYM_D_BLOCK_CHOSEN, d.pool = pym_pool_ref_of(h, pool),
	    d.address = pym_nominal(h, block),
	    d.block = block_number(h, pool, block));
	SET_HEADER_RAW(pool->freeblock, READ(*block_link(block)));
	DECIDE(PYM_D_FREEBLOCK_MOVED, d.pool = pym_pool_ref_of(h, pool),
	    d.address = pym_shown_link(h, pool->freeblock));
	return pool->freeblock != NULL ? block :
	    extend_pool(h, pool, block);
}

void *
ENGINE(calloc)(struct pym_heap *h, size_t nelem, size_t elsize)
{
	size_t n;
	void *p;

	if (elsize != 0 && nelem > PTRDIFF_MAX / elsize) {
		DECIDE(PYM_D_TOO_LARGE, d.request = UINT64_MAX);
		return NULL;
	}
	n = nelem * elsize;
	if (n - 1 >= h->threshold) {
		count_call(h);
		DECIDE(PYM_D_TO_SYSTEM, d.request = n);
		return ENGINE(raw_calloc)(h, n);
	}
	p = ENGINE(malloc)(h, n);
	if (p == NULL)
		return NULL;
	ENGINE(settle)(h, (uint8_t *)p + n);
	REACH(p, n);
	NOTE_RUN(p, n);
	memset(p, 0, n);
	DECIDE(PYM_D_BYTES_CLEARED, d.address = pym_nominal(h, p),
	    d.after = n);
	return p;
}
