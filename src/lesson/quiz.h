/*
 * quiz.h - `set predict on`: before an event a question on what it will do.
 *
 *	alloc 28	? x = alloc 28: how large a block does it get?
 *	32 bytes	Right: 1 of 1 so far.  The command is carried out.
 *
 * The questions are made from what the heap would do (rules.h).  A line that
 * is asked about waits until the question is answered, passed or shown; then
 * it is carried out.  All is said as lines of the console.
 */
#ifndef POOLSCOPE_LESSON_QUIZ_H
#define POOLSCOPE_LESSON_QUIZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command/console.h"

struct predict;
struct quiz;

/* On C, which outlives it; nothing is asked before settings.predict is on. */
struct quiz *quiz_new(struct console *c);
void quiz_free(struct quiz *q);		/* NULL is allowed */

/* Forgets what was asked, answered and scored. */
void quiz_restart(struct quiz *q);

/* Whether hands are drawn as bars, or only said; at first they are drawn. */
void quiz_draw_bars(struct quiz *q, bool bars);

/*
 * A line of the reader's, whatever it is: an answer to the open question (then
 * what waited is carried out), or a command, which may have to wait for the
 * answer to a question of its own.
 */
enum command_status quiz_run(struct quiz *q, const char *line);

/* Asks about LINE, if predict is on and LINE makes one event; true: it waits.
   Not while a question is open. */
bool quiz_ask(struct quiz *q, const char *line);

/* Which kind of question the next is to be (block, class, pool ...), where the
   event allows it; NULL: any.  False if KIND is none; then any, too. */
bool quiz_wants(struct quiz *q, const char *kind);

bool quiz_is_open(const struct quiz *q);
/* Open, and nobody has peeked. */
bool quiz_covers(const struct quiz *q);
/* Open, and asks where memory comes from. */
bool quiz_asks_place(const struct quiz *q);
/* The line that waits, or that waited last; "" if none did. */
const char *quiz_held(const struct quiz *q);
/* The question that is open. */
const struct predict *quiz_question(const struct quiz *q);
/* Its answer in words, for the speaker's eyes; NULL if none is open. */
const char *quiz_answer(const struct quiz *q);
/* Whether LINE, at a question, is a command and no answer. */
bool quiz_is_verb(const char *line);
/* Says the open question again. */
void quiz_repeat(struct quiz *q);

enum quiz_said {
	QUIZ_WAITS,		/* the question is still open */
	QUIZ_SHOWN,		/* it is closed: carry out quiz_held */
	QUIZ_QUIT		/* the reader said quit */
};

/*
 * A line at an open question: an answer; "" passes, unscored; peek, poll,
 * set, show, help and quit are commands as ever.
 */
enum quiz_said quiz_line(struct quiz *q, const char *line);

/* Says the answer, with the hands that were shown, and closes. */
void quiz_show(struct quiz *q);

/* Closes the question as if it had not been asked; what waits is forgotten. */
void quiz_drop(struct quiz *q);

/* For console_hooks: uncover; keep N hands.  False: no question is open. */
bool quiz_peek(struct quiz *q);
bool quiz_poll(struct quiz *q, const uint64_t *hands, size_t n);
/* The same for hands that were kept before: nothing is said. */
void quiz_keep_hands(struct quiz *q, const uint64_t *hands, size_t n);

void quiz_score(const struct quiz *q, unsigned *right, unsigned *asked);

#endif
