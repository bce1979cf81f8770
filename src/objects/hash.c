/*
 * hash.c - hashes of keys, as far as they decide anything.
 *
 * The order of a set, and of a dict in 2.7, is that of the table, so the
 * hash decides in which order what they hold is freed.  Hashes of numbers
 * and of tuples of numbers are CPython's.  Those of str and bytes are so in
 * 2.7; since 3.3 they are salted anew in each process, and here they are
 * some number.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "objects/model.h"
#include "support/utf8.h"

#define BITS	61
#define PRIME	((UINT64_C(1) << BITS) - 1)

/* X times 2^BY modulo 2^61 - 1. */
static uint64_t
turned(uint64_t x, unsigned by)
{
	by %= BITS;
	if (by == 0)
		return x;
	return ((x << by) & PRIME) | x >> (BITS - by);
}

static uint64_t
plus(uint64_t a, uint64_t b)
{
	uint64_t sum = a + b;

	return sum >= PRIME ? sum - PRIME : sum;
}

static uint64_t
signed_hash(uint64_t x, bool negative)
{
	if (negative)
		x = 0 - x;
	return x == UINT64_MAX ? UINT64_MAX - 1 : x;
}

static uint64_t
hash_digits(const char *digits)
{
	bool negative = *digits == '-';
	uint64_t x = 0;

	for (digits += negative; *digits != '\0'; digits++)
		x = plus(plus(turned(x, 3), turned(x, 1)),
		    (uint64_t)(*digits - '0'));
	return signed_hash(x, negative);
}

static uint64_t
hash_int(const struct objects *o, int64_t value)
{
	uint64_t magnitude = value < 0 ? 0 - (uint64_t)value :
	    (uint64_t)value;

	if (o->rules->version < 300)
		return signed_hash((uint64_t)value, false);
	return signed_hash(magnitude % PRIME, value < 0);
}

/* 2.7: of what is not whole. */
static uint64_t
hash_fraction(double value)
{
	long high;
	int exponent;

	value = frexp(value, &exponent) * 2147483648.0;
	high = (long)value;
	value = (value - (double)high) * 2147483648.0;
	return signed_hash((uint64_t)(high + (long)value +
	    (long)exponent * 32768), false);
}

static uint64_t
hash_float(const struct objects *o, double value)
{
	bool negative = value < 0;
	uint64_t x = 0, digit;
	int exponent;

	if (value == floor(value) && fabs(value) < 9e18)
		return hash_int(o, (int64_t)value);
	if (o->rules->version < 300)
		return hash_fraction(value);
	value = fabs(frexp(value, &exponent));
	while (value != 0) {
		x = turned(x, 28);
		value *= 268435456.0;
		exponent -= 28;
		digit = (uint64_t)value;
		value -= (double)digit;
		x = plus(x, digit);
	}
	exponent = exponent % BITS;
	x = turned(x, (unsigned)(exponent < 0 ? exponent + BITS : exponent));
	return signed_hash(x, negative);
}

/* 2.7's for bytes and for characters; elsewhere some number. */
static uint64_t
hash_text(const struct object *x)
{
	size_t i, n, count = 0;
	uint64_t h = 0;
	uint32_t code;

	for (i = 0; i < x->length; i += n, count++) {
		code = (unsigned char)x->text[i];
		n = 1;
		if (x->type == TYPE_STR)
			n = utf8_decode(x->text + i, x->length - i, &code);
		if (n == 0)
			n = 1;
		if (i == 0)
			h = (uint64_t)code << 7;
		h = h * 1000003 ^ code;
	}
	if (count == 0)
		return 0;
	return signed_hash(h ^ count, false);
}

static uint64_t
hash_tuple_old(const struct objects *o, const struct object *x)
{
	uint64_t h = 0x345678, factor = 1000003;
	size_t i, left = x->length;

	for (i = 0; i < x->length; i++) {
		left--;
		h = (h ^ hash_of(o, x->items[i])) * factor;
		factor += 82520 + 2 * left;
	}
	return signed_hash(h + 97531, false);
}

static uint64_t
hash_tuple(const struct objects *o, const struct object *x)
{
	uint64_t h = UINT64_C(2870177450012600261);
	size_t i;

	if (o->rules->version < 308)
		return hash_tuple_old(o, x);
	for (i = 0; i < x->length; i++) {
		h += hash_of(o, x->items[i]) *
		    UINT64_C(14029467366897019727);
		h = (h << 31 | h >> 33) * UINT64_C(11400714785074694791);
	}
	h += x->length ^ (UINT64_C(2870177450012600261) ^ 3527539u);
	return h == UINT64_MAX ? 1546275796 : h;
}

uint64_t
hash_of(const struct objects *o, const struct object *x)
{
	switch (x->type) {
	case TYPE_INT:
	case TYPE_LONG:
		return x->text != NULL ? hash_digits(x->text) :
		    hash_int(o, x->value);
	case TYPE_BOOL:
		return (uint64_t)x->value;
	case TYPE_FLOAT:
		return hash_float(o, x->real);
	case TYPE_STR:
	case TYPE_BYTES:
		return hash_text(x);
	case TYPE_TUPLE:
		return hash_tuple(o, x);
	default:
		return 0xfca86420;	/* None's, since 3.12 */
	}
}

bool
hash_possible(const struct object *x)
{
	size_t i;

	if (x->type == TYPE_TUPLE)
		for (i = 0; i < x->length; i++)
			if (!hash_possible(x->items[i]))
				return false;
	return x->type <= TYPE_TUPLE;
}

static bool
is_whole(const struct object *x)
{
	return (x->type == TYPE_INT && x->text == NULL) ||
	    x->type == TYPE_BOOL;
}

static bool
same_number(const struct object *a, const struct object *b)
{
	if (is_whole(a) && is_whole(b))
		return a->value == b->value;
	if (a->type == TYPE_FLOAT && b->type == TYPE_FLOAT)
		return a->real <= b->real && a->real >= b->real;
	if (a->type == TYPE_FLOAT && is_whole(b))
		return a->real == floor(a->real) &&
		    fabs(a->real) < 9e18 && (int64_t)a->real == b->value;
	return a->text != NULL && b->text != NULL && a->type == b->type &&
	    strcmp(a->text, b->text) == 0;
}

static bool
same_items(const struct object *a, const struct object *b)
{
	size_t i;

	if (a->length != b->length)
		return false;
	for (i = 0; i < a->length; i++)
		if (!hash_equal(a->items[i], b->items[i]))
			return false;
	return true;
}

/* 2.7: b"ab" == u"ab". */
static bool
same_text(const struct object *a, const struct object *b)
{
	return a->type == b->type && a->length == b->length &&
	    memcmp(a->text, b->text, a->length) == 0;
}

bool
hash_equal(const struct object *a, const struct object *b)
{
	if (a == b)
		return true;
	if (a->type == TYPE_TUPLE || b->type == TYPE_TUPLE)
		return a->type == b->type && same_items(a, b);
	if (a->type == TYPE_STR || a->type == TYPE_BYTES)
		return same_text(a, b);
	if (a->type == TYPE_NONE || b->type == TYPE_NONE ||
	    b->type == TYPE_STR || b->type == TYPE_BYTES)
		return a->type == b->type && a->type == TYPE_NONE;
	return same_number(a, b) || same_number(b, a);
}
