/*
 * output_mtrace.c - a trace in the words of glibc's mtrace(3), as mtrace(1)
 * and this program's own reader take them.
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>

#include "support/xalloc.h"
#include "trace/name_map.h"
#include "trace/output_form.h"

/* What is known by name gets addresses from here on. */
#define MADE_UP UINT64_C(0x7ff000000000)

struct names {
	struct name_map map;
	uint32_t count;
};

static void
begin(struct trace_output *o, const char *profile)
{
	o->state = xcalloc(1, sizeof(struct names));
	o->lost[LOST_PROFILE] = profile != NULL;
	strbuf_puts(&o->pending, "= Start\n");
}

static uint64_t
address_of(struct trace_output *o, const struct trace_ref *ref)
{
	struct names *names = o->state;
	uint32_t number;

	switch (ref->kind) {
	case TRACE_ADDRESS:
		return ref->address;
	case TRACE_NAME:
		break;
	default:
		return 0;
	}
	number = name_map_get(&names->map, ref->name, ref->length);
	if (number == 0) {
		number = ++names->count;
		name_map_put(&names->map, ref->name, ref->length, number);
		o->lost[LOST_NAMES]++;
	}
	return MADE_UP + (uint64_t)number * 16;
}

static void
put_pointer(struct trace_output *o, char sign, uint64_t address)
{
	if (address == 0)
		strbuf_printf(&o->pending, "%c (nil)", sign);
	else
		strbuf_printf(&o->pending, "%c 0x%" PRIx64, sign, address);
}

/* Such as "+ 0x10 0x2a"; C prints a size of 0 as 0. */
static void
put_block(struct trace_output *o, char sign, uint64_t address, uint64_t size)
{
	put_pointer(o, sign, address);
	strbuf_printf(&o->pending, size == 0 ? " %" PRIx64 "\n" :
	    " 0x%" PRIx64 "\n", size);
}

static void
put_realloc(struct trace_output *o, const struct trace_record *rec)
{
	uint64_t old = address_of(o, &rec->old);
	uint64_t new = address_of(o, &rec->result);

	if (new == 0) {
		put_block(o, '!', old, rec->size);
	} else if (old == 0) {
		put_block(o, '+', new, rec->size);
	} else {
		put_pointer(o, '<', old);
		strbuf_putc(&o->pending, '\n');
		put_block(o, '>', new, rec->size);
	}
}

/* A name that is free may come again, as another block. */
static void
put_free(struct trace_output *o, const struct trace_record *rec)
{
	struct names *names = o->state;

	if (rec->old.kind == TRACE_NULL) {
		o->lost[LOST_NULL_FREES]++;
		return;
	}
	put_pointer(o, '-', address_of(o, &rec->old));
	strbuf_putc(&o->pending, '\n');
	if (rec->old.kind == TRACE_NAME)
		name_map_take(&names->map, rec->old.name, rec->old.length);
}

static void
put_calloc(struct trace_output *o, const struct trace_record *rec)
{
	uint64_t all;

	if (__builtin_mul_overflow(rec->count, rec->size, &all))
		all = UINT64_MAX;
	o->lost[LOST_CALLOCS]++;
	put_block(o, '+', address_of(o, &rec->result), all);
}

static void
put(struct trace_output *o, const struct trace_record *rec)
{
	if (output_loses(o, rec))
		return;
	switch (rec->kind) {
	case TRACE_MALLOC:
		put_block(o, '+', address_of(o, &rec->result), rec->size);
		break;
	case TRACE_CALLOC:
		put_calloc(o, rec);
		break;
	case TRACE_REALLOC:
		put_realloc(o, rec);
		break;
	default:
		put_free(o, rec);
		break;
	}
}

static void
finish(struct trace_output *o)
{
	strbuf_puts(&o->pending, "= End\n");
}

static void
free_names(void *state)
{
	struct names *names = state;

	name_map_free(&names->map);
	free(names);
}

const struct output_form output_mtrace = {
	.begin = begin,
	.put = put,
	.finish = finish,
	.free = free_names,
};
