/*
 * anywhere_test.c - from wherever one comes, a moment of a history is what a
 * fresh run of its events gives: the whole dump and every byte of the heap,
 * under every profile, in every future, with checkpoints made and thinned.
 *
 * TRAVEL_SEEDS histories of TRAVEL_EVENTS events are drawn for each profile,
 * from the dice's seed TRAVEL_FIRST on; `make travel` sets them.
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

#include "session/dump.h"
#include "session/inside.h"
#include "support/strbuf.h"
#include "tests/moment.h"
#include "tests/random_events.h"
#include "tests/session_helpers.h"
#include "tests/specs.h"

#define ROUNDS		5u	/* in a history, after each of which one goes
				   elsewhere */
#define TARGETS		3u	/* moments of each line that are gone to */
#define MOST_ARENAS	10000u		/* that a history obtains */
#define MOST_LINES	(2 * ROUNDS + 1)

/* A moment to go to, and what a fresh run finds there. */
struct target {
	uint64_t line, event, sum;
};

struct walk {
	const char *spec;
	uint64_t seed;
	struct session *s;
	struct dice dice;
	void (*one)(struct walk *w);	/* event that comes now */
	uint64_t lines[MOST_LINES];
	size_t nlines;
	struct target targets[MOST_LINES * TARGETS];
	size_t ntargets;
};

static uint64_t
knob(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

/* ------------------------------------------------------------------------
 * Histories
 */

/* Names and bytes in one wave, in the next plain calls as programs make them,
   which can be taken back one by one. */
static void
any(struct walk *w)
{
	struct event e;

	if (w->s->now.event / 50 % 2 == 0)
		random_event(w->s, &w->dice, &e);
	else
		plain_event(w->s, &w->dice, &e);
	e.site = (uint32_t)roll(&w->dice, 4);
	e.thread = (uint32_t)roll(&w->dice, 3);
	apply(w->s, &e);
}

/* What crashes, or the C library refuses, is no event. */
static void
any_of_a_broken_program(struct walk *w)
{
	struct event e;

	if (roll(&w->dice, 40) == 0)
		wild_event(w->s, &w->dice, &e);
	else
		random_event(w->s, &w->dice, &e);
	session_apply(w->s, &e, NULL);
}

/* A session takes checkpoints further apart than this in short histories. */
static void
take_checkpoints(struct session *s)
{
	if (s->next_checkpoint > s->now.event + s->interval)
		s->next_checkpoint = s->now.event + s->interval;
}

static void
more(struct walk *w, uint64_t n)
{
	for (; n > 0; n--) {
		take_checkpoints(w->s);
		w->one(w);
	}
}

/* Some steps of some kind from here, so as to leave from there. */
static void
disturb(struct walk *w)
{
	static enum session_status (*const ways[])(struct session *s) = {
		session_step, session_back_step, session_next, session_back,
	};
	uint64_t way = roll(&w->dice, 6), k;
	struct event e;

	if (way < 4)
		for (k = roll(&w->dice, 9); k > 0; k--)
			ways[way](w->s);
	if (way == 4) {
		random_event(w->s, &w->dice, &e);
		session_try(w->s, &e, NULL);
	}
}

/* To another moment of this line, or of another: what comes now may branch off
   there. */
static void
wander(struct walk *w)
{
	uint64_t length = session_length(w->s);

	if (roll(&w->dice, 3) == 0)
		session_goto_future(w->s, 1 + (uint32_t)roll(&w->dice,
		    ROUNDS));
	else if (roll(&w->dice, 4) > 0)
		session_goto(w->s, length - roll(&w->dice, length / 2 + 1));
	disturb(w);
}

static size_t
checkpoints(const struct session *s)
{
	struct session_memory memory;

	session_memory(s, &memory);
	return memory.count;
}

/* Checkpoints stand close, and after two rounds there is no more room for them:
   whenever one is taken others go. */
static void
make_history(struct walk *w, uint64_t events)
{
	uint64_t close = 1 + events / ROUNDS / 12;
	size_t round;

	w->s->interval = w->s->next_checkpoint = close;
	for (round = 0; round < ROUNDS; round++) {
		more(w, events / ROUNDS);
		if (round == 1)
			w->s->checkpoint_budget = checkpoint_bytes(w->s);
		wander(w);
		if (round == 0)
			session_goto(w->s, events / ROUNDS / 2);
	}
	assert_true(checkpoints(w->s) > 1);
	assert_true(checkpoints(w->s) < events / close * 3 / 4);
}

/* ------------------------------------------------------------------------
 * Fresh runs
 */

static struct session *
fresh(const struct walk *w)
{
	struct session *to = new_session(w->spec, 0);
	uint32_t i;

	to->interval = to->next_checkpoint = UINT64_MAX / 2;
	for (i = 1; i <= session_sites(w->s); i++)
		session_add_site(to, session_site(w->s, i));
	for (i = 0; i < MOST_ARENAS; i++)
		session_add_base(to, session_base(w->s, i));
	return to;
}

/* Event N of the present line is done in TO. */
static void
do_again(struct walk *w, struct session *to, uint64_t n)
{
	const char *text;
	struct event e;

	assert_true(session_event_at(w->s, n, &e, NULL));
	if (e.name != SESSION_NO_NAME) {
		text = session_name(w->s, e.name);
		e.name = session_intern(to, text, strlen(text));
	}
	assert_int_equal(session_apply(to, &e, NULL), SESSION_OK);
}

static int
by_event(const void *a, const void *b)
{
	const struct target *x = a, *y = b;

	return (x->event > y->event) - (x->event < y->event);
}

/* Some moments of the present line, and what they are. */
static void
add_line(struct walk *w)
{
	struct target *t = &w->targets[w->ntargets];
	struct session *to;
	uint64_t n = 0, length = session_length(w->s);
	size_t i;

	for (i = 0; i < TARGETS; i++) {
		t[i].line = session_line(w->s);
		t[i].event = i == 0 ? length : roll(&w->dice, length + 1);
	}
	qsort(t, TARGETS, sizeof *t, by_event);
	to = fresh(w);
	for (i = 0; i < TARGETS; i++) {
		while (n < t[i].event)
			do_again(w, to, ++n);
		t[i].sum = whole_sum(to);
	}
	assert_int_equal(session_peak(w->s), session_peak(to));
	session_free(to);
	w->ntargets += TARGETS;
	w->lines[w->nlines++] = session_line(w->s);
}

static void
add_lines(struct walk *w)
{
	struct session_future f[MOST_LINES];
	size_t n = session_futures(w->s, f, MOST_LINES), i;

	assert_in_range(n, 1, MOST_LINES - 1);
	add_line(w);
	for (i = 0; i < n; i++) {
		assert_int_equal(session_goto_future(w->s, f[i].number),
		    SESSION_OK);
		add_line(w);
	}
}

/* ------------------------------------------------------------------------
 * Jumps
 */

static void
take_dump(void *ctx, const char *text, size_t n)
{
	strbuf_add(ctx, text, n);
}

/* Where two dumps part. */
static size_t
differ(const char *a, const char *b)
{
	size_t i = 0;

	while (a[i] == b[i] && a[i] != '\0')
		i++;
	return i;
}

/* Tells where the moment is none of a fresh run's. */
static void
tell(struct walk *w, const struct target *t, const char *how)
{
	struct strbuf is = STRBUF_INIT, was = STRBUF_INIT;
	struct session *to = fresh(w);
	uint64_t n;
	size_t at;

	for (n = 0; n < t->event;)
		do_again(w, to, ++n);
	dump_json(w->s, take_dump, &is);
	dump_json(to, take_dump, &was);
	at = differ(strbuf_text(&is), strbuf_text(&was));
	fail_msg("%s, seed %d: event %d of %d, line %d, %s: %s: \"%.60s\", not "
	    "\"%.60s\"", w->spec, (int)w->seed, (int)t->event,
	    (int)session_length(w->s), (int)(uint32_t)t->line, how,
	    heap_sum(w->s) == heap_sum(to) ? "dump or tables" : "memory",
	    strbuf_text(&is) + at, strbuf_text(&was) + at);
}

static void
arrive(struct walk *w, const struct target *t, const char *how)
{
	assert_int_equal(session_event(w->s), t->event);
	assert_int_equal(session_decision(w->s), 0);
	if (whole_sum(w->s) != t->sum)
		tell(w, t, how);
}

/* Into the event after T, and the same place from its other side. */
static void
look_within(struct walk *w, const struct target *t)
{
	uint64_t k, depth, sum;

	if (t->event == session_length(w->s))
		return;
	for (k = 1 + roll(&w->dice, 8); k > 0; k--) {
		session_step(w->s);
		if (session_event(w->s) != t->event)
			return;
	}
	depth = session_decision(w->s);
	sum = whole_sum(w->s);
	session_goto(w->s, roll(&w->dice, session_length(w->s) + 1));
	session_goto(w->s, t->event + 1);
	do
		session_back_step(w->s);
	while (session_decision(w->s) > depth);
	if (session_event(w->s) != t->event || whole_sum(w->s) != sum)
		fail_msg("%s, seed %d: within event %d", w->spec,
		    (int)w->seed, (int)t->event + 1);
	session_goto(w->s, t->event);
	arrive(w, t, "from within");
}

static void
jump(struct walk *w)
{
	const struct target *t = &w->targets[roll(&w->dice, w->ntargets)];

	disturb(w);
	assert_int_equal(session_goto_line(w->s, t->line, t->event),
	    SESSION_OK);
	arrive(w, t, "a jump");
	if (t->event > 0 && roll(&w->dice, 4) == 0) {
		session_back(w->s);
		session_next(w->s);
		arrive(w, t, "back and on");
	}
	if (roll(&w->dice, 4) == 0)
		look_within(w, t);
}

static void
go_anywhere(const char *spec, uint64_t seed, uint64_t events,
    void (*one)(struct walk *w))
{
	struct walk w = { .spec = spec, .seed = seed, .dice = { seed },
	    .one = one };
	size_t i;

	w.s = new_session(spec, 0);
	for (i = 0; seed % 2 == 0 && i < MOST_ARENAS; i++)
		session_add_base(w.s, 0x7f0000000000 + i * 0x100000000);
	for (i = 0; i < 3; i++)
		session_add_site(w.s, &(struct session_site){ .number = i });
	make_history(&w, events);
	add_lines(&w);
	for (i = 0; i < w.ntargets; i++)
		jump(&w);
	session_free(w.s);
}

/* ------------------------------------------------------------------------
 * Tests
 */

/* All profiles, and of their variations some, or where more seeds are asked
   for all. */
static void
each_profile(uint64_t events, void (*one)(struct walk *w))
{
	uint64_t first = knob("TRAVEL_FIRST", 1), k;
	uint64_t seeds = knob("TRAVEL_SEEDS", 1);
	size_t i;

	events = knob("TRAVEL_EVENTS", events);
	for (k = first; k < first + seeds; k++)
		for (i = 0; i < spec_count(); i++)
			if (seeds > 1 || i < pym_profile_count() ||
			    (i + k) % 4 == 0)
				go_anywhere(spec_at(i), k * 1000 + i, events,
				    one);
}

static void
any_moment_is_that_of_a_fresh_run(void **state)
{
	(void)state;
	each_profile(300, any);
}

static void
so_are_those_of_broken_heaps(void **state)
{
	(void)state;
	each_profile(120, any_of_a_broken_program);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_moment_is_that_of_a_fresh_run),
		cmocka_unit_test(so_are_those_of_broken_heaps),
	};

	return cmocka_run_group_tests_name("anywhere", tests, NULL, NULL);
}
