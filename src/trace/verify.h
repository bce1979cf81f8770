/*
 * verify.h - compares what a replay does with what was recorded: where each
 * block lies, as arena (by order of creation) and offset, and at which event
 * arenas are obtained and given back.  Used by replay.c alone.
 */
#ifndef POOLSCOPE_TRACE_VERIFY_H
#define POOLSCOPE_TRACE_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/address_map.h"

struct pym_heap;

/* An arena as recorded. */
struct verify_arena {
	uint64_t base;
	uint64_t ordinal;	/* it was the so-many-th obtained, from 0 */
};

/* Arenas obtained or given back within one call, by ordinal. */
#define VERIFY_CHANGES 8

struct verify_changes {
	uint64_t obtained[VERIFY_CHANGES], given[VERIFY_CHANGES];
	size_t nobtained, ngiven;	/* may be more than there is room */
};

struct verify {
	const struct pym_heap *heap;
	uint64_t arena_size;
	unsigned shift;			/* arena_size is 1 << shift */
	struct address_map starts;	/* base >> shift, plus 1, to the
					   arena that begins there, plus 1 */
	struct verify_arena *arenas;	/* those that live, and unused ones */
	size_t narenas, arenas_room;
	uint32_t *unused;		/* places in arenas */
	size_t nunused, unused_room;
	uint64_t total;			/* arenas ever recorded */
	struct verify_changes recorded, happened; /* since the last call */
	uint64_t arena_events, addresses, mismatches;
	void (*tell)(void *ctx, uint64_t line, const char *text);
	void *ctx;
};

void verify_init(struct verify *v, const struct pym_heap *heap);
void verify_end(struct verify *v);

/* The recording tells of an arena, at LINE. */
void verify_obtained(struct verify *v, uint64_t line, uint64_t base,
    uint64_t size);
void verify_given_back(struct verify *v, uint64_t line, uint64_t base);

/* The heap tells of one. */
void verify_happened(struct verify *v, bool obtained, uint64_t ordinal);

/* A call that was replayed is over: its arenas are compared. */
void verify_call(struct verify *v, uint64_t line);

/* A call at LINE gave RECORDED, and P here. */
void verify_result(struct verify *v, uint64_t line, uint64_t recorded,
    const void *p);

#endif
