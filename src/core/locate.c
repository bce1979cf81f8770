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

/* OFFSET bytes into an arenas vector, the one in use or an older one. */
static void
locate_arena_object(const struct pym_heap *h, const uint8_t *vector,
    uint64_t offset, struct pym_location *out)
{
	size_t size = h->one_freepools ? sizeof(*h->mg->arena_bases) :
	    sizeof(*h->mg->arenas);
	const void *used = h->one_freepools ? (void *)base_vector(h) :
	    (void *)arena_vector(h);

	out->place = vector == used ? PYM_PLACE_ARENA_OBJECT :
	    PYM_PLACE_METADATA;
	out->pool.arena = (uint32_t)(offset / size);
	if (!h->one_freepools) {
		find_field(arena_fields, offset % size, out);
		return;
	}
	out->field = "address";
	out->offset = (uint32_t)(offset % size);
	out->start -= out->offset;
	out->pointer = true;
}

/* OFFSET bytes into a table of words. */
static void
locate_word(uint64_t offset, enum pym_place place, bool pointer,
    struct pym_location *out)
{
	out->place = place;
	out->offset = (uint32_t)(offset % sizeof(void *));
	out->start -= out->offset;
	out->pointer = pointer;
}

static void
locate_in_piece(const struct pym_heap *h, const struct piece *piece,
    uint64_t offset, struct pym_location *out)
{
	switch (piece->kind) {
	case PIECE_NFP2LASTA:
		if (offset / sizeof(void *) >
		    pym_pools_per_arena(&h->profile))
			break;
		locate_word(offset, PYM_PLACE_NFP2LASTA, true, out);
		out->field = "nfp2lasta";
		out->szidx = (uint32_t)(offset / sizeof(void *));
		break;
	case PIECE_MAP_ROOT:
	case PIECE_MAP_MID:
		locate_word(offset, PYM_PLACE_ARENA_MAP, true, out);
		break;
	case PIECE_MAP_BOT:
		locate_word(offset, PYM_PLACE_ARENA_MAP, false, out);
		break;
	case PIECE_ARENAS:
		locate_arena_object(h, h->metadata.base + piece->start,
		    offset, out);
		break;
	case PIECE_SYSTEM_STATE:
		break;
	}
}

static void
locate_metadata(const struct pym_heap *h, const uint8_t *p,
    struct pym_location *out)
{
	uint64_t in_management = within(p, h->mg, sizeof(*h->mg));
	uint64_t in_usedpools = within(p, h->usedpools,
	    h->usedpools_words * sizeof(*h->usedpools));
	const struct piece *piece = pym_metadata_piece(h, p);

	if (in_usedpools != UINT64_MAX) {
		locate_word(in_usedpools, PYM_PLACE_USEDPOOLS, true, out);
		out->szidx = (uint32_t)(in_usedpools / 16);
		out->field = in_usedpools % 16 < 8 ? "nextpool" : "prevpool";
	} else if (in_management != UINT64_MAX) {
		out->place = find_field(h->one_freepools ?
		    old_management_fields : management_fields, in_management,
		    out) ? PYM_PLACE_MANAGEMENT : PYM_PLACE_NOWHERE;
	} else if (piece != NULL) {
		locate_in_piece(h, piece, (uint64_t)(p - h->metadata.base) -
		    piece->start, out);
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

	if (!h->slots[slot].used)
		return;
	out->place = PYM_PLACE_ARENA;
	out->pool.arena = h->slots[slot].arena;
	out->ordinal = h->slots[slot].ordinal;
	out->arena_offset = arena_offset(h, slot, p);
	if ((uintptr_t)p < first_pool(h, slot_base(h, slot)))
		return;
	out->pool = pym_pool_ref_of(h, p);
	locate_in_pool(h, (uint32_t)((uintptr_t)p & h->pool_mask), out);
}

static void
locate_in_system(const struct pym_heap *h, const uint8_t *p,
    struct pym_location *out)
{
	const struct system_header *header = NULL, *next;
	uint64_t offset;

	out->place = PYM_PLACE_SYSTEM;
	/* The last header that begins at or before P. */
	while ((next = pym_system_next(h, header)) != NULL &&
	    (const uint8_t *)next <= p)
		header = next;
	if (header == NULL || header->live == 0 ||
	    p < (const uint8_t *)(header + 1))
		return;
	/* A block of 0 bytes has an address, too. */
	offset = (uint64_t)(p - (const uint8_t *)(header + 1));
	if (offset != 0 && offset >= header->size)
		return;
	out->place = PYM_PLACE_SYSTEM_BLOCK;
	out->start = pym_nominal(h, header + 1);
	out->offset = (uint32_t)offset;
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

/* ---- from names to addresses -------------------------------------------- */

/* Where the field NAME lies in the struct at BASE; NULL if it has none. */
static const void *
field_at(const void *base, const struct field *f, const char *name)
{
	for (; base != NULL && name != NULL && f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return (const uint8_t *)base + f->offset;
	return NULL;
}

static const void *
usedpools_at(const struct pym_heap *h, uint32_t szidx, const char *field)
{
	bool prev = field != NULL && strcmp(field, "prevpool") == 0;

	if (szidx >= h->usedpools_words / 2)
		return NULL;
	return &h->usedpools[2 * szidx + (prev ? 1 : 0)];
}

static const void *
arena_object_at(const struct pym_heap *h, uint32_t arena, const char *field)
{
	/* To 2.4 the vector has room that no arena has taken yet. */
	if (h->one_freepools)
		return arena < h->mg->maxbases ? &base_vector(h)[arena] : NULL;
	if (arena >= pym_arena_slots(h))
		return NULL;
	return field_at(&arena_vector(h)[arena], arena_fields, field);
}

static const void *
block_at(const struct pym_heap *h, struct pym_pool_ref ref, uint32_t block)
{
	const struct pool_header *pool = pym_pool_header(h, ref);
	struct pym_pool_view v;

	if (pool == NULL || !pym_pool(h, ref, &v) || block >= v.capacity)
		return NULL;
	return (const uint8_t *)pool + PYM_POOL_OVERHEAD +
	    (size_t)block * v.size;
}

static const void *
place_at(const struct pym_heap *h, const struct pym_location *l)
{
	switch (l->place) {
	case PYM_PLACE_USEDPOOLS:
		return usedpools_at(h, l->szidx, l->field);
	case PYM_PLACE_MANAGEMENT:
		return field_at(h->mg, h->one_freepools ?
		    old_management_fields : management_fields, l->field);
	case PYM_PLACE_NFP2LASTA:
		return h->nfp2lasta == NULL || l->szidx >
		    pym_pools_per_arena(&h->profile) ? NULL :
		    &h->nfp2lasta[l->szidx];
	case PYM_PLACE_ARENA_OBJECT:
		return arena_object_at(h, l->pool.arena, l->field);
	case PYM_PLACE_POOL_HEADER:
		return field_at(pym_pool_header(h, l->pool), header_fields,
		    l->field);
	case PYM_PLACE_BLOCK:
		return block_at(h, l->pool, l->block);
	default:
		return NULL;
	}
}

uint64_t
pym_address_of(const struct pym_heap *h, const struct pym_location *l)
{
	const void *p = place_at(h, l);

	return p == NULL ? 0 : pym_nominal(h, p);
}

bool
pym_arena_offset(const struct pym_heap *h, const void *p, uint64_t *ordinal,
    uint64_t *offset)
{
	uint32_t slot;

	if (!in_arena_region(h, p))
		return false;
	slot = slot_of(h, p);
	if (!h->slots[slot].used)
		return false;
	*ordinal = h->slots[slot].ordinal;
	*offset = arena_offset(h, slot, p);
	return true;
}

void
pym_arena_range(const struct pym_heap *h, uintptr_t *start, uintptr_t *n)
{
	*start = h->arena_start;
	*n = h->arena_bytes;
}

/* ---- real and nominal --------------------------------------------------- */

uint64_t
pym_arena_nominal(const struct pym_heap *h, const void *p)
{
	uint32_t i = slot_of(h, p);

	if (i >= h->slots_used)
		return PYM_ARENA_BASE + ((uintptr_t)p - h->arena_start);
	return h->slots[i].nominal + arena_offset(h, i, p);
}

uint64_t
pym_nominal(const struct pym_heap *h, const void *p)
{
	if (in_arena_region(h, p))
		return h->shifted || h->profile.excess != 0 ?
		    pym_arena_nominal(h, p) : (uintptr_t)p;
	if (in_region(&h->metadata, p))
		return PYM_METADATA_BASE +
		    ((uintptr_t)p - (uintptr_t)h->metadata.base);
	if (in_region(&h->system_region, p))
		return PYM_SYSTEM_BASE +
		    ((uintptr_t)p - (uintptr_t)h->system_region.base);
	return 0;
}

/* The slot of the live arena that is shown there, or PYM_NONE. */
static uint32_t
slot_shown_at(const struct pym_heap *h, uint64_t address)
{
	uint64_t slot = (address - h->profile.excess - PYM_ARENA_BASE) >>
	    h->arena_shift;
	uint32_t i;

	if (!h->shifted)
		return slot < h->slots_used && h->slots[slot].used ?
		    (uint32_t)slot : PYM_NONE;
	for (i = 0; i < h->slots_used; i++)
		if (h->slots[i].used &&
		    address - h->slots[i].nominal < h->arena_size)
			return i;
	return PYM_NONE;
}

void
pym_prefetch(const struct pym_heap *h, uint64_t address)
{
	/* Where addresses are others than people see, it is not worth it. */
	if (h->shifted || address - h->arena_start >= h->arena_bytes)
		return;
	__builtin_prefetch((const void *)(uintptr_t)address);
	__builtin_prefetch(pool_of(h, (const void *)(uintptr_t)address));
	__builtin_prefetch(&h->marks[(address - h->arena_start) >> 9]);
}

void *
pym_real(const struct pym_heap *h, uint64_t address)
{
	uint32_t slot;

	if (address - PYM_METADATA_BASE < h->mg->taken.bytes)
		return h->metadata.base + (address - PYM_METADATA_BASE);
	if (address - PYM_SYSTEM_BASE < h->sys->used)
		return h->system_region.base + (address - PYM_SYSTEM_BASE);
	slot = slot_shown_at(h, address);
	return slot == PYM_NONE ? NULL : slot_byte(h, slot,
	    (uint32_t)(address - h->slots[slot].nominal));
}

/* ---- reading ------------------------------------------------------------ */

/* Blocks keep links from former times anywhere in them. */
static bool
holds_pointer(const struct pym_heap *h, const struct pym_location *l,
    uint64_t word)
{
	switch (l->place) {
	case PYM_PLACE_ARENA:
	case PYM_PLACE_UNCARVED_POOL:
	case PYM_PLACE_BLOCK:
	case PYM_PLACE_POOL_TAIL:
	case PYM_PLACE_SYSTEM_BLOCK:
		return is_link(h, (void *)(uintptr_t)word);
	default:
		return l->pointer;
	}
}

/*
 * What a pool_address is shown as.  In a full arena it is where the arena
 * ends, which is no address of the arena that happens to be there; in one
 * that is no more at least one pool was carved before it.
 */
static uint64_t
shown_pool_address(const struct pym_heap *h, uint32_t arena, uint64_t word)
{
	uintptr_t base = pym_arena_base(h, arena);

	if (base != 0 && word - base <= h->arena_size)
		return pym_arena_nominal(h, (void *)base) + (word - base);
	return pym_nominal(h, (void *)(uintptr_t)(word - 1)) + 1;
}

uint64_t
pym_shown_word(const struct pym_heap *h, const struct pym_location *l,
    uint64_t word)
{
	const char *field = l->field != NULL ? l->field : "";
	void *p = (void *)(uintptr_t)word;

	bool shown = h->foreign && h->damaged &&
	    strcmp(field, "pool_address") != 0 &&
	    strcmp(field, "arenabase") != 0;

	if (shown || pym_nominal(h, p) == 0 || !holds_pointer(h, l, word) ||
	    (!h->shifted && in_arena_region(h, p)))
		return word;
	if (strcmp(field, "pool_address") == 0)
		return shown_pool_address(h, l->pool.arena, word);
	if (strcmp(field, "arenabase") == 0)
		return shown_pool_address(h, h->mg->maxarenas - 1, word);
	return pym_nominal(h, p);
}

static uint64_t
read_word(const struct pym_heap *h, uint64_t address)
{
	struct pym_location l;
	uint64_t word;

	memcpy(&word, pym_real(h, address), sizeof(word));
	/* Most words are no addresses of ours. */
	if (pym_nominal(h, (void *)(uintptr_t)word) == 0)
		return word;
	pym_locate(h, address, &l);
	return pym_shown_word(h, &l, word);
}

/* Fields may be as short as this. */
#define GRAIN 4u

static bool
readable_metadata(const struct pym_heap *h, uint64_t address, size_t n)
{
	uint64_t end = address + n;
	struct pym_location l;

	if (n > h->metadata.size || end < address)
		return false;
	for (address &= ~(uint64_t)(GRAIN - 1); address < end;
	    address += GRAIN) {
		pym_locate(h, address, &l);
		if (l.place == PYM_PLACE_NOWHERE ||
		    l.place > PYM_PLACE_METADATA)
			return false;
	}
	return true;
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
	return readable_metadata(h, address, n);
}

enum pym_status
pym_read(const struct pym_heap *h, uint64_t address, void *out, size_t n)
{
	uint64_t aligned = address & ~(uint64_t)7;
	uint8_t *to = out;
	uint64_t word;
	size_t skip, take;

	if (!readable(h, address, n))
		return PYM_BAD_ADDRESS;
	while (n > 0) {
		skip = (size_t)(address - aligned);
		take = 8 - skip < n ? 8 - skip : n;
		word = read_word(h, aligned);
		memcpy(to, (uint8_t *)&word + skip, take);
		to += take;
		n -= take;
		aligned += 8;
		address = aligned;
	}
	return PYM_OK;
}
