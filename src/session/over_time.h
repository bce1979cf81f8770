/*
 * over_time.h - the figures of a heap at several moments, each counted afresh
 * from the heap: as a table, as CSV, as JSON.
 *
 *	event  asked for  in blocks  held     arenas  pools used full empty
 *	  500      12600      13312  262144        1          4    2     0
 *
 * Moments stand EVERY so many events apart; where there would be too many,
 * every second one goes.  So a stream of any length can be sampled in bounded
 * memory.
 */
#ifndef POOLSCOPE_SESSION_OVER_TIME_H
#define POOLSCOPE_SESSION_OVER_TIME_H

#include <stddef.h>

#include "session/session.h"

#define OVER_TIME_CLASSES 64u	/* that any profile has, at most */

/* Four kinds of bytes are told apart: what was asked for, what the blocks in
   pools hold, what the arenas hold, and what is asked for beside them. */
struct over_time_row {
	uint64_t event;
	uint64_t live;			/* blocks, wherever they are */
	uint64_t asked;			/* bytes asked for by them */
	uint64_t pooled;		/* of them by those in pools */
	struct pym_stats stats;		/* in_blocks: allocated_bytes */
	struct pym_class_stats classes[OVER_TIME_CLASSES];
};

struct over_time {
	struct over_time_row *rows;
	size_t count, room;
	size_t limit;			/* of rows: at so many they thin out */
	uint64_t every;			/* events from one to the next */
};

/* Rows EVERY so many events, about LIMIT of them at most. */
void over_time_init(struct over_time *o, size_t limit, uint64_t every);
void over_time_free(struct over_time *o);

/* The figures of this moment. */
void over_time_sample(const struct session *s, struct over_time_row *out);

/* To be called where session_event is a multiple of o->every: adds a row, and
   lets every second one go where there are too many. */
void over_time_note(struct over_time *o, const struct session *s);
/* A row for this moment, which is the last, unless there is one. */
void over_time_end(struct over_time *o, const struct session *s);

/* Never translated: programs read them. */
void over_time_csv(const struct over_time *o,
    const struct pym_profile *profile,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx);
void over_time_json(const struct over_time *o,
    const struct pym_profile *profile,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx);

#endif
