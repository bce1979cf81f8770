/*
 * command_test.c - the commands: what references name, that a command which
 * fails changes nothing, moving in time, and heaps given again.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/xalloc.h"
#include "tests/command_fixture.h"
#include "tests/moment.h"

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
	refuses(f, "free @0.0.", "no place");
	refuses(f, "free @0.9.0", "not carved yet");
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
	one = session_dump(f->session);
	two = session_dump(other.session);
	assert_string_equal(one, two);
	free(two);
	does(&other, "reset; keep = alloc 28");
	does(&other, "random 2000 seed 8 sizes 1..600 free 45%");
	two = session_dump(other.session);
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

/* What save writes gives the same heap, names, numbers and marks included;
   with SUFFIX .trace as a trace. */
static void
saves_as(struct fixture *f, const char *profile, const char *suffix)
{
	char path[64], line[128];
	struct fixture other;
	char *one, *two;

	snprintf(path, sizeof path, "command_test.%d%s", (int)getpid(),
	    suffix);
	snprintf(line, sizeof line, "save %s", path);
	does(f, line);
	fixture_open(&other, "classic", CONSOLE_KEYBOARD);
	snprintf(line, sizeof line, "%s %s", suffix[0] != '\0' ? "replay" :
	    "source", path);
	does(&other, line);
	does(&other, "goto end");
	one = xstrdup(run(f, "marks"));
	assert_string_equal(one, run(&other, "marks"));
	free(one);
	assert_string_equal(session_profile(other.session)->name, profile);
	one = session_dump(f->session);
	two = session_dump(other.session);
	assert_string_equal(one, two);
	free(one);
	free(two);
	fixture_close(&other);
	remove(path);
}

static void
saves(struct fixture *f, const char *profile)
{
	saves_as(f, profile, "");
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
	does(f, "q = alloc 8; mark half; alloc 8 * 3; mark \"a; #b\"");
	saves(f, "cpython-3.9");
}

static void
test_save_trace(void **state)
{
	struct fixture *f = *state;
	const char *path = "command_test.trace";
	char line[512];
	FILE *file;

	does(f, "reset tiny");
	does(f, "mark first; x = alloc 28; xs = alloc 12 * 10; mark second; "
	    "ys = calloc 4 8 * 2; free xs[::3]; z = realloc xs[1] 50; one = "
	    "alloc 5 * 1; n = alloc 28; free n; n = alloc 60");
	does(f, "alloc 10; random 900 seed 3 sizes 1..80; realloc ys[1] 500; "
	    "big = alloc 100K; free z xs[5]");
	saves_as(f, "tiny", ".trace");
	saves(f, "tiny");
	does(f, "goto 6; q = alloc 8");
	saves_as(f, "tiny", ".trace");
	does(f, "save command_test.trace");
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL)
		continue;
	fclose(file);
	/* What is not in it is said. */
	assert_non_null(strstr(line, "not saved: future 1"));
	says(f, "write q \"a\"; save command_test.trace", "no writes: 1 is");
	remove(path);
	refuses(f, "save x.ptrace", "convert makes other forms");
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
	says(f, "show memory", "checkpoints");
	does(f, "set history-memory 6M; set history-file 0x800");
	says(f, "show history-memory", "6M");
	says(f, "show history-file", "2K");
	says(f, "show memory", "of about 6.0");
	refuses(f, "set history-file some", "no size");
	does(f, "set history-memory 0; set history-file 0; py x = [1]");
	says(f, "random 9000", "what was before event");
	refuses(f, "py y = [x]", "not known any more");
	does(f, "reset; py y = [1]; set history-memory 192M");
	does(f, "set check on; random 100");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_references),
		FIXTURE_TEST(test_double_free),
		FIXTURE_TEST(test_names),
		FIXTURE_TEST(test_write),
		FIXTURE_TEST(test_moments),
		FIXTURE_TEST(test_futures),
		FIXTURE_TEST(test_try_changes_nothing),
		FIXTURE_TEST(test_random_is_the_same),
		FIXTURE_TEST(test_save),
		FIXTURE_TEST(test_save_trace),
		FIXTURE_TEST(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
