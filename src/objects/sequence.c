/* sequence.c - tuples and lists. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define LIST_SIZE	40

/* ---- tuples -------------------------------------------------------------- */

struct object *
make_tuple(struct objects *o, struct object **items, size_t count)
{
	struct object *x = object_new(o, TYPE_TUPLE);

	x->length = count;
	if (count == 0) {
		x->shared = true;
		note_shared(o, N_("empty tuple"));
		return x;
	}
	x->items = xmemdup(items, count * sizeof *items);
	x->block = take_tuple(o, count, o->gc_head + o->rules->tuple_head +
	    8 * count);
	return x;
}

/* From the last to the first. */
static void
release_items(struct objects *o, struct object *x)
{
	size_t i = x->length;

	while (i-- > 0)
		release(o, x->items[i]);
}

void
free_tuple(struct objects *o, struct object *x)
{
	release_items(o, x);
	put_tuple(o, x->length, x->block);
}

/* ---- lists --------------------------------------------------------------- */

struct object *
make_list(struct objects *o, struct object **items, size_t count)
{
	struct object *x = object_new(o, TYPE_LIST);

	x->block = take(o, FREE_LIST, o->gc_head + LIST_SIZE,
	    N_("list object"));
	x->length = x->room = count;
	if (count == 0)
		return x;
	x->items = xmemdup(items, count * sizeof *items);
	x->part = ask_zeroed(o, count, N_("item vector"));
	return x;
}

void
free_list_object(struct objects *o, struct object *x)
{
	release_items(o, x);
	give_back(o, x->part);
	put(o, FREE_LIST, x->block);
}

/* What a list of COUNT items asks for, that had FORMER ones. */
static size_t
room_for(const struct objects *o, size_t count, size_t former)
{
	size_t room;

	if (count == 0)
		return 0;
	if (!o->rules->list_rounds)
		return count + (count >> 3) + (count < 9 ? 3 : 6);
	room = (count + (count >> 3) + 6) & ~(size_t)3;
	if (count > former && count - former > room - count)
		room = (count + 3) & ~(size_t)3;
	return room;
}

/* As list_resize does: the vector fits COUNT items, and some more. */
static void
list_resize(struct objects *o, struct object *x, size_t count)
{
	uint64_t size;

	if (x->room < count || count < x->room >> 1) {
		x->room = room_for(o, count, x->length);
		/* 2.7's macro never asks for nothing. */
		size = 8 * (uint64_t)x->room;
		x->part = ask_again(o, x->part, size == 0 &&
		    o->rules->version < 300 ? 1 : size, N_("item vector"));
	}
	x->length = count;
	x->items = xreallocarray(x->items, count + 1, sizeof *x->items);
}

void
list_append(struct objects *o, struct object *x, struct object *item)
{
	/* Since 3.11 it does not shrink what has room. */
	if (o->rules->version >= 311 && x->room > x->length)
		x->length++;
	else
		list_resize(o, x, x->length + 1);
	x->items = xreallocarray(x->items, x->length, sizeof *x->items);
	x->items[x->length - 1] = hold(item);
}

void
list_insert(struct objects *o, struct object *x, size_t at,
    struct object *item)
{
	list_resize(o, x, x->length + 1);
	memmove(x->items + at + 1, x->items + at,
	    (x->length - 1 - at) * sizeof *x->items);
	x->items[at] = hold(item);
}

/* Without the last item by a slice, the whole vector goes. */
static void
list_clear(struct objects *o, struct object *x)
{
	x->length = x->room = 0;
	give_back(o, x->part);
	x->part = 0;
}

struct object *
list_remove(struct objects *o, struct object *x, size_t at, bool pops)
{
	struct object *item = x->items[at];

	memmove(x->items + at, x->items + at + 1,
	    (x->length - 1 - at) * sizeof *x->items);
	if (!pops && o->rules->version >= 313)
		x->length--;	/* del x[i] keeps the vector */
	else if (x->length == 1 && (!pops || o->rules->version >= 312))
		list_clear(o, x);
	else
		list_resize(o, x, x->length - 1);
	return item;
}

void
list_extend(struct objects *o, struct object *x, const struct object *from)
{
	size_t n = from->length, had = x->length, i;

	if (n == 0)
		return;
	list_resize(o, x, had + n);
	for (i = 0; i < n; i++)
		x->items[had + i] = hold(from->items[i]);
}
