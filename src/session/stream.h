/*
 * stream.h - the quick way through a session that keeps no history: calls of
 * the allocator and nothing else, for replays of millions of them.
 *
 * Its blocks have no names and are not those of session.h: a handle is good
 * until its block ends, and is then used again.  Of the session's questions
 * those about the heap, the event we are at, the number of live blocks and the
 * figures of this moment are answered; session_apply is not to be mixed in.
 */
#ifndef POOLSCOPE_SESSION_STREAM_H
#define POOLSCOPE_SESSION_STREAM_H

#include <stdbool.h>
#include <stdint.h>

struct session;
struct stream;

#define STREAM_NO_BLOCK 0u

/* S has SESSION_STREAM and outlives the stream; no two for one session. */
struct stream *stream_new(struct session *s);
void stream_free(struct stream *st);		/* NULL is allowed */

/*
 * One event each; the handle of its block.  NO_BLOCK, and no event, if the
 * allocator gave none.  realloc's handle stays; its BLOCK lives.
 */
uint32_t stream_malloc(struct stream *st, uint64_t size);
uint32_t stream_calloc(struct stream *st, uint64_t nelem, uint64_t size);
uint32_t stream_realloc(struct stream *st, uint32_t block, uint64_t size);
void stream_end(struct stream *st, uint32_t block);	/* free */

/* An event that does nothing: a call that failed when it was recorded. */
void stream_nothing(struct stream *st);

/* BLOCK is freed within the event that comes: its free was missed. */
void stream_end_first(struct stream *st, uint32_t block);

/* Where BLOCK lies: real, for pym_arena_offset and its like. */
void *stream_block(const struct stream *st, uint32_t block);

#endif
