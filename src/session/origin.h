/*
 * origin.h - where events came from: their call sites, threads and times.
 *
 * Most histories know nothing of the kind, so it stands beside a log's records
 * in spans of its own, which are there only where something is known:
 *
 *	records  [  0 ... 4095  |  4096 ... 8191  |  8192 ...
 *	spans         NULL           [ site, thread, time of each ]
 */
#ifndef POOLSCOPE_SESSION_ORIGIN_H
#define POOLSCOPE_SESSION_ORIGIN_H

#include "session/session.h"

#define ORIGIN_SPAN	4096u	/* records */

struct origin_span {
	uint32_t sites[ORIGIN_SPAN];
	uint32_t *threads;	/* NULL: none is known */
	uint64_t *times;	/* the same */
};

/* NULL is a span in which nothing is known. */
void origins_free(struct origin_span *span);
/* Where record I of *SPAN came from, as E tells; the last one told of. */
void origins_note(struct origin_span **span, size_t i,
    const struct event *e);
/* Tells E. */
void origins_get(const struct origin_span *span, size_t i, struct event *e);
/* Bytes of memory that it takes. */
size_t origins_bytes(const struct origin_span *span);

/* The sites and threads that there are. */
struct places {
	struct session_site *sites;
	uint32_t site_count;
	size_t site_room;
	uint64_t *threads;
	uint32_t thread_count;
	size_t thread_room;
};

void places_free(struct places *places);

#endif
