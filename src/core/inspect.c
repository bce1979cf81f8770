/*
 * inspect.c - looking at arenas, pools and lists, by value.
 *
 * No pointer found in the heap is followed before it is known to lead to an
 * arena_object of the vector, or to a pool that is carved.
 */
#include "config.h"

#include "core/heap.h"

static const struct pym_pool_ref no_pool = { PYM_NONE, PYM_NONE };

/* ---- from pointers to indices ------------------------------------------- */

/* Entries of the arenas vector; 0 where it is none that we made. */
uint32_t
pym_arena_slots(const struct pym_heap *h)
{
	const struct management *mg = h->mg;
	size_t size = h->one_freepools ? sizeof(*mg->arena_bases) :
	    sizeof(*mg->arenas);
	const uint8_t *vector = h->one_freepools ? (void *)base_vector(h) :
	    (void *)arena_vector(h);
	const struct piece *piece = pym_metadata_piece(h, vector);

	if (piece == NULL || piece->kind != PIECE_ARENAS ||
	    vector != h->metadata.base + piece->start ||
	    mg->maxarenas > (mg->taken.bytes - piece->start) / size)
		return 0;
	return mg->maxarenas;
}

static uint32_t
arena_index_of(const struct pym_heap *h, const struct arena_object *p)
{
	const struct arena_object *ao = pym_pointer(h, (void *)(uintptr_t)p);
	uintptr_t offset = (uintptr_t)ao - (uintptr_t)arena_vector(h);
	uintptr_t index = offset / sizeof(*ao);

	if (ao == NULL || h->one_freepools || offset % sizeof(*ao) != 0 ||
	    index >= pym_arena_slots(h))
		return PYM_NONE;
	return (uint32_t)index;
}

uintptr_t
pym_arena_base(const struct pym_heap *h, uint32_t index)
{
	uintptr_t base;
	uint32_t slot;

	if (index >= pym_arena_slots(h))
		return 0;
	base = h->one_freepools ? base_vector(h)[index] :
	    arena_vector(h)[index].address;
	base = (uintptr_t)pym_pointer(h, (void *)base);
	if (!in_arena_region(h, (void *)base))
		return 0;
	slot = slot_of(h, (void *)base);
	return h->slots[slot].used && h->slots[slot].arena == index &&
	    base == slot_base(h, slot) ? base : 0;
}

struct pym_pool_ref
pym_pool_ref_of(const struct pym_heap *h, const void *pool)
{
	uint32_t slot;
	uintptr_t first;

	if (!in_arena_region(h, pool))
		return no_pool;
	slot = slot_of(h, pool);
	first = first_pool(h, slot_base(h, slot));
	if (!h->slots[slot].used || (uintptr_t)pool < first)
		return no_pool;
	return (struct pym_pool_ref){ h->slots[slot].arena,
	    (uint32_t)(((uintptr_t)pool - first) / pool_size(h)) };
}

/* Pools of the arena at BASE that have ever been carved. */
static uint32_t
carved_pools(const struct pym_heap *h, uint32_t index, uintptr_t base)
{
	uintptr_t first = first_pool(h, base);
	uint32_t all = h->arena_size / pool_size(h) - (first != base ? 1 : 0);
	uintptr_t next;

	if (h->one_freepools) {
		if (index + 1 < h->mg->maxarenas)
			return all;
		next = (uintptr_t)pym_end_pointer(h, h->mg->arenabase);
	} else {
		next = (uintptr_t)pym_end_pointer(h,
		    arena_vector(h)[index].pool_address);
	}
	if (next < first || (next - first) / pool_size(h) > all)
		return 0;
	return (uint32_t)((next - first) / pool_size(h));
}

uint32_t
pym_slot_carved(const struct pym_heap *h, uint32_t slot)
{
	uint32_t index = h->slots[slot].arena;
	uintptr_t base = pym_arena_base(h, index);

	if (base == 0 || slot_of(h, (void *)base) != slot)
		return 0;
	return (uint32_t)(first_pool(h, base) - slot_start(h, slot)) +
	    carved_pools(h, index, base) * pool_size(h);
}

uint32_t
pym_slot_extent(const struct pym_heap *h, uint32_t slot)
{
	uint32_t carved = pym_slot_carved(h, slot);
	uint32_t outside = h->slots[slot].outside;

	return carved > outside ? carved : outside;
}

struct pool_header *
pym_pool_header(const struct pym_heap *h, struct pym_pool_ref ref)
{
	uintptr_t base = pym_arena_base(h, ref.arena);

	if (base == 0 || ref.pool >= carved_pools(h, ref.arena, base))
		return NULL;
	return (struct pool_header *)(first_pool(h, base) +
	    (uintptr_t)ref.pool * pool_size(h));
}

/* The carved pool that P points at exactly, or no_pool. */
static struct pym_pool_ref
ref_of_link(const struct pym_heap *h, const struct pool_header *p)
{
	struct pym_pool_ref ref = pym_pool_ref_of(h, p);

	return pym_pool_header(h, ref) == p ? ref : no_pool;
}

/* ---- arenas ------------------------------------------------------------- */

static void
view_arena_2_4(struct pym_arena_view *v)
{
	v->nfreepools = v->ntotalpools - v->ncarved;
	v->nextarena = v->prevarena = PYM_NONE;
}

/* The list tells: an arena that left it keeps its links. */
static bool
is_usable(const struct pym_heap *h, const struct arena_object *ao)
{
	uint32_t prev = arena_index_of(h, ao->prevarena);

	return pym_pointer(h, h->mg->usable_arenas) == ao ||
	    (prev != PYM_NONE &&
	    pym_pointer(h, arena_vector(h)[prev].nextarena) == ao);
}

static void
view_arena_object(const struct pym_heap *h, struct pym_arena_view *v)
{
	const struct arena_object *ao = &arena_vector(h)[v->index];

	v->nfreepools = ao->nfreepools;
	v->ntotalpools = ao->ntotalpools;
	v->nextarena = arena_index_of(h, ao->nextarena);
	v->prevarena = arena_index_of(h, ao->prevarena);
	v->usable = is_usable(h, ao);
}

bool
pym_arena(const struct pym_heap *h, uint32_t index,
    struct pym_arena_view *out)
{
	uintptr_t base = pym_arena_base(h, index);
	uintptr_t first = first_pool(h, base);
	uint32_t carved;

	if (base == 0)
		return false;
	carved = carved_pools(h, index, base);
	*out = (struct pym_arena_view){
		.index = index,
		.address = pym_nominal(h, (void *)base),
		.first_pool = pym_nominal(h, (void *)first),
		.pool_address = pym_nominal(h, (void *)first) +
		    (uint64_t)carved * pool_size(h),
		.ntotalpools = h->arena_size / pool_size(h) -
		    (first != base ? 1 : 0),
		.ncarved = carved,
		.ordinal = h->slots[slot_of(h, (void *)base)].ordinal,
	};
	if (h->one_freepools)
		view_arena_2_4(out);
	else
		view_arena_object(h, out);
	return true;
}

/* Arenas linked by nextarena from AO; at most LIMIT and no more than the
   vector has. */
static size_t
list_arenas(const struct pym_heap *h, const struct arena_object *ao,
    uint32_t *out, size_t max, size_t limit)
{
	size_t n = 0;
	uint32_t index;

	while (n < pym_arena_slots(h) && n < limit) {
		index = arena_index_of(h, ao);
		if (index == PYM_NONE)
			break;
		if (out != NULL && n < max)
			out[n] = index;
		n++;
		ao = arena_vector(h)[index].nextarena;
	}
	return n;
}

size_t
pym_usable_arenas(const struct pym_heap *h, uint32_t *out, size_t max)
{
	return list_arenas(h, h->mg->usable_arenas, out, max, SIZE_MAX);
}

size_t
pym_unused_arena_objects(const struct pym_heap *h, uint32_t *out, size_t max)
{
	return list_arenas(h, h->mg->unused_arena_objects, out, max,
	    SIZE_MAX);
}

size_t
pym_first_usable_arenas(const struct pym_heap *h, uint32_t *out, size_t max)
{
	return list_arenas(h, h->mg->usable_arenas, out, max, max);
}

size_t
pym_first_unused_arena_objects(const struct pym_heap *h, uint32_t *out,
    size_t max)
{
	return list_arenas(h, h->mg->unused_arena_objects, out, max, max);
}

uint32_t
pym_nfp2lasta(const struct pym_heap *h, uint32_t nfreepools)
{
	if (h->nfp2lasta == NULL ||
	    nfreepools > pym_pools_per_arena(&h->profile))
		return PYM_NONE;
	return arena_index_of(h, h->nfp2lasta[nfreepools]);
}

/* ---- pools -------------------------------------------------------------- */

static enum pym_pool_state
state_of(const struct pool_header *pool)
{
	if (pool->count == 0)
		return PYM_POOL_EMPTY;
	return pool->freeblock == NULL ? PYM_POOL_FULL : PYM_POOL_USED;
}

/* What follows from the class, where the pool has a plausible one. */
static void
view_class(const struct pym_heap *h, struct pym_pool_view *v)
{
	if (v->szidx >= pym_class_count(&h->profile))
		return;
	v->size = class_size(h, v->szidx);
	v->capacity = pym_pool_capacity(&h->profile, v->szidx);
	v->ncarved = v->nextoffset < PYM_POOL_OVERHEAD ? 0 :
	    (v->nextoffset - PYM_POOL_OVERHEAD) / v->size;
	if (v->ncarved > v->capacity)
		v->ncarved = v->capacity;
}

static void
view_pool(const struct pym_heap *h, const struct pool_header *pool,
    struct pym_pool_view *v)
{
	v->state = state_of(pool);
	v->count = pool->count;
	v->freeblock = pym_shown_link(h, pool->freeblock);
	v->nextpool = pym_shown_link(h, pool->nextpool);
	v->prevpool = pym_shown_link(h, pool->prevpool);
	v->arenaindex = pool->arenaindex;
	v->szidx = pool->szidx;
	v->nextoffset = pool->nextoffset;
	v->maxnextoffset = pool->maxnextoffset;
	view_class(h, v);
}

bool
pym_pool(const struct pym_heap *h, struct pym_pool_ref ref,
    struct pym_pool_view *out)
{
	uintptr_t base = pym_arena_base(h, ref.arena);
	const struct pool_header *pool;
	struct pym_arena_view arena;

	if (base == 0 || !pym_arena(h, ref.arena, &arena) ||
	    ref.pool >= arena.ntotalpools)
		return false;
	*out = (struct pym_pool_view){
		.ref = ref,
		.address = arena.first_pool +
		    (uint64_t)ref.pool * pool_size(h),
		.state = PYM_POOL_UNCARVED,
		.szidx = PYM_NO_CLASS,
	};
	pool = pym_pool_header(h, ref);
	if (pool != NULL)
		view_pool(h, pool, out);
	return true;
}

/* ---- lists of pools ----------------------------------------------------- */

/* Pools linked by nextpool from P, up to END; at most LIMIT and no more than
   could be. */
static size_t
list_pools(const struct pym_heap *h, const struct pool_header *p,
    const struct pool_header *end, struct pym_pool_ref *out, size_t max,
    size_t limit)
{
	size_t most = (size_t)h->slots_used * pym_pools_per_arena(&h->profile);
	struct pym_pool_ref ref;
	size_t n = 0;

	for (; n < most && n < limit; p = p->nextpool) {
		p = pym_pointer(h, (void *)(uintptr_t)p);
		if (p == end)
			break;
		ref = ref_of_link(h, p);
		if (ref.arena == PYM_NONE)
			break;
		if (out != NULL && n < max)
			out[n] = ref;
		n++;
	}
	return n;
}

static size_t
list_ring(const struct pym_heap *h, uint32_t szidx, struct pym_pool_ref *out,
    size_t max, size_t limit)
{
	if (szidx >= pym_class_count(&h->profile))
		return 0;
	return list_pools(h, h->usedpools[2 * szidx],
	    usedpools_head(h, szidx), out, max, limit);
}

static size_t
list_free(const struct pym_heap *h, uint32_t arena, struct pym_pool_ref *out,
    size_t max, size_t limit)
{
	if (h->one_freepools)
		return list_pools(h, h->mg->freepools, NULL, out, max, limit);
	if (pym_arena_base(h, arena) == 0)
		return 0;
	return list_pools(h, arena_vector(h)[arena].freepools, NULL, out, max,
	    limit);
}

size_t
pym_usedpools(const struct pym_heap *h, uint32_t szidx,
    struct pym_pool_ref *out, size_t max)
{
	return list_ring(h, szidx, out, max, SIZE_MAX);
}

uint64_t
pym_usedpools_address(const struct pym_heap *h, uint32_t szidx)
{
	return pym_nominal(h, &h->usedpools[2 * szidx]);
}

size_t
pym_freepools(const struct pym_heap *h, uint32_t arena,
    struct pym_pool_ref *out, size_t max)
{
	return list_free(h, arena, out, max, SIZE_MAX);
}

size_t
pym_first_usedpools(const struct pym_heap *h, uint32_t szidx,
    struct pym_pool_ref *out, size_t max)
{
	return list_ring(h, szidx, out, max, max);
}

size_t
pym_first_freepools(const struct pym_heap *h, uint32_t arena,
    struct pym_pool_ref *out, size_t max)
{
	return list_free(h, arena, out, max, max);
}
