/*
 * writer.h - the program's end of the ring.  Python's lock is held around
 * every call.
 */
#ifndef POOLSCOPE_PRELOAD_WRITER_H
#define POOLSCOPE_PRELOAD_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "preload/protocol.h"

struct writer {
	uint64_t head;		/* as in the page */
	uint64_t limit;		/* up to here there is room; 0: the recording
				   has ended, here or in this process */
	uint64_t *words;
	struct ring_page *page;
};

extern struct writer writer;

/* Maps the ring in the file at PATH; false if it is none. */
bool writer_open(const char *path);

/* No more is recorded, in this process; if it is the program's the reader is
   told.  A child after a fork only forgets. */
void writer_end(enum ring_ending ending);
void writer_forget(void);

/* Waits for room for N words; false: the recording has ended.  errno stays. */
bool writer_wait(unsigned n);

/* Whether N words can be put, now. */
static inline bool
writer_room(unsigned n)
{
	return __builtin_expect(writer.head + n <= writer.limit, 1) ||
	    writer_wait(n);
}

/* Puts word I of a record for which there is room. */
static inline void
writer_set(unsigned i, uint64_t word)
{
	writer.words[(writer.head + i) & (RING_WORDS - 1)] = word;
}

/* Puts the N bytes at TEXT, padded, from word I on. */
void writer_text(unsigned i, const char *text, size_t n);

/* The record of N words is whole. */
static inline void
writer_done(unsigned n)
{
	writer.head += n;
	atomic_store_explicit(&writer.page->head, writer.head,
	    memory_order_release);
}

#endif
