/*
 * command.h - the command language: one table of rows, and what runs a line.
 *
 * A row says everything about a command: its verb, how it is used, what it is
 * for, how its arguments are completed and the function that carries it out.
 * Help, usage errors, completion and the manual page's table all come from
 * the rows.
 */
#ifndef POOLSCOPE_COMMAND_COMMAND_H
#define POOLSCOPE_COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "command/console.h"
#include "command/words.h"

enum command_group {
	COMMAND_GROUP_HEAP,	/* make events */
	COMMAND_GROUP_LOOK,	/* look at the heap as it is now */
	COMMAND_GROUP_WHY,	/* explain */
	COMMAND_GROUP_TIME,	/* move in time */
	COMMAND_GROUP_SESSION,	/* files, settings, help */
	COMMAND_GROUPS
};

enum command_flags {
	COMMAND_EVENTS = 1,	/* makes events */
	COMMAND_ASSIGNS = 2,	/* may stand behind NAME = */
	COMMAND_REPEATS = 4,	/* an empty line does it again */
	COMMAND_SUFFIX = 8,	/* VERB/SUFFIX is allowed: x/8gx */
	COMMAND_IS_NAME = 16,	/* its verb may be a name, too: x */
	COMMAND_INTERACTIVE = 32, /* not in scripts and lessons */
	COMMAND_ONCE = 64	/* not again where a session is taken up */
};

/* What may stand as an argument, for completion. */
enum command_argument {
	ARGUMENT_SAME,		/* as the one before; as the first: none */
	ARGUMENT_NONE,
	ARGUMENT_REF,		/* a name or another reference */
	ARGUMENT_VERB,
	ARGUMENT_FILE,
	ARGUMENT_SETTING,
	ARGUMENT_MOMENT,	/* peak, end, future, a mark */
	ARGUMENT_MARK,
	ARGUMENT_TOPIC,		/* of info */
	ARGUMENT_POOL,		/* A.P */
	ARGUMENT_PROFILE,
	ARGUMENT_WORD		/* one of the row's own words */
};

#define COMMAND_ARGUMENTS 3

struct command;
struct session;
struct strbuf;

/* A command as it was given. */
struct call {
	const struct command *command;
	const char *target;	/* what is assigned to, or NULL */
	const char *suffix;	/* of VERB/SUFFIX, or NULL */
	const char *text;	/* the statement, as typed */
	const struct word *args;
	size_t nargs;
};

typedef enum command_status (*command_fn)(struct console *c,
    const struct call *call);

struct command {
	const char *verb;
	const char *alias;	/* fixed, at the keyboard; or NULL */
	const char *usage;	/* what follows the verb; | parts forms */
	const char *summary;	/* N_: one line, no full stop */
	const char *help;	/* N_: sentences; newlines are kept */
	const char *words;	/* for ARGUMENT_WORD: "a|b|c" */
	enum command_group group;
	unsigned flags;		/* enum command_flags */
	size_t min, max;	/* arguments: fewer or more is a usage error */
	enum command_argument arguments[COMMAND_ARGUMENTS];
	command_fn run;
};

/* The rows in the order of the manual; NULL beyond the last. */
const struct command *command_at(size_t i);

/*
 * The row whose verb WORD is, or (if PREFIXES) whose alias or only prefix;
 * NULL if there is none.  *MATCHES, if not NULL, is how many rows fit.
 */
const struct command *command_find(const char *word, bool prefixes,
    size_t *matches);

/* Whether NAME is a verb now or will be, and so is no name for a block. */
bool command_reserves(const char *name);

/*
 * Runs the statements of LINE in order and stops at the first that does not
 * succeed.  C->effects gathers what they did.
 */
enum command_status command_run(struct console *c, const char *line);

/* Runs one statement that was already cut (as try does): LIST is its verb
   and arguments, TEXT what was typed. */
enum command_status command_run_words(struct console *c,
    const struct word *list, size_t count, const char *target,
    const char *text);

/* Whether the first statement of LINE is of VERB, or at the keyboard of a
   prefix of it that no other verb has. */
bool command_is(const char *line, const char *verb);

/* Appends the events up to here as a script that gives the same heap. */
void command_script(const struct session *s, struct strbuf *out);

/* "[NAME =] alloc SIZE [* COUNT]". */
void command_usage_text(const struct command *row, struct strbuf *out);

/* Why a call was wrong: "usage: ...", as an error. */
enum command_status command_usage(struct console *c,
    const struct command *row);

/*
 * Help as lines of the console: on all commands by group, or on one.
 * command_manual writes the rows as the manual page has them.
 */
void command_help(struct console *c);
void command_help_on(struct console *c, const struct command *row);
void command_manual(struct console *c);

/*
 * Answers a habit from elsewhere (VERB "run" or "malloc(28)", or "info" with
 * ARGUMENT "locals") with an error that names the right verb; false: it is
 * none.  ARGUMENT may be NULL.
 */
bool command_habit(struct console *c, const char *verb,
    const char *argument);

/* The row whose verb is nearly WORD, or NULL. */
const struct command *command_near(const char *word);

/*
 * The event that LINE would make next: that of its first statement, or the
 * one that next and step go on to.  False where it makes none, several or
 * one that writes, or is wrong.  Nothing is said, and nothing changes.
 */
struct event;
bool command_ahead(struct console *c, const char *line, struct event *out);

/* The same of a statement of py: how many of its STEPS would be REQUESTS to
   pymalloc; the others ask nobody.  STATEMENT, to be freed, is it as typed. */
bool command_ahead_py(struct console *c, const char *line, size_t *requests,
    size_t *steps, char **statement);

/*
 * What could stand at the end of LINE's first POINT bytes.  The candidates
 * replace the bytes from START on.  FILES: the names of files fit, too, and
 * are for the caller to find.
 */
struct completion {
	size_t start;
	bool files;
	char **words;		/* sorted, no two alike */
	size_t count, room;
};

void command_complete(struct console *c, const char *line, size_t point,
    struct completion *out);
void completion_free(struct completion *out);

/*
 * Runs the lines of a file ("-": standard input).  Stops at the first error,
 * or (C->keep_going) goes on and answers COMMAND_ERROR in the end.  A file
 * that cannot be read is an error; *READABLE, if not NULL, tells that apart.
 */
enum command_status command_run_file(struct console *c, const char *path,
    bool *readable);

#endif
