/* place.c - what lies at an address, in words. */
#include "config.h"

#include "command/place.h"

#include "command/ref.h"
#include "core/pymalloc.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/* ", 4 bytes into x" or ", was b": whose the block at ADDRESS is. */
static void
print_owner(const struct session *s, uint64_t address,
    const struct pym_location *at, struct strbuf *out)
{
	struct session_block b;

	if (session_block_at(s, at->start, &b)) {
		strbuf_puts(out, _(": "));
		if (at->offset != 0)
			strbuf_printf(out, ngettext("%u byte into ",
			    "%u bytes into ", at->offset), at->offset);
		ref_print(&b, out);
	} else if (session_former(s, address, &b) && b.name != NULL) {
		strbuf_puts(out, _(", was "));
		ref_print(&b, out);
	}
}

static void
print_block(const struct session *s, uint64_t address,
    const struct pym_location *at, struct strbuf *out)
{
	static const char *const states[] = {
		[PYM_BLOCK_UNCARVED] = N_("block %u of pool %u.%u, not "
		    "carved yet"),
		[PYM_BLOCK_FREE] = N_("block %u of pool %u.%u, free"),
		[PYM_BLOCK_ALLOCATED] = N_("block %u of pool %u.%u, handed "
		    "out"),
	};

	strbuf_printf(out, _(states[at->state]), at->block, at->pool.arena,
	    at->pool.pool);
	print_owner(s, address, at, out);
}

static void
print_in_arena(const struct pym_location *at, struct strbuf *out)
{
	unsigned arena = at->pool.arena, pool = at->pool.pool;

	switch (at->place) {
	case PYM_PLACE_ARENA:
		strbuf_printf(out, _("in arena %u but in no pool: lost to "
		    "alignment"), arena);
		break;
	case PYM_PLACE_UNCARVED_POOL:
		strbuf_printf(out, _("in pool %u.%u, which is not carved yet"),
		    arena, pool);
		break;
	case PYM_PLACE_POOL_HEADER:
		strbuf_printf(out, _("in the header of pool %u.%u"), arena,
		    pool);
		if (at->field != NULL)
			strbuf_printf(out, " (%s)", at->field);
		break;
	default:
		strbuf_printf(out, _("the end of pool %u.%u, where no block "
		    "fits: lost to quantization"), arena, pool);
		break;
	}
}

static void
print_metadata(const struct pym_location *at, struct strbuf *out)
{
	const char *field = at->field != NULL ? at->field : "?";

	switch (at->place) {
	case PYM_PLACE_USEDPOOLS:
		strbuf_printf(out, _("usedpools, class %u, %s"), at->szidx,
		    field);
		break;
	case PYM_PLACE_NFP2LASTA:
		strbuf_printf(out, "nfp2lasta[%u]", at->szidx);
		break;
	case PYM_PLACE_ARENA_OBJECT:
		strbuf_printf(out, "arenas[%u].%s", at->pool.arena, field);
		break;
	case PYM_PLACE_ARENA_MAP:
		strbuf_puts(out, _("a word of the arena map"));
		break;
	case PYM_PLACE_MANAGEMENT:
		strbuf_printf(out, _("the allocator's variable %s"), field);
		break;
	default:
		strbuf_puts(out, _("metadata that is not in use"));
		break;
	}
}

static void
print_system_block(const struct session *s, uint64_t address,
    const struct pym_location *at, struct strbuf *out)
{
	strbuf_printf(out, ngettext("a system block of %ju byte",
	    "a system block of %ju bytes", at->block_size),
	    at->block_size);
	print_owner(s, address, at, out);
}

void
place_print_located(const struct session *s, uint64_t address,
    const struct pym_location *at, struct strbuf *out)
{
	switch (at->place) {
	case PYM_PLACE_NOWHERE:
		strbuf_puts(out, _("no memory of this heap"));
		break;
	case PYM_PLACE_BLOCK:
		print_block(s, address, at, out);
		break;
	case PYM_PLACE_SYSTEM_BLOCK:
		print_system_block(s, address, at, out);
		break;
	case PYM_PLACE_SYSTEM:
		strbuf_puts(out, _("the system allocator's memory, but no "
		    "block"));
		break;
	case PYM_PLACE_ARENA:
	case PYM_PLACE_UNCARVED_POOL:
	case PYM_PLACE_POOL_HEADER:
	case PYM_PLACE_POOL_TAIL:
		print_in_arena(at, out);
		break;
	default:
		print_metadata(at, out);
		break;
	}
}

void
place_print(const struct session *s, uint64_t address, struct strbuf *out)
{
	struct pym_location at;

	pym_locate(session_heap(s), address, &at);
	place_print_located(s, address, &at, out);
}
