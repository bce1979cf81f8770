/*
 * address_test.c - is this address pymalloc's?  The arithmetic in one line.
 *
 * What free() does with an address that it was given, told for one that is
 * ours: the pool's header names an arena, and the address lies in it; or, from
 * 3.10 on, the arena map has an entry for it.
 */
#include "config.h"

#include "view/address_test.h"

#include <inttypes.h>

#include "support/i18n.h"

static unsigned
log2_of(uint64_t n)
{
	unsigned bits = 0;

	while ((uint64_t)1 << bits < n)
		bits++;
	return bits;
}

/* By the index that the pool's header holds. */
static void
by_index(const struct session *s, const struct pym_pool_view *p,
    uint64_t address, struct strbuf *out)
{
	uint64_t size = session_profile(s)->arena_size;
	struct pym_arena_view a;

	strbuf_printf(out, _("pool 0x%" PRIx64 " says arenaindex %u; "),
	    p->address, p->arenaindex);
	if (!pym_arena(session_heap(s), p->arenaindex, &a))
		strbuf_puts(out, _("there is no such arena: not ours"));
	else
		strbuf_printf(out, address - a.address < size ?
		    _("0x%" PRIx64 " - arenas[%u].address = 0x%" PRIx64
		    ", below 0x%" PRIx64 ": ours") :
		    _("0x%" PRIx64 " - arenas[%u].address = 0x%" PRIx64
		    ", not below 0x%" PRIx64 ": not ours"), address, a.index,
		    address - a.address, size);
}

/* By the entry of the arena map, which an arena that is not aligned to its
   size shares with the one before. */
static void
by_map(const struct session *s, const struct pym_arena_view *a,
    uint64_t address, struct strbuf *out)
{
	uint64_t size = session_profile(s)->arena_size;
	unsigned bits = log2_of(size);
	uint64_t tail = address & (size - 1), base = a->address & (size - 1);

	strbuf_printf(out, _("entry 0x%" PRIx64 " (>> %u) of the arena map "
	    "has "), address >> bits, bits);
	if (a->address >> bits != address >> bits)
		strbuf_printf(out, _("lo 0x%" PRIx64 "; 0x%" PRIx64
		    ", the rest, is below: ours"), base, tail);
	else if (base == 0)
		strbuf_printf(out, _("hi -1: not 0, and 0x%" PRIx64
		    ", the rest, is not below: ours"), tail);
	else
		strbuf_printf(out, _("hi 0x%" PRIx64 ": not 0, and 0x%"
		    PRIx64 ", the rest, is not below: ours"), base, tail);
}

void
address_test_words(const struct session *s, uint64_t address,
    struct strbuf *out)
{
	const struct pym_heap *h = session_heap(s);
	struct pym_arena_view a;
	struct pym_location at;
	struct pym_pool_view p;

	pym_locate(h, address, &at);
	if (!pym_arena(h, at.pool.arena, &a) || !pym_pool(h, at.pool, &p))
		return;
	if (session_profile(s)->address_test == PYM_TEST_ARENAINDEX)
		by_index(s, &p, address, out);
	else
		by_map(s, &a, address, out);
}
