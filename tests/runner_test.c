/* runner_test.c - a lesson worked through, on a heap. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lesson/capture.h"
#include "lesson/expect.h"
#include "lesson/fault.h"
#include "lesson/lesson.h"
#include "lesson/predict.h"
#include "lesson/runner.h"
#include "session/session.h"
#include "tests/stage.h"

static const char page[] =
    "Words.\n"			/* 0 */
    "```pool\nx = alloc 28\ny = alloc 28   # two\n```\n"	/* 1 */
    "```expect\npool 0.0 count 2\npool 0.0 count 9\n```\n"	/* 2 */
    "```predict\nkind: block\nask: a\na) #2\nb) #0\n```\n"	/* 3 */
    "```pool\nfree x\nfree nobody\n```\n"	/* 4 */
    "```expect\nerror \"nobody\"\n```\n"	/* 5 */
    "```task\npar: 1\nGo.\n```\n"		/* 6 */
    "```hint\none\n```\n```hint\ntwo\n```\n"	/* 7, 8 */
    "```solution\nfree y\n```\n"		/* 9 */
    "```expect\narenas 0\n```\n"	/* 10 */
    "The end.\n";				/* 11 */

static void
at(const struct runner *r, enum runner_stop stop, size_t item, size_t line)
{
	struct runner_place place = runner_at(r);

	assert_int_equal(place.stop, stop);
	assert_int_equal(place.item, item);
	assert_int_equal(place.line, line);
}

static void
go_to(struct runner *r, size_t item)
{
	while (runner_at(r).item < item)
		runner_next(r);
}

static void
the_runner_goes_from_stop_to_stop(void **state)
{
	struct stage *s = set_stage("cpython-3.13");
	struct lesson *l = lesson(page);
	struct runner *r = runner_new(l, &s->console);
	const char *truth;

	(void)state;
	at(r, RUNNER_TEXT, 0, 0);
	assert_string_equal(session_profile(s->session)->name, "classic");
	runner_next(r);
	at(r, RUNNER_COMMAND, 1, 0);
	assert_string_equal(runner_command(r)->text, "x = alloc 28");
	assert_int_equal(runner_next(r), COMMAND_OK);
	assert_non_null(strstr(runner_answered(r, 1, 0), "x is block 0"));
	at(r, RUNNER_COMMAND, 1, 1);
	runner_next(r);
	at(r, RUNNER_CLAIMS, 2, 0);
	assert_int_equal(runner_claim(r, 2, 0, NULL), RUNNER_OPEN);
	runner_next(r);
	assert_int_equal(runner_claim(r, 2, 0, NULL), RUNNER_HOLDS);
	assert_int_equal(runner_claim(r, 2, 1, &truth), RUNNER_FAILS);
	assert_string_equal(truth, "count is 2");
	at(r, RUNNER_QUESTION, 3, 0);
	go_to(r, 4);
	assert_false(runner_may_fail(r));
	runner_next(r);
	assert_true(runner_may_fail(r));
	assert_int_equal(runner_next(r), COMMAND_ERROR);
	runner_next(r);
	assert_int_equal(runner_claim(r, 5, 0, NULL), RUNNER_HOLDS);
	runner_free(r);
	lesson_free(l);
	end_stage(s);
}

static void
going_back_and_on_leaves_no_future(void **state)
{
	struct stage *s = set_stage("classic");
	struct lesson *l = lesson(page);
	struct runner *r = runner_new(l, &s->console);

	(void)state;
	assert_false(runner_back(r));
	go_to(r, 3);
	assert_int_equal(session_event(s->session), 2);
	assert_true(runner_back(r));
	at(r, RUNNER_COMMAND, 1, 1);
	assert_int_equal(session_event(s->session), 1);
	assert_int_equal(runner_claim(r, 2, 0, NULL), RUNNER_OPEN);
	assert_true(runner_back(r));
	at(r, RUNNER_COMMAND, 1, 0);
	strbuf_clear(&s->lines);
	go_to(r, 3);
	assert_int_equal(session_event(s->session), 2);
	assert_int_equal(session_futures(s->session, NULL, 0), 0);
	assert_non_null(strstr(strbuf_text(&s->lines), "y is block 1"));
	runner_free(r);
	lesson_free(l);
	end_stage(s);
}

/* Whatever the reader tries, the lesson goes on from where it was. */
static void
the_lesson_goes_on_from_where_it_was(void **state)
{
	static const char *const tries[] = { "z = alloc 8", "step",
	    "undo", "reset", "back; z = alloc 8; goto future 1", "free x",
	    "back; back; z = alloc 8; goto 0; alloc 99" };
	struct stage *s = set_stage("classic");
	struct lesson *l = lesson(page);
	struct session_block b;
	struct runner *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		r = runner_new(l, &s->console);
		go_to(r, 3);
		assert_true(runner_back(r));
		runner_try(r, tries[i]);
		runner_try(r, "q = alloc 28");
		strbuf_clear(&s->lines);
		go_to(r, 3);
		assert_non_null(strstr(strbuf_text(&s->lines), "the lesson "
		    "goes on from where it was"));
		assert_int_equal(session_event(s->session), 2);
		assert_int_equal(runner_claim(r, 2, 0, NULL), RUNNER_HOLDS);
		assert_true(session_block(s->session, 2, &b));
		assert_string_equal(b.name, "y");
		runner_try(r, tries[i]);
		assert_true(runner_back(r));
		at(r, RUNNER_COMMAND, 1, 1);
		assert_int_equal(session_event(s->session), 1);
		runner_free(r);
	}
	lesson_free(l);
	end_stage(s);
}

static void
answers_are_scored(void **state)
{
	struct stage *s = set_stage("classic");
	struct lesson *l = lesson(page);
	struct runner *r = runner_new(l, &s->console);
	const struct choice *choice;
	const char *said, *truth;
	unsigned right, asked;

	(void)state;
	go_to(r, 3);
	assert_int_equal(runner_answer(r, "perhaps"), PREDICT_UNCLEAR);
	assert_int_equal(runner_answer(r, "a"), PREDICT_WRONG);
	assert_int_equal(runner_answer(r, "b)"), PREDICT_RIGHT);
	runner_reply(r, 3, &said, &truth, &choice);
	assert_string_equal(said, "b)");
	assert_int_equal(choice->letter, 'b');
	assert_int_equal(runner_answer(r, "#2"), PREDICT_WRONG);
	runner_reply(r, 3, &said, &truth, &choice);
	assert_int_equal(choice->letter, 'a');
	assert_int_equal(runner_answer(r, "x"), PREDICT_RIGHT);
	runner_reply(r, 3, &said, &truth, &choice);
	assert_string_equal(said, "x");
	assert_int_equal(choice->letter, 'b');
	runner_score(r, &right, &asked);
	assert_int_equal(right, 2);
	assert_int_equal(asked, 4);
	runner_free(r);
	lesson_free(l);
	end_stage(s);
}

static void
a_task_is_the_readers(void **state)
{
	struct stage *s = set_stage("classic");
	struct lesson *l = lesson(page);
	struct runner *r = runner_new(l, &s->console);

	(void)state;
	go_to(r, 6);
	at(r, RUNNER_TASK, 6, 0);
	assert_false(runner_reached(r));
	assert_string_equal(runner_hint(r), "one");
	assert_string_equal(runner_hint(r), "two");
	assert_null(runner_hint(r));
	runner_try(r, "free nobody");
	assert_int_equal(runner_tries(r), 0);
	runner_try(r, "free y");
	assert_int_equal(runner_tries(r), 1);
	assert_true(runner_reached(r));
	runner_next(r);
	at(r, RUNNER_TEXT, 11, 0);
	runner_free(r);
	/* Without doing it: its solution. */
	r = runner_new(l, &s->console);
	go_to(r, 6);
	runner_next(r);
	at(r, RUNNER_COMMAND, 9, 0);
	go_to(r, 11);
	assert_int_equal(runner_claim(r, 10, 0, NULL), RUNNER_HOLDS);
	runner_next(r);
	at(r, RUNNER_END, 12, 0);
	assert_null(runner_item(r));
	runner_next(r);
	at(r, RUNNER_END, 12, 0);
	runner_free(r);
	lesson_free(l);
	end_stage(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_runner_goes_from_stop_to_stop),
		cmocka_unit_test(going_back_and_on_leaves_no_future),
		cmocka_unit_test(the_lesson_goes_on_from_where_it_was),
		cmocka_unit_test(answers_are_scored),
		cmocka_unit_test(a_task_is_the_readers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
