/*
 * home.h - where the lesson left off, to return to after the reader has tried
 * something.
 *
 *	home_set(&h, session);
 *	home_leave(&h); ... a command of the reader's ...; home_left(&h, reset);
 *	home_return(&h);
 *
 * What was tried stays in the session's history, as a future.
 */
#ifndef POOLSCOPE_LESSON_HOME_H
#define POOLSCOPE_LESSON_HOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

struct home {
	struct session *session;	/* not its own */
	uint64_t event;			/* of the session's line, at home */
	size_t futures;			/* before the reader's command */
	struct session *copy;		/* as it was; NULL: never left */
	bool lost;			/* the line has left that event */
};

/* Home is here, now.  Frees what H held; a zeroed one holds nothing. */
void home_set(struct home *h, struct session *s);
void home_free(struct home *h);

/* Before and after a command; RESET: it began another history. */
void home_leave(struct home *h);
void home_left(struct home *h, bool reset);

/* Whether the session is as it was. */
bool home_is_here(const struct home *h);

/* Makes it so; false when memory is short. */
bool home_return(struct home *h);

#endif
