/*
 * query_test.c - questions over history: each answer is that of somebody who
 * goes through all events and looks; and catch, find, history and info diff
 * say it.
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

#include "session/query.h"
#include "session_helpers.h"
#include "support/xalloc.h"
#include "tests/command_fixture.h"
#include "tests/dice.h"

#define EVENTS	1500
#define SITES	5

/* A block that an event was about, as it was seen then. */
struct seen_block {
	uint32_t number;
	uint64_t address, size;
	uint32_t szidx;			/* PYM_NONE: of the system */
	bool result;			/* the event made it, or resized it */
	bool freed;
};

/* What somebody saw at an event. */
struct seen {
	unsigned did, happenings;
	struct seen_block blocks[3];
	size_t count;
	uint32_t site, thread;
};

struct course {
	struct session *s;
	struct dice dice;
	struct seen seen[EVENTS + 1];
};

/* ---- a history ---------------------------------------------------------- */

static uint32_t
live_one(struct course *c)
{
	uint32_t last = session_last_block(c->s), n;
	int tries;

	for (tries = 0; tries < 50 && last > 0; tries++) {
		n = last - (uint32_t)roll(&c->dice, last < 80 ? last : 80);
		if (lives(c->s, n))
			return n;
	}
	return SESSION_NO_BLOCK;
}

static void
any_event(struct course *c)
{
	uint32_t block = live_one(c), other = live_one(c);
	struct event e = { .element = SESSION_WHOLE,
	    .size = 1 + roll(&c->dice, 80),
	    .site = (uint32_t)roll(&c->dice, SITES + 1),
	    .thread = (uint32_t)roll(&c->dice, 3), .bytes = "x" };
	uint64_t kind = roll(&c->dice, 10);

	if (kind >= 8 && block != SESSION_NO_BLOCK) {
		e.kind = EVENT_REALLOC;
		e.block = block;
	} else if (kind >= 5 && block != SESSION_NO_BLOCK) {
		e.kind = EVENT_FREE;
		e.block = block;
	} else if (kind == 4 && block != SESSION_NO_BLOCK) {
		e.kind = EVENT_WRITE;
		e.block = block;
		e.size = 1;
	} else if (kind == 3) {
		e.kind = EVENT_CALLOC;
		e.nelem = 1 + roll(&c->dice, 3);
		e.size = 1 + e.size / 3;
	}
	if (e.kind <= EVENT_REALLOC && other != block && roll(&c->dice, 12) == 0)
		e.ends = other;
	apply(c->s, &e);
}

/* ---- somebody who looks ------------------------------------------------- */

static void
see_block(struct course *c, struct seen *seen, uint32_t number, bool result)
{
	struct seen_block *to = &seen->blocks[seen->count++];
	struct session_block b;
	struct pym_location at;

	assert_true(session_block(c->s, number, &b));
	pym_locate(session_heap(c->s), b.address, &at);
	*to = (struct seen_block){ number, b.address, b.size,
	    at.place == PYM_PLACE_BLOCK ? at.szidx : PYM_NONE, result,
	    false };
}

/* What the event after this moment is about, of what lives before it. */
static void
see_before(struct course *c, struct seen *seen, const struct event *e)
{
	if (e->ends != SESSION_NO_BLOCK) {
		see_block(c, seen, e->ends, false);
		seen->did |= QUERY_FREE;
	}
	if (e->block != SESSION_NO_BLOCK)
		see_block(c, seen, e->block, false);
}

static void
see_after(struct course *c, struct seen *seen, const struct event *e,
    const struct outcome *gave)
{
	const struct pym_decision *d;
	size_t n, i;

	for (i = 0; i < seen->count; i++)
		seen->blocks[i].freed = !lives(c->s, seen->blocks[i].number);
	if (e->kind == EVENT_WRITE)
		seen->did |= QUERY_WRITE;
	else if (e->kind == EVENT_FREE)
		seen->did |= QUERY_FREE;
	else
		see_block(c, seen, gave->block, true);
	if (e->kind == EVENT_REALLOC)
		seen->did |= QUERY_REALLOC | (gave->moved ? QUERY_ALLOC |
		    QUERY_FREE : 0);
	else if (e->kind < EVENT_REALLOC)
		seen->did |= QUERY_ALLOC;
	d = session_decisions(c->s, &n);
	for (i = 0; i < n; i++)
		seen->happenings |=
		    d[i].kind == PYM_D_POOL_FULL ? 1u << SESSION_POOL_FILLED :
		    d[i].kind == PYM_D_POOL_UNLINKED ?
		    1u << SESSION_POOL_EMPTIED :
		    d[i].kind == PYM_D_ARENA_OBTAINED ?
		    1u << SESSION_ARENA_OBTAINED :
		    d[i].kind == PYM_D_ARENA_GIVEN_BACK ?
		    1u << SESSION_ARENA_GIVEN_BACK : 0;
}

static void
look(struct course *c, uint64_t n)
{
	struct seen *seen = &c->seen[n];
	struct outcome gave;
	struct event e;

	*seen = (struct seen){ .count = 0 };
	assert_true(session_event_at(c->s, n, &e, &gave));
	seen->site = e.site;
	seen->thread = e.thread;
	session_goto(c->s, n - 1);
	see_before(c, seen, &e);
	session_goto(c->s, n);
	see_after(c, seen, &e, &gave);
}

static bool
block_fits(const struct query *q, const struct seen_block *b)
{
	return (q->block == SESSION_NO_BLOCK || b->number == q->block) &&
	    (q->high == 0 || (b->address >= q->low && b->address < q->high)) &&
	    (!q->sized || (b->size >= q->min && b->size <= q->max)) &&
	    (q->szidx == PYM_NONE || b->szidx == q->szidx);
}

static bool
event_fits(const struct query *q, const struct seen *seen)
{
	size_t i;

	if ((q->did | q->happenings) != 0 && (seen->did & q->did) == 0 &&
	    (seen->happenings & q->happenings) == 0)
		return false;
	if ((q->thread != SESSION_NO_THREAD && seen->thread != q->thread) ||
	    (q->sites != NULL && !q->sites[seen->site]))
		return false;
	if (q->block == SESSION_NO_BLOCK && q->high == 0 && !q->sized &&
	    q->szidx == PYM_NONE)
		return true;
	for (i = 0; i < seen->count; i++) {
		if (q->did == QUERY_ALLOC && !seen->blocks[i].result)
			continue;
		if (q->did == QUERY_FREE && !seen->blocks[i].freed)
			continue;
		if (block_fits(q, &seen->blocks[i]))
			return true;
	}
	return false;
}

static uint64_t
expected(const struct course *c, const struct query *q, uint64_t from,
    bool back)
{
	while (back ? from > 1 : from < EVENTS) {
		from += back ? UINT64_MAX : 1;
		if (event_fits(q, &c->seen[from]))
			return from;
	}
	return 0;
}

/* ---- asking ------------------------------------------------------------- */

/* Sizes of a block in mid-life are those of the end of its life to the log, so
   only such questions are asked for which that is the same. */
static void
any_question(struct course *c, struct query *q, const bool *sites)
{
	static const unsigned did[] = { QUERY_ALLOC, QUERY_FREE,
		QUERY_TOUCH, QUERY_WRITE, QUERY_REALLOC, 0 };

	*q = (struct query)QUERY_ANY;
	q->did = did[roll(&c->dice, 6)];
	if (roll(&c->dice, 3) == 0) {
		q->did = 0;
		q->happenings = 1 + (unsigned)roll(&c->dice, 15);
	}
	if (roll(&c->dice, 4) == 0)
		q->sites = sites;
	if (roll(&c->dice, 6) == 0)
		q->thread = 1 + (uint32_t)roll(&c->dice, 2);
	if (roll(&c->dice, 4) == 0)
		q->block = 1 + (uint32_t)roll(&c->dice, query_blocks(c->s));
	if (roll(&c->dice, 4) == 0) {
		q->low = PYM_ARENA_BASE + 512 * roll(&c->dice, 24);
		q->high = q->low + 512;
	}
	if (roll(&c->dice, 4) == 0)
		q->szidx = (uint32_t)roll(&c->dice, 8);
	if ((q->did == QUERY_ALLOC || q->did == QUERY_FREE) &&
	    roll(&c->dice, 2) == 0) {
		q->sized = true;
		q->min = roll(&c->dice, 70);
		q->max = q->min + roll(&c->dice, 20);
	}
}

static void
test_answers(void **state)
{
	static struct course course;
	struct course *c = &course;
	bool sites[SITES + 1] = { false, true, false, true, false, false };
	struct query q;
	uint64_t n, from, want, got;
	bool back;
	int i, found = 0;

	(void)state;
	c->s = new_session("tiny", 0);
	c->dice.state = 11;
	for (i = 0; i < SITES; i++)
		session_add_site(c->s, &(struct session_site){ .number = 1 });
	for (n = 0; n < EVENTS; n++)
		any_event(c);
	for (n = 1; n <= EVENTS; n++)
		look(c, n);
	for (i = 0; i < 3000; i++) {
		any_question(c, &q, sites);
		from = roll(&c->dice, EVENTS + 1);
		back = roll(&c->dice, 2) == 0;
		want = expected(c, &q, from, back);
		got = query_find(c->s, &q, from, back ? 0 : UINT64_MAX, back,
		    NULL, NULL);
		if (want != got)
			fail_msg("question %d (did %u, happenings %u, block "
			    "%u, low %jx, class %d, sized %d), %s %ju: %ju, "
			    "not %ju", i, q.did, q.happenings, q.block, q.low,
			    (int)q.szidx, q.sized, back ? "back from" : "from",
			    from, got, want);
		found += got != 0;
	}
	assert_true(found > 500 && found < 2900);
	session_free(c->s);
}

/* Every life of a place is that which one meets there. */
static void
test_lives(void **state)
{
	static struct course course;
	struct course *c = &course;
	struct session_block b;
	struct life *list;
	uint64_t n, address = PYM_ARENA_BASE + PYM_POOL_OVERHEAD;
	size_t count, i;

	(void)state;
	c->s = new_session("tiny", 0);
	c->dice.state = 12;
	for (n = 0; n < EVENTS; n++)
		any_event(c);
	list = query_lives(c->s, address, &count);
	assert_true(count > 3);
	for (n = 1; n <= EVENTS; n++) {
		session_goto(c->s, n);
		for (i = 0; i < count; i++)
			if (list[i].born <= n && (list[i].ended == 0 ||
			    list[i].ended > n))
				break;
		if (!session_block_at(c->s, address, &b) ||
		    b.address != address) {
			assert_int_equal(i, count);
			continue;
		}
		assert_true(i < count);
		assert_int_equal(list[i].number, b.number);
		assert_int_equal(list[i].born, b.born);
		if (list[i].ended == 0 && n == EVENTS)
			assert_int_equal(list[i].size, b.size);
	}
	free(list);
	session_free(c->s);
}

/* ---- what is said ------------------------------------------------------- */

static void
test_catch(void **state)
{
	struct fixture *f = *state;

	does(f, "x = alloc 28; ys = alloc 64 * 200; free ys[::2]; free x");
	says(f, "catch", "nothing is caught");
	says(f, "catch pool-full if class == 7", "catch 1: continue stops at "
	    "pool-full if class == 7");
	says(f, "catch free x", "catch 2");
	does(f, "goto 0");
	says(f, "c", "catch 1: pool-full if class == 7\nevent 64 of 302");
	leads_to(f, "", 127);
	leads_to(f, "continue", 190);
	leads_to(f, "continue back", 127);
	says(f, "info catches", "1: pool-full if class == 7 (4 times");
	does(f, "delete 1");
	says(f, "continue", "catch 2: free x\nevent 302 of 302");
	refuses(f, "continue", "nothing comes after it");
	leads_to(f, "continue back", 0);
	refuses(f, "delete 1", "there is no catch 1");
	refuses(f, "del x", "free gives blocks back");
	refuses(f, "continue on", "usage: continue");
	refuses(f, "catch froth", "nothing to ask for");
	refuses(f, "catch touch", "touch what?");
	refuses(f, "catch alloc if class == 64", "size class");
	refuses(f, "catch alloc if class > 6", "== only");
	refuses(f, "catch alloc if size", "size what?");
	refuses(f, "catch alloc if site == app.py", "no call sites");
	refuses(f, "catch alloc if thread == 1", "no threads");
	refuses(f, "catch free $400", "the last one made");
	refuses(f, "catch alloc if pool 7.7", "no arena 7");
	does(f, "delete");
	leads_to(f, "continue", 302);
	/* What was caught in another history is not caught in this. */
	does(f, "catch free x; reset");
	says(f, "catch", "nothing is caught");
}

static void
test_find(void **state)
{
	struct fixture *f = *state;

	does(f, "x = alloc 28; ys = alloc 64 * 200; free ys[::2]; free x");
	does(f, "goto 0");
	leads_to(f, "find size 64", 2);
	leads_to(f, "find pool 0.1", 3);
	leads_to(f, "find free $6", 204);
	leads_to(f, "find back alloc if size>=30 and class==7", 201);
	says(f, "find pool-empty", "a pool became wholly free");
	assert_int_equal(session_event(f->session), 302);
	leads_to(f, "find back touch $1", 1);
	leads_to(f, "find free $1", 302);
	refuses(f, "find free $1", "comes after event 302");
	leads_to(f, "find back arena 0", 301);
	does(f, "goto 100; mark here; goto 0; step");
	/* Within an event it is still ahead. */
	assert_true(session_decision(f->session) > 0);
	refuses(f, "find back arena-new", "comes before event 0");
	leads_to(f, "find arena-new", 1);
	leads_to(f, "find mark", 100);
	leads_to(f, "find", 127);
	leads_to(f, "find back mark pool-full", 100);
	refuses(f, "find size x", "is no size");
}

static void
test_history(void **state)
{
	struct fixture *f = *state;

	does(f, "x = alloc 28; free x; y = alloc 30; z = realloc y 32; free z; "
	    "w = alloc 25");
	says(f, "history @0.0.0", "block 0 of pool 0.0, handed out: w: 3 lives");
	says(f, "history w", "         1          2         28  x\n"
	    "          3          5         32  y\n"
	    "*         6          -         25  w\n");
	does(f, "goto 3");
	says(f, "history y", "*         3          5         32  y\n");
	refuses(f, "history nobody", "no block is called");
}

static void
test_diff(void **state)
{
	struct fixture *f = *state;

	does(f, "xs = alloc 28 * 3; mark a; ys = alloc 600 * 2; z = alloc 30; "
	    "zz = alloc 100; mark b; free z ys[0]; goto 2");
	says(f, "info diff a b", "4 blocks of those made after event 3 live "
	    "at event 7: 1330 bytes asked for, 1200 of them with the system");
	assert_int_equal(session_event(f->session), 2);
	says(f, "info diff a end", "     600         1             0  the "
	    "system allocator\n      100         1           104  class 12 "
	    "(104 bytes)\nno call sites");
	says(f, "info diff 0", "2 blocks of those made after event 0");
	refuses(f, "info diff b a", "the earlier moment is said first");
	refuses(f, "info diff nobody", "is no moment");
	refuses(f, "info diff 100", "beyond the end");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_lives),
		FIXTURE_TEST(test_catch),
		FIXTURE_TEST(test_find),
		FIXTURE_TEST(test_history),
		FIXTURE_TEST(test_diff),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
