/* scratch.h - a copy of a session, to try things on. */
#ifndef POOLSCOPE_LESSON_SCRATCH_H
#define POOLSCOPE_LESSON_SCRATCH_H

#include <stdbool.h>

struct session;

/* A session of its own with the events of S until now, and before it the one
   that comes next in S, if any; NULL when memory is short.  To be given to
   session_free. */
struct session *scratch_copy(const struct session *s);

/* Empties S and gives it the events of COPY; false when memory is short. */
bool scratch_restore(struct session *s, const struct session *copy);

#endif
