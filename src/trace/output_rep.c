/*
 * output_rep.c - a trace as one of CS:APP's malloc lab.
 *
 * Each block gets an id of its own, in order; a realloc keeps it.  The header
 * counts ids and operations, so these wait in a file without a name until the
 * end is known.
 */
#include "config.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/xalloc.h"
#include "trace/address_map.h"
#include "trace/name_map.h"
#include "trace/output_form.h"

struct rep {
	FILE *body;
	struct address_map addresses;	/* to an id + 1 */
	struct name_map names;
	uint32_t ids;
	uint64_t ops;
};

static void
begin(struct trace_output *o, const char *profile)
{
	struct rep *s = xcalloc(1, sizeof(*s));

	o->state = s;
	o->lost[LOST_PROFILE] = profile != NULL;
	address_map_init(&s->addresses);
	s->body = tmpfile();
}

static uint32_t
find(const struct rep *s, const struct trace_ref *ref)
{
	switch (ref->kind) {
	case TRACE_ADDRESS:
		return address_map_get(&s->addresses, ref->address);
	case TRACE_NAME:
		return name_map_get(&s->names, ref->name, ref->length);
	default:
		return 0;
	}
}

static void
forget(struct rep *s, const struct trace_ref *ref)
{
	if (ref->kind == TRACE_ADDRESS)
		address_map_take(&s->addresses, ref->address);
	else if (ref->kind == TRACE_NAME)
		name_map_take(&s->names, ref->name, ref->length);
}

static void
know(struct rep *s, const struct trace_ref *ref, uint32_t id)
{
	if (ref->kind == TRACE_ADDRESS)
		address_map_put(&s->addresses, ref->address, id);
	else
		name_map_put(&s->names, ref->name, ref->length, id);
}

static void
put_op(struct trace_output *o, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
put_op(struct trace_output *o, const char *format, ...)
{
	struct rep *s = o->state;
	va_list arguments;

	va_start(arguments, format);
	if (s->body != NULL)
		vfprintf(s->body, format, arguments);
	va_end(arguments);
	s->ops++;
}

static void
put_free(struct trace_output *o, const struct trace_record *rec)
{
	struct rep *s = o->state;
	uint32_t id = find(s, &rec->old);

	if (rec->old.kind == TRACE_NULL) {
		put_op(o, "f -1\n");
		return;
	}
	if (id == 0) {
		o->lost[LOST_UNKNOWN]++;
		return;
	}
	put_op(o, "f %" PRIu32 "\n", id - 1);
	forget(s, &rec->old);
}

static uint64_t
size_of(struct trace_output *o, const struct trace_record *rec)
{
	uint64_t all;

	if (rec->kind != TRACE_CALLOC)
		return rec->size;
	o->lost[LOST_CALLOCS]++;
	return __builtin_mul_overflow(rec->count, rec->size, &all) ?
	    UINT64_MAX : all;
}

static void
put_obtain(struct trace_output *o, const struct trace_record *rec)
{
	struct rep *s = o->state;
	uint32_t id = rec->kind == TRACE_REALLOC ? find(s, &rec->old) : 0;
	uint32_t there = find(s, &rec->result);

	if (rec->result.kind == TRACE_NULL) {
		o->lost[LOST_FAILED]++;
		return;
	}
	o->lost[LOST_ADDRESSES] += rec->result.kind == TRACE_ADDRESS;
	/* A free that was missed is written where it must have been. */
	if (there != 0 && there != id)
		put_op(o, "f %" PRIu32 "\n", there - 1);
	if (id != 0) {
		put_op(o, "r %" PRIu32 " %" PRIu64 "\n", id - 1, rec->size);
		forget(s, &rec->old);
	} else {
		id = ++s->ids;
		put_op(o, "a %" PRIu32 " %" PRIu64 "\n", id - 1,
		    size_of(o, rec));
	}
	know(s, &rec->result, id);
}

static void
put(struct trace_output *o, const struct trace_record *rec)
{
	if (output_loses(o, rec))
		return;
	if (rec->kind == TRACE_FREE)
		put_free(o, rec);
	else
		put_obtain(o, rec);
}

/* The header of the first labs: a heap's size, which nobody reads, ids, ops
   and a weight. */
static void
finish(struct trace_output *o)
{
	struct rep *s = o->state;
	char piece[4096];
	size_t n;

	strbuf_printf(&o->pending, "20000\n%" PRIu32 "\n%" PRIu64 "\n1\n",
	    s->ids, s->ops);
	if (s->body == NULL || fflush(s->body) != 0 ||
	    fseek(s->body, 0, SEEK_SET) != 0) {
		sink_fail(o->sink);
		return;
	}
	while ((n = fread(piece, 1, sizeof(piece), s->body)) > 0) {
		strbuf_add(&o->pending, piece, n);
		if (o->pending.length >= OUTPUT_PENDING && !output_drain(o))
			return;
	}
	if (ferror(s->body))
		sink_fail(o->sink);
}

static void
free_rep(void *state)
{
	struct rep *s = state;

	if (s->body != NULL)
		fclose(s->body);
	address_map_free(&s->addresses);
	name_map_free(&s->names);
	free(s);
}

const struct output_form output_rep = {
	.begin = begin,
	.put = put,
	.finish = finish,
	.free = free_rep,
};
