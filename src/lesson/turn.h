/*
 * turn.h - what a line of the reader's means in a lesson.
 *
 * Enter goes on.  At a question a line is the answer, at any other stop a
 * command of the reader's own; again, hint, solution and quit are the lesson's
 * words.  Whoever shows the lesson shows what came of the line, and then goes
 * on to the next stop if turn_goes_on() says so.
 */
#ifndef POOLSCOPE_LESSON_TURN_H
#define POOLSCOPE_LESSON_TURN_H

#include <stdbool.h>

struct runner;

enum turn {
	TURN_ON,		/* nothing but to go on */
	TURN_RIGHT,		/* the question was answered so, ... */
	TURN_WRONG,
	TURN_PASSED,		/* ... or left */
	TURN_UNCLEAR,		/* that was no answer: the question is open */
	TURN_REACHED,		/* the goal of the task */
	TURN_TRIED,		/* a command of the reader's own was given */
	TURN_HINT,		/* the last hint is a new one */
	TURN_NO_HINT,		/* there are no more */
	TURN_STAY,		/* Enter does not pass a task */
	TURN_BACK,		/* we are at the stop before */
	TURN_NO_BACK,		/* there is none */
	TURN_RESUMED,		/* we are where the reader once was */
	TURN_AFRESH,		/* the reader does not want that */
	TURN_QUIT		/* the reader leaves */
};

/* Takes LINE at the stop R is at. */
enum turn turn_take(struct runner *r, const char *line);

/* Whether the stop is done with: runner_next is to be called. */
bool turn_goes_on(enum turn turn);

/* Whether we are at another stop than before the line. */
bool turn_moved(enum turn turn);

/* One sentence for the reader about it; NULL if none is needed. */
const char *turn_words(enum turn turn);

#endif
