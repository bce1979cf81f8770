/*
 * map_shape.c - the shapes of the radix tree.
 */
#include "config.h"

#include "core/heap.h"

static uint32_t
bits_in(uint32_t power_of_two)
{
	uint32_t n = 0;

	while ((1u << n) < power_of_two)
		n++;
	return n;
}

/*
 * The bits of an address above the offset in an arena are shared out to three
 * levels, the upper two rounded up to the same, the bottom taking the rest:
 * with arenas of 1 MiB 10, 10 and 8 of 48-bit addresses in 3.10, and 15, 15
 * and 14 of 64-bit addresses from 3.11 on.
 */
struct map_shape
pym_map_shape(const struct pym_profile *p)
{
	uint32_t address = p->address_test == PYM_TEST_RADIX_48 ? 48 : 64;
	uint32_t arena = bits_in(p->arena_size);
	uint32_t upper = (address - arena + 2) / 3;
	uint32_t bottom = address - arena - 2 * upper;

	return (struct map_shape){
		.bot_shift = arena,
		.mid_shift = arena + bottom,
		.top_shift = arena + bottom + upper,
		.top_mask = ((uint64_t)1 << upper) - 1,
		.mid_mask = ((uint64_t)1 << upper) - 1,
		.bot_mask = ((uint64_t)1 << bottom) - 1,
	};
}
