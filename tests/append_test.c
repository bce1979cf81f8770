/*
 * append_test.c - calls by the short way are the events that session_apply
 * makes of them: the history, the figures over time and every moment are the
 * same, wherever one was in between.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dice.h"
#include "moment.h"
#include "session/inside.h"
#include "session/stream.h"
#include "session_helpers.h"

#define CALLS	6000u
#define LIVE	700u		/* at most */

struct twins {
	struct session *plain, *quick;
	struct stream *stream;	/* into QUICK */
	uint32_t number[LIVE];	/* of what lives, and its handle */
	uint32_t handle[LIVE];
	size_t count;
	struct dice dice;
};

static void
begin(struct twins *t, const char *spec, unsigned flags)
{
	*t = (struct twins){ .dice = { 11 } };
	t->plain = new_session(spec, flags);
	t->quick = new_session(spec, flags);
	t->plain->interval = t->plain->next_checkpoint = 300;
	t->quick->interval = t->quick->next_checkpoint = 300;
	t->stream = stream_new(t->quick, true);
}

static void
end(struct twins *t)
{
	stream_free(t->stream);
	session_free(t->plain);
	session_free(t->quick);
}

static void
check_command(const struct twins *t, uint64_t n)
{
	uint64_t a[2] = { 0 }, b[2] = { 0 };

	session_command_of(t->plain, n, &a[0], &a[1]);
	session_command_of(t->quick, n, &b[0], &b[1]);
	assert_memory_equal(a, b, sizeof a);
}

static void
check_history(const struct twins *t)
{
	uint64_t n = session_length(t->plain), i;
	struct event a, b;
	struct outcome x, y;

	assert_int_equal(session_length(t->quick), n);
	assert_int_equal(session_peak(t->quick), session_peak(t->plain));
	for (i = 1; i <= n; i++) {
		assert_true(session_event_at(t->plain, i, &a, &x));
		assert_true(session_event_at(t->quick, i, &b, &y));
		assert_int_equal(a.kind, b.kind);
		assert_int_equal(a.block, b.block);
		assert_int_equal(a.ends, b.ends);
		assert_int_equal(a.size, b.size);
		assert_int_equal(a.nelem, b.nelem);
		assert_int_equal(a.site, b.site);
		assert_int_equal(a.time, b.time);
		assert_int_equal(x.address, y.address);
		assert_int_equal(x.block, y.block);
		check_command(t, i);
	}
}

static void
check_figures(const struct twins *t)
{
	static struct session_span a[CALLS], b[CALLS];
	uint64_t per;

	for (per = 1; per < CALLS; per = per * 7 + 3) {
		size_t n = (size_t)(session_length(t->plain) / per + 1);

		memset(a, 0, sizeof a);
		memset(b, 0, sizeof b);
		session_spans(t->plain, per, a, n < CALLS ? n : CALLS);
		session_spans(t->quick, per, b, n < CALLS ? n : CALLS);
		assert_memory_equal(a, b, sizeof a);
	}
}

static void
check(struct twins *t)
{
	uint64_t n = session_length(t->plain), at;
	int i;

	assert_true(whole_sum(t->quick) == whole_sum(t->plain));
	check_history(t);
	check_figures(t);
	for (i = 0; i < 10; i++) {
		at = roll(&t->dice, n + 1);
		assert_int_equal(session_goto(t->plain, at), SESSION_OK);
		assert_int_equal(session_goto(t->quick, at), SESSION_OK);
		assert_true(whole_sum(t->quick) == whole_sum(t->plain));
	}
	session_goto(t->plain, n);
	session_goto(t->quick, n);
}

static void
hold(struct twins *t, uint32_t number, uint32_t handle)
{
	assert_int_not_equal(handle, STREAM_NO_BLOCK);
	t->number[t->count] = number;
	t->handle[t->count++] = handle;
}

static void
drop(struct twins *t, size_t i)
{
	t->count--;
	t->number[i] = t->number[t->count];
	t->handle[i] = t->handle[t->count];
}

static uint64_t
some_size(struct twins *t)
{
	return roll(&t->dice, 20) == 0 ? roll(&t->dice, 3000) : roll(&t->dice, 300);
}

static void
make(struct twins *t, struct event *e, size_t ends)
{
	bool cleared = roll(&t->dice, 8) == 0;

	e->size = some_size(t);
	e->kind = cleared ? EVENT_CALLOC : EVENT_MALLOC;
	e->nelem = cleared ? 1 + roll(&t->dice, 3) : 0;
	if (ends < t->count) {
		e->ends = t->number[ends];
		stream_end_first(t->stream, t->handle[ends]);
		drop(t, ends);
	}
	hold(t, apply(t->plain, e), cleared ? stream_calloc(t->stream,
	    e->nelem, e->size) : stream_malloc(t->stream, e->size));
}

static void
resize(struct twins *t, struct event *e, size_t i)
{
	e->kind = EVENT_REALLOC;
	e->block = t->number[i];
	e->size = some_size(t);
	t->number[i] = apply(t->plain, e);
	assert_int_equal(stream_realloc(t->stream, t->handle[i], e->size),
	    t->handle[i]);
}

static void
give_back(struct twins *t, struct event *e, size_t i)
{
	e->kind = EVENT_FREE;
	e->block = t->number[i];
	apply(t->plain, e);
	assert_true(stream_end(t->stream, t->handle[i]));
	drop(t, i);
}

static void
do_nothing(struct twins *t, struct event *e)
{
	e->kind = EVENT_NOTHING;
	apply(t->plain, e);
	assert_true(stream_nothing(t->stream));
}

static void
one_call(struct twins *t)
{
	struct event e = { .element = SESSION_WHOLE };
	size_t i = t->count == 0 ? 0 : (size_t)roll(&t->dice, t->count);

	if (roll(&t->dice, 50) == 0) {
		e.time = 1 + roll(&t->dice, 1000);
		stream_details(t->stream)->time = e.time;
	}
	if (t->count < 100 || (t->count < LIVE && roll(&t->dice, 2) == 0))
		make(t, &e, roll(&t->dice, 40) == 0 ? i : t->count);
	else if (roll(&t->dice, 10) == 0)
		resize(t, &e, i);
	else if (roll(&t->dice, 50) == 0)
		do_nothing(t, &e);
	else
		give_back(t, &e, i);
}

/* Both go somewhere else and come back. */
static void
go_around(struct twins *t)
{
	uint64_t n = session_length(t->quick), at = roll(&t->dice, n + 1);

	session_goto(t->quick, at);
	session_goto(t->quick, n);
}

static void
short_and_long(const char *spec, bool commands)
{
	struct twins t;
	size_t i;

	begin(&t, spec, 0);
	for (i = 0; i < CALLS; i++) {
		if (commands && i % 500 == 100) {
			session_begin_command(t.plain, "load a");
			session_begin_command(t.quick, "load a");
		}
		if (commands && i % 500 == 300) {
			session_end_command(t.plain);
			session_end_command(t.quick);
		}
		if (roll(&t.dice, 400) == 0)
			go_around(&t);
		one_call(&t);
	}
	check(&t);
	end(&t);
}

static void
the_same_events(void **state)
{
	(void)state;
	short_and_long("cpython-3.11", false);
	short_and_long("cpython-2.4", false);
	short_and_long("tiny,excess=16", false);
	short_and_long("cpython-3.7,debug=on", false);
}

static void
the_same_in_commands(void **state)
{
	(void)state;
	short_and_long("cpython-3.12", true);
}

/* What is typed behind the end is left behind by the next call. */
static void
another_line(void **state)
{
	struct twins t;
	size_t i;

	(void)state;
	begin(&t, "classic", 0);
	for (i = 0; i < CALLS / 3; i++) {
		one_call(&t);
		if (i % 300 != 299)
			continue;
		do_alloc(t.plain, "mine", 100);
		do_alloc(t.quick, "mine", 100);
		session_goto(t.plain, i + 1);
		session_goto(t.quick, i + 1);
	}
	check(&t);
	assert_int_equal(session_futures(t.quick, NULL, 0),
	    session_futures(t.plain, NULL, 0));
	end(&t);
}

/* A session without history has the same tables. */
static void
no_history(void **state)
{
	struct twins t;
	size_t i;

	(void)state;
	begin(&t, "cpython-3.10", SESSION_STREAM);
	for (i = 0; i < CALLS; i++)
		one_call(&t);
	assert_true(whole_sum(t.quick) == whole_sum(t.plain));
	end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_events),
		cmocka_unit_test(the_same_in_commands),
		cmocka_unit_test(another_line),
		cmocka_unit_test(no_history),
	};

	return cmocka_run_group_tests_name("append", tests, NULL, NULL);
}
