/*
 * replay_test.c - traces played into sessions: what becomes of each call,
 * what is put right, and that the verifier sees what differs.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "session/session.h"
#include "support/strbuf.h"
#include "trace/address_map.h"
#include "trace/name_map.h"
#include "trace/replay.h"
#include "trace/trace.h"

struct played {
	struct session *session;
	struct replay_counts counts;
	enum replay_status end;
	struct strbuf mismatches;	/* "LINE: what" each */
};

static void
on_mismatch(void *ctx, uint64_t line, const char *text)
{
	strbuf_printf(ctx, "%ju: %s\n", line, text);
}

/* Plays TEXT to its end, read with TRACE_FLAGS. */
static struct played
play_trace(const char *text, unsigned trace_flags, unsigned session_flags,
    unsigned flags)
{
	struct played out = { .mismatches = STRBUF_INIT };
	struct strbuf error = STRBUF_INIT;
	char path[] = "replay_test.XXXXXX";
	struct pym_profile profile;
	enum replay_source source;
	struct trace_reader *r;
	struct replay *p;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	r = trace_open(path, trace_flags, &error);
	remove(path);
	assert_non_null(r);
	assert_true(replay_profile(r, NULL, &profile, &source, &error));
	out.session = session_new(&profile, session_flags);
	assert_non_null(out.session);
	p = replay_new(out.session, r, flags);
	replay_on_mismatch(p, on_mismatch, &out.mismatches);
	do
		out.end = replay_run(p, 1);
	while (out.end == REPLAY_EVENT);
	out.counts = *replay_counts(p);
	if (out.end == REPLAY_ERROR)
		strbuf_puts(&out.mismatches,
		    strchr(trace_error(r), ':') + 1);
	replay_free(p);
	trace_close(r);
	strbuf_free(&error);
	return out;
}

static struct played
play(const char *text, unsigned session_flags, unsigned flags)
{
	return play_trace(text, 0, session_flags, flags);
}

static void
played_free(struct played *p)
{
	session_free(p->session);
	strbuf_free(&p->mismatches);
}

static void
test_calls(void **state)
{
	struct played p = play("m 28 0x1000\nc 4 8 0x2000\nr 0x1000 60 "
	    "0x3000\nr 0 10 0x4000\nf 0x2000\nf 0x3000\n", 0, 0);

	(void)state;
	assert_int_equal(p.end, REPLAY_END);
	assert_int_equal(p.counts.events, 6);
	assert_int_equal(p.counts.mallocs, 1);
	assert_int_equal(p.counts.callocs, 1);
	assert_int_equal(p.counts.reallocs, 2);
	assert_int_equal(p.counts.frees, 2);
	assert_int_equal(p.counts.unknown_frees, 0);
	assert_int_equal(session_live_blocks(p.session), 1);
	assert_int_equal(session_length(p.session), 6);
	played_free(&p);
}

/* Every call is one event, whatever becomes of it. */
static void
test_what_is_put_right(void **state)
{
	struct played p = play("f 0\nf 0x9000\nm 28 0\nc 4 8 (nil)\n"
	    "m 28 0x1000\nr 0x1000 60 0\nm 28 0x1000\nr 0x7000 5 0x8000\n"
	    "m 10 0x2000\nr 0x8000 600 0x2000\nf 0x2000\n", 0, 0);
	char fault[128];

	(void)state;
	assert_int_equal(p.end, REPLAY_END);
	assert_int_equal(p.counts.events, 11);
	assert_int_equal(session_event(p.session), 11);
	assert_int_equal(p.counts.null_frees, 1);
	assert_int_equal(p.counts.unknown_frees, 1);
	assert_int_equal(p.counts.null_results, 3);
	assert_int_equal(p.counts.missed_frees, 2);
	assert_int_equal(p.counts.unknown_reallocs, 1);
	assert_int_equal(session_live_blocks(p.session), 1);
	assert_true(pym_check(session_heap(p.session), fault, sizeof fault));
	played_free(&p);
}

/* Read strictly, a trace ends before what would have to be put right. */
static void
test_what_is_refused(void **state)
{
	static const struct {
		const char *text, *error;
		unsigned events;
	} cases[] = {
		{ "m 56 a\nf a\nf a\n", "3: the free is of a block", 2 },
		{ "f 0x9000\n", "1: the free is of a block", 0 },
		{ "m 8 0x1000\n\nm 8 0x1000\n", "3: the result is a", 1 },
		{ "m 8 a\nm 9 b\nr a 20 b\n", "3: the result is a", 2 },
		{ "r 0x7000 5 0x8000\n", "1: the realloc is of a", 0 },
		{ "f 0\nm 28 0\nm 8 a\nr a 600 a\nf a\n", "", 5 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct played p = play_trace(cases[i].text, TRACE_STRICT, 0,
		    0);

		assert_int_equal(p.counts.events, cases[i].events);
		assert_int_equal(session_event(p.session), cases[i].events);
		assert_int_equal(p.end, *cases[i].error == '\0' ?
		    REPLAY_END : REPLAY_ERROR);
		assert_int_equal(strncmp(strbuf_text(&p.mismatches),
		    cases[i].error, strlen(cases[i].error)), 0);
		played_free(&p);
	}
}

static void
test_too_large(void **state)
{
	struct played p = play("m 9223372036854775808 0x1000\nf 0x1000\n"
	    "m 28 0x1000\n", 0, 0);

	(void)state;
	assert_int_equal(p.counts.not_replayed, 1);
	assert_int_equal(p.counts.unknown_frees, 1);
	assert_int_equal(p.counts.events, 3);
	assert_int_equal(session_event(p.session), 3);
	played_free(&p);
}

static void
test_names_and_marks(void **state)
{
	struct session_binding binding;
	uint64_t event;
	struct played p = play("m 28 a\nM half way\nm 60 b\nf a\nm 28 a\n"
	    "m 10 a\n", 0, REPLAY_NAMES | REPLAY_MARKS);

	(void)state;
	assert_true(session_binding(p.session, "a", &binding));
	assert_int_equal(binding.live, 1);
	assert_true(session_binding(p.session, "b", &binding));
	assert_int_equal(p.counts.missed_frees, 1);
	assert_int_equal(session_live_blocks(p.session), 2);
	assert_true(session_find_mark(p.session, "half way", &event));
	assert_int_equal(event, 1);
	assert_int_equal(p.counts.marks, 1);
	played_free(&p);
}

static void
test_damage(void **state)
{
	struct played p = play("m 28 0x1000\nnonsense here\nm 28 0x2000\n",
	    0, 0);

	(void)state;
	assert_int_equal(p.end, REPLAY_ERROR);
	assert_int_equal(p.counts.events, 1);
	assert_int_equal(session_live_blocks(p.session), 1);
	played_free(&p);
}

/* ---- verifying ---------------------------------------------------------- */

#define HEADER "# poolscope-trace 1\n# profile: tiny\n"

static void
test_verified(void **state)
{
	struct played p = play(HEADER "A 4096 0x7f0000005000\n"
	    "m 60 0x7f0000005030\nm 60 0x7f0000005070\nm 600 0x555500001000\n"
	    "f 0x7f0000005030\nm 57 0x7f0000005030\nf 0x7f0000005030\n"
	    "F 0x7f0000005000\nf 0x7f0000005070\nA 4096 0x7f0000004000\n"
	    "m 8 0x7f0000004030\n", SESSION_STREAM, REPLAY_VERIFY);

	(void)state;
	assert_string_equal(strbuf_text(&p.mismatches), "");
	assert_int_equal(p.counts.arena_events, 3);
	assert_int_equal(p.counts.addresses, 4);
	assert_int_equal(p.counts.mismatches, 0);
	played_free(&p);
}

/* People see a recording's own addresses. */
static void
test_bases(void **state)
{
	struct session_block b;
	struct played p = play(HEADER "A 4096 0x7f0000005000\n"
	    "m 60 0x7f0000005030\n", 0, 0);

	(void)state;
	assert_true(session_block(p.session, 1, &b));
	assert_true(b.address == 0x7f0000005030);
	played_free(&p);
}

static void
mismatches(const char *trace, unsigned n, const char *words)
{
	struct played p = play(trace, SESSION_STREAM, REPLAY_VERIFY);

	if (p.counts.mismatches != n ||
	    strstr(strbuf_text(&p.mismatches), words) == NULL)
		fail_msg("%ju mismatches: %s", p.counts.mismatches,
		    strbuf_text(&p.mismatches));
	played_free(&p);
}

static void
test_mismatches(void **state)
{
	(void)state;
	/* Another block, another pool, the system, from the system. */
	mismatches(HEADER "A 4096 0x7f0000005000\nm 60 0x7f0000005070\n", 1,
	    "4: recorded in arena 0 + 0x70, here in arena 0 + 0x30");
	mismatches(HEADER "A 4096 0x7f0000005000\nm 60 0x7f0000005030\n"
	    "m 8 0x7f0000005430\n", 1, "5: recorded in arena 0 + 0x430, here "
	    "in arena 0 + 0x230");
	mismatches(HEADER "A 4096 0x7f0000005000\nm 60 0x555500000000\n", 1,
	    "4: recorded in the system allocator, here in arena 0 + 0x30");
	mismatches(HEADER "A 4096 0x7f0000005000\nm 60 0x7f0000005030\n"
	    "m 600 0x7f0000005070\n", 1, "here in the system allocator");
	/* Arenas: one too late, one too many, one that is not there. */
	mismatches(HEADER "m 600 0x555500000000\nm 60 0x7f0000005030\n", 2,
	    "an arena was obtained here, not when recorded");
	mismatches(HEADER "A 4096 0x7f0000005000\nm 600 0x555500000000\n"
	    "m 60 0x7f0000005030\n", 2, "an arena was obtained when "
	    "recorded, not here");
	mismatches(HEADER "A 4096 0x7f0000005000\nm 60 0x7f0000005030\n"
	    "f 0x7f0000005030\n", 1, "an arena was given back here, not when "
	    "recorded");
	mismatches(HEADER "A 4096 0x7f0000005000\nm 60 0x7f0000005030\n"
	    "F 0x7f0000009000\nm 60 0x7f0000005070\n", 1, "no arena was "
	    "recorded at");
	mismatches(HEADER "A 8192 0x7f0000005000\nm 60 0x7f0000005030\n", 1,
	    "8192 bytes, and 4096 under this profile");
}

/* Two arenas at one base, one after the other, are two. */
static void
test_order_of_creation(void **state)
{
	(void)state;
	mismatches(HEADER "A 4096 0x7f0000005000\nm 60 0x7f0000005030\n"
	    "F 0x7f0000005000\nf 0x7f0000005030\nA 4096 0x7f0000005000\n"
	    "m 60 0x7f0000005030\n", 0, "");
}

/* ---- the maps ----------------------------------------------------------- */

/* A map against a plain table, with much taking and putting. */
static void
test_address_map(void **state)
{
	enum { N = 3000 };
	static uint32_t plain[N];
	struct address_map m;
	uint64_t seed = 1, address;
	size_t i, k, live = 0;

	(void)state;
	address_map_init(&m);
	for (i = 0; i < 200000; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		k = (seed >> 33) % N;
		address = 0x7f0000000000 + k * 16 + k / 100 * 0x100000;
		assert_int_equal(address_map_get(&m, address), plain[k]);
		if (seed >> 62 == 0) {
			assert_int_equal(address_map_take(&m, address),
			    plain[k]);
			live -= plain[k] != 0;
			plain[k] = 0;
		} else {
			assert_int_equal(address_map_put(&m, address,
			    (uint32_t)i + 1), plain[k]);
			live += plain[k] == 0;
			plain[k] = (uint32_t)i + 1;
		}
		assert_int_equal(m.count, live);
	}
	address_map_free(&m);
}

static void
test_name_map(void **state)
{
	struct name_map m = { .chains = NULL };
	char name[16];
	uint32_t i;

	(void)state;
	assert_int_equal(name_map_take(&m, "a", 1), 0);
	for (i = 1; i <= 2000; i++) {
		snprintf(name, sizeof name, "n%u", i);
		assert_int_equal(name_map_put(&m, name, strlen(name), i), 0);
	}
	assert_int_equal(name_map_put(&m, "n7", 2, 9), 7);
	assert_int_equal(name_map_get(&m, "n7", 2), 9);
	assert_int_equal(name_map_get(&m, "n7", 1), 0);
	for (i = 1; i <= 2000; i++) {
		snprintf(name, sizeof name, "n%u", i);
		assert_int_not_equal(name_map_take(&m, name, strlen(name)), 0);
		assert_int_equal(name_map_get(&m, name, strlen(name)), 0);
	}
	assert_int_equal(m.count, 0);
	name_map_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_what_is_put_right),
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_names_and_marks),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_verified),
		cmocka_unit_test(test_bases),
		cmocka_unit_test(test_mismatches),
		cmocka_unit_test(test_order_of_creation),
		cmocka_unit_test(test_address_map),
		cmocka_unit_test(test_name_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
