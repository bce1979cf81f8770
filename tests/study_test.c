/*
 * study_test.c - what is counted, kept and logged of a lesson, and which code
 * looks like a command.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lesson/lint.h"
#include "lesson/log.h"
#include "lesson/progress.h"
#include "lesson/resume.h"
#include "lesson/runner.h"
#include "lesson/visit.h"
#include "support/xalloc.h"
#include "tests/stage.h"

static const char page[] =
    "```pool\nx = alloc 28\n```\n"
    "```predict\nkind: block\nask: a\n```\n"
    "```pool\ny = alloc 28 # here\n```\n"
    "```task\npar: 1\nGo.\n```\n"
    "```solution\nfree x\n```\n"
    "```expect\npool 0.0 count 1\n```\n";

static void
forget(void *ctx, const char *message)
{
	(void)message;
	++*(int *)ctx;
}

/* Takes a line as a reader's, and goes on if that ends the stop. */
static enum turn
say(struct runner *r, const char *line)
{
	enum turn turn = turn_take(r, line);

	if (turn_goes_on(turn))
		do
			runner_next(r);
		while (runner_at(r).stop == RUNNER_CLAIMS ||
		    runner_at(r).stop == RUNNER_TEXT);
	return turn;
}

static void
keep_line(void *ctx, const char *line)
{
	strbuf_puts(ctx, line);
}

static void
what_is_done_is_counted_and_logged(void **state)
{
	struct stage *s = set_stage("classic");
	struct lesson *l = lesson(page);
	struct runner *r = runner_new(l, &s->console);
	struct strbuf out = STRBUF_INIT;
	const struct lesson_log log = { .put = keep_line, .ctx = &out };
	struct visit *v = visit_new(r, "01-x", NULL, &log);
	const struct tally *t = visit_tally(v);
	unsigned right, asked;

	(void)state;
	say(r, "");
	assert_int_equal(say(r, "#5"), TURN_WRONG);
	assert_int_equal(say(r, "again"), TURN_BACK);
	assert_int_equal(say(r, "#1"), TURN_RIGHT);
	tally_score(t, &right, &asked);
	assert_int_equal(right, 0);
	assert_int_equal(asked, 1);
	say(r, "");
	assert_int_equal(say(r, "alloc \x01\\"), TURN_TRIED);
	assert_int_equal(say(r, "free x"), TURN_REACHED);
	assert_int_equal(t->tasks[0].commands, 1);
	assert_int_equal(t->commands, 2);
	assert_int_equal(t->stop, 4);
	assert_int_equal(t->stops, 4);
	assert_non_null(strstr(strbuf_text(&out), "\n> alloc \\x01\\\\\n"));
	assert_non_null(strstr(strbuf_text(&out),
	    "\n= reached: 1 commands, par 1\n@ 4/4 claims 1/1\n"));
	runner_free(r);
	visit_free(v);
	strbuf_free(&out);
	lesson_free(l);
	end_stage(s);
}

static void
steps_are_those_of_the_commands(void **state)
{
	static const char *const same[] = {
		"Text.\n```pool\nx = alloc 8   # one\n```\n",
		"Anders.\n\n# H\n```pool\nx = alloc 8 # eins\n```\n",
	};
	static const char *const others[] = {
		"```pool\nx = alloc 9\n```\n",
		"```pool\nx = alloc 8\n```\n```expect\narenas 1\n```\n",
	};
	struct lesson *a = lesson(same[0]), *b = lesson(same[1]), *c;
	size_t i;

	(void)state;
	assert_int_equal(tally_steps(a), tally_steps(b));
	for (i = 0; i < 2; i++) {
		c = lesson(others[i]);
		assert_int_not_equal(tally_steps(a), tally_steps(c));
		lesson_free(c);
	}
	lesson_free(a);
	lesson_free(b);
}

static void
lines_come_back_from_a_log(void **state)
{
	static const char *const bad[] = { "\\", "\\x", "\\x1", "\\x0g",
	    "\\x00", "\\n", "a\\" };
	struct strbuf out = STRBUF_INIT;
	size_t i;

	(void)state;
	assert_true(log_decode("write x \"\\x1b\\\\\"", &out));
	assert_string_equal(strbuf_text(&out), "write x \"\x1b\\\"");
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(log_decode(bad[i], &out));
	strbuf_free(&out);
}

static void
a_lesson_is_resumed_where_it_was(void **state)
{
	char dir[] = "/tmp/study-XXXXXX";
	struct stage *s = set_stage("classic");
	struct lesson *l = lesson(page);
	struct progress *p;
	struct runner *r;
	struct visit *v;
	int told = 0, pass;
	char *file;

	(void)state;
	assert_non_null(mkdtemp(dir));
	p = progress_open(dir, forget, &told);
	for (pass = 0; pass < 2; pass++) {
		r = runner_new(l, &s->console);
		v = visit_new(r, "01-x", p, NULL);
		if (pass == 0) {
			assert_int_equal(runner_offer(r), 0);
			say(r, "");
			say(r, "#1");
		} else {
			assert_int_equal(runner_offer(r), 2);
			assert_int_equal(say(r, ""), TURN_RESUMED);
			assert_int_equal(runner_offer(r), 0);
		}
		assert_string_equal(runner_command(r)->text,
		    "y = alloc 28 # here");
		assert_int_equal(session_event(s->session), 1);
		runner_free(r);
		visit_free(v);
	}
	progress_close(p);
	assert_int_equal(told, 0);
	file = xasprintf("%s/progress.json", dir);
	assert_int_equal(unlink(file), 0);
	free(file);
	file = xasprintf("%s/progress.lock", dir);
	assert_int_equal(unlink(file), 0);
	free(file);
	assert_int_equal(rmdir(dir), 0);
	lesson_free(l);
	end_stage(s);
}

static void
code_that_looks_like_a_command_is_one(void **state)
{
	static const char *const good[] = { "", " ", "alloc 28", "x = alloc 28",
	    "free", "info pool A.P", "info pools used", "x/4gx y", "x", "x + 1",
	    "pool 0.0", "class x 3", "a = [1, 2]", "f = alloc(3)",
	    "free(x); y", "set limit 0", "set NAME VALUE", "nextpool = NULL",
	    "x[\"", "next 3; back", "poll 1 2", "try alloc 28", "\"a b\"",
	    "usedpools[3 + 3]", "if x", "goto end" };
	static const char *const bad[] = { "aloc 28", "x = callloc 28",
	    "info poools", "set limits 3", "free x; infp pools", "realloc x",
	    "x = free y", "explan it", "undo 1 2 3" };
	struct strbuf why = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof good / sizeof good[0]; i++)
		if (lint_command(good[i], &why))
			fail_msg("%s: %s", good[i], strbuf_text(&why));
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		strbuf_clear(&why);
		if (!lint_command(bad[i], &why) || why.length == 0)
			fail_msg("%s passes", bad[i]);
	}
	strbuf_free(&why);
}

static void
reading_takes_time_by_words_and_ideographs(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct lesson *l;
	int i, kind;

	(void)state;
	for (kind = 0; kind < 2; kind++) {
		strbuf_clear(&text);
		for (i = 0; i < 1000; i++)
			strbuf_puts(&text, kind == 0 ? "word " :
			    "\xe5\x86\x85\xe5\xad\x98");
		l = lesson(strbuf_text(&text));
		assert_true(lint_minutes(l) > 4.0 && lint_minutes(l) < 7.0);
		lesson_free(l);
	}
	strbuf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_done_is_counted_and_logged),
		cmocka_unit_test(steps_are_those_of_the_commands),
		cmocka_unit_test(lines_come_back_from_a_log),
		cmocka_unit_test(a_lesson_is_resumed_where_it_was),
		cmocka_unit_test(code_that_looks_like_a_command_is_one),
		cmocka_unit_test(reading_takes_time_by_words_and_ideographs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
