/*
 * site.h - where in the Python program a request comes from: the innermost
 * Python function that runs, and its line.
 */
#ifndef POOLSCOPE_PRELOAD_SITE_H
#define POOLSCOPE_PRELOAD_SITE_H

#include <stdbool.h>

extern bool site_wanted;

/* Readies the rest; false: it is not known how this version keeps frames. */
bool site_begin(void);

/* Tells the reader where the call to be recorded comes from, if that is not
   where the last one came from. */
void site_tell(void);

static inline void
site_note(void)
{
	if (__builtin_expect(site_wanted, 0))
		site_tell();
}

#endif
