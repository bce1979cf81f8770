/*
 * command_test.c - the command language: words, numbers, slices, references,
 * verbs at the keyboard and in scripts, completion, and that commands which
 * fail change nothing.
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
#include "command/command.h"
#include "command/slice.h"
#include "session/dump.h"
#include "session/session.h"

struct fixture {
	struct session *session;
	struct console console;
	struct strbuf out;	/* lines given, errors with "! " in front */
};

static void
take_line(void *ctx, enum console_style style, const char *text)
{
	struct fixture *f = ctx;

	if (style == CONSOLE_ERROR)
		strbuf_puts(&f->out, "! ");
	else if (style == CONSOLE_NOTICE)
		strbuf_puts(&f->out, "? ");
	strbuf_puts(&f->out, text);
	strbuf_putc(&f->out, '\n');
}

static void
fixture_open(struct fixture *f, const char *profile, enum console_mode mode)
{
	struct console_hooks hooks = { .line = take_line, .ctx = f };
	struct pym_profile p;
	char why[128];

	assert_int_equal(pym_profile_parse(profile, &p, why, sizeof why),
	    PYM_OK);
	f->out = (struct strbuf)STRBUF_INIT;
	f->session = session_new(&p, 0);
	assert_non_null(f->session);
	console_init(&f->console, f->session, &hooks, mode);
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	fixture_open(f, "classic", CONSOLE_KEYBOARD);
	*state = f;
	return 0;
}

static void
fixture_close(struct fixture *f)
{
	console_end(&f->console);
	session_free(f->session);
	strbuf_free(&f->out);
}

static int
tear_down(void **state)
{
	fixture_close(*state);
	free(*state);
	return 0;
}

/* Runs LINE and returns what it gave. */
static const char *
run(struct fixture *f, const char *line)
{
	strbuf_clear(&f->out);
	command_run(&f->console, line);
	return strbuf_text(&f->out);
}

/* Runs LINE, which must succeed. */
static void
does(struct fixture *f, const char *line)
{
	strbuf_clear(&f->out);
	if (command_run(&f->console, line) != COMMAND_OK)
		fail_msg("%s: %s", line, strbuf_text(&f->out));
}

/* Runs LINE, which must fail with one line that has WORDS in it, and change
   nothing. */
static void
refuses(struct fixture *f, const char *line, const char *words)
{
	uint64_t event = session_event(f->session);
	uint64_t length = session_length(f->session);
	uint64_t live = session_live_blocks(f->session);
	const char *out = run(f, line);

	if (strncmp(out, "! ", 2) != 0 || strstr(out, words) == NULL ||
	    strchr(out, '\n') != out + strlen(out) - 1)
		fail_msg("%s: \"%s\", not \"%s\"", line, out, words);
	assert_int_equal(session_event(f->session), event);
	assert_int_equal(session_length(f->session), length);
	assert_int_equal(session_live_blocks(f->session), live);
}

/* Runs LINE; what it gives must have WORDS in it. */
static void
says(struct fixture *f, const char *line, const char *words)
{
	does(f, line);
	if (strstr(strbuf_text(&f->out), words) == NULL)
		fail_msg("%s: \"%s\", not \"%s\"", line,
		    strbuf_text(&f->out), words);
}

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

/* ---- references --------------------------------------------------------- */

static void
test_references(void **state)
{
	struct fixture *f = *state;

	does(f, "x = alloc 28; xs = alloc 28 * 4");
	says(f, "info block $1", "x ($1)");
	says(f, "info block $", "xs[3] ($5)");
	says(f, "info block @0.0.0", "x ($1)");
	says(f, "info block 0x200000000030", "x ($1)");
	says(f, "info block xs[-4]", "xs[0] ($2)");
	refuses(f, "free y", "no block is called y");
	refuses(f, "free xs[4]", "elements 0 to 3");
	refuses(f, "free xs[-5]", "elements 0 to 3");
	refuses(f, "free xs[3:1]", "takes no element");
	refuses(f, "free xs[a]", "index or a slice");
	refuses(f, "free xs[::0]", "index or a slice");
	refuses(f, "free x[0]", "not a list");
	refuses(f, "free $0", "the last one made is $5");
	refuses(f, "free $6", "the last one made is $5");
	refuses(f, "free $x", "17th");
	refuses(f, "free @0.0", "no block that lives");
	refuses(f, "free @0.0.200", "126 blocks");
	refuses(f, "free @0.99.0", "no pool 0.99");
	refuses(f, "free @1.0.0", "no pool 1.0");
	refuses(f, "free @", "no place");
	refuses(f, "free @0.0.0.0", "no place");
	refuses(f, "free 0x200000000034", "4 bytes from its start");
	refuses(f, "free 0x200000000000", "header of pool 0.0");
	refuses(f, "free 0x0", "no memory of this heap");
	refuses(f, "free 0xzz", "no address");
	refuses(f, "free 0x11112222333344445", "no address");
	refuses(f, "free 3x", "is no block");
	refuses(f, "realloc xs[0:2]", "usage");
	refuses(f, "info block xs", "one block is wanted");
	refuses(f, "info block xs[0:2]", "one block is wanted");
}

static void
test_double_free(void **state)
{
	struct fixture *f = *state;

	does(f, "x = alloc 28; xs = alloc 28 * 4; free x");
	refuses(f, "free x", "x was freed by event 6 (free x)");
	refuses(f, "free $1", "was freed by event 6");
	refuses(f, "free @0.0.0", "free, was x");
	refuses(f, "realloc x 60", "was freed");
	refuses(f, "write x \"A\"", "was freed");
	refuses(f, "free xs[1] xs[1]", "named twice");
	does(f, "free xs[1]");
	refuses(f, "free xs[0:3]", "xs[1] was freed");
	refuses(f, "free xs[0] xs[0:3]", "xs[1] was freed");
	assert_int_equal(session_live_blocks(f->session), 3);
	says(f, "free xs", "3 blocks freed");
	refuses(f, "free xs", "no block left");
}

static void
test_names(void **state)
{
	struct fixture *f = *state;

	does(f, "x = alloc 28");
	refuses(f, "x = alloc 28", "x lives");
	refuses(f, "free = alloc 28", "is a verb");
	refuses(f, "catch = alloc 28", "is a verb");
	refuses(f, "3x = alloc 28", "is no name");
	refuses(f, "xs[3] = alloc 28", "is no name");
	refuses(f, "y = free x", "gives no block");
	refuses(f, "y =", "y = what?");
	does(f, "b = alloc 28");	/* an alias is a name as others are */
	does(f, "é漢 = alloc 28");
	does(f, "free x; x = alloc 60");
	does(f, "y = realloc x 200");
	refuses(f, "free x", "stands for no block");
	says(f, "info block y", "y (");
	refuses(f, "y = realloc b 30", "y lives");
}

static void
test_write(void **state)
{
	struct fixture *f = *state;

	does(f, "x = alloc 28");
	does(f, "write x+8 \"AB\" 0x43 * 3 68");
	says(f, "x/1gx x+8", "0x0000444343434241");
	refuses(f, "write x+8 \"A\" * 21", "x has 28 bytes");
	refuses(f, "write x+28 0", "x has 28 bytes");
	refuses(f, "write x+29 0", "x has 28 bytes");
	refuses(f, "write x-1 0", "x has 28 bytes");
	refuses(f, "write x 256", "at most");
	refuses(f, "write x \"\"", "nothing to write");
	refuses(f, "write x 1 *", "usage");
	refuses(f, "write x \"AB\" * 18446744073709551615", "do not fit");
	refuses(f, "write x+y 1", "number of bytes");
	does(f, "write x+8 0x41 * 20");
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
	refuses(f, "catch free x", "is no command");
	assert_int_equal(command_run(&f->console, "q"), COMMAND_QUIT);
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

/* ---- time --------------------------------------------------------------- */

static void
test_moments(void **state)
{
	struct fixture *f = *state;

	does(f, "xs = alloc 28 * 10; free xs; x = alloc 28");
	says(f, "goto 0", "event 0 of 21");
	refuses(f, "back", "nothing comes before");
	refuses(f, "goto 22", "beyond the end");
	refuses(f, "goto 18446744073709551616", "beyond the end");
	says(f, "goto 50%", "event 10 of 21");
	says(f, "goto peak", "event 10 of 21");
	does(f, "mark half way");
	says(f, "goto end", "event 21 of 21");
	refuses(f, "next", "nothing comes after");
	says(f, "goto half way", "event 10 of 21");
	refuses(f, "goto nowhere", "is no moment");
	refuses(f, "mark 12", "cannot be a mark");
	refuses(f, "mark end", "cannot be a mark");
	says(f, "next 5", "event 15 of 21");
	says(f, "back 100", "event 0 of 21");
	says(f, "step", "event 1 of 21, decision 1 of");
	says(f, "next", "event 1 of 21:");
	says(f, "back-step", "event 1 of 21, decision");
	says(f, "back", "event 0 of 21");
	says(f, "continue", "event 21 of 21");
	says(f, "undo", "event 20 of 21");
	says(f, "undo 2", "event 0 of 21");
	refuses(f, "undo", "no command to undo");
	says(f, "redo", "event 10 of 21");
}

static void
test_futures(void **state)
{
	struct fixture *f = *state;

	does(f, "x = alloc 28; y = alloc 28; back");
	says(f, "z = alloc 60", "? what came after event 1 is kept: goto "
	    "future 1");
	says(f, "futures", "future 1: 2 events");
	refuses(f, "goto future 2", "no future 2");
	refuses(f, "goto future x", "no number");
	says(f, "goto future 1", "event 2 of 2: y = alloc 28");
	refuses(f, "free z", "no block is called z");
}

static void
test_try_changes_nothing(void **state)
{
	struct fixture *f = *state;

	does(f, "x = alloc 28");
	says(f, "try free x", "tried");
	says(f, "try y = alloc 28", "y = alloc 28");
	assert_int_equal(session_event(f->session), 1);
	refuses(f, "try alloc 28 * 2", "one event");
	refuses(f, "try random 5", "one event");
	refuses(f, "try next", "makes no event");
	refuses(f, "try try alloc 28", "once");
	refuses(f, "try free y", "no block is called y");
	refuses(f, "try", "usage");
	does(f, "y = alloc 28");
}

/* ---- whole heaps -------------------------------------------------------- */

static void
emit(void *ctx, const char *text, size_t n)
{
	strbuf_add(ctx, text, n);
}

static char *
dump(const struct fixture *f)
{
	struct strbuf text = STRBUF_INIT;

	dump_json(f->session, emit, &text);
	return strbuf_steal(&text);
}

static void
test_random_is_the_same(void **state)
{
	struct fixture *f = *state, other;
	char *one, *two;

	does(f, "keep = alloc 28");
	does(f, "random 2000 seed 7 sizes 1..600 free 45%");
	does(f, "check");
	fixture_open(&other, "classic", CONSOLE_SCRIPT);
	does(&other, "keep = alloc 28");
	does(&other, "random 2000 sizes 1..600 free 45% seed 7");
	one = dump(f);
	two = dump(&other);
	assert_string_equal(one, two);
	free(two);
	does(&other, "reset; keep = alloc 28");
	does(&other, "random 2000 seed 8 sizes 1..600 free 45%");
	two = dump(&other);
	assert_string_not_equal(one, two);
	says(f, "info block keep", "keep ($1) is 28");
	free(one);
	free(two);
	fixture_close(&other);
	refuses(f, "random 0", "1 or more");
	refuses(f, "random 5 seed", "usage");
	refuses(f, "random 5 sizes 9..3", "smaller");
	refuses(f, "random 5 free 101%", "percentage");
	refuses(f, "random 5 colour red", "none of seed");
}

/* What save writes gives the same heap, names and numbers included. */
static void
saves(struct fixture *f, const char *profile)
{
	char path[] = "command_test.XXXXXX", line[64];
	struct fixture other;
	char *one, *two;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	snprintf(line, sizeof line, "save %s", path);
	does(f, line);
	fixture_open(&other, "classic", CONSOLE_KEYBOARD);
	snprintf(line, sizeof line, "source %s", path);
	does(&other, line);
	assert_string_equal(session_profile(other.session)->name, profile);
	one = dump(f);
	two = dump(&other);
	assert_string_equal(one, two);
	free(one);
	free(two);
	fixture_close(&other);
	remove(path);
}

static void
test_save(void **state)
{
	struct fixture *f = *state;

	does(f, "set profile cpython-3.9,align=8");
	does(f, "x = alloc 28; xs = alloc 0x1c * 10; ys = calloc 4 8 * 2");
	does(f, "write x+3 \"a\\\"b\\\\c\\0\\xff\"; free xs[::3]; z = realloc "
	    "xs[1] 90; one = alloc 5 * 1; n = alloc 28; free n; n = alloc 60");
	does(f, "alloc 10; random 300 seed 3; realloc ys[1] 500; big = alloc "
	    "100K");
	saves(f, "cpython-3.9");
	/* In the middle of a command, and on a new line from there. */
	does(f, "goto 6");
	saves(f, "cpython-3.9");
	does(f, "q = alloc 8");
	saves(f, "cpython-3.9");
}

static void
test_settings(void **state)
{
	struct fixture *f = *state;

	does(f, "set limit 3; xs = alloc 600 * 5");
	says(f, "info system", "... 2 more (set limit 0 shows all)");
	does(f, "set limit 0");
	does(f, "info system");
	assert_null(strstr(strbuf_text(&f->out), "more"));
	refuses(f, "set limit x", "no number");
	refuses(f, "set check maybe", "neither on nor off");
	refuses(f, "set nothing 1", "is no setting");
	refuses(f, "set event 3", "cannot be set");
	refuses(f, "set profile tiny", "has a history");
	refuses(f, "reset nonsense", "nonsense");
	says(f, "reset tiny", "tiny");
	assert_int_equal(session_length(f->session), 0);
	says(f, "show profile", "tiny");
	does(f, "set check on; random 100");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_words),
		TEST(test_words_strings),
		TEST(test_numbers),
		TEST(test_sizes),
		TEST(test_percent),
		TEST(test_slices),
		TEST(test_references),
		TEST(test_double_free),
		TEST(test_names),
		TEST(test_write),
		TEST(test_verbs_at_the_keyboard),
		TEST(test_verbs_in_scripts),
		TEST(test_statements),
		TEST(test_rows),
		TEST(test_help),
		TEST(test_completion),
		TEST(test_completion_survives),
		TEST(test_moments),
		TEST(test_futures),
		TEST(test_try_changes_nothing),
		TEST(test_random_is_the_same),
		TEST(test_save),
		TEST(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
