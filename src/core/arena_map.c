/*
 * arena_map.c - is an address ours? (engine: compiled plain and observed)
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
#include "config.h"

#include "core/engine.h"

static uint32_t
tail_of(const struct pym_heap *h, uint64_t address)
{
	return (uint32_t)(address & (h->arena_size - 1));
}

/* A child node, made if it is not there yet; NULL when memory is short. */
static void *
child_node(struct pym_heap *h, void **link, size_t size, uint32_t *count)
{
	void *node = *link;

	if (node != NULL)
		return node;
	NOTE_RUN(&h->mg->metadata_used, sizeof(h->mg->metadata_used));
	node = pym_metadata_take(h, size, 16);
	if (node != NULL) {
		SET_POINTER(*link, node);
		SET(*count, *count + 1);
	}
	return node;
}

/* The entry for ADDRESS, with its nodes made on the way. */
static struct map_entry *
entry_for(struct pym_heap *h, uint64_t address)
{
	const struct map_shape *s = pym_map_shape(h);
	void **root = h->mg->arena_map_root;
	void **mid;
	struct map_entry *bot;

	mid = child_node(h,
	    &root[(address >> s->top_shift) & (s->top_entries - 1)],
	    s->mid_entries * sizeof(void *), &h->mg->arena_map_mid_count);
	if (mid == NULL)
		return NULL;
	bot = child_node(h,
	    &mid[(address >> s->mid_shift) & (s->mid_entries - 1)],
	    s->bot_entries * sizeof(*bot), &h->mg->arena_map_bot_count);
	if (bot == NULL)
		return NULL;
	return &bot[(address >> s->bot_shift) & (s->bot_entries - 1)];
}

bool
ENGINE(map_mark)(struct pym_heap *h, uint64_t base, bool used)
{
	struct map_entry *first = entry_for(h, base);
	struct map_entry *second;
	int32_t tail = (int32_t)tail_of(h, base);

	if (first == NULL)
		return false;
	if (tail == 0) {
		SET(first->hi, used ? -1 : 0);
		return true;
	}
	second = entry_for(h, base + h->arena_size);
	if (second == NULL)
		return false;
	SET(first->hi, used ? tail : 0);
	SET(second->lo, used ? tail : 0);
	return true;
}

static bool
radix_test(struct pym_heap *h, void *p)
{
	uint64_t address = h->shifted ? pym_nominal(h, p) : (uintptr_t)p;
	const struct map_entry *e = pym_map_find(h, address);
	int32_t tail = (int32_t)tail_of(h, address);
	bool ours = e != NULL &&
	    (tail < e->lo || (tail >= e->hi && e->hi != 0));

	DECIDE(PYM_D_ADDRESS_TESTED, d.address = address,
	    d.arena = ours ? h->slots[slot_of(h, p)].arena : PYM_NONE,
	    d.pool = ours ? pym_pool_ref_of(h, pool_of(h, p)) : d.pool,
	    d.before = e != NULL ? (uint32_t)e->hi : 0,
	    d.after = e != NULL ? (uint32_t)e->lo : 0);
	return ours;
}

static bool
arenaindex_test(struct pym_heap *h, void *p, struct pool_header *pool)
{
	uint32_t index = pool->arenaindex;
	uintptr_t base = index < h->mg->maxarenas ?
	    (h->one_freepools ? h->mg->arena_bases[index] :
	    h->mg->arenas[index].address) : 0;
	bool ours = base != 0 && (uintptr_t)p - base < h->arena_size;

	DECIDE(PYM_D_ADDRESS_TESTED, d.address = pym_nominal(h, p),
	    d.arena = ours ? index : PYM_NONE,
	    d.pool = ours ? pym_pool_ref_of(h, pool) : d.pool,
	    d.before = index);
	return ours;
}

bool
ENGINE(address_in_range)(struct pym_heap *h, void *p,
    struct pool_header *pool)
{
	/* A program's addresses can all be read; here only our regions. */
	if (!in_arena_region(h, p) &&
	    !in_region(&h->system_region, p))
		return false;
	return h->radix ? radix_test(h, p) : arenaindex_test(h, p, pool);
}
