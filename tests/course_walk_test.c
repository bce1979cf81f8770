/*
 * course_walk_test.c - the whole course, worked through on an 80x24 terminal by
 * keys alone, in each language.
 *
 * Beside the program runs a lesson of our own, from the same file: it tells
 * what the next stop waits for, which answer is right and what solves a task,
 * and how far the title must say that the reader is.
 */
#include "config.h"

#include <glob.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lesson/lesson.h"
#include "lesson/predict.h"
#include "lesson/runner.h"
#include "lesson/turn.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "tests/stage.h"
#include "tests/vt.h"

#define PROGRAM "src/app/poolscope"
#define ROWS 24
#define COLS 80

static const struct language {
	const char *name, *folder;
	const char *reads_on;	/* the prompt while there is more text */
	const char *prompts[3];	/* the others */
	const char *title;	/* what the lesson's title begins with */
	const char *progress;	/* in it; printf's form */
} languages[] = {
	{ "en", "", "Enter reads on>",
	    { "your answer>", "your turn>", "(poolscope)" }, "LESSON  ", " %zu of %zu" },
	{ "zh_CN", "zh_CN/", "\u56de\u8f66\u5f80\u4e0b\u8bfb>",
	    { "\u4f60\u7684\u7b54\u6848>", "\u8f6e\u5230\u4f60>",
	    "(poolscope)" }, "\u8bfe  ", " %zu/%zu" },
};

/* What is walked, and what is waited for: vt_wait_until has no context. */
static struct walk {
	const struct language *language;
	struct vt *vt;
	struct runner *model;	/* our own lesson */
	char progress[64];	/* what the title must say */
	struct strbuf before;	/* the grid, when a key was pressed */
} walk;

static void
read_grid(struct vt *vt, struct strbuf *out)
{
	strbuf_clear(out);
	for (int row = 0; row < ROWS; row++)
		strbuf_printf(out, "%s\n", vt_row(vt, row));
}

static bool
grid_changed(struct vt *vt)
{
	struct strbuf grid = STRBUF_INIT;
	bool changed;

	read_grid(vt, &grid);
	changed = strcmp(strbuf_text(&grid), strbuf_text(&walk.before)) != 0;
	strbuf_free(&grid);
	return changed;
}

/* The cursor stands behind PROMPT: a picture ends with putting it there. */
static bool
waits_at(struct vt *vt, const char *prompt)
{
	int row, col;

	vt_cursor(vt, &row, &col);
	return strcmp(vt_row(vt, row), prompt) == 0 &&
	    col == utf8_columns(prompt) + 1;
}

static bool
reads_on(struct vt *vt)
{
	return waits_at(vt, walk.language->reads_on);
}

static bool
waits(struct vt *vt)
{
	for (size_t i = 0; i < 3; i++)
		if (waits_at(vt, walk.language->prompts[i]))
			return true;
	return reads_on(vt);
}

static bool
has_turned(struct vt *vt)
{
	return waits(vt) && grid_changed(vt);
}

static bool
has_come_on(struct vt *vt)
{
	int row = vt_find(vt, walk.language->title);

	return row >= 0 && strstr(vt_row(vt, row), walk.progress) != NULL &&
	    waits(vt);
}

static bool
has_left(struct vt *vt)
{
	return waits(vt) && vt_find(vt, walk.language->title) < 0;
}

/* Nothing is cut by the edge, and all of it is text. */
static void
check_cells(struct vt *vt)
{
	struct vt_cell cell;
	int row, col;

	for (row = 0; row < ROWS; row++) {
		for (col = 0; col < COLS; col += cell.width) {
			cell = vt_cell(vt, row, col);
			assert_in_range(cell.width, 1, 2);
			assert_true(col + cell.width <= COLS);
			assert_string_not_equal(cell.text, "\xef\xbf\xbd");
		}
	}
}

/* Enter until all of the text was on the screen. */
static void
read_all(struct vt *vt)
{
	while (reads_on(vt)) {
		read_grid(vt, &walk.before);
		vt_send(vt, "\r");
		vt_wait_until(vt, has_turned, "the text goes on");
		check_cells(vt);
	}
}

static void
type(struct vt *vt, const char *line)
{
	vt_send(vt, line);
	vt_send(vt, "\r");
}

/* ---- the lesson of our own ---- */

/* To where the reader is needed, as a screen does. */
static void
model_on(bool leave)
{
	enum runner_stop stop;

	if (leave)
		runner_next(walk.model);
	while ((stop = runner_at(walk.model).stop) == RUNNER_TEXT ||
	    stop == RUNNER_CLAIMS)
		runner_next(walk.model);
}

static void
expect_progress(void)
{
	size_t done, all;

	runner_progress(walk.model, &done, &all);
	snprintf(walk.progress, sizeof walk.progress, walk.language->progress,
	    done, all);
}

/* The letter of the right choice. */
static void
right_answer(char out[2])
{
	struct strbuf why = STRBUF_INIT;
	const struct predict *p = runner_item(walk.model)->predict;
	struct answer *a = runner_question(walk.model, &why);
	const struct choice *right;

	assert_non_null(a);
	right = predict_right(p, a, runner_console(walk.model));
	assert_non_null(right);
	out[0] = right->letter;
	out[1] = '\0';
	strbuf_free(&why);
}

static void
answer(struct vt *vt)
{
	char letter[2];

	right_answer(letter);
	type(vt, letter);
	assert_int_equal(turn_take(walk.model, letter), TURN_RIGHT);
}

static void
solve(struct vt *vt)
{
	const struct lesson *l = runner_lesson(walk.model);
	size_t i = runner_at(walk.model).item, line;
	enum turn turn = TURN_STAY;

	while (l->items[i].kind != LESSON_SOLUTION)
		i++;
	for (line = 0; line < l->items[i].nlines && turn != TURN_REACHED;
	    line++) {
		type(vt, l->items[i].lines[line].text);
		turn = turn_take(walk.model, l->items[i].lines[line].text);
	}
	assert_int_equal(turn, TURN_REACHED);
}

/* Does what the stop waits for, on the screen and in our own lesson. */
static void
take_stop(struct vt *vt)
{
	switch (runner_at(walk.model).stop) {
	case RUNNER_QUESTION:
		answer(vt);
		break;
	case RUNNER_TASK:
		solve(vt);
		break;
	default:
		vt_send(vt, "\r");
		assert_int_equal(turn_take(walk.model, ""), TURN_ON);
		break;
	}
	model_on(true);
}

static void
check_claims(void)
{
	const struct lesson *l = runner_lesson(walk.model);

	for (size_t i = 0; i < l->count; i++)
		for (size_t k = 0; k < l->items[i].nclaims; k++)
			assert_int_equal(runner_claim(walk.model, i, k, NULL),
			    RUNNER_HOLDS);
}

static void
walk_through(struct vt *vt, const char *path)
{
	struct stage *s = set_stage("classic");
	struct lesson *l = lesson_read(path, NULL, NULL);
	char line[32];

	assert_non_null(l);
	walk.model = runner_new(l, &s->console);
	model_on(false);
	expect_progress();
	snprintf(line, sizeof line, "lesson %d",
	    atoi(strrchr(path, '/') + 1));
	type(vt, line);
	vt_wait_until(vt, has_come_on, path);
	while (runner_at(walk.model).stop != RUNNER_END) {
		check_cells(vt);
		read_all(vt);
		take_stop(vt);
		expect_progress();
		vt_wait_until(vt, has_come_on, walk.progress);
	}
	read_all(vt);
	check_claims();
	vt_send(vt, "\r");
	vt_wait_until(vt, has_left, "the lesson is left");
	runner_free(walk.model);
	lesson_free(l);
	end_stage(s);
}

static struct vt *
start(const struct language *language)
{
	const char *srcdir = getenv("top_srcdir");
	char lessons[512];
	const char *argv[] = { vt_program(PROGRAM), "--lang", language->name,
	    NULL };
	const char *env[] = { lessons, NULL };

	snprintf(lessons, sizeof lessons, "POOLSCOPE_LESSONS=%s/lessons",
	    srcdir != NULL ? srcdir : ".");
	return vt_start(&(struct vt_options){ .argv = argv, .env = env });
}

static void
walk_course(const struct language *language)
{
	const char *srcdir = getenv("top_srcdir");
	char pattern[512];
	glob_t pages;
	size_t i;

	walk.language = language;
	snprintf(pattern, sizeof pattern, "%s/lessons/%s[0-9][0-9]-*.md",
	    srcdir != NULL ? srcdir : ".", language->folder);
	assert_int_equal(glob(pattern, 0, NULL, &pages), 0);
	assert_true(pages.gl_pathc >= 15);
	walk.vt = start(language);
	vt_wait_until(walk.vt, waits, "the first prompt");
	for (i = 0; i < pages.gl_pathc; i++)
		walk_through(walk.vt, pages.gl_pathv[i]);
	assert_int_equal(vt_end(walk.vt, "quit\r"), 0);
	globfree(&pages);
	strbuf_free(&walk.before);
}

static void
the_course_in_english(void **state)
{
	(void)state;
	walk_course(&languages[0]);
}

static void
the_course_in_chinese(void **state)
{
	(void)state;
	if (access("po/locale/zh_CN", X_OK) != 0)
		skip();
	walk_course(&languages[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_course_in_english),
		cmocka_unit_test(the_course_in_chinese),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
