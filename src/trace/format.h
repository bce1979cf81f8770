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
	/* As trace_calls; NULL: none are read so. */
	size_t (*calls)(struct trace_reader *r, struct trace_call *calls,
	    size_t n);
	/* See trace_by_slots; NULL: it has none. */
	void (*by_slots)(struct trace_reader *r);
	/* Frees what r->state holds, which may be NULL; or NULL. */
	void (*close)(struct trace_reader *r);
	/* What it repairs or ignores, a sentence each; NULL ends them. */
	const struct trace_repair *repairs;
};

/* "%PRIu64 line that is no event was ignored", and the plural: N_. */
struct trace_repair {
	const char *one, *many;
};
#define TRACE_REPAIRS 8		/* the most that a format has */

struct trace_reader {
	const struct trace_format *format;
	struct input *in;
	enum trace_status status;	/* of the last trace_next */
	unsigned flags;			/* TRACE_STRICT */
	bool hurried;			/* does not wait for the file */
	uint64_t line;			/* of the last record or error */
	char *profile;			/* NULL: none named */
	uint64_t profile_line;
	struct strbuf error;
	char **notices;
	size_t nnotices, notices_room;
	uint64_t repaired[TRACE_REPAIRS];	/* how often each */
	uint64_t repaired_first[TRACE_REPAIRS];	/* the lines */
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

/*
 * Counts a repair of the format's I-th kind at LINE and returns TRACE_RECORD;
 * with TRACE_STRICT it is trace_fail.  All that was counted is told in one
 * notice when the trace has ended.
 */
enum trace_status trace_mend(struct trace_reader *r, unsigned i,
    uint64_t line);
/* The same, COUNT of them at once. */
enum trace_status trace_mend_many(struct trace_reader *r, unsigned i,
    uint64_t line, uint64_t count);

/*
 * The end of the file, or what is wrong with it: for a format's next, when
 * the source has no more.
 */
enum trace_status trace_end(struct trace_reader *r);

/* Appends up to the first N bytes of WORD as a message shows them: quoted,
   cut if they are many. */
void trace_show_word(struct strbuf *sb, const char *word, size_t n);

/* Empties REC but for its kind and line: a record of KIND at LINE. */
static inline void
trace_begin(struct trace_record *rec, enum trace_kind kind, uint64_t line)
{
	rec->kind = kind;
	rec->given = 0;
	rec->line = line;
	rec->size = rec->count = 0;
	rec->old.kind = rec->result.kind = TRACE_NULL;
	rec->old.address = rec->result.address = 0;
}

/* ADDRESS, or NULL for 0. */
static inline struct trace_ref
trace_address(uint64_t address)
{
	return (struct trace_ref){
		.kind = address != 0 ? TRACE_ADDRESS : TRACE_NULL,
		.address = address,
	};
}

extern const struct trace_format trace_format_text;
extern const struct trace_format trace_format_ptrace;
extern const struct trace_format trace_format_mtrace;
extern const struct trace_format trace_format_rep;
extern const struct trace_format trace_format_calls;
extern const struct trace_format trace_format_list;
extern const struct trace_format trace_format_heaptrack;
extern const struct trace_format trace_format_sums;

/* Whether TEXT is a list of "+SIZE" and "-NUMBER", as on a command line. */
bool trace_is_list(const char *text);

#endif
