/* values.c - objects that hold no others, and when an object goes. */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"

#define NESTED		50	/* containers that end within each other */
#define DEEP		5000	/* since 3.13: about as deep as C may go */
#define KEEPS_BUFFER	9	/* 2.7: shorter unicodes keep their buffer */

struct object *
object_new(struct objects *o, enum type type)
{
	struct object *x = xcalloc(1, sizeof *x);

	x->type = type;
	x->refs = 1;
	x->next = o->all;
	if (o->all != NULL)
		o->all->previous = x;
	o->all = x;
	return x;
}

void
object_drop(struct objects *o, struct object *x)
{
	if (x->next != NULL)
		x->next->previous = x->previous;
	if (x->previous != NULL)
		x->previous->next = x->next;
	else
		o->all = x->next;
	free(x->text);
	free(x->items);
	free(x->table.entries);
	free(x);
}

struct object *
hold(struct object *x)
{
	x->refs++;
	return x;
}

struct object *
make_constant(struct objects *o, enum type type, bool value)
{
	struct object *x = object_new(o, type);

	x->shared = true;
	x->value = value;
	return x;
}

/* ---- numbers ------------------------------------------------------------- */

/* 30 bits each. */
static unsigned
count_digits(uint64_t magnitude)
{
	unsigned n = 1;

	while (magnitude >>= 30)
		n++;
	return n;
}

static struct object *
make_small(struct objects *o, struct object *x)
{
	x->shared = true;
	note_shared(o, N_("small int"));
	return x;
}

/* One that a C long holds. */
static struct object *
make_long(struct objects *o, struct object *x)
{
	uint64_t magnitude = x->value < 0 ? 0 - (uint64_t)x->value :
	    (uint64_t)x->value;
	unsigned digits = count_digits(magnitude);

	if (x->value >= -5 && x->value <= 256)
		return make_small(o, x);
	if (o->rules->version < 300)
		take_cell(o, FREE_INT, N_("int object"));
	else if (digits > 1)
		x->block = ask(o, REQUEST_OBJECT, 24 + 4 * digits,
		    N_("int object"));
	else
		x->block = take(o, FREE_INT, o->rules->int_medium,
		    N_("int object"));
	x->length = digits;
	return x;
}

/* Read from decimal digits: room for as many as there might be. */
static struct object *
make_large(struct objects *o, struct object *x, const char *digits,
    size_t length)
{
	size_t decimal = length - (digits[0] == '-');
	uint64_t room = (uint64_t)((double)decimal * log(10) /
	    (30 * log(2))) + 1;

	/* 2.7 rounds the size up to a multiple of 8. */
	if (o->rules->version < 300) {
		x->type = TYPE_LONG;
		room += room & 1;
	}
	x->text = xstrndup(digits, length);
	x->length = room;
	x->block = ask(o, REQUEST_OBJECT, 24 + 4 * room,
	    N_("int object"));
	return x;
}

struct object *
make_int(struct objects *o, const char *digits, size_t length)
{
	struct object *x = object_new(o, TYPE_INT);
	char *end;

	errno = 0;
	x->value = strtoll(digits, &end, 10);
	return errno == 0 ? make_long(o, x) :
	    make_large(o, x, digits, length);
}

struct object *
make_float(struct objects *o, double value)
{
	struct object *x = object_new(o, TYPE_FLOAT);

	x->real = value;
	if (o->rules->version < 300)
		take_cell(o, FREE_FLOAT, N_("float object"));
	else
		x->block = take(o, FREE_FLOAT, 24, N_("float object"));
	return x;
}

/* ---- strings ------------------------------------------------------------- */

/* How many characters TEXT has, and the largest. */
static size_t
measure(const char *text, size_t length, uint32_t *largest)
{
	size_t count = 0, i, n;
	uint32_t code = 0;

	*largest = 0;
	for (i = 0; i < length; i += n, count++) {
		n = utf8_decode(text + i, length - i, &code);
		if (n == 0)
			n = 1;
		if (code > *largest)
			*largest = code;
	}
	return count;
}

static uint64_t
str_size(const struct objects *o, size_t count, uint32_t largest)
{
	unsigned width = largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4;

	if (largest < 0x80)
		return o->rules->ascii_head + count;
	return o->rules->wide_head + width * (count + 1);
}

struct object *
make_str(struct objects *o, const char *text, size_t length)
{
	struct object *x = object_new(o, TYPE_STR);
	uint32_t largest;
	size_t count = measure(text, length, &largest);

	x->text = xmemdup(text, length + 1);
	x->length = length;
	x->value = (int64_t)count;
	if (count == 0 || (count == 1 && largest < 0x100)) {
		x->shared = true;
		note_shared(o, count == 0 ? N_("empty str") :
		    N_("str of one character up to U+00FF"));
	} else if (o->rules->version < 300) {
		take_unicode(o, x, 4 * (count + 1));
	} else {
		x->block = ask(o, REQUEST_OBJECT, str_size(o, count,
		    largest), N_("str object"));
	}
	return x;
}

struct object *
make_bytes(struct objects *o, const char *text, size_t length)
{
	struct object *x = object_new(o, TYPE_BYTES);

	x->text = xmemdup(text, length + 1);
	x->length = length;
	if (length > 1) {
		x->block = ask(o, REQUEST_OBJECT, o->rules->bytes_head +
		    length, N_("bytes object"));
		return x;
	}
	x->shared = true;
	note_shared(o, length == 0 ? N_("empty bytes") :
	    N_("bytes of one byte"));
	return x;
}

struct object *
make_plain(struct objects *o)
{
	struct object *x = object_new(o, TYPE_OBJECT);

	x->block = ask(o, REQUEST_OBJECT, 16, N_("plain object"));
	return x;
}

struct object *
make_method(struct objects *o, struct object *self)
{
	struct object *x;

	x = object_new(o, TYPE_METHOD);
	x->items = xcalloc(1, sizeof *x->items);
	x->items[0] = hold(self);
	x->block = take(o, FREE_METHOD, o->rules->method_size,
	    N_("builtin method"));
	return x;
}

/* ---- the end ------------------------------------------------------------- */

static void
free_method(struct objects *o, struct object *x)
{
	release(o, x->items[0]);
	put(o, FREE_METHOD, x->block);
}

static void
free_number(struct objects *o, struct object *x, enum free_list list)
{
	if (x->block == 0)
		put_cell(o, list);
	else if (list == FREE_INT && (x->length != 1 || x->text != NULL))
		give_back(o, x->block);
	else
		put(o, list, x->block);
}

void
free_value(struct objects *o, struct object *x)
{
	switch (x->type) {
	case TYPE_INT:
		free_number(o, x, FREE_INT);
		break;
	case TYPE_FLOAT:
		free_number(o, x, FREE_FLOAT);
		break;
	case TYPE_STR:
		if (o->rules->version < 300)
			put_unicode(o, x, x->value < KEEPS_BUFFER);
		else
			give_back(o, x->block);
		break;
	default:
		give_back(o, x->block);
		break;
	}
}

/* Ends X, and what was put off meanwhile. */
static void
end_object(struct objects *o, struct object *x,
    void (*end)(struct objects *, struct object *))
{
	o->ending++;
	end(o, x);
	object_drop(o, x);
	o->ending--;
}

/*
 * As CPython's trashcan: containers nested too deep wait until the outermost
 * has ended, the last one first.
 */
static void
end_container(struct objects *o, struct object *x,
    void (*end)(struct objects *, struct object *))
{
	if (o->ending >= (o->rules->version < 313 ? NESTED : DEEP)) {
		x->refs = 1;
		o->put_off = xgrow(o->put_off, &o->put_off_room,
		    o->put_off_count + 1, sizeof *o->put_off);
		o->put_off[o->put_off_count++] = x;
		return;
	}
	end_object(o, x, end);
	if (o->ending > 0)
		return;
	o->ending++;
	while (o->put_off_count > 0)
		release(o, o->put_off[--o->put_off_count]);
	o->ending--;
}

void
release(struct objects *o, struct object *x)
{
	static void (*const ends[TYPES])(struct objects *,
	    struct object *) = {
		[TYPE_TUPLE] = free_tuple,
		[TYPE_LIST] = free_list_object,
		[TYPE_DICT] = free_dict,
		[TYPE_SET] = free_set,
		[TYPE_INSTANCE] = free_instance,
		[TYPE_METHOD] = free_method,
	};

	if (x == NULL || --x->refs > 0)
		return;
	if (!x->shared && ends[x->type] != NULL) {
		end_container(o, x, ends[x->type]);
		return;
	}
	if (!x->shared)
		free_value(o, x);
	object_drop(o, x);
}
