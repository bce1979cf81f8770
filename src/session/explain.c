#include "config.h"

#include "session/explain.h"

#include <inttypes.h>
#include <string.h>

#include "core/debug.h"
#include "session/damage.h"
#include "session/event.h"
#include "session/inside.h"
#include "support/i18n.h"

/* ------------------------------------------------------------------------
 * How it ended
 */

/* What the result is called: by the event's own name, or as it was. */
static void
put_result_name(const struct session *s, const struct event *e, uint64_t at,
    const struct outcome *gave, struct strbuf *out)
{
	if (e->name != SESSION_NO_NAME)
		event_name(s, e->name, e->element, out);
	else if (e->kind == EVENT_REALLOC && e->block != SESSION_NO_BLOCK)
		event_block(s, e->block, at, out);
	else
		strbuf_printf(out, "$%" PRIu32, gave->block);
}

static void
put_in_pool(const struct pym_profile *p, const char *name,
    const struct pym_location *l, uint64_t size, uint64_t address,
    struct strbuf *out)
{
	uint64_t asked = pym_debug_request(p, size);
	uint64_t unused = l->block_size > asked ? l->block_size - asked : 0;

	strbuf_printf(out, _("%s is block %" PRIu32 " of pool %" PRIu32
	    ".%" PRIu32 ", at 0x%" PRIx64 ": "), name, l->block,
	    l->pool.arena, l->pool.pool, address);
	strbuf_printf(out, ngettext("%" PRIu64 " byte for the %" PRIu64
	    " asked for", "%" PRIu64 " bytes for the %" PRIu64
	    " asked for", l->block_size), l->block_size, size);
	if (asked > size)
		strbuf_printf(out, _(" and %" PRIu64 " bytes of the debug "
		    "hooks"), asked - size);
	if (unused > 0)
		strbuf_printf(out, _(", %" PRIu64 " unused"), unused);
}

/* malloc, calloc and realloc. */
static void
result_obtained(const struct session *s, const struct event *e, uint64_t at,
    const struct outcome *gave, struct strbuf *out)
{
	uint64_t size = e->kind == EVENT_CALLOC ? e->nelem * e->size :
	    e->size;
	struct strbuf name = STRBUF_INIT;
	struct pym_location l;

	if (gave->address == 0) {
		strbuf_puts(out, _("the call returns NULL, and nothing has "
		    "changed"));
		return;
	}
	put_result_name(s, e, at, gave, &name);
	pym_locate(session_heap(s), gave->address, &l);
	if (l.place == PYM_PLACE_BLOCK)
		put_in_pool(session_profile(s), strbuf_text(&name), &l, size,
		    gave->address, out);
	else
		strbuf_printf(out, size != 0 ?
		    _("%s is a block of the system allocator, at 0x%" PRIx64
		    ": not in any pool") :
		    _("%s is a block of the system allocator, at 0x%" PRIx64
		    ": zero bytes are never pymalloc's"),
		    strbuf_text(&name), gave->address);
	if (e->kind == EVENT_REALLOC && e->block != SESSION_NO_BLOCK)
		strbuf_puts(out, gave->moved ? _("; it has moved") :
		    _("; it has not moved"));
	strbuf_free(&name);
}

/* Whether the pool comes first among those of its class. */
static bool
is_first(const struct session *s, const struct pym_pool_view *pool)
{
	const struct pym_heap *h = session_heap(s);
	struct pym_pool_ref first;

	return pym_first_usedpools(h, pool->szidx, &first, 1) > 0 &&
	    first.arena == pool->ref.arena && first.pool == pool->ref.pool;
}

static void
freed_in_pool(const struct session *s, const char *name,
    const struct pym_pool_view *pool, struct strbuf *out)
{
	const struct pym_profile *p = session_profile(s);

	strbuf_printf(out, _("%s is free again, first in the chain of pool "
	    "%" PRIu32 ".%" PRIu32), name, pool->ref.arena, pool->ref.pool);
	if (pool->state == PYM_POOL_EMPTY)
		strbuf_puts(out, _("; the whole pool is free, for any size "
		    "class"));
	else if (is_first(s, pool))
		strbuf_printf(out, _(": the next request for %" PRIu32
		    " to %" PRIu32 " bytes gets it"),
		    pool->size - p->alignment + 1, pool->size);
	else
		strbuf_puts(out, _(", which waits behind others of its "
		    "class"));
}

static void
result_freed(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out)
{
	struct strbuf name = STRBUF_INIT;
	struct session_block b;
	struct pym_location l;
	struct pym_pool_view pool;

	if (e->block == SESSION_NO_BLOCK ||
	    !session_block(s, e->block, &b)) {
		strbuf_puts(out, _("nothing has changed"));
		return;
	}
	event_block(s, e->block, at, &name);
	pym_locate(session_heap(s), b.address, &l);
	if (l.place == PYM_PLACE_BLOCK &&
	    pym_pool(session_heap(s), l.pool, &pool))
		freed_in_pool(s, strbuf_text(&name), &pool, out);
	else if (l.place == PYM_PLACE_SYSTEM)
		strbuf_printf(out, _("%s is free again, for the system "
		    "allocator to use"), strbuf_text(&name));
	else
		strbuf_printf(out, _("%s is free, and its whole arena was "
		    "given back to the system"), strbuf_text(&name));
	damage_more(s, b.address, out);
	strbuf_free(&name);
}

void
explain_result(const struct session *s, const struct event *e, uint64_t at,
    const struct outcome *gave, struct strbuf *out)
{
	switch (e->kind) {
	case EVENT_MALLOC:
	case EVENT_CALLOC:
	case EVENT_REALLOC:
		result_obtained(s, e, at, gave, out);
		damage_more(s, gave->address, out);
		break;
	case EVENT_FREE:
		result_freed(s, e, at, out);
		break;
	case EVENT_WRITE:
		strbuf_puts(out, _("the program wrote into its own block: the "
		    "allocator knows nothing of it"));
		break;
	case EVENT_FREE_WILD:
	case EVENT_WRITE_WILD:
		damage_result(s, e, at, out);
		break;
	case EVENT_NOTHING:
		strbuf_puts(out, session_command_of(s, at, NULL, NULL) !=
		    NULL ? _("pymalloc was not asked for anything") :
		    _("the recorded call changed nothing"));
		break;
	}
}

/* ------------------------------------------------------------------------
 * The whole text
 */

static void
put_decision(const struct session *s, const struct event *e, uint64_t at,
    const struct pym_decision *d, struct strbuf *out)
{
	size_t i;

	strbuf_printf(out, "%3" PRIu32 "  ", d->number);
	explain_sentence(s, e, at, d, out);
	strbuf_printf(out, "\n     [%s]\n",
	    pym_decision_function(session_profile(s), d->kind));
	for (i = 0; i < d->nwrites; i++) {
		strbuf_puts(out, "     ");
		explain_write(s, &d->writes[i], out);
		strbuf_putc(out, '\n');
	}
}

static void
put_decisions(const struct session *s, const struct event *e, uint64_t at,
    const struct pym_decision *all, size_t n, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		put_decision(s, e, at, &all[i], out);
}

void
explain_event(struct session *s, struct strbuf *out)
{
	size_t n, taken = session_decision(s);
	uint64_t at = session_event(s) + (taken > 0);
	const struct pym_decision *all = session_decisions(s, &n);
	struct outcome gave;
	struct event e;

	if (!session_event_at(s, at, &e, &gave)) {
		strbuf_puts(out, at > 0 ? _("what is kept of the history "
		    "begins here: the event before was dropped") :
		    _("there is no event to explain yet"));
		strbuf_putc(out, '\n');
		return;
	}
	strbuf_printf(out, _("event %" PRIu64 ": "), at);
	event_typed(s, &e, at, out);
	strbuf_putc(out, '\n');
	put_decisions(s, &e, at, all, taken > 0 ? taken : n, out);
	if (taken > 0)
		strbuf_printf(out, _("%zu of %zu decisions taken"), taken, n);
	else
		explain_result(s, &e, at, &gave, out);
	strbuf_putc(out, '\n');
}

/* They break off where CPython would crash while it prints. */
static void
put_last_words(const char *words, struct strbuf *out)
{
	size_t n = strlen(words);

	strbuf_puts(out, words);
	if (n > 0 && words[n - 1] != '\n')
		strbuf_putc(out, '\n');
}

void
explain_tried(const struct session *s, const struct event *e,
    const struct outcome *gave, struct strbuf *out)
{
	uint64_t at = session_event(s) + 1;
	size_t n;
	const struct pym_decision *all = session_tried(s, &n);

	event_typed(s, e, at, out);
	strbuf_putc(out, '\n');
	put_decisions(s, e, at, all, n, out);
	if (gave->status == SESSION_CRASHED)
		put_last_words(session_last_words(s), out);
	strbuf_puts(out, _("this was only tried: nothing has changed"));
	if (gave->address != 0)
		strbuf_printf(out, _("; the answer would be 0x%" PRIx64),
		    gave->address);
	else if (gave->status == SESSION_FAILED)
		strbuf_puts(out, _("; the answer would be NULL"));
	else if (gave->status == SESSION_CRASHED) {
		strbuf_puts(out, _("; "));
		damage_crash(session_crash(s), out);
	}
	strbuf_putc(out, '\n');
}
