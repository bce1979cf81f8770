/*
 * reach.c - what a program can reach, and where pointers lead.
 *
 * A pointer of a damaged heap can be any number.  It is followed only to
 * memory that people are shown: bytes of an arena there is, of a live system
 * block, or of the allocator's own variables.
 */
#include "config.h"

#include "core/engine.h"

#include <string.h>

#define OS_PAGE	((size_t)4096)
#define FARTHEST ((uint64_t)1 << 36)	/* 2^32 words, and more */

/* ---- which bytes there are ---------------------------------------------- */

static bool
arena_reachable(const struct pym_heap *h, const void *p, size_t n)
{
	uint32_t slot = slot_of(h, p);

	return slot < h->slots_used && h->slots[slot].used &&
	    n <= h->arena_size &&
	    (uintptr_t)p + n <= slot_start(h, slot) + h->arena_size;
}

/* Whether N bytes at P lie in the SIZE bytes at START. */
static bool
lies_in(const void *p, size_t n, const void *start, size_t size)
{
	size_t offset = (uintptr_t)p - (uintptr_t)start;

	return offset < size && n <= size - offset;
}

static bool
metadata_reachable(const struct pym_heap *h, const void *p, size_t n)
{
	const struct piece *piece = pym_metadata_piece(h, p);
	const struct piece *last = &h->pieces[h->mg->taken.pieces - 1];
	uint32_t end;

	if (lies_in(p, n, h->usedpools,
	    h->usedpools_words * sizeof(*h->usedpools)) ||
	    lies_in(p, n, h->mg, offsetof(struct management, taken)))
		return true;
	if (piece == NULL || piece->kind == PIECE_SYSTEM_STATE)
		return false;
	end = piece == last ? h->mg->taken.bytes : piece[1].start;
	return lies_in(p, n, h->metadata.base + piece->start,
	    end - piece->start);
}

struct system_header *
pym_system_holder(const struct pym_heap *h, const void *p)
{
	const struct system_header *header = NULL, *next;

	while ((next = pym_system_next(h, header)) != NULL &&
	    (const void *)(next + 1) <= p)
		header = next;
	return header != NULL && header->live != 0 &&
	    (uintptr_t)p - (uintptr_t)(header + 1) < header->size ?
	    (struct system_header *)(uintptr_t)header : NULL;
}

static bool
system_reachable(const struct pym_heap *h, const void *p, size_t n,
    bool writing)
{
	const struct system_header *header;
	size_t pages = ((size_t)h->sys->used + OS_PAGE - 1) &
	    ~(OS_PAGE - 1);

	/* To be read are whole OS pages: the address test reads where a pool
	   header would be. */
	if (!writing)
		return lies_in(p, n, h->system_region.base, pages);
	header = pym_system_holder(h, p);
	return header != NULL && lies_in(p, n, header + 1,
	    (size_t)header->size);
}

bool
pym_reachable(const struct pym_heap *h, const void *p, size_t n,
    bool writing)
{
	if (in_arena_region(h, p))
		return arena_reachable(h, p, n);
	if (in_region(&h->system_region, p))
		return system_reachable(h, p, n, writing);
	return in_region(&h->metadata, p) && metadata_reachable(h, p, n);
}

/* ---- pointers and what people see --------------------------------------- */

static bool
is_real(const struct pym_heap *h, const void *p)
{
	return in_arena_region(h, p) || in_region(&h->metadata, p) ||
	    in_region(&h->system_region, p);
}

/* An address that is shown nowhere in the heap, but where the heap really is:
   it must lead nowhere, and be known again. */
static void *
stray(const void *p)
{
	return (void *)((uintptr_t)p ^ (uintptr_t)0xa5 << 56);
}

/* The byte of R that is shown at ADDRESS, R itself at BASE; or NULL. */
static void *
in_shown(const struct region *r, uint64_t base, uint64_t address)
{
	return address - base < r->size ? r->base + (address - base) : NULL;
}

void *
pym_meant(const struct pym_heap *h, uint64_t address)
{
	void *p = pym_real(h, address);

	/* Not in use, perhaps; but what is near it may be. */
	if (p == NULL)
		p = in_shown(&h->metadata, PYM_METADATA_BASE, address);
	if (p == NULL)
		p = in_shown(&h->system_region, PYM_SYSTEM_BASE, address);
	if (p == NULL)
		p = (void *)(uintptr_t)address;
	else
		return p;
	return is_real(h, p) ? stray(p) : p;
}

void *
pym_meant_or_real(const struct pym_heap *h, void *p)
{
	return is_real(h, p) ? p : pym_meant(h, (uintptr_t)p);
}

uint64_t
pym_shown_pointer(const struct pym_heap *h, const void *p)
{
	uint64_t beyond = (uintptr_t)p - (uintptr_t)h->metadata.base;

	if (is_real(h, p))
		return pym_nominal(h, p);
	if (is_real(h, stray(p)))
		return (uintptr_t)stray(p);
	/* A wild index of one of the allocator's tables. */
	return beyond < FARTHEST ? PYM_METADATA_BASE + beyond : (uintptr_t)p;
}

/* ---- while an operation runs -------------------------------------------- */

/* What snapshots must know of N bytes at P that are about to be written where
   only damage leads. */
static void
note_stray(struct pym_heap *h, const void *p, size_t n)
{
	struct system_header *header;
	struct slot *slot;
	uint64_t end;

	if (in_arena_region(h, p)) {
		slot = &h->slots[slot_of(h, p)];
		end = (uintptr_t)p + n - slot_start(h, slot_of(h, p));
		if (end <= slot->outside)
			return;
		pym_note(h->op, &slot->outside, sizeof(slot->outside), false);
		slot->outside = (uint32_t)end;
	} else if (in_region(&h->system_region, p)) {
		header = pym_system_holder(h, p);
		end = (uintptr_t)p + n - (uintptr_t)(header + 1);
		if (end <= header->dirty)
			return;
		pym_note(h->op, &header->dirty, sizeof(header->dirty), false);
		header->dirty = end;
	}
}

void
pym_reach(struct pym_heap *h, const void *p, size_t n, bool writing)
{
	if (!pym_reachable(h, p, n, writing))
		pym_crash(h, writing ? PYM_CRASH_WRITE : PYM_CRASH_READ, p);
	if (writing && h->damaged)
		note_stray(h, p, n);
}

/* Makes the word there what people see, if it is a pointer. */
static void
make_nominal(struct pym_heap *h, void **word)
{
	uint64_t nominal = pym_nominal(h, *word);

	if (nominal == 0 || (!h->shifted && in_arena_region(h, *word)))
		return;
	pym_note_run(h->op, word, sizeof(*word), true);
	*word = (void *)(uintptr_t)nominal;
}

/* Blocks hold links, headers any pointer. */
static void
make_arena_nominal(struct pym_heap *h, uint32_t slot)
{
	uintptr_t at = slot_start(h, slot);
	uintptr_t end = at + pym_slot_extent(h, slot);
	uintptr_t first = first_pool(h, slot_base(h, slot));
	uintptr_t carved = at + pym_slot_carved(h, slot);
	void **word;

	for (; at < end; at += sizeof(*word)) {
		word = (void **)at;
		if (is_link(h, *word) || (at >= first && at < carved &&
		    (at & h->pool_mask) < PYM_POOL_OVERHEAD))
			make_nominal(h, word);
	}
}

/* The variables, but for those that show where an arena ends. */
static void
make_metadata_nominal(struct pym_heap *h)
{
	uint64_t at, end = PYM_METADATA_BASE + h->mg->taken.bytes;
	struct pym_location l;
	void **word;

	for (at = PYM_METADATA_BASE; at < end; at += sizeof(*word)) {
		word = pym_real(h, at);
		if (pym_nominal(h, *word) == 0)
			continue;
		pym_locate(h, at, &l);
		if (l.place != PYM_PLACE_NOWHERE && l.pointer &&
		    (l.field == NULL || (strcmp(l.field, "pool_address") != 0
		    && strcmp(l.field, "arenabase") != 0)))
			make_nominal(h, word);
	}
}

static void
make_system_nominal(struct pym_heap *h)
{
	const struct system_header *header = NULL;
	void **word, **end;

	while ((header = pym_system_next(h, header)) != NULL) {
		word = (void **)(uintptr_t)(header + 1);
		/* A free one holds a link, however small it was. */
		end = word + (header->size == 0 ? 1 :
		    (header->size + 7) / sizeof(*word));
		for (; word < end; word++)
			if (is_link(h, *word))
				make_nominal(h, word);
	}
}

static void
make_all_nominal(struct pym_heap *h)
{
	uint32_t i;

	make_system_nominal(h);
	for (i = 0; i < h->slots_used; i++)
		if (h->slots[i].used)
			make_arena_nominal(h, i);
	/* Last: it says where the pools are. */
	make_metadata_nominal(h);
}

void
pym_mark_damaged(struct pym_heap *h)
{
	uint32_t i, extent;

	if (h->damaged)
		return;
	/* From now on what the headers say is no measure of anything. */
	for (i = 0; i < h->slots_used; i++) {
		extent = pym_slot_extent(h, i);
		if (!h->slots[i].used || extent == h->slots[i].outside)
			continue;
		pym_note(h->op, &h->slots[i].outside, sizeof(uint32_t),
		    false);
		h->slots[i].outside = extent;
	}
	if (h->foreign)
		make_all_nominal(h);
	pym_note(h->op, &h->damaged, sizeof(h->damaged), false);
	h->damaged = true;
}

bool
pym_damaged(const struct pym_heap *h)
{
	return h->damaged;
}
