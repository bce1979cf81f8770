/*
 * series_test.c - figures over time agree with a recount, along every line
 * and whatever branches off; what matters is found where it happened.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session/inside.h"
#include "session/query.h"
#include "dice.h"
#include "session_helpers.h"
#include "support/xalloc.h"

#define MAX_EVENTS 14000
#define MAX_LINES  64

/* What is true after one event, counted afresh. */
struct truth {
	uint64_t figures[SESSION_FIGURES];
	uint64_t times[SESSION_HAPPENINGS];
};

/* A line that the test has seen the end of. */
struct line {
	uint64_t id, length;
	struct truth *events;	/* [0] is the empty heap */
};

struct course {
	struct session *s;
	struct dice dice;
	struct truth events[MAX_EVENTS + 1];
	uint64_t length;
	struct line left[MAX_LINES];
	size_t nleft;
};

/* ------------------------------------------------------------------------
 * Events, and the truth about them
 */

/* A block that lives, or 0; rather a young one. */
static uint32_t
live_one(struct course *c)
{
	uint32_t last = session_last_block(c->s), tries, back;

	for (tries = 0; last > 0 && tries < 20; tries++) {
		back = (uint32_t)roll(&c->dice, last < 300 ? last : 300);
		if (lives(c->s, last - back))
			return last - back;
	}
	return 0;
}

static void
recount_blocks(struct session *s, uint64_t *figures)
{
	const struct slot *slot;
	size_t i;

	for (i = 0; i < s->now.blocks.count; i++) {
		slot = &s->now.blocks.slots[i];
		if (slot->p == NULL)
			continue;
		figures[SESSION_ASKED] += slot->size;
		if (slot->pooled)
			figures[SESSION_POOLED] += slot->size;
	}
}

static void
recount(struct course *c, struct truth *t)
{
	size_t n, i;
	const struct pym_decision *d = session_decisions(c->s, &n);
	struct pym_stats stats;

	*t = (struct truth){ .times = { 0 } };
	pym_stats(session_heap(c->s), &stats, NULL, 0);
	recount_blocks(c->s, t->figures);
	t->figures[SESSION_IN_BLOCKS] = stats.allocated_bytes;
	t->figures[SESSION_POOLS] = stats.pools_used + stats.pools_full;
	t->figures[SESSION_ARENAS] = stats.arenas_current;
	for (i = 0; i < n; i++) {
		if (d[i].kind == PYM_D_POOL_FULL)
			t->times[SESSION_POOL_FILLED]++;
		else if (d[i].kind == PYM_D_ARENA_OBTAINED)
			t->times[SESSION_ARENA_OBTAINED]++;
		else if (d[i].kind == PYM_D_ARENA_GIVEN_BACK)
			t->times[SESSION_ARENA_GIVEN_BACK]++;
		else if (d[i].kind == PYM_D_POOL_UNLINKED)
			t->times[SESSION_POOL_EMPTIED]++;
	}
}

static void
any_event(struct course *c, uint64_t grow)
{
	uint32_t block = live_one(c);
	struct event e = { .kind = EVENT_MALLOC, .element = SESSION_WHOLE };

	e.size = roll(&c->dice, 10) == 0 ? roll(&c->dice, 300) : 1 + roll(&c->dice, 64);
	if (block != 0 && roll(&c->dice, 100) >= grow) {
		e.kind = roll(&c->dice, 4) == 0 ? EVENT_REALLOC : EVENT_FREE;
		e.block = block;
	} else if (roll(&c->dice, 8) == 0) {
		e.kind = EVENT_CALLOC;
		e.nelem = 3;
		e.size /= 3;
	}
	session_begin_command(c->s, "any");
	apply(c->s, &e);
	session_end_command(c->s);
	assert_true(c->length < MAX_EVENTS);
	recount(c, &c->events[++c->length]);
}

/* Events in waves, so that arenas come and go. */
static void
more(struct course *c, uint64_t n)
{
	uint64_t end = session_event(c->s) + n;

	while (session_event(c->s) < end)
		any_event(c, session_event(c->s) / 700 % 2 == 0 ? 70 : 30);
}

/* ------------------------------------------------------------------------
 * Lines
 */

static void
keep_line(struct course *c)
{
	struct line *l = &c->left[c->nleft++];

	assert_true(c->nleft <= MAX_LINES);
	l->id = session_line(c->s);
	l->length = c->length;
	l->events = xmemdup(c->events, (c->length + 1) * sizeof *l->events);
}

/* From event N on, what comes now is another line. */
static void
branch_off(struct course *c, uint64_t n)
{
	keep_line(c);
	assert_int_equal(session_goto(c->s, n), SESSION_OK);
	c->length = n;
}

static void
take_up(struct course *c, size_t i)
{
	struct line l = c->left[i];

	keep_line(c);
	c->left[i] = c->left[--c->nleft];
	assert_int_equal(session_goto_line(c->s, l.id, l.length), SESSION_OK);
	assert_int_equal(session_length(c->s), l.length);
	memcpy(c->events, l.events, (l.length + 1) * sizeof *l.events);
	c->length = l.length;
	free(l.events);
}

static size_t
longest(const struct course *c)
{
	size_t i, best = 0;

	for (i = 1; i < c->nleft; i++)
		if (c->left[i].length > c->left[best].length)
			best = i;
	return best;
}

static void
start(struct course *c, const char *profile, uint64_t seed)
{
	c->s = new_session(profile, 0);
	c->dice.state = seed;
	c->length = c->nleft = 0;
	memset(c->events, 0, sizeof c->events[0]);
}

static void
end(struct course *c)
{
	while (c->nleft > 0)
		free(c->left[--c->nleft].events);
	session_free(c->s);
}

/* ------------------------------------------------------------------------
 * Comparing
 */

static void
expect_span(const struct course *c, const struct session_span *span)
{
	struct session_span want = { .first = span->first,
	    .last = span->last };
	struct sample sample = { .happened = true };
	uint64_t n;

	assert_in_range(span->first, 1, span->last);
	assert_in_range(span->last, 1, c->length);
	for (n = span->first; n <= span->last; n++) {
		memcpy(sample.figures, c->events[n].figures,
		    sizeof sample.figures);
		memcpy(sample.times, c->events[n].times,
		    sizeof sample.times);
		if (n == span->first)
			span_begin(&want, n, &sample);
		else
			span_add(&want, &sample);
	}
	assert_memory_equal(span, &want, sizeof want);
}

/* Each bucket of the line is true, and there is one for every event. */
static void
expect_buckets(const struct course *c)
{
	const struct history *h = &c->s->history;
	const struct series *series;
	uint64_t next = 1;
	size_t i, k;

	for (i = 0; i < h->depth; i++) {
		series = &h->path[i].branch->series;
		for (k = 0; k < series->count; k++) {
			if (series->buckets[k].span.first > h->path[i].end)
				break;
			assert_int_equal(series->buckets[k].span.first, next);
			expect_span(c, &series->buckets[k].span);
			next = series->buckets[k].span.last + 1;
		}
	}
	assert_int_equal(next, c->length + 1);
}

/* The line as spans of PER events: all that happened, each thing once. */
static void
expect_spans(const struct course *c, uint64_t per)
{
	size_t n = c->length / per + 3, i;
	struct session_span *spans = xcalloc(n, sizeof *spans), all = { 0 };

	session_spans(c->s, per, spans, n);
	for (i = 0; i < n; i++) {
		if (i * per >= c->length) {
			assert_int_equal(spans[i].last, 0);
			continue;
		}
		assert_int_equal(spans[i].first, i * per + 1);
		if (i == 0)
			all = spans[i];
		else
			span_join(&all, &spans[i]);
	}
	expect_span(c, &all);
	free(spans);
}

static void
expect_all(const struct course *c)
{
	expect_buckets(c);
	expect_spans(c, 1);
	expect_spans(c, 50);
	expect_spans(c, 100000);
}

/* ------------------------------------------------------------------------
 * Finding
 */

static bool
matters(const struct truth *t, unsigned happenings)
{
	int k;

	for (k = 0; k < SESSION_HAPPENINGS; k++)
		if ((happenings & 1u << k) != 0 && t->times[k] > 0)
			return true;
	return false;
}

static uint64_t
expected(const struct course *c, uint64_t n, unsigned happenings, bool back,
    uint64_t last)
{
	while (back ? n > last + 1 : n < last && n < c->length) {
		n += back ? UINT64_MAX : 1;
		if (matters(&c->events[n], happenings))
			return n;
	}
	return 0;
}

static void
seek_once(struct course *c)
{
	struct query q = QUERY_ANY;
	uint64_t from = roll(&c->dice, c->length + 1);
	bool back = roll(&c->dice, 2) == 0;
	uint64_t last = roll(&c->dice, 2) == 0 ? roll(&c->dice, c->length) :
	    back ? 0 : UINT64_MAX;

	q.happenings = 1 + (unsigned)roll(&c->dice, (1 << SESSION_HAPPENINGS) - 1);
	assert_int_equal(query_find(c->s, &q, from, last, back, NULL, NULL),
	    expected(c, from, q.happenings, back, last));
}

/* ------------------------------------------------------------------------
 * Tests
 */

static struct course course;	/* large */

static void
a_short_history_is_known_event_by_event(void **state)
{
	struct course *c = &course;
	struct session_span span[3];

	(void)state;
	start(c, "tiny", 1);
	session_spans(c->s, 10, span, 1);
	assert_int_equal(span[0].last, 0);
	more(c, 900);
	expect_all(c);
	session_spans(c->s, 300, span, 3);
	expect_span(c, &span[0]);
	expect_span(c, &span[1]);
	expect_span(c, &span[2]);
	end(c);
}

static void
buckets_pair_up_and_stay_true(void **state)
{
	struct course *c = &course;

	(void)state;
	start(c, "tiny", 2);
	more(c, SERIES_BUCKETS);
	expect_buckets(c);
	more(c, 2 * SERIES_BUCKETS + 10);
	assert_true(history_tip(&c->s->history)->series.count <=
	    SERIES_BUCKETS);
	expect_all(c);
	end(c);
}

static void
lines_that_branch_off_stay_true(void **state)
{
	static const char *const profiles[] = { "tiny", "cpython-2.4",
	    "tiny,reclaim=never", "cpython-3.11,pool=4K,arena=16K" };
	struct course *c = &course;
	size_t i, turn;

	(void)state;
	for (i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
		start(c, profiles[i], 3 + i);
		more(c, i == 0 ? 2 * SERIES_BUCKETS : 300);
		for (turn = 0; turn < 12; turn++) {
			branch_off(c, roll(&c->dice, c->length));
			more(c, 1 + roll(&c->dice, 100));
			expect_buckets(c);
			take_up(c, roll(&c->dice, c->nleft));
			more(c, roll(&c->dice, 40));
			expect_buckets(c);
		}
		expect_all(c);
		end(c);
	}
}

static void
borders_survive_pairing(void **state)
{
	struct course *c = &course;
	const struct series *series;
	size_t turn;

	(void)state;
	start(c, "tiny", 9);
	more(c, 6000);
	series = &history_tip(&c->s->history)->series;
	for (turn = 0; turn < 20; turn++) {
		branch_off(c, turn < 10 ? 1 + roll(&c->dice, c->length - 1) :
		    series->buckets[roll(&c->dice, 2000)].span.last);
		more(c, 3);
		take_up(c, longest(c));
	}
	more(c, 3 * SERIES_BUCKETS / 2);
	for (turn = 0; turn < 8; turn++) {
		take_up(c, roll(&c->dice, c->nleft));
		expect_buckets(c);
	}
	end(c);
}

static void
what_matters_is_found_both_ways(void **state)
{
	struct course *c = &course;
	int i;

	(void)state;
	start(c, "tiny", 5);
	more(c, 300);
	for (i = 0; i < 100; i++)
		seek_once(c);
	session_goto(c->s, c->length);
	more(c, 2 * SERIES_BUCKETS);
	branch_off(c, 7001);
	more(c, 500);
	for (i = 0; i < 200; i++)
		seek_once(c);
	end(c);
}

static void
a_line_keeps_its_number(void **state)
{
	struct session *s = new_session("tiny", 0);
	uint64_t first, second;

	(void)state;
	do_alloc(s, NULL, 8);
	do_alloc(s, NULL, 8);
	first = session_line(s);
	session_goto(s, 1);
	assert_int_equal(session_line(s), first);
	do_alloc(s, NULL, 16);
	second = session_line(s);
	assert_int_not_equal(first, second);
	assert_int_equal(session_goto_line(s, first, 3),
	    SESSION_NO_SUCH_EVENT);
	assert_int_equal(session_line(s), second);
	assert_int_equal(session_goto_line(s, first, 2), SESSION_OK);
	assert_int_equal(session_line(s), first);
	assert_int_equal(session_event(s), 2);
	assert_int_equal(session_reset(s, NULL), SESSION_OK);
	assert_int_not_equal(session_line(s), first);
	assert_int_equal(session_goto_line(s, second, 0),
	    SESSION_NO_SUCH_FUTURE);
	session_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_history_is_known_event_by_event),
		cmocka_unit_test(buckets_pair_up_and_stay_true),
		cmocka_unit_test(lines_that_branch_off_stay_true),
		cmocka_unit_test(borders_survive_pairing),
		cmocka_unit_test(what_matters_is_found_both_ways),
		cmocka_unit_test(a_line_keeps_its_number),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
