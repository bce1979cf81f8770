/*
 * loading_test.c - a trace that is loaded piece by piece, whatever its reader
 * does meanwhile, is the trace; and the reader is where he was.
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

#include "app/loading.h"
#include "session/dump.h"
#include "session_helpers.h"
#include "trace/trace.h"

#define CALLS	6000

struct fixture {
	char path[64];
	struct trace_reader *trace;
	struct session *session;
	struct replay *replay;
	struct loading loading;
};

/* Blocks come and go; some calls are marked. */
static void
write_trace(const char *path)
{
	FILE *f = fopen(path, "w");
	unsigned i;

	assert_non_null(f);
	fputs("# poolscope-trace 1\n# profile: tiny\n", f);
	for (i = 0; i < CALLS; i++) {
		if (i % 1000 == 999)
			fprintf(f, "M at %u\n", i);
		if (i % 3 == 2)
			fprintf(f, "f 0x%x\n", 0x10000 + (i - 2 - i % 2) * 64);
		else
			fprintf(f, "m %u 0x%x\n", 1 + i % 64,
			    0x10000 + i * 64);
	}
	assert_int_equal(fclose(f), 0);
}

static void
begin(struct fixture *x)
{
	struct strbuf error = STRBUF_INIT;
	int fd;

	strcpy(x->path, "/tmp/loading-XXXXXX");
	fd = mkstemp(x->path);
	assert_true(fd >= 0);
	close(fd);
	write_trace(x->path);
	x->trace = trace_open(x->path, 0, &error);
	assert_non_null(x->trace);
	x->session = new_session("tiny", 0);
	x->replay = replay_new(x->session, x->trace, REPLAY_MARKS);
	loading_init(&x->loading, x->session, x->replay, x->trace);
	strbuf_free(&error);
}

static void
end(struct fixture *x)
{
	replay_free(x->replay);
	session_free(x->session);
	trace_close(x->trace);
	unlink(x->path);
}

static void
keep(void *ctx, const char *text, size_t n)
{
	strbuf_add(ctx, text, n);
}

/* The trace's line at its end, and that of a session that only loaded it. */
static void
expect_whole_trace(struct fixture *x)
{
	struct strbuf have = STRBUF_INIT, want = STRBUF_INIT;
	struct fixture plain;
	struct session *s = x->session;

	begin(&plain);
	loading_all(&plain.loading, NULL);
	assert_int_equal(plain.loading.status, REPLAY_END);
	assert_int_equal(session_goto(plain.session, CALLS), SESSION_OK);
	assert_int_equal(x->loading.status, REPLAY_END);
	assert_int_equal(session_goto_line(s, x->loading.line, CALLS),
	    SESSION_OK);
	assert_int_equal(session_length(s), CALLS);
	dump_json(s, keep, &have);
	dump_json(plain.session, keep, &want);
	assert_string_equal(strbuf_text(&have), strbuf_text(&want));
	assert_true(session_find_mark(s, "at 999", NULL));
	assert_true(session_find_mark(s, "at 5999", NULL));
	strbuf_free(&have);
	strbuf_free(&want);
	end(&plain);
}

/* So a piece is as small as it can be. */
static bool
always(void *ctx)
{
	(void)ctx;
	return true;
}

static void
piece(struct fixture *x)
{
	loading_slice(&x->loading, 0, always, NULL);
}

static void
expect_place(struct session *s, uint64_t line, uint64_t event,
    size_t decision)
{
	assert_int_equal(session_line(s), line);
	assert_int_equal(session_event(s), event);
	assert_int_equal(session_decision(s), decision);
}

/* ------------------------------------------------------------------------ */

static void
a_reader_who_looks_around(void **state)
{
	struct fixture x;
	struct strbuf text = STRBUF_INIT;
	struct session *s;
	uint64_t line;
	int pieces;

	(void)state;
	begin(&x);
	s = x.session;
	line = session_line(s);
	for (pieces = 0; x.loading.on; pieces++) {
		piece(&x);
		if (pieces == 3)
			session_goto(s, 500);
		if (pieces == 5)
			session_step(s);
		expect_place(s, line, pieces < 3 ? 0 : 500, pieces >= 5);
	}
	assert_true(pieces > 10);
	loading_text(&x.loading, &text);
	assert_string_equal(strbuf_text(&text), "");
	loading_notice(&x.loading, &text);
	assert_non_null(strstr(strbuf_text(&text), "6000 events"));
	assert_int_equal(session_futures(s, NULL, 0), 0);
	expect_whole_trace(&x);
	strbuf_free(&text);
	end(&x);
}

static void
progress_is_told(void **state)
{
	struct fixture x;
	struct strbuf text = STRBUF_INIT;

	(void)state;
	begin(&x);
	piece(&x);
	loading_text(&x.loading, &text);
	assert_non_null(strstr(strbuf_text(&text), "loading "));
	assert_non_null(strchr(strbuf_text(&text), '%'));
	strbuf_free(&text);
	end(&x);
}

/* What is done in the past is another line; the trace goes on in its own. */
static void
a_reader_who_does_something_in_the_past(void **state)
{
	struct fixture x;
	struct session *s;
	uint64_t line;

	(void)state;
	begin(&x);
	s = x.session;
	piece(&x);
	piece(&x);
	session_goto(s, 100);
	do_alloc(s, "mine", 40);
	line = session_line(s);
	assert_int_not_equal(line, x.loading.line);
	while (x.loading.on) {
		piece(&x);
		expect_place(s, line, 101, 0);
		assert_int_equal(session_length(s), 101);
		assert_int_not_equal(stands_for(s, "mine", SESSION_WHOLE), 0);
	}
	expect_whole_trace(&x);
	end(&x);
}

/* At the end of what is loaded an event would be the trace's next. */
static void
a_reader_who_does_something_at_the_end(void **state)
{
	struct fixture x;
	struct session *s;
	uint64_t line, event;

	(void)state;
	begin(&x);
	s = x.session;
	piece(&x);
	session_goto(s, session_length(s));
	do_alloc(s, "mine", 40);
	do_alloc(s, "too", 40);
	line = session_line(s);
	event = session_event(s);
	while (x.loading.on) {
		piece(&x);
		expect_place(s, line, event, 0);
		assert_int_equal(session_length(s), event);
	}
	expect_whole_trace(&x);
	end(&x);
}

/* What has no room takes the reader along: to the first moment that there is,
   of the trace, and he is told. */
static void
a_reader_whose_past_is_dropped(void **state)
{
	struct fixture x;
	struct session *s;
	bool mine, moved = false;

	(void)state;
	for (mine = false;; mine = true) {
		begin(&x);
		s = x.session;
		session_limit_history(s, 0, 0);
		piece(&x);
		session_goto(s, 100);
		if (mine)
			do_alloc(s, "mine", 40);
		for (moved = false; x.loading.on; moved |= x.loading.moved) {
			assert_true(moved || session_event(s) <= 101);
			piece(&x);
		}
		assert_true(moved);
		assert_true(session_first(s) > 101);
		assert_true(session_event(s) >= session_first(s));
		assert_int_equal(session_line(s), x.loading.line);
		expect_whole_trace(&x);
		end(&x);
		if (mine)
			break;
	}
}

/* What he does meanwhile has no room, and the trace, the older, goes. */
static void
a_reader_who_does_too_much(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct fixture x;
	int i;

	(void)state;
	begin(&x);
	session_limit_history(x.session, 0, 0);
	piece(&x);
	session_goto(x.session, 100);
	for (i = 0; i < 5000; i++)
		do_free(x.session, do_alloc(x.session, NULL, 40));
	piece(&x);
	assert_false(x.loading.on);
	assert_int_equal(session_event(x.session), 10100);
	loading_notice(&x.loading, &text);
	assert_non_null(strstr(strbuf_text(&text), "they were dropped"));
	strbuf_free(&text);
	end(&x);
}

static void
a_reader_who_begins_afresh(void **state)
{
	struct fixture x;

	(void)state;
	begin(&x);
	piece(&x);
	session_reset(x.session, NULL);
	loading_give_up(&x.loading);
	piece(&x);
	assert_int_equal(session_length(x.session), 0);
	end(&x);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reader_who_looks_around),
		cmocka_unit_test(progress_is_told),
		cmocka_unit_test(a_reader_who_does_something_in_the_past),
		cmocka_unit_test(a_reader_who_does_something_at_the_end),
		cmocka_unit_test(a_reader_whose_past_is_dropped),
		cmocka_unit_test(a_reader_who_does_too_much),
		cmocka_unit_test(a_reader_who_begins_afresh),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("loading", tests, NULL, NULL);
}
