/*
 * anywhere.h - a history is made, with futures, checkpoints and their
 * thinning, and moments of it are gone to, each of which must be that of a
 * fresh run of the same events.
 */
#ifndef POOLSCOPE_TESTS_ANYWHERE_H
#define POOLSCOPE_TESTS_ANYWHERE_H

#include "dice.h"
#include "session/session.h"

#define WALK_ROUNDS	5u	/* in a history, after each of which one goes
				   elsewhere */
#define WALK_TARGETS	2u	/* moments of each line that are gone to */
#define WALK_LINES	(2 * WALK_ROUNDS + 1)

/* A moment to go to, and what a fresh run finds there. */
struct target {
	uint64_t line, event, sum;
};

/* What there was to test with. */
struct walked {
	size_t walks, lines;
	size_t kept;		/* checkpoints at the end */
	size_t given_up;	/* those for which there was no room */
};

struct walk {
	const char *spec;		/* the profile of S */
	uint64_t seed;
	struct session *s;		/* new, the caller's to free */
	struct dice dice;
	void (*one)(struct walk *w);	/* does what comes now: some events */
	struct walked walked;
	struct target targets[WALK_LINES * WALK_TARGETS];
	size_t ntargets;
};

/* ONE is called N times; what is wrong makes the test fail. */
void walk_anywhere(struct walk *w, uint64_t n);

#endif
