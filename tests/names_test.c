/* names_test.c - what names stand for, and who lived where before. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "session_helpers.h"

static void
lists_have_holes(void **state)
{
	struct session *s = new_session("classic", 0);
	struct session_binding b;
	uint32_t i;

	(void)state;
	assert_false(session_binding(s, "xs", &b));
	for (i = 0; i < 5; i++)
		do_element(s, "xs", i, 28);
	do_free(s, session_element(s, name(s, "xs"), 2));
	assert_true(session_binding(s, "xs", &b));
	assert_true(b.list);
	assert_int_equal(b.length, 5);
	assert_int_equal(b.live, 4);
	assert_int_equal(stands_for(s, "xs", 2), 0);
	assert_int_equal(session_element(s, b.name, 2), 3);
	assert_int_equal(stands_for(s, "xs", 3), 4);
	assert_int_equal(session_element(s, b.name, 5), SESSION_NO_BLOCK);
	do_realloc(s, NULL, 4, 300);
	assert_int_equal(stands_for(s, "xs", 3), 6);
	do_element(s, "xs", 0, 10);
	session_binding(s, "xs", &b);
	assert_int_equal(b.length, 1);
	assert_int_equal(b.live, 1);
	assert_true(lives(s, 2));
	session_back(s);
	session_binding(s, "xs", &b);
	assert_int_equal(b.length, 5);
	assert_int_equal(b.live, 4);
	session_goto(s, 0);
	assert_false(session_binding(s, "xs", &b));
	session_free(s);
}

static void
a_name_stands_for_one_block(void **state)
{
	struct session *s = new_session("classic", 0);
	struct session_binding binding;
	struct session_block b;
	uint32_t older = do_element(s, "xs", 3, 28);
	uint32_t newer = do_element(s, "xs", 3, 28);

	(void)state;
	session_block(s, older, &b);
	assert_true(b.live);
	assert_null(b.name);
	session_binding(s, "xs", &binding);
	assert_int_equal(binding.length, 4);
	assert_int_equal(binding.live, 1);
	do_free(s, older);
	assert_int_equal(stands_for(s, "xs", 3), newer);
	do_alloc(s, "xs", 4);
	session_block(s, newer, &b);
	assert_null(b.name);
	session_binding(s, "xs", &binding);
	assert_false(binding.list);
	assert_int_equal(binding.live, 1);
	session_free(s);
}

static void
names_follow_realloc(void **state)
{
	struct session *s = new_session("classic", 0);
	struct session_block b;
	uint32_t x = do_alloc(s, "x", 28);

	(void)state;
	x = do_realloc(s, NULL, x, 100);
	assert_int_equal(stands_for(s, "x", SESSION_WHOLE), x);
	assert_int_equal(do_realloc(s, "y", x, 101), x);
	assert_int_equal(stands_for(s, "y", 0), x);
	assert_int_equal(stands_for(s, "x", 0), 0);
	session_block(s, x, &b);
	assert_string_equal(b.name, "y");
	x = do_realloc(s, "z", x, 300);
	assert_int_equal(stands_for(s, "z", 0), x);
	assert_int_equal(stands_for(s, "y", 0), 0);
	do_free(s, x);
	session_block(s, x, &b);
	assert_string_equal(b.name, "z");
	session_block(s, 2, &b);
	assert_string_equal(b.name, "y");
	session_block(s, 1, &b);
	assert_string_equal(b.name, "x");
	x = do_element(s, "z", 2, 4);
	x = do_realloc(s, NULL, x, 40);
	do_free(s, x);
	session_block(s, x, &b);
	assert_string_equal(b.name, "z");
	assert_int_equal(b.element, 2);
	session_free(s);
}

static void
collect(void *ctx, const struct session_binding *b)
{
	char *text = ctx;

	sprintf(text + strlen(text), "%u:%u/%u ", b->name, b->live,
	    b->length);
}

static void
names_come_sorted(void **state)
{
	struct session *s = new_session("tiny", 0);
	char text[200] = "";

	(void)state;
	assert_int_equal(name(s, "zz"), 1);
	assert_int_equal(name(s, "zz"), 1);
	do_alloc(s, "zz", 1);
	do_alloc(s, "b", 1);
	do_alloc(s, "aa", 1);
	do_element(s, "a", 0, 1);
	do_element(s, "a", 1, 1);
	do_free(s, 2);
	do_free(s, 4);
	assert_string_equal(session_name(s, 3), "aa");
	assert_null(session_name(s, 0));
	assert_null(session_name(s, 9));
	session_names(s, collect, text);
	assert_string_equal(text, "4:1/2 3:1/1 1:1/1 ");
	session_free(s);
}

/* Memory's word on the block at ADDRESS: whether it is handed out. */
static bool
handed_out(const struct session *s, uint64_t address)
{
	struct pym_location at;

	pym_locate(session_heap(s), address, &at);
	return at.place == PYM_PLACE_SYSTEM_BLOCK ||
	    (at.place == PYM_PLACE_BLOCK && at.state == PYM_BLOCK_ALLOCATED);
}

/* The session and memory agree on blocks A and B, between decisions too. */
static void
agree(struct session *s, uint64_t a, uint64_t b)
{
	struct session_block at, former;
	struct session_binding binding = { .live = 0 };
	uint64_t bytes = 0;

	assert_int_equal(session_block_at(s, a, &at), handed_out(s, a));
	assert_int_equal(lives(s, 1), handed_out(s, a));
	assert_int_equal(session_block_at(s, b, &at), handed_out(s, b));
	assert_int_equal(lives(s, 2), handed_out(s, b));
	assert_true(session_binding(s, "xs", &binding));
	assert_int_equal(binding.live, lives(s, 1) + lives(s, 2));
	bytes = (lives(s, 1) ? 28 : 0) + (lives(s, 2) ? 60 : 0);
	assert_int_equal(session_requested_bytes(s), bytes);
	if (lives(s, 2))
		return;
	assert_true(session_former(s, b, &former));
	assert_string_equal(former.name, "xs");
	assert_int_equal(former.element, 1);
	assert_int_equal(former.freed, 3);
	assert_true(session_former_name(s, b, &former));
	assert_string_equal(former.name, "xs");
	assert_int_equal(former.element, 1);
}

/* Between decisions a block is freed as soon as memory says so. */
static void
half_freed(void **state)
{
	struct session *s = new_session("classic", 0);
	struct session_block a, b;
	unsigned freed = 0;

	(void)state;
	do_element(s, "xs", 0, 28);
	do_element(s, "xs", 1, 60);
	session_block(s, 1, &a);
	session_block(s, 2, &b);
	do_free(s, 2);
	while (session_event(s) == 3 || session_decision(s) > 1) {
		agree(s, a.address, b.address);
		freed += !lives(s, 2);
		session_back_step(s);
	}
	assert_true(lives(s, 2));
	assert_true(freed > 2);
	session_free(s);
}

static void
who_was_here(void **state)
{
	struct session *s = new_session("classic", 0);
	struct session_block b;
	uint64_t address;

	(void)state;
	do_alloc(s, "a", 28);
	do_alloc(s, "b", 28);
	session_block(s, 2, &b);
	address = b.address;
	assert_false(session_former(s, address, &b));
	do_free(s, 2);
	assert_true(session_former(s, address, &b));
	assert_string_equal(b.name, "b");
	assert_int_equal(b.freed, 3);
	do_alloc(s, "c", 28);
	assert_true(session_former(s, address, &b));
	assert_string_equal(b.name, "b");
	do_free(s, 3);
	assert_true(session_former(s, address, &b));
	assert_string_equal(b.name, "c");
	session_goto(s, 2);
	assert_false(session_former(s, address, &b));
	session_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_have_holes),
		cmocka_unit_test(a_name_stands_for_one_block),
		cmocka_unit_test(names_follow_realloc),
		cmocka_unit_test(names_come_sorted),
		cmocka_unit_test(half_freed),
		cmocka_unit_test(who_was_here),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
