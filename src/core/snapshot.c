/*
 * snapshot.c - a heap at one moment, for going back in time.
 *
 * A snapshot is one run of bytes: the heap's figures, its metadata, and for
 * every arena the pools that were ever carved; then every system block as far
 * as it was ever written.  Whatever else the regions hold is zero.
 */
#include "config.h"

#include "core/heap.h"

#include <stdlib.h>
#include <string.h>

struct pym_snapshot {
	size_t size;		/* of bytes */
	size_t metadata_used;
	uint32_t slots_used, lowest_slot;
	bool shifted;
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

/* How much of a slot's pools has been carved. */
static uint8_t *
carved_end(const struct pym_heap *h, uint32_t slot, uint8_t *first)
{
	struct pym_arena_view v;

	if (!pym_arena(h, h->slots[slot].arena, &v))
		return first;
	return first + (size_t)v.ncarved * pool_size(h);
}

static void
copy_arenas(struct copier *c, struct pym_heap *h)
{
	uint8_t *start, *first, *end;
	uint32_t i;

	for (i = 0; i < h->slots_used; i++) {
		if (!h->slots[i].used)
			continue;
		start = (uint8_t *)slot_start(h, i);
		first = (uint8_t *)first_pool(h, (uintptr_t)start +
		    (uintptr_t)(h->slots[i].nominal & h->pool_mask));
		end = carved_end(h, i, first);
		if (c->from != NULL)
			region_clear(end, (uint8_t *)slot_start(h, i + 1));
		copy(c, first, (size_t)(end - first));
	}
}

static void
copy_system(struct copier *c, struct pym_heap *h)
{
	uint8_t *p = h->system_region.base;
	uint8_t *end = p + h->sys->used;
	struct system_header *header;

	for (; p < end; p += pym_system_stride(header)) {
		header = (struct system_header *)(void *)p;
		copy(c, header, sizeof(*header));
		copy(c, header + 1, (size_t)header->dirty);
	}
}

/* Everything after the figures; copying out, the figures come first. */
static void
copy_heap(struct copier *c, struct pym_heap *h)
{
	copy(c, h->metadata.base, h->mg->metadata_used);
	copy(c, h->slots, h->slots_used * sizeof(*h->slots));
	copy_arenas(c, h);
	copy_system(c, h);
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
	snap->metadata_used = h->mg->metadata_used;
	snap->slots_used = h->slots_used;
	snap->lowest_slot = h->lowest_slot;
	snap->shifted = h->shifted;
	c.to = snap->bytes;
	copy_heap(&c, h);
	return snap;
}

/* Drops what the heap holds now and the snapshot will not write over. */
static void
clear_rest(struct pym_heap *h, const struct pym_snapshot *snap)
{
	const uint8_t *slots = snap->bytes + snap->metadata_used;
	struct slot then = { .used = false };
	uint32_t i;

	for (i = 0; i < h->slots_used; i++) {
		if (!h->slots[i].used && !h->slots[i].stale)
			continue;
		if (i < snap->slots_used)
			memcpy(&then, slots + i * sizeof(then), sizeof(then));
		if (i >= snap->slots_used || !then.used)
			region_clear((void *)slot_start(h, i),
			    (void *)slot_start(h, i + 1));
		h->slots[i].stale = false;
		h->slots[i].used = false;
	}
	region_clear(h->system_region.base,
	    h->system_region.base + h->sys->used);
	region_clear(h->metadata.base + snap->metadata_used,
	    h->metadata.base + h->mg->metadata_used);
}

/* A stale slot in the snapshot holds no bytes any more. */
static void
forget_stale(struct pym_heap *h)
{
	uint32_t i;

	for (i = 0; i < h->slots_used; i++)
		h->slots[i].stale = false;
}

void
pym_snapshot_restore(struct pym_heap *h, const struct pym_snapshot *snap)
{
	struct copier c = { NULL, snap->bytes, 0 };

	clear_rest(h, snap);
	h->slots_used = snap->slots_used;
	h->lowest_slot = snap->lowest_slot;
	h->shifted = snap->shifted;
	h->op = NULL;
	copy(&c, h->metadata.base, snap->metadata_used);
	copy(&c, h->slots, h->slots_used * sizeof(*h->slots));
	forget_stale(h);
	copy_arenas(&c, h);
	copy_system(&c, h);
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
