/*
 * series.h - figures over time, in buckets that pair up as time goes on.
 *
 *	events   1 ............................................. count
 *	buckets  |====|====|====|====|====|====|====|====|==
 *
 * Each bucket says of the events it covers what the least, the most and the
 * last of each figure was, and what happened in them how often.  When there
 * are too many, every two become one; so they are few, however long the
 * history is.  A border at which another line branched off is never given up.
 */
#ifndef POOLSCOPE_SESSION_SERIES_H
#define POOLSCOPE_SESSION_SERIES_H

#include "session/session.h"

#define SERIES_BUCKETS 4096u	/* at the most, but for borders kept */

struct bucket {
	struct session_span span;
	bool border;		/* another line begins behind it */
};

struct series {
	struct bucket *buckets;
	size_t count, room;
	size_t limit;		/* of buckets: at so many they pair up */
	uint64_t width;		/* events that a new bucket may cover */
};

/* What is known after an event: its figures, and how often it did what. */
struct sample {
	uint64_t figures[SESSION_FIGURES];
	bool happened;		/* anything: else TIMES is not looked at */
	uint64_t times[SESSION_HAPPENINGS];
};

/* SERIES of zero bytes is empty. */
void series_free(struct series *series);

/* Adds event N, which follows the last one added. */
void series_add(struct series *series, uint64_t n,
    const struct sample *sample);

/* One figure of SPAN's last event. */
static inline void
span_add_figure(struct session_span *span, enum session_figure i,
    uint64_t figure)
{
	if (figure < span->min[i])
		span->min[i] = figure;
	if (figure > span->max[i])
		span->max[i] = figure;
	span->end[i] = figure;
}

/* The same, where only these figures may differ from those before, and what
   happened is told by series_add_times after that.  False, and nothing is
   added, where a bucket begins. */
static inline bool
series_add_some(struct series *series, uint64_t n, uint64_t asked,
    uint64_t pooled, uint64_t in_blocks, uint64_t pools)
{
	struct bucket *b;

	if (series->count == 0)
		return false;
	b = &series->buckets[series->count - 1];
	if (b->border || n - b->span.first >= series->width)
		return false;
	b->span.last = n;
	span_add_figure(&b->span, SESSION_ASKED, asked);
	span_add_figure(&b->span, SESSION_POOLED, pooled);
	span_add_figure(&b->span, SESSION_IN_BLOCKS, in_blocks);
	span_add_figure(&b->span, SESSION_POOLS, pools);
	return true;
}

/* At the last event of SPAN WHAT happened so many times. */
static inline void
span_add_times(struct session_span *span, enum session_happening what,
    uint64_t times)
{
	if (span->count[what] == 0)
		span->first_of[what] = span->last;
	span->last_of[what] = span->last;
	span->count[what] += times;
}

/* At the last event added. */
static inline void
series_add_times(struct series *series, enum session_happening what,
    uint64_t times)
{
	span_add_times(&series->buckets[series->count - 1].span, what, times);
}

/* The bucket that covers event N, which one of them does. */
size_t series_find(const struct series *series, uint64_t n);

/* Puts two buckets in the place of bucket I, which covers the same events:
   FIRST, a border behind it, and SECOND. */
void series_split(struct series *series, size_t i,
    const struct session_span *first, const struct session_span *second);

/* No line needs the borders before event N any more. */
void series_join_before(struct series *series, uint64_t n);

/* A span of event N alone; N more; and all of MORE, whose events follow. */
void span_begin(struct session_span *span, uint64_t n,
    const struct sample *sample);
void span_add(struct session_span *span, const struct sample *sample);
void span_join(struct session_span *span, const struct session_span *more);

#endif
