/*
 * twin.h - a lesson and its translation: lessons/01-x.md and
 * lessons/zh_CN/01-x.md.
 */
#ifndef POOLSCOPE_LESSON_TWIN_H
#define POOLSCOPE_LESSON_TWIN_H

#include "lesson/check.h"

/*
 * If the file PATH is a translation, compares it with its original: steps,
 * claims, answers.  FAULT is told of what differs, with the line in the
 * translation.  A lesson that cannot be read is passed over: check_lesson says
 * so.
 */
void twin_check(const char *path, lesson_fault_fn fault, void *ctx,
    struct check *sum);

/* The same for PATH, an original, and each of its translations. */
void twin_check_translations(const char *path, lesson_fault_fn fault,
    void *ctx, struct check *sum);

#endif
