#include "config.h"

#include "session/block.h"

#include <stdlib.h>
#include <string.h>

#include "session/elders.h"
#include "support/large.h"
#include "support/xalloc.h"

#define CHUNK	NUMBERS_CHUNK

void
blocks_free(struct blocks *blocks)
{
	free(blocks->slots);
	free(blocks->sites);
	free(blocks->touched);
	*blocks = (struct blocks){ .alignment = blocks->alignment };
}

void
blocks_resize(struct blocks *blocks, size_t count)
{
	size_t before = blocks->touched_room;

	blocks->slots = large_grow(blocks->slots, &blocks->room, count,
	    sizeof *blocks->slots);
	blocks->count = count;
	blocks->touched = xgrow(blocks->touched, &blocks->touched_room,
	    count / BLOCKS_PIECE + 1, 1);
	if (blocks->touched_room > before)
		memset(blocks->touched + before, 1,
		    blocks->touched_room - before);
}

void
blocks_lengthen(struct blocks *blocks)
{
	size_t i = blocks->count;

	blocks_resize(blocks, i + 1);
	blocks->free = (uint32_t)i;
	blocks->slots[i].element = (uint32_t)i + 1;
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

size_t
numbers_bytes(const struct numbers *numbers)
{
	size_t bytes = numbers->room * sizeof *numbers->chunks, i;

	for (i = 0; i < numbers->count; i++)
		if (numbers->chunks[i] != NULL)
			bytes += sizeof *numbers->chunks[i];
	return bytes;
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

void
numbers_put(struct numbers *numbers, uint32_t number, uint32_t i)
{
	*number_cell(numbers, number) = i;
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

void
numbers_born(struct numbers *numbers, uint32_t number, uint32_t i)
{
	size_t chunk = number / CHUNK;

	numbers_put(numbers, number, i);
	if (!numbers->forget)
		return;
	numbers->chunks[chunk]->live++;
	if (number % CHUNK == 0 && chunk > 0)
		drop_chunk(numbers, chunk - 1);
}

void
numbers_ended(struct numbers *numbers, uint32_t number)
{
	numbers->chunks[number / CHUNK]->live--;
	drop_chunk(numbers, number / CHUNK);
}

void
numbers_drop(struct numbers *numbers, const struct elders *elders)
{
	size_t chunks = (elders->last + (size_t)1) / CHUNK, i, k = 0;

	for (i = 0; i < chunks && i < numbers->count; i++) {
		while (k < elders->count && elders->list[k].number / CHUNK < i)
			k++;
		if (k < elders->count && elders->list[k].number / CHUNK == i)
			continue;
		free(numbers->chunks[i]);
		numbers->chunks[i] = NULL;
	}
}

/* Where NUMBER's slot is written, or NULL. */
static const uint32_t *
cell_of(const struct numbers *numbers, uint32_t number)
{
	size_t chunk = number / CHUNK;

	return chunk < numbers->count && numbers->chunks[chunk] != NULL ?
	    &numbers->chunks[chunk]->slot[number % CHUNK] : NULL;
}

void
numbers_prefetch(const struct numbers *numbers, uint32_t number)
{
	const uint32_t *cell = cell_of(numbers, number);

	if (cell != NULL)
		__builtin_prefetch(cell);
}

void
blocks_prefetch(const struct blocks *blocks, const struct numbers *numbers,
    uint32_t number)
{
	const uint32_t *cell = cell_of(numbers, number);

	if (cell != NULL && *cell < blocks->count)
		__builtin_prefetch(&blocks->slots[*cell]);
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

static void
extend_sites(struct blocks *blocks, size_t count)
{
	size_t before = blocks->site_room;

	if (count <= before)
		return;
	blocks->sites = xgrow(blocks->sites, &blocks->site_room, count,
	    sizeof *blocks->sites);
	memset(blocks->sites + before, 0,
	    (blocks->site_room - before) * sizeof *blocks->sites);
}

void
blocks_set_site(struct blocks *blocks, const struct slot *slot, uint32_t site)
{
	size_t i = (size_t)(slot - blocks->slots);

	if (i >= blocks->site_room)
		extend_sites(blocks, blocks->room);
	blocks->sites[i] = site;
	blocks_touch(blocks, slot);
}

void
blocks_cover_sites(struct blocks *blocks)
{
	if (blocks->site_room > 0)
		extend_sites(blocks, blocks->count);
}

void
blocks_put_sites(struct blocks *blocks, size_t first, size_t n,
    const void *sites)
{
	size_t before = blocks->site_room;

	if (sites == NULL) {
		if (first < before)
			memset(blocks->sites + first, 0,
			    (first + n < before ? n : before - first) *
			    sizeof *blocks->sites);
		return;
	}
	extend_sites(blocks, first + n);
	memcpy(blocks->sites + first, sites, n * sizeof *blocks->sites);
}

uint32_t
blocks_site(const struct blocks *blocks, const struct slot *slot)
{
	size_t i = (size_t)(slot - blocks->slots);

	return i < blocks->site_room ? blocks->sites[i] : SESSION_NO_SITE;
}
