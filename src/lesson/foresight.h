/*
 * foresight.h - what an event would do, found out by session_try.
 *
 * Nothing is carried out and no copy is made, so it costs the same in a heap
 * of ten events and of ten million.
 */
#ifndef POOLSCOPE_LESSON_FORESIGHT_H
#define POOLSCOPE_LESSON_FORESIGHT_H

#include <stdbool.h>

#include "session/session.h"

/* How a request gets its block, from the plainest way to the rarest. */
enum foresight_way {
	FORESIGHT_LINKED,	/* from its pool's chain, which goes on */
	FORESIGHT_CARVED,	/* the same, and a virgin block is carved */
	FORESIGHT_FILLS,	/* the pool's last */
	FORESIGHT_NEW_POOL,	/* in a pool that is made for it */
	FORESIGHT_SYSTEM	/* from the system allocator */
};

struct foresight {
	const struct session *session;
	struct event event;
	struct outcome gave;
	bool takes;		/* a block is handed out */
	bool stays;		/* a realloc leaves the block where it is */
	bool gives;		/* a block of a pool is taken back */
	enum foresight_way way;	/* where it takes */
	struct pym_pool_ref pool; /* of the block taken, else of that given;
				   PYM_NONE: the system's */
	uint32_t block;
	uint64_t address;
	uint32_t szidx;
	uint64_t request;	/* bytes asked for */
	uint32_t count;		/* ref.count of POOL afterwards */
	uint32_t capacity;	/* of POOL; 0 where it is yet to be made */
	bool obtains, returns;	/* an arena */
};

/* Looks at E, an event that could be applied to S now.  False if it would
   fail. */
bool foresight_look(struct foresight *f, struct session *s,
    const struct event *e);

#endif
