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
#include "session_helpers.h"
#include "support/strbuf.h"
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
	while (replay_next(p) == REPLAY_EVENT)
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
