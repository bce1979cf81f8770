/*
 * name.h - names as numbers, and what they stand for.
 */
#ifndef POOLSCOPE_SESSION_NAME_H
#define POOLSCOPE_SESSION_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/block.h"

/* Strings by number, from 1; a string keeps its number. */
struct names {
	char **texts;		/* texts[number - 1] */
	size_t count, room;
	uint32_t *cells;	/* hashed: numbers, or 0 */
	size_t mask;
	uint32_t *sorted;	/* the first SORTED_COUNT, by text */
	size_t sorted_count;
};

void names_free(struct names *names);
uint32_t names_intern(struct names *names, const char *text, size_t length);
/* 0 if it was never interned. */
uint32_t names_find(const struct names *names, const char *text,
    size_t length);
/* NULL for a number that is no name. */
const char *names_text(const struct names *names, uint32_t number);
/* Every number, sorted by text; NAMES->count of them. */
const uint32_t *names_sorted(struct names *names);

/*
 * What one name stands for.  A block that it stands for knows it (slot.name
 * and slot.element), and the other way round, as long as the block lives.
 */
struct standing {
	uint32_t *elements;	/* block numbers; NO_BLOCK: never any */
	uint32_t length;	/* 1 unless it is a list; 0: stands for none */
	uint32_t room;
	uint32_t live;		/* elements that live */
	bool list;
};

#define NAMES_PIECE	64u	/* names that checkpoints keep together */

/* What a moment in time holds of this. */
struct standings {
	struct standing *names;	/* names[number - 1] */
	size_t count, room;
	struct pieces pieces;	/* as those of blocks */
	uint8_t *touched;
	size_t touched_room;
};

/* The caller has given up the pieces. */
void standings_free(struct standings *all);
/* Makes it COUNT names long; new ones stand for nothing. */
void standings_resize(struct standings *all, size_t count);
/* What NAME stands for is about to change. */
void standings_touch(struct standings *all, uint32_t name);
/* What NAME stands for, NULL if it never stood for anything. */
struct standing *standings_find(const struct standings *all, uint32_t name);
/* The same, made where it was not; it is about to change. */
struct standing *standings_get(struct standings *all, uint32_t name);
/* Makes it LENGTH elements long, new ones without a block. */
void standing_extend(struct standing *standing, uint32_t length);

#endif
