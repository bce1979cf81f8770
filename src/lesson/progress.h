/*
 * progress.h - how far a reader is with each lesson, kept from day to day.
 *
 *	{ "poolscope-progress": 1, "lessons": { "01-blocks": {
 *	  "steps": "3f6c..", "stop": 3, "stops": 12, "furthest": 7,
 *	  "claims": 5, "claims_all": 9, "answers": "rw.",
 *	  "tasks": [ [2, 2] ] } } }
 *
 * One file, progress.json, in a folder of the reader's.  It is read anew each
 * time, changed where something has changed and put in place whole, under a
 * lock: so two sessions at once lose nothing.  A file that is damaged, or of a
 * newer program, is renamed and said so, never overwritten.
 */
#ifndef POOLSCOPE_LESSON_PROGRESS_H
#define POOLSCOPE_LESSON_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lesson/tally.h"

struct progress;

/* Is told, in one line, what is wrong with the file. */
typedef void (*progress_say_fn)(void *ctx, const char *message);

/* What is kept in the folder DIR (NULL: nothing is).  DIR need not outlive
   the call; SAY is called until progress_close, each message once. */
struct progress *progress_open(const char *dir, progress_say_fn say,
    void *ctx);
void progress_close(struct progress *p);	/* NULL is allowed */

/* What is kept of a lesson. */
struct progress_entry {
	uint64_t steps;		/* of the lesson it was, as tally_steps */
	size_t stop, stops;	/* where the reader was last */
	size_t furthest;
	unsigned claims, all_claims;
	char *answers;		/* one of "rw." for each question */
	unsigned *tasks;	/* the commands each took; 0: not done */
	unsigned *pars;
	size_t ntasks;
};

/* What is kept of lesson STEM; false if nothing is.  OUT must be given to
   progress_entry_free either way. */
bool progress_find(struct progress *p, const char *stem,
    struct progress_entry *out);
void progress_entry_free(struct progress_entry *e);

/* Adds what T says of lesson STEM, whose steps are STEPS. */
void progress_keep(struct progress *p, const char *stem, uint64_t steps,
    const struct tally *t);

#endif
