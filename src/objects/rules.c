/* rules.c - what differs between versions of CPython, as data. */
#include "config.h"

#include "objects/rules.h"

#define TUPLES	2000

/* What versions in a row share. */
#define SINCE_3_6 \
	.ascii_head = 49, .wide_head = 72, .bytes_head = 33, \
	.int_medium = 28, .tuple_head = 24, .dict_size = 48, \
	.keys_head = 40, .tuple_lists = 19

#define SINCE_3_11 \
	.gc_head = 16, .bytes_head = 33, .int_medium = 32, \
	.tuple_head = 24, .dict_size = 48, .keys_head = 32, \
	.tuple_lists = 20, .list_rounds = true, .lazy_keys = true, \
	.text_keys = true, .growth = 3, .set_grows_at_3_5 = true, \
	.display_limit = 30

#define LISTS_3 \
	[FREE_FLOAT] = 100, [FREE_TUPLE] = TUPLES, [FREE_LIST] = 80, \
	[FREE_DICT] = 80, [FREE_KEYS] = 80

static const struct rules table[] = {
	{ .version = 207, .gc_head = 32, .ascii_head = 0, .wide_head = 48,
	    .bytes_head = 37, .int_medium = 24, .tuple_head = 24,
	    .dict_size = 248, .method_size = 72, .binds_methods = true,
	    .tuple_lists = 19,
	    .growth = 4,
	    .limits = { [FREE_INT] = RULES_NO_LIMIT,
		[FREE_FLOAT] = RULES_NO_LIMIT, [FREE_TUPLE] = TUPLES,
		[FREE_LIST] = 80, [FREE_DICT] = 80, [FREE_SET] = 80,
		[FREE_UNICODE] = 1024, [FREE_METHOD] = 256 } },
	{ .version = 306, .gc_head = 32, SINCE_3_6, .method_size = 80,
	    .binds_methods = true,
	    .growth = 2,
	    .limits = { LISTS_3, [FREE_METHOD] = 256 } },
	{ .version = 307, .gc_head = 32, SINCE_3_6, .method_size = 80,
	    .growth = 3, .set_grows_at_3_5 = true,
	    .limits = { LISTS_3, [FREE_METHOD] = 256 } },
	{ .version = 308, .gc_head = 16, SINCE_3_6, .method_size = 72,
	    .growth = 3, .set_grows_at_3_5 = true, .lazy_keys = true,
	    .limits = { LISTS_3, [FREE_METHOD] = 256 } },
	{ .version = 309, .gc_head = 16, SINCE_3_6, .growth = 3,
	    .set_grows_at_3_5 = true, .lazy_keys = true,
	    .list_rounds = true, .limits = { LISTS_3 } },
	{ .version = 310, .gc_head = 16, SINCE_3_6, .growth = 3,
	    .set_grows_at_3_5 = true, .lazy_keys = true,
	    .list_rounds = true, .display_limit = 30,
	    .limits = { LISTS_3 } },
	{ .version = 311, SINCE_3_11, .ascii_head = 49, .wide_head = 72,
	    .tuple_quirk = true, .limits = { LISTS_3 } },
	{ .version = 312, SINCE_3_11, .ascii_head = 41, .wide_head = 56,
	    .tuple_quirk = true, .limits = { LISTS_3 } },
	{ .version = 313, SINCE_3_11, .ascii_head = 41, .wide_head = 56,
	    .keys_from_mem = true, .limits = { LISTS_3 } },
	{ .version = 314, SINCE_3_11, .ascii_head = 41, .wide_head = 56,
	    .keys_from_mem = true,
	    .limits = { LISTS_3, [FREE_INT] = 100 } },
};

#define ROWS (sizeof table / sizeof table[0])

const struct rules *
rules_of(unsigned version)
{
	size_t i;

	for (i = 0; i + 1 < ROWS && table[i].version < version; i++)
		continue;
	return &table[i];
}
