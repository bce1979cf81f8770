/*
 * replay_inside.h - what the files of a replay share: replay.c, and
 * replay_stream.c, its quick way into a session that keeps nothing.
 */
#ifndef POOLSCOPE_TRACE_REPLAY_INSIDE_H
#define POOLSCOPE_TRACE_REPLAY_INSIDE_H

#include "session/session.h"
#include "session/stream.h"
#include "trace/address_map.h"
#include "trace/name_map.h"
#include "trace/origin_map.h"
#include "trace/replay.h"
#include "trace/trace.h"
#include "trace/verify.h"

struct replay {
	struct session *session;
	struct trace_reader *trace;
	unsigned flags;
	bool bases;		/* arenas are shown where they were recorded */
	uint64_t arena_size;
	struct address_map addresses;
	uint32_t *slots;	/* the block in each slot of the trace */
	size_t slots_room;
	struct name_map names;
	struct origin_map origins;
	struct verify verify;
	struct replay_counts counts;
	struct stream *stream;	/* NULL: events go through session_apply */
	struct trace_record record;
	struct outcome outcome;	/* of its event */
	bool refused;		/* the trace ends before it */
};

/* Whether the trace is not to be repaired: then it ends before this call. */
bool replay_refuses(struct replay *p, const char *what);

/* What is in a slot of the trace. */
void replay_grow_slots(struct replay *p, uint32_t slot);
static inline uint32_t *
replay_slot(struct replay *p, uint32_t slot)
{
	if (slot >= p->slots_room)
		replay_grow_slots(p, slot);
	return &p->slots[slot];
}

/* Compares what p->record gave with p->outcome. */
void replay_verify_call(struct replay *p);
/* Does what a record says that is no event. */
void replay_aside(struct replay *p);

/* As replay_run, into p->stream. */
enum replay_status replay_stream_run(struct replay *p, uint64_t n);

#endif
