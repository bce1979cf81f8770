/*
 * typing_test.c - the parts of the terminal layer that need no terminal: keys,
 * the queue of bytes, pastes, the prompt's row, the list of choices.
 */
#include "config.h"

#include <fcntl.h>
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

#include "terminal/choices.h"
#include "terminal/input.h"
#include "terminal/keys.h"
#include "terminal/paste.h"
#include "terminal/promptline.h"

/* BYTES are one key, all of them. */
static struct key
key_of(const char *bytes)
{
	struct key key;

	assert_int_equal(keys_parse(bytes, strlen(bytes), false, &key),
	    strlen(bytes));
	return key;
}

static void
sequences_are_keys(void **state)
{
	static const struct {
		const char *bytes;
		enum key_code code;
		unsigned mods;
	} rows[] = {
		{ "\033[A", K_UP, 0 }, { "\033OB", K_DOWN, 0 },
		{ "\033[1;5C", K_RIGHT, K_CTRL },
		{ "\033[1;2D", K_LEFT, K_SHIFT },
		{ "\033[H", K_HOME, 0 }, { "\033[4~", K_END, 0 },
		{ "\033[5~", K_PAGE_UP, 0 }, { "\033[6;3~", K_PAGE_DOWN, K_ALT },
		{ "\033OP", K_F1, 0 }, { "\033[[A", K_F1, 0 },
		{ "\033[11~", K_F1, 0 }, { "\033[24~", K_F12, 0 },
		{ "\033[Z", K_BACK_TAB, 0 }, { "\t", K_TAB, 0 },
		{ "\r", K_ENTER, 0 }, { "\n", K_ENTER, 0 },
		{ "\177", K_BACKSPACE, 0 }, { "\b", K_BACKSPACE, 0 },
		{ "\033[3~", K_DELETE, 0 }, { "\033[200~", K_PASTE, 0 },
		{ "\033[I", K_NONE, 0 }, { "\033[99~", K_NONE, 0 },
		{ "\033[?1;2c", K_NONE, 0 }, { "\033[>0;95;0c", K_NONE, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct key key = key_of(rows[i].bytes);

		assert_int_equal(key.code, rows[i].code);
		assert_int_equal(key.mods, rows[i].mods);
	}
}

static void
characters_are_keys(void **state)
{
	struct key key = key_of("漢");

	(void)state;
	assert_int_equal(key.ch, 0x6f22);
	key = key_of("n");
	assert_true(key_is(&key, 'n'));
	key = key_of("\033n");
	assert_false(key_is(&key, 'n'));
	assert_int_equal(key.mods, K_ALT);
	key = key_of("\032");
	assert_true(key_is_ctrl(&key, 'z'));
	assert_int_equal(keys_parse("\xff!", 2, false, &key), 1);
	assert_int_equal(key.code, K_NONE);
}

static void
the_mouse_reports(void **state)
{
	struct key key = key_of("\033[<0;11;6M");

	(void)state;
	assert_int_equal(key.code, K_PRESS);
	assert_int_equal(key.row, 5);
	assert_int_equal(key.col, 10);
	assert_int_equal(key.button, 1);
	assert_int_equal(key_of("\033[<0;11;6m").code, K_RELEASE);
	assert_int_equal(key_of("\033[<64;1;1M").code, K_WHEEL_UP);
	assert_int_equal(key_of("\033[<65;1;1M").code, K_WHEEL_DOWN);
	assert_int_equal(key_of("\033[<35;1;1M").code, K_NONE);
	assert_int_equal(key_of("\033[<0;0;0M").code, K_NONE);
	key = key_of("\033[M +&");
	assert_int_equal(key.code, K_PRESS);
	assert_int_equal(key.row, 5);
	assert_int_equal(key.col, 10);
}

/* Whatever is cut off asks for more; whatever is complete is used up. */
static void
parts_wait_for_their_rest(void **state)
{
	static const char *const whole[] = { "\033[1;5C", "\033OB",
		"\033[<0;11;6M", "\033[[A", "漢", "\033[M +&", "\033漢" };
	struct key key;

	(void)state;
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
		for (size_t n = 1; n < strlen(whole[i]); n++) {
			assert_int_equal(keys_parse(whole[i], n, false, &key),
			    0);
			assert_true(keys_parse(whole[i], n, true, &key) > 0);
		}
	}
	assert_int_equal(keys_parse("\033", 1, true, &key), 1);
	assert_int_equal(key.code, K_ESCAPE);
	assert_int_equal(keys_parse("\033\033[A", 4, false, &key), 1);
	assert_int_equal(key.code, K_ESCAPE);
	assert_int_equal(keys_parse("", 0, true, &key), 0);
}

/* Any bytes at all are used up, without reading beyond them. */
static void
noise_is_used_up(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t length = 1 + (size_t)round % 80;
		char *bytes = malloc(length);
		struct key key;

		assert_non_null(bytes);
		for (size_t i = 0; i < length; i++) {
			static const char likely[] = "\033[O<M;m~0123456789A";

			seed = seed * 1103515245 + 12345;
			bytes[i] = seed >> 16 & 1 ?
			    likely[(seed >> 20) % (sizeof likely - 1)] :
			    (char)(seed >> 20);
		}
		for (size_t at = 0; at < length;) {
			size_t used = keys_parse(bytes + at, length - at, true,
			    &key);

			assert_true(used > 0 && used <= length - at);
			at += used;
		}
		free(bytes);
	}
}

static void
check_paste(const char *text, const char *expected)
{
	struct strbuf sb = STRBUF_INIT;

	paste_clean(text, strlen(text), &sb);
	assert_string_equal(strbuf_text(&sb), expected);
	strbuf_free(&sb);
}

static void
pastes_become_one_line(void **state)
{
	(void)state;
	check_paste("alloc 28", "alloc 28");
	check_paste(" part of a line ", " part of a line ");
	check_paste("a\nb\r\nc\rd", "a; b; c; d");
	check_paste("\n\n  a  \n# all\n\tb # rest\n", "a; b");
	check_paste("write x \"# no comment\"\ny\n",
	    "write x \"# no comment\"; y");
	check_paste("x#1\ny", "x#1; y");
	check_paste("a\tb\x1b[31m\x7f", "a b[31m");
	check_paste("漢字\n", "漢字");
	check_paste("", "");
	check_paste("\n", "");
}

static void
pastes_are_read_to_their_end(void **state)
{
	static const char text[] = "a\033[20b\033\033[201~rest";
	struct strbuf sb = STRBUF_INIT;
	struct input in;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_true(write(fds[1], text, sizeof text - 1) > 0);
	input_init(&in, fds[0]);
	paste_read(&in, 0, &sb);
	assert_string_equal(strbuf_text(&sb), "a[20b");
	assert_int_equal(input_count(&in), 4);
	paste_read(&in, 0, &sb);
	assert_string_equal(strbuf_text(&sb), "a[20brest");
	strbuf_free(&sb);
	input_free(&in);
	close(fds[0]);
	close(fds[1]);
}

static void
the_queue_keeps_order(void **state)
{
	struct input in;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	input_init(&in, fds[0]);
	assert_int_equal(input_get(&in, 0), -1);
	assert_false(input_interrupted(&in));
	assert_int_equal(write(fds[1], "ab\003cd", 5), 5);
	assert_int_equal(input_get(&in, 0), 'a');
	input_unget(&in, "xy", 2);
	assert_int_equal(input_count(&in), 6);
	assert_memory_equal(input_bytes(&in), "xyb\003cd", 6);
	assert_true(input_interrupted(&in));
	assert_false(input_interrupted(&in));
	assert_int_equal(input_get(&in, 0), 'c');
	close(fds[1]);
	assert_int_equal(input_get(&in, 0), 'd');
	assert_false(in.ended);
	assert_int_equal(input_get(&in, 0), -1);
	assert_true(in.ended);
	input_free(&in);
	close(fds[0]);
}

/* The row that a prompt makes in COLS columns, and its cursor. */
static void
check_promptline(int cols, const char *line, size_t point, int *scroll,
    const char *expected, int cursor)
{
	struct promptline p = { .prompt = "\001x\002p> ", .line = line,
		.point = point, .active = true };
	struct canvas *cv = canvas_new(1, cols, GLYPHS_ASCII);
	struct strbuf sb = STRBUF_INIT;

	promptline_draw(cv, 0, &p, scroll);
	canvas_dump_text(cv, &sb);
	assert_string_equal(strbuf_text(&sb), expected);
	assert_int_equal(cv->cursor_col, cursor);
	strbuf_free(&sb);
	canvas_free(cv);
}

static void
the_prompt_scrolls_sideways(void **state)
{
	int scroll = 0;

	(void)state;
	check_promptline(12, "abc", 3, &scroll, "p> abc\n", 6);
	check_promptline(12, "漢字", 3, &scroll, "p> 漢字\n", 5);
	check_promptline(12, "a\x01", 2, &scroll, "p> a^A\n", 6);
	check_promptline(12, "abcdefgh", 8, &scroll, "p> abcdefgh\n", 11);
	check_promptline(12, "abcdefghijkl", 12, &scroll, "<cdefghijkl\n",
	    11);
	check_promptline(12, "abcdefghijkl", 4, &scroll, "<cdefghijkl\n", 3);
	check_promptline(12, "abcdefghijkl", 0, &scroll, "p> abcdefgh>\n",
	    3);
	check_promptline(1, "abc", 1, &scroll, ">\n", 0);
}

static void
the_cursor_is_always_seen(void **state)
{
	char line[64];
	int scroll = 0;

	(void)state;
	memset(line, 'x', sizeof line);
	line[63] = '\0';
	for (int cols = 1; cols < 70; cols++) {
		for (size_t i = 0; i < 126; i++) {
			struct promptline p = { .prompt = "(p) ",
				.line = line,
				.point = i < 63 ? i : 126 - i,
				.active = true };
			struct canvas *cv = canvas_new(1, cols,
			    GLYPHS_ASCII);

			promptline_draw(cv, 0, &p, &scroll);
			assert_true(cv->cursor_col >= 0);
			canvas_free(cv);
		}
	}
}

static void
check_choices(const struct choices *c, int rows, int cols, int max_rows,
    const char *expected)
{
	struct canvas *cv = canvas_new(rows, cols, GLYPHS_ASCII);
	struct strbuf sb = STRBUF_INIT;

	choices_draw(c, cv, rows - 1, max_rows);
	canvas_dump_text(cv, &sb);
	assert_string_equal(strbuf_text(&sb), expected);
	strbuf_free(&sb);
	canvas_free(cv);
}

static void
choices_are_laid_out(void **state)
{
	struct choices c;

	(void)state;
	choices_init(&c);
	check_choices(&c, 2, 20, 2, "\n\n");
	choices_add(&c, "alloc", NULL);
	choices_add(&c, "calloc", NULL);
	choices_add(&c, "free", NULL);
	check_choices(&c, 4, 20, 4,
	    "\n-- 3 choices -------\n alloc   free\n calloc\n");
	check_choices(&c, 2, 10, 2, "-- 3 cho~\n alloc\n");
	check_choices(&c, 2, 10, 1, "\n\n");
	choices_free(&c);
	choices_add(&c, "free", "give a block back");
	check_choices(&c, 2, 20, 9,
	    "-- 1 choice --------\n free  give a block~\n");
	choices_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequences_are_keys),
		cmocka_unit_test(characters_are_keys),
		cmocka_unit_test(the_mouse_reports),
		cmocka_unit_test(parts_wait_for_their_rest),
		cmocka_unit_test(noise_is_used_up),
		cmocka_unit_test(pastes_become_one_line),
		cmocka_unit_test(pastes_are_read_to_their_end),
		cmocka_unit_test(the_queue_keeps_order),
		cmocka_unit_test(the_prompt_scrolls_sideways),
		cmocka_unit_test(the_cursor_is_always_seen),
		cmocka_unit_test(choices_are_laid_out),
	};

	if (setlocale(LC_ALL, "C.UTF-8") == NULL) {
		puts("1..0 # SKIP there is no locale C.UTF-8");
		return 77;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("typing", tests, NULL, NULL);
}
