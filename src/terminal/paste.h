/*
 * paste.h - what becomes of text that is pasted at the prompt.
 *
 * A pasted script becomes one line: its lines are joined by "; ", comments and
 * empty lines left out, so that nothing runs before Enter and then all of it
 * does.  Tabs become blanks; other control bytes are dropped.
 */
#ifndef POOLSCOPE_PASTE_H
#define POOLSCOPE_PASTE_H

#include <stddef.h>

#include "support/strbuf.h"
#include "terminal/input.h"

#define PASTE_MAX (1 << 18)	/* bytes; what is beyond is dropped */

/* Append what the LENGTH bytes at TEXT become to SB. */
void paste_clean(const char *text, size_t length, struct strbuf *sb);

/*
 * Read from IN what was pasted after ESC [ 200 ~ was taken, up to ESC [ 201 ~
 * or until nothing comes for TIMEOUT milliseconds; append what it becomes.
 */
void paste_read(struct input *in, int timeout, struct strbuf *sb);

#endif
