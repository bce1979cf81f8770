/*
 * stand.h - a program run again and again, with one call that fails.
 */
#ifndef POOLSCOPE_TESTS_FAULTS_STAND_H
#define POOLSCOPE_TESTS_FAULTS_STAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "order.h"

struct scenario {
	const char *name;
	char **words;		/* program and arguments; ends with NULL */
	const char *input;	/* its standard input; NULL: nothing */
	const char *journal;	/* of a session to resume, or NULL */
	const char *keys;	/* what is typed, if on a terminal */
	const char *kinds;	/* of calls that are to fail; NULL: all */
	char *setting;		/* NAME=VALUE for its environment, or NULL */
	bool loose;		/* its output is not the same twice */
};

/* What one run gave. */
struct run {
	int status;		/* as waitpid has it */
	unsigned long calls;
	char *out, *err;	/* terminated; all in OUT if on a terminal */
	size_t out_length;
	unsigned left;		/* files in its folder */
	uint64_t sum, bytes;	/* of what is in them */
	unsigned journals;	/* of sessions not finished */
	bool hung, orphans;
	bool quit;		/* the last of its keys was typed */
	const char *terminal;	/* what is wrong with it, or NULL */
};

struct stand;

/* With folders of its own; FAULTS is the library.  NULL: cannot be made. */
struct stand *stand_new(const char *faults);
void stand_free(struct stand *s);

/* Starts the program of SC, up to its main; false if it cannot be. */
bool stand_begin(struct stand *s, const struct scenario *sc);
void stand_end(struct stand *s);

/* Runs it: the NUMBER-th call of KIND fails (from 1; 0: none does). */
struct run stand_run(struct stand *s, const struct scenario *sc, int kind,
    unsigned long number);
void run_free(struct run *r);

#endif
