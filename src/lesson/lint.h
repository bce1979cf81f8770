/*
 * lint.h - what can be wrong with a lesson though all it claims is true.
 */
#ifndef POOLSCOPE_LESSON_LINT_H
#define POOLSCOPE_LESSON_LINT_H

#include <stdbool.h>

#include "lesson/fault.h"

struct strbuf;

/*
 * Looks at L: whether `code` in its text that looks like a command is one, and
 * whether its minutes are about what it takes.  F is told what is wrong.
 */
void lint_lesson(const struct lesson *l, struct faults *f);

/* Whether TEXT is no command though it looks like one: then what is wrong with
   it goes to WHY. */
bool lint_command(const char *text, struct strbuf *why);

/* The minutes that L takes to read and work through. */
double lint_minutes(const struct lesson *l);

#endif
