/*
 * dict.c - dicts since 3.6: entries in the order of insertion, behind a table
 * of indices.  Both lie in one block, the keys.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define SLOTS	8u	/* of the smallest table */

static bool
is_hashed(const struct objects *o)
{
	return o->rules->version < 300;
}

/* ---- the keys ------------------------------------------------------------ */

static size_t
usable_of(size_t slots)
{
	return 2 * slots / 3;
}

static uint64_t
keys_size(const struct objects *o, size_t slots, bool text)
{
	uint64_t width = slots < 0x100 ? 1 : slots < 0x10000 ? 2 : 4;

	return o->rules->keys_head + width * slots +
	    usable_of(slots) * (text && o->rules->text_keys ? 16 : 24);
}

/* Whether tables of that kind wait in the free list. */
static bool
are_kept(const struct objects *o, size_t slots, bool text)
{
	return slots == SLOTS && o->rules->limits[FREE_KEYS] != 0 &&
	    (text || !o->rules->text_keys);
}

static uint32_t
new_keys(struct objects *o, size_t slots, bool text, bool afresh)
{
	enum request_domain domain = o->rules->keys_from_mem ?
	    REQUEST_MEM : REQUEST_OBJECT;
	uint64_t size = keys_size(o, slots, text);

	if (!afresh && are_kept(o, slots, text) &&
	    o->lists[FREE_KEYS].count > 0)
		return take(o, FREE_KEYS, size, N_("keys"));
	return ask(o, domain, size, N_("keys"));
}

static void
free_keys(struct objects *o, const struct table *t, uint32_t block)
{
	if (block == 0)
		return;
	if (are_kept(o, t->slots, t->text))
		put(o, FREE_KEYS, block);
	else
		give_back(o, block);
}

/* X gets a table of SLOTS; its entries move over. */
static void
replace_keys(struct objects *o, struct object *x, size_t slots, bool text,
    bool afresh)
{
	struct table *t = &x->table;
	uint32_t old = x->part;
	struct table was = *t;
	size_t i, n = 0;

	x->part = new_keys(o, slots, text, afresh);
	for (i = 0; i < t->count; i++)
		if (t->entries[i].key != NULL)
			t->entries[n++] = t->entries[i];
	t->count = n;
	t->slots = slots;
	t->text = text;
	t->usable = usable_of(slots) - n;
	t->entries = xreallocarray(t->entries, usable_of(slots),
	    sizeof *t->entries);
	/* 3.6 keeps those of dicts that end only. */
	if (o->rules->version == 306)
		give_back(o, old);
	else
		free_keys(o, &was, old);
}

/* The table for at least MINIMUM slots. */
static size_t
slots_for(const struct objects *o, size_t minimum)
{
	size_t slots = SLOTS;

	/* A power of two beyond 8 gets twice as many since 3.10. */
	if (o->rules->version >= 310)
		minimum = (minimum | SLOTS);
	while (slots < minimum)
		slots *= 2;
	return slots;
}

/* For N keys at once. */
static size_t
estimate(const struct objects *o, size_t n)
{
	return slots_for(o, (n * 3 + 1) / 2);
}

static void
grow(struct objects *o, struct object *x, bool text)
{
	const struct table *t = &x->table;
	size_t minimum = o->rules->growth * t->used +
	    (o->rules->growth == 2 ? t->slots / 2 : 0);

	replace_keys(o, x, slots_for(o, minimum), text, false);
}

/* ---- dicts --------------------------------------------------------------- */

static void
take_dict(struct objects *o, struct object *x)
{
	x->block = take(o, FREE_DICT, o->gc_head + o->rules->dict_size,
	    N_("dict object"));
}

struct object *
make_dict(struct objects *o, size_t presized, bool text)
{
	struct object *x;
	size_t slots;

	if (is_hashed(o))
		return hashed_new(o, presized);
	x = object_new(o, TYPE_DICT);
	slots = presized <= usable_of(SLOTS) ? SLOTS :
	    estimate(o, presized);
	if (slots > SLOTS || !o->rules->lazy_keys)
		replace_keys(o, x, slots, text, false);
	take_dict(o, x);
	return x;
}

void
free_dict(struct objects *o, struct object *x)
{
	const struct table *t = &x->table;
	size_t i;

	if (is_hashed(o)) {
		hashed_free(o, x);
		return;
	}
	for (i = 0; i < t->count; i++) {
		release(o, t->entries[i].key);
		release(o, t->entries[i].value);
	}
	free_keys(o, t, x->part);
	put(o, FREE_DICT, x->block);
}

struct entry *
dict_find(const struct objects *o, const struct object *x,
    const struct object *key)
{
	const struct table *t = &x->table;
	uint64_t hash = hash_of(o, key);
	size_t i;

	if (is_hashed(o))
		return hashed_find(o, x, key);
	for (i = 0; i < t->count; i++)
		if (t->entries[i].key != NULL &&
		    t->entries[i].hash == hash &&
		    hash_equal(t->entries[i].key, key))
			return &t->entries[i];
	return NULL;
}

static void
replace_value(struct objects *o, struct entry *e, struct object *value)
{
	struct object *old = e->value;

	e->value = hold(value);
	release(o, old);
}

void
dict_set(struct objects *o, struct object *x, struct object *key,
    struct object *value)
{
	struct table *t = &x->table;
	bool text = key->type == TYPE_STR;
	struct entry *e;

	if (is_hashed(o)) {
		hashed_set(o, x, key, value);
		return;
	}
	if (t->slots == 0)
		replace_keys(o, x, SLOTS, text, false);
	else if (o->rules->text_keys && t->text && !text)
		grow(o, x, false);
	e = dict_find(o, x, key);
	if (e != NULL) {
		replace_value(o, e, value);
		return;
	}
	if (t->usable == 0)
		grow(o, x, t->text);
	t->entries[t->count++] = (struct entry){
		.key = hold(key),
		.value = hold(value),
		.hash = hash_of(o, key),
	};
	t->used++;
	t->usable--;
}

void
dict_remove(struct objects *o, struct object *x, const struct object *key)
{
	struct object *old_key, *old_value;
	struct entry *e;

	if (is_hashed(o)) {
		hashed_remove(o, x, key);
		return;
	}
	e = dict_find(o, x, key);
	old_key = e->key;
	old_value = e->value;
	e->key = e->value = NULL;
	x->table.used--;
	release(o, old_key);
	release(o, old_value);
}

/* ---- update -------------------------------------------------------------- */

/* An empty dict takes a copy of the other's whole table. */
static bool
is_cloned(const struct objects *o, const struct table *to,
    const struct table *from)
{
	return o->rules->version >= 310 && to->used == 0 &&
	    from->used == from->count &&
	    (from->slots == SLOTS || usable_of(from->slots / 2) <
	    from->used);
}

static void
make_room(struct objects *o, struct object *x, const struct table *from)
{
	const struct table *t = &x->table;
	bool text = from->text && (t->text || t->slots == 0);

	if (o->rules->version >= 310) {
		if (usable_of(t->slots == 0 ? 1 : t->slots) < from->used)
			replace_keys(o, x, estimate(o, t->used +
			    from->used), text, false);
	} else if (t->usable * 3 < from->used * 2) {
		replace_keys(o, x, o->rules->growth == 2 ?
		    slots_for(o, 2 * (t->used + from->used)) :
		    estimate(o, t->used + from->used), text, false);
	}
}

void
dict_update(struct objects *o, struct object *x, const struct object *from)
{
	const struct table *f = &from->table;
	size_t i;

	if (is_hashed(o)) {
		hashed_update(o, x, from);
		return;
	}
	if (f->used == 0 || from == x)
		return;
	if (is_cloned(o, &x->table, f))
		replace_keys(o, x, f->slots, f->text, true);
	else
		make_room(o, x, f);
	for (i = 0; i < f->count; i++)
		if (f->entries[i].key != NULL)
			dict_set(o, x, f->entries[i].key,
			    f->entries[i].value);
}
