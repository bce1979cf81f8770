/*
 * play_test.c - time on the screen, as a person uses it: playing, jumping,
 * and a trace that is still being loaded.
 */
#include "config.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/xalloc.h"
#include "tests/vt.h"

#define PROGRAM "src/app/poolscope"

static struct vt *
start(const char *a, const char *b)
{
	const char *argv[] = { vt_program(PROGRAM), a, b, NULL };
	struct vt *vt = vt_start(&(struct vt_options){ .argv = argv,
	    .rows = 40, .cols = 120 });

	vt_wait(vt, "(poolscope)");
	return vt;
}

static void
give(struct vt *vt, const char *command, const char *event)
{
	vt_send(vt, command);
	vt_send(vt, "\r");
	vt_wait_row(vt, 0, event);
}

/* The event in the status line; -1 if it is not there. */
static long
event_now(struct vt *vt)
{
	const char *at = strstr(vt_row(vt, 0), "event ");

	return at != NULL ? strtol(at + 6, NULL, 10) : -1;
}

static long later_than;

static bool
is_later(struct vt *vt)
{
	return event_now(vt) > later_than;
}

/* Waits until it has gone on from where it is. */
static void
wait_on(struct vt *vt)
{
	later_than = event_now(vt);
	vt_wait_until(vt, is_later, "a later event");
}

static void
expect_still(struct vt *vt)
{
	long wakeups;

	vt_settle(vt, 60);
	wakeups = vt_wakeups(vt);
	assert_int_equal(vt_settle(vt, 200), 0);
	assert_int_equal(vt_wakeups(vt), wakeups);
}

/* A session of 600 events, at the first of them, in the picture. */
static struct vt *
start_played(void)
{
	struct vt *vt = start(NULL, NULL);

	give(vt, "xs = alloc 28 * 600", "event 600 of 600");
	give(vt, "goto 1", "event 1 of 600");
	vt_send(vt, "\t");
	vt_wait(vt, "PICTURE");
	return vt;
}

/* ------------------------------------------------------------------------ */

static void
space_plays_and_pauses(void **state)
{
	struct vt *vt = start_played();

	(void)state;
	vt_send(vt, "++");
	vt_send(vt, " ");
	vt_wait_row(vt, 0, "playing x16");
	wait_on(vt);
	wait_on(vt);
	vt_send(vt, "+");
	vt_wait_row(vt, 0, "playing x32");
	vt_send(vt, "---");
	vt_wait_row(vt, 0, "playing x4");
	wait_on(vt);
	vt_send(vt, " ");
	vt_wait_gone(vt, "playing");
	expect_still(vt);
	assert_int_equal(vt_end(vt, ":quit\r"), 0);
}

static void
the_slowest_is_one_in_two_seconds(void **state)
{
	struct vt *vt = start_played();

	(void)state;
	vt_send(vt, "--------- ");
	vt_wait_row(vt, 0, "playing x1/2");
	vt_send(vt, "q");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
it_stops_at_the_end(void **state)
{
	struct vt *vt = start_played();

	(void)state;
	vt_send(vt, "++++++++++++++++++++++++ ");
	vt_wait_row(vt, 0, "event 600 of 600");
	vt_wait_gone(vt, "playing");
	vt_send(vt, " ");
	expect_still(vt);
	vt_wait_gone(vt, "playing");
	assert_int_equal(vt_end(vt, ":quit\r"), 0);
}

/* Playing stops where continue would, and says the same. */
static void
it_stops_at_what_is_caught(void **state)
{
	struct vt *vt = start_played();

	(void)state;
	vt_send(vt, ":");
	give(vt, "catch pool-full if class == 3", "event 1 of 600");
	vt_wait(vt, "catch 1: continue stops at pool-full if class == 3");
	vt_send(vt, "\t+++++++ ");
	vt_wait_row(vt, 0, "event 126 of 600");
	vt_wait(vt, "catch 1: pool-full if class == 3");
	vt_wait(vt, "event 126 of 600: xs[125] = alloc 28");
	vt_wait_gone(vt, "playing");
	expect_still(vt);
	vt_send(vt, " ");
	vt_wait_row(vt, 0, "event 252 of 600");
	vt_wait_gone(vt, "playing");
	vt_send(vt, ":");
	give(vt, "continue back", "event 126 of 600");
	vt_wait(vt, "catch 1: pool-full if class == 3");
	give(vt, "find pool-full", "event 252 of 600");
	vt_wait(vt, "0.1");
	give(vt, "delete", "event 252 of 600");
	vt_send(vt, "\t ");
	vt_wait_row(vt, 0, "event 600 of 600");
	assert_int_equal(vt_end(vt, ":quit\r"), 0);
}

/* Whatever else moves in time pauses; what only looks does not. */
static void
moving_pauses_and_looking_does_not(void **state)
{
	static const char *const moves[] = { "b", "n", "s", "]", "\033[6~" };
	struct vt *vt = start_played();
	size_t i;

	(void)state;
	vt_send(vt, "+");
	for (i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		vt_send(vt, " ");
		vt_wait_row(vt, 0, "playing x8");
		vt_send(vt, "p\033[C");
		wait_on(vt);
		vt_send(vt, moves[i]);
		vt_wait_gone(vt, "playing");
	}
	vt_send(vt, " ");
	vt_wait_row(vt, 0, "playing x8");
	vt_send(vt, ":goto 17\r");
	vt_wait_row(vt, 0, "event 17 of 600");
	vt_wait_gone(vt, "playing");
	expect_still(vt);
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
it_plays_on_at_any_size(void **state)
{
	static const int sizes[][2] = { { 24, 80 }, { 60, 200 }, { 5, 20 },
	    { 12, 40 }, { 40, 120 } };
	struct vt *vt = start_played();
	size_t i;

	(void)state;
	vt_send(vt, "p+++ ");
	vt_wait_row(vt, 0, "playing x32");
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		vt_resize(vt, sizes[i][0], sizes[i][1]);
		if (sizes[i][1] < 40)
			vt_wait(vt, "terminal too");
		else
			wait_on(vt);
	}
	vt_wait(vt, "PLOT");
	vt_send(vt, " ");
	vt_wait_gone(vt, "playing");
	expect_still(vt);
	assert_int_equal(vt_end(vt, ":quit\r"), 0);
}

static void
a_click_on_the_timeline_goes_there(void **state)
{
	struct vt *vt = start_played();

	(void)state;
	vt_click(vt, vt_find(vt, " bytes  ▁"), 8);
	vt_wait_gone(vt, "event 1 of");
	assert_true(event_now(vt) > 1 && event_now(vt) < 20);
	vt_settle(vt, 60);
	later_than = event_now(vt);
	vt_click(vt, vt_find(vt, " bytes  ▁"), 60);
	vt_wait_until(vt, is_later, "a later event");
	vt_send(vt, "G");
	vt_wait_row(vt, 0, "event 600 of 600");
	vt_send(vt, "g");
	vt_wait_row(vt, 0, "event 0 of 600");
	vt_send(vt, "}");
	vt_wait_row(vt, 0, "event 1 of 600");
	vt_send(vt, "]");
	vt_wait_row(vt, 0, "event 126 of 600");
	vt_send(vt, "[");
	vt_wait_row(vt, 0, "event 1 of 600");
	assert_int_equal(vt_end(vt, ":quit\r"), 0);
}

/* ---- a trace ------------------------------------------------------------ */

#define CALLS	400000

static void
write_trace(char *path)
{
	int fd = mkstemp(path), i;
	FILE *f = fdopen(fd, "w");

	assert_non_null(f);
	fputs("# poolscope-trace 1\n# profile: tiny\n", f);
	for (i = 0; i < CALLS; i++)
		if (i % 2 == 0)
			fprintf(f, "m %d b%d\n", 1 + i % 60, i);
		else
			fprintf(f, "f b%d\n", i - 1);
	assert_int_equal(fclose(f), 0);
}

/* How many events there are; -1 if that is not there. */
static long
events_there(struct vt *vt)
{
	const char *at = strstr(vt_row(vt, 0), " of ");

	return at != NULL ? strtol(at + 4, NULL, 10) : -1;
}

/* So many that a number drawn half way is not taken for it. */
static bool
has_some(struct vt *vt)
{
	return events_there(vt) >= 100000;
}

static void
a_trace_can_be_used_while_it_is_loaded(void **state)
{
	char path[] = "/tmp/play-XXXXXX";
	struct vt *vt;

	(void)state;
	write_trace(path);
	vt = start("replay", path);
	vt_wait_until(vt, has_some, "100000 events");
	vt_send(vt, "goto 1000\r");
	vt_wait_row(vt, 0, "event 1000 of");
	vt_send(vt, "mine = alloc 40\r");
	vt_wait_row(vt, 0, "event 1001 of 1001");
	vt_wait_gone(vt, "loading");
	vt_send(vt, "futures\r");
	vt_wait(vt, "future 1: 400000 events");
	vt_send(vt, "goto future 1\r");
	vt_wait_row(vt, 0, "event 400000 of 400000");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
	unlink(path);
}

static void
what_was_loaded_is_told(void **state)
{
	char path[] = "/tmp/play-XXXXXX";
	struct vt *vt;

	(void)state;
	write_trace(path);
	vt = start("replay", path);
	vt_wait(vt, "400000 events, the peak is event");
	vt_wait_gone(vt, "loading");
	expect_still(vt);
	assert_int_equal(vt_end(vt, "quit\r"), 0);
	unlink(path);
}

static void
pipe_in(int fd, const char *text)
{
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

/* After "program |", a trace is looked at while it comes, and while nothing
   comes in the midst of a line. */
static void
a_pipe_may_take_its_time(void **state)
{
	char path[] = "/tmp/play-XXXXXX", *fifo, *command;
	const char *argv[] = { "/bin/sh", "-c", NULL, NULL };
	struct vt *vt;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(path));
	fifo = xasprintf("%s/f", path);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	command = xasprintf("cat %s | '%s' replay -", fifo,
	    vt_program(PROGRAM));
	argv[2] = command;
	vt = vt_start(&(struct vt_options){ .argv = argv, .rows = 40,
	    .cols = 120 });
	free(command);
	fd = open(fifo, O_WRONLY);
	pipe_in(fd, "m 28 0x1000\nm 40 0x");
	vt_wait_row(vt, 0, "event 0 of 1 ");
	vt_send(vt, "goto end\r");
	vt_wait_row(vt, 0, "event 1 of 1 ");
	pipe_in(fd, "2000\n");
	vt_wait_row(vt, 0, "event 1 of 2 ");
	close(fd);
	vt_wait_gone(vt, "loading");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
	unlink(fifo);
	rmdir(path);
	free(fifo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(space_plays_and_pauses),
		cmocka_unit_test(the_slowest_is_one_in_two_seconds),
		cmocka_unit_test(it_stops_at_the_end),
		cmocka_unit_test(it_stops_at_what_is_caught),
		cmocka_unit_test(moving_pauses_and_looking_does_not),
		cmocka_unit_test(it_plays_on_at_any_size),
		cmocka_unit_test(a_click_on_the_timeline_goes_there),
		cmocka_unit_test(a_trace_can_be_used_while_it_is_loaded),
		cmocka_unit_test(what_was_loaded_is_told),
		cmocka_unit_test(a_pipe_may_take_its_time),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("play", tests, NULL, NULL);
}
