/*
 * output.h - a trace being written, in any form that can be.
 *
 *	struct trace_output *o = trace_output_open(path, &form, profile, 0,
 *	    &error);
 *
 *	trace_output_put(o, &rec);	as often as there are records
 *	trace_output_close(o, true, &error);
 */
#ifndef POOLSCOPE_TRACE_OUTPUT_H
#define POOLSCOPE_TRACE_OUTPUT_H

#include <stdbool.h>

#include "trace/sink.h"
#include "trace/trace.h"

struct trace_output;
struct output_form;

/* A form by its name, which is also the suffix of its files: "trace",
   "trace.gz", "trace.zst", "ptrace", "rep", "mtrace". */
struct trace_form {
	const char *name;
	const struct output_form *form;
	enum sink_packing packing;
};

/* The form of that name, and the one that PATH's suffix names; or NULL. */
const struct trace_form *trace_form_named(const char *name);
const struct trace_form *trace_form_of_path(const char *path);
/* The names of all, for messages: "trace, trace.gz, ...". */
const char *trace_form_names(void);

/*
 * Begins to write PATH ("-": standard output) with that PROFILE (or NULL) in
 * its header; FLAGS are sink_open's.  NULL: ERROR got one line.
 */
struct trace_output *trace_output_open(const char *path,
    const struct trace_form *form, const char *profile, unsigned flags,
    struct strbuf *error);

/* False once it cannot be written (as on a full disk): close says why. */
bool trace_output_put(struct trace_output *o,
    const struct trace_record *rec);

/* What came so far can be read by others, if the file is written at once. */
bool trace_output_flush(struct trace_output *o);

/*
 * What the form could not hold of the records so far, for people: "the
 * profile, 3 marks"; NULL: nothing was lost.  The caller's to free.
 */
char *trace_output_lost(const struct trace_output *o);

/* Ends it as sink_close does; O is gone. */
bool trace_output_close(struct trace_output *o, bool keep,
    struct strbuf *error);

#endif
