/*
 * runner.h - a lesson being worked through.
 *
 *	runner_next: text -> command -> command -> claims -> question -> ...
 *
 * The runner is at one stop of the lesson, drives a session through a console
 * and knows what has come of it: what each command answered, which claims
 * hold, how the questions were answered.  It prints nothing: the commands'
 * answers go where the console's lines go, everything else is asked for by
 * whoever shows the lesson (player.h line by line, or a screen).
 */
#ifndef POOLSCOPE_LESSON_RUNNER_H
#define POOLSCOPE_LESSON_RUNNER_H

#include <stdbool.h>
#include <stddef.h>

#include "command/console.h"
#include "lesson/lesson.h"
#include "lesson/marks.h"
#include "lesson/predict.h"

struct runner;
struct witness;

enum runner_stop {
	RUNNER_TEXT,		/* an item to be shown; notes and hints too */
	RUNNER_COMMAND,		/* a command waits to be given */
	RUNNER_CLAIMS,		/* claims wait to be looked at */
	RUNNER_QUESTION,	/* an answer is waited for */
	RUNNER_TASK,		/* the reader's own commands are */
	RUNNER_END
};

struct runner_place {
	enum runner_stop stop;
	size_t item;		/* of the lesson; its count at the end */
	size_t line;		/* of that item: the command */
};

/*
 * At the beginning of L, on C, whose session is reset to the lesson's profile.
 * Both must outlive the runner.  NULL when memory is short.
 */
struct runner *runner_new(const struct lesson *l, struct console *c);
void runner_free(struct runner *r);	/* NULL is allowed */

const struct lesson *runner_lesson(const struct runner *r);
struct console *runner_console(const struct runner *r);

/* From now on W, which must outlive the runner, is told what happens; NULL:
   nobody is. */
void runner_set_witness(struct runner *r, const struct witness *w);
const struct witness *runner_witness(const struct runner *r);

/* At the beginning: the reader may resume at the stop before which there are
   STOP others; 0 withdraws the offer. */
void runner_set_offer(struct runner *r, size_t stop);
size_t runner_offer(const struct runner *r);
struct runner_place runner_at(const struct runner *r);
/* The present item, NULL at the end; and the command that waits, or NULL. */
const struct lesson_item *runner_item(const struct runner *r);
const struct lesson_line *runner_command(const struct runner *r);

/*
 * Does what waits here and goes on: passes a text, gives the command, looks
 * at the claims, leaves a question.  From a task that is reached it goes
 * behind it, else to its solution.  Returns what the command came to.
 */
enum command_status runner_next(struct runner *r);

/* Back to the last stop at which the reader was waited for, as it was then.
   False where that cannot be. */
bool runner_back(struct runner *r);

/*
 * A command of the reader's own.  At a task it is counted and stays; else the
 * lesson goes on from where it was, and what was tried becomes a future.
 */
enum command_status runner_try(struct runner *r, const char *line);

/* Whether the command that waits is allowed to fail, because the claims that
   follow are about its error. */
bool runner_may_fail(const struct runner *r);

/* What became of claim I of item ITEM; *TRUTH, if not NULL, is what is the
   case where it failed, and where it holds the claim in the language of texts,
   if that is another than its own, or "". */
enum runner_tick runner_claim(const struct runner *r, size_t item, size_t i,
    const char **truth);
/* What command LINE of item ITEM answered, NULL if it was not given. */
const char *runner_answered(const struct runner *r, size_t item,
    size_t line);

/* The answer to the question we are at; NULL, with the reason in WHY, if the
   heap gives none.  Good until the runner moves. */
struct answer *runner_question(struct runner *r, struct strbuf *why);
/* Whether we are at a question that asks where memory comes from. */
bool runner_asks_place(const struct runner *r);
/* Judges what the reader said, and keeps it and the score. */
enum predict_verdict runner_answer(struct runner *r, const char *said);
/* Leaves the question without an answer. */
void runner_pass(struct runner *r);
/* Uncovers what would answer the open question, which then does not count;
   false: none is open.  And whether it is covered. */
bool runner_peek(struct runner *r);
bool runner_covers(const struct runner *r);
void runner_score(const struct runner *r, unsigned *right, unsigned *asked);
/* As if so many had been answered before. */
void runner_set_score(struct runner *r, unsigned right, unsigned asked);

/* What became of a question that was answered (RUNNER_OPEN: not yet, or
   passed): *SAID, and *TRUTH the answer in words; "" where not known; and
   *CHOICE (or NULL) the choice that was meant, or NULL. */
enum runner_tick runner_reply(const struct runner *r, size_t item,
    const char **said, const char **truth, const struct choice **choice);

/* At a task: whether its claims hold now; the reader's commands so far; the
   next hint, or NULL when there are no more. */
bool runner_reached(struct runner *r);
unsigned runner_tries(const struct runner *r);
const char *runner_hint(struct runner *r);
/* Whether the hint ITEM was given. */
bool runner_hinted(const struct runner *r, size_t item);

/* The item where the last step began: of the stop that was left last, or 0. */
size_t runner_fresh(const struct runner *r);

/* How many times the reader was or will be waited for: before this stop, and
   in all. */
void runner_progress(const struct runner *r, size_t *done, size_t *all);

#endif
