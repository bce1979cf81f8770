/*
 * rules.h - which question to ask before an event; private to quiz.c and
 * rules.c.
 *
 * A rule is one kind of question with what it asks, when it makes sense, and
 * the answers that people give who have the mechanism wrong.  Of the rules
 * that fit an event one is chosen: the first whose answer is of another sort
 * than it last was, for there is something to see; and none that was answered
 * right three times in a row while there is another.
 */
#ifndef POOLSCOPE_LESSON_RULES_H
#define POOLSCOPE_LESSON_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "lesson/foresight.h"
#include "lesson/predict.h"

#define RULES 8			/* room for the state of each, ... */
#define RULE_PY RULES		/* ... and of the question about py */

/* What is remembered of one rule. */
struct rule_state {
	bool seen;		/* SORT is known */
	unsigned sort;		/* of the answer to the last event it fitted */
	unsigned row;		/* right answers in a row */
	unsigned asked;
};

/* A question made from a rule; P and A are filled in and to be freed with
   predict_free and answer_free. */
struct rule_question {
	size_t rule;
	struct predict *p;
	struct answer a;
};

/*
 * Makes the question for what F sees, and brings the rules' states up to date
 * with the event.  TYPED is the command in words; KIND, if not NULL, the kind
 * of question to prefer.  False: there is none.
 */
bool rules_ask(struct rule_state *states, const struct foresight *f,
    const char *typed, const char *kind, struct rule_question *out);

/* The question for STATEMENT of py, REQUESTS of whose STEPS ask pymalloc.
   STATE is that of RULE_PY. */
void rules_ask_py(struct rule_state *state, const char *statement,
    size_t requests, size_t steps, struct rule_question *out);

#endif
