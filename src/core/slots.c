/*
 * slots.c - places for arenas in the arena region (engine: compiled plain and
 * observed).  What mmap and munmap are to CPython: lowest free place first,
 * so that addresses are the same in every run.
 */
#include "config.h"

#include "core/engine.h"

static uint32_t
lowest_free(const struct pym_heap *h)
{
	uint32_t i = h->lowest_slot;

	while (i < h->slots_used && h->slots[i].used)
		i++;
	return i;
}

/* Whether the map knows an arena that an arena at BASE would overlap. */
static bool
is_taken(const struct pym_heap *h, uint64_t base)
{
	const struct map_entry *first = pym_map_look(h, base);
	const struct map_entry *second = pym_map_look(h, base + h->arena_size);
	int32_t tail = (int32_t)(base & h->arena_mask);

	return (first != NULL && (first->hi != 0 || first->lo > tail)) ||
	    (second != NULL && second->hi != 0 && second->hi < tail);
}

/* A recording can hold anything: a base must be one that an allocator could
   give, and show no two things at one address. */
static bool
can_be_base(const struct pym_heap *h, uint64_t base)
{
	const uint64_t reach = (uint64_t)1 << 40;
	uint64_t last = base + (h->arena_size - 1);

	if (base == 0 || base % 16 != 0 || last < base ||
	    (h->radix && (last >> h->map.top_shift > h->map.top_mask ||
	    is_taken(h, base))))
		return false;
	return (last < PYM_METADATA_BASE ||
	    base >= PYM_METADATA_BASE + reach) &&
	    (last < PYM_SYSTEM_BASE || base >= PYM_SYSTEM_BASE + reach);
}

/* The base that a recording knows, and what it leaves of a pool. */
static uintptr_t
place_arena(struct pym_heap *h, uint32_t i, uint64_t ordinal)
{
	uint64_t usual = PYM_ARENA_BASE + ((uint64_t)i << h->arena_shift) +
	    h->profile.excess;
	uint64_t told = h->arena_fn == NULL ? 0 :
	    h->arena_fn(h->arena_ctx, true, ordinal, usual);
	uint64_t nominal = can_be_base(h, told) ? told : usual;
	uintptr_t real = slot_start(h, i) + (nominal & h->pool_mask);

	if ((nominal != real || nominal != usual) && !h->shifted) {
		SET_OWN(h->shifted, true);
		SET_OWN(h->foreign, true);
	}
	SET_OWN(h->slots[i].nominal, nominal);
	return real;
}

/* What an observed operation kept when it gave the slot back: both that and
   this one may be undone. */
static void
drop_stale(struct pym_heap *h, uint32_t i)
{
	struct slot *slot = &h->slots[i];
	uintptr_t start = slot_start(h, i);

	if (slot->stale == 0)
		return;
	NOTE_QUIETLY((void *)start, slot->stale);
	region_clear((void *)start, (void *)(start + slot->stale));
	SET_OWN(slot->stale, 0);
}

uintptr_t
ENGINE(slot_take)(struct pym_heap *h, uint32_t arena)
{
	uint32_t i = lowest_free(h);
	struct slot *slot = &h->slots[i];

	if (i >= h->arena_bytes >> h->arena_shift || i >= MAX_SLOTS)
		return 0;
	drop_stale(h, i);
	SET_OWN(slot->used, true);
	SET_OWN(slot->arena, arena);
	SET_OWN(slot->ordinal, h->mg->ntimes_arena_allocated);
	SET_OWN(h->lowest_slot, i + 1);
	if (i >= h->slots_used)
		SET_OWN(h->slots_used, i + 1);
	return place_arena(h, i, slot->ordinal);
}

/* Whether an arena that there is begins at BASE. */
static bool
is_base(const struct pym_heap *h, uintptr_t base)
{
	return in_arena_region(h, (void *)base) &&
	    slot_of(h, (void *)base) < h->slots_used &&
	    h->slots[slot_of(h, (void *)base)].used &&
	    slot_base(h, slot_of(h, (void *)base)) == base;
}

void
ENGINE(slot_give)(struct pym_heap *h, uintptr_t base)
{
	uint32_t i = slot_of(h, (void *)base);
	struct slot *slot;

	if (OBSERVED && !is_base(h, base))
		pym_crash(h, PYM_CRASH_UNMAP, (void *)base);
	slot = &h->slots[i];
	if (h->arena_fn != NULL)
		h->arena_fn(h->arena_ctx, false, slot->ordinal,
		    slot->nominal);
	/* An operation that may be undone keeps the bytes for now. */
	if (OBSERVED) {
		SET_OWN(slot->stale, pym_slot_extent(h, i));
	} else {
		region_clear((void *)slot_start(h, i),
		    (void *)slot_start(h, i + 1));
		pym_mark_cleared(h, i);
	}
	if (slot->outside != 0)
		SET_OWN(slot->outside, 0);
	SET_OWN(slot->used, false);
	if (i < h->lowest_slot)
		SET_OWN(h->lowest_slot, i);
}
