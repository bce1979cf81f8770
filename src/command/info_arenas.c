/* info_arenas.c - `info arenas` and `info arena A`. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "command/args.h"
#include "command/in_words.h"
#include "command/info.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define ROW_POOLS 64		/* pools in one row of a picture */

/* How many pools of an arena are in each state. */
struct tally {
	uint32_t of[PYM_POOL_EMPTY + 1];
};

static void
count_pools(const struct pym_heap *heap, const struct pym_arena_view *a,
    struct tally *out)
{
	struct pym_pool_view pool;
	uint32_t p;

	*out = (struct tally){ .of = { 0 } };
	for (p = 0; p < a->ntotalpools; p++)
		if (pym_pool(heap, (struct pym_pool_ref){ a->index, p },
		    &pool))
			out->of[pool.state]++;
}

/* The arena's place in usable_arenas, from 1; 0 if it has none. */
static size_t
usable_place(const uint32_t *usable, size_t n, uint32_t arena)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (usable[i] == arena)
			return i + 1;
	return 0;
}

/* usable_arenas or unused_arena_objects, by FILL; to be freed. */
static uint32_t *
read_list(const struct pym_heap *heap,
    size_t (*fill)(const struct pym_heap *, uint32_t *, size_t), size_t *n)
{
	uint32_t *list;

	*n = fill(heap, NULL, 0);
	list = xcalloc(*n + 1, sizeof *list);
	fill(heap, list, *n);
	return list;
}

static void
say_indices(struct console *c, const char *name, const uint32_t *list,
    size_t n)
{
	struct strbuf text = STRBUF_INIT;
	size_t shown = console_rows(c, n), i;

	strbuf_printf(&text, "%s: ", name);
	for (i = 0; i < shown; i++)
		strbuf_printf(&text, "%u -> ", list[i]);
	if (shown < n)
		strbuf_printf(&text, ngettext("... %zu more", "... %zu more",
		    n - shown), n - shown);
	else
		strbuf_puts(&text, "NULL");
	console_line(c, CONSOLE_NORMAL, strbuf_text(&text));
	strbuf_free(&text);
}

static bool
has_usable_arenas(const struct console *c)
{
	return session_profile(c->session)->policy ==
	    PYM_POLICY_USABLE_ARENAS;
}

static void
arenas_row(struct console *c, const struct pym_arena_view *a,
    const uint32_t *usable, size_t n)
{
	size_t place = usable_place(usable, n, a->index);
	char listed[64] = "";
	struct tally t;

	count_pools(session_heap(c->session), a, &t);
	if (place != 0)
		snprintf(listed, sizeof listed, _("   usable, place %zu"),
		    place);
	console_say(c, "%5u  0x%012jx %6u %6u %6u %6u %6u%s", a->index,
	    a->address, t.of[PYM_POOL_USED], t.of[PYM_POOL_FULL],
	    t.of[PYM_POOL_EMPTY], t.of[PYM_POOL_UNCARVED],
	    a->nfreepools, listed);
}

static void
arenas_table(struct console *c)
{
	const struct pym_heap *heap = session_heap(c->session);
	uint32_t slots = pym_arena_slots(heap), i, *usable;
	struct pym_arena_view a;
	uint64_t live = 0, rows = 0;
	size_t n;

	for (i = 0; i < slots; i++)
		live += pym_arena(heap, i, &a);
	if (live == 0)
		return;
	console_print(c, CONSOLE_TITLE, _("arena  address          used   "
	    "full  empty uncarved  free pools"));
	usable = read_list(heap, pym_usable_arenas, &n);
	for (i = 0; i < slots && rows < console_rows(c, live); i++) {
		if (!pym_arena(heap, i, &a))
			continue;
		arenas_row(c, &a, usable, n);
		rows++;
	}
	console_cut(c, live);
	free(usable);
}

static void
say_freepools_2_4(struct console *c)
{
	const struct pym_heap *heap = session_heap(c->session);
	size_t n = pym_freepools(heap, 0, NULL, 0);
	struct pym_pool_ref *list = xcalloc(n + 1, sizeof *list);
	struct strbuf text = STRBUF_INIT;

	pym_freepools(heap, 0, list, n);
	strbuf_puts(&text, "freepools: ");
	print_pools(c, list, n, &text);
	strbuf_puts(&text, n != 0 ? " -> NULL" : "NULL");
	console_line(c, CONSOLE_NORMAL, strbuf_text(&text));
	strbuf_free(&text);
	free(list);
}

enum command_status
info_arenas(struct console *c, const struct word *args, size_t nargs)
{
	const struct pym_heap *heap = session_heap(c->session);
	const struct pym_profile *profile = session_profile(c->session);
	struct strbuf size = STRBUF_INIT;
	struct pym_stats stats;
	uint32_t *list;
	size_t n;

	(void)args, (void)nargs;
	pym_stats(heap, &stats, NULL, 0);
	print_bytes(profile->arena_size, &size);
	console_print(c, CONSOLE_TITLE, ngettext("%ju arena of %s",
	    "%ju arenas of %s", stats.arenas_current), stats.arenas_current,
	    strbuf_text(&size));
	strbuf_free(&size);
	console_say(c, _("obtained %ju in all, given back %ju, at most %ju at "
	    "once"), stats.arenas_total, stats.arenas_reclaimed,
	    stats.arenas_highwater);
	arenas_table(c);
	if (!has_usable_arenas(c)) {
		say_freepools_2_4(c);
		return COMMAND_OK;
	}
	list = read_list(heap, pym_usable_arenas, &n);
	say_indices(c, "usable_arenas", list, n);
	free(list);
	list = read_list(heap, pym_unused_arena_objects, &n);
	say_indices(c, "unused_arena_objects", list, n);
	free(list);
	return COMMAND_OK;
}

/* The pools as a picture, 64 a row. */
static void
draw_pools(struct console *c, const struct pym_arena_view *a)
{
	const struct pym_heap *heap = session_heap(c->session);
	struct strbuf row = STRBUF_INIT;
	struct pym_pool_view pool;
	uint32_t p;

	for (p = 0; p < a->ntotalpools; p++) {
		if (p % ROW_POOLS == 0)
			strbuf_printf(&row, "%7u ", p);
		if (pym_pool(heap, (struct pym_pool_ref){ a->index, p },
		    &pool))
			strbuf_putc(&row, pool_glyph(&pool));
		if (p % ROW_POOLS != ROW_POOLS - 1 && p + 1 != a->ntotalpools)
			continue;
		console_line(c, CONSOLE_NORMAL, strbuf_text(&row));
		strbuf_clear(&row);
	}
	strbuf_free(&row);
	console_line(c, CONSOLE_NORMAL, _("        # full, = half used or "
	    "more, - less, _ empty, . not carved"));
}

static void
say_link(struct console *c, const char *field, uint32_t arena)
{
	if (arena == PYM_NONE)
		console_say(c, "  %-14s NULL", field);
	else
		console_say(c, _("  %-14s arena %u"), field, arena);
}

static void
say_arena_freepools(struct console *c, const struct pym_arena_view *a)
{
	const struct pym_heap *heap = session_heap(c->session);
	size_t n = pym_freepools(heap, a->index, NULL, 0);
	struct pym_pool_ref *list = xcalloc(n + 1, sizeof *list);
	struct strbuf text = STRBUF_INIT;

	pym_freepools(heap, a->index, list, n);
	print_pools(c, list, n, &text);
	strbuf_puts(&text, n != 0 ? " -> NULL" : "NULL");
	console_say(c, "  %-14s %s", "freepools", strbuf_text(&text));
	strbuf_free(&text);
	free(list);
}

static void
say_fields(struct console *c, const struct pym_arena_view *a)
{
	console_say(c, "  %-14s 0x%jx", "address", a->address);
	if (a->ncarved < a->ntotalpools)
		console_say(c, _("  %-14s 0x%jx, the next pool to carve: "
		    "%u.%u"), "pool_address", a->pool_address, a->index,
		    a->ncarved);
	else
		console_say(c, _("  %-14s 0x%jx, behind the last pool: all "
		    "are carved"), "pool_address", a->pool_address);
	console_say(c, "  %-14s %u", "nfreepools", a->nfreepools);
	console_say(c, "  %-14s %u", "ntotalpools", a->ntotalpools);
	if (!has_usable_arenas(c))
		return;
	say_arena_freepools(c, a);
	say_link(c, "nextarena", a->nextarena);
	say_link(c, "prevarena", a->prevarena);
	if (!a->usable)
		console_line(c, CONSOLE_NORMAL, _("  it is not on "
		    "usable_arenas: it has no free pool"));
}

enum command_status
info_arena(struct console *c, const struct word *args, size_t nargs)
{
	const struct pym_heap *heap = session_heap(c->session);
	struct pym_arena_view a;
	struct strbuf size = STRBUF_INIT;
	struct tally t;
	uint64_t index;

	(void)nargs;
	if (!args_number(c, args[0].text, _("an arena's number"), 0, PYM_NONE,
	    &index))
		return COMMAND_ERROR;
	if (!pym_arena(heap, (uint32_t)index, &a))
		return console_error(c, _("there is no arena %ju; info arenas "
		    "lists those there are"), index);
	print_bytes(session_profile(c->session)->arena_size, &size);
	console_print(c, CONSOLE_TITLE, _("arena %u at 0x%jx, %s, number %ju "
	    "of those obtained"), a.index, a.address, strbuf_text(&size),
	    a.ordinal + 1);
	strbuf_free(&size);
	say_fields(c, &a);
	count_pools(heap, &a, &t);
	console_say(c, _("%u pools: %u partly used, %u full, %u empty, %u not "
	    "carved"), a.ntotalpools, t.of[PYM_POOL_USED],
	    t.of[PYM_POOL_FULL], t.of[PYM_POOL_EMPTY],
	    t.of[PYM_POOL_UNCARVED]);
	if (c->settings.words)
		words_pools(c, &a);
	else
		draw_pools(c, &a);
	return COMMAND_OK;
}
