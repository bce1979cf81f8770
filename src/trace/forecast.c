/* forecast.c - which address a call will give. */
#include "config.h"

#include "trace/forecast.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/debug.h"
#include "core/pymalloc.h"
#include "support/xalloc.h"

/* Requests over this are no business of any pool, and not made here: how
   much memory a machine has must not change what is predicted. */
#define LARGEST 65536u

struct forecast {
	struct pym_heap *heap;		/* NULL: nothing is known */
	uint32_t arena_size;
	uint64_t *bases;		/* recorded, and not yet obtained */
	size_t first, count, room;
	void **blocks;			/* by slot; NULL: not the heap's */
	size_t blocks_room;
};

static uint64_t
next_base(void *ctx, bool obtained, uint64_t ordinal, uint64_t address)
{
	struct forecast *p = ctx;

	(void)ordinal;
	(void)address;
	if (!obtained || p->first == p->count)
		return 0;
	return p->bases[p->first++];
}

struct forecast *
forecast_new(const char *profile)
{
	struct forecast *p = xcalloc(1, sizeof(*p));
	struct pym_profile parsed;
	char why[256];

	if (profile == NULL || pym_profile_parse(profile, &parsed, why,
	    sizeof(why)) != PYM_OK)
		return p;
	p->arena_size = parsed.arena_size;
	p->heap = pym_heap_new(&parsed, NULL);
	if (p->heap != NULL)
		pym_set_arena_hook(p->heap, next_base, p);
	return p;
}

void
forecast_free(struct forecast *p)
{
	if (p == NULL)
		return;
	pym_heap_free(p->heap);
	free(p->bases);
	free(p->blocks);
	free(p);
}

void
forecast_arena(struct forecast *p, uint64_t base, uint64_t size)
{
	if (p->heap == NULL || size != p->arena_size)
		return;
	if (p->first == p->count)
		p->first = p->count = 0;
	p->bases = xgrow(p->bases, &p->room, p->count + 1,
	    sizeof(*p->bases));
	p->bases[p->count++] = base;
}

static void **
block_of(struct forecast *p, uint32_t slot)
{
	size_t before = p->blocks_room;

	if (slot >= before) {
		p->blocks = xgrow(p->blocks, &p->blocks_room,
		    (size_t)slot + 1, sizeof(*p->blocks));
		memset(p->blocks + before, 0,
		    (p->blocks_room - before) * sizeof(*p->blocks));
	}
	return &p->blocks[slot];
}

static uint64_t
address_of(const struct forecast *p, const void *block)
{
	uint64_t ordinal, offset;

	return block != NULL && pym_arena_offset(p->heap, block, &ordinal,
	    &offset) ? pym_nominal(p->heap, block) : 0;
}

/* The allocator's calls, with the debug hooks of its profile, if any. */
struct calls {
	void *(*malloc)(struct pym_heap *heap, size_t n);
	void *(*calloc)(struct pym_heap *heap, size_t nelem, size_t elsize);
	void *(*realloc)(struct pym_heap *heap, void *p, size_t n);
	enum pym_status (*free)(struct pym_heap *heap, void *p);
};

static const struct calls *
calls(const struct forecast *p)
{
	static const struct calls plain = { pym_malloc, pym_calloc,
	    pym_realloc, pym_free };
	static const struct calls hooked = { pym_debug_malloc,
	    pym_debug_calloc, pym_debug_realloc, pym_debug_free };

	return pym_heap_profile(p->heap)->debug ? &hooked : &plain;
}

uint64_t
forecast_malloc(struct forecast *p, uint32_t slot, uint64_t size)
{
	void **block;

	if (p->heap == NULL)
		return 0;
	block = block_of(p, slot);
	*block = size <= LARGEST ? calls(p)->malloc(p->heap, size) : NULL;
	return address_of(p, *block);
}

uint64_t
forecast_calloc(struct forecast *p, uint32_t slot, uint64_t count,
    uint64_t size)
{
	uint64_t all;
	void **block;

	if (p->heap == NULL)
		return 0;
	block = block_of(p, slot);
	*block = NULL;
	if (!__builtin_mul_overflow(count, size, &all) && all <= LARGEST)
		*block = calls(p)->calloc(p->heap, count, size);
	return address_of(p, *block);
}

/* What becomes of BLOCK, which may be NULL: not the heap's. */
static void *
resized(struct forecast *p, void *block, uint64_t size)
{
	void *moved;

	if (block == NULL)
		return NULL;
	if (size <= LARGEST) {
		moved = calls(p)->realloc(p->heap, block, size);
		return moved != NULL ? moved : block;
	}
	calls(p)->free(p->heap, block);
	return NULL;
}

uint64_t
forecast_realloc(struct forecast *p, uint32_t old, uint32_t slot,
    uint64_t size)
{
	void *block;

	if (p->heap == NULL)
		return 0;
	if (old == FORECAST_NO_SLOT)
		return forecast_malloc(p, slot, size);
	block = resized(p, *block_of(p, old), size);
	*block_of(p, old) = NULL;
	*block_of(p, slot) = block;
	return address_of(p, block);
}

void
forecast_end(struct forecast *p, uint32_t slot)
{
	void **block;

	if (p->heap == NULL)
		return;
	block = block_of(p, slot);
	if (*block != NULL)
		calls(p)->free(p->heap, *block);
	*block = NULL;
}
