/*
 * heap.c - making a heap and taking it down.
 */
#include "config.h"

#include "core/engine.h"

#include <stdlib.h>
#include <string.h>

#define METADATA_BYTES	((size_t)1 << 30)
#define SYSTEM_BYTES	((size_t)PYM_SYSTEM_RANGE)
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
	case PYM_CRASHED:
		return "CPython would crash";
	}
	return "unknown status";
}

void *
pym_metadata_take(struct pym_heap *h, size_t n, enum piece_kind kind)
{
	struct management *mg = h->mg;
	uint32_t start = mg->taken.bytes;
	uint8_t *p = h->metadata.base + start;

	n = (n + 15) & ~(size_t)15;
	if (n > h->metadata.size - start || mg->taken.pieces == MAX_PIECES)
		return NULL;
	/* An operation that was undone may have used it before. */
	region_clear(p, p + n);
	h->pieces[mg->taken.pieces] = (struct piece){ start, kind };
	mg->taken.pieces++;
	mg->taken.bytes = (uint32_t)(start + n);
	return p;
}

const struct piece *
pym_metadata_piece(const struct pym_heap *h, const void *p)
{
	uintptr_t offset = (uintptr_t)p - (uintptr_t)h->metadata.base;
	uint32_t low = 0, high = h->mg->taken.pieces, middle;

	if (offset >= h->mg->taken.bytes || offset < h->pieces[0].start)
		return NULL;
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (h->pieces[middle].start <= offset)
			low = middle;
		else
			high = middle;
	}
	return &h->pieces[low];
}

static void
release_regions(struct pym_heap *h)
{
	region_release(&h->metadata);
	region_release(&h->arena_region);
	region_release(&h->system_region);
	region_release(&h->slot_region);
	region_release(&h->mark_region);
}

/* SIZE halved so many times, but no less than LEAST. */
static size_t
smaller(size_t size, uint32_t times, size_t least)
{
	return size >> times > least ? size >> times : least;
}

/* The regions, each halved so many times where that is possible. */
static bool
reserve_smaller(struct pym_heap *h, uint32_t times)
{
	size_t arenas = smaller((size_t)MAX_SLOTS << h->arena_shift, times,
	    (size_t)4 << h->arena_shift);
	size_t align = h->arena_size > REGION_ALIGN ? h->arena_size :
	    REGION_ALIGN;
	size_t table = MAX_SLOTS * sizeof(*h->slots) +
	    MAX_PIECES * sizeof(*h->pieces);

	return region_reserve(&h->metadata, PYM_METADATA_BASE,
	    smaller(METADATA_BYTES, times, LEAST_BYTES), REGION_ALIGN) &&
	    region_reserve(&h->arena_region, PYM_ARENA_BASE, arenas, align) &&
	    region_reserve(&h->system_region, PYM_SYSTEM_BASE,
	    smaller(SYSTEM_BYTES, times, LEAST_BYTES), REGION_ALIGN) &&
	    region_reserve(&h->slot_region, 0, table, 4096) &&
	    region_reserve(&h->mark_region, 0, arenas / 64 +
	    arenas / SPAN_BYTES + 64, 4096);
}

/* All regions shrink together, so that none takes the others' room. */
static bool
reserve_regions(struct pym_heap *h)
{
	uint32_t times;

	for (times = 0; !reserve_smaller(h, times); times++) {
		release_regions(h);
		if (SYSTEM_BYTES >> times <= LEAST_BYTES)
			return false;
	}
	h->slots = (struct slot *)(void *)h->slot_region.base;
	h->pieces = (struct piece *)(h->slots + MAX_SLOTS);
	h->arena_start = (uintptr_t)h->arena_region.base;
	h->arena_bytes = h->arena_region.size;
	h->marks = (uint64_t *)(void *)h->mark_region.base;
	h->touched = h->mark_region.base + h->arena_bytes / 64;
	h->shifted = h->arena_start != PYM_ARENA_BASE ||
	    (uintptr_t)h->system_region.base != PYM_SYSTEM_BASE;
	h->foreign = h->shifted || h->profile.excess != 0 ||
	    (uintptr_t)h->metadata.base != PYM_METADATA_BASE;
	return true;
}

/*
 * usedpools first, each ring empty, behind what would be the other fields of
 * the first class's imaginary header; then the other variables.
 */
static void
set_up_metadata(struct pym_heap *h)
{
	uint32_t i;

	h->usedpools = (void *)(h->metadata.base +
	    offsetof(struct pool_header, nextpool));
	for (i = 0; i < h->usedpools_words; i++)
		h->usedpools[i] = usedpools_head(h, i / 2);
	h->mg = (void *)(h->usedpools + h->usedpools_words);
	h->mg->taken.bytes = (uint32_t)((uint8_t *)(h->mg + 1) -
	    h->metadata.base + 15) & ~15u;
	h->sys = pym_metadata_take(h, sizeof(*h->sys), PIECE_SYSTEM_STATE);
	if (h->profile.nfp2lasta)
		h->nfp2lasta = pym_metadata_take(h,
		    (pym_pools_per_arena(&h->profile) + 1) *
		    sizeof(*h->nfp2lasta), PIECE_NFP2LASTA);
	if (h->radix)
		h->map_root = h->mg->arena_map_root = pym_metadata_take(h,
		    (h->map.top_mask + 1) * sizeof(void *), PIECE_MAP_ROOT);
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
	h->hooks = pym_debug_of(p);
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
	pym_shelf_free(h);
	release_regions(h);
	free(h);
}

void
pym_heap_expect_much(struct pym_heap *h)
{
	region_in_large_pieces(&h->arena_region);
	region_in_large_pieces(&h->system_region);
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
