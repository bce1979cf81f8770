/*
 * sink.h - a file being written that is whole or not there at all.
 *
 * What is written goes to a file without a name beside PATH, which takes
 * PATH's place only when all went well.  Standard output, pipes and devices
 * are written as they are.
 */
#ifndef POOLSCOPE_TRACE_SINK_H
#define POOLSCOPE_TRACE_SINK_H

#include <stdbool.h>
#include <stddef.h>

struct sink;
struct strbuf;

enum sink_packing { SINK_PLAIN, SINK_GZIP, SINK_ZSTD };

enum sink_flags {
	SINK_AT_ONCE = 1	/* PATH itself is written, and can be read
				   meanwhile; half of it stays on failure */
};

/* PATH ("-": standard output).  NULL: ERROR then got one line. */
struct sink *sink_open(const char *path, enum sink_packing packing,
    unsigned flags, struct strbuf *error);

/* False once something could not be written: sink_close says what. */
bool sink_write(struct sink *s, const void *bytes, size_t n);

/* What is to be written cannot be had: errno says why, and so will close. */
void sink_fail(struct sink *s);

/* What came so far is in the file (of a packed one, as a whole member). */
bool sink_flush(struct sink *s);

/*
 * Ends the file and, if KEEP, puts it in its place; S is gone.  False if that
 * cannot be: ERROR then got one line.
 */
bool sink_close(struct sink *s, bool keep, struct strbuf *error);

#endif
