/*
 * pins.h - what keeps arenas: those with the fewest live blocks first.
 *
 * An arena goes back as a whole, so each block that lives in it keeps it.
 */
#ifndef POOLSCOPE_SESSION_PINS_H
#define POOLSCOPE_SESSION_PINS_H

#include <stddef.h>

#include "core/pymalloc.h"

struct pins {
	struct pym_arena_view arena;
	uint64_t blocks;	/* that live in it */
	uint64_t bytes;		/* of theirs, by class size */
	uint32_t pools;		/* that they are in */
	uint64_t back;		/* arenas that go back if the blocks of this
				   one, and before them those of all before
				   it, are freed */
};

/* Of one arena: all but BACK. */
void pins_count(const struct pym_heap *heap, struct pins *p);
/* Every arena, the fewest blocks first; *N of them, to be freed. */
struct pins *pins_list(const struct pym_heap *heap, size_t *n);
/* Whether arenas go back at all under this profile. */
bool pins_matter(const struct pym_profile *p);

#endif
