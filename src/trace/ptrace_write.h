/*
 * ptrace_write.h - records in the compact binary form, block by block.
 *
 *	struct ptrace_writer *w = ptrace_writer_new(profile, &out);
 *
 *	ptrace_write(w, &rec);		as often as there are records
 *	ptrace_flush(w);		what came so far can be read
 *	ptrace_finish(w);		the end
 *
 * What is to be written is appended to OUT, whole blocks only; who takes it
 * from there may empty OUT between any two calls.
 */
#ifndef POOLSCOPE_TRACE_PTRACE_WRITE_H
#define POOLSCOPE_TRACE_PTRACE_WRITE_H

#include <stdbool.h>

#include "support/strbuf.h"
#include "trace/trace.h"

struct ptrace_writer;

/* PROFILE (or NULL: none is known) goes into the header, and its rules tell
   which addresses need not be written. */
struct ptrace_writer *ptrace_writer_new(const char *profile,
    struct strbuf *out);
void ptrace_writer_free(struct ptrace_writer *w);	/* NULL is allowed */

/* False if the record cannot be said: a text of half a megabyte. */
bool ptrace_write(struct ptrace_writer *w, const struct trace_record *rec);

/* Ends the present block, if it has begun. */
void ptrace_flush(struct ptrace_writer *w);

/* Ends the trace: without this a reader says that it is cut short. */
void ptrace_finish(struct ptrace_writer *w);

#endif
