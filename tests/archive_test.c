/*
 * archive_test.c - histories that do not stay in memory: in a file they are
 * what they were, and where the oldest is dropped, what is kept is.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "session/inside.h"
#include "session/query.h"
#include "dice.h"
#include "moment.h"
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

static void
compare_events(const struct session *a, const struct session *b, uint64_t n)
{
	struct outcome x, y;
	struct event e, f;

	assert_true(session_event_at(a, n, &e, &x));
	assert_true(session_event_at(b, n, &f, &y));
	if (e.kind == EVENT_WRITE)
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
	/* One that had its name from another may have lost it with that. */
	if (x.name == NULL && session_first(a) == 0)
		assert_null(y.name);
	else if (x.name != NULL)
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

/* ------------------------------------------------------------------------
 * Where the file has no room for more
 */

#define MEMORY	150000u		/* a stretch, and */
#define FILE_MOST 300000u	/* ... two */
#define MANY	24000u

/* Two of the same history, of which the first keeps a part only. */
static void
make_pair(const char *profile, struct dice *d, struct session **part,
    struct session **whole)
{
	struct session_memory m;

	*part = new_session(profile, 0);
	*whole = new_session(profile, 0);
	(*part)->interval = (*part)->next_checkpoint = 400;
	session_limit_history(*part, MEMORY, FILE_MOST);
	apply_both(*part, *whole, d, MANY);
	session_memory(*part, &m);
	assert_true(m.dropped > 0 && m.dropped == session_first(*part));
	assert_true(m.dropped > MANY / 4 && m.dropped < MANY - 5000);
	assert_true(m.file > 0 && m.file <= FILE_MOST);
	assert_true(m.events < 3 * MEMORY + ARCHIVE_READ * FILE_MOST);
}

/* What is kept tells what the whole tells, and what was dropped is told. */
static void
compare_block(const struct session *part, const struct session *whole,
    uint32_t number)
{
	struct session_block b;

	assert_true(session_block(whole, number, &b));
	if (b.live || b.freed > session_first(part)) {
		compare_blocks(part, whole, number);
		return;
	}
	assert_true(session_block(part, number, &b));
	assert_int_equal(b.born, 0);
	assert_false(b.live);
}

static void
compare_moments(struct session *part, struct session *whole, struct dice *d)
{
	uint64_t first = session_first(part), n = first;
	unsigned i;

	for (i = 0; i < SAMPLES; i++) {
		assert_int_equal(session_goto(part, n), SESSION_OK);
		assert_int_equal(session_goto(whole, n), SESSION_OK);
		assert_true(present_sum(part) == present_sum(whole));
		compare_block(part, whole, 1 + (uint32_t)roll(d,
		    session_last_block(whole)));
		n = first + roll(d, session_length(part) - first + 1);
	}
}

/* Those who lived when what is kept begins, at the end. */
static void
compare_elders(struct session *part, struct session *whole)
{
	struct session_block b;
	struct event e;
	uint32_t *numbers;
	size_t n, i, named = 0;

	session_goto(whole, session_first(part));
	numbers = session_live_list(whole, &n);
	session_goto(whole, MANY);
	session_goto(part, MANY);
	assert_true(n > 20);
	for (i = 0; i < n; i++) {
		compare_block(part, whole, numbers[i]);
		session_block(part, numbers[i], &b);
		session_event_at(whole, b.born, &e, NULL);
		assert_true(e.name == SESSION_NO_NAME || b.name != NULL);
		named += e.name != SESSION_NO_NAME && !b.live;
	}
	assert_true(named > 0);
	free(numbers);
}

static void
what_is_kept_is_exact(void **state)
{
	static const char *const profiles[] = { "cpython-3.11",
	    "cpython-2.7,debug=on" };
	struct session *part, *whole;
	uint64_t first, n;
	struct dice d;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		d = (struct dice){ 30 + i };
		make_pair(profiles[i], &d, &part, &whole);
		first = session_first(part);
		assert_false(session_event_at(part, first, NULL, NULL));
		for (n = first + 1; n <= MANY; n++)
			compare_events(part, whole, n);
		compare_moments(part, whole, &d);
		compare_elders(part, whole);
		assert_int_equal(session_goto(part, first), SESSION_OK);
		assert_int_equal(session_back(part), SESSION_DROPPED);
		assert_int_equal(session_goto(part, first - 1),
		    SESSION_DROPPED);
		assert_int_equal(session_event(part), first);
		assert_int_equal(session_next(part), SESSION_OK);
		assert_int_equal(session_back(part), SESSION_OK);
		session_goto(whole, first);
		assert_true(present_sum(part) == present_sum(whole));
		session_free(part);
		session_free(whole);
	}
}

/* A question of dice about blocks, for what happened and for sites. */
static struct query
draw_query(const struct session *s, struct dice *d)
{
	struct query q = QUERY_ANY;
	struct session_block b;

	q.did = (unsigned)roll(d, 16);
	if (roll(d, 3) == 0)
		q.happenings = 1u << roll(d, SESSION_HAPPENINGS);
	switch (roll(d, 4)) {
	case 0:
		q.szidx = (uint32_t)roll(d, 4);
		break;
	case 1:
		q.sized = true;
		q.min = roll(d, 60);
		q.max = q.min + roll(d, 9);
		break;
	case 2:
		q.block = 1 + (uint32_t)roll(d, query_blocks(s));
		break;
	default:
		session_block(s, 1 + (uint32_t)roll(d, session_last_block(s)),
		    &b);
		q.low = b.address;
		q.high = b.address + 64;
	}
	return q;
}

static void
questions_are_answered(void **state)
{
	struct session *part, *whole;
	struct dice d = { 77 };
	uint64_t first, from, x, y;
	struct query q;
	unsigned i;

	(void)state;
	make_pair("cpython-3.7", &d, &part, &whole);
	first = session_first(part);
	for (i = 0; i < 300; i++) {
		q = draw_query(whole, &d);
		from = first + roll(&d, MANY - first);
		x = query_find(part, &q, from, MANY, false, NULL, NULL);
		y = query_find(whole, &q, from, MANY, false, NULL, NULL);
		assert_int_equal(x, y);
		x = query_find(part, &q, from, 0, true, NULL, NULL);
		y = query_find(whole, &q, from, 0, true, NULL, NULL);
		assert_int_equal(x, y > first ? y : 0);
	}
	session_free(part);
	session_free(whole);
}

static void
compare_lives(const struct session *part, const struct session *whole,
    uint64_t address)
{
	uint64_t first = session_first(part);
	struct life *all, *some;
	size_t n, m, i = 0, k;

	all = query_lives(whole, address, &n);
	some = query_lives(part, address, &m);
	while (i < n && all[i].ended != 0 && all[i].ended <= first)
		i++;
	assert_int_equal(m, n - i);
	for (k = 0; k < m; k++, i++) {
		assert_int_equal(some[k].number, all[i].number);
		assert_int_equal(some[k].born, all[i].born);
		assert_int_equal(some[k].ended, all[i].ended);
		assert_int_equal(some[k].size, all[i].size);
	}
	free(all);
	free(some);
}

/* Lives of places, and figures over all that ever was. */
static void
lives_and_figures_are_known(void **state)
{
	struct session_span a, b;
	struct session *part, *whole;
	struct dice d = { 5 };
	struct session_block block;
	unsigned i;

	(void)state;
	make_pair("classic", &d, &part, &whole);
	for (i = 0; i < 20; i++) {
		session_block(whole, 1 + (uint32_t)roll(&d,
		    session_last_block(whole)), &block);
		compare_lives(part, whole, block.address);
	}
	session_spans(part, MANY, &a, 1);
	session_spans(whole, MANY, &b, 1);
	assert_memory_equal(&a, &b, sizeof a);
	session_free(part);
	session_free(whole);
}

/* Lines that left the others within what was dropped are gone, those behind it
   are there. */
static void
futures_go_with_their_past(void **state)
{
	struct session *part, *whole;
	struct session_future list[3];
	struct dice d = { 12 };
	uint64_t first, sum, fork;

	(void)state;
	make_pair("cpython-3.11", &d, &part, &whole);
	first = session_first(part);
	fork = first + 10;
	assert_int_equal(session_goto(part, fork), SESSION_OK);
	assert_int_equal(session_goto(whole, fork), SESSION_OK);
	apply_both(part, whole, &d, fork + 3000);
	assert_int_equal(session_futures(part, list, 3), 1);
	assert_int_equal(list[0].length, MANY);
	assert_int_equal(session_goto_future(part, 1), SESSION_OK);
	assert_int_equal(session_goto_future(whole, 1), SESSION_OK);
	sum = present_sum(part);
	assert_true(sum == present_sum(whole));
	assert_int_equal(session_goto_future(part, 2), SESSION_OK);
	assert_int_equal(session_goto_future(whole, 2), SESSION_OK);
	apply_both(part, whole, &d, fork + MANY);
	assert_true(session_first(part) > fork);
	assert_int_equal(session_futures(part, list, 3), 0);
	assert_int_equal(session_goto_future(part, 1),
	    SESSION_NO_SUCH_FUTURE);
	compare_moments(part, whole, &d);
	session_free(part);
	session_free(whole);
}

/* Without a file the oldest goes as soon as memory is spent; a reset starts
   afresh. */
static void
without_a_file(void **state)
{
	struct session *part = new_session("classic", 0);
	struct session *whole = new_session("classic", 0);
	struct session_memory m;
	struct dice d = { 8 };
	uint64_t empty = present_sum(part);

	(void)state;
	setenv("TMPDIR", "/nowhere/at/all", 1);
	session_limit_history(part, 2 * MEMORY, UINT64_MAX);
	apply_both(part, whole, &d, MANY);
	session_memory(part, &m);
	assert_int_equal(m.file, 0);
	assert_int_not_equal(m.file_error, 0);
	assert_true(m.dropped > 0);
	compare_moments(part, whole, &d);
	assert_int_equal(session_reset(part, NULL), SESSION_OK);
	assert_int_equal(session_first(part), 0);
	assert_true(present_sum(part) == empty);
	unsetenv("TMPDIR");
	session_free(part);
	session_free(whole);
}

/* A file that cannot grow any more is used again as far as it goes. */
static void
a_full_disk(void **state)
{
	struct rlimit was, limit;
	struct session *part = new_session("classic", 0);
	struct session *whole = new_session("classic", 0);
	struct session_memory m;
	struct dice d = { 18 };

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &was);
	limit = was;
	limit.rlim_cur = FILE_MOST;
	setrlimit(RLIMIT_FSIZE, &limit);
	session_limit_history(part, MEMORY, UINT64_MAX);
	apply_both(part, whole, &d, MANY);
	setrlimit(RLIMIT_FSIZE, &was);
	session_memory(part, &m);
	assert_int_equal(m.file_error, EFBIG);
	assert_true(m.file > 0 && m.file <= FILE_MOST);
	assert_true(m.dropped > 0);
	compare_moments(part, whole, &d);
	session_free(part);
	session_free(whole);
}

/* Somewhere else, or something else; both are the same then. */
static void
walk(struct session *part, struct session *whole, struct dice *d)
{
	uint64_t first = session_first(part), n = session_event(part);
	struct session_future f;

	switch (roll(d, 5)) {
	case 0:
		session_limit_history(part, roll(d, 3) * MEMORY,
		    roll(d, 4) * MEMORY);
		break;
	case 1:
		if (session_futures(part, &f, 1) == 0)
			break;
		assert_int_equal(session_goto_future(part, f.number), 0);
		assert_int_equal(session_goto_future(whole, f.number), 0);
		break;
	case 2:
		n = first + roll(d, session_length(part) - first + 1);
		assert_int_equal(session_goto(part, n), SESSION_OK);
		assert_int_equal(session_goto(whole, n), SESSION_OK);
		apply_both(part, whole, d, n + roll(d, 300));
		break;
	default:
		apply_both(part, whole, d, n + roll(d, 6000));
	}
	assert_true(present_sum(part) == present_sum(whole));
}

static void
whatever_is_done(void **state)
{
	struct session *part = new_session("cpython-2.5", 0);
	struct session *whole = new_session("cpython-2.5", 0);
	struct dice d = { 3 };
	unsigned i;

	(void)state;
	part->interval = part->next_checkpoint = 900;
	for (i = 0; i < 40; i++)
		walk(part, whole, &d);
	assert_true(session_first(part) > 0);
	session_free(part);
	session_free(whole);
}

/* Nothing of a file that cannot be read is made up. */
static void
a_file_that_fails(void **state)
{
	struct session *s = new_session("classic", 0);
	struct dice d = { 19 };
	uint64_t sum = 0, n = 0;
	struct event e;

	(void)state;
	s->interval = s->next_checkpoint = 400;
	session_limit_history(s, MEMORY, UINT64_MAX);
	for (; n < MANY; n++) {
		draw(s, &d, &e);
		assert_int_equal(session_apply(s, &e, NULL), SESSION_OK);
		if (n == MANY - 100)
			sum = heap_sum(s);
	}
	close(s->history.archive.fd);
	s->history.archive.fd = open("/dev/null", O_RDONLY);
	assert_int_equal(session_goto(s, 3000), SESSION_NO_MEMORY);
	assert_int_equal(session_goto(s, MANY - 99), SESSION_OK);
	assert_true(heap_sum(s) == sum);
	session_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_like_memory),
		cmocka_unit_test(bytes_stay_within_an_event),
		cmocka_unit_test(what_is_kept_is_exact),
		cmocka_unit_test(questions_are_answered),
		cmocka_unit_test(lives_and_figures_are_known),
		cmocka_unit_test(futures_go_with_their_past),
		cmocka_unit_test(without_a_file),
		cmocka_unit_test(a_full_disk),
		cmocka_unit_test(whatever_is_done),
		cmocka_unit_test(a_file_that_fails),
	};

	return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
