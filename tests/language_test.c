/*
 * language_test.c - the command language: words, numbers, slices, verbs at the
 * keyboard and in scripts, the table, completion.
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

#include "command/args.h"
#include "command/slice.h"
#include "tests/command_fixture.h"

/* ---- words -------------------------------------------------------------- */

static void
words_are(const char *line, const char *target, const char *joined)
{
	struct words w = WORDS_INIT;
	struct strbuf error = STRBUF_INIT, text = STRBUF_INIT;
	size_t at = 0, i;

	assert_true(words_split(&w, line, &at, &error));
	for (i = 0; i < w.count; i++)
		strbuf_printf(&text, "%s<%s>", w.list[i].quoted ? "q" : "",
		    w.list[i].text);
	assert_string_equal(strbuf_text(&text), joined);
	if (target == NULL)
		assert_null(w.target);
	else
		assert_string_equal(w.target, target);
	strbuf_free(&text);
	strbuf_free(&error);
	words_free(&w);
}

static void
test_words(void **state)
{
	(void)state;
	words_are("  alloc   28 ", NULL, "<alloc><28>");
	words_are("x=alloc 28*100", "x", "<alloc><28><*><100>");
	words_are("xs = alloc 0x1c * 4", "xs", "<alloc><0x1c><*><4>");
	words_are("free xs[1 : 3] y", NULL, "<free><xs[1 : 3]><y>");
	words_are("write x+8 \"a;b # c\" 0x41", NULL,
	    "<write><x+8>q<a;b # c><0x41>");
	words_are("replay '+10,-0' tiny", NULL, "<replay>q<+10,-0><tiny>");
	words_are("replay 'a \\ b;c';next", NULL, "<replay>q<a \\ b;c>");
	words_are("mark it's 'tis 'a'b", NULL, "<mark><it's><'tis><'a'b>");
	words_are("next # and so on", NULL, "<next>");
	words_are("next; back", NULL, "<next>");
	words_are("x/8gx x", NULL, "<x/8gx><x>");
	words_are("set limit=5", NULL, "<set><limit=5>");
	words_are("", NULL, "");
	words_are("# only this", NULL, "");
}

static void
test_words_strings(void **state)
{
	struct words w = WORDS_INIT;
	struct strbuf error = STRBUF_INIT;
	size_t at = 0;

	(void)state;
	assert_true(words_split(&w, "write x \"a\\0\\x41\\n\\\"\"", &at,
	    &error));
	assert_int_equal(w.list[2].length, 5);
	assert_memory_equal(w.list[2].text, "a\0A\n\"", 5);
	at = 0;
	assert_false(words_split(&w, "write x \"abc", &at, &error));
	assert_non_null(strstr(strbuf_text(&error), "not closed"));
	strbuf_clear(&error);
	at = 0;
	assert_false(words_split(&w, "write x \"\\q\"", &at, &error));
	strbuf_clear(&error);
	at = 0;
	assert_false(words_split(&w, "free xs[3", &at, &error));
	assert_non_null(strstr(strbuf_text(&error), "]"));
	strbuf_free(&error);
	words_free(&w);
}

/* ---- numbers ------------------------------------------------------------ */

static void
test_numbers(void **state)
{
	uint64_t n = 1;

	(void)state;
	assert_int_equal(number_parse("18446744073709551615", NULL, &n),
	    NUMBER_OK);
	assert_true(n == UINT64_MAX);
	assert_int_equal(number_parse("18446744073709551616", NULL, &n),
	    NUMBER_LARGE);
	assert_int_equal(number_parse("0xffffffffffffffff", NULL, &n),
	    NUMBER_OK);
	assert_true(n == UINT64_MAX);
	assert_int_equal(number_parse("0x10000000000000000", NULL, &n),
	    NUMBER_LARGE);
	assert_int_equal(number_parse("-1", NULL, &n), NUMBER_NEGATIVE);
	assert_int_equal(number_parse("-0", NULL, &n), NUMBER_OK);
	assert_int_equal(number_parse("0x", NULL, &n), NUMBER_NONE);
	assert_int_equal(number_parse("", NULL, &n), NUMBER_NONE);
	assert_int_equal(number_parse("28x", NULL, &n), NUMBER_NONE);
	assert_int_equal(number_parse("--1", NULL, &n), NUMBER_NONE);
	assert_int_equal(number_parse("+1", NULL, &n), NUMBER_NONE);
}

static void
test_sizes(void **state)
{
	struct fixture *f = *state;
	uint64_t n;

	assert_true(args_size(&f->console, "4K", &n) && n == 4096);
	assert_true(args_size(&f->console, "0x1c", &n) && n == 28);
	assert_true(args_size(&f->console, "2m", &n) && n == 2097152);
	assert_false(args_size(&f->console, "20000000000G", &n));
	refuses(f, "alloc", "usage");
	refuses(f, "alloc x", "is no size");
	refuses(f, "alloc -1", "0 or more");
	refuses(f, "alloc 4KB", "is no size");
	refuses(f, "alloc 18446744073709551616", "too large");
	refuses(f, "alloc 9223372036854775808", "2^63 - 1");
	refuses(f, "alloc 18446744073709551615", "2^63 - 1");
	refuses(f, "calloc 4611686018427387904 2", "2^63 - 1");
	refuses(f, "calloc 18446744073709551615 18446744073709551615",
	    "2^63 - 1");
	refuses(f, "alloc 28 * 0", "1 or more");
	refuses(f, "alloc 28 * -3", "1 or more");
	refuses(f, "alloc 28 * 99999999999", "at most");
	refuses(f, "alloc 28 100", "usage");
	refuses(f, "alloc 9223372036854775807", "no memory");
}

static void
test_percent(void **state)
{
	struct fixture *f = *state;
	uint64_t n;

	assert_true(args_percent(&f->console, "37%", &n) && n == 3700);
	assert_true(args_percent(&f->console, "0.25%", &n) && n == 25);
	assert_true(args_percent(&f->console, "100%", &n) && n == 10000);
	assert_false(args_percent(&f->console, "100.1%", &n));
	assert_false(args_percent(&f->console, "-1%", &n));
	assert_false(args_percent(&f->console, "100.001%", &n));
	assert_false(args_percent(&f->console, "37", &n));
	assert_false(args_percent(&f->console, "%", &n));
}

/* ---- slices ------------------------------------------------------------- */

/* The elements that [TEXT takes of LENGTH, as Python says. */
static void
slice_is(const char *text, uint32_t length, const char *elements)
{
	struct strbuf out = STRBUF_INIT;
	struct slice s;
	int64_t i, step;
	uint64_t n;

	if (!slice_parse(text, &s)) {
		assert_string_equal("bad", elements);
		return;
	}
	for (n = slice_apply(&s, length, &i, &step); n > 0; n--, i += step)
		strbuf_printf(&out, "%jd ", (intmax_t)i);
	if (strcmp(strbuf_text(&out), elements) != 0)
		fail_msg("[%s of %u: %s, not %s", text, length,
		    strbuf_text(&out), elements);
	strbuf_free(&out);
}

static void
test_slices(void **state)
{
	(void)state;
	slice_is("3]", 5, "3 ");
	slice_is("-1]", 5, "4 ");
	slice_is("-6]", 5, "");
	slice_is("5]", 5, "");
	slice_is(":]", 3, "0 1 2 ");
	slice_is("::2]", 5, "0 2 4 ");
	slice_is("1::2]", 5, "1 3 ");
	slice_is("1:3]", 5, "1 2 ");
	slice_is("-2:]", 5, "3 4 ");
	slice_is(":-2]", 5, "0 1 2 ");
	slice_is("::-1]", 3, "2 1 0 ");
	slice_is("3:0:-2]", 5, "3 1 ");
	slice_is("10:0:-3]", 5, "4 1 ");
	slice_is("-100:2]", 5, "0 1 ");
	slice_is("2:100]", 5, "2 3 4 ");
	slice_is("4:2]", 5, "");
	slice_is(" 1 : 3 ]", 5, "1 2 ");
	slice_is("-9223372036854775808:9223372036854775807:"
	    "9223372036854775807]", 5, "0 ");
	slice_is("::-99999999999999999999]", 5, "4 ");
	slice_is("::0]", 5, "bad");
	slice_is("]", 5, "bad");
	slice_is("x]", 5, "bad");
	slice_is("1:2:3:4]", 5, "bad");
	slice_is("1", 5, "bad");
	slice_is("--1]", 5, "bad");
}

/* ---- verbs -------------------------------------------------------------- */

static void
test_verbs_at_the_keyboard(void **state)
{
	struct fixture *f = *state;

	does(f, "al 28; al 28");
	does(f, "b");
	assert_int_equal(session_event(f->session), 1);
	does(f, "");
	assert_int_equal(session_event(f->session), 0);
	does(f, "n; info ar 0");
	does(f, " \t");
	assert_int_equal(session_event(f->session), 2);
	refuses(f, "info po 0.0", "could be pools, pool");
	refuses(f, "re 1", "realloc, redo, replay, reset");
	refuses(f, "alocc 28", "is it alloc?");
	refuses(f, "run", "source FILE");
	refuses(f, "print x", "info block REF");
	refuses(f, "info locals", "info names");
	refuses(f, "malloc(28)", "x = alloc 28");
	refuses(f, "help()", "without brackets here: help");
	refuses(f, "x = [1]", "py x = [1, 2]");
	refuses(f, "profile cpython-3.12", "reset PROFILE");
	refuses(f, "zoom", "Enter goes nearer");
}

static void
test_verbs_in_scripts(void **state)
{
	struct fixture *f = *state;

	f->console.mode = CONSOLE_SCRIPT;
	refuses(f, "al 28", "written whole here: alloc");
	refuses(f, "n", "written whole here: next");
	does(f, "alloc 28");
	does(f, "");
	assert_int_equal(session_event(f->session), 1);
	refuses(f, "info aren", "knows no aren");
}

static void
test_statements(void **state)
{
	struct fixture *f = *state;

	run(f, "x = alloc 28; free y; z = alloc 28");
	assert_int_equal(session_event(f->session), 1);
	does(f, "z = alloc 28; # nothing; free z");
	assert_int_equal(session_event(f->session), 2);
}

/* ---- the table ---------------------------------------------------------- */

static void
test_rows(void **state)
{
	const struct command *row, *other;
	size_t i, j;

	(void)state;
	for (i = 0; (row = command_at(i)) != NULL; i++) {
		assert_non_null(row->usage);
		assert_non_null(row->summary);
		assert_true(strlen(row->summary) < 60);
		assert_true(row->summary[strlen(row->summary) - 1] != '.');
		assert_non_null(row->run);
		assert_true(row->min <= row->max);
		assert_ptr_equal(command_find(row->verb, true, NULL), row);
		if (row->alias != NULL)
			assert_ptr_equal(command_find(row->alias, true, NULL),
			    row);
		for (j = i + 1; (other = command_at(j)) != NULL; j++)
			assert_string_not_equal(row->verb, other->verb);
	}
}

static void
test_help(void **state)
{
	struct fixture *f = *state;
	const struct command *row;
	char line[64];
	size_t i;

	for (i = 0; (row = command_at(i)) != NULL; i++) {
		does(f, "help");
		assert_non_null(strstr(strbuf_text(&f->out), row->summary));
		snprintf(line, sizeof line, "help %s", row->verb);
		says(f, line, row->verb);
	}
	refuses(f, "help nothing", "no help");
	refuses(f, "help malloc", "x = alloc 28");
}

/* ---- completion --------------------------------------------------------- */

static void
completes(struct fixture *f, const char *line, size_t start,
    const char *joined)
{
	struct completion out = { 0 };
	struct strbuf text = STRBUF_INIT;
	size_t i;

	command_complete(&f->console, line, strlen(line), &out);
	for (i = 0; i < out.count; i++)
		strbuf_printf(&text, "%s ", out.words[i]);
	if (out.files)
		strbuf_puts(&text, "FILES");
	if (strcmp(strbuf_text(&text), joined) != 0 || out.start != start)
		fail_msg("%s: %s at %zu, not %s", line, strbuf_text(&text),
		    out.start, joined);
	strbuf_free(&text);
	completion_free(&out);
}

static void
test_completion(void **state)
{
	struct fixture *f = *state;

	does(f, "xs = alloc 28 * 3; xyz = alloc 28; free xs[1]; mark here");
	completes(f, "al", 0, "alloc ");
	completes(f, "re", 0, "realloc redo replay reset ");
	completes(f, "next; back", 6, "back back-step ");
	completes(f, "y = ", 4, "alloc calloc realloc ");
	completes(f, "free x", 5, "xs xyz ");
	completes(f, "free xyz xs[", 9, "xs[0] xs[2] ");
	completes(f, "find back touch x", 16, "xs xyz ");
	completes(f, "catch pool-full if cl", 19, "class ");
	completes(f, "find pool ", 10, "0.0 ");
	completes(f, "history $", 8, "$1 $3 $4 ");
	completes(f, "free $", 5, "$1 $3 $4 ");
	completes(f, "info block @", 11, "@0.0. ");
	completes(f, "info po", 5, "pool pools ");
	completes(f, "info pool ", 10, "0.0 ");
	completes(f, "info block x", 11, "xs xyz ");
	completes(f, "print pool ", 11, "0.0 ");
	completes(f, "x/8gx x", 6, "xs xyz ");
	completes(f, "goto ", 5, "end future here peak ");
	completes(f, "source ", 7, "FILES");
	completes(f, "dump json ", 10, "FILES");
	completes(f, "set li", 4, "limit ");
	completes(f, "help qu", 5, "quit ");
	completes(f, "try fr", 4, "free ");
	completes(f, "try free x", 9, "xs xyz ");
	completes(f, "reset cl", 6, "classic ");
	completes(f, "alloc ", 6, "");
	completes(f, "nonsense ", 9, "");
	completes(f, "write x \"ab", 8, "");
}

/* Whatever is typed, completion answers. */
static void
test_completion_survives(void **state)
{
	static const char alphabet[] = "x [:]*=;\"#$@0.\\abift";
	struct fixture *f = *state;
	struct completion out = { 0 };
	uint64_t seed = 7;
	char line[24];
	size_t i, n;

	does(f, "xs = alloc 28 * 3");
	for (n = 0; n < 20000; n++) {
		for (i = 0; i < sizeof line - 1; i++) {
			seed = seed * 6364136223846793005u + 1;
			line[i] = alphabet[(seed >> 33) %
			    (sizeof alphabet - 1)];
		}
		line[(seed >> 40) % sizeof line] = '\0';
		line[sizeof line - 1] = '\0';
		command_complete(&f->console, line, strlen(line), &out);
		completion_free(&out);
		run(f, line);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_words),
		FIXTURE_TEST(test_words_strings),
		FIXTURE_TEST(test_numbers),
		FIXTURE_TEST(test_sizes),
		FIXTURE_TEST(test_percent),
		FIXTURE_TEST(test_slices),
		FIXTURE_TEST(test_verbs_at_the_keyboard),
		FIXTURE_TEST(test_verbs_in_scripts),
		FIXTURE_TEST(test_statements),
		FIXTURE_TEST(test_rows),
		FIXTURE_TEST(test_help),
		FIXTURE_TEST(test_completion),
		FIXTURE_TEST(test_completion_survives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
