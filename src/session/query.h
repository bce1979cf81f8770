/*
 * query.h - questions over history: which event did what to what.
 *
 *	pool-full if class == 3     the event at which a pool of the class was
 *	                            full, wherever it is
 *	touch x                     the next event about a block
 *
 * A question is answered from the log alone, so that it is quick over millions
 * of events; nothing moves.
 */
#ifndef POOLSCOPE_SESSION_QUERY_H
#define POOLSCOPE_SESSION_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "session/session.h"

/* What an event did, as bits. */
#define QUERY_ALLOC	1u	/* malloc, calloc, or a realloc that moved */
#define QUERY_REALLOC	2u
#define QUERY_FREE	4u	/* free, or a block ended by what came there */
#define QUERY_WRITE	8u
#define QUERY_TOUCH	15u

/* All that is asked for must hold. */
struct query {
	unsigned did;		/* it did one of these, or */
	unsigned happenings;	/* ... one of these happened (bits, 1 <<
				   SESSION_...); both 0: any event */
	uint32_t block;		/* it is about this block; NO_BLOCK: any */
	uint64_t low, high;	/* about a block at LOW or above, below HIGH;
				   HIGH 0: anywhere */
	bool sized;		/* about one of MIN to MAX bytes asked for */
	uint64_t min, max;
	uint32_t szidx;		/* about one of that class; PYM_NONE: any */
	const bool *sites;	/* its call site is one of these, by number;
				   NULL: any */
	uint32_t thread;	/* its thread; NO_THREAD: any */
};

#define QUERY_ANY { .szidx = PYM_NONE }

/*
 * The first event after FROM, up to LAST, for which Q holds; with BACK the last
 * one before FROM, down to LAST.  0: there is none, or STOP (or NULL; called
 * now and then) said so.
 */
uint64_t query_find(struct session *s, const struct query *q, uint64_t from,
    uint64_t last, bool back, bool (*stop)(void *ctx), void *ctx);

/* Blocks that the whole line made: $1 to this. */
uint32_t query_blocks(const struct session *s);

/* One life of a place: a block that was there. */
struct life {
	uint32_t number;
	uint64_t born;
	uint64_t ended;		/* the event; 0: it lives at the line's end */
	uint64_t size;		/* asked for last */
	uint32_t name, element;	/* that it was given when it was made */
	uint32_t site;		/* whose call asked for it */
	uint32_t ended_by;	/* the site of the call that ended it */
};

/* Every life of the blocks that began at nominal ADDRESS, in this line from
   its first event to its last: *N of them, to be freed. */
struct life *query_lives(const struct session *s, uint64_t address,
    size_t *n);

#endif
