/* look.c - the model looked at: objects, free lists, whose a block is. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"

#define SHOWN	60u	/* bytes of an object's text, about */

/* ---- free lists ---------------------------------------------------------- */

/* Bytes of an object without what stands before it. */
static uint32_t
bare_size(const struct objects *o, enum free_list list, unsigned length)
{
	const struct rules *r = o->rules;
	const uint32_t sizes[FREE_LISTS] = {
		[FREE_INT] = r->version < 300 ? 24 : r->int_medium,
		[FREE_FLOAT] = 24,
		[FREE_TUPLE] = r->tuple_head + 8 * length,
		[FREE_LIST] = 40,
		[FREE_DICT] = r->dict_size,
		[FREE_KEYS] = r->keys_head,
		[FREE_SET] = 200,
		[FREE_UNICODE] = r->wide_head,
		[FREE_METHOD] = r->method_size - o->gc_head,
	};

	return sizes[list];
}

/* What the steps of a command that is under way have changed. */
static int
change_within(const struct objects *o, enum free_list list, unsigned length)
{
	const struct request *r;
	size_t n, done, i;
	int change = 0;

	r = objects_within(o, &n, &done);
	for (i = 0; r != NULL && i < done; i++)
		if (r[i].list == list && r[i].length == length)
			change += (r[i].kind == REQUEST_KEPT) -
			    (r[i].kind == REQUEST_REUSED);
	return change;
}

struct free_list_view
free_list_view(const struct objects *o, enum free_list list, unsigned length)
{
	static const char *const names[FREE_LISTS] = {
		[FREE_INT] = "int", [FREE_FLOAT] = "float",
		[FREE_TUPLE] = "tuple", [FREE_LIST] = "list",
		[FREE_DICT] = "dict", [FREE_KEYS] = N_("dict keys"),
		[FREE_SET] = "set", [FREE_UNICODE] = "unicode",
		[FREE_METHOD] = N_("builtin method"),
	};
	const struct stack *s = list == FREE_TUPLE ? &o->tuples[length] :
	    &o->lists[list];
	uint16_t limit = o->rules->limits[list];

	return (struct free_list_view){
		.list = list,
		.length = length,
		.name = names[list],
		.count = (uint32_t)((int)s->count +
		    change_within(o, list, length)),
		.limit = limit == RULES_NO_LIMIT ? 0 : limit,
		.size = bare_size(o, list, length),
		.blocks = o->within ? NULL : s->blocks,
		.never = length == 20 && o->rules->tuple_quirk,
	};
}

size_t
objects_free_lists(const struct objects *o, struct free_list_view *out,
    size_t max)
{
	unsigned list, length, first, last;
	size_t n = 0;

	for (list = 0; list < FREE_LISTS; list++) {
		if (o->rules->limits[list] == 0)
			continue;
		first = list == FREE_TUPLE;
		last = list == FREE_TUPLE ? o->rules->tuple_lists : 0;
		for (length = first; length <= last; length++, n++)
			if (n < max)
				out[n] = free_list_view(o, (enum free_list)list,
				    length);
	}
	return n;
}

/* ---- objects ------------------------------------------------------------- */

static void put_text(const struct objects *o, const struct object *x,
    struct strbuf *out);

static void
put_string(const struct object *x, struct strbuf *out)
{
	strbuf_puts(out, x->type == TYPE_BYTES ? "b\"" : "\"");
	utf8_show(out, x->text, x->length < SHOWN ? x->length : SHOWN);
	strbuf_puts(out, x->length < SHOWN ? "\"" : "...\"");
}

static void
put_entries(const struct objects *o, const struct object *x,
    struct strbuf *out)
{
	size_t count = x->table.count != 0 ? x->table.count :
	    x->table.slots, i, n = 0;
	const struct entry *e;

	if (x->table.used == 0 && x->type == TYPE_SET) {
		strbuf_puts(out, "set()");
		return;
	}
	strbuf_putc(out, '{');
	for (i = 0; i < count && x->table.used > 0; i++) {
		e = &x->table.entries[i];
		if (e->key == NULL)
			continue;
		strbuf_puts(out, n++ != 0 ? ", " : "");
		if (out->length > SHOWN) {
			strbuf_puts(out, "...");
			break;
		}
		put_text(o, e->key, out);
		if (e->value == NULL)
			continue;
		strbuf_puts(out, ": ");
		put_text(o, e->value, out);
	}
	strbuf_putc(out, '}');
}

static void
put_items(const struct objects *o, const struct object *x,
    struct strbuf *out)
{
	bool tuple = x->type == TYPE_TUPLE;
	size_t i;

	strbuf_putc(out, tuple ? '(' : '[');
	for (i = 0; i < x->length; i++) {
		strbuf_puts(out, i != 0 ? ", " : "");
		if (out->length > SHOWN) {
			strbuf_puts(out, "...");
			break;
		}
		put_text(o, x->items[i], out);
	}
	if (tuple && x->length == 1)
		strbuf_putc(out, ',');
	strbuf_putc(out, tuple ? ')' : ']');
}

/* As repr() would, cut. */
static void
put_text(const struct objects *o, const struct object *x, struct strbuf *out)
{
	if (out->length > 2 * SHOWN) {
		strbuf_puts(out, "...");
		return;
	}
	switch (x->type) {
	case TYPE_NONE:
		strbuf_puts(out, "None");
		break;
	case TYPE_BOOL:
		strbuf_puts(out, x->value ? "True" : "False");
		break;
	case TYPE_INT:
	case TYPE_LONG:
		if (x->text != NULL)
			strbuf_printf(out, "%.40s%s", x->text,
			    strlen(x->text) > 40 ? "..." : "");
		else
			strbuf_printf(out, "%" PRId64, x->value);
		break;
	case TYPE_FLOAT:
		strbuf_printf(out, "%.12g", x->real);
		break;
	case TYPE_STR:
	case TYPE_BYTES:
		put_string(x, out);
		break;
	case TYPE_DICT:
	case TYPE_SET:
		put_entries(o, x, out);
		break;
	case TYPE_TUPLE:
	case TYPE_LIST:
		put_items(o, x, out);
		break;
	default:
		strbuf_printf(out, "<%s object>", type_name(o, x));
		break;
	}
}

static void
add_part(const struct objects *o, uint32_t block, struct object_view *out)
{
	const struct block *b;

	if (block == 0 || out->nparts == OBJECT_PARTS)
		return;
	b = &o->blocks[block - 1];
	out->parts[out->nparts].what = b->what;
	out->parts[out->nparts].block = block;
	out->parts[out->nparts++].size = b->size;
}

static void
view_object(const struct objects *o, const struct object *x,
    struct object_view *out)
{
	bool table = x->type == TYPE_DICT || x->type == TYPE_SET;

	*out = (struct object_view){
		.type = type_name(o, x),
		.refs = x->refs,
		.shared = x->shared,
		.cell = !x->shared && x->block == 0,
		.items = table ? x->table.used : x->items != NULL ?
		    x->length : 0,
	};
	add_part(o, x->block, out);
	add_part(o, x->part, out);
	add_part(o, x->dict, out);
}

/* The key of an index, made without asking anybody. */
static bool
make_key(const struct node *n, struct object *key)
{
	char *end;

	*key = (struct object){ .type = TYPE_INT, .text = n->text };
	key->length = n->length;
	switch (n->kind) {
	case NODE_INT:
		key->value = strtoll(n->text, &end, 10);
		key->text = n->length > 18 ? n->text : NULL;
		return true;
	case NODE_FLOAT:
		key->type = TYPE_FLOAT;
		key->real = n->real;
		return true;
	case NODE_STR:
	case NODE_NATIVE:
		key->type = TYPE_STR;
		return true;
	case NODE_BYTES:
		key->type = TYPE_BYTES;
		return true;
	default:
		return false;
	}
}

static struct object *
find_object(const struct objects *o, const struct node *n)
{
	struct object *x, key;
	struct variable *v;
	struct entry *e;
	int64_t i;

	if (n->kind == NODE_NAME) {
		v = find_variable(o, n->text);
		return v != NULL ? v->value : NULL;
	}
	if (n->kind == NODE_ATTRIBUTE) {
		x = find_object(o, n->children[0]);
		return x != NULL && x->type == TYPE_INSTANCE ?
		    instance_get(o, x, n->text) : NULL;
	}
	if (n->kind != NODE_INDEX)
		return NULL;
	x = find_object(o, n->children[0]);
	if (x == NULL || !make_key(n->children[1], &key))
		return NULL;
	if (o->rules->version < 300 && n->children[1]->kind == NODE_NATIVE)
		key.type = TYPE_BYTES;
	if (x->type == TYPE_DICT) {
		e = dict_find(o, x, &key);
		return e != NULL ? e->value : NULL;
	}
	if ((x->type != TYPE_LIST && x->type != TYPE_TUPLE) ||
	    key.type != TYPE_INT || key.text != NULL)
		return NULL;
	i = key.value < 0 ? key.value + (int64_t)x->length : key.value;
	return i >= 0 && i < (int64_t)x->length ? x->items[i] : NULL;
}

bool
objects_look(const struct objects *o, const char *expression,
    struct object_view *out, struct strbuf *text, struct strbuf *error)
{
	struct node *n = syntax_parse(expression, error);
	struct object *x = NULL;

	if (n != NULL && n->kind == NODE_EXPRESSION)
		x = find_object(o, n->children[0]);
	if (x != NULL) {
		view_object(o, x, out);
		put_text(o, x, text);
	} else if (error->length == 0) {
		strbuf_printf(error, _("%s stands for no object: a name, or "
		    "an item of one, like x[0]"), expression);
	}
	syntax_free(n);
	return x != NULL;
}

void
objects_names(const struct objects *o, void (*fn)(void *ctx,
    const char *name, const struct object_view *view, const char *text),
    void *ctx)
{
	struct strbuf text = STRBUF_INIT;
	struct object_view view;
	size_t i;

	for (i = 0; i < o->variable_count; i++) {
		if (o->variables[i].value == NULL)
			continue;
		strbuf_clear(&text);
		view_object(o, o->variables[i].value, &view);
		put_text(o, o->variables[i].value, &text);
		fn(ctx, o->variables[i].name, &view, strbuf_text(&text));
	}
	strbuf_free(&text);
}

const char *
objects_owner(const struct objects *o, uint32_t number, bool *kept)
{
	const struct block *b;

	if (number >= o->owner_count || o->owners[number] == 0)
		return NULL;
	b = &o->blocks[o->owners[number] - 1];
	if (!b->live || b->number != number)
		return NULL;
	*kept = b->kept;
	return b->what;
}
