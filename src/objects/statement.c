/* statement.c - the model itself, and statements carried out on it. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/xalloc.h"

static bool
assign_name(struct objects *o, const char *name, struct object *value)
{
	struct variable *v = find_variable(o, name);
	struct object *old;

	if (v == NULL) {
		o->variables = xgrow(o->variables, &o->variable_room,
		    o->variable_count + 1, sizeof *o->variables);
		v = &o->variables[o->variable_count++];
		*v = (struct variable){ .name = xstrdup(name) };
	}
	old = v->value;
	v->value = value;
	release(o, old);
	return true;
}

/* X[KEY] = VALUE, or without a value del X[KEY]. */
static bool
change_item(struct objects *o, struct object *x, struct object *key,
    struct object *value)
{
	struct object *old;
	size_t i;

	if (x->type == TYPE_DICT) {
		if (!check_key(o, key))
			return false;
		if (value != NULL)
			dict_set(o, x, key, value);
		else if (dict_find(o, x, key) != NULL)
			dict_remove(o, x, key);
		else
			refuse(o, _("the dict has no such key"));
		return o->error->length == 0;
	}
	if (x->type != TYPE_LIST) {
		refuse(o, _("'%s' object does not support item assignment"),
		    type_name(o, x));
		return false;
	}
	if (!index_of(o, x, key, &i))
		return false;
	if (value == NULL) {
		release(o, list_remove(o, x, i, false));
		return true;
	}
	old = x->items[i];
	x->items[i] = hold(value);
	release(o, old);
	return true;
}

static bool
change_index(struct objects *o, const struct node *n, struct object *value)
{
	struct object *x = evaluate(o, n->children[0]), *key;

	if (x == NULL)
		return false;
	key = evaluate(o, n->children[1]);
	if (key == NULL || !change_item(o, x, key, value))
		return false;
	release(o, value);
	release(o, x);
	release(o, key);
	return true;
}

/* X.NAME = VALUE */
static bool
change_attribute(struct objects *o, const struct node *n,
    struct object *value)
{
	struct object *x = evaluate(o, n->children[0]);

	if (x == NULL)
		return false;
	if (x->type != TYPE_INSTANCE) {
		refuse(o, _("'%s' object has no attribute '%s'"),
		    type_name(o, x), n->text);
		return false;
	}
	if (!instance_set(o, x, n->text, value))
		return false;
	release(o, value);
	release(o, x);
	return true;
}

static bool
run_assign(struct objects *o, const struct node *n)
{
	const struct node *target = n->children[0];
	struct object *value = evaluate(o, n->children[1]);

	if (value == NULL)
		return false;
	if (target->kind == NODE_NAME)
		return assign_name(o, target->text, value);
	if (target->kind == NODE_INDEX)
		return change_index(o, target, value);
	return change_attribute(o, target, value);
}

static bool
run_delete(struct objects *o, const struct node *n)
{
	const struct node *target = n->children[0];
	struct variable *v;
	struct object *old;

	if (target->kind == NODE_INDEX)
		return change_index(o, target, NULL);
	if (target->kind != NODE_NAME) {
		refuse(o, _("py deletes no attributes"));
		return false;
	}
	v = find_variable(o, target->text);
	if (v == NULL || v->value == NULL) {
		refuse(o, _("name '%s' is not defined"), target->text);
		return false;
	}
	old = v->value;
	v->value = NULL;
	release(o, old);
	return true;
}

static bool
run_expression(struct objects *o, const struct node *n)
{
	struct object *x = evaluate(o, n->children[0]);

	release(o, x);
	return x != NULL;
}

static bool
run_node(struct objects *o, const struct node *n)
{
	switch (n->kind) {
	case NODE_ASSIGN:
		return run_assign(o, n);
	case NODE_DELETE:
		return run_delete(o, n);
	case NODE_EXPRESSION:
		return run_expression(o, n);
	default:
		make_class(o, n->text);
		return true;
	}
}

bool
objects_run(struct objects *o, const char *statement, struct strbuf *error)
{
	struct node *n = syntax_parse(statement, error);

	o->error = error;
	o->request_count = 0;
	if (n != NULL && !run_node(o, n) && error->length == 0)
		strbuf_puts(error, _("py cannot do this"));
	syntax_free(n);
	o->error = NULL;
	return error->length == 0;
}

const struct request *
objects_requests(const struct objects *o, size_t *n)
{
	*n = o->request_count;
	return o->requests;
}

/* ---- the model ----------------------------------------------------------- */

void
model_clear(struct objects *o)
{
	size_t i;

	while (o->all != NULL)
		object_drop(o, o->all);
	for (i = 0; i < o->variable_count; i++)
		free(o->variables[i].name);
	free(o->variables);
	o->variables = NULL;
	o->variable_count = o->variable_room = 0;
	free(o->put_off);
	o->put_off = NULL;
	o->put_off_count = o->put_off_room = 0;
	o->ending = 0;
	classes_free(o);
	free(o->owners);
	o->owners = NULL;
	o->owner_count = 0;
	requests_free(o);
}

struct objects *
objects_new(void)
{
	struct objects *o = xcalloc(1, sizeof *o);

	o->rules = rules_of(306);
	o->gc_head = o->rules->gc_head;
	return o;
}

void
objects_free(struct objects *o)
{
	if (o == NULL)
		return;
	model_clear(o);
	objects_free(o->ahead);
	free(o);
}

void
objects_bind(struct objects *o, uint32_t block, uint32_t number)
{
	size_t had = o->owner_count;

	if (block == 0 || block > o->block_count)
		return;
	o->blocks[block - 1].number = number;
	if (number >= had) {
		o->owners = xgrow(o->owners, &o->owner_count,
		    (size_t)number + 1, sizeof *o->owners);
		memset(o->owners + had, 0, (o->owner_count - had) *
		    sizeof *o->owners);
	}
	o->owners[number] = block;
}

uint32_t
objects_number(const struct objects *o, uint32_t block)
{
	return block != 0 && block <= o->block_count ?
	    o->blocks[block - 1].number : 0;
}

bool
objects_is_event(const struct request *r)
{
	return r->kind <= REQUEST_FREE && r->domain != REQUEST_LIBRARY;
}
