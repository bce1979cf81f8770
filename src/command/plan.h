/*
 * plan.h - what a heap command is going to do: a run of like events.
 *
 * A heap command first makes a plan and finds every mistake; only then is the
 * plan carried out, or (try) only looked at.  So a command that is wrong
 * changes nothing.
 */
#ifndef POOLSCOPE_COMMAND_PLAN_H
#define POOLSCOPE_COMMAND_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "command/command.h"
#include "command/ref.h"
#include "session/session.h"
#include "support/strbuf.h"

#define PLAN_BYTES 65536u	/* bytes that write! may write */
#define PLAN_MAX 10000000u	/* events that one command may make */

struct plan {
	struct event event;	/* all of them are like this one, but ... */
	uint64_t count;
	bool list;		/* ... event I makes element I of a list */
	struct block_list blocks;	/* ... or event I is about block I of
				   these; empty: no blocks */
	char *bytes;		/* to be freed: what event.bytes points to */
};

#define PLAN_INIT { .count = 1, .blocks = BLOCK_LIST_INIT, \
	.event = { .element = SESSION_WHOLE } }

void plan_free(struct plan *p);

/* What a plan that was carried out has come to. */
struct plan_result {
	uint64_t done;		/* events */
	bool failed;		/* the one after them gave NULL */
	uint64_t moved;		/* reallocs that moved their block */
	struct outcome first, last;
};

/*
 * Carries P out as one command and answers, or tries it.  Frees P.
 */
enum command_status plan_run(struct console *c, const struct call *call,
    struct plan *p);

/*
 * Applies one event, with all that goes with every event: the notice that a
 * future was left, the check if `set check on`.  False after an error line.
 */
bool plan_apply(struct console *c, const struct event *e,
    struct outcome *out);

/* Gives the error line for an event that STATUS says was not applied. */
enum command_status plan_refused(struct console *c, const struct event *e,
    enum session_status status);

/* The answer to a plan that was carried out (answer.c). */
void answer_plan(struct console *c, const struct plan *p,
    const struct plan_result *r);

/*
 * The target of CALL as the name of what an event makes: a new name, and none
 * that lives.  NO_NAME without a target.  False after an error line.
 */
bool plan_target(struct console *c, const struct call *call, uint32_t *name);

/* "[* COUNT]" at argument AT of CALL, which must be the last: *COUNT and
   whether it was there.  False after an error line. */
bool plan_times(struct console *c, const struct call *call, size_t at,
    uint64_t *count, bool *given);

/* Explains what P's one event would do (why.c). */
enum command_status plan_try(struct console *c, const struct call *call,
    const struct event *e);

/* The items of `write` from the second argument on: at most ROOM bytes, those
   of B, or NULL.  False after an error line. */
bool plan_bytes(struct console *c, const struct call *call,
    const struct session_block *b, uint64_t room, struct strbuf *out);

#endif
