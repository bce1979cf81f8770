/* threads_inside.h - what the files of `threads` share. */
#ifndef POOLSCOPE_COMMAND_THREADS_INSIDE_H
#define POOLSCOPE_COMMAND_THREADS_INSIDE_H

#include "command/threads.h"
#include "session/interleave.h"

struct threads {
	bool lock;
	bool broken;		/* both have ended: as no order of them would */
	uint64_t line, event;	/* where the interleaving began */
	struct event e[2];	/* EVENT_NOTHING: none yet */
	char *text[2];		/* as typed */
	char *last[2];		/* the last decision, in words, or NULL */
	char *held[2];		/* the block it has in hand, or NULL */
	unsigned char steps[128];
	size_t n;
	struct interleaved came;
};

/* What was begun is dropped. */
void threads_clear(struct threads *t);

/* Whether thread I, 0 or 1, has an operation; the thread that is in the middle
   of its, or 2. */
bool threads_begun(const struct threads *t, size_t i);
size_t threads_holder(const struct threads *t);
/* Whether thread I waits for the lock, which the other holds. */
bool threads_waits(const struct threads *t, size_t i);

/* Whether operations of this heap can be interleaved; else one error line. */
bool threads_supported(struct console *c);

#endif
