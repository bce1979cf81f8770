/*
 * snapshot.c - a heap at one moment, for going back in time.
 *
 * A snapshot is made of parts that it shares with others wherever they are
 * the same: leaves of the arena region, which are spans in a row, and chunks
 * of what stands elsewhere.  The heap knows the parts that its memory was
 * made of when a snapshot was last taken or gone to, and, if its writes are
 * noted, where it was written since.  So taking a snapshot, and going to one,
 * costs what differs.
 */
#include "config.h"

#include "core/engine.h"

#include <stdlib.h>
#include <string.h>

#include "core/shelf.h"

#define CHUNK_BYTES	4096u
#define CHUNK_BLOCKS	64u	/* of the system allocator */

struct pym_snapshot {
	struct shelf *shelf;
	struct parts parts;
	size_t bytes;		/* all of them, shared or not */
	size_t metadata;	/* bytes in use */
	uint32_t slots_used, lowest_slot;
	struct pym_pool_counts pools;
	bool shifted, foreign, damaged;
	bool counted;		/* its own bytes, in the shelf's */
};

/* ---- chunks ------------------------------------------------------------- */

/* Chunk I is these N bytes. */
static bool
chunk_update(struct shelf *shelf, struct chunks *chunks, size_t i,
    const void *bytes, size_t n)
{
	struct image *image, *old = i < chunks->count ? chunks->images[i] :
	    NULL;

	if (!shelf_room(&chunks->images, &chunks->room, i + 1))
		return false;
	image = image_of_bytes(&shelf->stock, old, bytes, n);
	if (image == NULL)
		return false;
	image_drop(&shelf->stock, old);
	chunks->images[i] = image;
	if (i == chunks->count)
		chunks->count++;
	return true;
}

static void
chunks_cut(struct shelf *shelf, struct chunks *chunks, size_t n)
{
	while (chunks->count > n)
		image_drop(&shelf->stock, chunks->images[--chunks->count]);
}

/* N bytes that lie together, cut into chunks. */
static bool
array_update(struct shelf *shelf, enum chunk_kind kind, const void *p,
    size_t n)
{
	struct chunks *chunks = &shelf->now.chunks[kind];
	size_t i, size;

	for (i = 0; i * CHUNK_BYTES < n; i++) {
		size = n - i * CHUNK_BYTES;
		if (!chunk_update(shelf, chunks, i, (const uint8_t *)p +
		    i * CHUNK_BYTES, size < CHUNK_BYTES ? size : CHUNK_BYTES))
			return false;
	}
	chunks_cut(shelf, chunks, i);
	return true;
}

static void
array_restore(const struct chunks *chunks, void *p)
{
	size_t i;

	for (i = 0; i < chunks->count; i++)
		memcpy((uint8_t *)p + i * CHUNK_BYTES,
		    chunks->images[i]->data, chunks->images[i]->bytes);
}

/* ---- the system allocator's blocks -------------------------------------- */

static bool
buffer_reach(struct shelf *shelf, size_t n)
{
	size_t room = shelf->room * 2 > n ? shelf->room * 2 : n;
	uint8_t *buffer;

	if (n <= shelf->room)
		return true;
	buffer = realloc(shelf->buffer, room);
	if (buffer == NULL)
		return false;
	shelf->buffer = buffer;
	shelf->room = room;
	return true;
}

/* Every block whose header is whole, and what lies behind them. */
static bool
system_update(const struct pym_heap *h, struct shelf *shelf)
{
	struct chunks *chunks = &shelf->now.chunks[CHUNKS_SYSTEM];
	const struct system_header *header = NULL;
	const uint8_t *end = h->system_region.base;
	size_t n = 0, size, chunk = 0, count = 0;

	while ((header = pym_system_next(h, header)) != NULL) {
		size = sizeof(*header) + (size_t)header->dirty;
		if (!buffer_reach(shelf, n + size))
			return false;
		memcpy(shelf->buffer + n, header, size);
		n += size;
		end = (const uint8_t *)header + pym_system_stride(header);
		if (++count % CHUNK_BLOCKS != 0)
			continue;
		if (!chunk_update(shelf, chunks, chunk++, shelf->buffer, n))
			return false;
		n = 0;
	}
	if (n > 0 && !chunk_update(shelf, chunks, chunk++, shelf->buffer, n))
		return false;
	chunks_cut(shelf, chunks, chunk);
	return array_update(shelf, CHUNKS_BROKEN, end,
	    (size_t)(h->system_region.base + h->sys->used - end));
}

/* Makes all that may be other than zero zero. */
static void
system_clear(struct pym_heap *h)
{
	uint8_t *p = h->system_region.base, *end = p + h->sys->used;
	struct system_header *header;
	size_t size;

	while (p < end) {
		header = (struct system_header *)(void *)p;
		if (!pym_system_whole(h, header))
			break;
		p += pym_system_stride(header);
		size = sizeof(*header) + (size_t)header->dirty;
		if (size < CHUNK_BYTES)
			memset(header, 0, size);
		else
			region_clear(header, (uint8_t *)header + size);
	}
	region_clear(p, end);
}

static void
system_restore(struct pym_heap *h, const struct parts *parts)
{
	const struct chunks *chunks = &parts->chunks[CHUNKS_SYSTEM];
	uint8_t *p = h->system_region.base;
	struct system_header header;
	size_t i, k, size;

	for (i = 0; i < chunks->count; i++) {
		for (k = 0; k < chunks->images[i]->bytes; k += size) {
			memcpy(&header, chunks->images[i]->data + k,
			    sizeof(header));
			size = sizeof(header) + (size_t)header.dirty;
			memcpy(p, chunks->images[i]->data + k, size);
			p += pym_system_stride(&header);
		}
	}
	array_restore(&parts->chunks[CHUNKS_BROKEN], p);
}

/* ---- all parts ---------------------------------------------------------- */

static void
parts_free(struct shelf *shelf, struct parts *parts)
{
	size_t i;

	for (i = 0; i < parts->leaf_count; i++)
		leaf_drop(shelf, parts->leaves[i]);
	free(parts->leaves);
	for (i = 0; i < CHUNK_KINDS; i++) {
		chunks_cut(shelf, &parts->chunks[i], 0);
		free(parts->chunks[i].images);
	}
	*parts = (struct parts){ .leaves = NULL };
}

static bool
chunks_share(struct chunks *to, const struct chunks *from)
{
	if (!shelf_room(&to->images, &to->room, from->count))
		return false;
	for (; to->count < from->count; to->count++)
		to->images[to->count] =
		    image_hold(from->images[to->count]);
	return true;
}

/* TO, empty, gets N leaves of FROM and all its chunks. */
static bool
parts_share(struct parts *to, const struct parts *from, size_t n)
{
	size_t i;

	if (!shelf_room(&to->leaves, &to->leaf_room, n))
		return false;
	for (i = 0; i < n; i++) {
		to->leaves[i] = from->leaves[i];
		if (to->leaves[i] != NULL)
			to->leaves[i]->refs++;
		to->leaf_count++;
	}
	for (i = 0; i < CHUNK_KINDS; i++)
		if (!chunks_share(&to->chunks[i], &from->chunks[i]))
			return false;
	return true;
}

static size_t
parts_bytes(const struct parts *parts)
{
	size_t bytes = 0, i, k;

	for (i = 0; i < parts->leaf_count; i++)
		if (parts->leaves[i] != NULL)
			bytes += parts->leaves[i]->bytes;
	for (i = 0; i < CHUNK_KINDS; i++)
		for (k = 0; k < parts->chunks[i].count; k++)
			bytes += parts->chunks[i].images[k]->bytes;
	return bytes;
}

/* What the shelf holds of its own for PARTS, which it does not share. */
static size_t
own_bytes(const struct pym_snapshot *snap)
{
	size_t bytes = sizeof(*snap) +
	    snap->parts.leaf_room * sizeof(*snap->parts.leaves), i;

	for (i = 0; i < CHUNK_KINDS; i++)
		bytes += snap->parts.chunks[i].room * sizeof(struct image *);
	return bytes;
}

static void
shelf_leave(struct shelf *shelf)
{
	if (--shelf->users == 0)
		free(shelf);
}

void
pym_shelf_free(struct pym_heap *h)
{
	if (h->shelf == NULL)
		return;
	parts_free(h->shelf, &h->shelf->now);
	free(h->shelf->buffer);
	h->shelf->buffer = NULL;
	h->shelf->room = 0;
	shelf_leave(h->shelf);
	h->shelf = NULL;
}

/* ---- taking and going back ---------------------------------------------- */

void
pym_note_writes(struct pym_heap *h)
{
	h->noted = true;
}

const struct pym_calls *
pym_calls(const struct pym_heap *h)
{
	/* By whether the debug hooks are set up, and writes noted. */
	static const struct pym_calls calls[2][2] = {
		{ { pym_malloc, pym_calloc, pym_realloc, pym_free,
		    pym_write },
		{ pym_noted_malloc, pym_noted_calloc, pym_noted_realloc,
		    pym_noted_free, pym_noted_write } },
		{ { pym_debug_malloc, pym_debug_calloc, pym_debug_realloc,
		    pym_debug_free, pym_write },
		{ pym_noted_debug_malloc, pym_noted_debug_calloc,
		    pym_noted_debug_realloc, pym_noted_debug_free,
		    pym_noted_write } },
	};

	return &calls[h->profile.debug][h->noted];
}

static struct shelf *
shelf_of(struct pym_heap *h)
{
	if (h->shelf == NULL) {
		h->shelf = calloc(1, sizeof(*h->shelf));
		if (h->shelf != NULL)
			h->shelf->users = 1;
	}
	return h->shelf;
}

static bool
update(struct pym_heap *h, struct shelf *shelf)
{
	return leaves_update(h, shelf) &&
	    array_update(shelf, CHUNKS_METADATA, h->metadata.base,
	    h->mg->taken.bytes) &&
	    array_update(shelf, CHUNKS_PIECES, h->pieces,
	    h->mg->taken.pieces * sizeof(*h->pieces)) &&
	    array_update(shelf, CHUNKS_SLOTS, h->slots,
	    h->slots_used * sizeof(*h->slots)) &&
	    system_update(h, shelf);
}

static void
note_figures(const struct pym_heap *h, struct pym_snapshot *snap)
{
	snap->metadata = h->mg->taken.bytes;
	snap->slots_used = h->slots_used;
	snap->lowest_slot = h->lowest_slot;
	snap->shifted = h->shifted;
	snap->foreign = h->foreign;
	snap->damaged = h->damaged;
	snap->pools = h->pools;
}

struct pym_snapshot *
pym_snapshot_take(struct pym_heap *h)
{
	struct shelf *shelf = shelf_of(h);
	struct pym_snapshot *snap = calloc(1, sizeof(*snap));

	if (shelf == NULL || snap == NULL) {
		free(snap);
		return NULL;
	}
	snap->shelf = shelf;
	shelf->users++;
	if (!update(h, shelf) ||
	    !parts_share(&snap->parts, &shelf->now, leaves_used(h))) {
		pym_snapshot_free(snap);
		return NULL;
	}
	note_figures(h, snap);
	snap->bytes = sizeof(*snap) + parts_bytes(&snap->parts);
	shelf->stock.bytes += own_bytes(snap);
	snap->counted = true;
	return snap;
}

/* A stale slot in the snapshot holds no bytes any more. */
static void
forget_stale(struct pym_heap *h)
{
	uint32_t i;

	for (i = 0; i < h->slots_used; i++)
		h->slots[i].stale = 0;
}

/* The slots that the snapshot does not have are as they were at first. */
static void
clear_slots(struct pym_heap *h, const struct pym_snapshot *snap)
{
	uint32_t i;

	for (i = snap->slots_used; i < h->slots_used; i++) {
		h->slots[i].stale = 0;
		h->slots[i].used = false;
	}
}

void
pym_snapshot_restore(struct pym_heap *h, const struct pym_snapshot *snap)
{
	const struct parts *parts = &snap->parts;

	leaves_restore(h, &h->shelf->now, parts);
	clear_slots(h, snap);
	system_clear(h);
	region_clear(h->metadata.base + snap->metadata,
	    h->metadata.base + h->mg->taken.bytes);
	array_restore(&parts->chunks[CHUNKS_METADATA], h->metadata.base);
	array_restore(&parts->chunks[CHUNKS_PIECES], h->pieces);
	array_restore(&parts->chunks[CHUNKS_SLOTS], h->slots);
	system_restore(h, parts);
	h->slots_used = snap->slots_used;
	h->lowest_slot = snap->lowest_slot;
	h->shifted = snap->shifted;
	h->foreign = snap->foreign;
	h->damaged = snap->damaged;
	h->pools = snap->pools;
	h->op = NULL;
	forget_stale(h);
	parts_free(h->shelf, &h->shelf->now);
	if (!parts_share(&h->shelf->now, parts, parts->leaf_count)) {
		/* It is not known what memory is made of any more. */
		parts_free(h->shelf, &h->shelf->now);
		memset(h->touched, 1, leaves_used(h) * LEAF_SPANS);
	}
}

size_t
pym_snapshot_bytes(const struct pym_snapshot *snap)
{
	return snap->bytes;
}

size_t
pym_snapshots_bytes(const struct pym_heap *h)
{
	return h->shelf == NULL ? 0 : h->shelf->stock.bytes;
}

void
pym_snapshot_free(struct pym_snapshot *snap)
{
	if (snap == NULL)
		return;
	if (snap->counted)
		snap->shelf->stock.bytes -= own_bytes(snap);
	parts_free(snap->shelf, &snap->parts);
	shelf_leave(snap->shelf);
	free(snap);
}
