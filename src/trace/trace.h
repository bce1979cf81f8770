/*
 * trace.h - reading recorded allocations, one record after the other.
 *
 *	struct trace_reader *r = trace_open(path, 0, &error);
 *	struct trace_record rec;
 *
 *	while (trace_next(r, &rec) == TRACE_RECORD)
 *		...
 *
 * Which format a file is in is told by its content (see format.h for the
 * table); it may be packed with gzip or zstd, or come from standard input.  A
 * file is read once, in bounded memory, however long it or its lines are.
 */
#ifndef POOLSCOPE_TRACE_H
#define POOLSCOPE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf;
struct trace_reader;

/* A run of bytes that need not be terminated and may hold NUL bytes. */
struct trace_text {
	const char *bytes;
	size_t length;
};

/* What a call was given or gave back. */
enum trace_ref_kind {
	TRACE_NULL,
	TRACE_ADDRESS,		/* address: as recorded */
	TRACE_NAME,		/* name: a word that a person wrote */
	TRACE_SLOT		/* slot; only if asked for: trace_by_slots */
};

struct trace_ref {
	enum trace_ref_kind kind;
	uint32_t length;	/* of the name, in bytes */
	union {
		uint64_t address;
		const char *name;	/* not terminated */
		uint32_t slot;		/* a small number that stands for the
					   block as long as it lives */
	};
};

/*
 * What a record is, and which fields it sets.  Of the others size, count, old
 * and result are 0 and NULL, the rest is undefined.  Only the first four are
 * events.
 */
enum trace_kind {
	TRACE_MALLOC,		/* size, result */
	TRACE_CALLOC,		/* count, size (of an element), result */
	TRACE_REALLOC,		/* old, size, result */
	TRACE_FREE,		/* old */
	TRACE_ARENA_OBTAINED,	/* size, result: always an address */
	TRACE_ARENA_GIVEN_BACK,	/* old: always an address */
	TRACE_MARK,		/* text */
	TRACE_SITE		/* site, file, source_line, text: function */
};
#define TRACE_KINDS (TRACE_SITE + 1)

/* Bits of given: which of a call's further fields the trace has. */
#define TRACE_GIVEN_TIME 1u
#define TRACE_GIVEN_TID	 2u
#define TRACE_GIVEN_SITE 4u

struct trace_record {
	enum trace_kind kind;
	unsigned given;			/* TRACE_GIVEN_..., always set */
	uint64_t line;			/* of the file, always set; 0 in a
					   binary one */
	uint64_t size;			/* bytes */
	uint64_t count;			/* elements of a calloc */
	struct trace_ref old;
	struct trace_ref result;	/* NULL: the call failed */
	uint64_t time;			/* nanoseconds; if given */
	uint64_t tid;			/* a thread's number; if given */
	uint64_t site;			/* a call site's number; if given */
	struct trace_text file;		/* of a site: Python source file */
	struct trace_text text;		/* mark, or a site's function: any
					   bytes, to be shown with care */
	uint64_t source_line;		/* of a site */
};

/* Flags of trace_open. */
#define TRACE_STRICT 1u	/* what would be repaired with a notice is an error */

/*
 * Opens the trace at PATH ("-": standard input; "+10,-0,+20", where no file
 * has such a name: that list itself) and reads its header.  NULL
 * on failure, with one line in ERROR that names the file, and the line where
 * that helps.
 */
struct trace_reader *trace_open(const char *path, unsigned flags,
    struct strbuf *error);
/* The same of the N bytes at TEXT, which stay the caller's. */
struct trace_reader *trace_open_text(const char *name, const void *text,
    size_t n, unsigned flags, struct strbuf *error);
void trace_close(struct trace_reader *r);	/* NULL is allowed */

enum trace_status {
	TRACE_RECORD,		/* the record is filled */
	TRACE_NONE,		/* live or hurried: none now, ask again */
	TRACE_END,		/* no more */
	TRACE_ERROR		/* no more, trace_error says why */
};

/*
 * The same for records that are made while we read, by a program that runs:
 * NEXT is asked for each.  PROFILE may be NULL.
 */
typedef enum trace_status (*trace_live_fn)(void *ctx,
    struct trace_record *rec);
struct trace_reader *trace_open_live(const char *name, const char *profile,
    trace_live_fn next, void *ctx);

/*
 * From now on trace_next gives TRACE_NONE rather than wait for who writes a
 * pipe; only text is read so, other forms and packed files wait.  And waits, MS
 * milliseconds at most, until there may be more.
 */
void trace_hurry(struct trace_reader *r);
void trace_await(struct trace_reader *r, int ms);

/*
 * Before the first trace_next: addresses are not wanted.  A format that knows
 * its blocks by number then gives TRACE_SLOT where there would be an address
 * (but for arenas, and blocks that it does not know), which is much faster;
 * the others change nothing.
 */
void trace_by_slots(struct trace_reader *r);

/*
 * Reads the next record.  The names and texts in it are good until the next
 * call.  After TRACE_END or TRACE_ERROR the same answer is given for ever.
 */
enum trace_status trace_next(struct trace_reader *r, struct trace_record *rec);

/*
 * A plain call, as nearly all are where trace_by_slots is heeded: a malloc or
 * calloc whose result is in SLOT, where nothing lived,
 * a realloc of what is in SLOT and stays there, or a free of it.
 */
struct trace_call {
	uint64_t size;		/* of one of them, if it is a calloc */
	uint32_t slot;
	uint32_t kind : 2;	/* malloc to free */
	uint32_t count : 30;	/* of a calloc */
};
/*
 * Reads the plain calls that come next, at most N, and returns how many: many
 * at once is much faster.  0 says nothing about the record that comes, which
 * trace_next reads.
 */
size_t trace_calls(struct trace_reader *r, struct trace_call *calls, size_t n);

/*
 * WHAT must be repaired to go on from the call at LINE, which was just read.
 * With TRACE_STRICT true, and the trace ends there with that error.
 */
bool trace_refuses(struct trace_reader *r, uint64_t line, const char *what);

/* The file's name, for messages. */
const char *trace_name(const struct trace_reader *r);
/* The format's name: "text". */
const char *trace_format_name(const struct trace_reader *r);
/* The profile that the header names, unparsed, and the line where it does;
   NULL and 0 if it names none. */
const char *trace_profile(const struct trace_reader *r);
uint64_t trace_profile_line(const struct trace_reader *r);
/* The line of the last record, or of the error. */
uint64_t trace_line(const struct trace_reader *r);
/* After TRACE_ERROR: one line, as "FILE:LINE: what is wrong". */
const char *trace_error(const struct trace_reader *r);
/* The I-th thing that was repaired or ignored so far, as "FILE:LINE: ...";
   NULL if there are not so many. */
const char *trace_notice(const struct trace_reader *r, size_t i);
/* How far into the file (packed bytes), and its size or 0: for progress. */
uint64_t trace_position(const struct trace_reader *r);
uint64_t trace_size(const struct trace_reader *r);

#endif
