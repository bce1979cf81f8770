/*
 * heap.c - making a heap and taking it down.
 */
#include "config.h"

#include "core/engine.h"

#include <stdlib.h>
#include <string.h>

#define METADATA_BYTES	((size_t)1 << 30)
#define SYSTEM_BYTES	((size_t)1 << 40)
#define LEAST_BYTES	((size_t)1 << 24)
#define REGION_ALIGN	((size_t)1 << 26)

static uint32_t
log2_of(uint32_t n)
{
	uint32_t shift = 0;

	while ((1u << shift) < n)
		shift++;
	return shift;
}

const char *
pym_strstatus(enum pym_status status)
{
	switch (status) {
	case PYM_OK:
		return "done";
	case PYM_NO_MEMORY:
		return "out of memory";
	case PYM_NOT_A_BLOCK:
		return "no block that was handed out";
	case PYM_BAD_ADDRESS:
		return "no memory of this heap";
	case PYM_BAD_PROFILE:
		return "a profile that cannot work";
	}
	return "unknown status";
}

void *
pym_metadata_take(struct pym_heap *h, size_t n, size_t align)
{
	size_t start = 0;
	uint8_t *p;

	if (h->mg != NULL)
		start = (h->mg->metadata_used + align - 1) & ~(align - 1);
	if (n > h->metadata.size - start)
		return NULL;
	p = h->metadata.base + start;
	/* An operation that was undone may have used it before. */
	region_clear(p, p + n);
	if (h->mg != NULL)
		h->mg->metadata_used = (uint32_t)(start + n);
	return p;
}

static bool
reserve_regions(struct pym_heap *h)
{
	size_t arenas = (size_t)MAX_SLOTS << h->arena_shift;
	size_t align = h->arena_size > REGION_ALIGN ? h->arena_size :
	    REGION_ALIGN;
	size_t least = (size_t)4 << h->arena_shift;

	if (!region_reserve(&h->metadata, 0, METADATA_BYTES, LEAST_BYTES,
	    REGION_ALIGN) ||
	    !region_reserve(&h->arena_region, PYM_ARENA_BASE, arenas, least,
	    align) ||
	    !region_reserve(&h->system_region, PYM_SYSTEM_BASE, SYSTEM_BYTES,
	    LEAST_BYTES, REGION_ALIGN) ||
	    !region_reserve(&h->slot_region, 0,
	    MAX_SLOTS * sizeof(struct slot), MAX_SLOTS * sizeof(struct slot),
	    4096))
		return false;
	h->slots = (struct slot *)(void *)h->slot_region.base;
	h->arena_start = (uintptr_t)h->arena_region.base;
	h->arena_bytes = h->arena_region.size;
	h->shifted = h->arena_start != PYM_ARENA_BASE ||
	    (uintptr_t)h->system_region.base != PYM_SYSTEM_BASE;
	return true;
}

/* usedpools first, each ring empty; then the other variables. */
static void
set_up_metadata(struct pym_heap *h)
{
	uint32_t i;

	h->usedpools = (void *)h->metadata.base;
	for (i = 0; i < h->usedpools_words; i++)
		h->usedpools[i] = usedpools_head(h, i / 2);
	h->mg = (void *)(h->metadata.base + 4096);
	h->mg->metadata_used = 4096 + sizeof(*h->mg);
	h->sys = pym_metadata_take(h, sizeof(*h->sys), 64);
	if (h->profile.nfp2lasta)
		h->nfp2lasta = pym_metadata_take(h,
		    (pym_pools_per_arena(&h->profile) + 1) *
		    sizeof(*h->nfp2lasta), 64);
	if (h->radix)
		h->map_root = h->mg->arena_map_root = pym_metadata_take(h,
		    (h->map.top_mask + 1) * sizeof(void *), 64);
}

static void
set_figures(struct pym_heap *h, const struct pym_profile *p)
{
	h->profile = *p;
	h->pool_mask = p->pool_size - 1;
	h->pool_start_mask = ~h->pool_mask;
	h->arena_mask = p->arena_size - 1;
	h->threshold = p->threshold;
	h->class_shift = log2_of(p->alignment);
	h->arena_size = p->arena_size;
	h->arena_shift = log2_of(p->arena_size);
	h->one_freepools = p->policy == PYM_POLICY_ONE_FREEPOOLS;
	h->radix = p->address_test != PYM_TEST_ARENAINDEX;
	if (h->radix)
		h->map = pym_map_shape(p);
	/* As in CPython, the classes rounded up to a multiple of eight. */
	h->usedpools_words = 2 * ((pym_class_count(p) + 7) & ~7u);
}

struct pym_heap *
pym_heap_new(const struct pym_profile *profile, enum pym_status *status)
{
	enum pym_status ignored;
	struct pym_heap *h;

	if (status == NULL)
		status = &ignored;
	*status = pym_profile_check(profile, NULL, 0);
	if (*status != PYM_OK)
		return NULL;
	*status = PYM_NO_MEMORY;
	h = calloc(1, sizeof(*h));
	if (h == NULL)
		return NULL;
	set_figures(h, profile);
	if (!reserve_regions(h)) {
		pym_heap_free(h);
		return NULL;
	}
	set_up_metadata(h);
	*status = PYM_OK;
	return h;
}

void
pym_heap_free(struct pym_heap *h)
{
	if (h == NULL)
		return;
	region_release(&h->metadata);
	region_release(&h->arena_region);
	region_release(&h->system_region);
	region_release(&h->slot_region);
	free(h);
}

const struct pym_profile *
pym_heap_profile(const struct pym_heap *h)
{
	return &h->profile;
}

void
pym_set_arena_hook(struct pym_heap *h, pym_arena_fn fn, void *ctx)
{
	h->arena_fn = fn;
	h->arena_ctx = ctx;
}
