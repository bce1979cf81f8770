/*
 * stream.h - the quick way through a session: calls of the allocator and
 * nothing else, for replays of millions of them.
 *
 * A block's handle is good until the block ends, and is then used again.
 * With TABLES each call is an event as session_apply would have it, new at the
 * end of the line, and one may go anywhere in time meanwhile; session.h knows
 * its blocks.  Without, which is quicker, of the session's questions only those
 * about the heap, the event we are at, the number of live blocks and the bytes
 * they asked for are answered, and session_apply is not to be mixed in.
 */
#ifndef POOLSCOPE_SESSION_STREAM_H
#define POOLSCOPE_SESSION_STREAM_H

#include <stdbool.h>
#include <stdint.h>

struct event;
struct session;
struct stream;

#define STREAM_NO_BLOCK 0u

/* S outlives the stream, and has SESSION_STREAM unless there are TABLES; no two
   for one session. */
struct stream *stream_new(struct session *s, bool tables);
void stream_free(struct stream *st);		/* NULL is allowed */

/*
 * One event each; the handle of its block.  NO_BLOCK, and no event, if the
 * allocator gave none.  realloc's handle stays; its BLOCK lives.
 */
uint32_t stream_malloc(struct stream *st, uint64_t size);
uint32_t stream_calloc(struct stream *st, uint64_t nelem, uint64_t size);
uint32_t stream_realloc(struct stream *st, uint32_t block, uint64_t size);

/* free.  False: there was no memory for that, and no event. */
bool stream_end(struct stream *st, uint32_t block);

/* An event that does nothing: a call that failed when it was recorded.  False,
   and no event, if there is no memory for it. */
bool stream_nothing(struct stream *st);

/* BLOCK is freed within the event that comes: its free was missed. */
void stream_end_first(struct stream *st, uint32_t block);

/* With tables: the event that comes next, whose name, element, site, thread and
   time the caller may fill in. */
struct event *stream_details(struct stream *st);

/* Where BLOCK lies: real, for pym_arena_offset and its like. */
void *stream_block(const struct stream *st, uint32_t block);

#endif
