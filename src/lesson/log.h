/*
 * log.h - everything typed and answered in a lesson, as lines that replay.
 *
 *	# poolscope-log 1
 *	lesson 01-blocks-classes-pools 3f6c...	which one, and its steps
 *	program 0.1.0
 *	profile classic
 *	lang en
 *	> alloc 28			what the reader typed
 *	| $1 is block 0 of pool 0.0 ...	what a command answered
 *	= tried				what the line came to
 *	@ 3/12 claims 5/5		the next stop; claims that held
 *
 * Bytes that would not be one line are written \xNN, a backslash \\.  The
 * words of program lines are never translated; answers are as they were shown.
 */
#ifndef POOLSCOPE_LESSON_LOG_H
#define POOLSCOPE_LESSON_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "lesson/turn.h"

struct runner;
struct strbuf;

#define LOG_MAGIC "# poolscope-log 1"
#define LOG_FILES "~ files"		/* instead of an answer */
#define LOG_STOPPED "~ interrupted"

/* Gets each line, with its newline. */
typedef void (*log_put_fn)(void *ctx, const char *line);

struct lesson_log {
	log_put_fn put;
	void *ctx;
	bool times;		/* when each line was typed */
};

/* What stands at the head of R's lesson, which is called STEM. */
void log_begin(const struct lesson_log *log, const struct runner *r,
    const char *stem);

/* As a witness is told. */
void log_line(const struct lesson_log *log, const char *text);
void log_gave(const struct lesson_log *log, const char *output,
    unsigned effects);
void log_turn(const struct lesson_log *log, const struct runner *r,
    size_t item, enum turn turn);
void log_arrived(const struct lesson_log *log, const struct runner *r);

/* What a line typed was, of its TEXT in a log; false if that is not how one
   is written. */
bool log_decode(const char *text, struct strbuf *out);

/* The language in which answers are given now: "en", "zh_CN". */
void log_language(struct strbuf *out);

#endif
