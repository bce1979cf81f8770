/*
 * arena_map.c - entering arenas in the radix tree (engine: compiled plain and
 * observed).  address_test.h says what the tree holds and asks it.
 */
#include "config.h"

#include "core/engine.h"

static uint32_t
tail_of(const struct pym_heap *h, uint64_t address)
{
	return (uint32_t)(address & (h->arena_size - 1));
}

/* A child node, made if it is not there yet; NULL when memory is short. */
static void *
child_node(struct pym_heap *h, void **link, uint64_t size,
    enum piece_kind kind)
{
	struct management *mg = h->mg;
	uint32_t *count = kind == PIECE_MAP_MID ? &mg->arena_map_mid_count :
	    &mg->arena_map_bot_count;
	void *node = LOAD(*link);

	if (node != NULL)
		return node;
	NOTE_QUIETLY(&mg->taken, sizeof(mg->taken));
	node = pym_metadata_take(h, size, kind);
	if (node != NULL) {
		SET_POINTER(*link, node);
		SET(*count, *count + 1);
	}
	return node;
}

/* The entry for ADDRESS, with its nodes made on the way. */
static struct map_entry *
entry_for(struct pym_heap *h, uint64_t address)
{
	const struct map_shape *s = &h->map;
	void **root = h->map_root;
	void **mid;
	struct map_entry *bot;

	mid = child_node(h, &root[(address >> s->top_shift) & s->top_mask],
	    (s->mid_mask + 1) * sizeof(*mid), PIECE_MAP_MID);
	if (mid == NULL)
		return NULL;
	bot = child_node(h, &mid[(address >> s->mid_shift) & s->mid_mask],
	    (s->bot_mask + 1) * sizeof(*bot), PIECE_MAP_BOT);
	if (bot == NULL)
		return NULL;
	return &bot[(address >> s->bot_shift) & s->bot_mask];
}

bool
ENGINE(map_mark)(struct pym_heap *h, uint64_t base, bool used)
{
	struct map_entry *first = entry_for(h, base);
	struct map_entry *second;
	int32_t tail = (int32_t)tail_of(h, base);

	if (first == NULL)
		return false;
	if (tail == 0) {
		SET(first->hi, used ? -1 : 0);
		return true;
	}
	second = entry_for(h, base + h->arena_size);
	if (second == NULL)
		return false;
	SET(first->hi, used ? tail : 0);
	SET(second->lo, used ? tail : 0);
	return true;
}
