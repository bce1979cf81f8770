/*
 * set.c - sets: a table of entries in the order of their hashes, the
 * smallest one within the object.
 */
#include "config.h"

#include <stdlib.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define SET_SIZE	200u
#define SLOTS		8u
#define ENTRY_SIZE	16u
#define MANY		50000u	/* from here on a set grows slower */
#define NEIGHBOURS	9u	/* looked at before the next jump */

/* A search for a key in the table. */
struct search {
	const struct objects *o;
	const struct table *t;
	uint64_t hash;
	const struct object *key;
	struct entry *unused;	/* found on the way */
};

/* Whether entry I ends the search; *E is what was found. */
static bool
ends(struct search *s, uint64_t i, struct entry **e)
{
	struct entry *at = &s->t->entries[i & (s->t->slots - 1)];

	*e = at;
	if (at->key == NULL && !at->dummy)
		return true;
	if (at->dummy && s->unused == NULL && s->o->rules->version < 307)
		s->unused = at;
	return at->key != NULL && at->hash == s->hash &&
	    hash_equal(at->key, s->key);
}

/* 2.7: as in its dicts. */
static struct entry *
probe_old(struct search *s)
{
	uint64_t i = s->hash, perturb = s->hash;
	struct entry *e;

	for (; !ends(s, i, &e); perturb >>= 5)
		i = (i << 2) + i + perturb + 1;
	return e;
}

static struct entry *
probe_new(struct search *s)
{
	uint64_t mask = s->t->slots - 1, i = s->hash & mask, j;
	uint64_t perturb = s->hash;
	struct entry *e;

	for (;;) {
		for (j = 0; j <= (i + NEIGHBOURS <= mask ? NEIGHBOURS : 0);
		    j++)
			if (ends(s, i + j, &e))
				return e;
		perturb >>= 5;
		i = (i * 5 + 1 + perturb) & mask;
	}
}

/* The entry of KEY, or where it would stand. */
static struct entry *
probe(const struct objects *o, const struct table *t, uint64_t hash,
    const struct object *key)
{
	struct search s = { o, t, hash, key, NULL };
	struct entry *e = o->rules->version < 300 ? probe_old(&s) :
	    probe_new(&s);

	return e->key == NULL && s.unused != NULL ? s.unused : e;
}

struct object *
make_set(struct objects *o)
{
	struct object *x = object_new(o, TYPE_SET);

	x->block = take(o, FREE_SET, o->gc_head + SET_SIZE,
	    N_("set object"));
	x->table.slots = SLOTS;
	x->table.entries = xcalloc(SLOTS, sizeof *x->table.entries);
	return x;
}

void
free_set(struct objects *o, struct object *x)
{
	size_t i;

	for (i = 0; i < x->table.slots; i++)
		release(o, x->table.entries[i].key);
	give_back(o, x->part);
	put(o, FREE_SET, x->block);
}

static void
resize(struct objects *o, struct object *x, size_t minimum)
{
	struct table *t = &x->table, was = *t;
	uint32_t old = x->part;
	size_t slots = SLOTS, i;

	while (slots <= minimum)
		slots *= 2;
	x->part = slots == SLOTS ? 0 : ask(o, mem_domain(o),
	    (uint64_t)slots * ENTRY_SIZE, N_("table"));
	t->entries = xcalloc(slots, sizeof *t->entries);
	t->slots = slots;
	t->fill = t->used;
	for (i = 0; i < was.slots; i++)
		if (was.entries[i].key != NULL)
			*probe(o, t, was.entries[i].hash,
			    was.entries[i].key) = was.entries[i];
	free(was.entries);
	give_back(o, old);
}

static bool
is_crowded(const struct objects *o, const struct table *t)
{
	if (o->rules->set_grows_at_3_5)
		return t->fill * 5 >= (t->slots - 1) * 3;
	if (o->rules->version < 300)
		return t->fill * 3 >= t->slots * 2;
	return t->fill * 3 >= (t->slots - 1) * 2;
}

void
set_add(struct objects *o, struct object *x, struct object *key)
{
	struct table *t = &x->table;
	uint64_t hash = hash_of(o, key);
	struct entry *e = probe(o, t, hash, key);

	if (e->key != NULL)
		return;
	t->fill += !e->dummy;
	t->used++;
	*e = (struct entry){ .key = hold(key), .hash = hash };
	if (is_crowded(o, t))
		resize(o, x, (t->used > MANY ? 2 : 4) * t->used);
}

bool
set_discard(struct objects *o, struct object *x, const struct object *key)
{
	struct entry *e = probe(o, &x->table, hash_of(o, key), key);
	struct object *old = e->key;

	if (old == NULL)
		return false;
	*e = (struct entry){ .dummy = true };
	x->table.used--;
	release(o, old);
	return true;
}
