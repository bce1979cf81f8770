/*
 * source.h - a trace file as whole lines in a buffer.
 *
 *	bytes  [ taken | line\n line\n line\n | half a li.. |      ]
 *	               ^ next                 ^ end         ^ stop
 *
 * A reader of lines parses straight from the buffer: from next to end stand
 * whole lines, the last byte before end is a newline, so a scan that stops at
 * a newline needs no other bound.  It moves next on, counts the lines, and
 * calls source_fill when next has reached end.  The bytes are its own to
 * change (to decode in place, say).
 *
 * A line must fit into the buffer.  That keeps the memory bounded whatever
 * the file holds; what may be longer (a comment) is skipped piece by piece.
 */
#ifndef POOLSCOPE_TRACE_SOURCE_H
#define POOLSCOPE_TRACE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOURCE_ROOM (128 * 1024)	/* bytes: the longest line */
#define SOURCE_SLACK 16			/* readable bytes behind stop */

struct input;

struct source {
	struct input *in;
	char *next;		/* first byte not yet taken */
	char *end;		/* end of the whole lines */
	char *stop;		/* end of what was read */
	uint64_t line;		/* number of the line at next, from 1 */
	bool unterminated;	/* the line before end, the file's last, has a
				   newline only because we added it */
	bool ended;		/* input_read has said so, or failed */
	char bytes[SOURCE_ROOM + 1 + SOURCE_SLACK];
};

enum source_status {
	SOURCE_LINES,		/* there are more whole lines than before */
	SOURCE_FULL,		/* no: the buffer has no room for one */
	SOURCE_END		/* no: the file has ended, or input_error */
};

/* Starts to read IN, which stays the caller's; SRC is about 128 KiB. */
void source_init(struct source *src, struct input *in);

/*
 * Reads on until at least one more line is whole.  What was not taken yet
 * stays, but may move to another address.  At the end of the file a last line
 * without a newline gets one.
 */
enum source_status source_fill(struct source *src);

/* Drops everything up to the next newline or the end, however far. */
void source_skip_line(struct source *src);

#endif
