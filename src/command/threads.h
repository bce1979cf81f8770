/* threads.h - `threads`: two operations, one decision of either at a time. */
#ifndef POOLSCOPE_COMMAND_THREADS_H
#define POOLSCOPE_COMMAND_THREADS_H

#include "command/console.h"
#include "command/words.h"
#include "support/strbuf.h"

/* The thread, 1 or 2, that the statement of LINE at *AT is for ("1: step"),
   and moves *AT behind the colon; 0 where it is for none. */
unsigned threads_prefix(const char *line, size_t *at);

/* Carries out the statement W, typed as TEXT, for that thread. */
enum command_status threads_run(struct console *c, unsigned thread,
    const struct words *w, const char *text);

/* Takes an interleaving that is under way back, and says so; false: there is
   none here. */
bool threads_back(struct console *c);

struct threads;

/* The interleaving that is under way at this moment, or NULL. */
const struct threads *threads_now(const struct console *c);

/* Whether they take turns with a lock; and whether the heap is broken. */
bool threads_locked(const struct threads *t);
bool threads_broke(const struct threads *t);

/* What thread I, 0 or 1, is to do, as typed; or NULL. */
const char *threads_operation(const struct threads *t, size_t i);
/* Appends where in it that stands, and what it holds: nothing if nothing. */
void threads_stands(const struct threads *t, size_t i, struct strbuf *out);
void threads_holds(const struct threads *t, size_t i, struct strbuf *out);

void threads_free(struct threads *t);	/* NULL is allowed */

#endif
