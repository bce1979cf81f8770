/*
 * instance.c - instances of plain classes, and their attributes.
 *
 *	2.7		a dict of its own, at the first attribute
 *	3.6 to 3.10	a dict that shares its keys with the class, and values
 *	3.11, 3.12	values, without a dict; fewer from instance to instance
 *	3.13 on		the values are part of the object
 *
 * A class learns which attributes its instances have; where an instance goes
 * other ways than those before it, CPython gives the sharing up, by rules that
 * changed with nearly every version: that is refused.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define SHARED_OLD	5u	/* attributes that can be shared: 3.10 */
#define SHARED_NEW	30u	/* and later */

/* ---- classes ------------------------------------------------------------- */

static struct class *
find_class(const struct objects *o, const char *name)
{
	size_t i;

	for (i = o->class_count; i-- > 0;)
		if (strcmp(o->classes[i].name, name) == 0)
			return &o->classes[i];
	return NULL;
}

void
make_class(struct objects *o, const char *name)
{
	o->classes = xgrow(o->classes, &o->class_room, o->class_count + 1,
	    sizeof *o->classes);
	o->classes[o->class_count++] = (struct class){
		.name = xstrdup(name),
		.usable = o->rules->version < 311 ? SHARED_OLD : SHARED_NEW,
	};
}

void
classes_free(struct objects *o)
{
	size_t i, k;

	for (i = 0; i < o->class_count; i++) {
		for (k = 0; k < o->classes[i].count; k++)
			free(o->classes[i].keys[k]);
		free(o->classes[i].keys);
		free(o->classes[i].name);
	}
	free(o->classes);
	o->classes = NULL;
	o->class_count = o->class_room = 0;
}

/* The place of an attribute in the shared order; COUNT: it has none. */
static size_t
find_key(const struct class *c, const char *name)
{
	size_t i = 0;

	while (i < c->count && strcmp(c->keys[i], name) != 0)
		i++;
	return i;
}

static void
add_key(struct class *c, const char *name)
{
	c->keys = xgrow(c->keys, &c->room, c->count + 1, sizeof *c->keys);
	c->keys[c->count++] = xstrdup(name);
	c->usable--;
}

/* ---- instances ----------------------------------------------------------- */

/* Bytes of the values of 3.11 and 3.12: in front of them stands in which order
   they were set. */
static uint64_t
values_size(size_t count)
{
	return ((count + 2 + 7) & ~(uint64_t)7) + 8 * count;
}

/* Those of 3.13, behind the object. */
static uint64_t
inline_size(size_t count)
{
	return 8 * (count + 1) + ((count + 7) & ~(uint64_t)7);
}

/* Each new instance leaves less room for attributes that none has yet. */
static void
make_new(struct objects *o, struct object *x, struct class *c)
{
	bool inlined = o->rules->version >= 313;
	size_t count = c->count + c->usable;

	if (c->usable > 1)
		c->usable--;
	if (!inlined)
		count = c->count + c->usable;
	x->length = count;
	x->items = xcalloc(count + 1, sizeof *x->items);
	x->block = ask(o, REQUEST_OBJECT, inlined ? 48 + inline_size(count) :
	    o->rules->version == 311 ? 56 : 48, N_("instance"));
	if (!inlined)
		x->part = ask(o, REQUEST_MEM, values_size(count),
		    N_("values"));
}

struct object *
make_instance(struct objects *o, const char *name)
{
	struct class *c = find_class(o, name);
	struct object *x;

	if (c == NULL)
		return NULL;
	x = object_new(o, TYPE_INSTANCE);
	x->value = c - o->classes;
	if (o->rules->version >= 311) {
		make_new(o, x, c);
		return x;
	}
	x->items = xcalloc(SHARED_OLD, sizeof *x->items);
	x->block = ask(o, REQUEST_OBJECT, o->gc_head + 32, N_("instance"));
	return x;
}

/* ---- attributes ---------------------------------------------------------- */

/* 2.7's names are interned: they are always there. */
static struct object *
make_name(struct objects *o, const char *name)
{
	struct object *x = make_constant(o, TYPE_BYTES, false);

	x->text = xstrdup(name);
	x->length = strlen(name);
	return x;
}

static void
set_in_dict(struct objects *o, struct object *x, const char *name,
    struct object *value)
{
	struct object *key;

	if (x->length == 0) {
		x->items[0] = make_dict(o, 0, true);
		x->length = 1;
	}
	key = make_name(o, name);
	dict_set(o, x->items[0], key, value);
	release(o, key);
}

static void *
refuse_order(struct objects *o, const char *name)
{
	return refuse(o, _("py does not follow this: setting %s here makes "
	    "the class give up what its instances share; set the same few "
	    "attributes in the same order"), name);
}

/* Whether the attribute has or gets a place among the shared ones. */
static bool
may_share(const struct objects *o, const struct object *x,
    const struct class *c, size_t at)
{
	if (o->rules->version >= 311)
		return at < c->count || c->usable > 0;
	return at < x->length || (at == x->length && (at < c->count ||
	    c->usable > 0));
}

static void
set_shared(struct objects *o, struct object *x, size_t at,
    struct object *value)
{
	struct object *old = x->items[at];

	if (o->rules->version < 311 && x->dict == 0) {
		x->part = ask(o, REQUEST_MEM, 8 * SHARED_OLD, N_("values"));
		x->dict = take(o, FREE_DICT, o->gc_head +
		    o->rules->dict_size, N_("dict object"));
	}
	if (o->rules->version < 311 && at == x->length)
		x->length++;
	x->items[at] = hold(value);
	release(o, old);
}

bool
instance_set(struct objects *o, struct object *x, const char *name,
    struct object *value)
{
	struct class *c = &o->classes[x->value];
	size_t at = find_key(c, name);

	if (o->rules->version < 300) {
		set_in_dict(o, x, name, value);
		return true;
	}
	if (!may_share(o, x, c, at)) {
		refuse_order(o, name);
		return false;
	}
	if (at == c->count)
		add_key(c, name);
	set_shared(o, x, at, value);
	return true;
}

struct object *
instance_get(const struct objects *o, const struct object *x,
    const char *name)
{
	const struct class *c = &o->classes[x->value];
	size_t at = find_key(c, name);
	struct object key = { .type = TYPE_BYTES };
	struct entry *e;

	if (o->rules->version >= 300)
		return at < c->count && at < x->length ? x->items[at] : NULL;
	if (x->length == 0)
		return NULL;
	key.text = (char *)(uintptr_t)name;
	key.length = strlen(name);
	e = dict_find(o, x->items[0], &key);
	return e != NULL ? e->value : NULL;
}

void
free_instance(struct objects *o, struct object *x)
{
	size_t i;

	for (i = 0; i < x->length; i++)
		release(o, x->items[i]);
	give_back(o, x->part);
	if (x->dict != 0)
		put(o, FREE_DICT, x->dict);
	give_back(o, x->block);
}
