/*
 * prompt_test.c - typing at the prompt, on the screen and in the plain mode:
 * editing, completion, history, paste, Ctrl-C.
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
#include <sys/stat.h>

#include <cmocka.h>

#include "support/strbuf.h"
#include "tests/vt.h"

#define DEMO   "tests/terminal_demo"
#define PROMPT 22	/* the prompt's row at 80x24 */
#define SAID   2	/* the row that shows what was said last */

static struct vt *
start_with(const char *const *env, const char *option)
{
	const char *argv[] = { vt_program(DEMO), option, NULL };

	return vt_start(&(struct vt_options){ .argv = argv, .env = env });
}

static struct vt *
start(void)
{
	struct vt *vt = start_with(NULL, NULL);

	vt_wait_cursor(vt, PROMPT, 7);
	return vt;
}

static void
quit(struct vt *vt)
{
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
wide_characters_are_edited_whole(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "say é漢字😀x");
	vt_wait_cursor(vt, PROMPT, 19);
	vt_send(vt, "\177\177\177");
	vt_wait_cursor(vt, PROMPT, 14);
	vt_wait_row(vt, PROMPT, "(demo) say é漢");
	vt_send(vt, "\001");
	vt_wait_cursor(vt, PROMPT, 7);
	vt_send(vt, "\005\r");
	vt_wait_row(vt, SAID, "said [é漢]");
	quit(vt);
}

/* Bytes of one character that come apart are one character. */
static void
characters_may_come_in_pieces(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "say \xe6\xbc");
	vt_settle(vt, 100);
	vt_send(vt, "\xa2\r");
	vt_wait_row(vt, SAID, "said [漢]");
	quit(vt);
}

static void
controls_are_shown_and_harmless(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "say a\026\001\026\033[1mb");
	vt_wait_row(vt, PROMPT, "(demo) say a^A^[[1mb");
	vt_wait_cursor(vt, PROMPT, 20);
	vt_send(vt, "\r");
	vt_wait_row(vt, SAID, "said [a^A^[[1mb]");
	quit(vt);
}

static void
long_lines_scroll(void **state)
{
	struct vt *vt = start();
	int row, col;

	(void)state;
	vt_send(vt, "say ");
	for (int i = 0; i < 30; i++)
		vt_send(vt, "0123456789");
	vt_send(vt, "END");
	vt_wait_row(vt, PROMPT, "89END");
	vt_wait_row(vt, PROMPT, "<");
	vt_cursor(vt, &row, &col);
	assert_int_equal(row, PROMPT);
	assert_string_equal(vt_cell(vt, row, col - 1).text, "D");
	vt_send(vt, "\001");
	vt_wait_row(vt, PROMPT, "(demo) say 0123");
	vt_wait_cursor(vt, PROMPT, 7);
	assert_string_equal(vt_cell(vt, PROMPT, 79).text, ">");
	vt_send(vt, "\003");
	quit(vt);
}

static void
prompts_change_and_have_columns(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "prompt\r");
	vt_wait_row(vt, PROMPT, "提示>");
	vt_wait_cursor(vt, PROMPT, 6);
	vt_send(vt, "say x");
	vt_wait_cursor(vt, PROMPT, 11);
	vt_send(vt, "\r");
	vt_wait_row(vt, SAID, "said [x]");
	quit(vt);
}

static void
an_only_choice_is_inserted(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "pl\t");
	vt_wait_cursor(vt, PROMPT, 12);
	vt_wait_row(vt, PROMPT, "(demo) play");
	vt_send(vt, "\003say 分\t");
	vt_wait_row(vt, PROMPT, "(demo) say 分配");
	vt_wait(vt, "分配    分配器");
	vt_send(vt, "\r");
	vt_wait_row(vt, SAID, "said [分配]");
	vt_wait_gone(vt, "2 choices");
	quit(vt);
}

static void
choices_are_listed_and_go_away(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "s\t");
	vt_wait(vt, "2 choices");
	vt_wait(vt, "stderr  write there");
	vt_wait_cursor(vt, PROMPT, 8);
	vt_send(vt, "\033");
	vt_wait_gone(vt, "2 choices");
	vt_send(vt, "a\t");
	vt_wait_row(vt, PROMPT, "(demo) say");
	vt_wait_cursor(vt, PROMPT, 11);
	vt_send(vt, "\003many \t");
	vt_wait(vt, "100 choices");
	vt_send(vt, "\003many n00\t");
	vt_wait(vt, "10 choices");
	assert_int_equal(vt_find(vt, "n010"), -1);
	vt_resize(vt, 12, 42);
	vt_wait(vt, "10x42");
	vt_send(vt, "\003many \t");
	vt_wait(vt, "more not shown");
	vt_send(vt, "\003");
	quit(vt);
}

static void
nothing_fits_and_nothing_happens(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "zzz\t\t\033?");
	vt_send(vt, "pl\033?");
	vt_wait_row(vt, PROMPT, "(demo) zzzpl");
	vt_send(vt, "\003s\t\003pla\033?x");
	vt_wait_row(vt, PROMPT, "(demo) plax");
	assert_string_equal(vt_cell(vt, 0, 0).text, "┌");
	vt_send(vt, "\003");
	quit(vt);
}

static void
files_are_completed(void **state)
{
	struct vt *vt = start();
	char path[256];
	FILE *file;

	(void)state;
	snprintf(path, sizeof path, "%s/lesson one.md", vt_home(vt));
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
	snprintf(path, sizeof path, "%s/folder", vt_home(vt));
	assert_int_equal(mkdir(path, 0700), 0);
	vt_send(vt, "open ~/les\t");
	vt_wait_row(vt, PROMPT, "(demo) open ~/lesson one.md");
	vt_send(vt, "\003open ~/fol\t");
	vt_wait_row(vt, PROMPT, "(demo) open ~/folder/");
	vt_wait_cursor(vt, PROMPT, 21);
	vt_send(vt, "\003open /no/such/\t\003");
	quit(vt);
}

static void
history_goes_up_and_is_searched(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "say one\rsay mi\xc3\xa8le\rsay three\r");
	vt_wait_row(vt, SAID, "said [three]");
	vt_send(vt, "\033[A\033[A\033[A");
	vt_wait_row(vt, PROMPT, "(demo) say one");
	vt_send(vt, "\033[B");
	vt_wait_row(vt, PROMPT, "(demo) say mièle");
	vt_send(vt, "\003\022mi\xc3\xa8");
	vt_wait_row(vt, PROMPT, "(reverse-i-search)`miè': say mièle");
	vt_send(vt, "\033");
	vt_wait_row(vt, PROMPT, "(demo)");
	vt_wait_gone(vt, "reverse");
	vt_send(vt, "\022one\r");
	vt_wait_row(vt, SAID, "said [one]");
	quit(vt);
}

/* A lead byte whose rest never comes ends the search, with no remains. */
static void
half_a_character_in_a_search(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "\022");
	vt_wait_row(vt, PROMPT, "reverse");
	vt_send(vt, "\xc3");
	vt_wait_gone(vt, "reverse");
	vt_send(vt, "\003say ok\r");
	vt_wait_row(vt, SAID, "said [ok]");
	quit(vt);
}

static void
check_mode(const char *path, unsigned mode)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
}

static void
history_outlives_the_program(void **state)
{
	char folder[] = "/tmp/prompt-test-XXXXXX", set[64], path[128];
	const char *env[] = { set, NULL };
	struct vt *vt;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(set, sizeof set, "XDG_STATE_HOME=%s/a", folder);
	vt = start_with(env, NULL);
	vt_wait_cursor(vt, PROMPT, 7);
	vt_send(vt, "say kept\rsay kept\r\r");
	vt_wait(vt, "step 3");
	vt_signal(vt, SIGKILL);
	vt_wait_end(vt, NULL);
	vt_free(vt);
	snprintf(path, sizeof path, "%s/a/poolscope/history", folder);
	check_mode(path, 0600);
	*strrchr(path, '/') = '\0';
	check_mode(path, 0700);
	for (int plain = 0; plain < 2; plain++) {
		vt = start_with(env, plain ? "--plain" : NULL);
		vt_wait(vt, "(demo)");
		vt_send(vt, plain ? "\033[A\033[A" : "\033[A");
		vt_wait(vt, "(demo) say kept");
		vt_send(vt, "\033[A\r");
		vt_wait(vt, plain ? "step 1: kept" : "said [kept]");
		quit(vt);
	}
	snprintf(path, sizeof path, "rm -rf %s", folder);
	assert_int_equal(system(path), 0);
}

static void
ctrl_c_abandons_the_line(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "say old");
	vt_wait_row(vt, PROMPT, "say old");
	vt_send(vt, "\003");
	vt_wait_gone(vt, "say old");
	vt_wait_cursor(vt, PROMPT, 7);
	vt_send(vt, "\022old\003");
	vt_wait_gone(vt, "reverse");
	vt_send(vt, "\0332\003say one\r");
	vt_wait_row(vt, SAID, "said [one]");
	vt_send(vt, "say b\003say c\r");
	vt_wait_row(vt, SAID, "said [c]");
	vt_send(vt, "\026\003");
	vt_wait_row(vt, PROMPT, "(demo) ^C");
	vt_send(vt, "\003\033[A\033[A\003say d\r");
	vt_wait_row(vt, SAID, "said [d]");
	quit(vt);
}

static void
sigint_abandons_the_line_too(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "half a line");
	vt_wait_row(vt, PROMPT, "half a line");
	vt_signal(vt, SIGINT);
	vt_wait_gone(vt, "half");
	vt_send(vt, "say well\r");
	vt_wait_row(vt, SAID, "said [well]");
	quit(vt);
}

static void
long_commands_are_interrupted(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "long\r");
	vt_wait_row(vt, SAID, "said [working]");
	vt_send(vt, "dropped\003say kept\r");
	vt_wait_row(vt, SAID, "said [kept]");
	vt_send(vt, "long\r");
	vt_wait_row(vt, SAID, "said [working]");
	vt_signal(vt, SIGINT);
	vt_wait_row(vt, SAID, "said [interrupted]");
	vt_send(vt, "long\r");
	vt_wait_row(vt, SAID, "said [working]");
	vt_signal(vt, SIGTERM);
	assert_int_equal(vt_end(vt, NULL), 128 + SIGTERM);
}

static void
bursts_are_taken_in_order(void **state)
{
	struct vt *vt = start();
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	for (int i = 1; i <= 400; i++)
		strbuf_printf(&sb, "say %d\r", i);
	strbuf_puts(&sb, "\t:half\033[6~");
	vt_send(vt, strbuf_text(&sb));
	vt_wait(vt, "step 401");
	vt_wait_row(vt, SAID, "said [400]");
	vt_wait_row(vt, PROMPT, "(demo) half");
	strbuf_free(&sb);
	vt_send(vt, "\003");
	quit(vt);
}

/* Nothing runs before Enter; then all of it, as one line. */
static void
pasted_lines_are_joined(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "say \033[200~x = alloc 28\n# a comment\n\n\tfree x # done"
	    "\x01\r\nquit\n\033[201~");
	vt_wait_row(vt, PROMPT, "(demo) say x = alloc 28; free x; quit");
	vt_wait(vt, "step 0");
	vt_send(vt, "\r");
	vt_wait_row(vt, SAID, "said [x = alloc 28; free x; quit]");
	vt_send(vt, "\t");
	vt_wait(vt, "PICTURE");
	vt_send(vt, "\033[200~say pasted\033[201~\r");
	vt_wait_row(vt, SAID, "said [pasted]");
	vt_wait(vt, "PROMPT");
	quit(vt);
}

static void
a_paste_without_end_ends(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "\033[200~say half\nof");
	vt_wait_row(vt, PROMPT, "(demo) say half; of");
	vt_send(vt, "\003say on\r");
	vt_wait_row(vt, SAID, "said [on]");
	quit(vt);
}

static void
large_pastes_are_survived(void **state)
{
	struct vt *vt = start();
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	strbuf_puts(&sb, "\033[200~");
	strbuf_fill(&sb, 'x', 400000);
	strbuf_puts(&sb, "\033[201~");
	vt_send(vt, strbuf_text(&sb));
	vt_wait_row(vt, PROMPT, "xxxxxxxxxx");
	vt_send(vt, "\003say small\r");
	vt_wait_row(vt, SAID, "said [small]");
	strbuf_free(&sb);
	quit(vt);
}

static void
words_can_be_put_at_the_prompt(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_send(vt, "type say ready\r");
	vt_wait_row(vt, PROMPT, "(demo) say ready");
	vt_wait_cursor(vt, PROMPT, 16);
	vt_send(vt, "\r");
	vt_wait_row(vt, SAID, "said [ready]");
	quit(vt);
}

/* Those who edit with vi's keys have them, arrows and Escape too. */
static void
vi_keys_work(void **state)
{
	char path[] = "/tmp/prompt-vi-XXXXXX", set[64];
	const char *env[] = { set, NULL };
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	struct vt *vt;

	(void)state;
	assert_non_null(file);
	fputs("set editing-mode vi\nset show-mode-in-prompt on\n", file);
	fclose(file);
	snprintf(set, sizeof set, "INPUTRC=%s", path);
	vt = start_with(env, NULL);
	vt_wait(vt, "(demo)");
	vt_send(vt, "say first\r");
	vt_wait_row(vt, SAID, "said [first]");
	vt_send(vt, "\033[A");
	vt_wait_row(vt, PROMPT, "say first");
	vt_send(vt, "\033");
	vt_settle(vt, 100);
	vt_send(vt, "0x\r");
	vt_wait_row(vt, SAID, "said [ay first]");
	vt_send(vt, "say b\003say c\r");
	vt_wait_row(vt, SAID, "said [c]");
	quit(vt);
	remove(path);
}

static void
end_of_input_ends(void **state)
{
	(void)state;
	assert_int_equal(vt_end(start(), "\004"), 0);
}

static bool
at_prompt(struct vt *vt)
{
	int row, col;

	vt_cursor(vt, &row, &col);
	return strcmp(vt_row(vt, row), "(demo)") == 0 && col == 7;
}

static void
plain_mode_edits_lines(void **state)
{
	struct vt *vt = start_with(NULL, "--plain");

	(void)state;
	vt_wait(vt, "(demo)");
	assert_false(vt_alternate(vt));
	vt_send(vt, "say 漢\177x\r");
	vt_wait(vt, "step 1: x");
	vt_wait_cursor(vt, 3, 7);
	vt_send(vt, "say app\t");
	vt_wait_cursor(vt, 3, 17);
	vt_wait_row(vt, 3, "say apple");
	vt_send(vt, "\r");
	vt_wait(vt, "step 2: apple");
	vt_wait_cursor(vt, 5, 7);
	vt_send(vt, "half a line");
	vt_wait(vt, "half a line");
	vt_send(vt, "\003");
	vt_wait(vt, "half a line^C");
	vt_wait_cursor(vt, 6, 7);
	vt_send(vt, "say whole\r");
	vt_wait(vt, "step 3: whole");
	vt_wait_cursor(vt, 8, 7);
	vt_send(vt, "long\r");
	vt_wait(vt, "step 4: working");
	vt_send(vt, "\003");
	vt_wait(vt, "step 4: interrupted");
	vt_send(vt, "say a\nsay b\n");
	vt_wait(vt, "step 6: b");
	vt_wait_until(vt, at_prompt, "the prompt");
	assert_int_equal(vt_wait_end(vt, "\004"), 0);
	assert_true(vt_cooked(vt));
	vt_free(vt);
}

static void
plain_mode_leaves_the_terminal_well(void **state)
{
	struct vt *vt = start_with(NULL, "--plain");

	(void)state;
	vt_send(vt, "half");
	vt_wait(vt, "(demo) half");
	vt_signal(vt, SIGTERM);
	assert_int_equal(vt_wait_end(vt, NULL), 128 + SIGTERM);
	assert_true(vt_cooked(vt));
	vt_free(vt);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wide_characters_are_edited_whole),
		cmocka_unit_test(characters_may_come_in_pieces),
		cmocka_unit_test(controls_are_shown_and_harmless),
		cmocka_unit_test(long_lines_scroll),
		cmocka_unit_test(prompts_change_and_have_columns),
		cmocka_unit_test(an_only_choice_is_inserted),
		cmocka_unit_test(choices_are_listed_and_go_away),
		cmocka_unit_test(nothing_fits_and_nothing_happens),
		cmocka_unit_test(files_are_completed),
		cmocka_unit_test(history_goes_up_and_is_searched),
		cmocka_unit_test(half_a_character_in_a_search),
		cmocka_unit_test(history_outlives_the_program),
		cmocka_unit_test(ctrl_c_abandons_the_line),
		cmocka_unit_test(sigint_abandons_the_line_too),
		cmocka_unit_test(long_commands_are_interrupted),
		cmocka_unit_test(bursts_are_taken_in_order),
		cmocka_unit_test(pasted_lines_are_joined),
		cmocka_unit_test(a_paste_without_end_ends),
		cmocka_unit_test(large_pastes_are_survived),
		cmocka_unit_test(words_can_be_put_at_the_prompt),
		cmocka_unit_test(vi_keys_work),
		cmocka_unit_test(end_of_input_ends),
		cmocka_unit_test(plain_mode_edits_lines),
		cmocka_unit_test(plain_mode_leaves_the_terminal_well),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("prompt", tests, NULL, NULL);
}
