/*
 * geometry.h - what a recorded interpreter's allocator is really like, told
 * by its first calls and not by its version: a distribution's build can
 * differ from the stock one.
 */
#ifndef POOLSCOPE_RECORD_GEOMETRY_H
#define POOLSCOPE_RECORD_GEOMETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/pymalloc.h"

struct trace_record;

struct geometry {
	uint64_t arena, arena_size;	/* the first one; 0: none yet */
	uint64_t first, first_class;	/* the first block, and size - 1 >> 4 */
	uint64_t pool_size;		/* 0: not known */
	bool eights;			/* blocks 8 bytes off 16 were seen */
	unsigned blocks;		/* seen, in the first arena */
};

/* Looks at one more record, from the first on.  True: enough was seen. */
bool geometry_see(struct geometry *g, const struct trace_record *rec);

/* The profile of VERSION ("3.11") with what was seen; false: no profile
   describes that version. */
bool geometry_profile(const struct geometry *g, const char *version,
    struct pym_profile *out);

#endif
