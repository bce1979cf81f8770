/*
 * interactive.h - a session with a person: on the screen, or line by line.
 */
#ifndef POOLSCOPE_APP_INTERACTIVE_H
#define POOLSCOPE_APP_INTERACTIVE_H

#include "app/options.h"

struct journal;
struct loading;
struct session;

/*
 * Lets the reader work in S until it ends: on the full screen where the
 * terminal can and --plain was not given.  LESSON (or NULL) is started first;
 * NOTICE (or NULL) is shown first.  LOADING (or NULL) is loaded meanwhile, or
 * before, line by line.  JOURNAL (or NULL) is written, and ended.  Returns the
 * exit status.
 */
int interactive_run(struct session *s, const struct options *o,
    const char *lesson, const char *notice, struct loading *loading,
    struct journal *journal);

/* Whether there is a person: standard input and output are terminals. */
bool interactive_possible(void);
/*
 * Where standard input is a pipe that was opened as a trace, as after
 * "program |": the terminal becomes standard input, as with less.  False: there
 * is none, or standard output is no terminal either.
 */
bool interactive_take_terminal(void);

#endif
