/*
 * hashed.c - dicts of 2.7: a table of entries in the order of their hashes,
 * the smallest one within the object.
 */
#include "config.h"

#include <stdlib.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define SLOTS		8u
#define ENTRY_SIZE	24u
#define MANY		50000u	/* from here on a dict grows slower */

/* The entry of KEY, or where it would stand. */
static struct entry *
probe(const struct table *t, uint64_t hash, const struct object *key)
{
	struct entry *free_one = NULL, *e;
	uint64_t i = hash, perturb = hash;

	for (;; perturb >>= 5) {
		e = &t->entries[i & (t->slots - 1)];
		if (e->key == NULL && !e->dummy)
			return free_one != NULL ? free_one : e;
		if (e->dummy && free_one == NULL)
			free_one = e;
		if (e->key != NULL && e->hash == hash &&
		    hash_equal(e->key, key))
			return e;
		i = (i << 2) + i + perturb + 1;
	}
}

/* As dictresize does: a table that has more than MINIMUM slots. */
static void
resize(struct objects *o, struct object *x, size_t minimum)
{
	struct table *t = &x->table, was = *t;
	uint32_t old = x->part;
	size_t slots = SLOTS, i;

	while (slots <= minimum)
		slots *= 2;
	x->part = slots == SLOTS ? 0 : ask(o, REQUEST_LIBRARY,
	    (uint64_t)slots * ENTRY_SIZE, N_("table"));
	t->entries = xcalloc(slots, sizeof *t->entries);
	t->slots = slots;
	t->fill = t->used;
	for (i = 0; i < was.slots; i++)
		if (was.entries[i].key != NULL)
			*probe(t, was.entries[i].hash, was.entries[i].key) =
			    was.entries[i];
	free(was.entries);
	give_back(o, old);
}

struct object *
hashed_new(struct objects *o, size_t presized)
{
	struct object *x = object_new(o, TYPE_DICT);

	x->block = take(o, FREE_DICT, o->gc_head + o->rules->dict_size,
	    N_("dict object"));
	x->table.slots = SLOTS;
	x->table.entries = xcalloc(SLOTS, sizeof *x->table.entries);
	if (presized > 5)
		resize(o, x, presized);
	return x;
}

void
hashed_free(struct objects *o, struct object *x)
{
	size_t i;

	for (i = 0; i < x->table.slots; i++) {
		release(o, x->table.entries[i].key);
		release(o, x->table.entries[i].value);
	}
	give_back(o, x->part);
	put(o, FREE_DICT, x->block);
}

struct entry *
hashed_find(const struct objects *o, const struct object *x,
    const struct object *key)
{
	struct entry *e = probe(&x->table, hash_of(o, key), key);

	return e->key != NULL ? e : NULL;
}

/* Puts the pair in; the table does not grow. */
static bool
insert(struct objects *o, struct object *x, struct object *key,
    struct object *value)
{
	uint64_t hash = hash_of(o, key);
	struct entry *e = probe(&x->table, hash, key);
	struct object *old = e->value;

	if (e->key != NULL) {
		e->value = hold(value);
		release(o, old);
		return false;
	}
	x->table.fill += !e->dummy;
	x->table.used++;
	*e = (struct entry){ hold(key), hold(value), hash, false };
	return true;
}

void
hashed_set(struct objects *o, struct object *x, struct object *key,
    struct object *value)
{
	const struct table *t = &x->table;

	if (insert(o, x, key, value) && t->fill * 3 >= t->slots * 2)
		resize(o, x, (t->used > MANY ? 2 : 4) * t->used);
}

void
hashed_remove(struct objects *o, struct object *x, const struct object *key)
{
	struct entry *e = hashed_find(o, x, key);
	struct object *old_key = e->key, *old_value = e->value;

	*e = (struct entry){ .dummy = true };
	x->table.used--;
	release(o, old_value);
	release(o, old_key);
}

/* Room for all of the other's keys is made at once. */
void
hashed_update(struct objects *o, struct object *x, const struct object *from)
{
	struct table *t = &x->table;
	const struct table *f = &from->table;
	size_t i;

	if (f->used == 0 || from == x)
		return;
	if ((t->fill + f->used) * 3 >= t->slots * 2)
		resize(o, x, 2 * (t->used + f->used));
	for (i = 0; i < f->slots; i++)
		if (f->entries[i].key != NULL)
			insert(o, x, f->entries[i].key, f->entries[i].value);
}
