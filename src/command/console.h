/*
 * console.h - where commands are given and answered.
 *
 *	keyboard, script, lesson ---> console ---> session
 *	                                 |
 *	                                 +---> lines, each with a style
 *
 * One console serves every mode: the plain REPL and scripts print its lines,
 * the screen shows them in its log.  It knows how strict to be with verbs,
 * which file and line are being run, and the settings.
 */
#ifndef POOLSCOPE_COMMAND_CONSOLE_H
#define POOLSCOPE_COMMAND_CONSOLE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/strbuf.h"

struct catches;
struct event;
struct objects;
struct session;
struct threads;

/* What a line is, so that it can be shown as such. */
enum console_style {
	CONSOLE_NORMAL,
	CONSOLE_TITLE,		/* heads a list or a paragraph */
	CONSOLE_CHANGED,	/* what an event has just changed */
	CONSOLE_NOTICE,		/* by the way: to standard error in scripts */
	CONSOLE_ERROR		/* why a command was not carried out */
};

/* How a console's commands come to it. */
enum console_mode {
	CONSOLE_KEYBOARD,	/* prefixes, aliases and repeating count */
	CONSOLE_SCRIPT,		/* verbs are written whole */
	CONSOLE_LESSON		/* as in a script */
};

/* What the answer to a command is; the order is that of their weight. */
enum command_status {
	COMMAND_OK,
	COMMAND_ERROR,		/* one error line was given */
	COMMAND_QUIT
};

/* What a command did, for whoever draws: bits. */
enum command_effects {
	COMMAND_HEAP = 1,	/* an event was applied, or the time changed */
	COMMAND_RESET = 2,	/* another history altogether */
	COMMAND_SETTINGS = 4,	/* a setting changed */
	COMMAND_OUTSIDE = 8,	/* files or lessons were read or written */
	COMMAND_STOPPED = 16	/* the user stopped a command */
};

/* Gets each line, without its newline; TEXT is good during the call. */
typedef void (*console_line_fn)(void *ctx, enum console_style style,
    const char *text);

/*
 * What the program around a console does for it.  Any of these may be NULL.
 */
struct console_hooks {
	console_line_fn line;
	/* Has the user asked to stop?  Called often while a command runs. */
	bool (*interrupted)(void *ctx);
	/* Start lesson NAME, or list them all (NULL). */
	enum command_status (*lesson)(void *ctx, const char *name);
	/* Uncover the question that is open; count hands for its answers.
	   False: none is open.  (Without the hook none ever is.) */
	bool (*peek)(void *ctx);
	bool (*poll)(void *ctx, const uint64_t *hands, size_t n);
	/* Show the last LINES lines that the watched program printed. */
	enum command_status (*output)(void *ctx, uint64_t lines);
	/* LINE is about to be carried out, and was: one of the keyboard, or
	   within it one of a file.  Nothing is told of empty lines. */
	void (*running)(void *ctx, const char *line);
	void (*ran)(void *ctx, enum command_status status);
	void *ctx;
};

/* What `set` changes. */
struct console_settings {
	uint64_t limit;		/* rows a list shows at most; 0: all */
	bool check;		/* test every invariant after each event */
	bool echo;		/* show a script's commands before answers */
	bool words;		/* sentences where else a picture is drawn */
	bool predict;		/* ask before each event what it will do */
	bool mallocstats;	/* the report before every new arena */
	unsigned theme;		/* which of settings_themes, from 0 */
	unsigned cells;		/* which of settings_cells */
};

#define CONSOLE_LIMIT 40	/* of settings.limit, at first */

struct console {
	struct session *session;	/* not the console's own */
	struct console_hooks hooks;
	enum console_mode mode;
	struct console_settings settings;
	bool keep_going;		/* scripts go on after an error */
	bool quitting;			/* quit was given, in a file perhaps */
	unsigned effects;		/* enum command_effects, gathered */
	uint64_t errors;		/* error lines given so far */
	unsigned depth;			/* of files being run */
	const char *file;		/* the one being run, or NULL */
	uint64_t line;			/* in it */
	const char *folder;		/* of the lesson that gives the
					   command, or NULL */
	char *repeat;			/* what an empty line repeats */
	bool sealed;			/* commands that would reach files or
					   other lessons are refused */
	bool trying;			/* within try: nothing is carried out */
	bool again;			/* a session is taken up: what writes
					   files or begins lessons did so */
	struct event *ahead;		/* within command_ahead: where the event
					   goes; its kind tells that it came */
	struct objects *objects;	/* the Python objects, once there was a
					   `py`; see console_objects */
	struct threads *threads;	/* taking turns, or NULL */
	struct catches *catches;	/* what continue stops at, or NULL */
	bool told_dropped, told_file;	/* of the history; see kept.h */
	struct strbuf partial;		/* of a line still being written */
};

/* Readies C for use with a session that outlives it; all else is zero. */
void console_init(struct console *c, struct session *s,
    const struct console_hooks *hooks, enum console_mode mode);
void console_end(struct console *c);
/* The session is about to end: what is printed then is. */
void console_finish(struct console *c);

/* The Python objects of this moment of the session. */
struct objects *console_objects(struct console *c);

/*
 * Give one line.  Control bytes and bad UTF-8 in it are made visible, so that
 * no name or file can send anything to a terminal.
 */
void console_line(struct console *c, enum console_style style,
    const char *text);
void console_print(struct console *c, enum console_style style,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Several lines at once: TEXT has a newline behind each. */
void console_lines(struct console *c, enum console_style style,
    const char *text);

/* A normal line. */
void console_say(struct console *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * An error line, with FILE:LINE: in front where a file is being run.  Always
 * COMMAND_ERROR, to be returned.
 */
enum command_status console_error(struct console *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A notice, with the same in front. */
void console_notice(struct console *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Gives text that programs read, as it is; it may come in pieces and has its
 * own newlines.  (As pym_report and session_dump want it: CTX is the console.)
 */
void console_emit(void *ctx, const char *text, size_t n);

/* Whether the user wants the running command to stop. */
bool console_interrupted(const struct console *c);

/*
 * How many of N rows a list may show; the caller says what it leaves out,
 * with console_cut when the rows are through.
 */
uint64_t console_rows(const struct console *c, uint64_t n);
/* Whether a list may show its row I, from 0. */
bool console_row(const struct console *c, uint64_t i);
/* "... 38 more (set limit 0 shows all)", if N is more than was shown. */
void console_cut(struct console *c, uint64_t n);

#endif
