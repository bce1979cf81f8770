/*
 * explain_test.c - every kind of decision has its sentence, and the sentences
 * and fields of well-known events are what they should be.
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

#include "session/event.h"
#include "session/explain.h"
#include "session_helpers.h"

static void
lacks(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		fail_msg("\"%s\" should not be in:\n%s", part, text);
}

/* The explanation of the last event has this in it. */
static void
explained(struct session *s, const char *part)
{
	struct strbuf sb = STRBUF_INIT;

	explain_event(s, &sb);
	if (strstr(strbuf_text(&sb), part) == NULL)
		fail_msg("no \"%s\" in:\n%s", part, strbuf_text(&sb));
	strbuf_free(&sb);
}

static void
typed(struct session *s, const char *expected)
{
	struct strbuf sb = STRBUF_INIT;
	struct event e;

	assert_true(session_event_at(s, session_event(s), &e, NULL));
	event_typed(s, &e, session_event(s), &sb);
	assert_string_equal(strbuf_text(&sb), expected);
	strbuf_free(&sb);
}

static void
in_words(struct session *s, const char *expected)
{
	struct strbuf sb = STRBUF_INIT;
	struct outcome gave;
	struct event e;

	session_event_at(s, session_event(s), &e, &gave);
	event_words(s, &e, &gave, session_event(s), &sb);
	assert_string_equal(strbuf_text(&sb), expected);
	strbuf_free(&sb);
}

static void
nothing_yet(void **state)
{
	struct session *s = new_session("classic", 0);

	(void)state;
	explained(s, "there is no event to explain yet\n");
	session_free(s);
}

static void
the_first_block(void **state)
{
	struct session *s = new_session("classic", 0);

	(void)state;
	do_alloc(s, "a", 28);
	explained(s, "event 1: a = alloc 28\n  1  a request for 28 bytes is "
	    "within 512, so pymalloc serves it: 25 to 32 bytes are size "
	    "class 3, blocks of 32 bytes\n     [_PyObject_Alloc]\n");
	explained(s, "usedpools[3] is empty");
	explained(s, "     maxarenas: 0 -> 16\n");
	explained(s, "the system gives 262144 bytes at 0x200000000000: "
	    "arena 0, with 64 free pools");
	explained(s, "     arenas[0] address: NULL -> 0x200000000000\n");
	explained(s, "     usable_arenas: NULL -> arenas[0]\n");
	explained(s, "     arenas[0] nfreepools: 64 -> 63\n");
	explained(s, "     pool 0.0 nextpool: NULL -> usedpools[3]\n"
	    "     pool 0.0 prevpool: NULL -> usedpools[3]\n"
	    "     usedpools[3] nextpool: usedpools[3] -> pool 0.0\n"
	    "     usedpools[3] prevpool: usedpools[3] -> pool 0.0\n");
	explained(s, "     block 0.0.1 first word: stays NULL\n");
	explained(s, "     pool 0.0 szidx: none yet (0xffff) -> 3\n"
	    "     pool 0.0 nextoffset: 0 -> 112 (0x70)\n"
	    "     pool 0.0 maxnextoffset: 0 -> 4064 (0xfe0)\n");
	explained(s, "\na is block 0 of pool 0.0, at 0x200000000030: 32 bytes "
	    "for the 28 asked for, 4 unused\n");
	session_free(s);
}

/* A link is stale as soon as nothing leads back, and not before. */
static void
links_go_stale(void **state)
{
	static const struct pym_pool_ref first = { 0, 0 };
	struct session *s = new_session("tiny", 0);
	uint32_t a, b;

	(void)state;
	a = do_alloc(s, "a", 64);
	assert_false(explain_is_stale(s, first, "nextpool"));
	while (session_requested_bytes(s) < 7 * 64)
		do_alloc(s, NULL, 64);
	assert_true(explain_is_stale(s, first, "nextpool"));
	assert_true(explain_is_stale(s, first, "prevpool"));
	assert_false(explain_is_stale(s, first, "freeblock"));
	do_free(s, a);
	assert_false(explain_is_stale(s, first, "nextpool"));
	assert_false(explain_is_stale(s, first, "prevpool"));
	do_alloc(s, "other", 8);
	for (b = 2; b <= 7; b++)
		do_free(s, b);
	assert_false(explain_is_stale(s, first, "nextpool"));
	assert_true(explain_is_stale(s, first, "prevpool"));
	session_free(s);
}

static void
a_block_freed(void **state)
{
	struct session *s = new_session("classic", 0);

	(void)state;
	do_alloc(s, "a", 28);
	do_alloc(s, "b", 28);
	do_alloc(s, "c", 28);
	do_free(s, 2);
	explained(s, "event 4: free b\n  1  b is at 0x200000000050; its pool "
	    "says arena 0, and it lies there: it is pymalloc's\n"
	    "     [address_in_range]\n");
	explained(s, "the first word of b becomes the old freeblock, block 3: "
	    "the chain is kept inside the free blocks\n");
	explained(s, "     block 0.0.1 first word: NULL -> block 3\n");
	explained(s, "     pool 0.0 freeblock: block 3 -> block 1\n"
	    "     pool 0.0 ref.count: 3 -> 2\n");
	explained(s, "ref.count is 2, not 0, and the pool was not full");
	explained(s, "\nb is free again, first in the chain of pool 0.0: the "
	    "next request for 25 to 32 bytes gets it\n");
	do_alloc(s, "b", 28);
	explained(s, "freeblock of pool 0.0 leads to block 1: that one is "
	    "handed out and counted in ref.count\n");
	explained(s, "freeblock is block 3 now\n");
	session_free(s);
}

/* What is gone afterwards is still called by its name. */
static void
an_arena_given_back(void **state)
{
	struct session *s = new_session("classic", 0);

	(void)state;
	do_alloc(s, "a", 28);
	do_free(s, 1);
	explained(s, "     pool 0.0 ref.count: 1 -> 0\n");
	explained(s, "     usable_arenas: arenas[0] -> NULL\n");
	explained(s, "     arenas[0] address: 0x200000000000 -> NULL\n");
	explained(s, "\na is free, and its whole arena was given back to the "
	    "system\n");
	session_back_step(s);
	explained(s, "event 2: free a\n");
	explained(s, "decisions taken\n");
	session_free(s);
	s = new_session("cpython-3.9", 0);
	do_alloc(s, "a", 28);
	do_free(s, 1);
	explained(s, "all of arena 0 is free, but it is the last one in "
	    "usable_arenas: it is kept for the next need\n");
	session_free(s);
}

static void
versions_differ(void **state)
{
	struct session *s = new_session("cpython-3.11", 0);

	(void)state;
	do_alloc(s, NULL, 1);
	explained(s, "a request for 1 byte is within 512");
	explained(s, "[allocate_from_new_pool]");
	explained(s, ": 0 -> -1\n");
	explained(s, "\n$1 is block 0 of pool 0.0");
	do_alloc(s, "x", 513);
	explained(s, "a request for 513 bytes is over 512: it goes to the "
	    "system allocator\n");
	explained(s, "x is a block of the system allocator, at "
	    "0x300000000020: not in any pool\n");
	do_free(s, 2);
	explained(s, "the arena map has no arena there: it is the system "
	    "allocator's\n");
	do_realloc(s, NULL, 1, 0);
	explained(s, "with 0 bytes a quarter or more of the block's 16 bytes "
	    "would be unused: another block is taken\n");
	session_free(s);
}

static void
a_trial_is_explained(void **state)
{
	struct session *s = new_session("tiny", 0);
	struct event e = { .kind = EVENT_MALLOC, .size = 28,
	    .element = SESSION_WHOLE };
	struct strbuf sb = STRBUF_INIT;
	struct outcome gave;

	(void)state;
	e.name = name(s, "x");
	session_try(s, &e, &gave);
	explain_tried(s, &e, &gave, &sb);
	assert_non_null(strstr(strbuf_text(&sb), "x = alloc 28\n  1  "));
	assert_non_null(strstr(strbuf_text(&sb),
	    "     pool 0.0 freeblock: NULL -> block 1\n"));
	assert_non_null(strstr(strbuf_text(&sb), "this was only tried: "
	    "nothing has changed; the answer would be 0x200000000030\n"));
	strbuf_free(&sb);
	assert_int_equal(session_length(s), 0);
	session_free(s);
}

static void
events_as_typed(void **state)
{
	struct session *s = new_session("classic", 0);

	(void)state;
	do_alloc(s, "x", 28);
	typed(s, "x = alloc 28");
	in_words(s, "malloc(28) gave x, at 0x200000000030");
	do_calloc(s, NULL, 4, 8);
	typed(s, "calloc 4 8");
	in_words(s, "calloc(4, 8) gave $2, at 0x200000000050");
	do_element(s, "xs", 0, 5);
	typed(s, "xs[0] = alloc 5");
	do_write(s, 1, 8, "say \"hi\"\n", 9);
	typed(s, "write x+8 \"say \\\"hi\\\"\\x0a\"");
	do_write(s, 1, 0, "AAAAAAAA", 8);
	typed(s, "write x \"AAAAAAAA\"");
	do_write(s, 1, 0, "AAAAAAAAA", 9);
	typed(s, "write x 0x41 * 9");
	do_write(s, 1, 0, "\x90\0\0 A", 5);
	typed(s, "write x 0x90 0x00 0x00 0x20 0x41");
	do_realloc(s, "y", 1, 60);
	typed(s, "y = realloc x 60");
	in_words(s, "realloc(x, 60) moved it to 0x200000002030");
	do_realloc(s, NULL, 4, 61);
	typed(s, "realloc y 61");
	in_words(s, "realloc(y, 61) left it at 0x200000002030");
	do_free(s, 3);
	typed(s, "free xs[0]");
	in_words(s, "free(xs[0])");
	do_free(s, 2);
	typed(s, "free $2");
	apply(s, &(struct event){ .kind = EVENT_MALLOC, .size = 1, .ends = 4,
	    .name = name(s, "y"), .element = SESSION_WHOLE });
	typed(s, "free y; y = alloc 1");
	do_realloc(s, NULL, 0, 3);
	typed(s, "realloc NULL 3");
	session_free(s);
}

/* No kind without words, none with a word that was not filled in. */
static void
every_kind_has_a_sentence(void **state)
{
	static const char *const profiles[] = { "cpython-2.4", "classic",
	    "cpython-3.9", "cpython-3.13" };
	const struct event e = { .kind = EVENT_MALLOC, .size = 28 };
	struct strbuf sb = STRBUF_INIT;
	struct pym_decision d = { .szidx = 1, .request = 28,
	    .address = 0x200000000030, .before = 5, .after = 6 };
	struct session *s;
	size_t i;
	int k;

	(void)state;
	for (i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
		s = new_session(profiles[i], 0);
		for (k = 0; k < PYM_D_KINDS; k++) {
			d.kind = (enum pym_decision_kind)k;
			strbuf_clear(&sb);
			explain_sentence(s, &e, 1, &d, &sb);
			if (sb.length == 0)
				fail_msg("no sentence for kind %d", k);
			lacks(strbuf_text(&sb), "{");
			lacks(strbuf_text(&sb), "}");
			assert_true(sb.text[0] < 'A' || sb.text[0] > 'Z');
			assert_int_not_equal(sb.text[sb.length - 1], '.');
		}
		session_free(s);
	}
	strbuf_free(&sb);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_yet),
		cmocka_unit_test(the_first_block),
		cmocka_unit_test(links_go_stale),
		cmocka_unit_test(a_block_freed),
		cmocka_unit_test(an_arena_given_back),
		cmocka_unit_test(versions_differ),
		cmocka_unit_test(a_trial_is_explained),
		cmocka_unit_test(events_as_typed),
		cmocka_unit_test(every_kind_has_a_sentence),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
