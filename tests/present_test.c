/*
 * present_test.c - a presentation, its questions and the speaker's notes, as
 * seen on terminals.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/strbuf.h"
#include "tests/vt.h"

#define PROGRAM "src/app/poolscope"
#define ROWS 24

#define PAGE_UP "\033[5~"
#define PAGE_DOWN "\033[6~"
#define F5 "\033[15~"

/* Where the notes go, for every program of a test. */
static char runtime[] = "present_test.XXXXXX";
static char variable[256];
static const char *const env[] = { variable, NULL };

static int
make_runtime(void **state)
{
	char cwd[200];

	(void)state;
	if (mkdtemp(runtime) == NULL || getcwd(cwd, sizeof(cwd)) == NULL)
		return -1;
	snprintf(variable, sizeof(variable), "XDG_RUNTIME_DIR=%s/%s", cwd,
	    runtime);
	return 0;
}

static int
remove_runtime(void **state)
{
	static const char *const names[] = { "/poolscope/alive",
	    "/poolscope/notes", "/poolscope", "" };
	char path[300];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", runtime, names[i]);
		remove(path);
	}
	return 0;
}

static struct vt *
start(const char *option, const char *file)
{
	char path[512];
	const char *argv[] = { vt_program(PROGRAM), option, NULL, NULL };

	if (file != NULL) {
		snprintf(path, sizeof(path), "%s/tests/plain/%s",
		    getenv("top_srcdir"), file);
		argv[2] = path;
	}
	return vt_start(&(struct vt_options){ .argv = argv, .rows = ROWS,
	    .env = env });
}

static char *
grid(struct vt *vt)
{
	struct strbuf text = STRBUF_INIT;
	int row;

	vt_settle(vt, 60);
	for (row = 0; row < ROWS; row++)
		strbuf_printf(&text, "%s\n", vt_row(vt, row));
	return strbuf_steal(&text);
}

/* What each beat of talk.poolscope brings that was not there before. */
static const struct beat {
	const char *seen;
	bool open;		/* a question is */
} beats[] = {
	{ "event 0 of 0", false },
	{ "(poolscope) x = alloc 28; y = alloc 28; z = alloc 28", false },
	{ "event 3 of 3", false },
	{ "(poolscope) free x", false },
	{ "event 4 of 4", false },
	{ "(poolscope) set predict on", false },
	{ "a question comes before each event", false },
	{ "(poolscope) free z", false },
	{ "what is its pool then?", true },
	{ "The answer: used", false },
	{ "decision 1 of 4", false },
	{ "decision 2 of 4", false },
	{ "decision 3 of 4", false },
	{ "event 5 of 5", false },
	{ "(poolscope) w = alloc 28", false },
	{ "which block does it get?", true },
	{ "The answer: block 2 of pool 0.0", false },
	{ "(poolscope) y2 = alloc 600", false },
	{ "how large a block does it get?", true },
	{ "The answer: none", false },
};

#define BEATS (sizeof(beats) / sizeof(beats[0]))

/* What would tell where the next block comes from. */
static void
assert_covered(const char *text)
{
	static const char *const telling[] = { "( ->", ")*", "?*", "was x", "was z",
	    "block 0", "carved ahead", "first in the chain", "NULL",
	    "is free again", "gets it", "1 x is at", "The answer" };
	size_t i;

	assert_non_null(strstr(text, "(  ?   )"));
	assert_true(strstr(text, "freeblock ?") != NULL ||
	    strstr(text, "freeblock -> ?") != NULL ||
	    strstr(text, "freeblock ─► ?") != NULL);
	for (i = 0; i < sizeof(telling) / sizeof(telling[0]); i++)
		assert_null(strstr(text, telling[i]));
}

/* The footer of beat I. */
static const char *
ordinal(size_t i)
{
	static char text[32];

	snprintf(text, sizeof text, "beat %zu of %zu ", i, BEATS - 1);
	return text;
}

static void
forward(struct vt *vt, char **seen)
{
	size_t i;

	for (i = 0; i < BEATS; i++) {
		if (i > 0)
			vt_send(vt, PAGE_DOWN);
		vt_wait(vt, beats[i].seen);
		seen[i] = grid(vt);
		assert_non_null(strstr(seen[i], ordinal(i)));
		if (beats[i].open)
			assert_covered(seen[i]);
	}
}

static void
a_presentation_goes_forward_and_back(void **state)
{
	struct vt *vt = start("--present", "talk.poolscope");
	char *seen[BEATS], *now;
	size_t i;

	(void)state;
	forward(vt, seen);
	for (i = BEATS - 1; i > 0; i--) {
		vt_send(vt, PAGE_UP);
		vt_wait(vt, beats[i - 1].seen);
		now = grid(vt);
		assert_string_equal(now, seen[i - 1]);
		free(now);
	}
	for (i = 0; i < BEATS; i++)
		free(seen[i]);
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

/* Presses Page Down up to beat N. */
static void
go_to(struct vt *vt, size_t n)
{
	size_t i;

	for (i = 0; i <= n; i++) {
		if (i > 0)
			vt_send(vt, PAGE_DOWN);
		vt_wait(vt, beats[i].seen);
	}
}

static void
hands_stand_beside_the_answer(void **state)
{
	struct vt *vt = start("--present", "talk.poolscope");

	(void)state;
	go_to(vt, 8);
	vt_send(vt, "poll 12 7 3 1\r");
	vt_wait(vt, "more hands than choices");
	vt_send(vt, "poll 12 7 3\r");
	vt_wait(vt, "22 hands kept");
	vt_wait(vt, "c) empty");
	vt_send(vt, PAGE_DOWN);
	vt_wait(vt, "> a) used:   12 hands  ####");
	vt_wait(vt, "b) full:    7 hands  ####");
	/* They are kept for when the beat comes again. */
	vt_send(vt, PAGE_UP);
	vt_wait_gone(vt, "12 hands");
	vt_send(vt, PAGE_DOWN);
	vt_wait(vt, "> a) used:   12 hands");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
a_clicker_does_no_harm(void **state)
{
	struct vt *vt = start("--present", "talk.poolscope");

	(void)state;
	go_to(vt, 3);
	vt_send(vt, F5 "b.");
	vt_wait(vt, "free xb.");
	vt_send(vt, PAGE_DOWN);
	vt_wait(vt, "event 4 of 4");
	vt_wait_gone(vt, "xb.");
	vt_send(vt, "\tb." F5);		/* now at the picture */
	vt_settle(vt, 60);
	vt_wait_row(vt, 0, "event 4 of 4");
	vt_send(vt, PAGE_DOWN);
	vt_wait(vt, "(poolscope) set predict on");
	assert_int_equal(vt_end(vt, "\tquit\025quit\r"), 0);
}

static void
what_the_speaker_tries_is_left_behind(void **state)
{
	struct vt *vt = start("--present", "talk.poolscope");

	(void)state;
	go_to(vt, 3);
	vt_send(vt, "\025q = alloc 100 * 5\r");
	vt_wait(vt, "event 8 of 8");
	vt_send(vt, PAGE_DOWN);
	vt_wait(vt, "event 3 of 3");
	vt_wait(vt, "(poolscope) free x");
	vt_send(vt, "\r");		/* Enter runs what was typed */
	vt_wait(vt, "event 4 of 4");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
a_lesson_is_presented(void **state)
{
	struct vt *vt = start("--present", "small.md");
	char *text;

	(void)state;
	vt_wait(vt, "LESSON  Small");
	vt_send(vt, PAGE_DOWN);
	vt_wait(vt, "(poolscope) a = alloc 28");
	vt_send(vt, PAGE_DOWN);
	vt_wait(vt, "event 1 of 1");
	vt_send(vt, PAGE_DOWN PAGE_DOWN);
	vt_wait(vt, "event 2 of 2");
	vt_send(vt, PAGE_DOWN PAGE_DOWN);
	vt_wait(vt, "event 3 of 3");
	vt_send(vt, PAGE_DOWN);		/* # step stood before it */
	vt_wait(vt, "in event 3 of 3, decision 1");
	vt_send(vt, PAGE_DOWN PAGE_DOWN PAGE_DOWN);
	vt_wait_row(vt, 0, " event 3 of 3");
	vt_wait(vt, "Which block does the next request");
	text = grid(vt);
	assert_covered(text);
	free(text);
	vt_send(vt, PAGE_DOWN);
	vt_wait(vt, "c = alloc 28");
	vt_send(vt, PAGE_DOWN);
	vt_wait(vt, "event 4 of 4");
	vt_send(vt, PAGE_UP);
	vt_wait(vt, "event 3 of 3");
	vt_wait(vt, "(  ?   )");
	assert_int_equal(vt_end(vt, "\025quit\r"), 0);
}

/* ---- the speaker's notes ------------------------------------------------ */

static void
assert_mode(const char *name, mode_t mode)
{
	char path[300];
	struct stat st;

	snprintf(path, sizeof(path), "%s/poolscope%s", runtime, name);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, mode);
}

static void
notes_follow_the_presentation(void **state)
{
	struct vt *vt = start("--present", "talk.poolscope"), *notes;

	(void)state;
	vt_wait(vt, "event 0 of 0");
	notes = start("--notes", NULL);
	vt_wait(notes, "beat 0");
	vt_wait(notes, "Welcome. Ask who has seen this before.");
	vt_wait(notes, "next: x = alloc 28");
	go_to(vt, 8);
	vt_wait(notes, "beat 8");
	vt_wait(notes, "Hands, please");
	vt_wait(notes, "the answer: used");
	assert_int_equal(vt_find(notes, "Welcome"), -1);
	assert_mode("", 0700);
	assert_mode("/notes", 0600);
	vt_send(vt, PAGE_UP);
	vt_wait(notes, "beat 7");
	assert_int_equal(vt_end(vt, "\025quit\r"), 0);
	vt_wait(notes, "the presentation has ended");
	assert_int_equal(vt_end(notes, NULL), 0);
}

static void
either_side_may_end_first(void **state)
{
	struct vt *vt = start("--present", "talk.poolscope"), *notes;

	(void)state;
	vt_wait(vt, "event 0 of 0");
	notes = start("--notes", NULL);
	vt_wait(notes, "beat 0");
	assert_int_equal(vt_end(notes, "q\r"), 0);
	notes = start("--notes", NULL);
	vt_wait(notes, "beat 0");
	vt_signal(vt, 9);
	vt_wait(notes, "the presentation has ended");
	assert_int_equal(vt_end(notes, NULL), 0);
	vt_wait_end(vt, NULL);
	vt_free(vt);
	/* What a killed one left behind is not taken for one that runs. */
	notes = start("--notes", NULL);
	assert_int_equal(vt_end(notes, NULL), 2);
}

/* ---- predicting, by hand ------------------------------------------------ */

static void
questions_cover_the_screen(void **state)
{
	struct vt *vt = start("--ascii", NULL);
	char *text;

	(void)state;
	vt_wait(vt, "(poolscope)");
	vt_send(vt, "x = alloc 28; y = alloc 28; free x\r");
	vt_wait(vt, "event 3 of 3");
	vt_send(vt, "set predict on\ralloc 28\r");
	vt_wait(vt, "your answer>");
	text = grid(vt);
	assert_covered(text);
	free(text);
	vt_send(vt, "peek\r");
	vt_wait(vt, "no longer counts");
	vt_wait(vt, "(was x)");
	vt_send(vt, "32 bytes\r");
	vt_wait(vt, "does not count");
	vt_wait(vt, "event 4 of 4");
	vt_send(vt, "alloc 40\r");
	vt_wait(vt, "your answer>");
	vt_send(vt, PAGE_UP);		/* never mind */
	vt_wait(vt, "(poolscope)");
	vt_wait_row(vt, 0, "event 4 of 4");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
a_dumb_terminal_is_used_line_by_line(void **state)
{
	static const char *const terms[] = { "dumb", "", "no-such-terminal" };
	const char *argv[] = { vt_program(PROGRAM), NULL };
	struct vt *vt;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		vt = vt_start(&(struct vt_options){ .argv = argv,
		    .term = terms[i], .env = env });
		vt_wait(vt, "line by line");
		vt_wait(vt, "(poolscope)");
		vt_send(vt, "alloc 28\r");
		vt_wait(vt, "block 0 of pool 0.0");
		assert_false(vt_alternate(vt));
		assert_int_equal(vt_end(vt, "quit\r"), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_presentation_goes_forward_and_back),
		cmocka_unit_test(hands_stand_beside_the_answer),
		cmocka_unit_test(a_clicker_does_no_harm),
		cmocka_unit_test(what_the_speaker_tries_is_left_behind),
		cmocka_unit_test(a_lesson_is_presented),
		cmocka_unit_test(notes_follow_the_presentation),
		cmocka_unit_test(either_side_may_end_first),
		cmocka_unit_test(questions_cover_the_screen),
		cmocka_unit_test(a_dumb_terminal_is_used_line_by_line),
	};

	return cmocka_run_group_tests(tests, make_runtime, remove_runtime);
}
