/*
 * ring.h - poolscope's end of the ring that a recorded program writes into.
 */
#ifndef POOLSCOPE_RECORD_RING_H
#define POOLSCOPE_RECORD_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "preload/protocol.h"

struct ring;
struct strbuf;
struct trace_record;

/* A new ring; SITES: call sites are wanted.  NULL with a line in ERROR. */
struct ring *ring_new(bool sites, struct strbuf *error);
/* Nobody reads any more: a program that still runs goes on unrecorded. */
void ring_close(struct ring *r);
void ring_free(struct ring *r);		/* NULL is allowed */

/* The ring's file, as any process can open it. */
const char *ring_path(const struct ring *r);

/*
 * Takes the next record; false: there is none now.  Its texts are good until
 * the next call.  Its line is the number of words taken, 0.
 */
bool ring_next(struct ring *r, struct trace_record *rec);

/* What was taken is given back to the program, and we sleep until it has
   written a good deal, a signal arrives, or MS milliseconds have gone by. */
void ring_wait(struct ring *r, int ms);

/* Words written and taken so far. */
uint64_t ring_written(const struct ring *r);
uint64_t ring_taken(const struct ring *r);

/* What the program says of itself; read only. */
const struct ring_page *ring_page(const struct ring *r);

#endif
