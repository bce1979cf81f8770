/* info_pools.c - `info pools`, `info pool A.P` and `info freeblock A.P`. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/in_words.h"
#include "command/info.h"
#include "command/ref.h"
#include "session/damage.h"
#include "session/explain.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"

#define ROW_BLOCKS 64		/* blocks in one row of a picture */
#define CHAIN_SHOWN 8		/* blocks of a chain on one line */

/* The words after `info pools`. */
static const char *const state_words[] = {
	[PYM_POOL_UNCARVED] = "uncarved",
	[PYM_POOL_USED] = "used",
	[PYM_POOL_FULL] = "full",
	[PYM_POOL_EMPTY] = "empty",
};

struct pool_list {
	struct console *c;
	uint64_t matches;
	int state;		/* enum pym_pool_state, or -1: all carved */
};

static void
pools_row(struct console *c, const struct pym_pool_view *p)
{
	struct strbuf line = STRBUF_INIT;
	char name[32];

	snprintf(name, sizeof name, "%u.%u", p->ref.arena, p->ref.pool);
	strbuf_printf(&line, "%-8s 0x%012jx  ", name, p->address);
	if (p->state == PYM_POOL_UNCARVED || p->szidx == PYM_NO_CLASS) {
		strbuf_puts(&line, pool_state_name(p->state));
	} else {
		utf8_pad(&line, pool_state_name(p->state), 11);
		strbuf_printf(&line, " %5u %5u %7u %8u", p->szidx, p->size,
		    p->count, p->capacity);
	}
	console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
	strbuf_free(&line);
}

/* One pool of the list: counted, and shown while there is room. */
static void
pools_add(struct pool_list *list, const struct pym_pool_view *p)
{
	struct console *c = list->c;

	if (list->state >= 0 ? (int)p->state != list->state :
	    p->state == PYM_POOL_UNCARVED)
		return;
	if (list->matches == 0)
		console_print(c, CONSOLE_TITLE, _("pool     address         "
		    "state       class  size  blocks capacity"));
	if (console_row(c, list->matches++))
		pools_row(c, p);
}

static void
pools_all(struct pool_list *list)
{
	const struct pym_heap *heap = session_heap(list->c->session);
	uint32_t slots = pym_arena_slots(heap), a, i;
	struct pym_arena_view arena;
	struct pym_pool_view p;

	for (a = 0; a < slots; a++) {
		if (!pym_arena(heap, a, &arena))
			continue;
		for (i = 0; i < arena.ntotalpools; i++)
			if (pym_pool(heap, (struct pym_pool_ref){ a, i }, &p))
				pools_add(list, &p);
	}
}

enum command_status
info_pools(struct console *c, const struct word *args, size_t nargs)
{
	struct pool_list list = { .c = c, .state = -1 };
	size_t i, n = sizeof state_words / sizeof state_words[0];

	for (i = 0; nargs != 0 && i < n; i++)
		if (strcmp(state_words[i], args[0].text) == 0)
			list.state = (int)i;
	if (nargs != 0 && list.state < 0)
		return console_error(c, _("%s is no state of a pool: used, "
		    "full, empty or uncarved"), args[0].text);
	pools_all(&list);
	if (list.matches == 0)
		console_line(c, CONSOLE_NORMAL, nargs != 0 ?
		    _("no pool is in that state") : _("no pool is carved"));
	console_cut(c, list.matches);
	return COMMAND_OK;
}

/* The chain as offsets; to be freed. */
static uint32_t *
read_chain(const struct pym_heap *heap, struct pym_pool_ref ref, size_t *n)
{
	uint32_t *offsets;

	*n = pym_pool_chain(heap, ref, NULL, 0);
	offsets = xcalloc(*n + 1, sizeof *offsets);
	pym_pool_chain(heap, ref, offsets, *n);
	return offsets;
}

/* The block that begins OFFSET bytes into the pool. */
static uint32_t
block_of(const struct pym_pool_view *p, uint32_t offset)
{
	return p->size != 0 ? (offset - PYM_POOL_OVERHEAD) / p->size : 0;
}

static void
say_freeblock(struct console *c, const struct pym_pool_view *p)
{
	struct strbuf chain = STRBUF_INIT;

	if (p->freeblock == 0) {
		console_say(c, _("  %-14s NULL: no block is free"),
		    "freeblock");
		return;
	}
	damage_chain(session_heap(c->session), p->ref, CHAIN_SHOWN, &chain);
	console_say(c, _("  %-14s 0x%jx, blocks %s"), "freeblock",
	    p->freeblock, strbuf_text(&chain));
	strbuf_free(&chain);
}

/* Where nextpool or prevpool of a pool leads. */
static void
say_pool_link(struct console *c, const struct pym_pool_view *p,
    const char *field, uint64_t address)
{
	struct strbuf place = STRBUF_INIT;

	explain_place(c->session, address, &place);
	if (explain_is_stale(c->session, p->ref, field))
		strbuf_puts(&place, _(": stale, for the pool is not linked "
		    "there"));
	if (address == 0)
		console_say(c, "  %-14s NULL", field);
	else
		console_say(c, "  %-14s 0x%jx, %s", field, address,
		    strbuf_text(&place));
	strbuf_free(&place);
}

static void
say_number(struct console *c, const char *field, uint64_t value)
{
	struct strbuf text = STRBUF_INIT;

	explain_number(field, value, &text);
	console_say(c, "  %-14s %s", field, strbuf_text(&text));
	strbuf_free(&text);
}

static void
say_next_offset(struct console *c, const struct pym_pool_view *p)
{
	struct strbuf offset = STRBUF_INIT;

	explain_number("nextoffset", p->nextoffset, &offset);
	if (p->ncarved < p->capacity)
		console_say(c, _("  %-14s %s, the next block to carve: %u"),
		    "nextoffset", strbuf_text(&offset), p->ncarved);
	else
		console_say(c, _("  %-14s %s, over maxnextoffset: all blocks "
		    "are carved"), "nextoffset", strbuf_text(&offset));
	strbuf_free(&offset);
	say_number(c, "maxnextoffset", p->maxnextoffset);
}

/* # handed out, ( the head of the chain, o free, . not carved. */
static char
block_glyph(enum pym_block_state state, bool head)
{
	switch (state) {
	case PYM_BLOCK_ALLOCATED:
		return '#';
	case PYM_BLOCK_FREE:
		return head ? '(' : 'o';
	default:
		return '.';
	}
}

static void
draw_blocks(struct console *c, const struct pym_pool_view *p)
{
	const struct pym_heap *heap = session_heap(c->session);
	enum pym_block_state *states;
	struct strbuf row = STRBUF_INIT;
	uint32_t i, head;

	states = xcalloc(p->capacity + 1, sizeof *states);
	pym_pool_blocks(heap, p->ref, states, p->capacity);
	head = p->freeblock != 0 ?
	    block_of(p, (uint32_t)(p->freeblock - p->address)) : PYM_NONE;
	for (i = 0; i < p->capacity; i++) {
		if (i % ROW_BLOCKS == 0)
			strbuf_printf(&row, "%7u ", i);
		strbuf_putc(&row, block_glyph(states[i], i == head));
		if (i % ROW_BLOCKS != ROW_BLOCKS - 1 && i + 1 != p->capacity)
			continue;
		console_line(c, CONSOLE_NORMAL, strbuf_text(&row));
		strbuf_clear(&row);
	}
	strbuf_free(&row);
	free(states);
	console_line(c, CONSOLE_NORMAL, _("        # handed out, ( first of "
	    "the chain, o free, . not carved"));
}

static void
say_pool_title(struct console *c, const struct pym_pool_view *p)
{
	if (p->szidx == PYM_NO_CLASS || p->state == PYM_POOL_UNCARVED)
		console_print(c, CONSOLE_TITLE, _("pool %u.%u at 0x%jx: %s"),
		    p->ref.arena, p->ref.pool, p->address,
		    pool_state_name(p->state));
	else
		console_print(c, CONSOLE_TITLE, _("pool %u.%u at 0x%jx: %s, "
		    "blocks of %u bytes (szidx %u)"), p->ref.arena,
		    p->ref.pool, p->address, pool_state_name(p->state),
		    p->size, p->szidx);
}

enum command_status
info_pool(struct console *c, const struct word *args, size_t nargs)
{
	struct pym_pool_view p;

	(void)nargs;
	if (!find_pool(c, args[0].text, &p))
		return COMMAND_ERROR;
	say_pool_title(c, &p);
	if (p.state == PYM_POOL_UNCARVED) {
		console_line(c, CONSOLE_NORMAL, _("  it has no header yet"));
		return COMMAND_OK;
	}
	console_say(c, _("  %-14s %u of %u blocks are handed out"),
	    "ref.count", p.count, p.capacity);
	say_freeblock(c, &p);
	say_pool_link(c, &p, "nextpool", p.nextpool);
	say_pool_link(c, &p, "prevpool", p.prevpool);
	say_number(c, "arenaindex", p.arenaindex);
	say_number(c, "szidx", p.szidx);
	say_next_offset(c, &p);
	if (c->settings.words)
		words_blocks(c, &p);
	else
		draw_blocks(c, &p);
	return COMMAND_OK;
}

/* Whose the free block at ADDRESS was. */
static void
print_former(const struct console *c, uint64_t address, struct strbuf *out)
{
	struct session_block b;

	if (session_former(c->session, address, &b)) {
		strbuf_puts(out, _("was "));
		ref_print(&b, out);
	} else {
		strbuf_puts(out, _("carved ahead, never handed out"));
	}
}

/* How a damaged chain ends. */
static void
say_chain_end(struct console *c, const struct pym_pool_view *p,
    const uint32_t *offsets)
{
	uint64_t where;

	switch (pym_pool_chain_end(session_heap(c->session), p->ref,
	    &where)) {
	case PYM_CHAIN_RING:
		console_say(c, _("then block %u again, and so on: the chain "
		    "never ends"), block_of(p, offsets[where]));
		break;
	case PYM_CHAIN_ASTRAY:
		console_say(c, _("then 0x%jx, which is no block of this "
		    "pool"), where);
		break;
	case PYM_CHAIN_NULL:
		break;
	}
}

static void
chain_rows(struct console *c, const struct pym_pool_view *p)
{
	struct strbuf former = STRBUF_INIT;
	size_t n, i;
	uint32_t *offsets;

	offsets = read_chain(session_heap(c->session), p->ref, &n);
	if (n == 0 && p->freeblock == 0)
		console_line(c, CONSOLE_NORMAL, _("  NULL: no block is free"));
	for (i = 0; i < console_rows(c, n); i++) {
		strbuf_clear(&former);
		print_former(c, p->address + offsets[i], &former);
		console_say(c, _("%4zu  block %-4u at 0x%jx (offset 0x%03x), "
		    "%s"), i + 1, block_of(p, offsets[i]),
		    p->address + offsets[i], offsets[i],
		    strbuf_text(&former));
	}
	console_cut(c, n);
	say_chain_end(c, p, offsets);
	strbuf_free(&former);
	free(offsets);
}

enum command_status
info_freeblock(struct console *c, const struct word *args, size_t nargs)
{
	struct pym_pool_view p;
	uint32_t left;

	(void)nargs;
	if (!find_pool(c, args[0].text, &p))
		return COMMAND_ERROR;
	if (p.state == PYM_POOL_UNCARVED)
		return console_error(c, _("pool %u.%u is not carved yet: it "
		    "has no freeblock"), p.ref.arena, p.ref.pool);
	console_print(c, CONSOLE_TITLE, _("freeblock of pool %u.%u, from the "
	    "first to be handed out"), p.ref.arena, p.ref.pool);
	chain_rows(c, &p);
	left = p.capacity - p.ncarved;
	if (left != 0)
		console_say(c, ngettext("then %u block is left to carve, "
		    "number %u", "then %u blocks are left to carve, from "
		    "number %u on", left), left, p.ncarved);
	return COMMAND_OK;
}
