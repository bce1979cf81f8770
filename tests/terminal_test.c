/*
 * terminal_test.c - the screen as a person sees it: cells and colours, focus
 * and mouse, sizes, signals, crashes, and terminals of every kind.
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

#include "tests/vt.h"

#define DEMO "tests/terminal_demo"

static struct vt *
start_with(struct vt_options options, const char *option)
{
	const char *argv[] = { vt_program(DEMO), option, NULL };

	options.argv = argv;
	return vt_start(&options);
}

/* The demo at 80x24, drawn, waiting at its prompt. */
static struct vt *
start(void)
{
	struct vt *vt = start_with((struct vt_options){ .rows = 24 }, NULL);

	vt_wait(vt, "step 0");
	vt_wait_cursor(vt, 22, 7);
	return vt;
}

static void
quit(struct vt *vt)
{
	assert_int_equal(vt_wait_end(vt, "quit\r"), 0);
	vt_wait(vt, "left");
	vt_check_given_back(vt);
	vt_free(vt);
}

static void
cells_are_where_they_belong(void **state)
{
	struct vt *vt = start();
	struct vt_cell cell;

	(void)state;
	assert_true(vt_alternate(vt));
	assert_true(vt_mouse(vt));
	assert_false(vt_cooked(vt));
	assert_string_equal(vt_cell(vt, 0, 0).text, "┌");
	assert_string_equal(vt_cell(vt, 21, 79).text, "┘");
	cell = vt_cell(vt, 4, 1);
	assert_string_equal(cell.text, "漢");
	assert_int_equal(cell.width, 2);
	assert_string_equal(vt_cell(vt, 4, 3).text, "字");
	assert_string_equal(vt_cell(vt, 4, 6).text, "e\xcc\x81");
	assert_string_equal(vt_cell(vt, 4, 8).text, "^");
	assert_string_equal(vt_cell(vt, 4, 79).text, "│");
	quit(vt);
}

static struct vt_cell
cell_of(struct vt *vt, const char *word)
{
	int row = vt_find(vt, word), col = 0;

	assert_true(row >= 0);
	while (strncmp(vt_cell(vt, row, col).text, word, 1) != 0 ||
	    strncmp(vt_cell(vt, row, col + 1).text, word + 1, 1) != 0)
		col++;
	return vt_cell(vt, row, col);
}

static void
styles_have_colours(void **state)
{
	struct vt *vt = start();

	(void)state;
	assert_int_equal(cell_of(vt, "error").fore, 160);
	assert_true(cell_of(vt, "error").bold);
	assert_int_equal(cell_of(vt, "normal").fore, VT_DEFAULT);
	assert_int_equal(cell_of(vt, "changed selected").back, 220);
	assert_true(cell_of(vt, "selected").reverse);
	quit(vt);
}

/* Without colours errors, changes and selections differ by attributes. */
static void
looks_without_colour(struct vt *vt)
{
	vt_wait(vt, "to the picture");
	for (int row = 0; row < 24; row++) {
		for (int col = 0; col < 80; col++) {
			struct vt_cell cell = vt_cell(vt, row, col);

			assert_int_equal(cell.fore, VT_DEFAULT);
			assert_int_equal(cell.back, VT_DEFAULT);
		}
	}
	assert_true(cell_of(vt, "error").reverse);
	assert_true(cell_of(vt, "changed selected").underline);
	assert_true(cell_of(vt, "selected").reverse);
	quit(vt);
}

static void
colours_can_be_off(void **state)
{
	const char *const env[] = { "NO_COLOR=1", NULL };
	const char *const empty[] = { "NO_COLOR=", NULL };
	struct vt *vt;

	(void)state;
	looks_without_colour(start_with((struct vt_options){ .env = env },
	    NULL));
	looks_without_colour(start_with((struct vt_options){ .rows = 24 },
	    "--never"));
	vt = start_with((struct vt_options){ .env = env }, "--always");
	vt_wait(vt, "to the picture");
	assert_int_equal(cell_of(vt, "error").fore, 160);
	quit(vt);
	vt = start_with((struct vt_options){ .env = empty }, NULL);
	vt_wait(vt, "to the picture");
	assert_int_equal(cell_of(vt, "error").fore, 160);
	quit(vt);
}

static void
terminals_of_every_kind_draw(void **state)
{
	static const struct {
		const char *term;
		int colour;	/* of an error */
	} terms[] = {
		{ "vt100", VT_DEFAULT }, { "xterm-mono", VT_DEFAULT },
		{ "linux", 1 }, { "screen", 1 }, { "ansi", 1 },
		{ "xterm", 1 }, { "vt220", VT_DEFAULT },
		{ "tmux-256color", 160 }, { "screen-256color", 160 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
		struct vt *vt = start_with((struct vt_options){
		    .term = terms[i].term }, NULL);

		vt_wait(vt, "to the picture");
		vt_send(vt, "say 漢字\r");
		vt_wait_row(vt, 2, "said [漢字]");
		assert_int_equal(cell_of(vt, "error").fore, terms[i].colour);
		assert_int_equal(vt_end(vt, "quit\r"), 0);
	}
}

static void
dumb_terminals_fall_back(void **state)
{
	static const char *const terms[] = { "dumb", "no-such-terminal", "" };

	(void)state;
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
		struct vt *vt = start_with((struct vt_options){
		    .term = terms[i] }, NULL);

		vt_wait(vt, "plain mode");
		vt_wait(vt, "(demo)");
		vt_send(vt, "say hello\r");
		vt_wait(vt, "step 1: hello");
		assert_false(vt_alternate(vt));
		assert_int_equal(vt_end(vt, "quit\r"), 0);
	}
}

static void
no_terminal_is_an_answer(void **state)
{
	const char *argv[] = { "sh", "-c", "\"$0\" </dev/null",
		vt_program(DEMO), NULL };
	struct vt *vt = vt_start(&(struct vt_options){ .argv = argv });

	(void)state;
	vt_wait(vt, "plain mode");
	assert_int_equal(vt_end(vt, NULL), 0);
}

/* In the C locale all is ASCII, what is typed too. */
static void
ascii_where_nothing_else_goes(void **state)
{
	struct vt *vt = start_with((struct vt_options){ .locale = "C" },
	    NULL);

	(void)state;
	vt_wait(vt, "to the picture");
	assert_string_equal(vt_cell(vt, 0, 0).text, "+");
	vt_send(vt, "say \xe6\xbc\xa2\r");
	vt_wait_row(vt, 2, "said [<E6><BC><A2>]");
	quit(vt);
	vt = start_with((struct vt_options){ .rows = 24 }, "--ascii");
	vt_wait(vt, "to the picture");
	assert_string_equal(vt_cell(vt, 0, 0).text, "+");
	assert_string_equal(vt_cell(vt, 4, 1).text, "漢");
	quit(vt);
}

static void
tab_and_colon_change_the_focus(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "\t");
	vt_wait(vt, "PICTURE");
	vt_wait(vt, "to the prompt");
	assert_false(vt_cursor_visible(vt));
	vt_send(vt, "n");
	vt_wait_row(vt, 3, "ch U+006E");
	vt_send(vt, "\033[A");
	vt_wait_row(vt, 3, "code 7 ");
	vt_send(vt, "漢");
	vt_wait_row(vt, 3, "ch U+6F22");
	vt_send(vt, ":");
	vt_wait(vt, "PROMPT");
	assert_true(vt_cursor_visible(vt));
	vt_send(vt, "say a\tb");
	vt_wait_row(vt, 22, "(demo) say apb");
	vt_send(vt, "\003\t");
	vt_wait(vt, "PICTURE");
	vt_send(vt, "\tsay back\r");
	vt_wait_row(vt, 2, "said [back]");
	quit(vt);
}

/* A clicker's keys work in both focuses, and keep what is typed. */
static void
page_keys_reach_the_picture(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "half a li\033[6~");
	vt_wait(vt, "step 1");
	vt_wait_row(vt, 3, "code 14 ");
	vt_send(vt, "\033[5~");
	vt_wait_row(vt, 3, "code 13 ");
	vt_send(vt, "\033OP");
	vt_wait_row(vt, 3, "code 17 ");
	vt_wait_row(vt, 22, "(demo) half a li");
	vt_wait_cursor(vt, 22, 16);
	vt_send(vt, "\003\t\033[6~");
	vt_wait_row(vt, 3, "code 14 ");
	vt_wait(vt, "PICTURE");
	vt_send(vt, "\t");
	vt_wait(vt, "PROMPT");
	quit(vt);
}

static void
clicks_change_the_focus(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_click(vt, 5, 17);
	vt_wait(vt, "PICTURE");
	vt_wait_row(vt, 3, "at 5,17");
	vt_click(vt, 22, 3);
	vt_wait(vt, "PROMPT");
	vt_send(vt, "typed\033[<65;3;4M");
	vt_wait_row(vt, 3, "code 32 ");
	vt_wait_row(vt, 22, "typed");
	vt_wait(vt, "PROMPT");
	vt_send(vt, "\003");
	quit(vt);
}

/* Escape alone is a key; before a sequence it is not. */
static void
lone_escape_is_a_key(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "\t\033");
	vt_wait_row(vt, 3, "code 6 ");
	vt_send(vt, "\033[B");
	vt_wait_row(vt, 3, "code 8 ");
	vt_send(vt, "\t");
	vt_wait(vt, "PROMPT");
	vt_send(vt, "\033");
	vt_settle(vt, 120);
	vt_send(vt, "say k\033");
	vt_settle(vt, 120);
	vt_send(vt, "ept\r");
	vt_wait_row(vt, 2, "said [kept]");
	quit(vt);
}

static void
every_size_keeps_what_is_typed(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "say typed");
	vt_wait_cursor(vt, 22, 16);
	vt_resize(vt, 60, 200);
	vt_wait(vt, "58x200");
	vt_wait_row(vt, 58, "(demo) say typed");
	assert_string_equal(vt_cell(vt, 57, 199).text, "┘");
	vt_resize(vt, 5, 20);
	vt_wait_row(vt, 0, "terminal too small");
	vt_wait_row(vt, 1, "40 x 10 is needed");
	vt_wait_row(vt, 2, "(demo) say typed");
	vt_wait_cursor(vt, 2, 16);
	vt_send(vt, " here");
	vt_wait(vt, "typed here");
	vt_resize(vt, 2, 2);
	vt_wait_gone(vt, "typed");
	vt_resize(vt, 1, 1);
	vt_resize(vt, 24, 80);
	vt_wait(vt, "22x80");
	vt_wait_row(vt, 22, "(demo) say typed here");
	vt_wait_cursor(vt, 22, 21);
	vt_send(vt, "\r");
	vt_wait_row(vt, 2, "said [typed here]");
	quit(vt);
}

static void
sizes_from_elsewhere_are_not_believed(void **state)
{
	const char *const env[] = { "LINES=7", "COLUMNS=99999", NULL };
	struct vt *vt = start_with((struct vt_options){ .env = env }, NULL);

	(void)state;
	vt_wait(vt, "22x80");
	vt_resize(vt, 30, 90);
	vt_wait(vt, "28x90");
	quit(vt);
}

/* What a terminal says of its size may be nothing, or anything. */
static void
strange_sizes_are_survived(void **state)
{
	static const char *const sizes[] = { "rows 0 cols 0",
		"rows 1 cols 1", "rows 9999 cols 9999", "rows 3 cols 2000" };
	char command[4200];

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		const char *argv[] = { "sh", "-c", command, NULL };
		struct vt *vt;

		snprintf(command, sizeof command, "stty %s; exec '%s'",
		    sizes[i], vt_program(DEMO));
		vt = vt_start(&(struct vt_options){ .argv = argv });
		if (i == 0)
			vt_wait(vt, "22x80");
		vt_wait_until(vt, vt_alternate, "it has started");
		vt_send(vt, "say x\r\t\t");
		vt_resize(vt, 24, 81);
		vt_wait(vt, "22x81");
		vt_wait_row(vt, 2, "said [x]");
		quit(vt);
	}
}

static void
stops_and_goes_on(void **state)
{
	const char *const env[] = { "PS1=shell% ", NULL };
	const char *argv[] = { "sh", "-i", NULL };
	struct vt *vt = vt_start(&(struct vt_options){ .argv = argv,
	    .env = env });
	char line[4200];

	(void)state;
	vt_wait(vt, "shell%");
	snprintf(line, sizeof line, "'%s'\r", vt_program(DEMO));
	vt_send(vt, line);
	vt_wait(vt, "step 0");
	vt_send(vt, "say half");
	vt_wait_cursor(vt, 22, 15);
	vt_send(vt, "\032");
	vt_wait(vt, "Stopped");
	assert_false(vt_alternate(vt));
	assert_false(vt_mouse(vt));
	vt_resize(vt, 30, 100);
	vt_send(vt, "echo a$((1 + 1))b\r");
	vt_wait(vt, "a2b");
	vt_send(vt, "fg\r");
	vt_wait(vt, "28x100");
	assert_true(vt_alternate(vt));
	assert_true(vt_mouse(vt));
	vt_wait_row(vt, 28, "(demo) say half");
	vt_send(vt, " more\r");
	vt_wait_row(vt, 2, "said [half more]");
	vt_send(vt, "quit\r");
	vt_wait(vt, "left");
	assert_int_equal(vt_end(vt, "exit\r"), 0);
}

static void
continuing_draws_anew(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "\032say off\r");	/* nobody is there to go on */
	vt_wait_row(vt, 2, "said [off]");
	vt_signal(vt, SIGSTOP);
	vt_send(vt, "say on\r");
	vt_signal(vt, SIGCONT);
	vt_wait_row(vt, 2, "said [on]");
	assert_true(vt_alternate(vt));
	quit(vt);
}

/* The terminal is as it was, and TEXT is shown on it. */
static void
check_restored(struct vt *vt, const char *text)
{
	vt_wait(vt, text);
	vt_check_given_back(vt);
	vt_free(vt);
}

static void
signals_leave_in_order(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP };

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct vt *vt = start();

		vt_signal(vt, signals[i]);
		assert_int_equal(vt_wait_end(vt, NULL), 128 + signals[i]);
		check_restored(vt, "ended by a signal");
	}
}

static void
crashes_restore_the_terminal(void **state)
{
	/* A sanitizer's report would fill the terminal. */
	const char *const env[] = {
		"ASAN_OPTIONS=handle_segv=0:handle_sigbus=0", NULL };
	static const char *const ways[] = { "crash\r", "abort\r",
		"overflow\r" };

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct vt *vt = start_with((struct vt_options){
		    .env = env }, NULL);

		vt_wait(vt, "to the picture");
		assert_int_not_equal(vt_wait_end(vt, ways[i]), 0);
		check_restored(vt, "crashed; the terminal is as it was");
	}
}

static void
a_kill_from_outside_is_a_crash(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_signal(vt, SIGQUIT);
	assert_int_equal(vt_wait_end(vt, NULL), 128 + SIGQUIT);
	check_restored(vt, "crashed");
}

static void
exit_from_below_restores_too(void **state)
{
	struct vt *vt = start();

	(void)state;
	assert_int_equal(vt_wait_end(vt, "exhaust\r"), 2);
	check_restored(vt, "poolscope: out of memory");
}

static void
standard_error_is_shown_afterwards(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "stderr kept for later\r");
	vt_wait_row(vt, 2, "said [written]");
	assert_int_equal(vt_find(vt, "kept for later"), -1);
	assert_int_equal(vt_wait_end(vt, "quit\r"), 0);
	check_restored(vt, "kept for later");
}

static void
losing_the_terminal_ends(void **state)
{
	struct vt *vt = start();
	int status;

	(void)state;
	status = vt_hang_up(vt);
	assert_true(status == 0 || status == 128 + SIGHUP);
	vt_free(vt);
}

static void
idle_means_asleep(void **state)
{
	struct vt *vt = start();
	long before;

	(void)state;
	vt_send(vt, "play 5\r");
	vt_wait(vt, "ticks 5");
	vt_settle(vt, 20);
	before = vt_wakeups(vt);
	assert_int_equal(vt_settle(vt, 200), 0);
	assert_int_equal(vt_wakeups(vt), before);
	quit(vt);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_where_they_belong),
		cmocka_unit_test(styles_have_colours),
		cmocka_unit_test(colours_can_be_off),
		cmocka_unit_test(terminals_of_every_kind_draw),
		cmocka_unit_test(dumb_terminals_fall_back),
		cmocka_unit_test(no_terminal_is_an_answer),
		cmocka_unit_test(ascii_where_nothing_else_goes),
		cmocka_unit_test(tab_and_colon_change_the_focus),
		cmocka_unit_test(page_keys_reach_the_picture),
		cmocka_unit_test(clicks_change_the_focus),
		cmocka_unit_test(lone_escape_is_a_key),
		cmocka_unit_test(every_size_keeps_what_is_typed),
		cmocka_unit_test(sizes_from_elsewhere_are_not_believed),
		cmocka_unit_test(strange_sizes_are_survived),
		cmocka_unit_test(stops_and_goes_on),
		cmocka_unit_test(continuing_draws_anew),
		cmocka_unit_test(signals_leave_in_order),
		cmocka_unit_test(crashes_restore_the_terminal),
		cmocka_unit_test(a_kill_from_outside_is_a_crash),
		cmocka_unit_test(exit_from_below_restores_too),
		cmocka_unit_test(standard_error_is_shown_afterwards),
		cmocka_unit_test(losing_the_terminal_ends),
		cmocka_unit_test(idle_means_asleep),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
