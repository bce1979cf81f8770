/*
 * replayed.h - a lesson being worked through again, from a log: what it writes
 * is kept, to be compared.
 */
#ifndef POOLSCOPE_LESSON_REPLAYED_H
#define POOLSCOPE_LESSON_REPLAYED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lesson/tally.h"

struct lesson;
struct replayed;

/* How the session was when the lesson began. */
struct replayed_head {
	char *stem;
	uint64_t steps;
	char *program, *lang;
	uint64_t limit;
	bool check, pictures;
	size_t offer;
};

/* L on a session of its own, up to its first stop.  Nothing it does reaches
   outside the program.  NULL when memory is short, or the head asks for what
   cannot be. */
struct replayed *replayed_new(const struct lesson *l,
    const struct replayed_head *head);
void replayed_free(struct replayed *r);		/* NULL is allowed */

/* Gives it a line that was typed; false when the lesson is at its end. */
bool replayed_give(struct replayed *r, const char *text);

/* The next line that it wrote, without its newline, good until the next call;
   NULL: there is none now. */
const char *replayed_line(struct replayed *r);

/* Passes over what the last command answered. */
void replayed_skip_answer(struct replayed *r);

/* Whether it had to be stopped, because it takes too long or too much. */
bool replayed_stopped(const struct replayed *r);

const struct tally *replayed_tally(const struct replayed *r);

#endif
