/*
 * lesson_screen_test.c - the first lesson, worked through by keys: on the full
 * screen and line by line.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/vt.h"

#define PROGRAM "src/app/poolscope"
#define PAGE_UP	  "\033[5~"
#define PAGE_DOWN "\033[6~"

static struct vt *
start(const char *a, const char *b, const char *c)
{
	const char *srcdir = getenv("top_srcdir");
	char lessons[512];
	const char *argv[] = { vt_program(PROGRAM), a, b, c, NULL };
	const char *env[] = { lessons, NULL };

	snprintf(lessons, sizeof lessons, "POOLSCOPE_LESSONS=%s/lessons",
	    srcdir != NULL ? srcdir : ".");
	return vt_start(&(struct vt_options){ .argv = argv, .env = env });
}

/* Page Down until TEXT is seen, which the text has further down. */
static void
read_to(struct vt *vt, const char *below, const char *text)
{
	vt_wait(vt, below);
	vt_wait(vt, "more: Page Down");
	vt_send(vt, PAGE_DOWN PAGE_DOWN PAGE_DOWN);
	vt_wait(vt, text);
}

/* Page Down, each in its turn to be drawn, until TEXT is seen. */
static void
leaf_to(struct vt *vt, const char *text)
{
	for (int i = 0; i < 200 && vt_find(vt, text) < 0; i++) {
		vt_send(vt, PAGE_DOWN);
		vt_settle(vt, 20);
	}
	vt_wait(vt, text);
}

/* A letter that was meant as a command, say, answers nothing unseen. */
static void
a_question_is_read_first(void **state)
{
	struct vt *vt = start("lesson", "1", NULL);

	(void)state;
	vt_wait(vt, "x = alloc 28   Enter");
	vt_send(vt, "\r");
	vt_wait(vt, "Enter reads on>");
	vt_send(vt, "b\r");
	vt_wait(vt, "the question stands here");
	vt_wait(vt, "your answer>");
	vt_send(vt, "b\r");
	vt_wait(vt, "b: right.");
	vt_free(vt);
}

static void
the_lesson_runs_on_the_screen(void **state)
{
	struct vt *vt = start("lesson", "1", NULL);

	(void)state;
	vt_wait(vt, "LESSON  Blocks, size classes and pools   0 of 8");
	vt_wait(vt, "x = alloc 28   Enter");
	vt_send(vt, "\r");
	vt_wait_row(vt, 0, "event 1 of 1");
	vt_wait(vt, "1 of 126 handed o");
	vt_wait(vt, "block x 0.0.0   ");
	/* The arenas are not this lesson's. */
	vt_wait_gone(vt, "usable_arenas");
	read_to(vt, "Enter reads on>", "your answer>");
	vt_wait(vt, "b) 40 bytes");
	vt_send(vt, "what\r");
	vt_wait(vt, "That is no answer here");
	vt_send(vt, "c\r");
	vt_wait(vt, "c: not so. The answer: class 4, blocks of 40 bytes.");
	vt_wait(vt, "Steps of 16 came with Python 3.7.4.");
	vt_wait(vt, "y = alloc 33   Enter");
	vt_send(vt, "\r");
	vt_wait_row(vt, 0, "event 2 of 2");
	vt_wait(vt, "3 of 8");
	/* Back, and on again: the same event. */
	vt_send(vt, PAGE_UP);
	vt_wait_row(vt, 0, "event 1 of 2");
	vt_wait(vt, "y = alloc 33   Enter");
	vt_send(vt, PAGE_DOWN);
	vt_wait_row(vt, 0, "event 2 of 2");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
whatever_is_tried_the_lesson_goes_on(void **state)
{
	struct vt *vt = start("lesson", "blocks", NULL);

	(void)state;
	vt_wait(vt, "x = alloc 28   Enter");
	vt_send(vt, "mine = alloc 100 * 3\r");
	vt_wait_row(vt, 0, "event 3 of 3");
	vt_wait(vt, "x = alloc 28   Enter");
	vt_send(vt, "\r");
	vt_wait_row(vt, 0, "event 1 of 1");
	vt_wait(vt, "block x 0.0.0   ");
	vt_send(vt, "reset\r");
	vt_wait_row(vt, 0, "event 0 of 0");
	vt_send(vt, "lesson nothing\r");
	vt_wait(vt, "there is no lesson nothing");
	vt_send(vt, "lesson 1\r");
	vt_wait(vt, "0 of 8");
	vt_wait(vt, "x = alloc 28   Enter");
	vt_resize(vt, 5, 20);
	vt_resize(vt, 60, 200);
	vt_wait(vt, "x = alloc 28   Enter");
	vt_resize(vt, 24, 80);
	vt_wait(vt, "0 of 8");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
a_task_and_the_end(void **state)
{
	struct vt *vt = start("lesson", "1", NULL);

	(void)state;
	vt_wait(vt, "0 of 8");
	leaf_to(vt, "Type commands until the goal is reached");
	vt_wait(vt, "7 of 8");
	vt_wait(vt, "your turn>");
	vt_send(vt, "hint\r");
	vt_wait(vt, "Hint: The blocks of class 0");
	vt_send(vt, "a = alloc 57\r");
	vt_wait_row(vt, 0, "event 5 of 5");
	vt_wait(vt, "your turn>");
	vt_send(vt, "b = alloc 64\r");
	vt_wait(vt, "Reached.");
	vt_wait(vt, "stats requested_bytes 207");
	read_to(vt, "8 of 8", "End of the lesson.");
	vt_send(vt, "\r");
	vt_wait_gone(vt, "LESSON");
	vt_wait(vt, "usable_arenas");
	vt_send(vt, "free b\r");
	vt_wait_row(vt, 0, "event 7 of 7");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

/* What is tried is answered, and the picture of what it did is there too. */
static void
answers_and_pictures_stand_together(void **state)
{
	struct vt *vt = start("lesson", "1", NULL);

	(void)state;
	vt_wait(vt, "x = alloc 28   Enter");
	vt_send(vt, "a = alloc 28; b = alloc 28; c = alloc 28\r");
	vt_wait(vt, "a is block 0 of pool 0.0");
	vt_wait(vt, "|# a  #| |# b  #|");
	vt_wait(vt, "x = alloc 28   Enter");
	vt_send(vt, "explain\r");
	vt_wait(vt, "explain  ");
	vt_wait(vt, "|# a  #| |# b  #|");
	vt_wait(vt, "x = alloc 28   Enter");
	vt_send(vt, "\033");
	vt_wait_gone(vt, "explain  ");
	vt_send(vt, "\r");
	vt_wait_row(vt, 0, "event 1 of 1");
	leaf_to(vt, "your answer>");
	vt_wait(vt, "QUESTION ");
	/* Keys that are commands wait, and what would tell is covered. */
	vt_send(vt, "\teugG[");
	vt_send(vt, "t");
	vt_wait(vt, "COVERED   while the question is open");
	vt_wait_gone(vt, "explain");
	vt_wait_row(vt, 0, "event 1 of 1");
	vt_send(vt, "t\t");
	vt_wait_gone(vt, "COVERED");
	vt_wait(vt, "your answer>");
	/* Where there is room the text stands beside the picture. */
	vt_resize(vt, 60, 200);
	vt_wait_row(vt, 1, "LESSON ");
	vt_wait_row(vt, 1, "POOL 0.0");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
the_lesson_runs_line_by_line(void **state)
{
	struct vt *vt = start("--plain", "lesson", "1");

	(void)state;
	vt_wait(vt, "Enter> x = alloc 28");
	vt_send(vt, "\r");
	vt_wait(vt, "a) 33 bytes");
	vt_wait(vt, "your answer, a to d>");
	vt_send(vt, "b\r");
	vt_wait(vt, "  Right.");
	vt_wait(vt, "Enter> y = alloc 33");
	vt_send(vt, "info pool 0.0\r");
	vt_wait(vt, "maxnextoffset");
	vt_send(vt, "free x\r");
	vt_wait(vt, "x is free");
	vt_send(vt, "\r");
	vt_wait(vt, "goes on from where it was");
	vt_wait(vt, "[x] class y 4");
	vt_send(vt, "again\r");
	vt_wait(vt, "Back: the heap is as it was before.");
	vt_send(vt, "\r\r\r\r\r");
	vt_wait(vt, "your turn>");
	vt_send(vt, "solution\r");
	vt_wait(vt, "Enter> a = alloc 57");
	vt_send(vt, "\r\r");
	vt_wait(vt, "End of the lesson: 1 of 1 question right.");
	vt_send(vt, "lesson 99\r");
	vt_wait(vt, "error: there is no lesson 99");
	vt_send(vt, "lesson 1\r");
	vt_wait(vt, "Enter> x = alloc 28");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

/* On a narrow terminal nothing is broken within words. */
static void
narrow_lines_end_between_words(void **state)
{
	const char *argv[] = { vt_program(PROGRAM), "--plain", NULL };
	struct vt *vt = vt_start(&(struct vt_options){ .argv = argv,
	    .rows = 30, .cols = 40 });

	(void)state;
	vt_wait(vt, "(poolscope)");
	vt_send(vt, "x = alloc 28\r");
	vt_wait(vt, "  0x200000000030: 32 bytes for the 28");
	vt_wait(vt, "  asked for, 4 unused");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

/* After fg the prompt is there again, with what was typed. */
static void
the_prompt_comes_back_with_the_program(void **state)
{
	const char *const env[] = { "PS1=shell% ", NULL };
	const char *argv[] = { "sh", "-i", NULL };
	struct vt *vt = vt_start(&(struct vt_options){ .argv = argv,
	    .env = env });
	char line[4200];

	(void)state;
	vt_wait(vt, "shell%");
	snprintf(line, sizeof line, "'%s' --plain\r", vt_program(PROGRAM));
	vt_send(vt, line);
	vt_wait(vt, "(poolscope)");
	vt_send(vt, "info are");
	vt_wait(vt, "(poolscope) info are");
	vt_send(vt, "\032");
	vt_wait(vt, "Stopped");
	vt_send(vt, "clear 2>/dev/null || printf '\\033[2J'; fg\r");
	vt_wait_gone(vt, "Stopped");
	vt_wait(vt, "(poolscope) info are");
	vt_send(vt, "nas\r");
	vt_wait(vt, "obtained 0 in all");
	vt_send(vt, "quit\r");
	vt_wait(vt, "shell%");
	assert_int_equal(vt_end(vt, "exit\r"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lesson_runs_on_the_screen),
		cmocka_unit_test(a_question_is_read_first),
		cmocka_unit_test(whatever_is_tried_the_lesson_goes_on),
		cmocka_unit_test(a_task_and_the_end),
		cmocka_unit_test(answers_and_pictures_stand_together),
		cmocka_unit_test(the_lesson_runs_line_by_line),
		cmocka_unit_test(narrow_lines_end_between_words),
		cmocka_unit_test(the_prompt_comes_back_with_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
