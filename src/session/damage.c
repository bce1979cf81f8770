#include "config.h"

#include "session/damage.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/debug.h"
#include "session/event.h"
#include "session/inside.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define CHAIN_SHOWN	4u	/* blocks of a chain within a sentence */

/* ------------------------------------------------------------------------
 * Crashes
 */

void
damage_crash(struct pym_crash crash, struct strbuf *out)
{
	static const char *const words[] = {
		[PYM_CRASH_READ] = N_("CPython would crash here: it reads "
		    "0x%" PRIx64),
		[PYM_CRASH_WRITE] = N_("CPython would crash here: it writes "
		    "to 0x%" PRIx64),
		[PYM_CRASH_UNMAP] = N_("CPython would give the system memory "
		    "at 0x%" PRIx64 " back, where no arena begins: what "
		    "happens then nobody can say"),
		[PYM_CRASH_LOOP] = N_("CPython would hang here: the list at "
		    "0x%" PRIx64 " never ends"),
		[PYM_CRASH_FATAL] = N_("CPython stops the program here: its "
		    "debug hooks find the block at 0x%" PRIx64 " damaged"),
	};

	if (crash.kind != PYM_CRASH_NONE)
		strbuf_printf(out, _(words[crash.kind]), crash.address);
}

/* ------------------------------------------------------------------------
 * A chain in a sentence
 */

static void
put_end(const struct pym_heap *heap, const struct pym_pool_view *v,
    const uint32_t *offsets, struct strbuf *out)
{
	uint64_t where;

	switch (pym_pool_chain_end(heap, v->ref, &where)) {
	case PYM_CHAIN_NULL:
		strbuf_puts(out, "NULL");
		break;
	case PYM_CHAIN_RING:
		strbuf_printf(out, "%" PRIu32 " -> ...",
		    (offsets[where] - PYM_POOL_OVERHEAD) / v->size);
		break;
	case PYM_CHAIN_ASTRAY:
		strbuf_printf(out, "0x%" PRIx64, where);
		break;
	}
}

void
damage_chain(const struct pym_heap *heap, struct pym_pool_ref ref,
    size_t most, struct strbuf *out)
{
	size_t i, n = pym_pool_chain(heap, ref, NULL, 0);
	uint32_t *offsets = xcalloc(n + 1, sizeof *offsets);
	struct pym_pool_view v;

	if (!pym_pool(heap, ref, &v))
		n = 0;
	pym_pool_chain(heap, ref, offsets, n);
	for (i = 0; i < n && i < most; i++)
		strbuf_printf(out, "%" PRIu32 " -> ",
		    (offsets[i] - PYM_POOL_OVERHEAD) / v.size);
	if (i < n)
		strbuf_puts(out, "...");
	else
		put_end(heap, &v, offsets, out);
	free(offsets);
}

/* ------------------------------------------------------------------------
 * What became of a pool
 */

/* What the next requests get of a pool whose chain is damaged. */
static void
put_prospect(const struct session *s, const struct pym_pool_view *v,
    struct strbuf *out)
{
	const struct pym_heap *heap = session_heap(s);
	size_t n = pym_pool_chain(heap, v->ref, NULL, 0);
	uint64_t where;

	switch (pym_pool_chain_end(heap, v->ref, &where)) {
	case PYM_CHAIN_RING:
		n -= where;
		if (n == 1 && where == 0)
			strbuf_puts(out, _(", and the next two requests get "
			    "the same block"));
		else
			strbuf_printf(out, ngettext(", and %zu block will be "
			    "handed out again and again", ", and %zu blocks "
			    "will be handed out again and again", n), n);
		break;
	case PYM_CHAIN_ASTRAY:
		strbuf_printf(out, _(", and what is at 0x%" PRIx64
		    " will be taken for a block"), where);
		break;
	case PYM_CHAIN_NULL:
		break;
	}
}

/* ref.count against what the program still holds. */
static void
put_count(const struct pym_heap *heap, const struct pym_pool_view *v,
    struct strbuf *out)
{
	size_t n = pym_pool_chain(heap, v->ref, NULL, 0);

	if (n > v->ncarved || v->count == v->ncarved - n)
		return;
	strbuf_printf(out, ngettext("; ref.count is %" PRIu32 ", but %zu "
	    "carved block is not in the chain", "; ref.count is %" PRIu32
	    ", but %zu carved blocks are not in the chain", v->ncarved - n),
	    v->count, v->ncarved - n);
	if (v->count == 0)
		strbuf_puts(out, _(", and so the pool can go to another size "
		    "class"));
}

/* What is wrong with the pool that holds ADDRESS, behind BEFORE; false if
   nothing is. */
static bool
put_pool(const struct session *s, uint64_t address, const char *before,
    struct strbuf *out)
{
	const struct pym_heap *heap = session_heap(s);
	struct pym_location l;
	struct pym_pool_view v;
	size_t n;

	pym_locate(heap, address, &l);
	if (l.pool.pool == PYM_NONE || !pym_pool(heap, l.pool, &v) ||
	    v.size == 0)
		return false;
	n = pym_pool_chain(heap, v.ref, NULL, 0);
	if (pym_pool_chain_end(heap, v.ref, NULL) == PYM_CHAIN_NULL &&
	    v.count + n == v.ncarved)
		return false;
	strbuf_puts(out, before);
	strbuf_printf(out, _("the chain of pool %" PRIu32 ".%" PRIu32
	    " is now "), v.ref.arena, v.ref.pool);
	damage_chain(heap, v.ref, CHAIN_SHOWN, out);
	put_prospect(s, &v, out);
	put_count(heap, &v, out);
	return true;
}

/* ------------------------------------------------------------------------
 * The events
 */

/* The block that still lives where E freed: somebody else's by now. */
static bool
put_owner(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out)
{
	struct session_block b;

	if (e->kind != EVENT_FREE_WILD ||
	    !session_block_at(s, e->offset, &b))
		return false;
	strbuf_puts(out, _("; "));
	event_block(s, b.number, at + 1, out);
	strbuf_puts(out, _(" still uses it"));
	return true;
}

/* What the debug hooks will make of a write to their bytes at ADDRESS, around
   the data of B; NULL: none of theirs is there. */
static const char *
frame_words(const struct session *s, const struct session_block *b,
    uint64_t address)
{
	struct pym_debug hooks = pym_debug_of(session_profile(s));
	uint64_t before = b->address - address;
	uint64_t behind = address - b->address - b->size;

	if (hooks.extra == 0)
		return NULL;
	if (address < b->address && before > PYM_DEBUG_FRONT - 8)
		return _("the program wrote over the size in front of it: the "
		    "debug hooks will seek the block's end by that when this "
		    "is freed or resized: ");
	if (address < b->address)
		return _("the program wrote over the forbidden bytes in front "
		    "of it: the debug hooks will find that when this is freed "
		    "or resized: ");
	if (behind < PYM_DEBUG_PAD)
		return _("the program wrote over the forbidden bytes behind "
		    "it: the debug hooks will find that when this is freed or "
		    "resized: ");
	if (hooks.serial && behind - PYM_DEBUG_PAD < 8)
		return _("the debug hooks would not notice: the program wrote "
		    "over the serial number behind this: ");
	return NULL;
}

/* Whose bytes were written over. */
static void
put_overwritten(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out)
{
	struct session_block b;
	struct pym_location l;
	bool owned = session_block_at(s, e->offset, &b);

	pym_locate(session_heap(s), e->offset, &l);
	if (owned && frame_words(s, &b, e->offset) != NULL) {
		strbuf_puts(out, frame_words(s, &b, e->offset));
		event_block(s, b.number, at + 1, out);
		return;
	}
	strbuf_puts(out, _("CPython would not notice: "));
	if (owned && e->offset + e->size <= l.start + l.block_size &&
	    e->offset >= b.address + b.size) {
		strbuf_puts(out, _("these bytes are unused ones of the block "
		    "of "));
		event_block(s, b.number, at + 1, out);
	} else if (owned) {
		strbuf_puts(out, _("the program wrote over bytes of "));
		event_block(s, b.number, at + 1, out);
	} else if (l.place == PYM_PLACE_BLOCK &&
	    l.state == PYM_BLOCK_FREE && l.offset < sizeof(uint64_t)) {
		strbuf_printf(out, _("the program wrote over the link in "
		    "block %" PRIu32), l.block);
	} else if (l.field != NULL) {
		strbuf_printf(out, _("the program wrote over %s"), l.field);
	} else {
		strbuf_puts(out, _("these bytes are nobody's now"));
	}
}

/* The first thing that is wrong, if it is not in a pool's chain. */
static void
put_check(const struct session *s, struct strbuf *out)
{
	char fault[256];

	if (!pym_check(session_heap(s), fault, sizeof fault))
		strbuf_printf(out, _("; check says: %s"), fault);
}

static void
freed(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out)
{
	struct pym_location l;

	pym_locate(session_heap(s), e->offset, &l);
	if (l.place == PYM_PLACE_SYSTEM) {
		strbuf_puts(out, _("the system allocator has it back"));
		return;
	}
	if (l.place == PYM_PLACE_NOWHERE) {
		strbuf_puts(out, _("CPython would not notice: ref.count fell "
		    "to 0, and the whole arena was given back, with what is "
		    "still in use there"));
		return;
	}
	if (put_pool(s, e->offset, _("CPython would not notice: "), out)) {
		put_owner(s, e, at, out);
		return;
	}
	strbuf_printf(out, _("CPython would not notice: what is at 0x%" PRIx64
	    " is taken for a block that is free"), e->offset);
	put_owner(s, e, at, out);
	put_check(s, out);
}

void
damage_result(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out)
{
	struct session_block first, b;
	uint64_t end = e->offset + e->size;

	if (e->kind == EVENT_FREE_WILD) {
		freed(s, e, at, out);
		return;
	}
	put_overwritten(s, e, at, out);
	if (session_block_at(s, e->offset, &first) &&
	    session_block_at(s, end - 1, &b) && b.number != first.number) {
		strbuf_puts(out, _(" and of "));
		event_block(s, b.number, at + 1, out);
	}
	if (!put_pool(s, e->offset, _("; "), out) &&
	    !put_pool(s, end - 1, _("; "), out))
		put_check(s, out);
}

void
damage_more(const struct session *s, uint64_t address, struct strbuf *out)
{
	struct session_block b, also;
	struct pym_location l;

	if (address == 0 || !pym_damaged(session_heap(s)))
		return;
	pym_locate(session_heap(s), address, &l);
	if (l.place == PYM_PLACE_BLOCK && l.offset >
	    pym_debug_front(session_profile(s), false))
		strbuf_printf(out, ngettext("; it begins %" PRIu32 " byte "
		    "into that", "; it begins %" PRIu32 " bytes into that",
		    l.offset), l.offset);
	if (session_block_at(s, address, &b) &&
	    session_block_also(s, &b, &also)) {
		strbuf_puts(out, _("; it is handed out twice: "));
		event_block(s, also.number, session_event(s) + 1, out);
		strbuf_puts(out, _(" is there, too"));
	}
	put_pool(s, address, _("; "), out);
}
