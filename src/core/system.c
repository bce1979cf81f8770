/*
 * system.c - the system allocator beneath pymalloc (engine: compiled plain
 * and observed).
 *
 * A plain stand-in for the C library's malloc, with the same addresses on
 * every machine: blocks of some three hundred size classes, each behind a
 * header; a freed block goes on the list of its class, last in first out, and
 * is used again for a request of that class.  Blocks are never split or
 * joined, so walking from header to header meets every block.
 *
 * DIRTY says how many bytes of a block may be other than zero; the rest was
 * never touched since the system gave the page.  So huge blocks that nobody
 * writes cost nothing, whether they are cleared or copied.
 */
#include "config.h"

#include "core/engine.h"

#include <string.h>

#define SEAL	   0x706f6f6c73636f70u	/* "poolscop", mixed with the address */
#define SMALL	   1024u		/* classes of 16 bytes up to here */
#define STEPS	   8u			/* then eight to a doubling */
#define LARGE	   131072u		/* pages go back when freed */

/* ---- size classes ------------------------------------------------------- */

static uint32_t
class_for(size_t n)
{
	uint32_t shift = 0;

	if (n <= SMALL)
		return n == 0 ? 0 : (uint32_t)((n - 1) / 16);
	while ((n - 1) >> (shift + 4) >= STEPS * 8)
		shift++;
	/* n - 1 has its leading 1 and three more bits above 2^(shift + 7) */
	return SMALL / 16 + (shift - 1) * STEPS +
	    (uint32_t)((n - 1) >> (shift + 6)) - STEPS;
}

static size_t
class_bytes(uint32_t i)
{
	uint32_t above = i - SMALL / 16;

	if (i < SMALL / 16)
		return ((size_t)i + 1) * 16;
	return ((size_t)(above % STEPS) + STEPS + 1) <<
	    (above / STEPS + 7);
}

#if !defined(PYM_OBSERVED) && !defined(PYM_NOTED)
/* Nobody but us writes to a header, unless a program runs wild. */
bool
pym_system_whole(const struct pym_heap *h, const struct system_header *header)
{
	uintptr_t offset = (uintptr_t)header -
	    (uintptr_t)h->system_region.base;
	size_t room;

	if (offset >= h->sys->used || offset % 16 != 0 ||
	    header->seal != (SEAL ^ (uintptr_t)header) ||
	    header->szclass >= SYSTEM_CLASSES || header->live > 1)
		return false;
	room = class_bytes(header->szclass);
	return header->size <= room && header->dirty <= room &&
	    sizeof(*header) + room <= h->sys->used - offset;
}

size_t
pym_system_stride(const struct system_header *header)
{
	return sizeof(*header) + class_bytes(header->szclass);
}

const struct system_header *
pym_system_next(const struct pym_heap *h, const struct system_header *header)
{
	const uint8_t *p = h->system_region.base;

	if (header != NULL)
		p = (const uint8_t *)header + pym_system_stride(header);
	header = (const struct system_header *)(const void *)p;
	return pym_system_whole(h, header) ? header : NULL;
}

struct system_header *
pym_system_header(const struct pym_heap *h, const void *p)
{
	struct system_header *header =
	    (struct system_header *)((uintptr_t)p - sizeof(*header));

	return pym_system_whole(h, header) && header->live != 0 ? header : NULL;
}
#endif

/* ---- blocks ------------------------------------------------------------- */

static struct system_header *
header_of(void *block)
{
	return (struct system_header *)block - 1;
}

/* The block last freed of the class, its old pages dropped if it is large. */
static uint8_t *
take_freed(struct pym_heap *h, uint32_t szclass)
{
	uint8_t *block = h->sys->heads[szclass];
	struct system_header *header;

	if (block == NULL)
		return NULL;
	header = header_of(block);
	SET_OWN(h->sys->heads[szclass],
	    pym_pointer(h, *block_link(block)));
	if (class_bytes(szclass) >= LARGE) {
		NOTE_QUIETLY(block, (size_t)header->dirty);
		region_clear(block, block + header->dirty);
		SET_OWN(header->dirty, 0);
	}
	return block;
}

static uint8_t *
carve(struct pym_heap *h, uint32_t szclass)
{
	size_t stride = sizeof(struct system_header) + class_bytes(szclass);
	struct system_header *header;

	if (stride > h->system_region.size - h->sys->used)
		return NULL;
	header = (struct system_header *)(void *)(h->system_region.base +
	    h->sys->used);
	SET_OWN(h->sys->used, h->sys->used + stride);
	SET_OWN(header->seal, SEAL ^ (uintptr_t)header);
	SET_OWN(header->szclass, szclass);
	SET_OWN(header->dirty, 0);
	return (uint8_t *)(header + 1);
}

/* The first N bytes of BLOCK are about to be other than zero. */
static void
soil(struct pym_heap *h, struct system_header *header, size_t n)
{
	(void)h;
	if (header->dirty < n)
		SET_OWN(header->dirty, n);
}

void *
ENGINE(system_malloc)(struct pym_heap *h, size_t n)
{
	uint8_t *block = NULL;
	uint32_t szclass;

	if (n <= h->system_region.size) {
		szclass = class_for(n);
		block = take_freed(h, szclass);
		if (block == NULL)
			block = carve(h, szclass);
	}
	if (block != NULL) {
		SET_OWN(header_of(block)->size, n);
		SET_OWN(header_of(block)->live, 1);
		SET_OWN(h->sys->blocks, h->sys->blocks + 1);
		SET_OWN(h->sys->bytes, h->sys->bytes + n);
		/* The debug hooks fill every block. */
		if (h->hooks.extra != 0)
			soil(h, header_of(block), n);
	}
	DECIDE(PYM_D_SYSTEM_BLOCK, d.request = n,
	    d.address = pym_nominal(h, block));
	return block;
}

void
ENGINE(system_soil)(struct pym_heap *h, void *p, size_t n)
{
	if (pym_system_header(h, p) != NULL)
		soil(h, header_of(p), n);
}

/* Makes the bytes from FROM to END of BLOCK zero. */
static void
clear(struct pym_heap *h, uint8_t *block, size_t from, size_t end)
{
	size_t dirty = (size_t)header_of(block)->dirty;

	(void)h;
	if (end > dirty)
		end = dirty;
	if (from >= end)
		return;
	ENGINE(settle)(h, block + end);
	NOTE_RUN(block + from, end - from);
	memset(block + from, 0, end - from);
}

void *
ENGINE(system_calloc)(struct pym_heap *h, size_t n)
{
	uint8_t *block = ENGINE(system_malloc)(h, n);

	if (block == NULL)
		return NULL;
	clear(h, block, 0, n);
	DECIDE(PYM_D_BYTES_CLEARED, d.address = pym_nominal(h, block),
	    d.after = n);
	return block;
}

static void
copy(struct pym_heap *h, uint8_t *to, uint8_t *from, size_t n)
{
	size_t dirty = (size_t)header_of(from)->dirty;
	size_t copied = n < dirty ? n : dirty;

	if (copied != 0) {
		ENGINE(settle)(h, from + copied);
		ENGINE(settle)(h, to + copied);
		soil(h, header_of(to), copied);
		NOTE_RUN(to, copied);
		memcpy(to, from, copied);
	}
	clear(h, to, copied, n);
}

void *
ENGINE(system_realloc)(struct pym_heap *h, void *p, size_t n)
{
	struct system_header *header = header_of(p);
	size_t size = (size_t)header->size;
	uint8_t *q;

	if (n <= h->system_region.size && class_for(n) == header->szclass) {
		SET_OWN(h->sys->bytes, h->sys->bytes - size + n);
		SET_OWN(header->size, n);
		if (h->hooks.extra != 0)
			soil(h, header, n);
		DECIDE(PYM_D_SYSTEM_BLOCK, d.request = n,
		    d.address = pym_nominal(h, p));
		return p;
	}
	q = ENGINE(system_malloc)(h, n);
	if (q == NULL)
		return NULL;
	copy(h, q, p, n < size ? n : size);
	DECIDE(PYM_D_BYTES_COPIED, d.address = pym_nominal(h, q),
	    d.after = n < size ? n : size);
	ENGINE(system_free)(h, p);
	return q;
}

enum pym_status
ENGINE(system_free)(struct pym_heap *h, void *p)
{
	struct system_header *header = pym_system_header(h, p);

	if (header == NULL)
		return PYM_NOT_A_BLOCK;
	SET_OWN(header->live, 0);
	SET_OWN(h->sys->blocks, h->sys->blocks - 1);
	SET_OWN(h->sys->bytes, h->sys->bytes - header->size);
	/* An operation that may be undone keeps the bytes for now. */
	if (!OBSERVED && class_bytes(header->szclass) >= LARGE) {
		region_clear(p, (uint8_t *)p + header->dirty);
		header->dirty = 0;
	}
	soil(h, header, sizeof(p));
	SET_OWN(*block_link(p),
	    pym_stored(h, h->sys->heads[header->szclass]));
	SET_OWN(h->sys->heads[header->szclass], p);
	DECIDE(PYM_D_SYSTEM_FREED, d.address = pym_nominal(h, p));
	return PYM_OK;
}

/* ---- writing what a program writes -------------------------------------- */

/* N bytes from ADDRESS lie in pools of one arena, or in one system block. */
static bool
writable(const struct pym_heap *h, const struct pym_location *l,
    uint64_t address, size_t n)
{
	if (l->place == PYM_PLACE_SYSTEM_BLOCK)
		return n <= l->block_size &&
		    address - l->start <= l->block_size - n;
	if (l->place < PYM_PLACE_ARENA)
		return h->damaged && l->place != PYM_PLACE_NOWHERE &&
		    pym_reachable(h, pym_real(h, address), n, true);
	if (l->place > PYM_PLACE_POOL_TAIL)
		return false;
	return n <= h->arena_size && l->arena_offset <= h->arena_size - n;
}

/*
 * Before SIZE bytes from P are written to an arena: whether snapshots must
 * now look beyond its carved pools.
 */
static void
note_outside(struct pym_heap *h, const uint8_t *p, size_t size)
{
	uint32_t i = slot_of(h, p);
	struct slot *slot = &h->slots[i];
	size_t start = (uintptr_t)p - slot_start(h, i);

	if (start + size > slot->outside &&
	    (start + size > pym_slot_carved(h, i) ||
	    start < first_pool(h, slot_base(h, i)) - slot_start(h, i)))
		SET_OWN(slot->outside, (uint32_t)(start + size));
}

/* Links and headers that count stay what they are, even when cut. */
static void
settle_unless_live(struct pym_heap *h, uint64_t address)
{
	struct pym_location l;

	if (!h->shifted || address % 8 == 0)
		return;
	pym_locate(h, address, &l);
	if (l.place != PYM_PLACE_POOL_HEADER &&
	    !(l.pointer && l.state == PYM_BLOCK_FREE))
		ENGINE(settle)(h, pym_real(h, address));
}

/* SIZE bytes that lie together in memory, too. */
static void
write_piece(struct pym_heap *h, uint64_t address, const void *bytes,
    size_t size)
{
	uint8_t *p = pym_real(h, address);

	settle_unless_live(h, address);
	settle_unless_live(h, address + size);
	if (in_arena_region(h, p))
		note_outside(h, p, size);
	NOTE_RUN(p, size);
	memcpy(p, bytes, size);
}

enum pym_status
ENGINE(write)(struct pym_heap *h, uint64_t address, const void *bytes,
    size_t n)
{
	const uint8_t *from = bytes;
	struct pym_location l;
	size_t size;
	uint8_t *p;

	pym_locate(h, address, &l);
	if (!writable(h, &l, address, n))
		return PYM_BAD_ADDRESS;
	if (l.place == PYM_PLACE_SYSTEM_BLOCK)
		soil(h, header_of(pym_real(h, l.start)),
		    (size_t)(address - l.start) + n);
	for (; n > 0; n -= size) {
		p = pym_real(h, address);
		size = n;
		if (in_arena_region(h, p) && size >
		    slot_start(h, slot_of(h, p) + 1) - (uintptr_t)p)
			size = slot_start(h, slot_of(h, p) + 1) - (uintptr_t)p;
		write_piece(h, address, from, size);
		address += size;
		from += size;
	}
	return PYM_OK;
}
