/*
 * map_shape.c - the shapes of the radix tree, and looking into it.
 */
#include "config.h"

#include "core/heap.h"

/* The address bits that tell arenas apart go in three parts to the levels: the
   two upper ones get a third each, rounded up, the bottom gets what is left.
   With arenas of 1 MiB that is 10, 10 and 8 bits of 48-bit addresses in 3.10,
   and 15, 15 and 14 bits of 64-bit addresses from 3.11 on. */
struct map_shape
pym_map_shape(const struct pym_profile *p)
{
	uint32_t bits = p->address_test == PYM_TEST_RADIX_48 ? 48 : 64;
	uint32_t offset = (uint32_t)__builtin_ctz(p->arena_size);
	uint32_t upper = (bits - offset + 2) / 3;
	uint32_t bottom = bits - offset - 2 * upper;

	return (struct map_shape){
		.bot_shift = offset,
		.mid_shift = offset + bottom,
		.top_shift = offset + bottom + upper,
		.top_mask = ((uint32_t)1 << upper) - 1,
		.mid_mask = ((uint32_t)1 << upper) - 1,
		.bot_mask = ((uint32_t)1 << bottom) - 1
	};
}

/* The node that LINK leads to, or NULL if it leads to none of KIND. */
static const void *
map_node(const struct pym_heap *h, const void *link, enum piece_kind kind)
{
	const struct piece *piece;

	link = pym_pointer(h, (void *)(uintptr_t)link);
	piece = pym_metadata_piece(h, link);

	return piece != NULL && piece->kind == kind &&
	    link == h->metadata.base + piece->start ? link : NULL;
}

const struct map_entry *
pym_map_look(const struct pym_heap *h, uint64_t address)
{
	const struct map_shape *s = &h->map;
	void *const *node = h->map_root;
	const struct map_entry *bot;

	node = map_node(h, node[(address >> s->top_shift) & s->top_mask],
	    PIECE_MAP_MID);
	if (node == NULL)
		return NULL;
	bot = map_node(h, node[(address >> s->mid_shift) & s->mid_mask],
	    PIECE_MAP_BOT);
	return bot == NULL ? NULL :
	    &bot[(address >> s->bot_shift) & s->bot_mask];
}
