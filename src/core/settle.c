/*
 * settle.c - pointers that were left behind (engine: compiled plain and
 * observed).
 *
 * The blocks of a pool hold words that once were links.  People see them as
 * nominal addresses, which works as long as such a word is whole.  Before a
 * part of one is overwritten or copied, in a block that is handed out, it is
 * made what people see: so the bytes that stay, too, are the same wherever
 * the arenas really are.
 */
#include "config.h"

#include "core/engine.h"

#include <string.h>

static bool
can_be_cut(const struct pym_heap *h, const void *p, const void *word)
{
	/* The words of a damaged heap are as people see them. */
	if (!h->shifted || h->damaged || word == p)
		return false;
	return in_arena_region(h, p) || in_region(&h->system_region, p);
}

void
ENGINE(settle)(struct pym_heap *h, void *p)
{
	void *word = (void *)((uintptr_t)p & ~(uintptr_t)7);
	uint64_t nominal;
	void *pointer;

	if (!can_be_cut(h, p, word))
		return;
	memcpy(&pointer, word, sizeof(pointer));
	if (!is_link(h, pointer))
		return;
	nominal = pym_nominal(h, pointer);
	NOTE_QUIETLY(word, sizeof(nominal));
	memcpy(word, &nominal, sizeof(nominal));
}
