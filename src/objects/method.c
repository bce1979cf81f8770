/* method.c - the methods that `py` can call. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define ALWAYS	999	/* packs_before: in every version */

struct method {
	enum type type;
	const char *name;
	size_t min, max;
	unsigned packs_before;	/* the version from which on its arguments
				   are no longer packed in a tuple */
	/* Gives a new reference, or NULL with an error. */
	struct object *(*call)(struct objects *o, struct object *self,
	    struct object **args, size_t count);
};

static struct object *
none(struct objects *o)
{
	return make_constant(o, TYPE_NONE, false);
}

/* ---- lists --------------------------------------------------------------- */

static struct object *
list_put_last(struct objects *o, struct object *self, struct object **args,
    size_t count)
{
	(void)count;
	list_append(o, self, args[0]);
	return none(o);
}

static struct object *
list_pop(struct objects *o, struct object *self, struct object **args,
    size_t count)
{
	size_t at = self->length - 1;

	if (self->length == 0)
		return refuse(o, _("pop from empty list"));
	if (count == 1 && !index_of(o, self, args[0], &at))
		return NULL;
	return list_remove(o, self, at, count == 0 ||
	    at == self->length - 1);
}

static struct object *
list_put(struct objects *o, struct object *self, struct object **args,
    size_t count)
{
	int64_t at = args[0]->value, length = (int64_t)self->length;

	(void)count;
	if (args[0]->type != TYPE_INT || args[0]->text != NULL)
		return refuse(o, _("an index of a %s is an int"), "list");
	if (at < 0)
		at = at + length < 0 ? 0 : at + length;
	list_insert(o, self, (size_t)(at > length ? length : at), args[1]);
	return none(o);
}

static struct object *
list_add_all(struct objects *o, struct object *self, struct object **args,
    size_t count)
{
	(void)count;
	if (args[0]->type != TYPE_LIST && args[0]->type != TYPE_TUPLE)
		return refuse(o, _("extend takes a list or a tuple here"));
	list_extend(o, self, args[0]);
	return none(o);
}

/* ---- dicts --------------------------------------------------------------- */

static struct object *
dict_add_all(struct objects *o, struct object *self, struct object **args,
    size_t count)
{
	(void)count;
	if (args[0]->type != TYPE_DICT)
		return refuse(o, _("update takes a dict here"));
	/* It looks whether there is a method `keys`, 2.7 by a new str. */
	if (o->rules->version < 300)
		release(o, make_bytes(o, "keys", 4));
	if (o->rules->version < 309)
		release(o, make_method(o, args[0]));
	dict_update(o, self, args[0]);
	return none(o);
}

/* The entry of KEY in DICT, or NULL.  False, with an error: it is no key. */
static bool
look_up(struct objects *o, struct object *dict, struct object *key,
    struct entry **entry)
{
	if (!check_key(o, key))
		return false;
	*entry = dict_find(o, dict, key);
	return true;
}

static struct object *
dict_setdefault(struct objects *o, struct object *self, struct object **args,
    size_t count)
{
	struct object *value;
	struct entry *e;

	if (!look_up(o, self, args[0], &e))
		return NULL;
	if (e != NULL)
		return hold(e->value);
	value = count == 2 ? hold(args[1]) : none(o);
	dict_set(o, self, args[0], value);
	return value;
}

static struct object *
dict_get(struct objects *o, struct object *self, struct object **args,
    size_t count)
{
	struct entry *e;

	if (!look_up(o, self, args[0], &e))
		return NULL;
	if (e != NULL)
		return hold(e->value);
	return count == 2 ? hold(args[1]) : none(o);
}

static struct object *
dict_pop(struct objects *o, struct object *self, struct object **args,
    size_t count)
{
	struct object *value;
	struct entry *e;

	if (!look_up(o, self, args[0], &e))
		return NULL;
	if (e == NULL && count == 2)
		return hold(args[1]);
	if (e == NULL)
		return refuse(o, _("the dict has no such key"));
	value = hold(e->value);
	dict_remove(o, self, args[0]);
	return value;
}

/* ---- sets ---------------------------------------------------------------- */

static struct object *
change_set(struct objects *o, struct object *set, struct object *key,
    bool add)
{
	if (!check_key(o, key))
		return NULL;
	if (add)
		set_add(o, set, key);
	else
		set_discard(o, set, key);
	return none(o);
}

static struct object *
set_put(struct objects *o, struct object *self, struct object **args,
    size_t count)
{
	(void)count;
	return change_set(o, self, args[0], true);
}

static struct object *
set_drop(struct objects *o, struct object *self, struct object **args,
    size_t count)
{
	(void)count;
	return change_set(o, self, args[0], false);
}

/* ---- calling ------------------------------------------------------------- */

static const struct method methods[] = {
	{ TYPE_LIST, "append", 1, 1, 0, list_put_last },
	{ TYPE_LIST, "pop", 0, 1, 307, list_pop },
	{ TYPE_LIST, "insert", 2, 2, 307, list_put },
	{ TYPE_LIST, "extend", 1, 1, 0, list_add_all },
	{ TYPE_DICT, "update", 1, 1, ALWAYS, dict_add_all },
	{ TYPE_DICT, "setdefault", 1, 2, 307, dict_setdefault },
	{ TYPE_DICT, "get", 1, 2, 307, dict_get },
	{ TYPE_DICT, "pop", 1, 2, 308, dict_pop },
	{ TYPE_SET, "add", 1, 1, 0, set_put },
	{ TYPE_SET, "discard", 1, 1, 0, set_drop },
};

#define METHODS (sizeof methods / sizeof methods[0])

static const struct method *
find_method(struct objects *o, const struct object *self, const char *name,
    size_t count)
{
	struct strbuf known = STRBUF_INIT;
	size_t i;

	for (i = 0; i < METHODS; i++) {
		if (methods[i].type != self->type)
			continue;
		if (strcmp(methods[i].name, name) == 0 &&
		    count >= methods[i].min && count <= methods[i].max) {
			strbuf_free(&known);
			return &methods[i];
		}
		strbuf_printf(&known, "%s%s", known.length != 0 ? ", " : "",
		    methods[i].name);
	}
	if (known.length == 0)
		refuse(o, _("py calls no methods of a %s"),
		    type_name(o, self));
	else
		refuse(o, _("py does not know %s with %zu arguments of a %s; "
		    "it knows %s"), name, count, type_name(o, self),
		    strbuf_text(&known));
	strbuf_free(&known);
	return NULL;
}

/* What a call holds while it lasts. */
struct frame {
	struct object *self, *method;
	struct object *args[2];
	size_t count;
};

/* The arguments in a tuple: 2.7 moves them there, later they are shared. */
static struct object *
pack(struct objects *o, struct frame *f)
{
	struct object *tuple;
	size_t i;

	for (i = 0; i < f->count && o->rules->version >= 300; i++)
		hold(f->args[i]);
	tuple = make_tuple(o, f->args, f->count);
	if (o->rules->version < 300)
		f->count = 0;
	return tuple;
}

/* What was on the stack goes: from its end, since 3.11 from its start. */
static void
unwind(struct objects *o, struct frame *f)
{
	size_t i;

	if (o->rules->version >= 311) {
		release(o, f->self);
		for (i = 0; i < f->count; i++)
			release(o, f->args[i]);
	} else {
		for (i = f->count; i-- > 0;)
			release(o, f->args[i]);
		release(o, f->method != NULL ? f->method : f->self);
	}
}

static struct object *
carry_out(struct objects *o, const struct method *m, struct frame *f)
{
	struct object *tuple = NULL, *result;
	size_t count = f->count;

	if (o->rules->version < m->packs_before)
		tuple = pack(o, f);
	result = m->call(o, f->self, f->args, count);
	if (result == NULL)
		return NULL;
	if (tuple != NULL)
		release(o, tuple);
	unwind(o, f);
	return result;
}

struct object *
call_method(struct objects *o, const struct node *n)
{
	const struct node *attribute = n->children[0];
	const struct method *m;
	struct frame f = { .count = n->count - 1 };
	size_t i;

	f.self = evaluate(o, attribute->children[0]);
	if (f.self == NULL)
		return NULL;
	m = find_method(o, f.self, attribute->text, f.count);
	if (m == NULL)
		return NULL;
	if (o->rules->binds_methods) {
		f.method = make_method(o, f.self);
		release(o, f.self);
	}
	for (i = 0; i < f.count; i++) {
		f.args[i] = evaluate(o, n->children[i + 1]);
		if (f.args[i] == NULL)
			return NULL;
	}
	return carry_out(o, m, &f);
}
