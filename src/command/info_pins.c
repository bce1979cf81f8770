/*
 * info_pins.c - `info pins`: which blocks keep an arena.
 *
 * An arena goes back as a whole, so each block that lives in it keeps it.  The
 * arenas with the fewest such blocks are told first: those are worth a look.
 * What would come back if the blocks of each arena so far were gone is told
 * beside it.
 */
#include "config.h"

#include <stdlib.h>

#include "command/args.h"
#include "command/info.h"
#include "command/ref.h"
#include "command/totals.h"
#include "session/event.h"
#include "session/owners.h"
#include "session/pins.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

static void
say_never(struct console *c)
{
	if (!pins_matter(session_profile(c->session)))
		console_line(c, CONSOLE_NORMAL, _("in this profile no arena "
		    "ever goes back, whatever lives in it"));
}

/* Where to go on: the first arena of LIST that a block keeps. */
static void
say_which(struct console *c, const struct pins *list, size_t n)
{
	size_t i;

	for (i = 0; i < n && list[i].blocks == 0; i++)
		;
	if (i < n)
		console_say(c, _("info pins %u lists the blocks that keep "
		    "arena %u"), list[i].arena.index, list[i].arena.index);
}

static void
list_rows(struct console *c, const struct pins *list, size_t n)
{
	size_t slots = pym_arena_slots(session_heap(c->session)), i;
	uint64_t arena_size = session_profile(c->session)->arena_size;
	struct owner *top = xcalloc(slots + 1, sizeof *top);
	struct strbuf text = STRBUF_INIT;

	owners_of_arenas(c->session, top, slots);
	console_line(c, CONSOLE_TITLE, session_sites(c->session) != 0 ?
	    _("arena  pools in use  live blocks      bytes  back so far  "
	    "most by") :
	    _("arena  pools in use  live blocks      bytes  back so far"));
	for (i = 0; i < n && console_row(c, i); i++) {
		strbuf_clear(&text);
		print_bytes(list[i].back * arena_size, &text);
		if (top[list[i].arena.index].blocks != 0) {
			strbuf_puts(&text, "  ");
			site_print(c->session, top[list[i].arena.index].site,
			    SITE_SHORT, &text);
		}
		console_say(c, _("%5u  %4u of %-4u %12ju %10ju  %11s"),
		    list[i].arena.index, list[i].pools,
		    list[i].arena.ntotalpools, list[i].blocks, list[i].bytes,
		    strbuf_text(&text));
	}
	strbuf_free(&text);
	free(top);
}

static enum command_status
list_arenas(struct console *c)
{
	size_t n;
	struct pins *list = pins_list(session_heap(c->session), &n);

	if (n == 0)
		console_line(c, CONSOLE_NORMAL, _("there is no arena"));
	else
		list_rows(c, list, n);
	console_cut(c, n);
	if (n != 0)
		totals_say(c);
	say_which(c, list, n);
	say_never(c);
	free(list);
	return COMMAND_OK;
}

/* "keep  event 17: keep = alloc 28", if a program has the block. */
static void
print_owner(const struct console *c, uint64_t address, struct strbuf *out)
{
	struct session_block b;
	struct outcome gave;
	struct event e;

	if (!session_block_at(c->session, address, &b))
		return;
	ref_print(&b, out);
	if (!session_event_at(c->session, b.born, &e, &gave))
		return;
	strbuf_printf(out, _(", since event %ju: "), b.born);
	event_typed(c->session, &e, b.born, out);
	if (b.site == SESSION_NO_SITE)
		return;
	strbuf_puts(out, _(", by "));
	site_print(c->session, b.site, SITE_SHORT, out);
}

static void
say_block(struct console *c, const struct pym_pool_view *pool, uint32_t block)
{
	struct strbuf owner = STRBUF_INIT;

	print_owner(c, pool->address + PYM_POOL_OVERHEAD +
	    (uint64_t)block * pool->size, &owner);
	console_say(c, _("  block %u.%u.%u of %u bytes: %s"),
	    pool->ref.arena, pool->ref.pool, block, pool->size,
	    strbuf_text(&owner));
	strbuf_free(&owner);
}

/* The live blocks of a pool; *ROWS counts them, shown or not. */
static void
list_blocks(struct console *c, const struct pym_pool_view *pool,
    uint64_t *rows)
{
	enum pym_block_state *states;
	uint32_t i;

	states = xcalloc(pool->capacity, sizeof *states);
	pym_pool_blocks(session_heap(c->session), pool->ref, states,
	    pool->capacity);
	for (i = 0; i < pool->capacity; i++)
		if (states[i] == PYM_BLOCK_ALLOCATED &&
		    console_row(c, (*rows)++))
			say_block(c, pool, i);
	free(states);
}

static enum command_status
list_pins(struct console *c, struct pins *p)
{
	const struct pym_heap *heap = session_heap(c->session);
	struct pym_pool_ref ref = { .arena = p->arena.index };
	struct pym_pool_view pool;
	struct strbuf text = STRBUF_INIT;
	uint64_t rows = 0;

	pins_count(heap, p);
	strbuf_printf(&text, _("arena %u: %u of its %u pools are free; "),
	    p->arena.index, p->arena.nfreepools, p->arena.ntotalpools);
	strbuf_printf(&text, ngettext("%ju block keeps it",
	    "%ju blocks keep it", p->blocks), p->blocks);
	console_line(c, CONSOLE_TITLE, strbuf_text(&text));
	strbuf_clear(&text);
	print_bytes(session_profile(c->session)->arena_size, &text);
	console_say(c, _("  it holds %s, of which %ju bytes are in blocks "
	    "that live"), strbuf_text(&text), p->bytes);
	strbuf_free(&text);
	for (ref.pool = 0; ref.pool < p->arena.ncarved; ref.pool++)
		if (pym_pool(heap, ref, &pool) && pool.count != 0)
			list_blocks(c, &pool, &rows);
	console_cut(c, rows);
	say_never(c);
	return COMMAND_OK;
}

enum command_status
info_pins(struct console *c, const struct word *args, size_t nargs)
{
	struct pins p;
	uint64_t index;

	if (nargs == 0)
		return list_arenas(c);
	if (!args_number(c, args[0].text, _("an arena's number"), 0, PYM_NONE,
	    &index))
		return COMMAND_ERROR;
	if (pym_arena(session_heap(c->session), (uint32_t)index, &p.arena))
		return list_pins(c, &p);
	return console_error(c, _("there is no arena %ju; info arenas lists "
	    "those there are"), index);
}
