/*
 * presenter.h - a script or a lesson given in beats, one key each.
 *
 *	on	types the next command at the prompt: seen, not run
 *	on	asks what it will do (set predict on; a lesson's question)
 *	on	shows the answer and runs the command
 *	on	one decision of it, where the script says: # step
 *	back	takes one beat back
 *
 * Everything that is seen follows from the script and the number of beats, so
 * going back is to begin again and go one beat less far: heap, settings,
 * screen and prompt are then as they were, whatever was tried meanwhile.
 */
#ifndef POOLSCOPE_APP_PRESENTER_H
#define POOLSCOPE_APP_PRESENTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/options.h"
#include "command/console.h"

struct presenter;
struct quiz;
struct runner;

/* What is shown, by whoever shows it. */
struct presenter_host {
	/* A beat begins that COMMAND heads; its lines come from the console. */
	void (*begin)(void *ctx, const char *command);
	/* It has ended; MOVED: the heap changed, or the time; TOLD: its lines
	   are what is to be seen. */
	void (*end)(void *ctx, bool moved, bool told);
	/* Put TEXT at the prompt. */
	void (*type)(void *ctx, const char *text);
	/* The lesson's text, at another place if MOVED. */
	void (*lesson)(void *ctx, const struct runner *r, bool moved);
	void *ctx;
};

/*
 * Opens what --present names: a script, or a lesson (its file, number or
 * name).  C's session is a fresh one.  NULL after a message on standard error.
 */
struct presenter *presenter_open(const struct options *o, struct console *c,
    struct quiz *q, const struct presenter_host *host);
void presenter_close(struct presenter *p);	/* NULL is allowed */

/* Whether what --present names can be presented; says on standard error if
   not. */
bool presenter_check(const struct options *o);

/* The first thing to be seen.  (All of it is gone through once before, so that
   its beats are counted.) */
void presenter_begin(struct presenter *p);

/* How many beats were taken, and how many there are. */
void presenter_beats(const struct presenter *p, size_t *taken, size_t *all);

/* One beat on or back; false: there is none. */
bool presenter_on(struct presenter *p);
bool presenter_back(struct presenter *p);

/*
 * A line that was entered: the command that was typed, or nothing, goes on; an
 * answer to the open question is judged; anything else is a command of the
 * speaker's own, from which the next beat returns.
 */
enum command_status presenter_line(struct presenter *p, const char *line);

/* Whether a question is open; whether the screen is to be covered for it. */
bool presenter_asks(const struct presenter *p);
bool presenter_covers(const struct presenter *p);
/* Whether it asks where memory comes from. */
bool presenter_asks_place(const struct presenter *p);

/* For console_hooks. */
bool presenter_peek(struct presenter *p);
bool presenter_poll(struct presenter *p, const uint64_t *hands, size_t n);

#endif
