/*
 * pipe.h - the line-by-line mode where standard input is no terminal.
 */
#ifndef POOLSCOPE_APP_PIPE_H
#define POOLSCOPE_APP_PIPE_H

#include <stdbool.h>

#include "terminal/plain.h"

/*
 * As plain_run, for lines that come through a pipe: no editing, no history;
 * each line is shown behind its prompt, so that what is printed reads as on a
 * terminal.  Returns false, with an error line, if it cannot be read.
 */
bool pipe_run(const struct plain_options *options);

/* Whether there is anything to read; may wait for it. */
bool pipe_has_lines(void);

#endif
