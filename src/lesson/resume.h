/*
 * resume.h - a lesson gone on with where its reader once was.
 */
#ifndef POOLSCOPE_LESSON_RESUME_H
#define POOLSCOPE_LESSON_RESUME_H

#include <stddef.h>

struct runner;
struct strbuf;

/*
 * Brings R, which is at the beginning, to the stop before which there are STOP
 * others (runner_progress): commands are given unseen, questions passed, tasks
 * solved as the lesson does it.
 */
void resume_at(struct runner *r, size_t stop);

/* The offer of R in one sentence; "" if there is none. */
void resume_words(const struct runner *r, struct strbuf *out);

#endif
