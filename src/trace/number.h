/*
 * number.h - digits in a trace's text, and their values.
 *
 * What parses a line stops at the first byte that is no digit; SOURCE_SLACK
 * bytes behind the line can be read (source.h).
 */
#ifndef POOLSCOPE_TRACE_NUMBER_H
#define POOLSCOPE_TRACE_NUMBER_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The value of a decimal digit; 10 and more for any other byte. */
static inline unsigned
number_digit(char c)
{
	return (unsigned)c - '0';
}

/* One more than a hexadecimal digit's value, 0 for any other byte. */
static inline unsigned
number_hex_digit(char c)
{
	static const uint8_t values[256] = {
		['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5,
		['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
		['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15,
		['f'] = 16, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14,
		['E'] = 15, ['F'] = 16,
	};

	return values[(unsigned char)c];
}

#define NUMBER_BYTES(b) (UINT64_MAX / 255 * (b))	/* eight bytes B */

/*
 * Reads the eight bytes at P as one word; true with their value if all are
 * hexadecimal digits (lower case): an address has 12, so this halves the work.
 */
static inline bool
number_eight_hex(const char *p, uint64_t *out)
{
	uint64_t w, digits, letters;

	memcpy(&w, p, sizeof(w));
	w = le64toh(w);
	digits = w ^ NUMBER_BYTES('0');		/* 0 to 9 */
	letters = w ^ NUMBER_BYTES(0x60);	/* 1 to 6 */
	/* Adding carries into a byte's high bit when it is over a bound. */
	digits += NUMBER_BYTES(0x80 - 10);
	letters = ~(letters + NUMBER_BYTES(0x80 - 1)) |
	    (letters + NUMBER_BYTES(0x80 - 7));
	if (((digits & letters) | w) & NUMBER_BYTES(0x80))
		return false;
	w = (w & NUMBER_BYTES(0x0f)) + (w >> 6 & NUMBER_BYTES(1)) * 9;
	w = (w << 4 | w >> 8) & 0x00ff00ff00ff00ff;
	w = (w << 8 | w >> 16) & 0x0000ffff0000ffff;
	*out = (w << 16 | w >> 32) & 0xffffffff;
	return true;
}

/* The digits at P in base 16.  Returns the place behind them; NULL if there
   are none, or more than 64 bits of them. */
static inline const char *
number_hex(const char *p, uint64_t *out)
{
	const char *start = p;
	uint64_t value = 0;
	unsigned d;

	if (number_eight_hex(p, &value))
		p += 8;
	for (; (d = number_hex_digit(*p)) != 0; p++) {
		if (value >> 60 != 0)
			return NULL;
		value = (value << 4) + d - 1;
	}
	*out = value;
	return p != start ? p : NULL;
}

/* The same in base 10. */
static inline const char *
number_decimal(const char *p, uint64_t *out)
{
	const char *start = p;
	uint64_t value = 0;

	for (; number_digit(*p) < 10; p++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, number_digit(*p), &value))
			return NULL;
	*out = value;
	return p != start ? p : NULL;
}

/* In base 16 behind 0x, else in base 10, as C's %#lx and %p print. */
static inline const char *
number_c(const char *p, uint64_t *out)
{
	return p[0] == '0' && p[1] == 'x' ? number_hex(p + 2, out) :
	    number_decimal(p, out);
}

#endif
