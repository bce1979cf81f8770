/*
 * visit.h - a reader in a lesson: what is remembered of it, and logged.
 *
 *	runner -- witness --> visit --> tally --> progress (kept)
 *	                        '-----> log (if one is written)
 */
#ifndef POOLSCOPE_LESSON_VISIT_H
#define POOLSCOPE_LESSON_VISIT_H

#include <stddef.h>

#include "lesson/log.h"
#include "lesson/tally.h"

struct progress;
struct runner;
struct visit;

/*
 * From now on what happens in R, which is at its first stop that waits for the
 * reader, is kept in PROGRESS (or NULL) under the name STEM and written to LOG
 * (or NULL).  If a place to resume at is kept, R offers it.  All must outlive
 * the visit, and the visit the last move of R.
 */
struct visit *visit_new(struct runner *r, const char *stem,
    struct progress *progress, const struct lesson_log *log);
void visit_free(struct visit *v);	/* NULL is allowed */

/* What the reader has done since. */
const struct tally *visit_tally(const struct visit *v);

/* "01-blocks" of ".../01-blocks.md"; to be given to free(). */
char *visit_stem(const char *path);

#endif
