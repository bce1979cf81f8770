/*
 * map_shape.c - the shapes of the radix tree.
 */
#include "config.h"

#include "core/heap.h"

/*
 * Levels of 10, 10 and 8 bits of 48-bit addresses in 3.10; of 15, 15 and 14
 * bits of 64-bit addresses from 3.11 on.  The bottom level counts arenas of
 * 1 MiB; other arena sizes shift all levels by as much.
 */
static const struct map_shape shapes[] = {
	[PYM_TEST_RADIX_48] = { .bot_shift = 20, .mid_shift = 28,
	    .top_shift = 38, .top_mask = 1023, .mid_mask = 1023,
	    .bot_mask = 255 },
	[PYM_TEST_RADIX_64] = { .bot_shift = 20, .mid_shift = 34,
	    .top_shift = 49, .top_mask = 32767, .mid_mask = 32767,
	    .bot_mask = 16383 },
};

struct map_shape
pym_map_shape(const struct pym_profile *p)
{
	struct map_shape shape = shapes[p->address_test];
	uint32_t size;

	for (size = 1u << 20; size < p->arena_size; size <<= 1) {
		shape.bot_shift++;
		shape.mid_shift++;
		shape.top_shift++;
	}
	for (; size > p->arena_size; size >>= 1) {
		shape.bot_shift--;
		shape.mid_shift--;
		shape.top_shift--;
	}
	return shape;
}
