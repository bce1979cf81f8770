/* trace_test.c - the text trace: its rules, its errors, its printing. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/trace.h"
#include "trace/writer.h"
#include "trace_files.h"

#define LINES "m, c, r, f, A, F, M, S or a # comment"
#define FIELDS "the end of the line, t=, tid= or site="
#define REFS "an address (0x...), a name or 0"

/* A line and what is said of it (without "error: t:1: "). */
struct bad_line {
	const char *line, *error;
};

static void
check_bad_lines(const struct bad_line *bad, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct strbuf text = STRBUF_INIT, expected = STRBUF_INIT;

		strbuf_printf(&text, "m 1 a\n%s\nm 2 b\n", bad[i].line);
		strbuf_printf(&expected, "m 1 a\nerror: t:2: %s\n",
		    bad[i].error);
		check_trace(strbuf_text(&text), strbuf_text(&expected));
		strbuf_free(&text);
		strbuf_free(&expected);
	}
}

#define CHECK_BAD_LINES(bad) \
	check_bad_lines(bad, sizeof(bad) / sizeof((bad)[0]))

static void
every_kind_of_line(void **state)
{
	static const char text[] =
	    "A 1048576 0x7fe21fde7000\n"
	    "m 56 0x7fe21fde8030\n"
	    "c 4 8 0x7fe21fde8070\n"
	    "r 0x7fe21fde8030 64 0x7fe21fde8080\n"
	    "f 0x7fe21fde8070\n"
	    "F 0x7fe21fde7000\n"
	    "M request 17 begins\n"
	    "S 3 app.py:120 handler\n";

	(void)state;
	check_trace(text, text);
}

/* Every field of a record, once, as the header says. */
static void
fields_of_records(void **state)
{
	static const char text[] = "\nr 0x20 3 y t=5 site=7\nc 4 8 0 tid=6\n"
	    "S 3 a%20b:c.py:120 <module>\nA 4096 0x1000\n";
	struct strbuf error = STRBUF_INIT;
	struct trace_reader *r;
	struct trace_record rec;

	(void)state;
	make_file("t", text, strlen(text));
	r = trace_open("t", 0, &error);
	unlink("t");
	assert_non_null(r);
	assert_string_equal(trace_format_name(r), "text");
	assert_string_equal(trace_name(r), "t");
	assert_int_equal(trace_next(r, &rec), TRACE_RECORD);
	assert_int_equal(rec.kind, TRACE_REALLOC);
	assert_int_equal(rec.given, TRACE_GIVEN_TIME | TRACE_GIVEN_SITE);
	assert_int_equal(rec.line, 2);
	assert_int_equal(rec.old.kind, TRACE_ADDRESS);
	assert_int_equal(rec.old.address, 0x20);
	assert_int_equal(rec.size, 3);
	assert_int_equal(rec.result.kind, TRACE_NAME);
	assert_int_equal(rec.result.length, 1);
	assert_memory_equal(rec.result.name, "y", 1);
	assert_int_equal(rec.time, 5);
	assert_int_equal(rec.site, 7);
	assert_int_equal(trace_next(r, &rec), TRACE_RECORD);
	assert_int_equal(rec.count, 4);
	assert_int_equal(rec.size, 8);
	assert_int_equal(rec.old.kind, TRACE_NULL);
	assert_int_equal(rec.result.kind, TRACE_NULL);
	assert_int_equal(rec.given, TRACE_GIVEN_TID);
	assert_int_equal(rec.tid, 6);
	assert_int_equal(trace_next(r, &rec), TRACE_RECORD);
	assert_int_equal(rec.site, 3);
	assert_int_equal(rec.file.length, 8);
	assert_memory_equal(rec.file.bytes, "a b:c.py", 8);
	assert_int_equal(rec.source_line, 120);
	assert_memory_equal(rec.text.bytes, "<module>", rec.text.length);
	assert_int_equal(rec.count, 0);
	assert_int_equal(trace_next(r, &rec), TRACE_RECORD);
	assert_int_equal(rec.kind, TRACE_ARENA_OBTAINED);
	assert_int_equal(rec.size, 4096);
	assert_int_equal(rec.result.address, 0x1000);
	assert_int_equal(trace_next(r, &rec), TRACE_END);
	assert_int_equal(trace_line(r), 5);
	assert_int_equal(trace_position(r), strlen(text));
	assert_int_equal(trace_size(r), strlen(text));
	trace_close(r);
}

static void
null_addresses_and_names(void **state)
{
	(void)state;
	check_trace("m 1 0\nm 1 0x0\nm 1 (nil)\nm 1 0x0000\n"
	    "f 0\nr (nil) 5 0x0\n",
	    "m 1 0x0\nm 1 0x0\nm 1 0x0\nm 1 0x0\nf 0x0\n"
	    "r 0x0 5 0x0\n");
	check_trace("m 1 0xFFFFffffFFFFffff\nf 0xABCDEF0123456789\n"
	    "f 0x00000000000000000001\nf 0x12345678\nf 0x123456789\nf 0x1\n",
	    "m 1 0xffffffffffffffff\nf 0xabcdef0123456789\n"
	    "f 0x1\nf 0x12345678\nf 0x123456789\nf 0x1\n");
	check_trace("m 28 a\nm 1 00\nm 2 12\nm 3 nil\nm 4 a=b\nm 5 xs[3]\n"
	    "m 6 \xe6\xbc\xa2\nm 7 0X1\nm 8 #9\nm 9 t\n",
	    "m 28 a\nm 1 00\nm 2 12\nm 3 nil\nm 4 a=b\nm 5 xs[3]\n"
	    "m 6 \xe6\xbc\xa2\nm 7 0X1\nm 8 #9\nm 9 t\n");
}

static void
sizes_of_64_bits(void **state)
{
	static const struct bad_line bad[] = {
		{ "m 18446744073709551616 x",
		    "found '18446744073709551616', expected a number of at "
		    "most 64 bits, as in 'm SIZE RESULT'" },
		{ "c 99999999999999999999999 1 x",
		    "found '99999999999999999999999', expected a number of "
		    "at most 64 bits, as in 'c COUNT SIZE RESULT'" },
		{ "f 0x10000000000000000",
		    "found '0x10000000000000000', expected a number of at "
		    "most 64 bits, as in 'f BLOCK'" },
		{ "f x t=18446744073709551616",
		    "found 't=18446744073709551616', expected a number of at "
		    "most 64 bits, as in 'f BLOCK'" },
	};

	(void)state;
	check_trace("m 18446744073709551615 x\nm 9223372036854775808 y\n"
	    "m 000000000000000000000000000028 z\nm 0 w\n",
	    "m 18446744073709551615 x\nm 9223372036854775808 y\n"
	    "m 28 z\nm 0 w\n");
	CHECK_BAD_LINES(bad);
}

static void
fields_in_any_order(void **state)
{
	static const struct bad_line bad[] = {
		{ "m 1 x t=1 tid=2 t=3", "found 't=3', expected each field "
		    "once, as in 'm SIZE RESULT'" },
		{ "m 1 x t=", "found 't=', expected a number in decimal, as "
		    "in 'm SIZE RESULT'" },
		{ "m 1 x tid=1x", "found 'tid=1x', expected a number in "
		    "decimal, as in 'm SIZE RESULT'" },
		{ "m 1 x site=-1", "found 'site=-1', expected a number in "
		    "decimal, as in 'm SIZE RESULT'" },
		{ "m 1 x cpu=1", "found 'cpu=1', expected " FIELDS
		    ", as in 'm SIZE RESULT'" },
		{ "m 1 t=5", "found 't=5', expected " REFS
		    ", as in 'm SIZE RESULT'" },
		{ "f x y", "found 'y', expected " FIELDS
		    ", as in 'f BLOCK'" },
		{ "A 4096 0x1000 t=1", "found 't=1', expected the end of the "
		    "line, as in 'A SIZE ADDRESS'" },
	};

	(void)state;
	check_trace("m 1 x site=3 tid=2 t=1\nf x t=18446744073709551615\n"
	    "r x 1 y tid=0 \n",
	    "m 1 x t=1 tid=2 site=3\nf x t=18446744073709551615\n"
	    "r x 1 y tid=0\n");
	CHECK_BAD_LINES(bad);
}

static void
blanks_comments_and_crlf(void **state)
{
	(void)state;
	check_trace("\n   \t\n# a comment\n  # another m 1 x\n  m\t1   x  \n\r\n"
	    "f x\r\nM a b \t\r\nm 2 y t=1\r\nf y \r\n#\r\n",
	    "m 1 x\nf x\nM a b\nm 2 y t=1\nf y\n");
	check_trace("\xef\xbb\xbfm 1 x\n", "m 1 x\n");
}

static void
marks(void **state)
{
	(void)state;
	check_trace("M\nM   a  b\nM\tt=1\nM m 1 x\n",
	    "M \nM a  b\nM t=1\nM m 1 x\n");
	check_bytes("M a\0b\n", 6, "error: t:1: found a NUL byte, expected "
	    "text, as in 'M TEXT'\n");
}

static void
sites(void **state)
{
	static const struct bad_line bad[] = {
		{ "S x a.py:1 f", "found 'x', expected a number in decimal, "
		    "as in 'S NUMBER FILE:LINE FUNCTION'" },
		{ "S 1 a.py f", "found 'a.py', expected FILE:LINE, "
		    "as in 'S NUMBER FILE:LINE FUNCTION'" },
		{ "S 1 a.py:x f", "found 'a.py:x', expected FILE:LINE, "
		    "as in 'S NUMBER FILE:LINE FUNCTION'" },
		{ "S 1", "found the end of the line, expected FILE:LINE, "
		    "as in 'S NUMBER FILE:LINE FUNCTION'" },
		{ "S 1 a%4:1 f", "found '%4:1', expected two hexadecimal "
		    "digits after each %, "
		    "as in 'S NUMBER FILE:LINE FUNCTION'" },
		{ "S 1 a:1 f%", "found '%', expected two hexadecimal digits "
		    "after each %, as in 'S NUMBER FILE:LINE FUNCTION'" },
		{ "S 1 a:1 f g", "found 'g', expected the end of the line, "
		    "as in 'S NUMBER FILE:LINE FUNCTION'" },
	};

	(void)state;
	check_trace("S 0 C:%5cmy%20files%0Aa%25.py:1 f%00%7F\n"
	    "S 1 :5\nS 2 a:b:3 g:h\n",
	    "S 0 C:\\my%20files%0Aa%25.py:1 f%00%7F\n"
	    "S 1 :5 \nS 2 a:b:3 g:h\n");
	CHECK_BAD_LINES(bad);
}

static void
lines_that_are_none(void **state)
{
	static const struct bad_line bad[] = {
		{ "x 1 2", "found 'x', expected " LINES },
		{ "m28 x", "found 'm28', expected " LINES },
		{ "malloc(28) = 0x10", "found 'malloc(28)', expected " LINES },
		{ "\x1b[2J", "found '^[', expected " LINES },
		{ "m\rx", "found 'm^M', expected " LINES },
		{ "m", "found the end of the line, expected a size in "
		    "decimal, as in 'm SIZE RESULT'" },
		{ "m 28", "found the end of the line, expected " REFS
		    ", as in 'm SIZE RESULT'" },
		{ "m -1 x", "found '-1', expected a size in decimal, as in "
		    "'m SIZE RESULT'" },
		{ "m 4K x", "found '4K', expected a size in decimal, as in "
		    "'m SIZE RESULT'" },
		{ "m 0x7fe2 28", "found '0x7fe2', expected a size in "
		    "decimal, as in 'm SIZE RESULT'" },
		{ "m 28 0x", "found '0x', expected an address (0x...), as in "
		    "'m SIZE RESULT'" },
		{ "m 28 0x7fe2g", "found '0x7fe2g', expected an address "
		    "(0x...), as in 'm SIZE RESULT'" },
		{ "m 28 a\rb", "found 'a^M', expected " REFS
		    ", as in 'm SIZE RESULT'" },
		{ "r 1 28", "found the end of the line, expected " REFS
		    ", as in 'r OLD SIZE RESULT'" },
		{ "f", "found the end of the line, expected " REFS
		    ", as in 'f BLOCK'" },
		{ "1234567890123456789012345678901234567890",
		    "found '1234567890123456789012345678901234567890', "
		    "expected " LINES },
		{ "m 12345678901234567890123456789012345678901234567890x y",
		    "found '1234567890123456789012345678901234567890...', "
		    "expected a number of at most 64 bits, "
		    "as in 'm SIZE RESULT'" },
	};

	(void)state;
	CHECK_BAD_LINES(bad);
	check_bytes("m 1 \0\nf x\n", 10, "error: t:1: found a NUL byte, "
	    "expected " REFS ", as in 'm SIZE RESULT'\n");
	check_bytes("m 1 x\n\0\0\0\0f x\n", 14, "m 1 x\nerror: t:2: "
	    "found a NUL byte, expected " LINES "\n");
	check_bytes("m 1 x\nf x\0\n", 11, "m 1 x\nerror: t:2: "
	    "found 'x^@', expected " REFS ", as in 'f BLOCK'\n");
}

static void
arenas_have_addresses(void **state)
{
	static const struct bad_line bad[] = {
		{ "A 4096 a", "found 'a', expected an address (0x...), as in "
		    "'A SIZE ADDRESS'" },
		{ "A 4096 0", "found '0', expected an address (0x...), as in "
		    "'A SIZE ADDRESS'" },
		{ "A 4096", "found the end of the line, expected an address "
		    "(0x...), as in 'A SIZE ADDRESS'" },
		{ "A 0 0x1000", "found '0', expected an arena that ends "
		    "below 2^64, as in 'A SIZE ADDRESS'" },
		{ "A 4097 0xfffffffffffff000", "found '4097', expected an "
		    "arena that ends below 2^64, as in 'A SIZE ADDRESS'" },
		{ "F (nil)", "found '(nil)', expected an address (0x...), as "
		    "in 'F ADDRESS'" },
	};

	(void)state;
	check_trace("A 4096 0xfffffffffffff000\n",
	    "A 4096 0xfffffffffffff000\n");
	CHECK_BAD_LINES(bad);
}

/* The profile of a trace of this TEXT, with its line: "2 classic". */
static void
check_profile(const char *text, const char *expected)
{
	struct strbuf error = STRBUF_INIT, found = STRBUF_INIT;
	struct trace_reader *r;

	make_file("t", text, strlen(text));
	r = trace_open("t", 0, &error);
	unlink("t");
	assert_non_null(r);
	if (trace_profile(r) != NULL)
		strbuf_printf(&found, "%d %s", (int)trace_profile_line(r),
		    trace_profile(r));
	assert_string_equal(strbuf_text(&found), expected);
	strbuf_free(&found);
	trace_close(r);
}

static void
header_is_the_comments_before_the_first_event(void **state)
{
	(void)state;
	check_profile("# poolscope-trace 1\n# profile: cpython-3.11\nm 1 x\n",
	    "2 cpython-3.11");
	check_profile("#profile:\tcpython-3.6,align=16 \r\n",
	    "1 cpython-3.6,align=16");
	check_profile("# by hand\n\nA 4096 0x1000\nM begin\nS 1 a:1 f\n"
	    "# profile: tiny\nm 1 x\n", "6 tiny");
	check_profile("f 0\n# profile: tiny\n", "");
	check_profile("# profile:\n# profiles: tiny\nm 1 x\n", "");
	check_profile("m 1 x\n", "");
	check_profile("# profile: ti\x1bny\n", "1 ti^[ny");
}

static void
other_versions_are_refused(void **state)
{
	(void)state;
	check_trace("# poolscope-trace 1 \r\n# poolscope-traces are text\n"
	    "m 1 x\n# poolscope-trace 2\n", "m 1 x\n");
	check_trace("# poolscope-trace 2\nm 1 x\n", "error: t:1: found "
	    "version '2' of the text trace, expected 1: a newer poolscope "
	    "may read it\n");
	check_trace("\n#poolscope-trace 1.1\n", "error: t:2: found version "
	    "'1.1' of the text trace, expected 1: a newer poolscope may read "
	    "it\n");
	check_trace("# poolscope-trace\n", "error: t:1: found version '' of "
	    "the text trace, expected 1: a newer poolscope may read it\n");
}

static void
the_last_line_may_have_no_newline(void **state)
{
	char *told;

	(void)state;
	check_trace("m 1 x\nf x", "m 1 x\nf x\n");
	check_trace("m 1 x\nf ", "m 1 x\nnote: t:2: the last line has no "
	    "newline and was dropped: found the end of the line, expected "
	    REFS ", as in 'f BLOCK'\n");
	check_bytes("f x\nM a\0\0", 9, "f x\nnote: t:2: the last line has no "
	    "newline and was dropped: found a NUL byte, expected text, as in "
	    "'M TEXT'\n");
	check_trace("q", "note: t:1: the last line has no newline and was "
	    "dropped: found 'q', expected " LINES "\n");
	check_trace("# comment", "");
	check_trace("f x\n  ", "f x\n");
	/* Only the last line is let off. */
	check_trace("f\nf x", "error: t:1: found the end of the line, "
	    "expected " REFS ", as in 'f BLOCK'\n");
	make_file("t", "m 1", 3);
	told = trace_told("t", TRACE_STRICT);
	unlink("t");
	assert_string_equal(told, "error: t:1: the last line has no newline "
	    "and was dropped: found the end of the line, expected " REFS
	    ", as in 'm SIZE RESULT'\n");
	free(told);
}

static void
empty_files(void **state)
{
	(void)state;
	check_trace("", "note: t: the file is empty\n");
	check_trace("\n", "");
	check_trace("# poolscope-trace 1\n", "");
}

/* A line of N bytes FILL between two others. */
static char *
with_long_line(const char *before, char fill, size_t n, const char *after)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_puts(&sb, before);
	strbuf_fill(&sb, fill, n);
	strbuf_puts(&sb, after);
	return strbuf_steal(&sb);
}

static void
lines_longer_than_the_buffer(void **state)
{
	static const char error[] = "m 1 x\nerror: t:2: found a line of more "
	    "than 131072 bytes, expected " LINES "\n";
	char *text;

	(void)state;
	text = with_long_line("m 1 x\nm 2 ", 'y', 1000000, "\nf x\n");
	check_trace(text, error);
	free(text);
	text = with_long_line("m 1 x\n", ' ', 200000, "\nf x\n");
	check_trace(text, error);
	free(text);
	/* Comments may be as long as they like. */
	text = with_long_line("m 1 x\n#", 'y', 1000000, "\nf x\nq\n");
	check_trace(text, "m 1 x\nf x\nerror: t:4: found 'q', expected "
	    LINES "\n");
	free(text);
	text = with_long_line("#", 'y', 131071, "\nf x\nq\n");
	check_trace(text, "f x\nerror: t:3: found 'q', expected " LINES "\n");
	free(text);
	text = with_long_line("m 1 x\n#", 'y', 500000, "");
	check_trace(text, "m 1 x\n");
	free(text);
}

/* Lines that lie across the buffer's end at every place. */
static void
lines_across_the_buffer(void **state)
{
	struct strbuf text = STRBUF_INIT;

	(void)state;
	for (unsigned i = 0; i < 40000; i++) {
		strbuf_printf(&text, "m %u 0x7fe21fde%x\n", i, i);
		if (i % 7 == 0)
			strbuf_printf(&text, "M mark %u\n", i);
	}
	check_trace(strbuf_text(&text), strbuf_text(&text));
	strbuf_free(&text);
}

static void
check_unprintable(const struct trace_record *rec)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_puts(&sb, "before");
	assert_false(trace_print_record(&sb, rec));
	assert_string_equal(strbuf_text(&sb), "before");
	strbuf_free(&sb);
}

static void
what_a_trace_cannot_say(void **state)
{
	static const char *const names[] = {
		"", "a b", "0", "(nil)", "0x", "0x12", "t=5", "site=",
		"tid=x", "a\n", "a\x7f",
	};
	struct trace_record rec = { .kind = TRACE_MALLOC, .size = 1 };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		rec.result = (struct trace_ref){ .kind = TRACE_NAME,
			.name = names[i],
			.length = (uint32_t)strlen(names[i]) };
		check_unprintable(&rec);
	}
	rec.result = (struct trace_ref){ .kind = TRACE_NULL };
	rec.kind = TRACE_ARENA_OBTAINED;
	check_unprintable(&rec);
}

static void
printing_is_safe(void **state)
{
	const struct trace_record mark = { .kind = TRACE_MARK,
		.text = { "a\nm 1 x\r", 8 } };
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	trace_print_header(&sb, NULL);
	trace_print_header(&sb, "tiny");
	assert_true(trace_print_record(&sb, &mark));
	assert_string_equal(strbuf_text(&sb), "# poolscope-trace 1\n"
	    "# poolscope-trace 1\n# profile: tiny\nM a m 1 x \n");
	strbuf_free(&sb);
}

/* Damaged at random: any answer will do that is one of the three. */
static void
random_damage(void **state)
{
	static const char text[] = "# poolscope-trace 1\n# profile: tiny\n"
	    "A 4096 0x1000\nm 56 0x7fe21fde8030 t=12 tid=3 site=4\n"
	    "c 4 8 x\nr 0x7fe21fde8030 64 (nil)\nf x\nF 0x1000\n"
	    "M mark\nS 3 a%20b.py:120 <module>\r\nf y";
	char damaged[sizeof(text)];
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		char *told;

		memcpy(damaged, text, sizeof(text));
		for (int k = 0; k < 3; k++) {
			random = random * 1664525 + 1013904223;
			damaged[(random >> 8) % (sizeof(text) - 1)] =
			    (char)("\n \t\r\0%:=0x9fmS"[(random >> 24) % 14]);
		}
		make_file("t", damaged, sizeof(text) - 1);
		told = trace_told("t", 0);
		free(told);
	}
	unlink("t");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_line),
		cmocka_unit_test(fields_of_records),
		cmocka_unit_test(null_addresses_and_names),
		cmocka_unit_test(sizes_of_64_bits),
		cmocka_unit_test(fields_in_any_order),
		cmocka_unit_test(blanks_comments_and_crlf),
		cmocka_unit_test(marks),
		cmocka_unit_test(sites),
		cmocka_unit_test(lines_that_are_none),
		cmocka_unit_test(arenas_have_addresses),
		cmocka_unit_test(header_is_the_comments_before_the_first_event),
		cmocka_unit_test(other_versions_are_refused),
		cmocka_unit_test(the_last_line_may_have_no_newline),
		cmocka_unit_test(empty_files),
		cmocka_unit_test(lines_longer_than_the_buffer),
		cmocka_unit_test(lines_across_the_buffer),
		cmocka_unit_test(what_a_trace_cannot_say),
		cmocka_unit_test(printing_is_safe),
		cmocka_unit_test(random_damage),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("trace", tests, enter_folder,
	    leave_folder);
}
