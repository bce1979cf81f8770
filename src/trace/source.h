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
	uint64_t taken;		/* number of the line source_take gave */
	bool cut;		/* source_take gave the beginning of a line
				   that is longer than the buffer */
	char bytes[SOURCE_ROOM + 1 + SOURCE_SLACK];
};

enum source_status {
	SOURCE_LINES,		/* there are more whole lines than before */
	SOURCE_FULL,		/* no: the buffer has no room for one */
	SOURCE_NONE,		/* without WAITS: none now */
	SOURCE_END		/* no: the file has ended, or input_error */
};

/* Starts to read IN, which stays the caller's; SRC is about 128 KiB. */
void source_init(struct source *src, struct input *in);

/*
 * Reads on until at least one more line is whole, or (without WAITS) until one
 * would have to wait for who writes the file.  What was not taken yet stays,
 * but may move to another address.  At the end of the file a last line without
 * a newline gets one.
 */
enum source_status source_fill(struct source *src, bool waits);

/*
 * Takes the next line: *LINE to *END, where a newline stands (which may be
 * changed, as the line may).  Of one that is longer than the buffer only the
 * beginning is given.  False at the end of the file, or with input_error.
 */
bool source_take(struct source *src, char **line, char **end);

/*
 * For forms in which newlines are but blanks: takes the next word, *WORD of *N
 * bytes, which ends at a blank, a newline or a SEPARATOR, whatever the length
 * of its line; TAKEN is the line it stands in.  The word is good until the
 * next call.
 */
enum source_word {
	SOURCE_WORD,
	SOURCE_WORD_LONG,	/* of more than SOURCE_ROOM bytes: not taken */
	SOURCE_NO_WORD		/* the file has ended, or input_error */
};
enum source_word source_take_word(struct source *src, char separator,
    char **word, size_t *n);

/* Drops everything up to the next newline or the end, however far. */
void source_skip_line(struct source *src);

#endif
