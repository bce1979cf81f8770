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

/* The base that a recording knows, and what it leaves of a pool. */
static uintptr_t
place_arena(struct pym_heap *h, uint32_t i, uint64_t ordinal)
{
	uint64_t nominal = PYM_ARENA_BASE +
	    ((uint64_t)i << h->arena_shift) + h->profile.excess;
	uint64_t told = h->arena_fn == NULL ? 0 :
	    h->arena_fn(h->arena_ctx, true, ordinal, nominal);
	uintptr_t real;

	if (told != 0)
		nominal = told;
	real = slot_start(h, i) + (nominal & h->pool_mask);
	if (nominal != real && !h->shifted)
		SET(h->shifted, true);
	SET(h->slots[i].nominal, nominal);
	return real;
}

uintptr_t
ENGINE(slot_take)(struct pym_heap *h, uint32_t arena)
{
	uint32_t i = lowest_free(h);
	struct slot *slot = &h->slots[i];

	if (i >= h->arena_bytes >> h->arena_shift || i >= MAX_SLOTS)
		return 0;
	if (slot->stale) {
		/* Both giving and taking it may be undone. */
		NOTE_RUN((void *)slot_start(h, i),
		    (size_t)1 << h->arena_shift);
		region_clear((void *)slot_start(h, i),
		    (void *)slot_start(h, i + 1));
		slot->stale = OBSERVED;
	}
	SET(slot->used, true);
	SET(slot->arena, arena);
	SET(slot->ordinal, h->mg->ntimes_arena_allocated);
	SET(h->lowest_slot, i + 1);
	if (i >= h->slots_used)
		SET(h->slots_used, i + 1);
	return place_arena(h, i, slot->ordinal);
}

void
ENGINE(slot_give)(struct pym_heap *h, uintptr_t base)
{
	uint32_t i = slot_of(h, (void *)base);
	struct slot *slot = &h->slots[i];

	if (h->arena_fn != NULL)
		h->arena_fn(h->arena_ctx, false, slot->ordinal,
		    slot->nominal);
	SET(slot->used, false);
	if (i < h->lowest_slot)
		SET(h->lowest_slot, i);
	/* An operation that may be undone keeps the bytes for now. */
	if (OBSERVED)
		slot->stale = true;
	else
		region_clear((void *)slot_start(h, i),
		    (void *)slot_start(h, i + 1));
}
