/*
 * travel_test.c - going through short histories, event by event and decision
 * by decision; what a place within an event is.  See also anywhere_test.c.
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

#include "session/inside.h"
#include "moment.h"
#include "random_events.h"
#include "session_helpers.h"

#define EVENTS	200

static const char *const profiles[] = {
	"tiny", "tiny,excess=16,reclaim=never", "cpython-2.4", "cpython-2.5",
	"classic", "cpython-2.7", "cpython-3.7", "cpython-3.8",
	"cpython-3.9", "cpython-3.10", "cpython-3.11,excess=4096",
	"cpython-3.13", "cpython-3.7,debug=on", "cpython-3.12,debug=on",
};

#define PROFILES	(sizeof profiles / sizeof profiles[0])

/* Applies events until LENGTH are applied; SUMS[k], if wanted, is what the
   moment after k of them is. */
static void
apply_random(struct session *s, struct dice *d, uint64_t length,
    uint64_t *sums)
{
	struct outcome out;
	struct event e;
	char fault[200];

	while (session_event(s) < length) {
		random_event(s, d, &e);
		assert_int_equal(session_apply(s, &e, &out), SESSION_OK);
		if (!pym_check(session_heap(s), fault, sizeof fault))
			fail_msg("event %d: %s", (int)session_event(s), fault);
		if (sums != NULL)
			sums[session_event(s)] = moment_sum(s);
	}
}

/* ------------------------------------------------------------------------
 * Tests
 */

/* Many events, and a moment now and then that must be found again. */
static void
checkpoints_keep_to_their_budget(void **state)
{
	struct session *s = new_session("tiny", 0);
	struct event e = { .element = SESSION_WHOLE };
	uint64_t sums[20], k;
	struct dice d = { 5 };
	size_t most = 0;

	(void)state;
	s->interval = s->next_checkpoint = 50;
	s->checkpoint_budget = 400000;
	for (k = 0; k < 20 * 2000; k++) {
		if (k % 2000 == 0)
			sums[k / 2000] = moment_sum(s);
		e.kind = session_live_blocks(s) > 20 ? EVENT_FREE :
		    EVENT_MALLOC;
		e.block = live_one(s, &d);
		e.size = 1 + roll(&d, 70);
		session_apply(s, &e, NULL);
		assert_true(checkpoint_bytes(s) <= s->checkpoint_budget);
		if (checkpoint_bytes(s) > most)
			most = checkpoint_bytes(s);
	}
	assert_true(most > s->checkpoint_budget / 2);
	assert_true(s->interval > 50);
	for (k = 20; k-- > 0;) {
		session_goto(s, k * 2000);
		assert_true(moment_sum(s) == sums[k]);
	}
	session_free(s);
}

/* Walks over the decisions of each event, on and back. */
static void
step_through(struct session *s, const uint64_t *sums)
{
	uint64_t places[64], event;
	size_t k = 0, n;

	while (session_event(s) < session_length(s)) {
		event = session_event(s);
		k = 0;
		do {
			places[k++] = heap_sum(s);
			assert_int_equal(session_decision(s), k - 1);
			assert_int_equal(session_step(s), SESSION_OK);
		} while (session_event(s) == event);
		session_decisions(s, &n);
		assert_int_equal(k, n == 0 ? 1 : n);
		assert_true(moment_sum(s) == sums[event + 1]);
		while (session_event(s) > event || session_decision(s) > 0) {
			assert_int_equal(session_back_step(s), SESSION_OK);
			assert_true(heap_sum(s) == places[--k]);
			assert_int_equal(session_decision(s), k);
		}
		assert_int_equal(k, 0);
		assert_true(moment_sum(s) == sums[event]);
		assert_int_equal(session_next(s), SESSION_OK);
	}
	assert_int_equal(session_step(s), SESSION_NO_SUCH_EVENT);
}

static void
steps_go_both_ways(void **state)
{
	struct session *s;
	uint64_t sums[EVENTS + 1];
	struct dice d = { 77 };
	size_t i;

	(void)state;
	for (i = 0; i < PROFILES; i += 3) {
		s = new_session(profiles[i], 0);
		sums[0] = moment_sum(s);
		apply_random(s, &d, EVENTS / 8, sums);
		session_goto(s, 0);
		step_through(s, sums);
		session_free(s);
	}
}

/* Whether write K of D is the last one to its word. */
static bool
stays(const struct pym_decision *d, size_t k)
{
	size_t i;

	for (i = k + 1; i < d->nwrites; i++)
		if (d->writes[i].address == d->writes[k].address)
			return false;
	return true;
}

/* Memory is now as the writes of D, the decision just taken, say. */
static void
check_writes(const struct session *s, const struct pym_decision *d)
{
	const struct pym_write *w;
	uint64_t word;
	size_t k;

	for (k = 0; k < d->nwrites; k++) {
		w = &d->writes[k];
		word = 0;
		pym_read(session_heap(s), w->address, &word,
		    w->size > 8 ? 8 : w->size);
		if (stays(d, k) && word != w->after)
			fail_msg("decision %d at %llx", (int)d->kind,
			    (unsigned long long)w->address);
	}
}

/* Between two decisions memory is as the words written so far say. */
static void
a_place_within_is_its_writes(void **state)
{
	struct session *s = new_session("tiny", 0);
	struct dice d = { 3 };
	const struct pym_decision *all;
	uint64_t event;
	size_t n, i;

	(void)state;
	apply_random(s, &d, EVENTS / 2, NULL);
	for (event = 0; event < EVENTS / 2; event++) {
		session_goto(s, event);
		do {
			session_step(s);
			all = session_decisions(s, &n);
			i = session_decision(s);
			if (i > 0)
				check_writes(s, &all[i - 1]);
		} while (session_decision(s) > 0);
	}
	session_free(s);
}

/* The decisions of the last event as one number. */
static uint64_t
decisions_sum(struct session *s)
{
	const struct pym_decision *all;
	uint64_t sum = 1;
	size_t n, i, k;

	all = session_decisions(s, &n);
	for (i = 0; i < n; i++) {
		sum = sum * 31 + (uint64_t)all[i].kind;
		sum = sum * 31 + all[i].address;
		for (k = 0; k < all[i].nwrites; k++)
			sum = sum * 31 + all[i].writes[k].after;
	}
	return sum * 31 + n;
}

static void
decisions_are_known_everywhere(void **state)
{
	struct session *s = new_session("tiny", 0);
	uint64_t sums[EVENTS + 1], k;
	struct dice d = { 8 };
	int i;

	(void)state;
	s->interval = s->next_checkpoint = 3;
	s->checkpoint_budget = SIZE_MAX;
	sums[0] = decisions_sum(s);
	for (k = 1; k <= EVENTS; k++) {
		s->next_checkpoint = k % 3 == 0 ? k : k + 1;
		apply_random(s, &d, k, NULL);
		sums[k] = decisions_sum(s);
	}
	for (i = 0; i < 400; i++) {
		k = roll(&d, EVENTS + 1);
		session_goto(s, k);
		assert_true(decisions_sum(s) == sums[k]);
		assert_int_equal(session_event(s), k);
		if (k > 0) {
			session_back(s);
			assert_true(decisions_sum(s) == sums[k - 1]);
			session_next(s);
			assert_true(decisions_sum(s) == sums[k]);
		}
	}
	session_free(s);
}

static void
leaving_a_place_within(void **state)
{
	struct session *s = new_session("tiny", 0);
	struct event e = { .kind = EVENT_MALLOC, .size = 8,
	    .element = SESSION_WHOLE };
	struct event wrong = { .kind = EVENT_FREE, .block = 1000 };
	uint64_t before, after, within;

	(void)state;
	before = moment_sum(s);
	session_apply(s, &e, NULL);
	after = moment_sum(s);
	session_goto(s, 0);
	session_step(s);
	session_step(s);
	within = heap_sum(s);
	assert_true(within != heap_sum(s) || session_decision(s) == 2);
	assert_int_equal(session_apply(s, &wrong, NULL), SESSION_NOT_LIVE);
	assert_int_equal(session_decision(s), 2);
	assert_true(heap_sum(s) == within);
	assert_int_equal(session_try(s, &e, NULL), SESSION_OK);
	assert_int_equal(session_decision(s), 2);
	assert_true(heap_sum(s) == within);
	assert_int_equal(session_back(s), SESSION_OK);
	assert_true(moment_sum(s) == before);
	session_step(s);
	assert_int_equal(session_next(s), SESSION_OK);
	assert_true(moment_sum(s) == after);
	session_back_step(s);
	assert_true(session_decision(s) > 0);
	assert_int_equal(session_goto(s, 0), SESSION_OK);
	assert_true(moment_sum(s) == before);
	session_step(s);
	assert_int_equal(session_apply(s, &e, NULL), SESSION_OK);
	assert_int_equal(session_event(s), 2);
	assert_int_equal(session_forked(s), 0);
	session_free(s);
}

static void
futures_are_kept(void **state)
{
	struct session *s = new_session("tiny", 0);
	uint64_t one[101], two[101], three[101];
	struct session_future f[4];
	struct dice d = { 21 };

	(void)state;
	s->interval = s->next_checkpoint = 8;
	one[0] = moment_sum(s);
	apply_random(s, &d, 100, one);
	session_goto(s, 40);
	apply_random(s, &d, 70, two);
	session_goto(s, 60);
	apply_random(s, &d, 90, three);
	assert_int_equal(session_futures(s, f, 4), 2);
	assert_int_equal(f[0].number, 1);
	assert_int_equal(f[0].fork, 40);
	assert_int_equal(f[0].length, 100);
	assert_int_equal(f[1].fork, 60);
	assert_int_equal(session_goto_future(s, 1), SESSION_OK);
	assert_true(moment_sum(s) == one[100]);
	assert_int_equal(session_futures(s, f, 4), 2);
	assert_int_equal(f[0].number, 2);
	assert_int_equal(f[0].fork, 40);
	assert_int_equal(f[1].number, 3);
	assert_int_equal(f[1].fork, 40);
	session_goto(s, 66);
	assert_true(moment_sum(s) == one[66]);
	assert_int_equal(session_goto_future(s, 3), SESSION_OK);
	assert_true(moment_sum(s) == three[90]);
	assert_int_equal(session_futures(s, f, 4), 2);
	assert_int_equal(f[0].number, 1);
	assert_int_equal(f[1].number, 2);
	session_goto(s, 61);
	assert_true(moment_sum(s) == three[61]);
	session_goto(s, 55);
	assert_true(moment_sum(s) == two[55]);
	assert_int_equal(session_goto_future(s, 2), SESSION_OK);
	assert_true(moment_sum(s) == two[70]);
	assert_int_equal(session_goto_future(s, 2), SESSION_NO_SUCH_FUTURE);
	assert_int_equal(session_goto_future(s, 9), SESSION_NO_SUCH_FUTURE);
	session_goto(s, 39);
	assert_true(moment_sum(s) == one[39]);
	session_free(s);
}

static void
trying_changes_nothing(void **state)
{
	struct outcome tried, done;
	struct dice d;
	struct session *s;
	struct event e;
	uint64_t before;
	size_t i, k, n;

	(void)state;
	for (i = 0; i < PROFILES; i++) {
		s = new_session(profiles[i], 0);
		d = (struct dice){ 300 + i };
		for (k = 0; k < 30; k++) {
			random_event(s, &d, &e);
			before = moment_sum(s);
			session_try(s, &e, &tried);
			session_tried(s, &n);
			assert_true(moment_sum(s) == before);
			session_apply(s, &e, &done);
			assert_true(tried.status == done.status &&
			    tried.address == done.address &&
			    tried.block == done.block &&
			    tried.moved == done.moved);
		}
		session_free(s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checkpoints_keep_to_their_budget),
		cmocka_unit_test(steps_go_both_ways),
		cmocka_unit_test(a_place_within_is_its_writes),
		cmocka_unit_test(decisions_are_known_everywhere),
		cmocka_unit_test(leaving_a_place_within),
		cmocka_unit_test(futures_are_kept),
		cmocka_unit_test(trying_changes_nothing),
	};

	return cmocka_run_group_tests_name("travel", tests, NULL, NULL);
}
