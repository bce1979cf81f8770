/*
 * map_shape.c - the shapes of the radix tree, and looking into it.
 */
#include "config.h"

#include "core/heap.h"

/*
 * Levels of 10, 10 and 8 bits of 48-bit addresses in 3.10; of 15, 15 and 14
 * bits of 64-bit addresses from 3.11 on.  The bottom level counts arenas of
 * 1 MiB; other arena sizes shift all levels.
 */
static const struct map_shape shapes[] = {
	[PYM_TEST_RADIX_48] = { .bot_shift = 20, .mid_shift = 28,
	    .top_shift = 38, .top_entries = 1024, .mid_entries = 1024,
	    .bot_entries = 256 },
	[PYM_TEST_RADIX_64] = { .bot_shift = 20, .mid_shift = 34,
	    .top_shift = 49, .top_entries = 32768, .mid_entries = 32768,
	    .bot_entries = 16384 },
};

const struct map_shape *
pym_map_shape(const struct pym_heap *h)
{
	return &shapes[h->profile.address_test];
}

const struct map_entry *
pym_map_find(const struct pym_heap *h, uint64_t address)
{
	const struct map_shape *s = pym_map_shape(h);
	void *const *node = h->mg->arena_map_root;
	const struct map_entry *bot;

	node = node[(address >> s->top_shift) & (s->top_entries - 1)];
	if (node == NULL)
		return NULL;
	bot = node[(address >> s->mid_shift) & (s->mid_entries - 1)];
	if (bot == NULL)
		return NULL;
	return &bot[(address >> s->bot_shift) & (s->bot_entries - 1)];
}
