/*
 * output_form.h - what the forms of traces are to output.c: the other side of
 * format.h.
 */
#ifndef POOLSCOPE_TRACE_OUTPUT_FORM_H
#define POOLSCOPE_TRACE_OUTPUT_FORM_H

#include "support/strbuf.h"
#include "trace/output.h"

/* What a form may not be able to hold. */
enum output_loss {
	LOST_PROFILE,
	LOST_ADDRESSES,
	LOST_ARENAS,
	LOST_MARKS,
	LOST_SITES,
	LOST_FIELDS,		/* times, threads and sites of calls */
	LOST_CALLOCS,		/* written as mallocs */
	LOST_FAILED,		/* calls that failed */
	LOST_NULL_FREES,
	LOST_UNKNOWN,		/* frees of blocks that are not known */
	LOST_NAMES,		/* an address was made up for each */
	LOST_TEXTS,		/* too long */
	OUTPUT_LOSSES
};

struct trace_output {
	const struct output_form *form;
	struct sink *sink;
	void *state;			/* the form's own */
	struct strbuf pending;		/* goes to the sink next */
	uint64_t lost[OUTPUT_LOSSES];
};

struct output_form {
	/* Writes to o->pending, as all do. */
	void (*begin)(struct trace_output *o, const char *profile);
	void (*put)(struct trace_output *o, const struct trace_record *rec);
	void (*flush)(struct trace_output *o);	/* NULL: nothing to do */
	void (*finish)(struct trace_output *o);	/* NULL: the same */
	void (*free)(void *state);		/* NULL: free() */
};

/* PENDING goes to the sink when there is so much of it. */
#define OUTPUT_PENDING (64u * 1024)

/* Passes o->pending on; false once that failed. */
bool output_drain(struct trace_output *o);

/*
 * What forms of calls alone have no place for is counted as lost: a record that
 * is no call, true, or what is told of a call beside it, false.
 */
bool output_loses(struct trace_output *o, const struct trace_record *rec);

extern const struct output_form output_rep, output_mtrace;

#endif
