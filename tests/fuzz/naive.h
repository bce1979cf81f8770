/*
 * naive.h - what a program knows of its heap: the blocks that live and what
 * is in them, at every moment of every line of history.  It knows no pools and
 * no lists; what it knows must hold of the real thing.
 */
#ifndef POOLSCOPE_TESTS_FUZZ_NAIVE_H
#define POOLSCOPE_TESTS_FUZZ_NAIVE_H

#include "session/session.h"

struct naive_block {
	uint32_t number;
	uint64_t size, address;
	uint32_t szidx;		/* PYM_NONE: the system allocator's */
	uint64_t known;		/* bytes from its start that were written: */
	uint8_t seed, step;	/* the I-th is SEED + I * STEP */
};

struct naive_moment {
	struct naive_block *blocks;
	size_t count;
};

struct naive_line {
	uint64_t number;	/* session_line */
	struct naive_moment *moments;	/* by the events before them */
	size_t count, room;
};

struct naive {
	struct session *session;	/* not its own */
	const struct pym_profile *profile;
	struct naive_line *lines;
	size_t count, room;
};

void naive_init(struct naive *m, struct session *s);
void naive_end(struct naive *m);

/* The blocks of this moment, good until the next event. */
const struct naive_moment *naive_now(const struct naive *m);

/* Applies E to the session, and here; what it gives must be possible. */
void naive_apply(struct naive *m, const struct event *e);

/* The session is as it ought to be, between two events. */
void naive_verify(const struct naive *m);

#endif
