/*
 * over_time_test.c - figures over time agree with a recount from the dump at
 * moments chosen at random, wherever they are told.
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
#include <jansson.h>

#include "session/over_time.h"
#include "session_helpers.h"
#include "support/strbuf.h"
#include "tests/command_fixture.h"
#include "tests/dice.h"
#include "tests/moment.h"

#define MOMENTS 100

/* ---- a recount from the dump -------------------------------------------- */

struct recount {
	uint64_t allocated, requested, system_bytes, system_blocks, arenas;
	uint64_t used, full, empty;
	uint64_t blocks[OVER_TIME_CLASSES], pools[OVER_TIME_CLASSES];
	uint64_t all_blocks;
	uint64_t asked;		/* of which the dump has no system blocks': in
				   it the debug hooks' bytes count */
};

static uint64_t
number(const json_t *object, const char *key)
{
	return (uint64_t)json_integer_value(json_object_get(object, key));
}

static void
count_pool(struct recount *r, const json_t *pool)
{
	const char *state = json_string_value(json_object_get(pool, "state"));
	uint64_t szidx = number(pool, "szidx"), n = number(pool, "count");

	if (strcmp(state, "empty") == 0) {
		r->empty++;
		return;
	}
	*(strcmp(state, "full") == 0 ? &r->full : &r->used) += 1;
	r->allocated += n * number(pool, "size");
	r->blocks[szidx] += n;
	r->all_blocks += n;
	r->pools[szidx]++;
}

static void
count_asked(void *ctx, const struct session_block *b)
{
	struct recount *r = ctx;

	r->asked += b->size;
}

static struct recount
recount(const struct session *s)
{
	char *text = session_dump(s);
	struct recount r = { .arenas = 0 };
	const json_t *arenas, *pools;
	size_t i, k;
	json_t *dump;

	dump = json_loads(text, 0, NULL);
	assert_non_null(dump);
	arenas = json_object_get(dump, "arenas");
	r.arenas = json_array_size(arenas);
	for (i = 0; i < r.arenas; i++) {
		pools = json_object_get(json_array_get(arenas, i), "pools");
		for (k = 0; k < json_array_size(pools); k++)
			count_pool(&r, json_array_get(pools, k));
	}
	r.requested = number(json_object_get(dump, "stats"),
	    "requested_bytes");
	r.system_bytes = number(json_object_get(dump, "system"), "bytes");
	r.system_blocks = number(json_object_get(dump, "system"), "blocks");
	r.all_blocks += r.system_blocks;
	session_each_live(s, count_asked, &r);
	if (!session_profile(s)->debug)
		assert_int_equal(r.asked, r.requested + r.system_bytes);
	json_decref(dump);
	free(text);
	return r;
}

/* ---- what is told of a moment ------------------------------------------- */

static void
agrees(const struct session *s, const struct over_time_row *row)
{
	struct recount r = recount(s);
	uint32_t i;

	assert_int_equal(row->event, session_event(s));
	assert_int_equal(row->live, r.all_blocks);
	assert_int_equal(row->pooled, r.requested);
	assert_int_equal(row->asked, r.asked);
	assert_int_equal(row->stats.allocated_bytes, r.allocated);
	assert_int_equal(row->stats.system_bytes, r.system_bytes);
	assert_int_equal(row->stats.system_blocks, r.system_blocks);
	assert_int_equal(row->stats.arenas_current, r.arenas);
	assert_int_equal(row->stats.pools_used, r.used);
	assert_int_equal(row->stats.pools_full, r.full);
	assert_int_equal(row->stats.pools_empty, r.empty);
	for (i = 0; i < pym_class_count(session_profile(s)); i++) {
		assert_int_equal(row->classes[i].blocks, r.blocks[i]);
		assert_int_equal(row->classes[i].pools, r.pools[i]);
	}
}

/* The figures that are kept while events are applied, for plot and status. */
static void
kept_agree(const struct session *s, const struct session_span *span)
{
	struct recount r = recount(s);
	uint64_t now[SESSION_FIGURES];
	int i;

	session_figures(s, now);
	assert_int_equal(now[SESSION_ASKED], r.asked);
	assert_int_equal(now[SESSION_POOLED], r.requested);
	assert_int_equal(now[SESSION_IN_BLOCKS], r.allocated);
	assert_int_equal(now[SESSION_POOLS], r.used + r.full);
	assert_int_equal(now[SESSION_ARENAS], r.arenas);
	for (i = 0; i < SESSION_FIGURES; i++)
		assert_int_equal(span->end[i], now[i]);
}

static void
moments_agree(struct fixture *f, uint64_t seed)
{
	struct session_span *spans;
	struct over_time_row row;
	uint64_t length = session_length(f->session), n;
	struct dice dice = { seed };
	int i;

	spans = calloc(length, sizeof *spans);
	session_spans(f->session, 1, spans, length);
	for (i = 0; i < MOMENTS; i++) {
		n = 1 + roll(&dice, length);
		session_goto(f->session, n);
		over_time_sample(f->session, &row);
		agrees(f->session, &row);
		kept_agree(f->session, &spans[n - 1]);
	}
	free(spans);
}

/* Under every profile, and where each block has its debug bytes. */
static void
test_moments(void **state)
{
	static const char *const more[] = { "tiny,reclaim=never",
	    "classic,debug=on", "cpython-3.12,debug=on" };
	size_t n = pym_profile_count(), i;
	struct fixture f;
	char line[80];

	(void)state;
	fixture_open(&f, "tiny", CONSOLE_SCRIPT);
	for (i = 0; i < n + 3; i++) {
		snprintf(line, sizeof line, "reset %s",
		    i < n ? pym_profile_at(i)->name : more[i - n]);
		does(&f, line);
		snprintf(line, sizeof line, "random 700 seed %d sizes %s "
		    "free 46%%", (int)i, i % 2 == 0 ? "1..90" : "1..700");
		does(&f, line);
		moments_agree(&f, i);
	}
	fixture_close(&f);
}

/* ---- as it is given ----------------------------------------------------- */

static void
rows_agree(struct fixture *f, const char *line)
{
	static struct over_time_row row;
	char *text, *at, *end;
	unsigned rows = 0;

	text = strdup(run(f, line));
	at = strchr(text, '\n') + 1;
	assert_memory_equal(text, "event,live_blocks,asked_bytes,", 30);
	for (; *at != '\0'; at = strchr(end, '\n') + 1) {
		session_goto(f->session, strtoull(at, &end, 10));
		over_time_sample(f->session, &row);
		agrees(f->session, &row);
		assert_int_equal(strtoull(end + 1, &end, 10), row.live);
		assert_int_equal(strtoull(end + 1, &end, 10), row.asked);
		assert_int_equal(strtoull(end + 1, &end, 10), row.pooled);
		assert_int_equal(strtoull(end + 1, &end, 10),
		    row.stats.allocated_bytes);
		rows++;
	}
	assert_in_range(rows, 6, 8);
	free(text);
}

static void
test_csv(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, "tiny", CONSOLE_SCRIPT);
	does(&f, "random 999 seed 5 sizes 1..90 free 45%; goto 17");
	rows_agree(&f, "stats --over-time csv 7");
	does(&f, "goto 17");
	does(&f, "stats --over-time csv 7");
	assert_int_equal(session_event(f.session), 17);
	says(&f, "stats --over-time 3", "       333 ");
	refuses(&f, "stats --over-time xml", "csv or json");
	refuses(&f, "stats --over-time csv 0", "a number of rows");
	refuses(&f, "stats nonsense", "--all or --over-time");
	fixture_close(&f);
}

static void
test_json(void **state)
{
	static struct over_time_row row;
	const json_t *moments, *moment;
	struct fixture f;
	json_t *all;
	size_t i;

	(void)state;
	fixture_open(&f, "tiny", CONSOLE_SCRIPT);
	does(&f, "random 500 seed 9 sizes 1..90 free 45%");
	all = json_loads(run(&f, "stats --over-time json 25"), 0, NULL);
	assert_non_null(all);
	assert_string_equal(json_string_value(json_object_get(all,
	    "profile")), "tiny");
	moments = json_object_get(all, "moments");
	assert_int_equal(json_array_size(moments), 25);
	for (i = 0; i < 25; i++) {
		moment = json_array_get(moments, i);
		session_goto(f.session, number(moment, "event"));
		over_time_sample(f.session, &row);
		assert_int_equal(number(moment, "pools_full"),
		    row.stats.pools_full);
		assert_int_equal(number(moment, "arena_bytes"),
		    row.stats.arenas_current * 4096);
		assert_int_equal(number(json_object_get(json_object_get(
		    moment, "classes"), "64"), "blocks"),
		    row.classes[7].blocks);
	}
	json_decref(all);
	fixture_close(&f);
}

/* A stream of unknown length thins out to moments equally far apart. */
static void
test_stream(void **state)
{
	struct session *s = new_session("tiny", SESSION_STREAM);
	struct over_time o;
	uint64_t n;
	size_t i;

	(void)state;
	over_time_init(&o, 10, 1);
	for (n = 1; n <= 1234; n++) {
		do_alloc(s, NULL, 8);
		if (n % o.every == 0)
			over_time_note(&o, s);
		assert_in_range(o.count, 0, 10);
	}
	over_time_end(&o, s);
	assert_int_equal(o.every, 128);
	for (i = 0; i + 1 < o.count; i++) {
		assert_int_equal(o.rows[i].event, (i + 1) * 128);
		assert_int_equal(o.rows[i].live, (i + 1) * 128);
	}
	assert_int_equal(o.rows[o.count - 1].event, 1234);
	over_time_free(&o);
	session_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moments),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
