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
#include <unistd.h>

#include <cmocka.h>

#include "support/xalloc.h"
#include "tests/anywhere.h"
#include "tests/command_fixture.h"
#include "tests/knob.h"
#include "tests/objects/statements.h"
#include "tests/random_events.h"
#include "tests/session_helpers.h"
#include "tests/specs.h"
#include "trace/replay.h"
#include "trace/trace.h"

/* ---- events -------------------------------------------------------------- */

/* Names and bytes in one wave, in the next plain calls as programs make them,
   which can be taken back one by one. */
static void
any(struct walk *w)
{
	bool within = session_decision(w->s) > 0;
	struct event e;

	if (session_event(w->s) / 50 % 2 == 0)
		random_event(w->s, &w->dice, &e);
	else
		plain_event(w->s, &w->dice, &e);
	e.site = (uint32_t)roll(&w->dice, 4);
	e.thread = (uint32_t)roll(&w->dice, 3);
	/* What lives within an event can end with it. */
	assert_true(session_apply(w->s, &e, NULL) == SESSION_OK || within);
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

static struct walked
walk_events(const char *spec, uint64_t seed, uint64_t n,
    void (*one)(struct walk *w))
{
	struct walk w = { .spec = spec, .seed = seed, .one = one,
	    .s = new_session(spec, 0) };

	walk_anywhere(&w, n);
	session_free(w.s);
	return w.walked;
}

/* ---- traces -------------------------------------------------------------- */

/* Some events at a time, as while one looks; or by the command, one by one. */
static void
load(struct fixture *f, const char *path, bool by_command)
{
	struct strbuf error = STRBUF_INIT;
	struct trace_reader *r;
	struct replay *p;
	char line[80];

	if (by_command) {
		snprintf(line, sizeof line, "replay %s; goto end", path);
		does(f, line);
		return;
	}
	r = trace_open(path, 0, &error);
	assert_non_null(r);
	assert_int_equal(session_reset(f->session, NULL), SESSION_OK);
	p = replay_new(f->session, r, REPLAY_NAMES | REPLAY_ORIGINS);
	while (replay_run(p, 37) == REPLAY_EVENT)
		continue;
	replay_free(p);
	trace_close(r);
	strbuf_free(&error);
}

/* A trace that was loaded, and what is done from its end on. */
static struct walked
walk_loaded(const char *spec, uint64_t seed, uint64_t n,
    void (*one)(struct walk *w))
{
	struct walk w = { .spec = spec, .seed = seed, .one = one,
	    .dice = { seed } };
	char line[80], path[40];
	struct fixture f;
	struct event e;
	uint64_t i;

	snprintf(path, sizeof path, "anywhere.%d.trace", (int)getpid());
	fixture_open(&f, spec, CONSOLE_SCRIPT);
	w.s = f.session;
	for (i = 0; i < n; i++) {
		plain_event(w.s, &w.dice, &e);
		apply(w.s, &e);
	}
	snprintf(line, sizeof line, "save %s", path);
	does(&f, line);
	load(&f, path, seed % 3 == 0);
	remove(path);
	assert_in_range(session_length(w.s), n, 2 * n);
	walk_anywhere(&w, n / 2);
	fixture_close(&f);
	return w.walked;
}

/* ---- commands ------------------------------------------------------------ */

#define KEPT	64u

/* What a command left behind of Python's objects. */
struct objects_then {
	uint64_t line, event;
	char *text;
};

struct typed {
	struct walk walk;
	struct fixture f;
	struct drawing drawing;
	struct objects_then kept[KEPT];
	size_t count;
};

static char *
objects_now(struct typed *t)
{
	char *objects = xstrdup(run(&t->f, "info objects"));
	char *text = xasprintf("%s%s", objects, run(&t->f,
	    "info freelists"));

	free(objects);
	return text;
}

static void
keep_objects(struct typed *t)
{
	struct objects_then *o = &t->kept[t->count++ % KEPT];

	free(o->text);
	*o = (struct objects_then){ session_line(t->f.session),
	    session_event(t->f.session), objects_now(t) };
}

static void
put_python(struct typed *t, struct strbuf *line)
{
	strbuf_clear(&t->drawing.ours);
	strbuf_clear(&t->drawing.theirs);
	put_statement(&t->drawing);
	strbuf_printf(line, "py %s", strbuf_text(&t->drawing.ours));
}

/* Whatever can be typed that makes events; what is refused makes none. */
static void
put_command(struct typed *t, struct strbuf *line)
{
	static const char *const commands[] = {
		"x = alloc %u; y = alloc %u",
		"xs = alloc %u * %u",
		"free x; free xs[::2]",
		"z = calloc %u 3; write z \"abcdefghijk\"",
		"y = realloc y %u",
		"x = realloc z %u; free y",
		"random 9 seed %u sizes 1..%u free 45%%",
		"free x; free xs; free y; free z",
		"threads 2 lock; 1: p = alloc %u; 2: q = alloc %u; 1: next; "
		    "2: next; threads off",
		"threads 2 nolock; 1: free p; 2: r = alloc %u; 2: next; "
		    "1: next; threads off; free q; free r",
		/* Of a broken program. */
		"w = alloc 40; free w; free! w",
		"w = alloc 24; free w; write! w \"AB\"",
		"w = alloc 20; overrun w %u",
	};
	size_t n = sizeof commands / sizeof commands[0] -
	    (t->walk.seed % 3 == 0 ? 0 : 3);
	struct dice *d = &t->walk.dice;

	strbuf_printf(line, commands[roll(d, n)], (unsigned)roll(d, 90) + 1,
	    (unsigned)roll(d, 9) + 1);
}

static void
type_one(struct walk *w)
{
	struct typed *t = (struct typed *)w;
	struct strbuf line = STRBUF_INIT;

	if (roll(&w->dice, 2) == 0)
		put_python(t, &line);
	else
		put_command(t, &line);
	run(&t->f, strbuf_text(&line));
	/* Python goes on from a whole statement only. */
	if (strstr(strbuf_text(&t->f.out), "left half done") != NULL)
		run(&t->f, "undo");
	else if (strstr(strbuf_text(&t->f.out), "the midst") != NULL)
		run(&t->f, "redo");
	strbuf_free(&line);
	keep_objects(t);
}

static void
objects_are_as_they_were(struct typed *t)
{
	const struct objects_then *o;
	char *text;
	size_t i;

	for (i = 0; i < KEPT && i < t->count; i++) {
		o = &t->kept[roll(&t->walk.dice, t->count < KEPT ? t->count :
		    KEPT)];
		session_goto_line(t->f.session, o->line, o->event);
		text = objects_now(t);
		if (strcmp(text, o->text) != 0)
			fail_msg("%s, seed %d, event %d: %s, not %s",
			    t->walk.spec, (int)t->walk.seed, (int)o->event,
			    text, o->text);
		free(text);
	}
}

static struct walked
walk_commands(const char *spec, uint64_t seed, uint64_t n,
    void (*one)(struct walk *w))
{
	struct typed t = { .walk = { .spec = spec, .seed = seed, .one = one },
	    .drawing = { .seed = seed } };
	size_t i;

	fixture_open(&t.f, spec, CONSOLE_SCRIPT);
	t.walk.s = t.f.session;
	put_class(&t.drawing);
	walk_anywhere(&t.walk, n);
	objects_are_as_they_were(&t);
	for (i = 0; i < KEPT; i++)
		free(t.kept[i].text);
	strbuf_free(&t.drawing.ours);
	strbuf_free(&t.drawing.theirs);
	strbuf_free(&t.drawing.literals);
	fixture_close(&t.f);
	return t.walk.walked;
}

/* ---- every profile ------------------------------------------------------- */

static void
add(struct walked *all, struct walked one)
{
	all->walks++;
	all->lines += one.lines;
	all->kept += one.kept;
	all->given_up += one.given_up;
}

/* All profiles, and of their variations some, or where more seeds are asked
   for all; one of EACH events is done so often. */
static void
each_profile(uint64_t often, uint64_t each,
    struct walked (*go)(const char *spec, uint64_t seed, uint64_t n,
    void (*one)(struct walk *w)), void (*one)(struct walk *w))
{
	uint64_t first = knob("TRAVEL_FIRST", 1), k;
	uint64_t seeds = knob("TRAVEL_SEEDS", 1);
	uint64_t n = knob("TRAVEL_EVENTS", often * each) / each;
	struct walked all = { 0 };
	size_t i;

	for (k = first; k < first + seeds; k++)
		for (i = 0; i < spec_count(); i++)
			if (seeds > 1 || i < pym_profile_count() ||
			    (i + k) % 4 == 0)
				add(&all, go(spec_at(i), k * 1000 + i, n,
				    one));
	/* What was to happen did, if there was enough of it. */
	if (n < often)
		return;
	assert_true(all.lines > 2 * all.walks);
	assert_true(all.kept > 4 * all.walks);
	assert_true(all.given_up > 4 * all.walks);
}

static void
any_moment_is_that_of_a_fresh_run(void **state)
{
	(void)state;
	each_profile(300, 1, walk_events, any);
}

static void
so_are_those_of_broken_heaps(void **state)
{
	(void)state;
	each_profile(120, 1, walk_events, any_of_a_broken_program);
}

static void
so_are_those_that_are_loaded(void **state)
{
	(void)state;
	each_profile(200, 1, walk_loaded, any);
}

static void
so_are_those_that_commands_make(void **state)
{
	(void)state;
	each_profile(40, 8, walk_commands, type_one);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_moment_is_that_of_a_fresh_run),
		cmocka_unit_test(so_are_those_of_broken_heaps),
		cmocka_unit_test(so_are_those_that_are_loaded),
		cmocka_unit_test(so_are_those_that_commands_make),
	};

	return cmocka_run_group_tests_name("anywhere", tests, NULL, NULL);
}
