/*
 * dump_test.c - the JSON dump: its form is the interface's, and it says of
 * the heap what is so.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "session/dump.h"
#include "session_helpers.h"
#include "support/strbuf.h"

static void
add(void *ctx, const char *text, size_t n)
{
	strbuf_add(ctx, text, n);
}

static char *
dump_text(const struct session *s)
{
	struct strbuf sb = STRBUF_INIT;

	dump_json(s, add, &sb);
	return strbuf_steal(&sb);
}

static json_t *
dump(const struct session *s)
{
	char *text = dump_text(s);
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	if (root == NULL)
		fail_msg("line %d: %s", error.line, error.text);
	assert_int_equal(text[strlen(text) - 1], '\n');
	free(text);
	return root;
}

/* The value at a path like "arenas/0/pools/1/szidx"; it must be there. */
static json_t *
at(json_t *value, const char *path)
{
	char part[40];
	int n;

	while (*path != '\0') {
		n = (int)strcspn(path, "/");
		snprintf(part, sizeof part, "%.*s", n, path);
		value = json_is_array(value) ?
		    json_array_get(value, (size_t)atoi(part)) :
		    json_object_get(value, part);
		if (value == NULL)
			fail_msg("no %s", part);
		path += n + (path[n] == '/');
	}
	return value;
}

static void
is_number(json_t *root, const char *path, int64_t expected)
{
	assert_true(json_is_integer(at(root, path)));
	assert_int_equal(json_integer_value(at(root, path)), expected);
}

static void
is_text(json_t *root, const char *path, const char *expected)
{
	assert_true(json_is_string(at(root, path)));
	assert_string_equal(json_string_value(at(root, path)), expected);
}

/* The value in one line, as jansson writes it. */
static void
is_json(json_t *root, const char *path, const char *expected)
{
	char *text = json_dumps(at(root, path), JSON_ENCODE_ANY);

	assert_string_equal(text, expected);
	free(text);
}

static void
an_empty_heap(void **state)
{
	struct session *s = new_session("cpython-3.9,align=8", 0);
	char *text = dump_text(s);

	(void)state;
	assert_string_equal(text, "{\n"
	    " \"profile\": \"cpython-3.9,align=8\",\n"
	    " \"event\": 0,\n"
	    " \"arenas\": [],\n"
	    " \"usable_arenas\": [],\n"
	    " \"unused_arena_objects\": [],\n"
	    " \"usedpools\": {},\n"
	    " \"system\": {\"blocks\": 0, \"bytes\": 0},\n"
	    " \"names\": {},\n"
	    " \"stats\": {\"allocated_bytes\": 0, \"available_bytes\": 0, "
	    "\"requested_bytes\": 0, \"arenas_current\": 0, "
	    "\"arenas_total\": 0, \"arenas_reclaimed\": 0, "
	    "\"arenas_highwater\": 0}\n}\n");
	free(text);
	session_free(s);
}

static void
pools_and_lists(void **state)
{
	struct session *s = new_session("classic", 0);
	json_t *root;
	int i;

	(void)state;
	for (i = 0; i < 6; i++)
		do_element(s, "xs", (uint32_t)i, 28);
	do_alloc(s, "y", 500);
	do_alloc(s, NULL, 4000);
	do_free(s, 2);
	do_free(s, 4);
	do_free(s, 7);
	root = dump(s);
	is_text(root, "profile", "classic");
	is_number(root, "event", 11);
	assert_null(json_object_get(root, "decision"));
	is_text(root, "arenas/0/address", "0x200000000000");
	is_number(root, "arenas/0/index", 0);
	is_number(root, "arenas/0/nfreepools", 63);
	is_number(root, "arenas/0/ntotalpools", 64);
	is_json(root, "arenas/0/freepools", "[1]");
	is_text(root, "arenas/0/pools/0/address", "0x200000000000");
	is_text(root, "arenas/0/pools/0/state", "used");
	is_number(root, "arenas/0/pools/0/szidx", 3);
	is_number(root, "arenas/0/pools/0/size", 32);
	is_number(root, "arenas/0/pools/0/count", 4);
	is_number(root, "arenas/0/pools/0/capacity", 126);
	is_number(root, "arenas/0/pools/0/nextoffset", 48 + 7 * 32);
	is_number(root, "arenas/0/pools/0/maxnextoffset", 4096 - 32);
	is_json(root, "arenas/0/pools/0/freeblock", "[144, 80, 240]");
	is_text(root, "arenas/0/pools/1/state", "empty");
	is_json(root, "usable_arenas", "[0]");
	assert_int_equal(json_array_size(at(root, "unused_arena_objects")),
	    15);
	is_json(root, "usedpools", "{\"3\": [\"0.0\"]}");
	is_json(root, "system", "{\"blocks\": 1, \"bytes\": 4000}");
	is_json(root, "names", "{\"xs[0]\": \"0x200000000030\", "
	    "\"xs[2]\": \"0x200000000070\", \"xs[4]\": \"0x2000000000b0\", "
	    "\"xs[5]\": \"0x2000000000d0\"}");
	is_number(root, "stats/allocated_bytes", 4 * 32);
	is_number(root, "stats/available_bytes", 122 * 32);
	is_number(root, "stats/requested_bytes", 4 * 28);
	json_decref(root);
	session_free(s);
}

static void
one_list_of_free_pools(void **state)
{
	struct session *s = new_session("cpython-2.4", 0);
	json_t *root;

	(void)state;
	do_alloc(s, NULL, 28);
	do_alloc(s, NULL, 128);
	do_free(s, 2);
	do_free(s, 1);
	root = dump(s);
	is_json(root, "usable_arenas", "null");
	is_json(root, "unused_arena_objects", "null");
	is_json(root, "freepools", "[\"0.0\", \"0.1\"]");
	is_json(root, "arenas/0/freepools", "null");
	json_decref(root);
	session_free(s);
}

static void
between_decisions(void **state)
{
	struct session *s = new_session("tiny", 0);
	json_t *root;

	(void)state;
	do_alloc(s, "x", 28);
	do_alloc(s, "y", 28);
	session_back(s);
	session_step(s);
	session_step(s);
	session_step(s);
	root = dump(s);
	is_number(root, "event", 1);
	is_number(root, "decision", 3);
	is_number(root, "arenas/0/pools/0/count", 2);
	is_json(root, "names", "{\"x\": \"0x200000000030\"}");
	json_decref(root);
	session_free(s);
}

static void
recorded_addresses_and_odd_names(void **state)
{
	struct session *s = new_session("cpython-3.11", 0);
	json_t *root;

	(void)state;
	session_add_base(s, 0x7fe21fde7000);
	do_alloc(s, "caf\xc3\xa9 \xff\"", 56);
	root = dump(s);
	is_text(root, "arenas/0/address", "0x7fe21fde7000");
	is_text(root, "names/caf\xc3\xa9 \xef\xbf\xbd\"", "0x7fe21fde8030");
	is_number(root, "arenas/0/ntotalpools", 63);
	json_decref(root);
	session_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_heap),
		cmocka_unit_test(pools_and_lists),
		cmocka_unit_test(one_list_of_free_pools),
		cmocka_unit_test(between_decisions),
		cmocka_unit_test(recorded_addresses_and_odd_names),
	};

	return cmocka_run_group_tests_name("dump", tests, NULL, NULL);
}
