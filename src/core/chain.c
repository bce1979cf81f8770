/*
 * chain.c - the freeblock chain of a pool, whatever it is like.
 *
 * A chain that was damaged may lead anywhere and may never end: it is followed
 * from block to block of its pool only, and each block is met once.
 */
#include "config.h"

#include "core/heap.h"

struct chain {
	const struct pym_heap *h;
	const struct pool_header *pool;
	struct pym_pool_view v;
	size_t length;			/* blocks, each once */
	enum pym_chain_end end;
	uint64_t where;
};

/* The offset in the pool of the block that LINK leads to; 0 if none begins
   there. */
static uint32_t
link_offset(const struct chain *c, const uint8_t *link)
{
	const uint8_t *p = pym_pointer(c->h, (void *)(uintptr_t)link);
	uintptr_t offset = (uintptr_t)p - (uintptr_t)c->pool;

	if (c->v.size == 0 || offset < PYM_POOL_OVERHEAD ||
	    (offset - PYM_POOL_OVERHEAD) % c->v.size != 0 ||
	    (offset - PYM_POOL_OVERHEAD) / c->v.size >= c->v.capacity)
		return 0;
	return (uint32_t)offset;
}

static const uint8_t *
link_at(const struct chain *c, uint32_t offset)
{
	return *(uint8_t *const *)(const void *)((const uint8_t *)c->pool +
	    offset);
}

/* The block after the one at OFFSET. */
static uint32_t
next(const struct chain *c, uint32_t offset)
{
	return link_offset(c, link_at(c, offset));
}

/* The chain never ends: where the ring in it begins, and how long it is. */
static void
measure_ring(struct chain *c)
{
	uint32_t first = link_offset(c, c->pool->freeblock);
	uint32_t slow = next(c, first), fast = next(c, next(c, first));
	size_t before = 0, ring = 1;

	while (slow != fast) {
		slow = next(c, slow);
		fast = next(c, next(c, fast));
	}
	for (slow = first; slow != fast; before++) {
		slow = next(c, slow);
		fast = next(c, fast);
	}
	for (fast = next(c, slow); fast != slow; ring++)
		fast = next(c, fast);
	c->length = before + ring;
	c->end = PYM_CHAIN_RING;
	c->where = before;
}

/* False if there is no such pool. */
static bool
follow(const struct pym_heap *h, struct pym_pool_ref ref, struct chain *c)
{
	const uint8_t *link;
	uint32_t offset;

	*c = (struct chain){ .h = h, .pool = pym_pool_header(h, ref) };
	if (c->pool == NULL || !pym_pool(h, ref, &c->v))
		return false;
	link = c->pool->freeblock;
	while ((offset = link_offset(c, link)) != 0) {
		if (c->length == c->v.capacity) {
			measure_ring(c);
			return true;
		}
		c->length++;
		link = link_at(c, offset);
	}
	c->end = link == NULL ? PYM_CHAIN_NULL : PYM_CHAIN_ASTRAY;
	c->where = pym_shown_link(h, link);
	return true;
}

size_t
pym_pool_chain(const struct pym_heap *h, struct pym_pool_ref ref,
    uint32_t *offsets, size_t max)
{
	struct chain c;
	uint32_t offset;
	size_t i;

	if (!follow(h, ref, &c))
		return 0;
	offset = link_offset(&c, c.pool->freeblock);
	for (i = 0; i < c.length && i < max; i++) {
		offsets[i] = offset;
		offset = next(&c, offset);
	}
	return c.length;
}

enum pym_chain_end
pym_pool_chain_end(const struct pym_heap *h, struct pym_pool_ref ref,
    uint64_t *where)
{
	struct chain c;

	if (!follow(h, ref, &c))
		c.where = 0;
	if (where != NULL)
		*where = c.where;
	return c.end;
}

size_t
pym_pool_blocks(const struct pym_heap *h, struct pym_pool_ref ref,
    enum pym_block_state *states, size_t max)
{
	struct chain c;
	uint32_t offset;
	size_t i, n;

	if (!follow(h, ref, &c))
		return 0;
	for (i = 0; i < c.v.capacity && i < max; i++)
		states[i] = i < c.v.ncarved ? PYM_BLOCK_ALLOCATED :
		    PYM_BLOCK_UNCARVED;
	offset = link_offset(&c, c.pool->freeblock);
	for (n = 0; n < c.length; n++) {
		i = (offset - PYM_POOL_OVERHEAD) / c.v.size;
		if (i < max)
			states[i] = PYM_BLOCK_FREE;
		offset = next(&c, offset);
	}
	return c.v.capacity;
}

enum pym_block_state
pym_block_state_at(const struct pym_heap *h, struct pym_pool_ref ref,
    uint32_t block)
{
	struct chain c = { .h = h, .pool = pym_pool_header(h, ref) };
	uint32_t offset, n;

	if (c.pool == NULL || !pym_pool(h, ref, &c.v) ||
	    block >= c.v.ncarved)
		return PYM_BLOCK_UNCARVED;
	offset = link_offset(&c, c.pool->freeblock);
	for (n = 0; offset != 0 && n < c.v.capacity; n++) {
		if ((offset - PYM_POOL_OVERHEAD) / c.v.size == block)
			return PYM_BLOCK_FREE;
		offset = next(&c, offset);
	}
	return PYM_BLOCK_ALLOCATED;
}
