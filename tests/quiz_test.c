/*
 * quiz_test.c - questions before events: their answers are what then happens,
 * they change, and they are scored.
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

#include "command/command.h"
#include "lesson/predict.h"
#include "lesson/quiz.h"
#include "session/session.h"
#include "support/strbuf.h"

struct room {
	struct session *session;
	struct console console;
	struct quiz *quiz;
	struct strbuf said;
};

static void
keep(void *ctx, enum console_style style, const char *text)
{
	struct room *r = ctx;

	(void)style;
	strbuf_printf(&r->said, "%s\n", text);
}

static bool
peek(void *ctx)
{
	struct room *r = ctx;

	return quiz_peek(r->quiz);
}

static bool
poll(void *ctx, const uint64_t *hands, size_t n)
{
	struct room *r = ctx;

	return quiz_poll(r->quiz, hands, n);
}

static void
enter(struct room *r, const char *profile)
{
	const struct console_hooks hooks = { .line = keep, .peek = peek,
	    .poll = poll, .ctx = r };
	struct pym_profile p;

	assert_int_equal(pym_profile_parse(profile, &p, NULL, 0), PYM_OK);
	*r = (struct room){ .session = session_new(&p, 0) };
	assert_non_null(r->session);
	console_init(&r->console, r->session, &hooks, CONSOLE_KEYBOARD);
	r->quiz = quiz_new(&r->console);
	assert_int_equal(quiz_run(r->quiz, "set predict on"), COMMAND_OK);
}

static void
leave(struct room *r)
{
	quiz_free(r->quiz);
	console_end(&r->console);
	session_free(r->session);
	strbuf_free(&r->said);
}

static bool
says(struct room *r, const char *text)
{
	return strstr(strbuf_text(&r->said), text) != NULL;
}

/* ---- the answers are what happens --------------------------------------- */

/* What is true of the last event, by the heap as it is after it. */
struct truth {
	struct pym_location at;	/* of the block taken, or taken back */
	uint64_t obtained, returned;
	uint64_t address;	/* of the block that a realloc was for */
};

static void
count(struct room *r, struct truth *t)
{
	struct pym_stats stats;

	pym_stats(session_heap(r->session), &stats, NULL, 0);
	t->obtained = stats.arenas_total;
	t->returned = stats.arenas_reclaimed;
}

static void
locate(struct room *r, uint32_t number, struct truth *t)
{
	struct session_block b;

	assert_true(session_block(r->session, number, &b));
	pym_locate(session_heap(r->session), b.address, &t->at);
	t->address = b.address;
}

static const char *
state_word(struct room *r, const struct truth *t)
{
	static const char *const words[] = { "uncarved", "used", "full",
	    "empty" };
	struct pym_pool_view p;

	/* With its arena gone, the pool was empty. */
	return pym_pool(session_heap(r->session), t->at.pool, &p) ?
	    words[p.state] : "empty";
}

static uint32_t
head(struct room *r, const struct truth *t)
{
	struct pym_pool_view p;
	uint32_t offset;

	assert_true(pym_pool(session_heap(r->session), t->at.pool, &p));
	assert_true(pym_pool_chain(session_heap(r->session), t->at.pool,
	    &offset, 1) > 0);
	return (offset - PYM_POOL_OVERHEAD) / p.size;
}

/* The answer to ASK in words, now that it has happened. */
static void
answer(struct room *r, const char *ask, const struct truth *before,
    const struct truth *after, char *out, size_t size)
{
	const struct pym_location *at = &after->at;
	const char *yes = NULL;

	if (strstr(ask, "which block does it") != NULL)
		snprintf(out, size, "block %u of pool %u.%u", at->block,
		    at->pool.arena, at->pool.pool);
	else if (strstr(ask, "first in its pool's chain") != NULL)
		snprintf(out, size, "block %u of pool %u.%u",
		    head(r, before), before->at.pool.arena,
		    before->at.pool.pool);
	else if (strstr(ask, "which pool") != NULL)
		snprintf(out, size, "pool %u.%u", at->pool.arena,
		    at->pool.pool);
	else if (strstr(ask, "how large") != NULL &&
	    at->place == PYM_PLACE_BLOCK)
		snprintf(out, size, "class %u, blocks of %u bytes",
		    at->szidx, (unsigned)at->block_size);
	else if (strstr(ask, "how large") != NULL)
		snprintf(out, size, "none: the system allocator serves it");
	else if (strstr(ask, "what is its pool") != NULL)
		snprintf(out, size, "%s", state_word(r, before));
	else if (strstr(ask, "obtained") != NULL)
		yes = after->obtained > before->obtained ? "yes" : "no";
	else if (strstr(ask, "go back") != NULL)
		yes = after->returned > before->returned ? "yes" : "no";
	else if (strstr(ask, "move") != NULL)
		yes = after->address != before->address ? "yes" : "no";
	else
		fail_msg("%s?", ask);
	if (yes != NULL)
		snprintf(out, size, "%s", yes);
}

/* A block that lives, by number; 0: none does. */
static uint32_t
pick(struct room *r, unsigned random)
{
	uint32_t last = session_last_block(r->session), i, number;
	struct session_block b;

	for (i = 0; i < last; i++) {
		number = (random + i) % last + 1;
		if (session_block(r->session, number, &b) && b.live)
			return number;
	}
	return 0;
}

/* Some command; *ABOUT is the block that it is for, or 0. */
static void
make_command(struct room *r, unsigned n, char *out, size_t size,
    uint32_t *about)
{
	unsigned random = (n * 2654435761u) >> 8;

	*about = random % 5 < 3 && n % 300 < 200 ? 0 : pick(r, random / 7);
	if (*about == 0)
		snprintf(out, size, "alloc %u", 1 + random % 80);
	else if (random % 11 == 0)
		snprintf(out, size, "realloc $%u %u", *about,
		    1 + random % 80);
	else
		snprintf(out, size, "free $%u", *about);
}

/* Gives a command and holds its answer against what happened; whether there
   was a question. */
static bool
give(struct room *r, const char *command, uint32_t about)
{
	struct truth before = { .address = 0 }, after;
	char said[100], ask[200], happened[100];
	uint32_t last;

	count(r, &before);
	if (about != 0)
		locate(r, about, &before);
	assert_int_equal(quiz_run(r->quiz, command), COMMAND_OK);
	if (!quiz_is_open(r->quiz))
		return false;
	snprintf(said, sizeof(said), "%s", quiz_answer(r->quiz));
	snprintf(ask, sizeof(ask), "%s", quiz_question(r->quiz)->ask);
	last = session_last_block(r->session);
	assert_int_equal(quiz_run(r->quiz, ""), COMMAND_OK);
	assert_false(quiz_is_open(r->quiz));
	after = before;
	count(r, &after);
	if (session_last_block(r->session) > last)
		locate(r, last + 1, &after);
	answer(r, ask, &before, &after, happened, sizeof(happened));
	if (strcmp(said, happened) != 0)
		fail_msg("%s  It said %s, and it was %s", ask, said,
		    happened);
	return true;
}

static void
answers_are_what_happens(void **state)
{
	static const char *const profiles[] = { "tiny", "cpython-2.4",
	    "cpython-3.9,pool=512,arena=4K,threshold=64,align=8" };
	char command[64];
	unsigned n, asked;
	uint32_t about;
	struct room r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		enter(&r, profiles[i]);
		for (n = asked = 0; n < 900; n++) {
			make_command(&r, n, command, sizeof(command),
			    &about);
			asked += give(&r, command, about);
		}
		assert_true(asked > 600);
		leave(&r);
	}
}

/* Of a statement of py it is asked how many requests it makes. */
static void
statements_are_asked_about(void **state)
{
	static const char *const lines[] = { "py x = 2.5", "py y = [1, x, ()]",
	    "py d = {\"k\": 1000000}", "py del x", "py y.append((3, 4))",
	    "py z = 7", "py del y" };
	struct room r;
	uint64_t before;
	char said[24], right[24];
	size_t i;

	(void)state;
	enter(&r, "cpython-3.8");
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		before = session_event(r.session);
		assert_int_equal(quiz_run(r.quiz, lines[i]), COMMAND_OK);
		assert_true(quiz_is_open(r.quiz));
		assert_int_equal(session_event(r.session), before);
		assert_true(says(&r, lines[i]));
		snprintf(right, sizeof right, "%s", quiz_answer(r.quiz));
		strbuf_clear(&r.said);
		quiz_run(r.quiz, right);
		assert_true(says(&r, "Right"));
		snprintf(said, sizeof said, "%zu", says(&r, "is not asked") ?
		    0 : (size_t)(session_event(r.session) - before));
		assert_string_equal(said, right);
	}
	quiz_run(r.quiz, "py x = = 2");
	assert_false(quiz_is_open(r.quiz));
	leave(&r);
}

/* ---- which is asked ----------------------------------------------------- */

/* Gives the right answer as a reader would type it. */
static void
reply(struct room *r)
{
	const char *right = quiz_answer(r->quiz);
	unsigned block, arena, pool;
	char typed[64];

	if (sscanf(right, "block %u of pool %u.%u", &block, &arena,
	    &pool) == 3)
		snprintf(typed, sizeof(typed), "%u.%u.%u", arena, pool,
		    block);
	else if (strncmp(right, "class", 5) == 0)
		snprintf(typed, sizeof(typed), "32 bytes");
	else
		snprintf(typed, sizeof(typed), "%s", right);
	quiz_run(r->quiz, typed);
}

static void
three_right_in_a_row_bring_another_rule(void **state)
{
	struct strbuf asked = STRBUF_INIT;
	const char *ask;
	struct room r;
	int n;

	(void)state;
	enter(&r, "classic");
	for (n = 0; n < 12; n++) {
		assert_int_equal(quiz_run(r.quiz, "alloc 28"), COMMAND_OK);
		ask = strchr(quiz_question(r.quiz)->ask, ':');
		strbuf_printf(&asked, "%.14s|", ask + 2);
		reply(&r);
		assert_false(quiz_is_open(r.quiz));
	}
	assert_non_null(strstr(strbuf_text(&asked), "how large"));
	assert_non_null(strstr(strbuf_text(&asked), "which pool"));
	assert_non_null(strstr(strbuf_text(&asked), "which block"));
	assert_null(strstr(strbuf_text(&asked), "how large a bl|how large a "
	    "bl|how large a bl|how large a bl"));
	strbuf_free(&asked);
	leave(&r);
}

static void
lines_that_make_no_single_event_are_not_asked_about(void **state)
{
	static const char *const lines[] = { "info arenas", "alloc 28 * 3",
	    "explain", "free no_such", "alloc -1", "back", "random 5",
	    "try alloc 28", "show", "" };
	struct room r;
	size_t i;

	(void)state;
	enter(&r, "classic");
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		quiz_run(r.quiz, lines[i]);
		assert_false(quiz_is_open(r.quiz));
	}
	leave(&r);
}

/* ---- the score ---------------------------------------------------------- */

static void
assert_score(struct room *r, unsigned right, unsigned asked)
{
	unsigned is_right, is_asked;

	quiz_score(r->quiz, &is_right, &is_asked);
	assert_int_equal(is_right, right);
	assert_int_equal(is_asked, asked);
}

static void
answers_are_scored_but_after_a_peek(void **state)
{
	struct room r;

	(void)state;
	enter(&r, "classic");
	quiz_run(r.quiz, "alloc 28");
	assert_true(quiz_covers(r.quiz));
	quiz_run(r.quiz, "perhaps");
	assert_true(quiz_is_open(r.quiz));
	assert_int_equal(session_event(r.session), 0);
	quiz_run(r.quiz, "32 bytes");
	assert_int_equal(session_event(r.session), 1);
	assert_score(&r, 1, 1);
	quiz_run(r.quiz, "alloc 40");
	quiz_run(r.quiz, "peek");
	assert_false(quiz_covers(r.quiz));
	quiz_run(r.quiz, "a");
	assert_int_equal(session_event(r.session), 2);
	assert_score(&r, 1, 1);
	quiz_run(r.quiz, "alloc 200");
	quiz_run(r.quiz, "");
	assert_score(&r, 1, 1);
	leave(&r);
}

static void
a_wrong_choice_gets_its_reply(void **state)
{
	struct room r;

	(void)state;
	enter(&r, "classic");
	quiz_run(r.quiz, "alloc 33");
	assert_true(says(&r, "a) 33 bytes"));
	quiz_run(r.quiz, "a");
	assert_true(says(&r, "Not so: 0 of 1"));
	assert_true(says(&r, "steps of the alignment"));
	assert_true(says(&r, "The answer: class 4"));
	leave(&r);
}

static void
turned_off_the_held_command_is_carried_out(void **state)
{
	struct room r;

	(void)state;
	enter(&r, "classic");
	quiz_run(r.quiz, "alloc 33");
	quiz_run(r.quiz, "set predict off");
	assert_false(quiz_is_open(r.quiz));
	assert_int_equal(session_event(r.session), 1);
	quiz_run(r.quiz, "alloc 33");
	assert_int_equal(session_event(r.session), 2);
	quiz_run(r.quiz, "peek");
	assert_true(says(&r, "no question is open"));
	leave(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_what_happens),
		cmocka_unit_test(statements_are_asked_about),
		cmocka_unit_test(three_right_in_a_row_bring_another_rule),
		cmocka_unit_test(
		    lines_that_make_no_single_event_are_not_asked_about),
		cmocka_unit_test(answers_are_scored_but_after_a_peek),
		cmocka_unit_test(a_wrong_choice_gets_its_reply),
		cmocka_unit_test(turned_off_the_held_command_is_carried_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
