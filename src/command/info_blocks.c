/* info_blocks.c - `info block REF`, `info names` and `info system`. */
#include "config.h"

#include "command/info.h"

#include <stdio.h>
#include <string.h>

#include "command/place.h"
#include "command/ref.h"
#include "core/debug.h"
#include "session/event.h"
#include "session/owners.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/* "made by event 3: x = alloc 28". */
static void
say_event(struct console *c, const char *format, uint64_t n)
{
	struct strbuf text = STRBUF_INIT;
	struct outcome gave;
	struct event e;

	if (!session_event_at(c->session, n, &e, &gave))
		return;
	event_typed(c->session, &e, n, &text);
	console_say(c, format, n, strbuf_text(&text));
	strbuf_free(&text);
}

/* What the debug hooks put around the data. */
static void
say_frame(struct console *c, const struct session_block *b,
    const struct pym_location *at)
{
	struct pym_debug hooks = pym_debug_of(session_profile(c->session));

	console_say(c, _("  debug hooks: from 0x%jx on the size, the letter "
	    "and forbidden bytes 0x%02x; behind the data 0x%jx more of them"),
	    at->start, hooks.forbidden, (uintmax_t)PYM_DEBUG_PAD);
	if (hooks.serial)
		console_say(c, _("  and at 0x%jx the serial number of the "
		    "call"), b->address + b->size + PYM_DEBUG_PAD);
}

static void
say_class(struct console *c, const struct session_block *b)
{
	const struct pym_profile *p = session_profile(c->session);
	struct pym_location at;
	uint64_t asked, spare;

	pym_locate(session_heap(c->session), b->address, &at);
	if (at.place != PYM_PLACE_BLOCK) {
		console_say(c, _("  from the system allocator: pymalloc "
		    "serves 1 to %u bytes"), p->threshold);
		return;
	}
	asked = pym_debug_request(p, b->size);
	spare = at.block_size > asked ? at.block_size - asked : 0;
	console_say(c, _("  @%u.%u.%u: block %u of pool %u.%u, of class %u "
	    "(%ju bytes), %ju unused"), at.pool.arena, at.pool.pool, at.block,
	    at.block, at.pool.arena, at.pool.pool, at.szidx, at.block_size,
	    spare);
	if (p->debug)
		say_frame(c, b, &at);
}

/* In a broken heap others can live at the same address. */
static void
say_twins(struct console *c, const struct session_block *b)
{
	struct session_block first, other;
	char name[128];

	if (!b->live || !session_block_at(c->session, b->address, &first))
		return;
	for (other = first;; ) {
		if (other.number != b->number)
			console_say(c, _("  handed out twice: it is %s, too"),
			    ref_text(&other, name, sizeof name));
		if (!session_block_also(c->session, &other, &first))
			break;
		other = first;
	}
}

/* "asked for at app.py:12 handle", and where it was resized since. */
static void
say_site(struct console *c, const struct session_block *b)
{
	struct strbuf text = STRBUF_INIT;
	struct event e = { .site = SESSION_NO_SITE };

	if (!session_event_at(c->session, b->born, &e, NULL))
		e.site = b->site;
	if (e.site != SESSION_NO_SITE) {
		site_print(c->session, e.site, SITE_WHOLE, &text);
		console_say(c, _("  asked for at %s"), strbuf_text(&text));
	}
	if (b->site != e.site) {
		strbuf_clear(&text);
		site_print(c->session, b->site, SITE_WHOLE, &text);
		console_say(c, _("  resized at %s"), strbuf_text(&text));
	}
	strbuf_free(&text);
}

static void
say_life(struct console *c, const struct session_block *b)
{
	say_event(c, _("  made by event %ju: %s"), b->born);
	say_site(c, b);
	if (!b->live)
		say_event(c, _("  freed by event %ju: %s"), b->freed);
}

/* A block that a program has or had. */
static void
describe(struct console *c, const struct session_block *b)
{
	char name[128], number[16], whole[160];
	const char *format = b->live ?
	    ngettext("%s is %ju byte at 0x%jx",
	    "%s is %ju bytes at 0x%jx", b->size) :
	    ngettext("%s was %ju byte at 0x%jx and is freed",
	    "%s was %ju bytes at 0x%jx and is freed", b->size);

	ref_text(b, name, sizeof name);
	snprintf(number, sizeof number, "$%u", b->number);
	snprintf(whole, sizeof whole, strcmp(name, number) == 0 ? "%s" :
	    "%s (%s)", name, number);
	console_print(c, CONSOLE_TITLE, format, whole, b->size, b->address);
	if (b->live)
		say_class(c, b);
	say_twins(c, b);
	say_life(c, b);
}

/* A block of a pool that no program has now. */
static void
describe_place(struct console *c, uint64_t address,
    const struct pym_location *at)
{
	struct strbuf text = STRBUF_INIT;
	struct session_block b;

	place_print_located(c->session, address, at, &text);
	console_print(c, CONSOLE_TITLE, _("0x%jx: %s"), at->start,
	    strbuf_text(&text));
	strbuf_free(&text);
	if (at->state == PYM_BLOCK_FREE &&
	    session_former(c->session, at->start, &b))
		say_life(c, &b);
}

enum command_status
info_block(struct console *c, const struct word *args, size_t nargs)
{
	const char *word = args[0].text;
	struct session_block b;
	struct pym_location at;
	uint64_t address;

	(void)nargs;
	if (word[0] == '@' || word[0] == '0') {
		if (!ref_address(c, word, &address))
			return COMMAND_ERROR;
		pym_locate(session_heap(c->session), address, &at);
		if (session_block_at(c->session, address, &b)) {
			describe(c, &b);
			return COMMAND_OK;
		}
		if (at.place == PYM_PLACE_BLOCK) {
			describe_place(c, address, &at);
			return COMMAND_OK;
		}
	}
	if (!ref_block(c, word, false, &b))
		return COMMAND_ERROR;
	describe(c, &b);
	return COMMAND_OK;
}

struct listing {
	struct console *c;
	uint64_t count;		/* rows so far, shown or not */
	uint64_t bytes;
};

static void
list_name(void *ctx, const struct session_binding *binding)
{
	struct listing *list = ctx;
	struct console *c = list->c;
	const char *name = session_name(c->session, binding->name);
	struct session_block b;

	if (!console_row(c, list->count++))
		return;
	if (binding->list)
		console_say(c, _("  %-16s list of %u, %u live"), name,
		    binding->length, binding->live);
	else if (session_block(c->session, session_element(c->session,
	    binding->name, 0), &b))
		console_say(c, ngettext("  %-16s %5ju byte  at 0x%012jx",
		    "  %-16s %5ju bytes at 0x%012jx", b.size), name, b.size,
		    b.address);
}

enum command_status
info_names(struct console *c, const struct word *args, size_t nargs)
{
	struct listing list = { .c = c };

	(void)args, (void)nargs;
	session_names(c->session, list_name, &list);
	if (list.count == 0)
		console_line(c, CONSOLE_NORMAL, _("no name stands for a live "
		    "block; x = alloc 28 makes one"));
	console_cut(c, list.count);
	return COMMAND_OK;
}

static void
list_system_block(void *ctx, uint64_t address, uint64_t size)
{
	struct listing *list = ctx;
	struct console *c = list->c;
	struct session_block b;
	char name[128] = "";

	list->bytes += size;
	if (!console_row(c, list->count++))
		return;
	if (session_block_at(c->session, address, &b))
		ref_text(&b, name, sizeof name);
	console_say(c, "  0x%012jx %12ju  %s", address, size, name);
}

enum command_status
info_system(struct console *c, const struct word *args, size_t nargs)
{
	struct listing list = { .c = c };

	(void)args, (void)nargs;
	console_line(c, CONSOLE_TITLE, _("blocks of the system allocator: "
	    "address, bytes asked for, name"));
	pym_system_blocks(session_heap(c->session), list_system_block, &list);
	console_cut(c, list.count);
	console_say(c, ngettext("%ju block, %ju bytes asked for",
	    "%ju blocks, %ju bytes asked for", list.count), list.count,
	    list.bytes);
	return COMMAND_OK;
}
