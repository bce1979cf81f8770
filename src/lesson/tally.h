/*
 * tally.h - what a reader has done in a lesson: predictions, tasks, claims.
 *
 * Of a question the first answer counts, so that nobody gains by going back;
 * of a task the fewest commands.
 */
#ifndef POOLSCOPE_LESSON_TALLY_H
#define POOLSCOPE_LESSON_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lesson/turn.h"

struct lesson;
struct runner;

enum tally_answer { TALLY_OPEN, TALLY_RIGHT, TALLY_WRONG };

struct tally_task {
	unsigned commands;	/* that reached it; 0: it was not */
	unsigned par;
};

struct tally {
	size_t stop, stops;	/* behind the reader, and in all */
	unsigned claims, all_claims;	/* seen, and in all */
	unsigned commands;	/* the reader's own */
	enum tally_answer *answers;
	size_t questions;
	struct tally_task *tasks;
	size_t ntasks;
};

/* Nothing is done of L yet. */
void tally_init(struct tally *t, const struct lesson *l);
void tally_free(struct tally *t);

/* A line came to TURN, at the stop that was at ITEM; R is at a stop. */
void tally_turn(struct tally *t, const struct runner *r, size_t item,
    enum turn turn);
void tally_arrived(struct tally *t, const struct runner *r);

/* Adds what OTHER, of the same lesson, has and T has not. */
void tally_add(struct tally *t, const struct tally *other);

void tally_score(const struct tally *t, unsigned *right, unsigned *asked);
size_t tally_tasks_done(const struct tally *t);

/*
 * A number that two lessons share if they have the same steps: commands,
 * questions, tasks.  Translations of a lesson do.
 */
uint64_t tally_steps(const struct lesson *l);

#endif
