/*
 * far_test.c - deep in long histories, whose checkpoints are thinned, memory
 * is to the last byte what it was.
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
#include "support/xalloc.h"

#define LONG	10000u
#define SUM_EVERY	24u	/* of the steps back */

/* Steps back from event K, more of them than can be taken back, and on. */
static void
step_far_back(struct session *s, uint64_t k)
{
	uint64_t sums[2 * STEPS_KEPT + 41];
	size_t i, n = sizeof sums / sizeof sums[0];

	session_goto(s, k);
	for (i = 0; i < n; i++) {
		if (i % SUM_EVERY == 0)
			sums[i] = heap_sum(s);
		assert_int_equal(i % 7 == 6 ? session_back_step(s) :
		    session_back(s), SESSION_OK);
		if (i % 7 == 6)
			assert_int_equal(session_back(s), SESSION_OK);
	}
	while (n-- > 0) {
		assert_int_equal(session_next(s), SESSION_OK);
		if (n % SUM_EVERY == 0)
			assert_true(heap_sum(s) == sums[n]);
	}
	assert_int_equal(session_event(s), k);
}

/* Deep in a long history, whose checkpoints are thinned, memory is to the last
   byte what a session has that went no further. */
static void
long_histories_are_exact(void **state)
{
	static const char *const specs[] = { "cpython-2.4", "cpython-3.7",
	    "cpython-3.11", "cpython-3.12,pool=64K,arena=256K" };
	struct session_memory memory;
	static const size_t budgets[] = { 300000, 300000, 1000000,
	    1500000 };
	uint64_t sums[11];
	struct session *s;
	struct event e;
	struct dice d;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof specs / sizeof specs[0]; i++) {
		s = new_session(specs[i], 0);
		d = (struct dice){ 40 + i };
		s->interval = s->next_checkpoint = 300;
		s->checkpoint_budget = budgets[i];
		for (k = 0; k <= LONG; k++) {
			if (k % (LONG / 10) == 0)
				sums[k / (LONG / 10)] = heap_sum(s);
			plain_event(s, &d, &e);
			if (i == 3)	/* few classes: large pools fill */
				e.size -= e.size % 100;
			assert_int_equal(session_apply(s, &e, NULL),
			    SESSION_OK);
		}
		session_memory(s, &memory);
		assert_true(memory.count < LONG / 300);
		assert_true(memory.checkpoints <= memory.limit);
		for (k = 0; k < 30; k++) {
			session_goto(s, roll(&d, LONG));
			session_goto(s, k % 11 * (LONG / 10));
			assert_true(heap_sum(s) == sums[k % 11]);
		}
		step_far_back(s, LONG / 2 + 77);
		session_free(s);
	}
}

/* ------------------------------------------------------------------------
 * The table of blocks alone, of which checkpoints keep the differences
 */

#define MOMENTS		24u
#define FEW		12u	/* events from one to the next */

struct table {
	struct checkpoint *checkpoint;
	struct slot *slots;
	size_t count;
};

static void
keep_table(struct session *s, struct table *t)
{
	t->checkpoint = checkpoint_take(s);
	t->count = s->now.blocks.count;
	t->slots = xmemdup(s->now.blocks.slots, t->count * sizeof *t->slots);
}

static void
check_table(const struct session *s, const struct table *t)
{
	const struct slot *is, *was;
	size_t i;

	assert_int_equal(s->now.blocks.count, t->count);
	for (i = 0; i < t->count; i++) {
		is = &s->now.blocks.slots[i];
		was = &t->slots[i];
		assert_ptr_equal(is->p, was->p);
		assert_int_equal(is->element, was->element);
		if (was->p == NULL)
			continue;
		assert_int_equal(is->size, was->size);
		assert_int_equal(is->szidx, was->szidx);
		assert_int_equal(is->pooled, was->pooled);
		assert_int_equal(is->number, was->number);
		assert_int_equal(is->name, was->name);
	}
}

static void
tables_come_back_as_they_were(void **state)
{
	struct session *s = new_session("cpython-3.11", 0);
	struct table tables[MOMENTS];
	struct dice d = { 5 };
	struct event e;
	size_t i, k;

	(void)state;
	for (i = 0; i < 2000 + MOMENTS * FEW; i++) {
		if (i >= 2000 && i % FEW == 2000 % FEW)
			keep_table(s, &tables[(i - 2000) / FEW]);
		plain_event(s, &d, &e);
		assert_int_equal(session_apply(s, &e, NULL), SESSION_OK);
	}
	assert_true(s->stock.spared > 0);
	for (i = 0; i < 4 * MOMENTS; i++) {
		k = roll(&d, MOMENTS);
		checkpoint_restore(s, tables[k].checkpoint);
		check_table(s, &tables[k]);
	}
	for (i = 0; i < MOMENTS; i++) {
		checkpoint_drop(s, tables[i].checkpoint);
		free(tables[i].slots);
	}
	session_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_histories_are_exact),
		cmocka_unit_test(tables_come_back_as_they_were),
	};

	return cmocka_run_group_tests_name("far", tests, NULL, NULL);
}
