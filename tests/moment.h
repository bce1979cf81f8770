/*
 * moment.h - a session at one moment as a number or a text, to compare moments
 * by.
 */
#ifndef POOLSCOPE_TESTS_MOMENT_H
#define POOLSCOPE_TESTS_MOMENT_H

#include "session/session.h"

/* Mixed from every byte of the heap as people are shown it (headers, chains,
   what was cleared and written, stale words), its lists and its tables. */
uint64_t heap_sum(const struct session *s);

/* The same, and everything that the session tells of blocks and names. */
uint64_t moment_sum(const struct session *s);

/* The same, but of the blocks those only that live. */
uint64_t present_sum(const struct session *s);

/* The dump, to be freed. */
char *session_dump(const struct session *s);

/* moment_sum, and the whole dump. */
uint64_t whole_sum(const struct session *s);

#endif
