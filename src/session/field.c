/*
 * field.c - places in memory and what was written there, by CPython's names.
 */
#include "config.h"

#include "session/explain.h"

#include <inttypes.h>
#include <string.h>

#include "session/inside.h"
#include "support/i18n.h"

/* ------------------------------------------------------------------------
 * What a pointer leads to
 */

static bool
is_field(const struct pym_location *at, const char *field)
{
	return at->field != NULL && at->offset == 0 &&
	    strcmp(at->field, field) == 0;
}

/* The imaginary pool header that an entry of usedpools ends. */
static bool
is_imaginary(const struct session *s, uint64_t address, uint32_t *szidx)
{
	struct pym_location at;

	pym_locate(session_heap(s), address + 2 * sizeof(uint64_t), &at);
	*szidx = at.szidx;
	return at.place == PYM_PLACE_USEDPOOLS && is_field(&at, "nextpool");
}

static bool
begins_pool(const struct session *s, const struct pym_location *at,
    uint64_t address)
{
	uint32_t size = session_profile(s)->pool_size;

	return (at->place == PYM_PLACE_POOL_HEADER ||
	    at->place == PYM_PLACE_UNCARVED_POOL) && address % size == 0;
}

/* What is at ADDRESS, which lies (or lay) AT; of the pool that HOME is in
   a block needs its number only. */
static void
put_place(const struct session *s, const struct pym_location *at,
    uint64_t address, const struct pym_location *home, struct strbuf *out)
{
	bool same = home != NULL && at->pool.arena == home->pool.arena &&
	    at->pool.pool == home->pool.pool;
	uint32_t szidx;

	if (address == 0)
		strbuf_puts(out, "NULL");
	else if (is_imaginary(s, address, &szidx))
		strbuf_printf(out, "usedpools[%" PRIu32 "]", szidx);
	else if (at->place == PYM_PLACE_BLOCK && at->offset == 0 && same)
		strbuf_printf(out, _("block %" PRIu32), at->block);
	else if (at->place == PYM_PLACE_BLOCK && at->offset == 0)
		strbuf_printf(out, _("block %" PRIu32 ".%" PRIu32
		    ".%" PRIu32), at->pool.arena, at->pool.pool, at->block);
	else if (begins_pool(s, at, address))
		strbuf_printf(out, _("pool %" PRIu32 ".%" PRIu32),
		    at->pool.arena, at->pool.pool);
	else if (at->place == PYM_PLACE_ARENA_OBJECT &&
	    is_field(at, "address"))
		strbuf_printf(out, "arenas[%" PRIu32 "]", at->pool.arena);
	else
		strbuf_printf(out, "0x%" PRIx64, address);
}

void
explain_place(const struct session *s, uint64_t address, struct strbuf *out)
{
	struct pym_location at;

	pym_locate(session_heap(s), address, &at);
	put_place(s, &at, address, NULL, out);
}

/* ------------------------------------------------------------------------
 * Where something was written
 */

static void
put_block(const struct pym_location *at, struct strbuf *out)
{
	strbuf_printf(out, _("block %" PRIu32 ".%" PRIu32 ".%" PRIu32),
	    at->pool.arena, at->pool.pool, at->block);
}

/* How far in; the first word of a free block is the link of its chain. */
static void
put_offset(const struct pym_location *at, bool run, struct strbuf *out)
{
	if (at->offset > 0)
		strbuf_printf(out, " +%" PRIu32, at->offset);
	else if (!run && at->place == PYM_PLACE_BLOCK)
		strbuf_printf(out, " %s", _("first word"));
}

static void
put_where(const struct pym_location *at, uint64_t address, bool run,
    struct strbuf *out)
{
	switch (at->place) {
	case PYM_PLACE_USEDPOOLS:
		strbuf_printf(out, "usedpools[%" PRIu32 "]", at->szidx);
		break;
	case PYM_PLACE_MANAGEMENT:
		strbuf_puts(out, at->field);
		return;
	case PYM_PLACE_NFP2LASTA:
		strbuf_printf(out, "nfp2lasta[%" PRIu32 "]", at->szidx);
		return;
	case PYM_PLACE_ARENA_OBJECT:
		strbuf_printf(out, "arenas[%" PRIu32 "]", at->pool.arena);
		break;
	case PYM_PLACE_ARENA_MAP:
		strbuf_printf(out, _("arena map at 0x%" PRIx64), address);
		return;
	case PYM_PLACE_POOL_HEADER:
		strbuf_printf(out, _("pool %" PRIu32 ".%" PRIu32),
		    at->pool.arena, at->pool.pool);
		break;
	case PYM_PLACE_BLOCK:
		put_block(at, out);
		put_offset(at, run, out);
		return;
	case PYM_PLACE_SYSTEM_BLOCK:
		strbuf_printf(out, _("system block 0x%" PRIx64), at->start);
		put_offset(at, run, out);
		return;
	default:
		strbuf_printf(out, "0x%" PRIx64, address);
		return;
	}
	strbuf_printf(out, " %s", at->field != NULL ? at->field : "?");
}

/* ------------------------------------------------------------------------
 * What was written
 */

void
explain_number(const char *field, uint64_t value, struct strbuf *out)
{
	if (value == PYM_NO_CLASS && strcmp(field, "szidx") == 0) {
		strbuf_puts(out, _("none yet (0xffff)"));
		return;
	}
	strbuf_printf(out, "%" PRIu64, value);
	if (value != 0 && (strcmp(field, "nextoffset") == 0 ||
	    strcmp(field, "maxnextoffset") == 0))
		strbuf_printf(out, " (0x%" PRIx64 ")", value);
}

static void
put_value(const struct session *s, const struct pym_write *w,
    const struct sight *sight, bool after, struct strbuf *out)
{
	uint64_t value = after ? w->after : w->before;
	const struct pym_location *to = after ? &sight->after :
	    &sight->before;

	if (w->pointer && is_field(&sight->address, "address") && value != 0)
		strbuf_printf(out, "0x%" PRIx64, value);
	else if (w->pointer)
		put_place(s, to, value, &sight->address, out);
	else if (sight->address.place == PYM_PLACE_ARENA_MAP)
		strbuf_printf(out, "%" PRId32, (int32_t)value);
	else
		explain_number(sight->address.field != NULL ?
		    sight->address.field : "", value, out);
}

void
explain_write(const struct session *s, const struct pym_write *w,
    struct strbuf *out)
{
	struct sight sight = kept_write_sight(s, w);
	bool run = w->size != 4 && w->size != sizeof(uint64_t);

	put_where(&sight.address, w->address, run, out);
	strbuf_puts(out, ": ");
	if (run) {
		strbuf_printf(out, ngettext("%" PRIu32 " byte written",
		    "%" PRIu32 " bytes written", w->size), w->size);
		return;
	}
	if (w->before == w->after) {
		/* What is written is what was there. */
		strbuf_puts(out, _("stays "));
	} else {
		put_value(s, w, &sight, false, out);
		strbuf_puts(out, " -> ");
	}
	put_value(s, w, &sight, true, out);
}

/* ------------------------------------------------------------------------
 * What is no longer true
 */

/* The word that pool or imaginary header AT has OFFSET bytes in. */
static uint64_t
word_at(const struct session *s, uint64_t at, unsigned offset)
{
	uint64_t word = 0;

	pym_read(session_heap(s), at + offset, &word, sizeof word);
	return word;
}

bool
explain_is_stale(const struct session *s, struct pym_pool_ref ref,
    const char *field)
{
	bool next = strcmp(field, "nextpool") == 0;
	struct pym_pool_view pool;
	uint64_t to;

	if (!pym_pool(session_heap(s), ref, &pool))
		return false;
	to = next ? pool.nextpool : pool.prevpool;
	if (to == 0 || (!next && strcmp(field, "prevpool") != 0))
		return false;
	if (pool.state == PYM_POOL_EMPTY)
		return !next;
	return word_at(s, to, next ? 24 : 16) != pool.address;
}
