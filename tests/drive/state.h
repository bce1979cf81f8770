/*
 * state.h - a real interpreter's allocator state, read out of its memory.
 */
#ifndef POOLSCOPE_TESTS_STATE_H
#define POOLSCOPE_TESTS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Where the parts of the state lie. */
struct state {
	char *usedpools;
	char **arenas;		/* the variables, not what they hold */
	uint32_t *maxarenas;
	char **unused_arena_objects;
	char **usable_arenas;
	uint32_t classes;
	uint32_t alignment;
	uint32_t pool_size;
};

/*
 * Finds the static state of 2.7 to 3.11 by the symbols of LIBRARY, a handle
 * of dlopen.  False if they are not there, as in a stripped library.
 */
bool state_of_symbols(struct state *s, void *library);

/* The state of 3.12 and later, one struct that begins at START. */
void state_of_struct(struct state *s, void *start);

/*
 * Writes what `poolscope replay --json` says of arenas, pools and lists, in
 * the same order, without blanks.
 */
void state_dump(const struct state *s, FILE *out);

#endif
