#include "config.h"

#include "session/dump.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "session/event.h"
#include "support/utf8.h"
#include "support/xalloc.h"

struct dump {
	const struct session *s;
	const struct pym_heap *heap;
	void (*emit)(void *ctx, const char *text, size_t n);
	void *ctx;
	bool first;		/* nothing of the object was put yet */
};

static void
put(struct dump *d, const char *text)
{
	d->emit(d->ctx, text, strlen(text));
}

/* A value of jansson's, or the end of the program if there is none. */
static json_t *
have(json_t *value)
{
	if (value == NULL)
		xalloc_die();
	return value;
}

static json_t *
number(uint64_t n)
{
	return have(json_integer((json_int_t)n));
}

static json_t *
text_of(struct strbuf *sb)
{
	json_t *value = have(json_string(strbuf_text(sb)));

	strbuf_free(sb);
	return value;
}

static json_t *
address_of(uint64_t address)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_printf(&sb, "0x%" PRIx64, address);
	return text_of(&sb);
}

static void
set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, have(value)) != 0)
		xalloc_die();
}

static void
append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, have(value)) != 0)
		xalloc_die();
}

/* Puts VALUE in one line, and lets it go. */
static void
put_value(struct dump *d, json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY);

	if (text == NULL)
		xalloc_die();
	put(d, text);
	free(text);
	json_decref(value);
}

static void
put_key(struct dump *d, const char *key)
{
	put(d, d->first ? "{\n \"" : ",\n \"");
	put(d, key);
	put(d, "\": ");
	d->first = false;
}

static void
put_pair(struct dump *d, const char *key, json_t *value)
{
	put_key(d, key);
	put_value(d, have(value));
}

/* ------------------------------------------------------------------------
 * Lists of the heap: called once for the length and once for the entries
 */

static json_t *
index_array(const uint32_t *list, size_t n)
{
	json_t *array = have(json_array());
	size_t i;

	for (i = 0; i < n; i++)
		append(array, number(list[i]));
	return array;
}

static json_t *
pool_array(const struct pym_pool_ref *list, size_t n)
{
	json_t *array = have(json_array());
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		strbuf_printf(&sb, "%" PRIu32 ".%" PRIu32, list[i].arena,
		    list[i].pool);
		append(array, text_of(&sb));
	}
	return array;
}

static json_t *
arena_list(const struct dump *d, size_t (*list)(const struct pym_heap *heap,
    uint32_t *out, size_t max))
{
	size_t n = list(d->heap, NULL, 0);
	uint32_t *entries = xreallocarray(NULL, n, sizeof *entries);
	json_t *array;

	list(d->heap, entries, n);
	array = index_array(entries, n);
	free(entries);
	return array;
}

static json_t *
freepools(const struct dump *d)
{
	size_t n = pym_freepools(d->heap, 0, NULL, 0);
	struct pym_pool_ref *pools = xreallocarray(NULL, n, sizeof *pools);
	json_t *array;

	pym_freepools(d->heap, 0, pools, n);
	array = pool_array(pools, n);
	free(pools);
	return array;
}

/* ------------------------------------------------------------------------
 * Arenas
 */

static json_t *
arena_freepools(const struct dump *d, uint32_t arena)
{
	size_t n = pym_freepools(d->heap, arena, NULL, 0), i;
	struct pym_pool_ref *pools = xreallocarray(NULL, n, sizeof *pools);
	json_t *array = have(json_array());

	pym_freepools(d->heap, arena, pools, n);
	for (i = 0; i < n; i++)
		append(array, number(pools[i].pool));
	free(pools);
	return array;
}

static json_t *
chain(const struct dump *d, struct pym_pool_ref ref)
{
	size_t n = pym_pool_chain(d->heap, ref, NULL, 0);
	uint32_t *offsets = xreallocarray(NULL, n, sizeof *offsets);
	json_t *array;

	pym_pool_chain(d->heap, ref, offsets, n);
	array = index_array(offsets, n);
	free(offsets);
	return array;
}

static json_t *
pool_object(const struct dump *d, const struct pym_pool_view *pool)
{
	static const char *const states[] = {
		[PYM_POOL_USED] = "used",
		[PYM_POOL_FULL] = "full",
		[PYM_POOL_EMPTY] = "empty",
	};
	json_t *object = have(json_object());

	set(object, "index", number(pool->ref.pool));
	set(object, "address", address_of(pool->address));
	set(object, "state", json_string(states[pool->state]));
	set(object, "szidx", number(pool->szidx));
	set(object, "size", number(pool->size));
	set(object, "count", number(pool->count));
	set(object, "capacity", number(pool->capacity));
	set(object, "nextoffset", number(pool->nextoffset));
	set(object, "maxnextoffset", number(pool->maxnextoffset));
	set(object, "freeblock", chain(d, pool->ref));
	return object;
}

static void
put_pools(struct dump *d, const struct pym_arena_view *arena)
{
	struct pym_pool_ref ref = { .arena = arena->index };
	struct pym_pool_view pool;
	const char *before = "\n    ";

	put(d, "[");
	for (ref.pool = 0; ref.pool < arena->ncarved; ref.pool++) {
		if (!pym_pool(d->heap, ref, &pool) ||
		    pool.state == PYM_POOL_UNCARVED)
			continue;
		put(d, before);
		put_value(d, pool_object(d, &pool));
		before = ",\n    ";
	}
	put(d, "]");
}

static void
put_arena(struct dump *d, const struct pym_arena_view *arena)
{
	put(d, "{\"index\": ");
	put_value(d, number(arena->index));
	put(d, ", \"address\": ");
	put_value(d, address_of(arena->address));
	put(d, ", \"nfreepools\": ");
	put_value(d, number(arena->nfreepools));
	put(d, ", \"ntotalpools\": ");
	put_value(d, number(arena->ntotalpools));
	put(d, ", \"freepools\": ");
	if (pym_heap_profile(d->heap)->policy == PYM_POLICY_ONE_FREEPOOLS)
		put(d, "null");
	else
		put_value(d, arena_freepools(d, arena->index));
	put(d, ",\n   \"pools\": ");
	put_pools(d, arena);
	put(d, "}");
}

static void
put_arenas(struct dump *d)
{
	uint32_t slots = pym_arena_slots(d->heap), i;
	struct pym_arena_view arena;
	const char *before = "\n  ";

	put_key(d, "arenas");
	put(d, "[");
	for (i = 0; i < slots; i++) {
		if (!pym_arena(d->heap, i, &arena))
			continue;
		put(d, before);
		put_arena(d, &arena);
		before = ",\n  ";
	}
	put(d, "]");
}

static void
put_arena_lists(struct dump *d)
{
	if (pym_heap_profile(d->heap)->policy == PYM_POLICY_ONE_FREEPOOLS) {
		put_pair(d, "usable_arenas", json_null());
		put_pair(d, "unused_arena_objects", json_null());
		put_pair(d, "freepools", freepools(d));
		return;
	}
	put_pair(d, "usable_arenas", arena_list(d, pym_usable_arenas));
	put_pair(d, "unused_arena_objects",
	    arena_list(d, pym_unused_arena_objects));
}

/* ------------------------------------------------------------------------
 * The rest
 */

static void
put_usedpools(struct dump *d)
{
	uint32_t classes = pym_class_count(pym_heap_profile(d->heap)), i;
	json_t *object = have(json_object());
	struct pym_pool_ref *pools;
	char key[16];
	size_t n;

	for (i = 0; i < classes; i++) {
		n = pym_usedpools(d->heap, i, NULL, 0);
		if (n == 0)
			continue;
		pools = xreallocarray(NULL, n, sizeof *pools);
		pym_usedpools(d->heap, i, pools, n);
		snprintf(key, sizeof key, "%" PRIu32, i);
		set(object, key, pool_array(pools, n));
		free(pools);
	}
	put_pair(d, "usedpools", object);
}

/* JSON is UTF-8; a name from a file may be anything. */
static void
make_utf8(struct strbuf *sb)
{
	struct strbuf good = STRBUF_INIT;
	const char *text = strbuf_text(sb);
	size_t left = sb->length, n;
	uint32_t code;

	for (; left > 0; text += n, left -= n) {
		n = utf8_decode(text, left, &code);
		if (n > 0)
			strbuf_add(&good, text, n);
		else
			strbuf_puts(&good, "\xef\xbf\xbd");
		n = n > 0 ? n : 1;
	}
	strbuf_free(sb);
	*sb = good;
}

struct naming {
	const struct session *s;
	json_t *names;
};

static void
add_name(void *ctx, const struct session_binding *b)
{
	struct naming *naming = ctx;
	struct strbuf sb = STRBUF_INIT;
	struct session_block block;
	uint32_t i;

	for (i = 0; i < b->length; i++) {
		if (!session_block(naming->s, session_element(naming->s,
		    b->name, i), &block) || !block.live)
			continue;
		event_name(naming->s, b->name, b->list ? i : SESSION_WHOLE,
		    &sb);
		make_utf8(&sb);
		set(naming->names, strbuf_text(&sb),
		    address_of(block.address));
		strbuf_clear(&sb);
	}
	strbuf_free(&sb);
}

static void
put_names(struct dump *d)
{
	struct naming naming = { d->s, have(json_object()) };

	session_names(d->s, add_name, &naming);
	put_pair(d, "names", naming.names);
}

static void
put_figures(struct dump *d)
{
	json_t *system = have(json_object()), *stats = have(json_object());
	struct pym_stats figures;

	pym_stats(d->heap, &figures, NULL, 0);
	set(system, "blocks", number(figures.system_blocks));
	set(system, "bytes", number(figures.system_bytes));
	put_pair(d, "system", system);
	put_names(d);
	set(stats, "allocated_bytes", number(figures.allocated_bytes));
	set(stats, "available_bytes", number(figures.available_bytes));
	set(stats, "requested_bytes", number(session_requested_bytes(d->s)));
	set(stats, "arenas_current", number(figures.arenas_current));
	set(stats, "arenas_total", number(figures.arenas_total));
	set(stats, "arenas_reclaimed", number(figures.arenas_reclaimed));
	set(stats, "arenas_highwater", number(figures.arenas_highwater));
	put_pair(d, "stats", stats);
}

void
dump_json(const struct session *s,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx)
{
	struct dump d = { s, session_heap(s), emit, ctx, true };
	char profile[200];

	pym_profile_format(session_profile(s), profile, sizeof profile);
	put_pair(&d, "profile", json_string(profile));
	put_pair(&d, "event", number(session_event(s)));
	if (session_decision(s) > 0)
		put_pair(&d, "decision", number(session_decision(s)));
	put_arenas(&d);
	put_arena_lists(&d);
	put_usedpools(&d);
	put_figures(&d);
	put(&d, "\n}\n");
}
