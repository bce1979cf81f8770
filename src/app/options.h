/*
 * options.h - the command line as data.
 *
 *	poolscope [GLOBAL OPTIONS] [COMMAND [ARGUMENTS]]
 *
 * One table of options and one of commands; help and errors come from them.
 */
#ifndef POOLSCOPE_APP_OPTIONS_H
#define POOLSCOPE_APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/pymalloc.h"
#include "terminal/screen.h"

#define EXIT_DONE	0
#define EXIT_DOES_NOT_HOLD 1	/* a mismatch, a failed check, a script error */
#define EXIT_USAGE	2	/* usage, or a file that cannot be read */
#define EXIT_SIGNALLED	128	/* and the signal, as the shell says it */

/* Where an option may stand: bits. */
enum option_scope {
	OPTION_GLOBAL = 1,
	OPTION_REPLAY = 2,
	OPTION_LESSON = 4,
	OPTION_RENDER = 8,
	OPTION_COMPARE = 32,
	OPTION_RECORD = 16,
	OPTION_WATCH = 128,
	OPTION_CONVERT = 64
};

/* What a headless replay prints. */
enum replay_output {
	REPLAY_SUMMARY,
	REPLAY_VERIFIED,
	REPLAY_STATS,
	REPLAY_JSON
};

struct options;

/* A command of the program. */
struct mode {
	const char *name;
	const char *usage;	/* what follows the name */
	const char *summary;	/* N_: one line */
	const char *help;	/* N_: more, or NULL */
	unsigned scopes;	/* the options it has beside the global ones */
	size_t min, max;	/* arguments */
	bool program;		/* the arguments are another program's command
				   line: no options of ours are among them */
	int (*run)(const struct options *o);	/* the exit status */
};

struct options {
	const char *profile;	/* as given, or NULL: none was chosen */
	const char *present;	/* a script or a lesson, or NULL */
	bool notes;
	bool plain;
	bool resume;
	bool ascii;
	bool strict;
	bool keep_going;
	enum color_mode color;
	unsigned theme;		/* which of theme_at */
	bool large;
	bool headless;
	bool over_time;
	enum replay_output output;
	bool has_to;
	uint64_t to;
	bool check;		/* of lessons */
	bool grade, csv;	/* of logs */
	const char *new_file;	/* a lesson to be written, or NULL */
	const char *path;	/* of lessons, or NULL */
	const char *log;	/* to be written in lessons, or NULL */
	bool log_times;
	/* of pictures: as given, NULL or 0 if not */
	const char *output_file, *at, *pane, *look, *caption;
	unsigned columns, rows;
	bool dark, no_legend, sheet, answers, plot;
	bool site;		/* of recordings */
	int mark_signal;	/* or 0 */
	const char *form;	/* of a trace to be written, or NULL */
	const struct mode *mode; /* NULL: the interactive session */
	char *const *args;
	size_t nargs;
};

/*
 * Reads the command line into O.  False when there is nothing left to do:
 * *STATUS is then the exit status, and help or the reason has been printed.
 */
bool options_parse(int argc, char **argv, struct options *o, int *status);

/* The profile chosen (by --profile, auto included), or classic.  False when
   it cannot be: the reason has been printed. */
bool options_profile(const struct options *o, struct pym_profile *out);

/* "poolscope: MESSAGE" on standard error; returns EXIT_USAGE. */
int usage_error(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
