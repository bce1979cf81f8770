/* heap_list.c - the allocator's lists, as lessons speak of them. */
#include "config.h"

#include "lesson/heap_list.h"

#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define SHOWN 16	/* entries printed of a long list */

void
entries_free(struct entries *e)
{
	free(e->list);
	*e = (struct entries)ENTRIES_INIT;
}

static void
entries_add(struct entries *e, uint64_t value)
{
	e->list = xgrow(e->list, &e->room, e->count + 1, sizeof *e->list);
	e->list[e->count++] = value;
}

static uint64_t
pack(struct pym_pool_ref pool)
{
	return (uint64_t)pool.arena << 32 | pool.pool;
}

/* ---- naming a list ---- */

static bool
token_is(const struct tokens *t, size_t i, const char *word)
{
	const char *text = tokens_text(t, i);

	return text != NULL && !t->list[i].quoted && strcmp(text, word) == 0;
}

static bool
parse_freeblock(const struct tokens *t, size_t at, struct heap_list *out)
{
	out->kind = HEAP_LIST_FREEBLOCK;
	return token_is(t, at, "pool") &&
	    token_pool(tokens_text(t, at + 1), &out->pool) &&
	    token_is(t, at + 2, "freeblock");
}

static bool
parse_freepools(const struct tokens *t, size_t at, struct heap_list *out)
{
	uint64_t arena;

	if (!token_is(t, at, "arena") ||
	    !token_number(tokens_text(t, at + 1), PYM_NONE - 1, &arena) ||
	    !token_is(t, at + 2, "freepools"))
		return false;
	out->kind = HEAP_LIST_FREEPOOLS;
	out->pool.arena = (uint32_t)arena;
	return true;
}

static bool
parse_usedpools(const struct tokens *t, size_t at, struct heap_list *out)
{
	uint64_t szidx;

	if (!token_is(t, at, "usedpools") ||
	    !token_number(tokens_text(t, at + 1), PYM_NO_CLASS - 1, &szidx))
		return false;
	out->kind = HEAP_LIST_USEDPOOLS;
	out->szidx = (uint32_t)szidx;
	return true;
}

bool
heap_list_parse(const struct tokens *t, size_t at, size_t *end,
    struct heap_list *out, struct strbuf *why)
{
	size_t words = 0;

	if (parse_freeblock(t, at, out) || parse_freepools(t, at, out)) {
		words = 3;
	} else if (parse_usedpools(t, at, out)) {
		words = 2;
	} else if (token_is(t, at, "usable_arenas")) {
		out->kind = HEAP_LIST_USABLE;
		words = 1;
	} else if (token_is(t, at, "unused_arena_objects")) {
		out->kind = HEAP_LIST_UNUSED;
		words = 1;
	} else {
		strbuf_puts(why, _("that is no list: pool A.P freeblock, "
		    "arena A freepools, usedpools SZIDX, usable_arenas and "
		    "unused_arena_objects are"));
	}
	*end = at + words;
	return words != 0;
}

/* ---- saying what it holds ---- */

static bool
parse_block(const char *text, uint64_t *out)
{
	if (*text != '#')
		return token_number(text, UINT32_MAX, out);
	if (!token_number(text + 1, UINT32_MAX, out))
		return false;
	*out |= ENTRY_NUMBER;
	return true;
}

static bool
parse_pool(const char *text, const struct heap_list *list, uint64_t *out)
{
	struct pym_pool_ref pool;

	if (token_pool(text, &pool)) {
		*out = pack(pool);
		return true;
	}
	if (list->kind != HEAP_LIST_FREEPOOLS ||
	    !token_number(text, PYM_NONE - 1, out))
		return false;
	*out |= (uint64_t)list->pool.arena << 32;
	return true;
}

static bool
parse_entry(const char *text, const struct heap_list *list, uint64_t *out)
{
	switch (list->kind) {
	case HEAP_LIST_FREEBLOCK:
		return parse_block(text, out);
	case HEAP_LIST_FREEPOOLS:
	case HEAP_LIST_USEDPOOLS:
		return parse_pool(text, list, out);
	default:
		return token_number(text, PYM_NONE - 1, out);
	}
}

/* What an entry of a list looks like. */
static const char *
entry_form(enum heap_list_kind kind)
{
	static const char *const forms[] = {
		[HEAP_LIST_FREEBLOCK] = N_("a block like #3 or an offset"),
		[HEAP_LIST_FREEPOOLS] = N_("a pool like 3 or 0.3"),
		[HEAP_LIST_USEDPOOLS] = N_("a pool like 0.3"),
		[HEAP_LIST_USABLE] = N_("an arena's number"),
		[HEAP_LIST_UNUSED] = N_("an arena's number"),
	};

	return _(forms[kind]);
}

bool
entries_parse(const struct tokens *t, size_t at,
    const struct heap_list *list, struct entries *out, struct strbuf *why)
{
	uint64_t value;

	if (token_is(t, at, "empty") && at + 1 == t->count)
		return true;
	for (; at < t->count && !token_is(t, at, "..."); at++) {
		if (!parse_entry(t->list[at].text, list, &value)) {
			strbuf_printf(why, _("%s is not %s"),
			    t->list[at].text, entry_form(list->kind));
			return false;
		}
		entries_add(out, value);
	}
	out->open = at + 1 == t->count;
	if (at + 1 < t->count)
		strbuf_puts(why, _("... stands at the end only"));
	else if (out->count == 0)
		strbuf_puts(why, _("what does the list hold? say empty if "
		    "nothing"));
	else
		return true;
	return false;
}

/* ---- reading it ---- */

/* Whether there is a pool with blocks there. */
static bool
has_chain(const struct pym_heap *heap, struct pym_pool_ref ref,
    struct strbuf *why)
{
	struct pym_pool_view pool;
	const char *message = NULL;

	if (!pym_pool(heap, ref, &pool))
		message = _("there is no pool %u.%u");
	else if (pool.state == PYM_POOL_UNCARVED)
		message = _("pool %u.%u is not carved yet");
	else if (pool.size == 0)
		message = _("pool %u.%u never had a size class");
	if (message != NULL)
		strbuf_printf(why, message, ref.arena, ref.pool);
	return message == NULL;
}

static void
read_chain(const struct pym_heap *heap, struct pym_pool_ref ref,
    struct entries *out)
{
	size_t n = pym_pool_chain(heap, ref, NULL, 0), i;
	uint32_t *offsets = xcalloc(n, sizeof *offsets);

	n = pym_pool_chain(heap, ref, offsets, n);
	for (i = 0; i < n; i++)
		entries_add(out, offsets[i]);
	free(offsets);
}

typedef size_t (*pools_fn)(const struct pym_heap *heap, uint32_t of,
    struct pym_pool_ref *out, size_t max);
typedef size_t (*arenas_fn)(const struct pym_heap *heap, uint32_t *out,
    size_t max);

static void
read_pools(const struct pym_heap *heap, pools_fn read, uint32_t of,
    struct entries *out)
{
	size_t n = read(heap, of, NULL, 0), i;
	struct pym_pool_ref *pools = xcalloc(n, sizeof *pools);

	n = read(heap, of, pools, n);
	for (i = 0; i < n; i++)
		entries_add(out, pack(pools[i]));
	free(pools);
}

static void
read_arenas(const struct pym_heap *heap, arenas_fn read, struct entries *out)
{
	size_t n = read(heap, NULL, 0), i;
	uint32_t *arenas = xcalloc(n, sizeof *arenas);

	n = read(heap, arenas, n);
	for (i = 0; i < n; i++)
		entries_add(out, arenas[i]);
	free(arenas);
}

bool
heap_list_read(const struct pym_heap *heap, const struct heap_list *list,
    struct entries *out, struct strbuf *why)
{
	struct pym_arena_view arena;

	switch (list->kind) {
	case HEAP_LIST_FREEBLOCK:
		if (!has_chain(heap, list->pool, why))
			return false;
		read_chain(heap, list->pool, out);
		return true;
	case HEAP_LIST_FREEPOOLS:
		if (!pym_arena(heap, list->pool.arena, &arena)) {
			strbuf_printf(why, _("there is no arena %u"),
			    list->pool.arena);
			return false;
		}
		read_pools(heap, pym_freepools, list->pool.arena, out);
		return true;
	case HEAP_LIST_USEDPOOLS:
		if (list->szidx >= pym_class_count(pym_heap_profile(heap))) {
			strbuf_printf(why, _("there is no size class %u"),
			    list->szidx);
			return false;
		}
		read_pools(heap, pym_usedpools, list->szidx, out);
		return true;
	case HEAP_LIST_USABLE:
		read_arenas(heap, pym_usable_arenas, out);
		return true;
	case HEAP_LIST_UNUSED:
		read_arenas(heap, pym_unused_arena_objects, out);
		return true;
	}
	return false;
}

/* ---- comparing and showing ---- */

/* The number of the block at an offset in the list's pool, or PYM_NONE. */
static uint32_t
block_at(const struct pym_heap *heap, const struct heap_list *list,
    uint64_t offset)
{
	struct pym_pool_view pool;

	if (!pym_pool(heap, list->pool, &pool) || pool.size == 0 ||
	    offset < PYM_POOL_OVERHEAD ||
	    (offset - PYM_POOL_OVERHEAD) % pool.size != 0)
		return PYM_NONE;
	return (uint32_t)((offset - PYM_POOL_OVERHEAD) / pool.size);
}

bool
entries_match(const struct pym_heap *heap, const struct heap_list *list,
    const struct entries *said, const struct entries *held)
{
	uint64_t entry;
	size_t i;

	if (held->count < said->count ||
	    (held->count > said->count && !said->open))
		return false;
	for (i = 0; i < said->count; i++) {
		entry = held->list[i];
		if (list->kind == HEAP_LIST_FREEBLOCK &&
		    (said->list[i] & ENTRY_NUMBER))
			entry = block_at(heap, list, entry) | ENTRY_NUMBER;
		if (entry != said->list[i])
			return false;
	}
	return true;
}

static void
print_entry(const struct pym_heap *heap, const struct heap_list *list,
    uint64_t entry, struct strbuf *out)
{
	unsigned long long value = entry;
	uint32_t block;

	switch (list->kind) {
	case HEAP_LIST_FREEBLOCK:
		block = entry & ENTRY_NUMBER ? (uint32_t)entry :
		    block_at(heap, list, entry);
		if (block == PYM_NONE)
			strbuf_printf(out, "0x%llx", value);
		else
			strbuf_printf(out, "#%u", block);
		break;
	case HEAP_LIST_FREEPOOLS:
	case HEAP_LIST_USEDPOOLS:
		strbuf_printf(out, "%llu.%llu", value >> 32,
		    value & UINT32_MAX);
		break;
	default:
		strbuf_printf(out, "%llu", value);
		break;
	}
}

void
entries_print(const struct pym_heap *heap, const struct heap_list *list,
    const struct entries *e, struct strbuf *out)
{
	size_t shown = e->count > SHOWN ? SHOWN : e->count, i;

	if (e->count == 0)
		strbuf_puts(out, "empty");
	for (i = 0; i < shown; i++) {
		if (i != 0)
			strbuf_putc(out, ' ');
		print_entry(heap, list, e->list[i], out);
	}
	if (shown < e->count || e->open)
		strbuf_puts(out, " ...");
}
