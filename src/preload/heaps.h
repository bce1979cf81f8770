/*
 * heaps.h - whose heap a call is of.  From 3.12 on an interpreter other than
 * the main one may have a heap, and a lock, of its own: its calls are left
 * out and counted.
 */
#ifndef POOLSCOPE_PRELOAD_HEAPS_H
#define POOLSCOPE_PRELOAD_HEAPS_H

#include <stdbool.h>

#include "preload/python.h"

extern bool heaps_can_differ;	/* in this version */

/* Readies the rest. */
void heaps_begin(void);

/* Whether this thread's interpreter has a heap of its own; A is the real
   allocator, which is asked to find out. */
bool heaps_look(const struct python_allocator *a);

/* The same; for the calls, which are counted then. */
static inline bool
heaps_is_other(const struct python_allocator *a)
{
	return __builtin_expect(heaps_can_differ, 0) && heaps_look(a);
}

/* A call that is left out. */
void heaps_count(void);

/* An arena at P was obtained, or given back: whether it is of our heap. */
bool heaps_obtained(const void *p);
bool heaps_given_back(const void *p);

#endif
