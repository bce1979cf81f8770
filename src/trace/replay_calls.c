/*
 * replay_calls.c - what becomes of the calls of a trace: here the time goes
 * that a replay of millions of them takes.
 */
#include "config.h"

#include "session/session.h"
#include "support/i18n.h"
#include "trace/replay_inside.h"

#define AT_ONCE 256		/* plain calls read before they are played */

/* The live block that REF names; it is forgotten. */
static inline uint32_t
take(struct replay *p, const struct trace_ref *ref)
{
	uint32_t *in, block;

	switch (ref->kind) {
	case TRACE_SLOT:
		in = replay_slot(p, ref->slot);
		block = *in;
		*in = STREAM_NO_BLOCK;
		return block;
	case TRACE_ADDRESS:
		return address_map_take(&p->addresses, ref->address);
	case TRACE_NAME:
		return name_map_take(&p->names, ref->name, ref->length);
	default:
		return STREAM_NO_BLOCK;
	}
}

/* REF names BLOCK from now on; what it named before, or NO_BLOCK. */
static inline uint32_t
put(struct replay *p, const struct trace_ref *ref, uint32_t block)
{
	uint32_t *in, before;

	switch (ref->kind) {
	case TRACE_SLOT:
		in = replay_slot(p, ref->slot);
		before = *in;
		*in = block;
		return before;
	case TRACE_ADDRESS:
		return address_map_put(&p->addresses, ref->address, block);
	default:
		return name_map_put(&p->names, ref->name, ref->length, block);
	}
}

static uint32_t
find(struct replay *p, const struct trace_ref *ref)
{
	switch (ref->kind) {
	case TRACE_SLOT:
		return *replay_slot(p, ref->slot);
	case TRACE_ADDRESS:
		return address_map_get(&p->addresses, ref->address);
	case TRACE_NAME:
		return name_map_get(&p->names, ref->name, ref->length);
	default:
		return STREAM_NO_BLOCK;
	}
}

static bool __attribute__((noinline))
do_nothing(struct replay *p, uint64_t *count)
{
	++*count;
	p->no_memory = !stream_nothing(p->stream);
	return !p->no_memory;
}

/* What lives where the result is to be: its free was missed.  False: that is
   refused. */
static bool __attribute__((noinline))
end_older(struct replay *p, uint32_t older)
{
	if (replay_refuses(p, _("the result is a block that lives: its free "
	    "is missing, and --strict repairs nothing")))
		return false;
	p->counts.missed_frees++;
	take(p, &p->record.result);
	stream_end_first(p->stream, older);
	return true;
}

/* The record's result is BLOCK, or there was no memory for it. */
static inline bool
gave(struct replay *p, uint32_t block)
{
	if (block == STREAM_NO_BLOCK)
		return do_nothing(p, &p->counts.not_replayed);
	if (p->flags & REPLAY_VERIFY)
		p->result = stream_block(p->stream, block);
	return true;
}

/* Names E's result: xs[3] is an element of the list xs, as saving has it. */
static void
give_name(struct replay *p, struct event *e, const char *name, size_t length)
{
	size_t i = length - 1, n;
	uint64_t element = 0, ten = 1;

	e->element = SESSION_WHOLE;
	n = length;
	if (name[i] == ']') {
		while (i > 1 && name[i - 1] >= '0' && name[i - 1] <= '9' &&
		    ten < 1000000000) {
			element += ten * (uint64_t)(name[--i] - '0');
			ten *= 10;
		}
		if (ten > 1 && i > 1 && name[i - 1] == '[') {
			n = i - 1;
			e->element = (uint32_t)element;
		}
	}
	e->name = session_intern(p->session, name, n);
}

/* The result of the event that comes is called what the record calls it. */
static inline void
name_result(struct replay *p)
{
	const struct trace_ref *result = &p->record.result;

	if (result->kind == TRACE_NAME && (p->flags & REPLAY_NAMES))
		give_name(p, stream_details(p->stream), result->name,
		    result->length);
}

/* A block that is new, where its place may be taken, or is a name. */
static bool __attribute__((noinline))
play_any_new(struct replay *p)
{
	const struct trace_record *rec = &p->record;
	uint32_t older = find(p, &rec->result), block;

	if (older != STREAM_NO_BLOCK && !end_older(p, older))
		return false;
	name_result(p);
	block = rec->kind == TRACE_CALLOC ?
	    stream_calloc(p->stream, rec->count, rec->size) :
	    stream_malloc(p->stream, rec->size);
	if (block != STREAM_NO_BLOCK)
		put(p, &rec->result, block);
	return gave(p, block);
}

/* What nearly all calls are. */
static inline bool
play_malloc(struct replay *p)
{
	const struct trace_record *rec = &p->record;
	struct address_slot *place;
	uint32_t block, *in;

	switch (rec->result.kind) {
	case TRACE_SLOT:
		in = replay_slot(p, rec->result.slot);
		if (*in != STREAM_NO_BLOCK)
			break;
		*in = block = stream_malloc(p->stream, rec->size);
		return gave(p, block);
	case TRACE_ADDRESS:
		place = address_map_slot(&p->addresses,
		    rec->result.address);
		if (place->value != STREAM_NO_BLOCK)
			break;
		block = stream_malloc(p->stream, rec->size);
		if (block != STREAM_NO_BLOCK)
			address_map_fill(&p->addresses, place,
			    rec->result.address, block);
		return gave(p, block);
	case TRACE_NULL:
		return do_nothing(p, &p->counts.null_results);
	case TRACE_NAME:
		break;
	}
	return play_any_new(p);
}

static bool __attribute__((noinline))
play_realloc(struct replay *p)
{
	const struct trace_record *rec = &p->record;
	uint32_t block = find(p, &rec->old), older;

	if (block == STREAM_NO_BLOCK) {
		if (rec->old.kind == TRACE_NULL)
			return play_any_new(p);
		if (replay_refuses(p, _("the realloc is of a block that does "
		    "not live, and --strict repairs nothing")))
			return false;
		p->counts.unknown_reallocs++;
		return play_any_new(p);
	}
	older = find(p, &rec->result);
	if (older != STREAM_NO_BLOCK && older != block &&
	    !end_older(p, older))
		return false;
	name_result(p);
	if (stream_realloc(p->stream, block, rec->size) == STREAM_NO_BLOCK)
		return gave(p, STREAM_NO_BLOCK);
	if (older != block) {
		take(p, &rec->old);
		put(p, &rec->result, block);
	}
	return gave(p, block);
}

static inline bool
play_free(struct replay *p)
{
	uint32_t block = take(p, &p->record.old);

	if (block != STREAM_NO_BLOCK)
		return stream_end(p->stream, block) ||
		    do_nothing(p, &p->counts.not_replayed);
	if (p->record.old.kind == TRACE_NULL)
		return do_nothing(p, &p->counts.null_frees);
	if (replay_refuses(p, _("the free is of a block that does not live, "
	    "and --strict repairs nothing")))
		return false;
	return do_nothing(p, &p->counts.unknown_frees);
}

static inline bool
play(struct replay *p, enum trace_kind kind)
{
	if (p->record.given != 0 && (p->flags & REPLAY_ORIGINS))
		origin_map_event(&p->origins, &p->record,
		    stream_details(p->stream));
	if (kind == TRACE_FREE) {
		p->counts.frees++;
		return play_free(p);
	}
	if (kind == TRACE_MALLOC) {
		p->counts.mallocs++;
		return play_malloc(p);
	}
	if (kind == TRACE_CALLOC)
		p->counts.callocs++;
	else
		p->counts.reallocs++;
	if (p->record.result.kind == TRACE_NULL)
		return do_nothing(p, &p->counts.null_results);
	return kind == TRACE_REALLOC ? play_realloc(p) : play_any_new(p);
}

/* The trace gives no more records; why. */
static enum replay_status __attribute__((noinline, cold))
stop(enum trace_status status)
{
	if (status == TRACE_NONE)
		return REPLAY_NONE;
	return status == TRACE_END ? REPLAY_END : REPLAY_ERROR;
}

/* The same of the replay. */
static enum replay_status __attribute__((noinline, cold))
give_up(const struct replay *p)
{
	return p->refused ? REPLAY_ERROR : REPLAY_NO_MEMORY;
}

/* A call into SLOT that is not as usual: by the record that tells the same. */
static bool __attribute__((noinline, cold))
play_unusual(struct replay *p, const struct trace_call *call)
{
	const struct trace_ref slot = { .kind = TRACE_SLOT,
		.slot = call->slot };
	const struct trace_ref none = { .kind = TRACE_NULL };

	p->record = (struct trace_record){
		.kind = call->kind,
		.count = call->count,
		.size = call->size,
		.old = call->kind >= TRACE_REALLOC ? slot : none,
		.result = call->kind != TRACE_FREE ? slot : none,
	};
	return play(p, call->kind);
}

static inline bool
play_call(struct replay *p, const struct trace_call *call)
{
	uint32_t *in = replay_slot(p, call->slot);
	uint32_t block = *in;

	if ((call->kind >= TRACE_REALLOC) != (block != STREAM_NO_BLOCK))
		return play_unusual(p, call);
	switch (call->kind) {
	case TRACE_MALLOC:
		*in = block = stream_malloc(p->stream, call->size);
		p->counts.mallocs++;
		break;
	case TRACE_CALLOC:
		*in = block = stream_calloc(p->stream, call->count,
		    call->size);
		p->counts.callocs++;
		break;
	case TRACE_REALLOC:
		block = stream_realloc(p->stream, block, call->size);
		p->counts.reallocs++;
		break;
	default:
		*in = STREAM_NO_BLOCK;
		p->counts.frees++;
		return stream_end(p->stream, block) ||
		    do_nothing(p, &p->counts.not_replayed);
	}
	return gave(p, block);
}

/* Plays plain calls that come next, at most N; how many, or none if it cannot
   go on. */
static uint64_t
play_calls(struct replay *p, uint64_t n)
{
	struct trace_call calls[AT_ONCE];
	size_t count = trace_calls(p->trace, calls,
	    n < AT_ONCE ? (size_t)n : AT_ONCE);

	for (size_t i = 0; i < count; i++) {
		if (!play_call(p, &calls[i]))
			return 0;
		p->counts.events++;
	}
	return count;
}

enum replay_status
replay_run(struct replay *p, uint64_t n)
{
	enum trace_status status;
	uint64_t played;

	for (;;) {
		while ((played = play_calls(p, n)) != 0) {
			n -= played;
			if (n == 0)
				return REPLAY_EVENT;
		}
		if (p->refused || p->no_memory)
			return give_up(p);
		status = trace_next(p->trace, &p->record);
		if (status != TRACE_RECORD)
			return stop(status);
		if (p->record.kind > TRACE_FREE) {
			replay_aside(p);
			continue;
		}
		p->result = NULL;
		if (!play(p, p->record.kind))
			return give_up(p);
		p->counts.events++;
		if (p->flags & REPLAY_VERIFY)
			replay_verify_call(p);
		if (--n == 0)
			return REPLAY_EVENT;
	}
}
