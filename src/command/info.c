/* info.c - `info`: its topics, and what several of them use. */
#include "config.h"

#include "command/info.h"

#include <string.h>

#include "command/args.h"
#include "command/rows.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

static const struct topic topics[] = {
	{ "arenas", "", 0, 0, ARGUMENT_NONE, info_arenas },
	{ "arena", "A", 1, 1, ARGUMENT_NONE, info_arena },
	{ "pools", "[used|full|empty|uncarved]", 0, 1, ARGUMENT_NONE,
	    info_pools },
	{ "pool", "A.P", 1, 1, ARGUMENT_POOL, info_pool },
	{ "usedpools", "", 0, 0, ARGUMENT_NONE, info_usedpools },
	{ "classes", "", 0, 0, ARGUMENT_NONE, info_classes },
	{ "block", "REF", 1, 1, ARGUMENT_REF, info_block },
	{ "address", "0x...|REF", 1, 1, ARGUMENT_REF, info_address },
	{ "system", "", 0, 0, ARGUMENT_NONE, info_system },
	{ "freeblock", "A.P", 1, 1, ARGUMENT_POOL, info_freeblock },
	{ "names", "", 0, 0, ARGUMENT_NONE, info_names },
	{ "pins", "[A]", 0, 1, ARGUMENT_NONE, info_pins },
	{ "diff", "A [B]", 1, 2, ARGUMENT_MOMENT, info_diff },
	{ "catches", "", 0, 0, ARGUMENT_NONE, info_catches },
	{ "sites", "[bytes|count] [line|function|file]", 0, 2, ARGUMENT_NONE,
	    info_sites },
	{ "objects", "", 0, 0, ARGUMENT_NONE, info_objects },
	{ "object", "NAME|NAME[I]", 1, 1, ARGUMENT_NONE, info_object },
	{ "freelists", "", 0, 0, ARGUMENT_NONE, info_freelists },
};

#define TOPICS (sizeof topics / sizeof topics[0])

const char *const info_topics = "arenas|arena|pools|pool|usedpools|classes|"
    "block|address|system|freeblock|names|pins|diff|catches|sites|"
    "objects|object|freelists";

const char *
pool_state_name(enum pym_pool_state state)
{
	static const char *const names[] = {
		[PYM_POOL_UNCARVED] = N_("not carved"),
		[PYM_POOL_USED] = N_("partly used"),
		[PYM_POOL_FULL] = N_("full"),
		[PYM_POOL_EMPTY] = N_("empty"),
	};

	return _(names[state]);
}

char
pool_glyph(const struct pym_pool_view *pool)
{
	switch (pool->state) {
	case PYM_POOL_UNCARVED:
		return '.';
	case PYM_POOL_EMPTY:
		return '_';
	case PYM_POOL_FULL:
		return '#';
	default:
		return pool->count * 2 < pool->capacity ? '-' : '=';
	}
}

bool
find_pool(struct console *c, const char *word, struct pym_pool_view *out)
{
	const struct pym_heap *heap = session_heap(c->session);
	struct pym_arena_view arena;
	struct pym_pool_ref ref;

	if (!args_pool(c, word, &ref))
		return false;
	if (pym_pool(heap, ref, out))
		return true;
	if (!pym_arena(heap, ref.arena, &arena))
		console_error(c, _("there is no arena %u; info arenas lists "
		    "those there are"), ref.arena);
	else
		console_error(c, _("there is no pool %u.%u: arena %u has "
		    "pools 0 to %u"), ref.arena, ref.pool, ref.arena,
		    arena.ntotalpools - 1);
	return false;
}

void
print_pools(const struct console *c, const struct pym_pool_ref *list,
    size_t n, struct strbuf *out)
{
	size_t shown = console_rows(c, n), i;

	for (i = 0; i < shown; i++)
		strbuf_printf(out, "%s%u.%u", i != 0 ? " -> " : "",
		    list[i].arena, list[i].pool);
	if (shown < n)
		strbuf_printf(out, ngettext(" -> ... %zu more",
		    " -> ... %zu more", n - shown), n - shown);
}

void
print_bytes(uint64_t bytes, struct strbuf *out)
{
	if (bytes != 0 && bytes % (1024 * 1024) == 0)
		strbuf_printf(out, "%ju MiB", bytes / (1024 * 1024));
	else if (bytes != 0 && bytes % 1024 == 0)
		strbuf_printf(out, "%ju KiB", bytes / 1024);
	else
		strbuf_printf(out, ngettext("%ju byte", "%ju bytes", bytes),
		    bytes);
}

/* Whether a topic may be meant by WORD, as far as it is typed, with NARGS
   arguments behind it. */
static bool
may_mean(const struct topic *t, const char *word, size_t nargs)
{
	return strncmp(t->name, word, strlen(word)) == 0 &&
	    nargs >= t->min && nargs <= t->max;
}

/* An error: no topic is WORD, or several may be. */
static void
say_no_topic(struct console *c, const char *word, size_t nargs)
{
	struct strbuf names = STRBUF_INIT;
	size_t i;

	if (command_habit(c, "info", word))
		return;
	for (i = 0; c->mode == CONSOLE_KEYBOARD && i < TOPICS; i++)
		if (may_mean(&topics[i], word, nargs))
			strbuf_printf(&names, "%s%s",
			    names.length != 0 ? ", " : "", topics[i].name);
	if (names.length != 0)
		console_error(c, _("info %s could be %s: write more of it"),
		    word, strbuf_text(&names));
	else
		console_error(c, _("info knows no %s; info alone lists what "
		    "it knows"), word);
	strbuf_free(&names);
}

/* The topic that WORD is, or at the keyboard begins; NULL after an error
   line. */
static const struct topic *
find_topic(struct console *c, const char *word, size_t nargs)
{
	const struct topic *found = NULL;
	size_t i, n = 0;

	for (i = 0; i < TOPICS; i++) {
		if (strcmp(topics[i].name, word) == 0)
			return &topics[i];
		if (c->mode == CONSOLE_KEYBOARD &&
		    may_mean(&topics[i], word, nargs)) {
			found = &topics[i];
			n++;
		}
	}
	if (n == 1)
		return found;
	say_no_topic(c, word, nargs);
	return NULL;
}

enum command_argument
info_argument(const char *topic)
{
	size_t i;

	for (i = 0; i < TOPICS; i++)
		if (strcmp(topics[i].name, topic) == 0)
			return topics[i].argument;
	return ARGUMENT_NONE;
}

static enum command_status
say_topics(struct console *c)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < TOPICS; i++)
		strbuf_printf(&text, "%s%s%s%s", i != 0 ? ", " : "",
		    topics[i].name, topics[i].usage[0] != '\0' ? " " : "",
		    topics[i].usage);
	console_error(c, _("info what? %s"), strbuf_text(&text));
	strbuf_free(&text);
	return COMMAND_ERROR;
}

static enum command_status
run_info(struct console *c, const struct call *call)
{
	const struct topic *topic;
	const char *word;

	if (call->nargs == 0)
		return say_topics(c);
	word = call->args[0].text;
	topic = find_topic(c, word, call->nargs - 1);
	if (topic == NULL)
		return COMMAND_ERROR;
	if (call->nargs - 1 < topic->min || call->nargs - 1 > topic->max)
		return console_error(c, _("usage: info %s%s%s"), topic->name,
		    topic->usage[0] != '\0' ? " " : "", topic->usage);
	return topic->run(c, call->args + 1, call->nargs - 1);
}

const struct command command_info = {
	.verb = "info",
	.usage = "TOPIC",
	.summary = N_("tells about a part of the heap as it is now"),
	.help = N_("info arenas, info arena A: the arenas, one arena.\n"
	    "info pools [used|full|empty|uncarved], info pool A.P: the "
	    "pools, one pool.\n"
	    "info freeblock A.P: the pool's chain of free blocks.\n"
	    "info usedpools, info classes: the rings of used pools; what "
	    "each size class holds.\n"
	    "info block REF: a block, alive or freed.\n"
	    "info address 0x...: what lies at an address, and how the "
	    "allocator finds out.\n"
	    "info system: blocks that went to the system allocator.\n"
	    "info names: the names that live.\n"
	    "info pins, info pins A: which arenas are kept by few blocks; "
	    "the blocks that keep one.\n"
	    "info sites: who allocated what lives, by line, function or "
	    "file; the most bytes first, or the most blocks (count).\n"
	    "info diff A B: what was allocated after moment A and lives at B "
	    "(here, without B).\n"
	    "info catches: what continue stops at.\n"
	    "info objects, info object x[0]: Python's objects of py, and one "
	    "with its parts.\n"
	    "info freelists: the free lists of Python's types."),
	.group = COMMAND_GROUP_LOOK,
	.max = 3,
	.arguments = { ARGUMENT_TOPIC, ARGUMENT_NONE },
	.run = run_info,
};
