/* claim_test.c - claims and questions, on a heap. */
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
#include "session/session.h"
#include "tests/stage.h"

/* ---- claims ---- */

/* Whether TEXT holds; what is true is left in TRUTH. */
static bool
holds(struct stage *s, const struct capture *last, const char *text,
    struct strbuf *truth)
{
	const struct claim_moment now = { .console = &s->console,
	    .output = strbuf_text(&last->output),
	    .error = strbuf_text(&last->error) };
	struct claim c;
	bool ok;

	strbuf_clear(truth);
	if (!claim_parse(text, 1, &c, truth))
		fail_msg("%s", strbuf_text(truth));
	ok = claim_holds(&c, &now, truth);
	claim_free(&c);
	return ok;
}

/* TRUTH NULL: the claim holds. */
struct claim_case {
	const char *claim, *truth;
};

static void
check_claims(struct stage *s, const char *commands,
    const struct claim_case *cases, size_t count)
{
	struct capture last = CAPTURE_INIT;
	struct strbuf truth = STRBUF_INIT;
	size_t i;

	capture_run(&last, &s->console, commands);
	for (i = 0; i < count; i++) {
		if (holds(s, &last, cases[i].claim, &truth)) {
			if (cases[i].truth != NULL)
				fail_msg("%s holds", cases[i].claim);
		} else if (cases[i].truth == NULL) {
			fail_msg("%s: %s", cases[i].claim,
			    strbuf_text(&truth));
		} else {
			assert_string_equal(strbuf_text(&truth),
			    cases[i].truth);
		}
	}
	strbuf_free(&truth);
	capture_free(&last);
}

#define CHECK(stage, commands, cases) \
	check_claims(stage, commands, cases, sizeof cases / sizeof cases[0])

static void
claims_on_pools_and_blocks(void **state)
{
	static const struct claim_case cases[] = {
		{ "pool 0.0 state used", NULL },
		{ "pool 0.0 state full", "it is used" },
		{ "pool 0.5 state uncarved", NULL },
		{ "pool 7.0 state used", "there is no pool 7.0" },
		{ "pool 0.0 szidx 3", NULL },
		{ "pool 0.0 size 0x20", NULL },
		{ "pool 0.0 count 3", NULL },
		{ "pool 0.0 count 2", "count is 3" },
		{ "pool 0.0 capacity 126", NULL },
		{ "pool 0.0 nextoffset 0x0f0", NULL },
		{ "pool 0.0 maxnextoffset 4064", NULL },
		{ "pool 0.5 count 0", "pool 0.5 is not carved yet" },
		{ "pool 0.0 freeblock #1 #3 #5", NULL },
		{ "pool 0.0 freeblock 0x50 0x90 208", NULL },
		{ "pool 0.0 freeblock #1 ...", NULL },
		{ "pool 0.0 freeblock #1 #3 #5 ...", NULL },
		{ "pool 0.0 freeblock #1 #3", "it is #1 #3 #5" },
		{ "pool 0.0 freeblock #3 ...", "it is #1 #3 #5" },
		{ "pool 0.0 freeblock empty", "it is #1 #3 #5" },
		{ "pool 0.9 freeblock #1", "pool 0.9 is not carved yet" },
		{ "pool 3.9 freeblock #1", "there is no pool 3.9" },
		{ "block a 0.0.0", NULL },
		{ "block xs[1] 0.1.1", NULL },
		{ "block $1 0.0.0", NULL },
		{ "block b 0.0.1", NULL },
		{ "block a 0.0.2", "it is block 0.0.0" },
		{ "block big system", NULL },
		{ "block a system", "it is block 0.0.0" },
		{ "block big 0.0.0", "it is a block of the system allocator" },
		{ "class a 3", NULL },
		{ "class a 4", "its class is 3" },
		{ "class big system", NULL },
		{ "class big 3", "it is a block of the system allocator" },
		{ "same a $1", NULL },
		{ "same a @0.0.0", NULL },
		{ "same a c", "a is at 0x200000000030, c at 0x200000000070" },
		{ "system blocks 1", NULL },
		{ "system blocks 0", "their number is 1" },
		{ "event 11", NULL },
		{ "event 3", "event is 11" },
	};
	struct stage *s = set_stage("classic");

	(void)state;
	CHECK(s, "a = alloc 28; b = alloc 28; c = alloc 28; d = alloc 28; "
	    "e = alloc 28; free d; free b; xs = alloc 40 * 3; big = alloc 600",
	    cases);
	end_stage(s);
}

static void
claims_on_arenas_and_lists(void **state)
{
	static const struct claim_case cases[] = {
		{ "arenas 1", NULL },
		{ "arenas 2", "their number is 1" },
		{ "arena 0 nfreepools 63", NULL },
		{ "arena 0 ntotalpools 64", NULL },
		{ "arena 0 nfreepools 64", "nfreepools is 63" },
		{ "arena 1 nfreepools 0", "there is no arena 1" },
		{ "arena 0 freepools 0", NULL },
		{ "arena 0 freepools 0.0", NULL },
		{ "arena 0 freepools 1 0", "it is 0.0" },
		{ "arena 2 freepools empty", "there is no arena 2" },
		{ "usedpools 4 0.1", NULL },
		{ "usedpools 3 empty", NULL },
		{ "usedpools 4 empty", "it is 0.1" },
		{ "usedpools 99 empty", "there is no size class 99" },
		{ "usable_arenas 0", NULL },
		{ "usable_arenas empty", "it is 0" },
		{ "unused_arena_objects 15", NULL },
		{ "unused_arena_objects 16", "their number is 15" },
		{ "unused_arena_objects list 1 2 ...", NULL },
		{ "unused_arena_objects list 2 1 ...",
		    "it is 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15" },
		{ "pool 0.0 state empty", NULL },
		{ "stats arenas_total 1", NULL },
		{ "stats requested_bytes 33", NULL },
		{ "stats allocated_bytes 40", NULL },
		{ "stats pools_empty 1", NULL },
		{ "stats pools_full 1", "pools_full is 0" },
	};
	struct stage *s = set_stage("classic");

	(void)state;
	CHECK(s, "a = alloc 28; b = alloc 33; free a", cases);
	end_stage(s);
}

static void
claims_on_words(void **state)
{
	static const struct claim_case good[] = {
		{ "output \"a is block 0 of pool 0.0\"", NULL },
		{ "output \"block 0   of pool\"", NULL },
		{ "explain \"size class 3\"", NULL },
		{ "explain \"usedpools[3] is empty\"", NULL },
		{ "error \"x\"", "the last command made no error" },
	};
	static const struct claim_case wrong[] = {
		{ "error \"no block is called nobody\"", NULL },
		{ "output \"no block is called\"", NULL },
	};
	struct stage *s = set_stage("classic");
	struct capture last = CAPTURE_INIT;
	struct strbuf truth = STRBUF_INIT;

	(void)state;
	CHECK(s, "a = alloc 28", good);
	capture_run(&last, &s->console, "a2 = alloc 1");
	assert_false(holds(s, &last, "explain \"class 77\"", &truth));
	assert_memory_equal(strbuf_text(&truth), "it says: event 2:", 17);
	CHECK(s, "free nobody", wrong);
	strbuf_free(&truth);
	capture_free(&last);
	end_stage(s);
}

static void
claims_that_are_none(void **state)
{
	static const struct claim_case cases[] = {
		{ "pool 0 state used", "pool 0 state used: 0 is not a pool like "
		    "0.3 (pool A.P POOL-FIELD N)" },
		{ "pool 0.0 state busy", "pool 0.0 state busy: busy is not used, "
		    "full, empty or uncarved (pool A.P state STATE)" },
		{ "pool 0.0 colour 3", "pool 0.0 colour 3: colour is no field "
		    "here: there are szidx, " },
		{ "pool 0.0 count", "pool 0.0 count: N is missing" },
		{ "pool 0.0 count 3 4", "pool 0.0 count 3 4: 4 is too much" },
		{ "pool 0.0 count -1", "pool 0.0 count -1: -1 is not a number" },
		{ "pool 0.0 freeblock", "pool 0.0 freeblock: LIST is missing" },
		{ "pool 0.0 freeblock #a", "pool 0.0 freeblock #a: #a is not a "
		    "block like #3" },
		{ "pool 0.0 freeblock #1 ... #2", "pool 0.0 freeblock #1 ... #2: "
		    "... stands at the end only" },
		{ "pool 0.0 freeblock ...", "pool 0.0 freeblock ...: what does" },
		{ "usedpools 3 7", "usedpools 3 7: 7 is not a pool like 0.3" },
		{ "block x", "block x: PLACE is missing" },
		{ "block x 0.0", "block x 0.0: 0.0 is not a block's place" },
		{ "block \"x\" 0.0.0", "block \"x\" 0.0.0: x is not a name" },
		{ "output words", "output words: words is not words in quotes" },
		{ "output \"words", "the quotes are not closed" },
		{ "block xs[1 0.0.0", "the bracket is not closed" },
		{ "stats happy 1", "stats happy 1: happy is no field here" },
		{ "event 99999999999999999999", "event 99999999999999999999: 9" },
		{ "arena x nfreepools 1", "arena x nfreepools 1: x is not an " },
	};
	struct strbuf why = STRBUF_INIT;
	struct claim c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		strbuf_clear(&why);
		assert_false(claim_parse(cases[i].claim, 1, &c, &why));
		claim_free(&c);
		if (strncmp(strbuf_text(&why), cases[i].truth,
		    strlen(cases[i].truth)) != 0)
			fail_msg("expected %s\ngot %s", cases[i].truth,
			    strbuf_text(&why));
	}
	strbuf_free(&why);
}

/* ---- questions ---- */


/* A question of KIND before COMMAND: its answer, and what is right, wrong and
   unclear. */
struct question {
	const char *kind, *command, *text;
	const char *right[3], *wrong[3], *unclear;
};

static void
judge(struct stage *s, const struct predict *p, const struct answer *a,
    const char *const *said, enum predict_verdict verdict)
{
	size_t i;

	for (i = 0; i < 3 && said[i] != NULL; i++)
		if (predict_judge(p, a, &s->console, said[i]) != verdict)
			fail_msg("%s: not judged as it should be", said[i]);
}

static void
check_question(struct stage *s, const struct question *q)
{
	struct strbuf page = STRBUF_INIT, why = STRBUF_INIT;
	const char *const unclear[3] = { q->unclear };
	uint64_t event = session_event(s->session);
	struct lesson *l;
	const struct predict *p;
	struct answer a;

	strbuf_printf(&page, "```predict\nkind: %s\nask: What?\n```\n"
	    "```pool\n%s\n```\n", q->kind, q->command);
	l = lesson(strbuf_text(&page));
	p = l->items[0].predict;
	if (!predict_answer(p, &s->console, q->command, &a, &why))
		fail_msg("%s: %s", q->kind, strbuf_text(&why));
	assert_string_equal(a.text, q->text);
	judge(s, p, &a, q->right, PREDICT_RIGHT);
	judge(s, p, &a, q->wrong, PREDICT_WRONG);
	judge(s, p, &a, unclear, PREDICT_UNCLEAR);
	assert_int_equal(session_event(s->session), event);
	answer_free(&a);
	lesson_free(l);
	strbuf_free(&page);
	strbuf_free(&why);
}

static void
questions_are_answered_by_the_heap(void **state)
{
	static const struct question questions[] = {
		{ "block", "f = alloc 30", "block 1 of pool 0.0",
		    { "#1", "0.0.1", "b" }, { "3", "0.1.1", "$1" }, "maybe" },
		{ "block", "f = alloc 513", "a block of the system allocator",
		    { "system" }, { "#1" }, "" },
		{ "block", "free a", "block 0 of pool 0.0",
		    { "a", "block 0", "0x200000000030" }, { "c" }, "zz" },
		{ "class", "f = alloc 33", "class 4, blocks of 40 bytes",
		    { "4", "40 bytes", "szidx 4" }, { "3", "33 bytes" }, "x" },
		{ "class", "f = alloc 33", "class 4, blocks of 40 bytes",
		    { "40", "40 B", "4" }, { "33", "5", "48" }, "large" },
		{ "pool", "f = alloc 100", "pool 0.1",
		    { "0.1", "pool 0.1", "@0.1" }, { "0.0" }, "1" },
		{ "pool-state 0.0", "fs = alloc 28 * 124", "full",
		    { "full" }, { "used", "partly used", "not carved" }, "ok" },
		{ "list pool 0.0 freeblock", "free a", "#0 #1 #3",
		    { "#0 #1 #3", "#0 ...", "0x30 0x50 0x90" },
		    { "#1 #3 #0", "empty" }, "first a" },
		{ "list usedpools 3", "fs = alloc 28 * 124", "empty",
		    { "empty" }, { "0.0" }, "0" },
		{ "arena-obtained", "fs = alloc 4 * 40000", "yes",
		    { "yes", "y", "Y" }, { "no" }, "1" },
		{ "arena-obtained", "free a", "no", { "no" }, { "yes" }, "" },
		{ "arena-given-back", "free a", "no", { "n" }, { "y" }, "" },
		{ "count", "free a", "1", { "1" }, { "0", "2" }, "one" },
		{ "count 0.0", "f = alloc 99", "2", { "2" }, { "1" }, "" },
	};
	struct stage *s = set_stage("classic");
	struct capture last = CAPTURE_INIT;
	size_t i;

	(void)state;
	capture_run(&last, &s->console,
	    "a = alloc 28; b = alloc 28; c = alloc 28; free b");
	for (i = 0; i < sizeof questions / sizeof questions[0]; i++)
		check_question(s, &questions[i]);
	capture_free(&last);
	end_stage(s);
}

static void
an_arena_given_back_is_foreseen(void **state)
{
	static const struct question question = { "arena-given-back",
	    "free a", "yes", { "yes" }, { "no" }, "" };
	static const struct question kept = { "arena-given-back",
	    "free a", "no", { "no" }, { "yes" }, "" };
	struct capture last = CAPTURE_INIT;
	struct stage *s = set_stage("classic");

	(void)state;
	capture_run(&last, &s->console, "a = alloc 28");
	check_question(s, &question);
	end_stage(s);
	s = set_stage("cpython-3.9");
	capture_run(&last, &s->console, "a = alloc 28");
	check_question(s, &kept);
	end_stage(s);
	capture_free(&last);
}

static void
keep_fault(void *ctx, const char *path, unsigned line, const char *message)
{
	strbuf_printf(ctx, "%s:%u: %s\n", path, line, message);
}

/* Whether the choices of PAGE's first item are good; else how they are not. */
static void
check_choices(const char *page, const char *expected)
{
	struct stage *s = set_stage("classic");
	struct lesson *l = lesson(page);
	struct strbuf told = STRBUF_INIT, why = STRBUF_INIT;
	struct faults faults = { .path = "x.md", .fn = keep_fault,
	    .ctx = &told };
	struct answer a;

	assert_true(predict_answer(l->items[0].predict, &s->console,
	    l->items[1].lines[0].text, &a, &why));
	assert_int_equal(predict_check_choices(l->items[0].predict, &a,
	    &s->console, &faults), *expected == '\0');
	assert_string_equal(strbuf_text(&told), expected);
	answer_free(&a);
	lesson_free(l);
	strbuf_free(&told);
	strbuf_free(&why);
	end_stage(s);
}

static void
exactly_one_choice_is_right(void **state)
{
	(void)state;
	check_choices("```predict\nkind: class\nask: a\na) 28 bytes\n"
	    "b) 32 bytes (class 3)\n```\n```pool\nalloc 28\n```\n", "");
	check_choices("```predict\nkind: class\nask: a\na) 28 bytes\n"
	    "b) 40 bytes\n```\n```pool\nalloc 28\n```\n",
	    "x.md:10: 0 choices are right, not 1: the answer is class 3, "
	    "blocks of 32 bytes\n");
	check_choices("```predict\nkind: class\nask: a\na) 3\n"
	    "b) 32 bytes\n```\n```pool\nalloc 28\n```\n",
	    "x.md:10: 2 choices are right, not 1: the answer is class 3, "
	    "blocks of 32 bytes\n");
	check_choices("```predict\nkind: class\nask: a\na) 3\n"
	    "b) large\n```\n```pool\nalloc 28\n```\n",
	    "x.md:14: choice b): large is no answer here: a size class like "
	    "3, or its size like 32 bytes would be one\n");
}

/* What is SAID means choice LETTER (0: none), and is judged so. */
static void
means(struct stage *s, const struct predict *p, const struct answer *a,
    const char *said, char letter, enum predict_verdict verdict)
{
	const struct choice *choice = predict_choice(p, said);

	if ((choice == NULL ? 0 : choice->letter) != letter)
		fail_msg("%s: not the choice that it should be", said);
	if (predict_judge(p, a, &s->console, said) != verdict)
		fail_msg("%s: not judged as it should be", said);
}

/* An answer in the words of a choice is that choice. */
static void
a_choice_may_be_said_in_words(void **state)
{
	static const struct {
		const char *said;
		char letter;
		enum predict_verdict verdict;
	} cases[] = {
		{ "b", 'b', PREDICT_RIGHT }, { "B)", 'b', PREDICT_RIGHT },
		{ "72", 'b', PREDICT_RIGHT }, { "72 bytes", 'b',
		    PREDICT_RIGHT }, { "72 Bytes.", 'b', PREDICT_RIGHT },
		{ "class 8", 0, PREDICT_RIGHT }, { "80", 'c', PREDICT_WRONG },
		{ "8 bytes", 'a', PREDICT_WRONG }, { "8", 'a', PREDICT_WRONG },
		{ "none", 0, PREDICT_UNCLEAR },
	};
	struct stage *s = set_stage("classic");
	struct lesson *l = lesson("```predict\nkind: class\n"
	    "ask: How large?\na) 8 bytes\nb) 72 bytes (class 8)\n"
	    "c) 80 bytes\n```\n```pool\nalloc 66\n```\n");
	const struct predict *p = l->items[0].predict;
	struct strbuf why = STRBUF_INIT;
	struct answer a;
	size_t i;

	(void)state;
	assert_true(predict_answer(p, &s->console, "alloc 66", &a, &why));
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		means(s, p, &a, cases[i].said, cases[i].letter,
		    cases[i].verdict);
	assert_int_equal(predict_right(p, &a, &s->console)->letter, 'b');
	answer_free(&a);
	lesson_free(l);
	end_stage(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(claims_on_pools_and_blocks),
		cmocka_unit_test(claims_on_arenas_and_lists),
		cmocka_unit_test(claims_on_words),
		cmocka_unit_test(claims_that_are_none),
		cmocka_unit_test(questions_are_answered_by_the_heap),
		cmocka_unit_test(an_arena_given_back_is_foreseen),
		cmocka_unit_test(exactly_one_choice_is_right),
		cmocka_unit_test(a_choice_may_be_said_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
