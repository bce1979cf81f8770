/*
 * sites_test.c - where calls came from: sites, threads and times of a trace
 * are those of the session's events and blocks, wherever one goes.
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
#include "session/pins.h"
#include "session_helpers.h"
#include "support/strbuf.h"
#include "tests/command_fixture.h"
#include "tests/dice.h"
#include "trace/replay.h"
#include "trace/trace.h"

static const char trace[] = "# poolscope-trace 1\n"
    "S 7 app.py:12 handle%20it\n"
    "m 28 0x1000 t=0 tid=90000000001 site=7\n"
    "m 28 0x2000 site=900\n"
    "S 900 lib.py:3 <module>\n"
    "m 100 0x3000 tid=5\n"
    "r 0x1000 30 0x1000 site=900 tid=5 t=7\n"
    "r 0x2000 600 0x4000 site=7\n"
    "f 0x1000 site=12 t=9\n"
    "m 28 0x5000\n";

static struct session *
play(const char *text, unsigned session_flags, unsigned flags)
{
	struct strbuf error = STRBUF_INIT;
	char path[] = "sites_test.XXXXXX";
	struct session *s = new_session("classic", session_flags);
	struct trace_reader *r;
	struct replay *p;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	r = trace_open(path, 0, &error);
	remove(path);
	assert_non_null(r);
	p = replay_new(s, r, flags);
	while (replay_run(p, 1) == REPLAY_EVENT)
		continue;
	replay_free(p);
	trace_close(r);
	strbuf_free(&error);
	return s;
}

/* The recorded number of the site of block NUMBER; 0: none. */
static uint64_t
site_number(const struct session *s, uint32_t number)
{
	const struct session_site *site;
	struct session_block b;

	assert_true(session_block(s, number, &b));
	site = session_site(s, b.site);
	return site == NULL ? 0 : site->number;
}

static void
test_definitions(void **state)
{
	struct session *s = play(trace, 0, REPLAY_ORIGINS);
	const struct session_site *site = session_site(s, 1);
	uint64_t id;

	(void)state;
	assert_int_equal(session_sites(s), 3);
	assert_int_equal(site->number, 7);
	assert_string_equal(site->file, "app.py");
	assert_string_equal(site->function, "handle it");
	assert_int_equal(site->line, 12);
	/* Defined behind the call that it is of. */
	assert_string_equal(session_site(s, 2)->function, "<module>");
	/* Never defined. */
	assert_int_equal(session_site(s, 3)->number, 12);
	assert_null(session_site(s, 3)->file);
	assert_null(session_site(s, 4));
	assert_null(session_site(s, SESSION_NO_SITE));
	assert_int_equal(session_threads(s), 2);
	assert_true(session_thread(s, 1, &id));
	assert_int_equal(id, 90000000001);
	assert_false(session_thread(s, 3, &id));
	session_reset(s, NULL);
	assert_int_equal(session_sites(s), 0);
	assert_int_equal(session_threads(s), 0);
	session_free(s);
}

static void
test_events(void **state)
{
	struct session *s = play(trace, 0, REPLAY_ORIGINS);
	struct event e;

	(void)state;
	assert_true(session_event_at(s, 1, &e, NULL));
	assert_int_equal(e.site, 1);
	assert_int_equal(e.thread, 1);
	assert_int_equal(e.time, 1);
	assert_true(session_event_at(s, 2, &e, NULL));
	assert_int_equal(e.site, 2);
	assert_int_equal(e.thread, SESSION_NO_THREAD);
	assert_int_equal(e.time, 0);
	assert_true(session_event_at(s, 6, &e, NULL));
	assert_int_equal(e.time, 10);
	assert_true(session_event_at(s, 7, &e, NULL));
	assert_int_equal(e.site, SESSION_NO_SITE);
	session_free(s);
}

/* What the blocks say at event N, wherever one came from. */
static void
sites_are(struct session *s, uint64_t n, uint64_t one, uint64_t two)
{
	assert_int_equal(session_goto(s, n), SESSION_OK);
	assert_int_equal(site_number(s, 1), one);
	if (n >= 2)
		assert_int_equal(site_number(s, 2), two);
}

static void
test_blocks(void **state)
{
	struct session *s = play(trace, 0, REPLAY_ORIGINS);

	(void)state;
	sites_are(s, 7, 900, 900);	/* both ended */
	assert_int_equal(site_number(s, 3), 0);
	assert_int_equal(site_number(s, 4), 7);
	assert_int_equal(site_number(s, 5), 0);
	sites_are(s, 3, 7, 900);
	sites_are(s, 4, 900, 900);	/* resized where it lay */
	sites_are(s, 1, 7, 0);
	sites_are(s, 6, 900, 900);
	sites_are(s, 2, 7, 900);
	session_free(s);
}

/* A slot that is used again has nothing of the block that was there. */
static void
test_reuse(void **state)
{
	struct session *s = new_session("tiny", 0);
	struct session_site site = { .number = 1 };
	uint32_t one = session_add_site(s, &site), block;

	(void)state;
	block = apply(s, &(struct event){ .kind = EVENT_MALLOC, .size = 8,
	    .element = SESSION_WHOLE, .site = one });
	assert_int_equal(site_number(s, block), 1);
	do_free(s, block);
	assert_int_equal(site_number(s, block), 1);
	block = do_alloc(s, NULL, 8);
	assert_int_equal(site_number(s, block), 0);
	session_free(s);
}

/* Long enough for checkpoints: each block has the site of its event. */
static void
test_far(void **state)
{
	struct session *s = new_session("classic", 0);
	uint32_t sites[10], i;
	uint64_t n;

	(void)state;
	for (i = 0; i < 10; i++)
		sites[i] = session_add_site(s, &(struct session_site){
		    .number = i + 1 });
	for (i = 0; i < 20000; i++)
		apply(s, &(struct event){ .kind = EVENT_MALLOC, .size = 16,
		    .element = SESSION_WHOLE, .site = i < 6000 ? 0 :
		    sites[i % 10] });
	for (n = 20000; n > 1000; n -= 1777) {
		assert_int_equal(session_goto(s, n), SESSION_OK);
		for (i = 1; i <= n; i += 371)
			assert_int_equal(site_number(s, i), i <= 6000 ? 0 :
			    (i - 1) % 10 + 1);
	}
	session_free(s);
}

static void
test_unasked(void **state)
{
	struct session *s = play(trace, 0, 0);

	(void)state;
	assert_int_equal(session_sites(s), 0);
	assert_int_equal(site_number(s, 4), 0);
	session_free(s);
}

/* ---- what is said of it ------------------------------------------------- */

static const char told[] = "# poolscope-trace 1\n"
    "S 1 /usr/lib/python3.11/json/decoder.py:353 raw_decode\n"
    "S 2 a%1B[31m.py:9 f\n"
    "S 3 a%1B[31m.py:10 f\n"
    "m 100 0x1000 site=1\n"
    "m 30 0x2000 site=2\n"
    "m 31 0x3000 site=3\n"
    "m 700 0x4000 site=2\n"
    "m 8 0x5000\n"
    "r 0x1000 101 0x1000 site=3\n"
    "f 0x2000\n";

static void
test_commands(void **state)
{
	struct fixture *f = *state;
	FILE *file = fopen("sites_test.trace", "w");

	assert_non_null(file);
	fputs(told, file);
	fclose(file);
	says(f, "info sites", "no call sites are recorded");
	does(f, "replay sites_test.trace");
	remove("sites_test.trace");
	does(f, "goto 5");
	says(f, "goto 4", "event 4 of 7: alloc 700, at a^[[31m.py:9 f\n");
	does(f, "goto 5");
	says(f, "info sites", "      730         2       365  a^[[31m.py:9 f\n"
	    "      100         1       100  json/decoder.py:353 raw_decode\n"
	    "       31         1        31  a^[[31m.py:10 f\n"
	    "        8         1         8  not known\n"
	    "in arenas: 169 bytes asked for, in blocks that hold 176; "
	    "1 arena holds 256 KiB\n"
	    "beside them: 700 bytes asked for, in 1 block of the system "
	    "allocator\n");
	says(f, "info sites file count", "who asked\n"
	    "      761         3       253  a^[[31m.py\n");
	says(f, "info sites function", "  a^[[31m.py f\n");
	refuses(f, "info sites froth", "bytes or count");
	says(f, "info pins", "  256 KiB  json/decoder.py:353 raw_decode\n");
	says(f, "info pins 0", "alloc 31, by a^[[31m.py:10 f\n");
	does(f, "goto end");
	says(f, "info block $1", "asked for at /usr/lib/python3.11/json/"
	    "decoder.py:353 raw_decode\n  resized at a^[[31m.py:10 f\n");
	says(f, "info block $2", "asked for at a^[[31m.py:9 f\n");
	says(f, "info block @0.1.0", "  made by event 2: alloc 30\n"
	    "  asked for at a^[[31m.py:9 f\n  freed by event 7: free $2\n");
}

/* ---- what would come back, does ----------------------------------------- */

struct in_arena {
	uint32_t arena;
	uint32_t *list;
	size_t count;
	const struct session *s;
};

static void
take_if_in(void *ctx, const struct session_block *b)
{
	struct in_arena *in = ctx;
	struct pym_location at;

	pym_locate(session_heap(in->s), b->address, &at);
	if (at.place == PYM_PLACE_BLOCK && at.pool.arena == in->arena)
		in->list[in->count++] = b->number;
}

static void
free_arena(struct session *s, uint32_t arena)
{
	struct in_arena in = { .arena = arena, .s = s };
	size_t i;

	in.list = calloc(session_live_blocks(s), sizeof *in.list);
	session_each_live(s, take_if_in, &in);
	for (i = 0; i < in.count; i++)
		do_free(s, in.list[i]);
	free(in.list);
}

/* A heap of which a part was freed at random. */
static void
fragment(struct session *s, struct dice *dice)
{
	uint64_t keep = 2 + roll(dice, 40), n = 400 + roll(dice, 400);
	uint32_t i;

	for (i = 0; i < n; i++)
		do_alloc(s, NULL, 1 + roll(dice, 64));
	for (i = 1; i <= n; i++)
		if (roll(dice, keep) != 0)
			do_free(s, i);
}

static void
come_back(const char *profile, uint64_t seed)
{
	struct session *s = new_session(profile, 0);
	struct pym_counts before, now;
	struct pins *list;
	struct dice dice = { seed };
	size_t n, i;

	fragment(s, &dice);
	list = pins_list(session_heap(s), &n);
	pym_counts(session_heap(s), &before);
	for (i = 0; i < n; i++) {
		free_arena(s, list[i].arena.index);
		pym_counts(session_heap(s), &now);
		if (now.arenas_current + list[i].back !=
		    before.arenas_current)
			fail_msg("%s, seed %ju: %ju of %ju arenas are left "
			    "after %zu of %zu, not %ju", profile, seed,
			    now.arenas_current, before.arenas_current, i + 1,
			    n, before.arenas_current - list[i].back);
	}
	free(list);
	session_free(s);
}

static void
test_pins(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 60; seed++) {
		come_back("tiny", seed);
		come_back("cpython-3.9,threshold=64,pool=1K,arena=4K", seed);
		come_back("cpython-3.13,threshold=64,pool=1K,arena=8K",
		    seed);
		come_back("tiny,reclaim=never", seed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_definitions),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_reuse),
		cmocka_unit_test(test_far),
		cmocka_unit_test(test_unasked),
		cmocka_unit_test(test_pins),
		cmocka_unit_test_setup_teardown(test_commands,
		    fixture_set_up, fixture_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
