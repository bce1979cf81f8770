/*
 * interleave.h - two events at once, one decision of either at a time.
 *
 * As with session_try it is done, observed, and taken back: history is made of
 * whole events only.  What two threads do to one heap without a lock can break
 * it, so it counts as damaged while that lasts.
 */
#ifndef POOLSCOPE_SESSION_INTERLEAVE_H
#define POOLSCOPE_SESSION_INTERLEAVE_H

#include "session/session.h"

/* Where one of the two has come to. */
struct strand {
	size_t taken;			/* decisions */
	bool ended, crashed;
	bool outside;			/* its next step would ask the system
					   for memory, or give it back: it is
					   not taken */
	uint64_t address;		/* what it returned, nominal; or 0 */
};

struct interleaved {
	struct strand strands[2];
	int serial;	/* both have ended: 1 or 2, and one after the other,
			   that one first, gives the very same heap and the
			   same addresses; 0: neither order does */
};

/*
 * Lets the events E[0] and E[1] (malloc, calloc or free of a live block; of
 * kind EVENT_NOTHING where there is none) take N steps: STEPS[i] is 0 or 1,
 * whose it is.  A step takes one decision; the one after the last returns.
 * TOLD (or NULL) hears of each step's decision, with the heap as it then is,
 * or of NULL for a return.  From between two events only.
 */
enum session_status session_interleave(struct session *s,
    const struct event e[2], const unsigned char *steps, size_t n,
    void (*told)(void *ctx, size_t step, const struct pym_decision *d),
    void *ctx, struct interleaved *out);

#endif
