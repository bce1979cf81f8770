/*
 * info_address.c - `info address`: what lies at an address, and the
 * arithmetic by which the allocator itself finds out.
 */
#include "config.h"

#include "command/info.h"
#include "command/place.h"
#include "command/ref.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

#define ARENAINDEX_OFFSET 32	/* of the field in a pool_header */

/* How an address is split to walk the arena map. */
struct split {
	unsigned bottom_shift, mid_shift, top_shift;
	uint64_t bottom, mid, top, tail;
	int32_t hi, lo;		/* of the entry, where the walk ends */
};

static unsigned
log2_of(uint64_t n)
{
	unsigned bits = 0;

	while ((uint64_t)1 << bits < n)
		bits++;
	return bits;
}

/* What the arenas that live make of the entry for SLOT. */
static void
find_entry(const struct pym_heap *heap, uint64_t slot, unsigned bits,
    struct split *out)
{
	uint32_t slots = pym_arena_slots(heap), i;
	struct pym_arena_view a;
	uint64_t tail;

	for (i = 0; i < slots; i++) {
		if (!pym_arena(heap, i, &a))
			continue;
		tail = a.address & (((uint64_t)1 << bits) - 1);
		if (a.address >> bits == slot)
			out->hi = tail == 0 ? -1 : (int32_t)tail;
		else if (tail != 0 && (a.address >> bits) + 1 == slot)
			out->lo = (int32_t)tail;
	}
}

static void
split_address(const struct pym_heap *heap, uint64_t address,
    struct split *out)
{
	const struct pym_profile *p = pym_heap_profile(heap);
	unsigned all = p->address_test == PYM_TEST_RADIX_48 ? 48 : 64;
	unsigned bits = log2_of(p->arena_size), interior, low;

	interior = (all - bits + 2) / 3;
	low = all - bits - 2 * interior;
	*out = (struct split){
		.bottom_shift = bits,
		.mid_shift = bits + low,
		.top_shift = bits + low + interior,
	};
	out->tail = address & (p->arena_size - 1);
	out->bottom = (address >> bits) & (((uint64_t)1 << low) - 1);
	out->mid = (address >> out->mid_shift) &
	    (((uint64_t)1 << interior) - 1);
	out->top = (address >> out->top_shift) &
	    (((uint64_t)1 << interior) - 1);
	find_entry(heap, address >> bits, bits, out);
}

static bool
entry_holds(const struct split *s)
{
	return (int64_t)s->tail < s->lo ||
	    ((int64_t)s->tail >= s->hi && s->hi != 0);
}

static bool
test_radix(struct console *c, uint64_t address)
{
	const struct pym_heap *heap = session_heap(c->session);
	bool ours;
	struct split s;

	split_address(heap, address, &s);
	if (pym_heap_profile(heap)->address_test == PYM_TEST_RADIX_48 &&
	    address >> 48 != 0) {
		console_line(c, CONSOLE_NORMAL, _("  arena map   its upper 16 "
		    "bits are not 0: not ours"));
		return false;
	}
	ours = entry_holds(&s);
	console_say(c, _("  arena map   top 0x%jx (>> %u), mid 0x%jx (>> %u), "
	    "bottom 0x%jx (>> %u), tail 0x%jx"), s.top, s.top_shift, s.mid,
	    s.mid_shift, s.bottom, s.bottom_shift, s.tail);
	console_say(c, _("              the entry there has hi %d, lo %d"),
	    s.hi, s.lo);
	if (!ours)
		console_line(c, CONSOLE_NORMAL, _("              neither tail "
		    "< lo nor (hi not 0 and tail >= hi): not ours"));
	else if ((int64_t)s.tail < s.lo)
		console_line(c, CONSOLE_NORMAL, _("              tail < lo: "
		    "ours, an arena that began in the slot before"));
	else
		console_line(c, CONSOLE_NORMAL, _("              hi is not 0 "
		    "and tail >= hi: ours"));
	return ours;
}

static bool
test_arena(struct console *c, uint64_t address, uint32_t index)
{
	const struct pym_heap *heap = session_heap(c->session);
	uint64_t size = session_profile(c->session)->arena_size, base = 0;
	struct pym_arena_view a;
	bool ours;

	if (pym_arena(heap, index, &a))
		base = a.address;
	ours = base != 0 && address - base < size;
	if (base == 0)
		console_say(c, _("  arena       arenas[%u].address is 0: not "
		    "ours"), index);
	else
		console_say(c, ours ? _("  arena       0x%jx - "
		    "arenas[%u].address = 0x%jx, below 0x%jx: ours") :
		    _("  arena       0x%jx - arenas[%u].address = 0x%jx, not "
		    "below 0x%jx: not ours"), address, index, address - base,
		    size);
	return ours;
}

static bool
test_arenaindex(struct console *c, uint64_t address, uint64_t pool)
{
	const struct pym_heap *heap = session_heap(c->session);
	bool one_list = session_profile(c->session)->policy ==
	    PYM_POLICY_ONE_FREEPOOLS;
	const char *bound = one_list ? "narenas" : "maxarenas";
	uint32_t index, slots = pym_arena_slots(heap);

	if (pym_read(heap, pool + ARENAINDEX_OFFSET, &index, sizeof index) !=
	    PYM_OK) {
		console_line(c, CONSOLE_NORMAL, _("  arenaindex  CPython reads "
		    "it there all the same; here is no memory: not ours"));
		return false;
	}
	if (index >= slots) {
		console_say(c, _("  arenaindex  %u, not below %s %u: not "
		    "ours"), index, bound, slots);
		return false;
	}
	console_say(c, _("  arenaindex  %u, read from that header, below %s "
	    "%u"), index, bound, slots);
	return test_arena(c, address, index);
}

static void
say_block(struct console *c, uint64_t address, uint64_t pool)
{
	struct pym_pool_view p;
	struct pym_location at;
	uint64_t offset = address - pool;

	pym_locate(session_heap(c->session), address, &at);
	if (at.place != PYM_PLACE_BLOCK ||
	    !pym_pool(session_heap(c->session), at.pool, &p))
		return;
	console_say(c, _("  block       (0x%jx - %u) / %u = %u, remainder "
	    "%ju"), offset, PYM_POOL_OVERHEAD, p.size, at.block,
	    (offset - PYM_POOL_OVERHEAD) % p.size);
}

enum command_status
info_address(struct console *c, const struct word *args, size_t nargs)
{
	const struct pym_profile *p = session_profile(c->session);
	struct strbuf text = STRBUF_INIT;
	uint64_t address, pool;
	bool ours;

	(void)nargs;
	if (!ref_address(c, args[0].text, &address))
		return COMMAND_ERROR;
	place_print(c->session, address, &text);
	console_print(c, CONSOLE_TITLE, "0x%jx: %s", address,
	    strbuf_text(&text));
	strbuf_free(&text);
	pool = address & ~(uint64_t)(p->pool_size - 1);
	if (p->address_test != PYM_TEST_ARENAINDEX) {
		ours = test_radix(c, address);
	} else {
		console_say(c, _("  pool        rounded down to %u: 0x%jx"),
		    p->pool_size, pool);
		ours = test_arenaindex(c, address, pool);
	}
	if (!ours)
		return COMMAND_OK;
	if (p->address_test != PYM_TEST_ARENAINDEX)
		console_say(c, _("  pool        rounded down to %u: 0x%jx"),
		    p->pool_size, pool);
	say_block(c, address, pool);
	return COMMAND_OK;
}
