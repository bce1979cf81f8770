/*
 * format.h - what the formats of traces are to trace.c.
 *
 * A format is one row of the table in trace.c and one file, which exports its
 * struct trace_format.  To read a new one, add both.
 */
#ifndef POOLSCOPE_TRACE_FORMAT_H
#define POOLSCOPE_TRACE_FORMAT_H

#include <stdbool.h>

#include "support/strbuf.h"
#include "trace/source.h"
#include "trace/trace.h"

struct input;

/* How sure a format is that a file is one of its own. */
enum trace_likeness { TRACE_UNLIKE, TRACE_LIKE, TRACE_SURE };

struct trace_format {
	const char *name;
	/* Looks at a file's beginning: at least its first line unless that is
	   longer than the source's buffer, or the whole file.  SOURCE_SLACK
	   bytes behind it can be read. */
	enum trace_likeness (*probe)(const char *head, size_t n);
	/* Reads the header, if there is one.  False with r->error. */
	bool (*open)(struct trace_reader *r);
	/* As trace_next; reads from r->source and keeps its state in r->state,
	   allocated with xalloc.h and freed by trace_close. */
	enum trace_status (*next)(struct trace_reader *r,
	    struct trace_record *rec);
};

struct trace_reader {
	const struct trace_format *format;
	struct input *in;
	enum trace_status status;	/* of the last trace_next */
	unsigned flags;			/* TRACE_STRICT */
	uint64_t line;			/* of the last record or error */
	char *profile;			/* NULL: none named */
	uint64_t profile_line;
	struct strbuf error;
	char **notices;
	size_t nnotices, notices_room;
	void *state;			/* the format's own */
	struct source source;
};

/*
 * Puts "FILE:LINE: " and what FORMAT prints into r->error and LINE into
 * r->line (LINE 0: no line).  Returns TRACE_ERROR.
 */
enum trace_status trace_fail(struct trace_reader *r, uint64_t line,
    const char *format, ...) __attribute__((format(printf, 3, 4)));
/*
 * Notes a repair in the same words and returns TRACE_END; with TRACE_STRICT
 * it is trace_fail.
 */
enum trace_status trace_repair(struct trace_reader *r, uint64_t line,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

extern const struct trace_format trace_format_text;

#endif
