/*
 * locate.c - what lies at an address, and real and nominal addresses.
 */
#include "config.h"

#include "core/heap.h"

#include <string.h>

/* ---- the fields that people see ----------------------------------------- */

struct field {
	const char *name;
	uint32_t offset, size;
	bool pointer;
};

#define FIELD(type, member, is_pointer)					\
	{ #member, offsetof(struct type, member),			\
	    sizeof(((struct type *)0)->member), is_pointer }

static const struct field header_fields[] = {
	{ "ref.count", offsetof(struct pool_header, count), 4, false },
	FIELD(pool_header, freeblock, true),
	FIELD(pool_header, nextpool, true),
	FIELD(pool_header, prevpool, true),
	FIELD(pool_header, arenaindex, false),
	FIELD(pool_header, szidx, false),
	FIELD(pool_header, nextoffset, false),
	FIELD(pool_header, maxnextoffset, false),
	{ NULL, 0, 0, false }
};

static const struct field arena_fields[] = {
	FIELD(arena_object, address, true),
	FIELD(arena_object, pool_address, true),
	FIELD(arena_object, nfreepools, false),
	FIELD(arena_object, ntotalpools, false),
	FIELD(arena_object, freepools, true),
	FIELD(arena_object, nextarena, true),
	FIELD(arena_object, prevarena, true),
	{ NULL, 0, 0, false }
};

static const struct field management_fields[] = {
	FIELD(management, arenas, true),
	FIELD(management, unused_arena_objects, true),
	FIELD(management, usable_arenas, true),
	FIELD(management, arena_map_root, true),
	{ "narenas_currently_allocated",
	    offsetof(struct management, narenas_currently_allocated), 8,
	    false },
	FIELD(management, ntimes_arena_allocated, false),
	FIELD(management, narenas_highwater, false),
	FIELD(management, maxarenas, false),
	FIELD(management, arena_map_mid_count, false),
	FIELD(management, arena_map_bot_count, false),
	{ NULL, 0, 0, false }
};

/* The variables of 2.4. */
static const struct field old_management_fields[] = {
	{ "arenas", offsetof(struct management, arena_bases), 8, true },
	FIELD(management, freepools, true),
	FIELD(management, arenabase, true),
	{ "narenas", offsetof(struct management, maxarenas), 4, false },
	{ "maxarenas", offsetof(struct management, maxbases), 4, false },
	FIELD(management, nfreepools, false),
	{ NULL, 0, 0, false }
};

/* Sets field, offset and start for OFFSET bytes into a struct. */
static bool
find_field(const struct field *f, uint64_t offset, struct pym_location *out)
{
	for (; f->name != NULL; f++) {
		if (offset < f->offset || offset >= f->offset + f->size)
			continue;
		out->field = f->name;
		out->offset = (uint32_t)(offset - f->offset);
		out->start -= out->offset;
		out->pointer = f->pointer;
		return true;
	}
	return false;
}

/* ---- metadata ----------------------------------------------------------- */

/* If P lies in N bytes at BASE: how far in; else UINT64_MAX. */
static uint64_t
within(const void *p, const void *base, uint64_t n)
{
	uint64_t offset = (uintptr_t)p - (uintptr_t)base;

	return base != NULL && offset < n ? offset : UINT64_MAX;
}

static bool
locate_arena_object(const struct pym_heap *h, const void *p,
    struct pym_location *out)
{
	const struct management *mg = h->mg;
	size_t size = h->one_freepools ? sizeof(*mg->arena_bases) :
	    sizeof(*mg->arenas);
	const void *vector = h->one_freepools ? (void *)mg->arena_bases :
	    (void *)mg->arenas;
	uint64_t n = h->one_freepools ? mg->maxbases : mg->maxarenas;
	uint64_t offset = within(p, vector, n * size);

	if (offset == UINT64_MAX)
		return false;
	out->place = PYM_PLACE_ARENA_OBJECT;
	out->pool.arena = (uint32_t)(offset / size);
	if (!h->one_freepools)
		return find_field(arena_fields, offset % size, out);
	out->field = "address";
	out->offset = (uint32_t)(offset % size);
	out->start -= out->offset;
	out->pointer = true;
	return true;
}

/* Words in tables of pointers: usedpools, nfp2lasta. */
static bool
locate_table(const void *p, const void *table, uint64_t entries,
    enum pym_place place, struct pym_location *out)
{
	uint64_t offset = within(p, table, entries * sizeof(void *));

	if (offset == UINT64_MAX)
		return false;
	out->place = place;
	out->szidx = (uint32_t)(offset / sizeof(void *));
	out->offset = (uint32_t)(offset % sizeof(void *));
	out->start -= out->offset;
	out->pointer = true;
	return true;
}

static void
locate_usedpools_entry(struct pym_location *out)
{
	out->field = out->szidx % 2 == 0 ? "nextpool" : "prevpool";
	out->szidx /= 2;
}

static void
locate_metadata(const struct pym_heap *h, const uint8_t *p,
    struct pym_location *out)
{
	uint64_t offset = within(p, h->mg, sizeof(*h->mg));

	if (offset != UINT64_MAX) {
		out->place = find_field(h->one_freepools ?
		    old_management_fields : management_fields, offset, out) ?
		    PYM_PLACE_MANAGEMENT : PYM_PLACE_NOWHERE;
	} else if (locate_table(p, h->usedpools, h->usedpools_words,
	    PYM_PLACE_USEDPOOLS, out)) {
		locate_usedpools_entry(out);
	} else if (locate_table(p, h->nfp2lasta, h->nfp2lasta == NULL ? 0 :
	    pym_pools_per_arena(&h->profile) + 1, PYM_PLACE_NFP2LASTA, out)) {
		out->field = "nfp2lasta";
	} else if (!locate_arena_object(h, p, out) &&
	    within(p, h->sys, sizeof(*h->sys)) == UINT64_MAX &&
	    p < h->metadata.base + h->mg->metadata_used &&
	    p > (const uint8_t *)h->mg) {
		out->place = h->radix && (uintptr_t)p >=
		    (uintptr_t)h->mg->arena_map_root ?
		    PYM_PLACE_ARENA_MAP : PYM_PLACE_METADATA;
	}
}

/* ---- arenas and the system ---------------------------------------------- */

static void
locate_in_block(const struct pym_heap *h, const struct pym_pool_view *v,
    uint32_t offset, struct pym_location *out)
{
	out->place = PYM_PLACE_BLOCK;
	out->block = (offset - PYM_POOL_OVERHEAD) / v->size;
	out->offset = (offset - PYM_POOL_OVERHEAD) % v->size;
	out->start -= out->offset;
	out->block_size = v->size;
	out->szidx = v->szidx;
	out->pointer = out->offset < sizeof(void *);
	out->state = pym_block_state_at(h, v->ref, out->block);
}

static void
locate_in_pool(const struct pym_heap *h, uint32_t offset,
    struct pym_location *out)
{
	struct pym_pool_view v;

	if (!pym_pool(h, out->pool, &v))
		return;
	if (v.state == PYM_POOL_UNCARVED) {
		out->place = PYM_PLACE_UNCARVED_POOL;
	} else if (offset < PYM_POOL_OVERHEAD) {
		out->place = PYM_PLACE_POOL_HEADER;
		find_field(header_fields, offset, out);
	} else if (v.size == 0 || offset >= PYM_POOL_OVERHEAD +
	    v.capacity * v.size) {
		out->place = PYM_PLACE_POOL_TAIL;
	} else {
		locate_in_block(h, &v, offset, out);
	}
}

static void
locate_in_arena(const struct pym_heap *h, const uint8_t *p,
    struct pym_location *out)
{
	uint32_t slot = slot_of(h, p);
	uintptr_t base = slot_start(h, slot) +
	    (uintptr_t)(h->slots[slot].nominal & h->pool_mask);
	uintptr_t first = first_pool(h, base);

	if (slot >= h->slots_used || !h->slots[slot].used ||
	    (uintptr_t)p < base)
		return;
	out->place = PYM_PLACE_ARENA;
	out->pool.arena = h->slots[slot].arena;
	out->ordinal = h->slots[slot].ordinal;
	out->arena_offset = (uintptr_t)p - base;
	if ((uintptr_t)p < first)
		return;
	out->pool = pym_pool_ref_of(h, p);
	locate_in_pool(h, (uint32_t)((uintptr_t)p & h->pool_mask), out);
}

static void
locate_in_system(const struct pym_heap *h, const uint8_t *p,
    struct pym_location *out)
{
	const uint8_t *q = h->system_region.base;
	const uint8_t *end = q + h->sys->used;
	const struct system_header *header;
	size_t stride;

	if (p >= end)
		return;
	out->place = PYM_PLACE_SYSTEM;
	for (; q < end; q += stride) {
		header = (const struct system_header *)(const void *)q;
		stride = pym_system_stride(header);
		if (p < q + stride)
			break;
	}
	if (q >= end || header->live == 0 ||
	    p < (const uint8_t *)(header + 1) ||
	    (uint64_t)(p - (const uint8_t *)(header + 1)) >= header->size)
		return;
	out->place = PYM_PLACE_SYSTEM_BLOCK;
	out->start = pym_nominal(h, header + 1);
	out->offset = (uint32_t)(p - (const uint8_t *)(header + 1));
	out->block_size = header->size;
	out->state = PYM_BLOCK_ALLOCATED;
}

void
pym_locate(const struct pym_heap *h, uint64_t address,
    struct pym_location *out)
{
	const uint8_t *p = pym_real(h, address);

	*out = (struct pym_location){
		.place = PYM_PLACE_NOWHERE,
		.pool = { PYM_NONE, PYM_NONE },
		.block = PYM_NONE,
		.start = address,
		.szidx = PYM_NONE,
	};
	if (p == NULL)
		return;
	if (in_arena_region(h, p))
		locate_in_arena(h, p, out);
	else if (in_region(&h->system_region, p))
		locate_in_system(h, p, out);
	else
		locate_metadata(h, p, out);
}

bool
pym_arena_offset(const struct pym_heap *h, const void *p, uint64_t *ordinal,
    uint64_t *offset)
{
	const struct slot *slot;
	uintptr_t base;

	if (!in_arena_region(h, p))
		return false;
	slot = &h->slots[slot_of(h, p)];
	base = slot_start(h, slot_of(h, p)) +
	    (uintptr_t)(slot->nominal & h->pool_mask);
	if (!slot->used || (uintptr_t)p < base)
		return false;
	*ordinal = slot->ordinal;
	*offset = (uintptr_t)p - base;
	return true;
}

/* ---- real and nominal --------------------------------------------------- */

uint64_t
pym_arena_nominal(const struct pym_heap *h, const void *p)
{
	uint32_t i = slot_of(h, p);
	const struct slot *slot = &h->slots[i];

	if (i >= h->slots_used)
		return PYM_ARENA_BASE + ((uintptr_t)p - h->arena_start);
	return slot->nominal + ((uintptr_t)p - slot_start(h, i)) -
	    (slot->nominal & h->pool_mask);
}

uint64_t
pym_nominal(const struct pym_heap *h, const void *p)
{
	if (in_arena_region(h, p))
		return h->shifted ? pym_arena_nominal(h, p) : (uintptr_t)p;
	/* The imaginary header of class 0 begins before usedpools. */
	if (in_region(&h->metadata, p) || p == usedpools_head(h, 0))
		return PYM_METADATA_BASE +
		    ((uintptr_t)p - (uintptr_t)h->metadata.base);
	if (in_region(&h->system_region, p))
		return PYM_SYSTEM_BASE +
		    ((uintptr_t)p - (uintptr_t)h->system_region.base);
	return 0;
}

/* The real address in the arena shown there, or NULL. */
static void *
real_in_arenas(const struct pym_heap *h, uint64_t address)
{
	uint64_t uneven;
	uint32_t i;

	if (!h->shifted)
		return in_arena_region(h, (void *)(uintptr_t)address) ?
		    (void *)(uintptr_t)address : NULL;
	for (i = 0; i < h->slots_used; i++) {
		uneven = h->slots[i].nominal & h->pool_mask;
		if (h->slots[i].used &&
		    address - h->slots[i].nominal < h->arena_size)
			return (void *)(slot_start(h, i) + (uintptr_t)
			    (address - h->slots[i].nominal + uneven));
	}
	return NULL;
}

void *
pym_real(const struct pym_heap *h, uint64_t address)
{
	if (address - PYM_METADATA_BASE < h->mg->metadata_used)
		return h->metadata.base + (address - PYM_METADATA_BASE);
	if (address - PYM_SYSTEM_BASE < h->sys->used)
		return h->system_region.base + (address - PYM_SYSTEM_BASE);
	return real_in_arenas(h, address);
}

/* ---- reading ------------------------------------------------------------ */

/* The word at P as people see it: pointers as nominal addresses. */
static void
read_word(const struct pym_heap *h, uint64_t address, const uint8_t *p,
    uint8_t out[8])
{
	struct pym_location l;
	uint64_t word, nominal;

	memcpy(&word, p, sizeof(word));
	pym_locate(h, address, &l);
	if (l.pointer || l.place == PYM_PLACE_ARENA_MAP ||
	    l.place == PYM_PLACE_METADATA) {
		nominal = pym_nominal(h, (void *)(uintptr_t)word);
		if (nominal != 0)
			word = nominal;
	}
	memcpy(out, &word, sizeof(word));
}

static bool
readable(const struct pym_heap *h, uint64_t address, size_t n)
{
	struct pym_location l;

	if (n == 0)
		return true;
	pym_locate(h, address, &l);
	if (l.place == PYM_PLACE_SYSTEM_BLOCK)
		return n <= l.block_size &&
		    address - l.start <= l.block_size - n;
	if (l.place >= PYM_PLACE_ARENA && l.place <= PYM_PLACE_POOL_TAIL)
		return n <= h->arena_size &&
		    l.arena_offset <= h->arena_size - n;
	return l.place != PYM_PLACE_NOWHERE && l.place != PYM_PLACE_SYSTEM &&
	    address - PYM_METADATA_BASE <= h->mg->metadata_used - n &&
	    n <= h->mg->metadata_used;
}

enum pym_status
pym_read(const struct pym_heap *h, uint64_t address, void *out, size_t n)
{
	uint64_t aligned = address & ~(uint64_t)7;
	uint8_t *to = out;
	uint8_t word[8];
	size_t skip, take;

	if (!readable(h, address, n))
		return PYM_BAD_ADDRESS;
	while (n > 0) {
		skip = (size_t)(address - aligned);
		take = 8 - skip < n ? 8 - skip : n;
		read_word(h, aligned, pym_real(h, aligned), word);
		memcpy(to, word + skip, take);
		to += take;
		n -= take;
		aligned += 8;
		address = aligned;
	}
	return PYM_OK;
}
