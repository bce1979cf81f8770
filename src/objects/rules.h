/*
 * rules.h - what differs between versions of CPython, as data.
 *
 * Measured with hooked allocators in the versions 2.7.18 and 3.6 to 3.13
 * (tests/objects); 3.14 from its source.
 */
#ifndef POOLSCOPE_OBJECTS_RULES_H
#define POOLSCOPE_OBJECTS_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "objects/objects.h"

struct rules {
	unsigned version;	/* 311: 3.11 */
	uint8_t gc_head;	/* in front of objects that are collected */
	uint8_t ascii_head;	/* of a str of ASCII, with the final NUL */
	uint8_t wide_head;	/* of another str, without it */
	uint8_t bytes_head;	/* of bytes, with the final NUL */
	uint8_t int_medium;	/* an int of one digit */
	uint8_t tuple_head;
	uint8_t dict_size;	/* without its GC head */
	uint8_t keys_head;	/* of a table of keys */
	uint8_t method_size;	/* of x.append by itself */
	bool binds_methods;	/* x.append(y) makes one of those */
	uint8_t tuple_lists;	/* tuples up to this length are kept */
	bool tuple_quirk;	/* those of 20 are kept, and not reused */
	bool list_rounds;	/* a list grows to a multiple of 4 */
	bool lazy_keys;		/* {} has no table yet */
	bool text_keys;		/* tables of str keys have smaller entries */
	bool keys_from_mem;	/* tables come from PyMem */
	uint8_t growth;		/* a full dict of N gets room for GROWTH * N,
				   and half of its table if it is 2 */
	bool set_grows_at_3_5;	/* at 3/5 of the table, not at 2/3 */
	uint8_t display_limit;	/* longer displays are built step by step */
	uint16_t limits[FREE_LISTS];	/* of the free lists; 0: none */
};

/* The rules of VERSION, or of the nearest one. */
const struct rules *rules_of(unsigned version);

#define RULES_NO_LIMIT	UINT16_MAX	/* of a free list */

#endif
