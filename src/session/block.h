/*
 * block.h - the blocks that live.
 *
 *	number --> slot        numbers: only grows, 4 bytes a block ever made
 *	slot   --> the block   slots: as many as ever lived at once
 *	address --> slot       index: made when first asked for
 *
 * A slot is used again as soon as its block has ended, last out first in.  So
 * which slot a number got follows from the events alone, and the table of
 * numbers needs no clearing: a number whose slot holds another has ended.
 */
#ifndef POOLSCOPE_SESSION_BLOCK_H
#define POOLSCOPE_SESSION_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/session.h"

struct slot {
	void *p;		/* real; NULL: the slot is free */
	uint64_t size : 55;	/* bytes asked for */
	uint64_t szidx : 8;	/* its class, where it lies in a pool: that
				   of a smaller size if it shrank in place */
	uint64_t pooled : 1;	/* it lies in a pool */
	uint32_t number;
	uint32_t born;		/* event, its low 32 bits; 0: the history
				   knows */
	uint32_t name;		/* the name that stands for it, or NO_NAME */
	uint32_t element;	/* of a free slot: the next free one */
};

#define BLOCKS_PIECE	256u	/* slots that checkpoints keep together */

/* Parts of a table, as checkpoints keep them; keep.c. */
struct pieces {
	struct piece **list;
	size_t count, room;
};

/* What a moment in time holds of this. */
struct blocks {
	struct slot *slots;
	size_t count, room;	/* slots ever used */
	uint32_t free;		/* the free slot to use first; COUNT: none */
	uint32_t *sites;	/* of each slot's block; NULL: none is known */
	size_t site_room;	/* slots that SITES is long enough for */
	uint32_t alignment;	/* of the blocks of pools */
	struct pieces pieces;	/* what it was when last kept or restored, */
	uint8_t *touched;	/* and which of them changed since */
	size_t touched_room;
};

#define NUMBERS_CHUNK	1024u	/* that are kept and dropped together */

struct number_chunk {
	uint32_t live;		/* of its blocks; only counted to forget */
	uint32_t slot[NUMBERS_CHUNK];
};

/* The slot that each number got; belongs to the session, not to a moment. */
struct numbers {
	struct number_chunk **chunks;
	size_t count, room;
	bool forget;		/* numbers that all ended are dropped */
};

/* The caller has given up the pieces. */
void blocks_free(struct blocks *blocks);
/* Makes it COUNT slots long; what new ones hold is the caller's business. */
void blocks_resize(struct blocks *blocks, size_t count);
/* SLOT is about to change. */
static inline void
blocks_touch(struct blocks *blocks, const struct slot *slot)
{
	blocks->touched[(size_t)(slot - blocks->slots) / BLOCKS_PIECE] = 1;
}

void numbers_free(struct numbers *numbers);
size_t numbers_bytes(const struct numbers *numbers);
/* Numbers of blocks that ended before ELDERS, who come first, are dropped. */
struct elders;
void numbers_drop(struct numbers *numbers, const struct elders *elders);
/* NUMBER has slot I. */
void numbers_put(struct numbers *numbers, uint32_t number, uint32_t i);

/* What blocks_find will look at, brought near. */
void numbers_prefetch(const struct numbers *numbers, uint32_t number);
void blocks_prefetch(const struct blocks *blocks,
    const struct numbers *numbers, uint32_t number);

/* The live block of that number, or NULL; good until one is added. */
struct slot *blocks_find(const struct blocks *blocks,
    const struct numbers *numbers, uint32_t number);
/* One more slot, which is the free one then. */
void blocks_lengthen(struct blocks *blocks);
/* NUMBER, the next one, has slot I and lives; it does not any more. */
void numbers_born(struct numbers *numbers, uint32_t number, uint32_t i);
void numbers_ended(struct numbers *numbers, uint32_t number);

/* A slot for block NUMBER; the caller fills in the rest. */
static inline struct slot *
blocks_add(struct blocks *blocks, struct numbers *numbers, uint32_t number)
{
	size_t chunk = number / NUMBERS_CHUNK;
	struct slot *slot;
	uint32_t i;

	if (blocks->free == blocks->count)
		blocks_lengthen(blocks);
	i = blocks->free;
	slot = &blocks->slots[i];
	blocks->free = slot->element;
	if (!numbers->forget && chunk < numbers->count &&
	    numbers->chunks[chunk] != NULL)
		numbers->chunks[chunk]->slot[number % NUMBERS_CHUNK] = i;
	else
		numbers_born(numbers, number, i);
	slot->number = number;
	blocks_touch(blocks, slot);
	if (i < blocks->site_room)
		blocks->sites[i] = SESSION_NO_SITE;
	return slot;
}

/* The call site of SLOT's block, which has one. */
void blocks_set_site(struct blocks *blocks, const struct slot *slot,
    uint32_t site);
/* The same, where it has one. */
static inline void
blocks_note_site(struct blocks *blocks, const struct slot *slot,
    uint32_t site)
{
	if (site != 0)
		blocks_set_site(blocks, slot, site);
}
/* There is a site for each slot, or for none. */
void blocks_cover_sites(struct blocks *blocks);
/* The sites of N slots from FIRST on, or NULL: none of them is known. */
void blocks_put_sites(struct blocks *blocks, size_t first, size_t n,
    const void *sites);
uint32_t blocks_site(const struct blocks *blocks, const struct slot *slot);
static inline void
blocks_remove(struct blocks *blocks, struct numbers *numbers,
    struct slot *slot)
{
	blocks_touch(blocks, slot);
	slot->p = NULL;
	slot->element = blocks->free;
	blocks->free = (uint32_t)(slot - blocks->slots);
	if (numbers->forget)
		numbers_ended(numbers, slot->number);
}

/*
 * Which slot holds the block that starts at P.  Built when asked for, kept by
 * whoever changes the blocks, given up where nobody asks for long.
 */
struct index {
	uint32_t *cells;	/* slot + 1, or 0 */
	size_t mask;		/* number of cells - 1 */
	size_t count;
	unsigned idle;		/* changes since somebody asked */
};

void index_free(struct index *index);
void index_add(struct index *index, const struct blocks *blocks,
    const struct slot *slot);
void index_remove(struct index *index, const struct blocks *blocks,
    const struct slot *slot);
/* Of several blocks at P the youngest; with BELOW, of those with a smaller
   number.  NULL if there is none. */
const struct slot *index_find_below(struct index *index,
    const struct blocks *blocks, const void *p, uint32_t below);
const struct slot *index_find(struct index *index,
    const struct blocks *blocks, const void *p);

#endif
