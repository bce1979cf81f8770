/*
 * fullscreen.h - the session on the screen: a console beneath, the view above.
 */
#ifndef POOLSCOPE_APP_FULLSCREEN_H
#define POOLSCOPE_APP_FULLSCREEN_H

#include <stdbool.h>

#include "command/console.h"
#include "terminal/app.h"
#include "terminal/screen.h"

struct journal;
struct loading;
struct options;
struct session;

struct fullscreen_options {
	const struct options *all;	/* of the command line */
	enum color_mode color;
	bool ascii;
	const char *history;	/* the history file, or NULL */
	const char *init;	/* a file of commands to begin with, or NULL */
	const char *lesson;	/* the lesson to begin with, or NULL */
	const char *notice;	/* a line to show first, or NULL */
	struct loading *loading; /* a trace to load meanwhile, or NULL */
	struct journal *journal; /* of what is typed, or NULL */
};

/*
 * Shows S on the terminal until the reader quits or a signal ends it, whose
 * number *SIGNAL then is, else 0.  What is not APP_OPEN is returned with
 * nothing done: the caller goes on line by line.
 */
enum app_status fullscreen_run(struct session *s,
    const struct fullscreen_options *options, int *signal);

#endif
