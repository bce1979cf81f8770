/*
 * snapshot.c - a heap at one moment, for going back in time.
 *
 * A snapshot is one run of bytes: the heap's figures, its metadata, and for
 * every arena the pools that were ever carved (with what lies around them,
 * where a program wrote there); then every system block as far as it was ever
 * written.  Whatever else the regions hold is zero.
 */
#include "config.h"

#include "core/heap.h"

#include <stdlib.h>
#include <string.h>

struct pym_snapshot {
	size_t size;		/* of bytes */
	size_t metadata;	/* of these, in the order they lie in */
	size_t pieces;
	size_t system_blocks;	/* live and freed */
	uint32_t slots_used, lowest_slot;
	uint64_t pools_in_use, pools_filled, pools_emptied;
	bool shifted, foreign, damaged;
	uint8_t bytes[];
};

/* Copies bytes in or out; with neither, counts them. */
struct copier {
	uint8_t *to;		/* into the snapshot */
	const uint8_t *from;	/* out of it */
	size_t n;
};

static void
copy(struct copier *c, void *p, size_t n)
{
	if (c->to != NULL)
		memcpy(c->to + c->n, p, n);
	else if (c->from != NULL)
		memcpy(p, c->from + c->n, n);
	c->n += n;
}

static void
copy_arenas(struct copier *c, struct pym_heap *h)
{
	uint8_t *start, *from, *end;
	uint32_t i;

	for (i = 0; i < h->slots_used; i++) {
		if (!h->slots[i].used)
			continue;
		start = (uint8_t *)slot_start(h, i);
		from = h->slots[i].outside != 0 ? start :
		    (uint8_t *)first_pool(h, slot_base(h, i));
		end = start + pym_slot_extent(h, i);
		if (end < from)
			end = from;
		if (c->from != NULL) {
			region_clear(start, from);
			region_clear(end, (uint8_t *)slot_start(h, i + 1));
		}
		copy(c, from, (size_t)(end - from));
	}
}

/* Copying in, every block whose header is whole; copying out, as many. */
static size_t
copy_system(struct copier *c, struct pym_heap *h, size_t n)
{
	struct system_header *header = (struct system_header *)(void *)
	    h->system_region.base;
	size_t i;

	for (i = 0; c->from != NULL ? i < n : pym_system_whole(h, header);
	    i++) {
		copy(c, header, sizeof(*header));
		copy(c, header + 1, (size_t)header->dirty);
		header = (struct system_header *)(void *)((uint8_t *)header +
		    pym_system_stride(header));
	}
	return i;
}

/* Everything after the figures; copying out, the figures come first. */
static size_t
copy_heap(struct copier *c, struct pym_heap *h)
{
	copy(c, h->metadata.base, h->mg->taken.bytes);
	copy(c, h->pieces, h->mg->taken.pieces * sizeof(*h->pieces));
	copy(c, h->slots, h->slots_used * sizeof(*h->slots));
	copy_arenas(c, h);
	return copy_system(c, h, 0);
}

struct pym_snapshot *
pym_snapshot_take(const struct pym_heap *heap)
{
	/* Nothing is written to the heap when copying in. */
	struct pym_heap *h = (struct pym_heap *)(uintptr_t)heap;
	struct copier count = { NULL, NULL, 0 };
	struct copier c = { NULL, NULL, 0 };
	struct pym_snapshot *snap;

	copy_heap(&count, h);
	snap = malloc(sizeof(*snap) + count.n);
	if (snap == NULL)
		return NULL;
	snap->size = count.n;
	snap->metadata = h->mg->taken.bytes;
	snap->pieces = h->mg->taken.pieces;
	snap->slots_used = h->slots_used;
	snap->lowest_slot = h->lowest_slot;
	snap->shifted = h->shifted;
	snap->foreign = h->foreign;
	snap->damaged = h->damaged;
	snap->pools_in_use = h->pools_in_use;
	snap->pools_filled = h->pools_filled;
	snap->pools_emptied = h->pools_emptied;
	c.to = snap->bytes;
	snap->system_blocks = copy_heap(&c, h);
	return snap;
}

/* Drops what the heap holds now and the snapshot will not write over. */
static void
clear_rest(struct pym_heap *h, const struct pym_snapshot *snap)
{
	const uint8_t *slots = snap->bytes + snap->metadata +
	    snap->pieces * sizeof(*h->pieces);
	struct slot then = { .used = false };
	uint32_t i;

	for (i = 0; i < h->slots_used; i++) {
		if (!h->slots[i].used && h->slots[i].stale == 0)
			continue;
		if (i < snap->slots_used)
			memcpy(&then, slots + i * sizeof(then), sizeof(then));
		if (i >= snap->slots_used || !then.used)
			region_clear((void *)slot_start(h, i),
			    (void *)slot_start(h, i + 1));
		h->slots[i].stale = 0;
		h->slots[i].used = false;
	}
	region_clear(h->system_region.base,
	    h->system_region.base + h->sys->used);
	region_clear(h->metadata.base + snap->metadata,
	    h->metadata.base + h->mg->taken.bytes);
}

/* A stale slot in the snapshot holds no bytes any more. */
static void
forget_stale(struct pym_heap *h)
{
	uint32_t i;

	for (i = 0; i < h->slots_used; i++)
		h->slots[i].stale = 0;
}

void
pym_snapshot_restore(struct pym_heap *h, const struct pym_snapshot *snap)
{
	struct copier c = { NULL, snap->bytes, 0 };

	clear_rest(h, snap);
	h->slots_used = snap->slots_used;
	h->lowest_slot = snap->lowest_slot;
	h->shifted = snap->shifted;
	h->foreign = snap->foreign;
	h->damaged = snap->damaged;
	h->pools_in_use = snap->pools_in_use;
	h->pools_filled = snap->pools_filled;
	h->pools_emptied = snap->pools_emptied;
	h->op = NULL;
	copy(&c, h->metadata.base, snap->metadata);
	copy(&c, h->pieces, snap->pieces * sizeof(*h->pieces));
	copy(&c, h->slots, h->slots_used * sizeof(*h->slots));
	forget_stale(h);
	copy_arenas(&c, h);
	copy_system(&c, h, snap->system_blocks);
}

size_t
pym_snapshot_bytes(const struct pym_snapshot *snap)
{
	return sizeof(*snap) + snap->size;
}

void
pym_snapshot_free(struct pym_snapshot *snap)
{
	free(snap);
}
