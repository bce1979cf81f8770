/*
 * check.h - whether a lesson is true: every claim, question and task.
 */
#ifndef POOLSCOPE_LESSON_CHECK_H
#define POOLSCOPE_LESSON_CHECK_H

#include "lesson/lesson.h"

struct check {
	unsigned passed, failed;	/* claims, questions, tasks; failed
					   also commands, and by lint.h */
	unsigned unreadable;		/* files that are no lesson */
};

/*
 * Runs the lesson in the file PATH from its beginning to its end, tasks by
 * their solutions, and adds to SUM.  FAULT is told of everything that is not
 * as the lesson says, with its line.
 */
void check_lesson(const char *path, lesson_fault_fn fault, void *ctx,
    struct check *sum);

#endif
