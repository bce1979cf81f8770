/*
 * large.h - tables of many megabytes, filled from end to end.
 *
 * Each OS page costs time when it is first touched; for a table of a million
 * entries that is more than filling them takes.  The system can give larger
 * pieces, if asked to.
 */
#ifndef POOLSCOPE_LARGE_H
#define POOLSCOPE_LARGE_H

#include <stddef.h>

/* The N bytes at P, just allocated or grown and not yet used to their end,
   are going to be: nothing but the time differs.  What P holds stays, and
   small ones are left. */
void large_expect(void *p, size_t n);

/* As xgrow, with a table that is expected and begins where a cache line does,
   so that no entry of 16, 32 or 64 bytes lies in two. */
void *large_grow(void *p, size_t *room, size_t count, size_t size);

#endif
