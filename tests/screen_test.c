/*
 * screen_test.c - poolscope on a terminal, as a person uses it; and the
 * pictures of the README and of the manual, which are what a terminal shows.
 */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/strbuf.h"
#include "tests/vt.h"

#define PROGRAM "src/app/poolscope"

static struct vt *
start_with(struct vt_options options, const char *a, const char *b)
{
	const char *argv[] = { vt_program(PROGRAM), a, b, NULL };
	struct vt *vt;

	options.argv = argv;
	vt = vt_start(&options);
	vt_wait(vt, "(poolscope)");
	return vt;
}

static struct vt *
start(void)
{
	return start_with((struct vt_options){ .rows = 24 }, NULL, NULL);
}

/* Enter a command and see that it is through by EVENT, "event 3 of 3". */
static void
give(struct vt *vt, const char *command, const char *event)
{
	vt_send(vt, command);
	vt_send(vt, "\r");
	vt_wait_row(vt, 0, event);
}

static void
commands_change_the_picture(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_wait(vt, "none yet: the first request obtains one");
	give(vt, "x = alloc 28", "event 1 of 1");
	vt_wait(vt, "1 of 126 handed out");
	vt_wait(vt, "|# x  #|");
	give(vt, "xs = alloc 28 * 200", "event 201 of 201");
	vt_wait(vt, "POOL 0.1");
	vt_wait(vt, "75 of 126 handed out");
	give(vt, "free xs[::2]", "event 301 of 301");
	vt_wait(vt, "(was xs[198])");
	give(vt, "free x", "event 302 of 302");
	vt_wait(vt, "POOL 0.0");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
time_goes_both_ways(void **state)
{
	struct vt *vt = start();

	(void)state;
	give(vt, "a = alloc 28; b = alloc 28", "event 2 of 2");
	vt_send(vt, "\033[5~");
	vt_wait_row(vt, 0, "event 1 of 2");
	vt_send(vt, "\033[6~");
	vt_wait_row(vt, 0, "event 2 of 2");
	give(vt, "bs", "in event 2 of 2, decision");
	give(vt, "next", "event 2 of 2");
	give(vt, "undo", "event 1 of 2");
	give(vt, "redo", "event 2 of 2");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
a_long_command_says_so_and_can_be_stopped(void **state)
{
	struct vt *vt = start();

	(void)state;
	give(vt, "x = alloc 28", "event 1 of 1");
	vt_send(vt, "random 10000000; random 10000000; random 10000000\r");
	vt_wait(vt, "BUSY   at event");
	vt_send(vt, "\003");
	vt_wait(vt, "stopped after");
	vt_wait(vt, "PROMPT ");
	vt_send(vt, "random 1; info block x\r");
	vt_wait(vt, "made by event 1");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
keys_and_clicks_go_nearer_and_back(void **state)
{
	struct vt *vt = start();
	int row;

	(void)state;
	give(vt, "a = alloc 28; b = alloc 28", "event 2 of 2");
	vt_send(vt, "\t\033");
	vt_wait_row(vt, 1, "HEAP > arena 0 > pool 0.0  ");
	vt_wait(vt, "usable_arenas");
	vt_send(vt, "\r");
	vt_wait_row(vt, 1, "> all blocks");
	vt_send(vt, "\r");
	vt_wait(vt, "BLOCK 0.0.1");
	vt_send(vt, "\033[D");
	vt_wait(vt, "BLOCK 0.0.0");
	vt_click(vt, 1, 9);
	vt_wait(vt, "1 of 64 pools carved");
	vt_wait(vt, "  2 \302\267");
	row = vt_find(vt, "  2 \302\267");
	vt_click(vt, row, 25);
	vt_wait(vt, "pool 0.2");
	vt_send(vt, "t");
	vt_wait(vt, "THE HEADER TRICK");
	vt_send(vt, "t\033");
	vt_wait(vt, "1 arena of 256 KiB");
	/* A letter that is no key of the picture is typed. */
	vt_send(vt, "free a\r");
	vt_wait_row(vt, 0, "event 3 of 3");
	vt_wait(vt, "PROMPT");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

/*
 * libvterm, and so the terminals of editors, keep with a saved cursor whether
 * it is shown, and take that up again when the second screen is left; curses
 * saves it, hidden or not, to scroll.
 */
static void
the_cursor_is_shown_at_the_end(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "help\r\t");
	vt_wait(vt, "up/down scroll the answer");
	vt_send(vt, "\033[B");
	vt_wait_row(vt, 2, "2 to 12 of");
	vt_send(vt, "\033[B");
	vt_wait_row(vt, 2, "3 to 13 of");
	vt_send(vt, "\t");
	vt_wait(vt, "PROMPT");
	assert_int_equal(vt_wait_end(vt, "quit\r"), 0);
	assert_true(vt_cursor_visible(vt));
	vt_free(vt);
}

static void
answers_are_not_recalled(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "set predict on\ralloc 28\r");
	vt_wait(vt, "your answer>");
	vt_send(vt, "a\r");
	vt_wait(vt, "The answer");
	vt_wait_row(vt, 22, "(poolscope)");
	vt_send(vt, "\033[A");
	vt_wait_row(vt, 22, "(poolscope) alloc 28");
	vt_send(vt, "\001\013");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

/* Also where all keys are the line's. */
static void
escape_takes_away_what_is_in_front(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_wait(vt, "x = alloc 28   asks for memory");
	give(vt, "x = alloc 28", "event 1 of 1");
	vt_send(vt, "\033OP");
	vt_wait(vt, "KEYS IN THE PICTURE");
	vt_send(vt, "\033");
	vt_wait_gone(vt, "KEYS IN THE PICTURE");
	vt_send(vt, "info pools\r");
	vt_wait(vt, "0x200000000000  partly used");
	vt_send(vt, "\033");
	vt_wait_gone(vt, "0x200000000000  partly used");
	vt_wait_row(vt, 1, "HEAP > arena 0 > pool 0.0");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
a_command_in_the_past_says_what_is_kept(void **state)
{
	struct vt *vt = start();

	(void)state;
	give(vt, "x = alloc 28", "event 1 of 1");
	vt_send(vt, "\033[5~");
	vt_wait_row(vt, 0, "event 0 of 1");
	give(vt, "y = alloc 100", "event 1 of 1");
	vt_wait(vt, "what came after event 0 is kept: goto future 1");
	vt_send(vt, "free 1\r");
	vt_wait(vt, "1 is no block: the block with that number is $1");
	vt_wait(vt, "1 future kept");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
mistakes_are_answered_and_change_nothing(void **state)
{
	struct vt *vt = start();

	(void)state;
	give(vt, "x = alloc 28; free x", "event 2 of 2");
	vt_send(vt, "free x\r");
	vt_wait(vt, "x was freed by event 2");
	vt_send(vt, "alloc -1\r");
	vt_wait(vt, "-1");
	vt_wait_row(vt, 0, "event 2 of 2");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

/* The signal that ended it is what is told, not that nothing could be written
   any more. */
static void
a_terminal_that_goes_is_told_as_a_signal(void **state)
{
	const char *argv[] = { vt_program(PROGRAM), "--large", "--profile",
	    "cpython-3.12,debug=on", NULL };
	struct vt_options options = { .argv = argv, .rows = 24 };
	struct vt *vt = vt_start(&options);

	(void)state;
	vt_wait(vt, "(poolscope)");
	give(vt, "x = alloc 28", "event 1 of 1");
	assert_int_equal(vt_hang_up(vt), 128 + SIGHUP);
	vt_free(vt);
}

/* The last report can be read where the screen was. */
static void
reports_end_below_the_screen(void **state)
{
	struct vt *vt = start();

	(void)state;
	give(vt, "set mallocstats on; x = alloc 28", "event 1 of 1");
	assert_int_equal(vt_wait_end(vt, "quit\r"), 0);
	assert_false(vt_alternate(vt));
	assert_int_not_equal(vt_find(vt, "# arenas allocated total           ="
	    "                    1"), -1);
	vt_free(vt);
}

static void
it_lives_through_every_size(void **state)
{
	static const int sizes[][2] = { { 5, 20 }, { 60, 200 }, { 12, 40 },
	    { 24, 80 } };
	struct vt *vt = start();
	size_t i;

	(void)state;
	give(vt, "xs = alloc 28 * 10", "event 10 of 10");
	vt_send(vt, "free xs[3]");
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		vt_resize(vt, sizes[i][0], sizes[i][1]);
		vt_wait(vt, "free xs[3]");
	}
	vt_send(vt, "\r");
	vt_wait_row(vt, 0, "event 11 of 11");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
the_terminal_is_given_back(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGSEGV, SIGABRT };
	struct vt *vt;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		vt = start();
		give(vt, "alloc 28", "event 1 of 1");
		vt_signal(vt, signals[i]);
		assert_true(vt_wait_end(vt, NULL) != 0);
		assert_false(vt_alternate(vt));
		assert_true(vt_cooked(vt));
		vt_free(vt);
	}
}

static void
ascii_and_no_colour_say_the_same(void **state)
{
	static const char *const env[] = { "NO_COLOR=1", NULL };
	struct vt *vt = start_with((struct vt_options){ .rows = 24,
	    .locale = "C", .env = env }, "--ascii", NULL);
	struct vt_cell cell;
	int row;

	(void)state;
	give(vt, "x = alloc 28", "event 1 of 1");
	vt_wait(vt, "|# x  #|");
	row = vt_find(vt, "|# x  #|");
	cell = vt_cell(vt, row, 4);
	assert_int_equal(cell.fore, VT_DEFAULT);
	vt_wait(vt, "#-....");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
idle_costs_nothing(void **state)
{
	struct vt *vt = start();
	long wakeups;

	(void)state;
	give(vt, "alloc 28", "event 1 of 1");
	vt_settle(vt, 100);
	wakeups = vt_wakeups(vt);
	assert_int_equal(vt_settle(vt, 300), 0);
	assert_int_equal(vt_wakeups(vt), wakeups);
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

/* ---- the pictures of the README and of the manual ----------------------- */

static char *
read_file(const char *name)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	char line[512];
	FILE *f;

	strbuf_printf(&path, "%s/%s", getenv("top_srcdir"), name);
	f = fopen(strbuf_text(&path), "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		strbuf_puts(&text, line);
	fclose(f);
	strbuf_free(&path);
	return strbuf_steal(&text);
}

/* A row as the manual's source has it. */
static void
put_roff(struct strbuf *out, const char *row)
{
	if (*row == '.' || *row == '\'')
		strbuf_puts(out, "\\&");
	for (; *row != '\0'; row++) {
		if (*row == '-')
			strbuf_putc(out, '\\');
		strbuf_putc(out, *row);
		if (*row == '\\')
			strbuf_putc(out, 'e');
	}
}

/* FILE has VT's rows between the lines BEGIN and END. */
static void
assert_shown(struct vt *vt, const char *file, bool roff, const char *begin,
    const char *end)
{
	struct strbuf grid = STRBUF_INIT;
	char *text = read_file(file);
	int row;

	strbuf_puts(&grid, begin);
	for (row = 0; row < 24; row++) {
		if (roff)
			put_roff(&grid, vt_row(vt, row));
		else
			strbuf_puts(&grid, vt_row(vt, row));
		strbuf_putc(&grid, '\n');
	}
	strbuf_puts(&grid, end);
	if (strstr(text, strbuf_text(&grid)) == NULL)
		fail_msg("%s does not show\n%s", file, strbuf_text(&grid));
	strbuf_free(&grid);
	free(text);
}

static void
free_two_of_six(struct vt *vt)
{
	give(vt, "xs = alloc 28 * 6", "event 6 of 6");
	give(vt, "free xs[3]", "event 7 of 7");
	give(vt, "free xs[1]", "event 8 of 8");
	vt_wait(vt, "1 (was xs[1])");
	vt_settle(vt, 50);
}

static void
the_readme_shows_the_real_screen(void **state)
{
	struct vt *vt = start();

	(void)state;
	free_two_of_six(vt);
	assert_shown(vt, "README.md", false, "```screen\n", "```\n");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
the_manual_shows_the_real_screen(void **state)
{
	struct vt *vt = start_with((struct vt_options){ .rows = 24 },
	    "--ascii", NULL);

	(void)state;
	free_two_of_six(vt);
	assert_shown(vt, "man/poolscope.1", true, ".\\\" the screen\n.EX\n",
	    ".EE\n");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_change_the_picture),
		cmocka_unit_test(time_goes_both_ways),
		cmocka_unit_test(a_long_command_says_so_and_can_be_stopped),
		cmocka_unit_test(keys_and_clicks_go_nearer_and_back),
		cmocka_unit_test(the_cursor_is_shown_at_the_end),
		cmocka_unit_test(answers_are_not_recalled),
		cmocka_unit_test(escape_takes_away_what_is_in_front),
		cmocka_unit_test(a_command_in_the_past_says_what_is_kept),
		cmocka_unit_test(mistakes_are_answered_and_change_nothing),
		cmocka_unit_test(a_terminal_that_goes_is_told_as_a_signal),
		cmocka_unit_test(reports_end_below_the_screen),
		cmocka_unit_test(it_lives_through_every_size),
		cmocka_unit_test(the_terminal_is_given_back),
		cmocka_unit_test(ascii_and_no_colour_say_the_same),
		cmocka_unit_test(idle_costs_nothing),
		cmocka_unit_test(the_readme_shows_the_real_screen),
		cmocka_unit_test(the_manual_shows_the_real_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
