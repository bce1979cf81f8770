/* in_words.c - what else is a picture, as sentences. */
#include "config.h"

#include "command/in_words.h"

#include <stdlib.h>

#include "command/info.h"
#include "command/ref.h"
#include "session/explain.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define NAMES_SAID 8		/* of blocks side by side */

static uint64_t
block_address(const struct pym_pool_view *p, uint32_t block)
{
	return p->address + PYM_POOL_OVERHEAD + (uint64_t)block * p->size;
}

static void
say_link(struct console *c, const struct pym_pool_view *p,
    const char *field, uint64_t address)
{
	struct strbuf place = STRBUF_INIT;

	explain_place(c->session, address, &place);
	if (explain_is_stale(c->session, p->ref, field))
		strbuf_puts(&place, _(": stale, for the pool is not linked "
		    "there"));
	console_say(c, _("%s leads to %s"), field, strbuf_text(&place));
	strbuf_free(&place);
}

void
words_header(struct console *c, const struct pym_pool_view *p)
{
	console_say(c, ngettext("ref.count %u: %u of its %u block is handed "
	    "out", "ref.count %u: %u of its %u blocks are handed out",
	    p->capacity), p->count, p->count, p->capacity);
	say_link(c, p, "freeblock", p->freeblock);
	say_link(c, p, "nextpool", p->nextpool);
	say_link(c, p, "prevpool", p->prevpool);
	console_say(c, "arenaindex %u, szidx %u", p->arenaindex, p->szidx);
	console_say(c, _("nextoffset %u bytes, maxnextoffset %u bytes"),
	    p->nextoffset, p->maxnextoffset);
}

/* "blocks 3 to 5", or "block 3". */
static void
print_run(const char *one, const char *many, uint32_t from, uint32_t to,
    struct strbuf *out)
{
	if (from == to)
		strbuf_printf(out, "%s %u", one, from);
	else
		strbuf_printf(out, _("%s %u to %u"), many, from, to);
}

/* Whose the blocks handed out are. */
static void
print_owners(struct console *c, const struct pym_pool_view *p,
    uint32_t from, uint32_t to, struct strbuf *out)
{
	struct session_block b;
	uint32_t i, said = 0;

	for (i = from; i <= to && said < NAMES_SAID; i++) {
		if (!session_block_at(c->session, block_address(p, i), &b))
			continue;
		strbuf_puts(out, said++ == 0 ? ": " : ", ");
		ref_print(&b, out);
	}
	if (i <= to)
		strbuf_printf(out, _(" and %u more"), to - i + 1);
}

static void
print_next(struct console *c, const struct pym_pool_view *p, uint32_t block,
    struct strbuf *out)
{
	uint64_t next;

	if (pym_read(session_heap(c->session), block_address(p, block), &next,
	    sizeof next) != PYM_OK)
		return;
	strbuf_puts(out, _(" and leads to "));
	explain_place(c->session, next, out);
}

static void
say_blocks(struct console *c, const struct pym_pool_view *p, uint32_t from,
    uint32_t to, enum pym_block_state state)
{
	struct strbuf line = STRBUF_INIT;
	bool one = from == to;

	print_run(_("block"), _("blocks"), from, to, &line);
	switch (state) {
	case PYM_BLOCK_ALLOCATED:
		strbuf_puts(&line, one ? _(" is handed out") :
		    _(" are handed out"));
		print_owners(c, p, from, to, &line);
		break;
	case PYM_BLOCK_FREE:
		strbuf_puts(&line, _(" is free"));
		print_next(c, p, from, &line);
		break;
	case PYM_BLOCK_UNCARVED:
		strbuf_puts(&line, one ? _(" is not carved") :
		    _(" are not carved"));
		break;
	}
	console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
	strbuf_free(&line);
}

void
words_blocks(struct console *c, const struct pym_pool_view *p)
{
	enum pym_block_state *states = xcalloc(p->capacity + 1,
	    sizeof *states);
	uint32_t from, to;
	uint64_t lines = 0;

	pym_pool_blocks(session_heap(c->session), p->ref, states,
	    p->capacity);
	for (from = 0; from < p->capacity; from = to + 1) {
		to = from;
		while (states[from] != PYM_BLOCK_FREE &&
		    to + 1 < p->capacity && states[to + 1] == states[from])
			to++;
		if (console_row(c, lines))
			say_blocks(c, p, from, to, states[from]);
		lines++;
	}
	console_cut(c, lines);
	free(states);
}

static void
say_pools(struct console *c, uint32_t from, uint32_t to,
    enum pym_pool_state state)
{
	struct strbuf line = STRBUF_INIT;

	print_run(_("pool"), _("pools"), from, to, &line);
	console_say(c, from == to ? _("%s is %s") : _("%s are %s"),
	    strbuf_text(&line), pool_state_name(state));
	strbuf_free(&line);
}

void
words_pools(struct console *c, const struct pym_arena_view *a)
{
	const struct pym_heap *heap = session_heap(c->session);
	struct pym_pool_view pool, next;
	uint64_t lines = 0;
	uint32_t from, to;

	for (from = 0; from < a->ntotalpools && pym_pool(heap,
	    (struct pym_pool_ref){ a->index, from }, &pool); from = to + 1) {
		to = from;
		while (to + 1 < a->ntotalpools && pym_pool(heap,
		    (struct pym_pool_ref){ a->index, to + 1 }, &next) &&
		    next.state == pool.state)
			to++;
		if (console_row(c, lines))
			say_pools(c, from, to, pool.state);
		lines++;
	}
	console_cut(c, lines);
}
