/* support_test.c - strings, memory and the columns of hostile text. */
#include "config.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"

static void
use_locale(const char *name)
{
	assert_non_null(setlocale(LC_ALL, name));
}

static char *
shown(const char *text, size_t length)
{
	struct strbuf sb = STRBUF_INIT;

	utf8_show(&sb, text, length);
	return strbuf_steal(&sb);
}

static void
check_shown(const char *text, size_t length, const char *expected)
{
	char *got = shown(text, length);

	assert_string_equal(got, expected);
	free(got);
}

static void
strbuf_grows_and_prints(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	assert_string_equal(strbuf_text(&sb), "");
	for (int i = 0; i < 1000; i++)
		strbuf_printf(&sb, "%03d,", i);
	assert_int_equal(sb.length, 4000);
	assert_memory_equal(sb.text + 3996, "999,", 5);
	strbuf_truncate(&sb, 7);
	strbuf_truncate(&sb, 100);
	strbuf_putc(&sb, '|');
	strbuf_fill(&sb, '-', 3);
	assert_string_equal(strbuf_text(&sb), "000,001|---");
	strbuf_clear(&sb);
	assert_string_equal(strbuf_text(&sb), "");
	strbuf_free(&sb);
	strbuf_add(&sb, "a\0b", 3);
	assert_int_equal(sb.length, 3);
	strbuf_free(&sb);
}

static void
strbuf_steal_leaves_it_empty(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	char *text = strbuf_steal(&sb);

	(void)state;
	assert_string_equal(text, "");
	free(text);
	strbuf_puts(&sb, "kept");
	text = strbuf_steal(&sb);
	assert_string_equal(text, "kept");
	assert_int_equal(sb.length, 0);
	assert_string_equal(strbuf_text(&sb), "");
	free(text);
}

static void
xgrow_doubles(void **state)
{
	size_t room = 0;
	int *items = NULL, moves = 0;

	(void)state;
	for (size_t n = 0; n < 10000; n++) {
		size_t before = room;

		items = xgrow(items, &room, n + 1, sizeof *items);
		items[n] = (int)n;
		moves += room != before;
	}
	assert_int_equal(items[9999], 9999);
	assert_true(moves < 15);
	free(items);
}

static void
small_copies(void **state)
{
	char *a = xstrndup("abcdef", 3), *b = xasprintf("%s-%d", "x", 7);
	char *c = xmemdup("", 0);

	(void)state;
	assert_string_equal(a, "abc");
	assert_string_equal(b, "x-7");
	free(a);
	free(b);
	free(c);
}

/* Exhaustion ends the program with status 2 and exactly one line. */
static void
exhaustion_is_one_line(void **state)
{
	char text[256];
	ssize_t length;
	int fds[2], status;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		size_t room = 8;

		dup2(fds[1], STDERR_FILENO);
		free(xgrow(NULL, &room, SIZE_MAX, 16));
		_exit(0);
	}
	close(fds[1]);
	length = read(fds[0], text, sizeof text - 1);
	assert_true(length > 0);
	text[length] = '\0';
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
	assert_int_equal(strncmp(text, "poolscope: ", 11), 0);
	assert_ptr_equal(strchr(text, '\n'), text + length - 1);
	close(fds[0]);
}

static void
decoding_refuses_bad_forms(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
		"\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff",
		"\xe6\xbc", "\xe6(\xa2",
	};
	uint32_t code = 0;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &code), 0);
	assert_int_equal(utf8_decode("漢", 3, &code), 3);
	assert_int_equal(code, 0x6f22);
	assert_int_equal(utf8_decode("", 0, &code), 0);
}

static void
encoding_is_the_inverse(void **state)
{
	char out[5];
	uint32_t back;

	(void)state;
	for (uint32_t code = 0; code <= 0x110000; code++) {
		size_t bytes = utf8_encode(code, out);

		if (bytes == 0) {
			assert_true(code > 0x10ffff ||
			    (code >= 0xd800 && code <= 0xdfff));
			continue;
		}
		assert_int_equal(utf8_decode(out, bytes, &back), bytes);
		assert_int_equal(back, code);
	}
}

static void
columns_of_wide_and_combining(void **state)
{
	(void)state;
	use_locale("C.UTF-8");
	assert_int_equal(utf8_columns("plain"), 5);
	assert_int_equal(utf8_columns("漢字"), 4);
	assert_int_equal(utf8_columns("e\xcc\x81"), 1);
	assert_int_equal(utf8_columns("😀x"), 3);
	assert_int_equal(utf8_columns("a\tb"), 4);
	assert_int_equal(utf8_columns(""), 0);
}

static void
hostile_bytes_are_shown(void **state)
{
	(void)state;
	use_locale("C.UTF-8");
	check_shown("a\x1b[31m\x7f", 7, "a^[[31m^?");
	check_shown("\0x", 2, "^@x");
	check_shown("\xc3(", 2, "<C3>(");
	check_shown("\xc2\x9b", 2, "<9B>");
	check_shown("\xe2\x80\xae", 3, "<U+202E>");
	check_shown("\xf3\xa0\x81\x81", 4, "<U+E0041>");
	check_shown("漢e\xcc\x81", 6, "漢e\xcc\x81");
}

static void
no_utf8_in_the_c_locale(void **state)
{
	(void)state;
	use_locale("C");
	assert_false(utf8_locale());
	check_shown("x\xc3\xa9", 3, "x<C3><A9>");
	assert_int_equal(utf8_columns("\xc3\xa9"), 8);
	use_locale("C.UTF-8");
	assert_true(utf8_locale());
}

static void
clipping_keeps_characters_whole(void **state)
{
	int used;

	(void)state;
	use_locale("C.UTF-8");
	assert_int_equal(utf8_clip("漢字x", 3, &used), 3);
	assert_int_equal(used, 2);
	assert_int_equal(utf8_clip("e\xcc\x81x", 1, &used), 3);
	assert_int_equal(utf8_clip("ab\x01", 3, &used), 2);
	assert_int_equal(utf8_clip("abc", 0, NULL), 0);
	assert_int_equal(utf8_clip("abc", -1, NULL), 0);
}

static void
padding_fills_a_column(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	use_locale("C.UTF-8");
	utf8_pad(&sb, "漢字", 3);
	strbuf_putc(&sb, '|');
	utf8_pad(&sb, "a\n", 5);
	strbuf_putc(&sb, '|');
	assert_string_equal(strbuf_text(&sb), "漢 |a^J  |");
	strbuf_free(&sb);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strbuf_grows_and_prints),
		cmocka_unit_test(strbuf_steal_leaves_it_empty),
		cmocka_unit_test(xgrow_doubles),
		cmocka_unit_test(small_copies),
		cmocka_unit_test(exhaustion_is_one_line),
		cmocka_unit_test(decoding_refuses_bad_forms),
		cmocka_unit_test(encoding_is_the_inverse),
		cmocka_unit_test(columns_of_wide_and_combining),
		cmocka_unit_test(hostile_bytes_are_shown),
		cmocka_unit_test(no_utf8_in_the_c_locale),
		cmocka_unit_test(clipping_keeps_characters_whole),
		cmocka_unit_test(padding_fills_a_column),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("support", tests, NULL, NULL);
}
