/* evaluate.c - statements carried out on the model's objects. */
#include "config.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define PAIRS_LIMIT	17u	/* of a long dict display, built at a time */

void *
refuse(struct objects *o, const char *format, ...)
{
	va_list ap;

	if (o->error->length != 0)
		return NULL;
	va_start(ap, format);
	strbuf_vprintf(o->error, format, ap);
	va_end(ap);
	return NULL;
}

const char *
type_name(const struct objects *o, const struct object *x)
{
	static const char *const names[TYPES] = {
		[TYPE_NONE] = "NoneType", [TYPE_BOOL] = "bool",
		[TYPE_INT] = "int", [TYPE_LONG] = "long",
		[TYPE_FLOAT] = "float", [TYPE_STR] = "str",
		[TYPE_BYTES] = "bytes", [TYPE_TUPLE] = "tuple",
		[TYPE_LIST] = "list", [TYPE_DICT] = "dict",
		[TYPE_SET] = "set", [TYPE_OBJECT] = "object",
		[TYPE_METHOD] = "builtin_function_or_method",
	};

	if (x->type == TYPE_INSTANCE)
		return o->classes[x->value].name;
	if (o->rules->version < 300 && x->type == TYPE_STR)
		return "unicode";
	if (o->rules->version < 300 && x->type == TYPE_BYTES)
		return "str";
	return names[x->type];
}

struct variable *
find_variable(const struct objects *o, const char *name)
{
	size_t i;

	for (i = 0; i < o->variable_count; i++)
		if (strcmp(o->variables[i].name, name) == 0)
			return &o->variables[i];
	return NULL;
}

/* ---- displays ------------------------------------------------------------ */

/* The values of N's children from FIRST on, the caller's to free; NULL with
   an error. */
static struct object **
evaluate_all(struct objects *o, const struct node *n, size_t first)
{
	struct object **items = xcalloc(n->count + 1, sizeof *items);
	size_t i;

	for (i = first; i < n->count; i++) {
		items[i - first] = evaluate(o, n->children[i]);
		if (items[i - first] == NULL) {
			free(items);
			return NULL;
		}
	}
	return items;
}

static bool
is_long(const struct objects *o, size_t count)
{
	return o->rules->display_limit != 0 &&
	    count > o->rules->display_limit;
}

/* A long one is appended to, item by item. */
static struct object *
build_long_list(struct objects *o, const struct node *n)
{
	struct object *list = make_list(o, NULL, 0), *item;
	size_t i;

	for (i = 0; i < n->count; i++) {
		item = evaluate(o, n->children[i]);
		if (item == NULL)
			return NULL;
		list_append(o, list, item);
		release(o, item);
	}
	return list;
}

static struct object *
build_list(struct objects *o, const struct node *n)
{
	struct object **items, *x;

	if (is_long(o, n->count))
		return build_long_list(o, n);
	items = evaluate_all(o, n, 0);
	if (items == NULL)
		return NULL;
	x = make_list(o, items, n->count);
	free(items);
	return x;
}

static struct object *
build_tuple(struct objects *o, const struct node *n)
{
	struct object **items, *list = NULL, *x;
	size_t i;

	if (is_long(o, n->count)) {
		list = build_long_list(o, n);
		if (list == NULL)
			return NULL;
		for (i = 0; i < n->count; i++)
			hold(list->items[i]);
		x = make_tuple(o, list->items, n->count);
		release(o, list);
		return x;
	}
	items = evaluate_all(o, n, 0);
	if (items == NULL)
		return NULL;
	x = make_tuple(o, items, n->count);
	free(items);
	return x;
}

bool
check_key(struct objects *o, const struct object *key)
{
	if (hash_possible(key))
		return true;
	if (key->type == TYPE_OBJECT || key->type == TYPE_INSTANCE)
		refuse(o, _("the hash of this key would come from its "
		    "address, and py does not follow that"));
	else
		refuse(o, _("unhashable type: '%s'"), type_name(o, key));
	return false;
}

/* Adds ITEM, whose reference goes; false with an error. */
static bool
add_item(struct objects *o, struct object *set, struct object *item)
{
	if (item == NULL || !check_key(o, item))
		return false;
	set_add(o, set, item);
	release(o, item);
	return true;
}

static struct object *
build_set(struct objects *o, const struct node *n)
{
	bool is_old = o->rules->version < 300, ok = true;
	struct object **items = NULL, *set;
	size_t i;

	if (!is_long(o, n->count)) {
		items = evaluate_all(o, n, 0);
		if (items == NULL)
			return NULL;
	}
	set = make_set(o);
	for (i = 0; ok && i < n->count; i++)
		ok = add_item(o, set, items == NULL ?
		    evaluate(o, n->children[i]) :
		    items[is_old ? n->count - 1 - i : i]);
	free(items);
	return ok ? set : NULL;
}

/* ---- dicts --------------------------------------------------------------- */

/* Key and value of pair I; 2.7 evaluates the value first. */
static bool
evaluate_pair(struct objects *o, const struct node *n, size_t i,
    struct object **key, struct object **value)
{
	bool is_old = o->rules->version < 300;

	*key = *value = NULL;
	if (is_old)
		*value = evaluate(o, n->children[2 * i + 1]);
	if (is_old && *value == NULL)
		return false;
	*key = evaluate(o, n->children[2 * i]);
	if (*key == NULL || !check_key(o, *key))
		return false;
	if (!is_old)
		*value = evaluate(o, n->children[2 * i + 1]);
	return *value != NULL;
}

/* Pairs FIRST to END, each put in when it is evaluated. */
static struct object *
build_steps(struct objects *o, const struct node *n, size_t first,
    size_t end, struct object *dict)
{
	struct object *key, *value;
	size_t i;

	for (i = first; i < end; i++) {
		if (!evaluate_pair(o, n, i, &key, &value))
			return NULL;
		dict_set(o, dict, key, value);
		release(o, key);
		release(o, value);
	}
	return dict;
}

/* Pairs that all wait on the stack before the dict is made. */
static struct object *
build_at_once(struct objects *o, const struct node *n, size_t first,
    size_t end)
{
	size_t count = end - first, i;
	struct object **pairs = xcalloc(2 * count + 1, sizeof *pairs);
	struct object *dict;
	bool text = true, ok = true;

	for (i = 0; ok && i < count; i++) {
		ok = evaluate_pair(o, n, first + i, &pairs[2 * i],
		    &pairs[2 * i + 1]);
		text = text && ok && pairs[2 * i]->type == TYPE_STR;
	}
	if (!ok) {
		free(pairs);
		return NULL;
	}
	dict = make_dict(o, count, text);
	for (i = 0; i < count; i++)
		dict_set(o, dict, pairs[2 * i], pairs[2 * i + 1]);
	for (i = 2 * count; i-- > 0;)
		release(o, pairs[i]);
	free(pairs);
	return dict;
}

/* What the compiler makes one dict of. */
static struct object *
build_part(struct objects *o, const struct node *n, size_t first, size_t end)
{
	if (is_long(o, 2 * (end - first)))
		return build_steps(o, n, first, end, make_dict(o, 0, true));
	return build_at_once(o, n, first, end);
}

static struct object *
build_dict(struct objects *o, const struct node *n)
{
	size_t count = n->count / 2, first, end;
	struct object *dict = NULL, *part;

	if (o->rules->version < 300)
		return build_steps(o, n, 0, count, make_dict(o, count,
		    false));
	if (o->rules->display_limit == 0 || count == 0)
		return build_at_once(o, n, 0, count);
	for (first = 0; first < count; first = end) {
		end = count - first > PAIRS_LIMIT ? first + PAIRS_LIMIT :
		    count;
		part = build_part(o, n, first, end);
		if (part == NULL || dict == NULL) {
			dict = part;
			if (part == NULL)
				return NULL;
			continue;
		}
		dict_update(o, dict, part);
		release(o, part);
	}
	return dict;
}

/* ---- items and calls ----------------------------------------------------- */

bool
index_of(struct objects *o, const struct object *list,
    const struct object *index, size_t *out)
{
	int64_t i = index->value;

	if ((index->type != TYPE_INT && index->type != TYPE_BOOL) ||
	    index->text != NULL) {
		refuse(o, _("an index of a %s is an int"),
		    type_name(o, list));
		return false;
	}
	if (i < 0)
		i += (int64_t)list->length;
	if (i < 0 || i >= (int64_t)list->length) {
		refuse(o, _("index %jd is out of range: a %s of length "
		    "%zu"), (intmax_t)index->value, type_name(o, list),
		    list->length);
		return false;
	}
	*out = (size_t)i;
	return true;
}

static struct object *
item_of(struct objects *o, struct object *x, struct object *key)
{
	struct entry *e;
	size_t i;

	if (x->type == TYPE_LIST || x->type == TYPE_TUPLE)
		return index_of(o, x, key, &i) ? x->items[i] : NULL;
	if (x->type != TYPE_DICT)
		return refuse(o, _("py takes items of lists, tuples and "
		    "dicts, not of a %s"), type_name(o, x));
	if (!check_key(o, key))
		return NULL;
	e = dict_find(o, x, key);
	return e != NULL ? e->value : refuse(o, _("the dict has no such "
	    "key"));
}

static struct object *
evaluate_index(struct objects *o, const struct node *n)
{
	struct object *x = evaluate(o, n->children[0]), *key, *item;

	if (x == NULL)
		return NULL;
	key = evaluate(o, n->children[1]);
	if (key == NULL)
		return NULL;
	item = item_of(o, x, key);
	if (item == NULL)
		return NULL;
	hold(item);
	release(o, x);
	release(o, key);
	return item;
}

/* list(), dict(), set(), object() */
static struct object *
call_type(struct objects *o, const struct node *n)
{
	const char *name = n->children[0]->text;
	struct object *x;

	if (n->count != 1)
		return refuse(o, _("%s(...): py calls types without "
		    "arguments, and methods"), name);
	if (strcmp(name, "list") == 0)
		return make_list(o, NULL, 0);
	if (strcmp(name, "dict") == 0)
		return make_dict(o, 0, true);
	if (strcmp(name, "set") == 0)
		return make_set(o);
	if (strcmp(name, "object") == 0)
		return make_plain(o);
	x = make_instance(o, name);
	return x != NULL ? x : refuse(o, _("name '%s' is not defined: py "
	    "class %s: pass makes it"), name, name);
}

static struct object *
evaluate_call(struct objects *o, const struct node *n)
{
	switch (n->children[0]->kind) {
	case NODE_NAME:
		return call_type(o, n);
	case NODE_ATTRIBUTE:
		return call_method(o, n);
	default:
		return refuse(o, _("py calls list, dict, set, object, classes "
		    "and methods"));
	}
}

static struct object *
evaluate_attribute(struct objects *o, const struct node *n)
{
	struct object *x = evaluate(o, n->children[0]), *value = NULL;

	if (x == NULL)
		return NULL;
	if (x->type == TYPE_INSTANCE)
		value = instance_get(o, x, n->text);
	if (value == NULL)
		return refuse(o, _("'%s' object has no attribute '%s'"),
		    type_name(o, x), n->text);
	hold(value);
	release(o, x);
	return value;
}

static struct object *
evaluate_name(struct objects *o, const char *name)
{
	struct variable *v = find_variable(o, name);

	if (v == NULL || v->value == NULL)
		return refuse(o, _("name '%s' is not defined: py %s = [] "
		    "makes it"), name, name);
	return hold(v->value);
}

struct object *
evaluate(struct objects *o, const struct node *n)
{
	bool is_old = o->rules->version < 300;

	switch (n->kind) {
	case NODE_INT:
		return make_int(o, n->text, n->length);
	case NODE_FLOAT:
		return make_float(o, n->real);
	case NODE_STR:
		return make_str(o, n->text, n->length);
	case NODE_BYTES:
		return make_bytes(o, n->text, n->length);
	case NODE_NATIVE:
		return is_old ? make_bytes(o, n->text, n->length) :
		    make_str(o, n->text, n->length);
	case NODE_NONE:
		return make_constant(o, TYPE_NONE, false);
	case NODE_TRUE:
	case NODE_FALSE:
		return make_constant(o, TYPE_BOOL, n->kind == NODE_TRUE);
	case NODE_NAME:
		return evaluate_name(o, n->text);
	case NODE_TUPLE:
		return build_tuple(o, n);
	case NODE_LIST:
		return build_list(o, n);
	case NODE_SET:
		return build_set(o, n);
	case NODE_DICT:
		return build_dict(o, n);
	case NODE_INDEX:
		return evaluate_index(o, n);
	case NODE_CALL:
		return evaluate_call(o, n);
	default:
		return evaluate_attribute(o, n);
	}
}
