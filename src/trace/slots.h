/*
 * slots.h - small numbers for what lives: the last one given back is the next
 * to be used again, so there are never more than lived at once.
 */
#ifndef POOLSCOPE_TRACE_SLOTS_H
#define POOLSCOPE_TRACE_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "support/xalloc.h"

struct slots {
	uint32_t count;		/* slots ever used */
	uint32_t *unused;	/* of them, those not in use: a stack */
	size_t nunused;
	uint8_t *lives;		/* 1: the slot is in use */
	size_t room;		/* of both */
};

static inline void
slots_free(struct slots *s)
{
	free(s->unused);
	free(s->lives);
}

static inline bool
slots_live(const struct slots *s, uint64_t slot)
{
	return slot < s->count && s->lives[slot];
}

static __attribute__((noinline, cold, unused)) void
slots_grow(struct slots *s)
{
	size_t room = s->room;

	s->unused = xgrow(s->unused, &room, s->room + 1, sizeof(*s->unused));
	s->lives = xreallocarray(s->lives, room, sizeof(*s->lives));
	s->room = room;
}

/* A slot for a new block. */
static inline uint32_t
slots_take(struct slots *s)
{
	uint32_t slot;

	if (s->nunused > 0) {
		slot = s->unused[--s->nunused];
	} else {
		if (s->count == s->room)
			slots_grow(s);
		slot = s->count++;
	}
	s->lives[slot] = 1;
	return slot;
}

/* SLOT, which is in use, is given back. */
static inline void
slots_give(struct slots *s, uint32_t slot)
{
	s->lives[slot] = 0;
	s->unused[s->nunused++] = slot;
}

#endif
