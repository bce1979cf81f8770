/*
 * plain.h - the line-by-line mode: for screen readers, dumb terminals, and
 * people who like it.
 *
 * Ordinary readline on the terminal as it is.  Commands print to standard
 * output; nothing is ever drawn over.
 */
#ifndef POOLSCOPE_PLAIN_H
#define POOLSCOPE_PLAIN_H

#include <stdbool.h>

#include "terminal/choices.h"

struct plain_options {
	const char *(*prompt)(void *ctx);	/* good until the next call */
	bool (*line)(void *ctx, const char *text); /* false to end */
	choices_fn complete;			/* or NULL */
	bool (*asks)(void *ctx);		/* whether a line is an answer,
						   which is not remembered;
						   or NULL */
	void *ctx;
	const char *history;	/* the history file, or NULL */
};

/*
 * Read lines from the terminal and carry them out until line() returns false
 * or the end of input (Ctrl-D).  Ctrl-C abandons the line being typed.
 * Returns false if the terminal has vanished.
 */
bool plain_run(const struct plain_options *options);

/* Whether Ctrl-C was pressed since the present call of line() began. */
bool plain_interrupted(void);

#endif
