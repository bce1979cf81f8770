/*
 * anywhere.c - a history is made, and gone through, and compared with fresh
 * runs.
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

#include "anywhere.h"
#include "moment.h"
#include "random_events.h"
#include "session/inside.h"
#include "session_helpers.h"

#define MOST_ARENAS	10000u		/* that a history obtains */

/* ------------------------------------------------------------------------
 * Histories
 */

/* A session takes checkpoints further apart than this in short histories. */
static void
take_checkpoints(struct session *s)
{
	if (s->next_checkpoint > s->now.event + s->interval)
		s->next_checkpoint = s->now.event + s->interval;
}

/* How many checkpoints were taken. */
static size_t
more(struct walk *w, uint64_t n)
{
	size_t taken = 0;
	uint64_t next;

	for (; n > 0; n--) {
		take_checkpoints(w->s);
		next = w->s->next_checkpoint;
		w->one(w);
		taken += w->s->next_checkpoint > next;
	}
	return taken;
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
		    WALK_ROUNDS));
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
make_history(struct walk *w, uint64_t n)
{
	size_t round, had = 0, taken = 0;

	w->s->interval = w->s->next_checkpoint = 1 + n / WALK_ROUNDS / 12;
	for (round = 0; round < WALK_ROUNDS; round++) {
		taken += more(w, n / WALK_ROUNDS);
		if (round == 0)
			session_goto(w->s, session_event(w->s) / 2);
		else
			wander(w);
		if (round != 1)
			continue;
		w->s->checkpoint_budget = checkpoint_bytes(w->s);
		had = checkpoints(w->s);
		taken = 0;
	}
	w->walked.kept = checkpoints(w->s);
	if (had + taken > w->walked.kept)
		w->walked.given_up = had + taken - w->walked.kept;
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

	for (i = 0; i < WALK_TARGETS; i++) {
		t[i].line = session_line(w->s);
		t[i].event = i == 0 ? length : roll(&w->dice, length + 1);
	}
	qsort(t, WALK_TARGETS, sizeof *t, by_event);
	to = fresh(w);
	for (i = 0; i < WALK_TARGETS; i++) {
		while (n < t[i].event)
			do_again(w, to, ++n);
		t[i].sum = whole_sum(to);
	}
	assert_int_equal(session_peak(w->s), session_peak(to));
	session_free(to);
	w->ntargets += WALK_TARGETS;
}

/* Of each line, or where there are very many of some. */
static void
add_lines(struct walk *w)
{
	struct session_future f[WALK_LINES];
	size_t n = session_futures(w->s, f, WALK_LINES), i;

	if (n > WALK_LINES - 1)
		n = WALK_LINES - 1;
	w->walked.lines = n + 1;
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
	struct session *to = fresh(w);
	char *is, *was;
	uint64_t n;
	size_t at;

	for (n = 0; n < t->event;)
		do_again(w, to, ++n);
	is = session_dump(w->s);
	was = session_dump(to);
	at = differ(is, was);
	fail_msg("%s, seed %d: event %d of %d, line %d, %s: %s: \"%.60s\", not "
	    "\"%.60s\"", w->spec, (int)w->seed, (int)t->event,
	    (int)session_length(w->s), (int)(uint32_t)t->line, how,
	    heap_sum(w->s) == heap_sum(to) ? "dump or tables" : "memory",
	    is + at, was + at);
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

/* All are told or none: where both kinds are, a word of which a part was
   written over can look like a pointer in one heap that is none in the other. */
static void
tell_bases(struct session *s)
{
	uint64_t i;

	for (i = 0; i < MOST_ARENAS; i++)
		session_add_base(s, 0x7f0000000000 + i * 0x100000000);
}

void
walk_anywhere(struct walk *w, uint64_t n)
{
	uint64_t i;

	w->dice.state = w->seed;
	/* What can be in the file is there. */
	session_limit_history(w->s, 0, UINT64_MAX / 2);
	w->ntargets = 0;
	w->walked = (struct walked){ 0 };
	if (w->seed % 2 == 0 && session_length(w->s) == 0)
		tell_bases(w->s);
	for (i = 0; i < 3; i++)
		session_add_site(w->s, &(struct session_site){ .number = i });
	make_history(w, n);
	add_lines(w);
	for (i = 0; i < w->ntargets; i++)
		jump(w);
}
