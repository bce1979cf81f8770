/*
 * archive_test.c - histories that do not stay in memory: in a file they are
 * what they were.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "session/inside.h"
#include "moment.h"
#include "random_events.h"
#include "session_helpers.h"

#define EVENTS	20000u
#define SAMPLES	25u
#define LIVE	60u	/* blocks, more or less */

static const char letters[] = "written by the program that owns it";

/* A block that lives, or 0 where there are few. */
static uint32_t
pick(const struct session *s, struct dice *d)
{
	size_t n;
	uint32_t *live = session_live_list(s, &n), number;

	number = n < 1 + roll(d, LIVE) ? 0 : live[roll(d, n)];
	free(live);
	return number;
}

/* Some event that can happen now; now and then with a name, bytes, a site. */
static void
draw(struct session *s, struct dice *d, struct event *e)
{
	uint32_t live = pick(s, d);
	struct session_block b = { 0 };

	*e = (struct event){ .element = SESSION_WHOLE };
	e->size = roll(d, 20) == 0 ? 500 + roll(d, 900) : 1 + roll(d, 60);
	if (roll(d, 4) == 0)
		e->site = 1 + (uint32_t)roll(d, 3);
	if (roll(d, 2) == 0)
		e->time = 1 + session_event(s);
	if (live == 0) {
		e->kind = roll(d, 9) == 0 ? EVENT_CALLOC : EVENT_MALLOC;
		e->nelem = roll(d, 3);
		e->name = roll(d, 5) == 0 ? name(s, "x") : 0;
		return;
	}
	e->block = live;
	e->kind = roll(d, 3) == 0 ? EVENT_REALLOC : EVENT_FREE;
	if (roll(d, 5) != 0)
		return;
	session_block(s, live, &b);
	*e = (struct event){ .kind = EVENT_WRITE, .block = live,
	    .size = b.size < sizeof letters ? b.size : sizeof letters,
	    .bytes = letters };
}

/* The same random events for both, from A. */
static void
apply_both(struct session *a, struct session *b, struct dice *d,
    uint64_t length)
{
	struct event e;

	while (session_event(a) < length) {
		draw(a, d, &e);
		name(b, "x");
		assert_int_equal(session_apply(b, &e, NULL), SESSION_OK);
		assert_int_equal(session_apply(a, &e, NULL), SESSION_OK);
	}
}

static bool
writes(const struct event *e)
{
	return e->kind == EVENT_WRITE;
}

static void
compare_events(const struct session *a, const struct session *b, uint64_t n)
{
	struct outcome x, y;
	struct event e, f;

	assert_true(session_event_at(a, n, &e, &x));
	assert_true(session_event_at(b, n, &f, &y));
	if (writes(&e))
		assert_memory_equal(e.bytes, f.bytes, e.size);
	e.bytes = f.bytes = NULL;
	assert_int_equal(e.kind, f.kind);
	assert_int_equal(e.block, f.block);
	assert_int_equal(e.ends, f.ends);
	assert_int_equal(e.name, f.name);
	assert_int_equal(e.element, f.element);
	assert_int_equal(e.size, f.size);
	assert_int_equal(e.nelem, f.nelem);
	assert_int_equal(e.offset, f.offset);
	assert_int_equal(e.site, f.site);
	assert_int_equal(e.thread, f.thread);
	assert_int_equal(e.time, f.time);
	assert_int_equal(x.address, y.address);
	assert_int_equal(x.block, y.block);
}

static void
compare_blocks(const struct session *a, const struct session *b,
    uint32_t number)
{
	struct session_block x, y;

	assert_int_equal(session_block(a, number, &x),
	    session_block(b, number, &y));
	assert_int_equal(x.address, y.address);
	assert_int_equal(x.size, y.size);
	assert_int_equal(x.born, y.born);
	assert_int_equal(x.freed, y.freed);
	assert_int_equal(x.live, y.live);
	if (x.name == NULL)
		assert_null(y.name);
	else
		assert_string_equal(x.name, y.name);
}

/* A history of which next to nothing stays in memory tells and does what one
   does that is all there. */
static void
a_file_is_like_memory(void **state)
{
	struct session *a = new_session("cpython-3.11", 0);
	struct session *b = new_session("cpython-3.11", 0);
	struct dice d = { 6 };
	struct session_memory m;
	uint64_t n, i;

	(void)state;
	session_limit_history(a, 0, UINT64_MAX);
	apply_both(a, b, &d, EVENTS);
	session_memory(a, &m);
	assert_int_equal(m.file_error, 0);
	assert_true(m.file >= (EVENTS / STRETCH - 1) * STRETCH * 16);
	for (n = 1; n <= EVENTS; n++)
		compare_events(a, b, n);
	for (i = 0; i < SAMPLES; i++) {
		n = roll(&d, EVENTS + 1);
		assert_int_equal(session_goto(a, n), SESSION_OK);
		assert_int_equal(session_goto(b, n), SESSION_OK);
		assert_true(moment_sum(a) == moment_sum(b));
		if (session_last_block(b) > 0)
			compare_blocks(a, b, (uint32_t)roll(&d,
			    session_last_block(b)) + 1);
	}
	session_free(a);
	session_free(b);
}

/* Within an event that writes, its bytes stay whatever else is looked at. */
static void
bytes_stay_within_an_event(void **state)
{
	struct session *s = new_session("cpython-3.7", 0);
	uint32_t block = do_alloc(s, "a", sizeof letters);
	uint64_t sum, n;
	struct event e;

	(void)state;
	session_limit_history(s, 0, UINT64_MAX);
	do_write(s, block, 0, letters, sizeof letters);
	sum = moment_sum(s);
	while (session_length(s) < 2 * ARCHIVE_READ * STRETCH)
		do_free(s, do_alloc(s, NULL, 20));
	assert_int_equal(session_goto(s, 1), SESSION_OK);
	assert_int_equal(session_step(s), SESSION_OK);
	for (n = 1; n <= session_length(s); n += STRETCH / 2)
		assert_true(session_event_at(s, n, &e, NULL));
	while (session_event(s) < 2)
		assert_int_equal(session_step(s), SESSION_OK);
	assert_true(moment_sum(s) == sum);
	session_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_like_memory),
		cmocka_unit_test(bytes_stay_within_an_event),
	};

	return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
