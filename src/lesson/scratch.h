/* scratch.h - a copy of a session, to try things on. */
#ifndef POOLSCOPE_LESSON_SCRATCH_H
#define POOLSCOPE_LESSON_SCRATCH_H

struct session;

/* A session of its own with the events of S until now; NULL when memory is
   short.  To be given to session_free. */
struct session *scratch_copy(const struct session *s);

#endif
