/*
 * shelf.h - what snapshots of a heap are made of; private to the core.
 *
 *	parts	leaf | leaf | NULL ...		the arena region
 *		  \
 *		   image | image | NULL ...	its spans
 *		chunk | chunk ...		tables, and system blocks
 */
#ifndef POOLSCOPE_CORE_SHELF_H
#define POOLSCOPE_CORE_SHELF_H

#include "core/image.h"

#define LEAF_SPANS	16u
#define LEAF_BYTES	((uintptr_t)LEAF_SPANS << SPAN_SHIFT)

struct leaf {
	uint32_t refs;
	uint32_t bytes;		/* of its images */
	struct image *spans[LEAF_SPANS];	/* NULL: all zero */
};

/* System blocks: headers, and their bytes as far as they were written; from
   one whose header was written over on, all bytes. */
enum chunk_kind { CHUNKS_METADATA, CHUNKS_PIECES, CHUNKS_SLOTS, CHUNKS_SYSTEM,
    CHUNKS_BROKEN, CHUNK_KINDS };

struct chunks {
	struct image **images;
	size_t count, room;
};

struct parts {
	struct leaf **leaves;
	size_t leaf_count, leaf_room;
	struct chunks chunks[CHUNK_KINDS];
};

/* As long as there is the heap, or a snapshot of it. */
struct shelf {
	struct stock stock;
	size_t users;
	struct parts now;	/* of the heap */
	uint8_t *buffer;
	size_t room;
};

/* Makes LIST, of pointers, have room for N of them; false when memory is
   short. */
bool shelf_room(void *list, size_t *room, size_t n);

/* ---- leaves.c ------------------------------------------------------------ */

void leaf_drop(struct shelf *shelf, struct leaf *leaf);
/* Leaves that the slots ever used reach into. */
size_t leaves_used(const struct pym_heap *h);
/* Makes the leaves on the shelf be what memory is; false when memory is
   short. */
bool leaves_update(struct pym_heap *h, struct shelf *shelf);
/* Memory, which is HAVE but for what was touched, becomes WANT. */
void leaves_restore(struct pym_heap *h, const struct parts *have,
    const struct parts *want);

#endif
