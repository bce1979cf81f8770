#include "config.h"

#include "session/block.h"

#include <stdlib.h>
#include <string.h>

#include "session/session.h"
#include "support/xalloc.h"

#define CHUNK	1024u	/* numbers that are kept and dropped together */

struct number_chunk {
	uint32_t live;		/* of its blocks; only counted to forget */
	uint32_t slot[CHUNK];
};

void
blocks_free(struct blocks *blocks)
{
	free(blocks->slots);
	free(blocks->sites);
	*blocks = (struct blocks){ 0 };
}

static void
copy_sites(struct blocks *to, const struct blocks *from)
{
	if (from->sites == NULL) {
		free(to->sites);
		to->sites = NULL;
		to->site_room = 0;
		return;
	}
	to->sites = xgrow(to->sites, &to->site_room, from->site_room,
	    sizeof *to->sites);
	memcpy(to->sites, from->sites, from->site_room * sizeof *to->sites);
	memset(to->sites + from->site_room, 0,
	    (to->site_room - from->site_room) * sizeof *to->sites);
}

void
blocks_copy(struct blocks *to, const struct blocks *from)
{
	to->slots = xgrow(to->slots, &to->room, from->count,
	    sizeof *to->slots);
	if (from->count > 0)
		memcpy(to->slots, from->slots,
		    from->count * sizeof *to->slots);
	copy_sites(to, from);
	to->count = from->count;
	to->free = from->free;
}

size_t
blocks_bytes(const struct blocks *blocks)
{
	return blocks->count * sizeof *blocks->slots +
	    blocks->site_room * sizeof *blocks->sites;
}

void
numbers_free(struct numbers *numbers)
{
	size_t i;

	for (i = 0; i < numbers->count; i++)
		free(numbers->chunks[i]);
	free(numbers->chunks);
	*numbers = (struct numbers){ .forget = numbers->forget };
}

static uint32_t *
number_cell(struct numbers *numbers, uint32_t number)
{
	size_t chunk = number / CHUNK;

	if (chunk >= numbers->count) {
		numbers->chunks = xgrow(numbers->chunks, &numbers->room,
		    chunk + 1, sizeof *numbers->chunks);
		while (numbers->count <= chunk)
			numbers->chunks[numbers->count++] = NULL;
	}
	if (numbers->chunks[chunk] == NULL)
		numbers->chunks[chunk] = xcalloc(1,
		    sizeof *numbers->chunks[chunk]);
	return &numbers->chunks[chunk]->slot[number % CHUNK];
}

/* Drops a chunk in which nothing lives, unless more numbers come into it. */
static void
drop_chunk(struct numbers *numbers, size_t chunk)
{
	if (numbers->chunks[chunk] == NULL ||
	    numbers->chunks[chunk]->live > 0 || chunk + 1 == numbers->count)
		return;
	free(numbers->chunks[chunk]);
	numbers->chunks[chunk] = NULL;
}

static void
number_born(struct numbers *numbers, uint32_t number)
{
	size_t chunk = number / CHUNK;

	numbers->chunks[chunk]->live++;
	if (number % CHUNK == 0 && chunk > 0)
		drop_chunk(numbers, chunk - 1);
}

static void
number_ended(struct numbers *numbers, uint32_t number)
{
	numbers->chunks[number / CHUNK]->live--;
	drop_chunk(numbers, number / CHUNK);
}

void
numbers_restore(struct numbers *numbers, const struct blocks *blocks)
{
	const struct slot *slot;
	size_t i;

	for (i = 0; i < blocks->count; i++) {
		slot = &blocks->slots[i];
		if (slot->p != NULL)
			*number_cell(numbers, slot->number) = (uint32_t)i;
	}
}

struct slot *
blocks_find(const struct blocks *blocks, const struct numbers *numbers,
    uint32_t number)
{
	size_t chunk = number / CHUNK;
	struct slot *slot;
	uint32_t i;

	if (number == 0 || chunk >= numbers->count ||
	    numbers->chunks[chunk] == NULL)
		return NULL;
	i = numbers->chunks[chunk]->slot[number % CHUNK];
	if (i >= blocks->count)
		return NULL;
	slot = &blocks->slots[i];
	return slot->p != NULL && slot->number == number ? slot : NULL;
}

struct slot *
blocks_add(struct blocks *blocks, struct numbers *numbers, uint32_t number)
{
	uint32_t i = blocks->free;

	if (i == blocks->count) {
		blocks->slots = xgrow(blocks->slots, &blocks->room,
		    blocks->count + 1, sizeof *blocks->slots);
		blocks->free = (uint32_t)++blocks->count;
	} else {
		blocks->free = blocks->slots[i].element;
	}
	*number_cell(numbers, number) = i;
	if (numbers->forget)
		number_born(numbers, number);
	blocks->slots[i].number = number;
	if (i < blocks->site_room)
		blocks->sites[i] = SESSION_NO_SITE;
	return &blocks->slots[i];
}

void
blocks_set_site(struct blocks *blocks, const struct slot *slot, uint32_t site)
{
	size_t i = (size_t)(slot - blocks->slots), before = blocks->site_room;

	if (i >= before) {
		blocks->sites = xgrow(blocks->sites, &blocks->site_room,
		    blocks->room, sizeof *blocks->sites);
		memset(blocks->sites + before, 0,
		    (blocks->site_room - before) * sizeof *blocks->sites);
	}
	blocks->sites[i] = site;
}

uint32_t
blocks_site(const struct blocks *blocks, const struct slot *slot)
{
	size_t i = (size_t)(slot - blocks->slots);

	return i < blocks->site_room ? blocks->sites[i] : SESSION_NO_SITE;
}

void
blocks_remove(struct blocks *blocks, struct numbers *numbers,
    struct slot *slot)
{
	slot->p = NULL;
	slot->element = blocks->free;
	blocks->free = (uint32_t)(slot - blocks->slots);
	if (numbers->forget)
		number_ended(numbers, slot->number);
}
