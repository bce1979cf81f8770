/*
 * long_test.c - moments that are named and events that are looked for in a
 * long history: where each command leads is counted anew from notes that were
 * taken while the events came.
 *
 * TRAVEL_LONG is how many events there are; `make travel` has a million.
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

#include "support/xalloc.h"
#include "tests/command_fixture.h"
#include "tests/dice.h"
#include "tests/knob.h"
#include "tests/moment.h"

#define MARKS	5
#define MOMENTS	8	/* of which all is known */

/* What was noted of an event. */
struct note {
	uint64_t asked;		/* bytes that live after it */
	uint32_t block;		/* that it named, and ... */
	uint32_t made;		/* ... made; 0: none */
	uint32_t size;		/* of a request */
	uint32_t made_before;	/* blocks, this one's included */
	bool obtained, gave_back;	/* an arena */
};

struct owned {
	uint32_t number, size;
};

struct course {
	struct fixture f;
	struct dice dice;
	struct note *notes;	/* [0]: before all events */
	uint64_t length;
	struct owned *live;
	size_t count;
	uint64_t marks[MARKS];
	uint64_t sums[MOMENTS];
};

/* ---- a history ---------------------------------------------------------- */

static void
see_arena(void *ctx, bool obtained, uint64_t ordinal)
{
	struct course *c = ctx;
	struct note *n = &c->notes[c->length];

	(void)ordinal;
	*(obtained ? &n->obtained : &n->gave_back) = true;
}

/* More blocks, fewer, more, ...: the peak is somewhere in the middle. */
static bool
grows(const struct course *c, uint64_t n)
{
	uint64_t wave = n / 6 + 1;

	return c->count == 0 || (c->length / wave % 2 == 0) ==
	    (c->length % 5 < 4);
}

static void
draw(struct course *c, uint64_t n, struct event *e, struct owned **owned)
{
	*e = (struct event){ .kind = EVENT_MALLOC,
	    .element = SESSION_WHOLE };
	*owned = &c->live[c->count];
	e->size = roll(&c->dice, 40) == 0 ? 500 + roll(&c->dice, 200) :
	    1 + roll(&c->dice, 128);
	if (grows(c, n) && (c->count == 0 || roll(&c->dice, 12) != 0))
		return;
	*owned = &c->live[roll(&c->dice, c->count)];
	e->block = (*owned)->number;
	e->kind = roll(&c->dice, 6) == 0 ? EVENT_REALLOC : EVENT_FREE;
	if (e->kind == EVENT_FREE)
		e->size = 0;
}

static void
do_one(struct course *c, uint64_t n)
{
	struct note *note = &c->notes[++c->length];
	struct outcome gave;
	struct owned *owned;
	struct event e;

	draw(c, n, &e, &owned);
	*note = note[-1];
	note->obtained = note->gave_back = false;
	assert_int_equal(session_apply(c->f.session, &e, &gave), SESSION_OK);
	note->asked += e.size - (e.block != 0 ? owned->size : 0);
	note->block = e.block;
	note->size = (uint32_t)e.size;
	note->made = e.kind != EVENT_FREE && gave.block != e.block ?
	    gave.block : 0;
	note->made_before += note->made != 0;
	c->count += e.kind == EVENT_MALLOC;
	if (e.kind == EVENT_FREE)
		*owned = c->live[--c->count];
	else
		*owned = (struct owned){ gave.block, (uint32_t)e.size };
}

/* The events after which all was noted, as it came to be for the first time. */
static uint64_t
moment(uint64_t n, size_t i)
{
	return n / MOMENTS * i + n / 19;
}

static int
set_up(void **state)
{
	struct course *c = xcalloc(1, sizeof *c);
	uint64_t n = knob("TRAVEL_LONG", 300000);
	size_t i;

	c->dice.state = 9;
	c->notes = xcalloc(n + 1, sizeof *c->notes);
	c->live = xcalloc(n + 1, sizeof *c->live);
	fixture_open(&c->f, "cpython-3.9", CONSOLE_KEYBOARD);
	session_on_arena(c->f.session, see_arena, c);
	for (i = 0; i < MOMENTS; i++) {
		while (c->length < moment(n, i))
			do_one(c, n);
		c->sums[i] = whole_sum(c->f.session);
	}
	while (c->length < n)
		do_one(c, n);
	free(c->live);
	*state = c;
	return 0;
}

static int
tear_down(void **state)
{
	struct course *c = *state;

	fixture_close(&c->f);
	free(c->notes);
	free(c);
	return 0;
}

/* ---- where a command leads ---------------------------------------------- */

/* The session is at EVENT, and says of it what was noted. */
static void
expect_at(struct course *c, const char *line, uint64_t event)
{
	uint64_t figures[SESSION_FIGURES];

	leads_to(&c->f, line, event);
	session_figures(c->f.session, figures);
	assert_int_equal(figures[SESSION_ASKED], c->notes[event].asked);
	assert_int_equal(session_last_block(c->f.session),
	    c->notes[event].made_before);
}

static void
expect(struct course *c, uint64_t event, const char *format, uint64_t n)
{
	char line[80];

	snprintf(line, sizeof line, format, (unsigned)n);
	expect_at(c, line, event);
}

static uint64_t
somewhere(struct course *c)
{
	uint64_t event = roll(&c->dice, c->length + 1);

	expect(c, event, "goto %u", event);
	return event;
}

static void
moments_are_where_they_were(void **state)
{
	struct course *c = *state;
	uint64_t peak = 0, n;

	for (n = 1; n <= c->length; n++)
		if (c->notes[n].asked > c->notes[peak].asked)
			peak = n;
	assert_in_range(peak, c->length / 8, c->length * 7 / 8);
	for (n = 0; n < 12; n++) {
		somewhere(c);
		expect_at(c, "goto peak", peak);
		expect_at(c, "goto 37%", c->length * 37 / 100);
		expect_at(c, "goto end", c->length);
		expect_at(c, "goto 62.5%", c->length / 8 * 5);
		expect_at(c, "goto 0%", 0);
	}
	refuses(&c->f, "goto 101%", "percentage");
}

/* To the last byte, stale words included. */
static void
all_is_as_it_was(void **state)
{
	struct course *c = *state;
	size_t i, k;

	for (i = 0; i < MOMENTS; i++) {
		somewhere(c);
		k = i * 5 % MOMENTS;
		expect(c, moment(c->length, k), "goto %u",
		    moment(c->length, k));
		assert_true(whole_sum(c->f.session) == c->sums[k]);
	}
}

static void
steps_count_events(void **state)
{
	struct course *c = *state;
	uint64_t at, by;
	int i;

	for (i = 0; i < 40; i++) {
		at = somewhere(c);
		by = 1 + roll(&c->dice, i % 2 == 0 ? 300 : c->length);
		if (at > 0)
			expect(c, at > by ? at - by : 0, "back %u", by);
		at = session_event(c->f.session);
		if (at < c->length)
			expect(c, at + by < c->length ? at + by : c->length,
			    "next %u", by);
	}
}

static void
marks_are_found_again(void **state)
{
	struct course *c = *state;
	uint64_t at, next, before;
	int i, k;

	for (i = 0; i < MARKS; i++) {
		c->marks[i] = somewhere(c);
		expect(c, c->marks[i], "mark m%u", (unsigned)i);
	}
	for (k = 0; k < 30; k++) {
		at = somewhere(c);
		next = before = 0;
		for (i = 0; i < MARKS; i++) {
			if (c->marks[i] > at && (next == 0 ||
			    c->marks[i] < next))
				next = c->marks[i];
			if (c->marks[i] < at && c->marks[i] > before)
				before = c->marks[i];
		}
		if (next != 0)
			expect_at(c, "find mark", next);
		expect(c, at, "goto %u", at);
		if (before != 0)
			expect_at(c, "find back mark", before);
		expect(c, c->marks[k % MARKS], "goto m%u", k % MARKS);
	}
}

/* ---- finding ------------------------------------------------------------ */

struct wanted {
	const char *question;	/* with %u for N */
	bool (*is)(const struct course *c, uint64_t event, uint64_t n);
};

static bool
is_free(const struct course *c, uint64_t event, uint64_t n)
{
	const struct note *note = &c->notes[event];

	return note->block == n && (note->size == 0 || note->made != 0);
}

static bool
is_touch(const struct course *c, uint64_t event, uint64_t n)
{
	return c->notes[event].block == n || c->notes[event].made == n;
}

static bool
is_alloc_of(const struct course *c, uint64_t event, uint64_t n)
{
	return c->notes[event].made != 0 && c->notes[event].size == n;
}

static bool
is_alloc_over(const struct course *c, uint64_t event, uint64_t n)
{
	return c->notes[event].made != 0 && c->notes[event].size > n;
}

static bool
is_obtained(const struct course *c, uint64_t event, uint64_t n)
{
	(void)n;
	return c->notes[event].obtained;
}

static bool
is_given_back(const struct course *c, uint64_t event, uint64_t n)
{
	(void)n;
	return c->notes[event].gave_back;
}

static const struct wanted wanted[] = {
	{ "free $%u", is_free },
	{ "touch $%u", is_touch },
	{ "alloc if size == %u", is_alloc_of },
	{ "alloc if size > %u", is_alloc_over },
	{ "arena-obtained", is_obtained },
	{ "arena-free", is_given_back },
};

#define WANTED (sizeof wanted / sizeof wanted[0])

static uint64_t
counted(const struct course *c, const struct wanted *w, uint64_t n, bool back)
{
	uint64_t event = session_event(c->f.session);

	while (back ? event > 1 : event < c->length) {
		event += back ? UINT64_MAX : 1;
		if (w->is(c, event, n))
			return event;
	}
	return 0;
}

/* $N of any block of the line, be it made before or after this moment. */
static uint64_t
any_number(struct course *c, const struct wanted *w)
{
	if (w->is == is_free || w->is == is_touch)
		return 1 + roll(&c->dice,
		    c->notes[c->length].made_before);
	return 500 + roll(&c->dice, 220);
}

static void
look_for(struct course *c, const struct wanted *w, bool back)
{
	char line[80] = "find ", question[60];
	uint64_t n = any_number(c, w), event = counted(c, w, n, back);

	snprintf(question, sizeof question, w->question, (unsigned)n);
	if (back)
		strcat(line, "back ");
	strcat(line, question);
	if (event != 0)
		expect_at(c, line, event);
	else
		refuses(&c->f, line, back ? "nothing of the kind comes "
		    "before" : "nothing of the kind comes after");
}

static void
events_are_found_both_ways(void **state)
{
	struct course *c = *state;
	size_t i;

	for (i = 0; i < 20 * WANTED; i++) {
		somewhere(c);
		look_for(c, &wanted[i % WANTED], roll(&c->dice, 2) == 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_are_where_they_were),
		cmocka_unit_test(all_is_as_it_was),
		cmocka_unit_test(steps_count_events),
		cmocka_unit_test(marks_are_found_again),
		cmocka_unit_test(events_are_found_both_ways),
	};

	return cmocka_run_group_tests_name("long", tests, set_up, tear_down);
}
