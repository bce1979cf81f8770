/*
 * reach.c - what a program can reach, and where pointers lead.
 *
 * A pointer of a damaged heap can be any number.  It is followed only to
 * memory that people are shown: bytes of an arena there is, of a live system
 * block, or of the allocator's own variables.
 */
#include "config.h"

#include "core/engine.h"

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

	if (!writing)
		return lies_in(p, n, h->system_region.base,
		    (size_t)h->sys->used);
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

void *
pym_translated(const struct pym_heap *h, void *p)
{
	void *real = is_real(h, p) ? NULL : pym_real(h, (uintptr_t)p);

	return real != NULL ? real : p;
}

uint64_t
pym_shown_pointer(const struct pym_heap *h, const void *p)
{
	return is_real(h, p) ? pym_nominal(h, p) : (uintptr_t)p;
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
	pym_note(h->op, &h->damaged, sizeof(h->damaged), false);
	h->damaged = true;
}

bool
pym_damaged(const struct pym_heap *h)
{
	return h->damaged;
}
