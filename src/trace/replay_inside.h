/*
 * replay_inside.h - what the files of a replay share: replay.c, and
 * replay_calls.c.
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
	struct stream *stream;
	struct trace_record record;
	void *result;		/* of its event, with REPLAY_VERIFY */
	bool refused;		/* the trace ends before it */
	bool no_memory;		/* for its event */
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

/* Compares what p->record gave with p->result. */
void replay_verify_call(struct replay *p);
/* Does what a record says that is no event. */
void replay_aside(struct replay *p);

#endif
