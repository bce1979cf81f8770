/*
 * watch_test.c - a program on the screen while it runs, as a person sees it.
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
#include <unistd.h>

#include <cmocka.h>

#include "tests/vt.h"

#define PROGRAM "src/app/poolscope"
#define PYTHON	"/usr/bin/python3"

/* Works, says so, and waits for a line in FIFO, again and again. */
static const char steps[] =
    "import os, sys\n"
    "kept = []\n"
    "print('it runs')\n"
    "for line in open(sys.argv[1]):\n"
    "    kept.append([str(i) for i in range(int(line))])\n"
    "    print('kept', len(kept), '\\033[31m', flush=True)\n"
    "print('it ends')\n"
    "os._exit(5)\n";

struct watched {
	struct vt *vt;
	FILE *to;		/* what it waits for */
	char fifo[64];
};

static void
watch(struct watched *w, const char *plain)
{
	const char *argv[] = { vt_program(PROGRAM), "watch", "--", PYTHON,
	    "-I", "-c", steps, w->fifo, NULL, NULL };

	if (plain != NULL) {
		argv[2] = plain;
		argv[8] = NULL;
	}
	strcpy(w->fifo, "/tmp/watch-XXXXXX");
	assert_non_null(mkdtemp(w->fifo));
	strcat(w->fifo, "/fifo");
	assert_int_equal(mkfifo(w->fifo, 0600), 0);
	w->vt = vt_start(&(struct vt_options){ .argv = argv,
	    .rows = 40, .cols = 120 });
	w->to = fopen(w->fifo, "w");
	assert_non_null(w->to);
}

/* The program works on. */
static void
work(struct watched *w, unsigned blocks)
{
	fprintf(w->to, "%u\n", blocks);
	fflush(w->to);
}

static void
end(struct watched *w)
{
	if (w->to != NULL)
		fclose(w->to);
	vt_free(w->vt);
	unlink(w->fifo);
	*strrchr(w->fifo, '/') = '\0';
	rmdir(w->fifo);
}

/* The number behind WORD in the status line; -1 if it is not there. */
static long
number_after(struct vt *vt, const char *word)
{
	const char *at = strstr(vt_row(vt, 0), word);

	return at != NULL ? strtol(at + strlen(word), NULL, 10) : -1;
}

static long more_than;

static bool
has_more(struct vt *vt)
{
	return number_after(vt, " of ") > more_than;
}

/* Works, until the history is so much longer. */
static void
work_on(struct watched *w, unsigned blocks)
{
	more_than = number_after(w->vt, " of ") + blocks;
	work(w, blocks);
	vt_wait_until(w->vt, has_more, "a longer history");
}

/* ------------------------------------------------------------------------ */

static void
it_is_followed(void **state)
{
	struct watched w;
	long there;

	(void)state;
	watch(&w, NULL);
	vt_wait_row(w.vt, 0, "live");
	work_on(&w, 1000);
	work_on(&w, 1000);
	assert_int_equal(number_after(w.vt, "event "),
	    number_after(w.vt, " of "));
	/* What we look at stays, and behind it goes on. */
	vt_send(w.vt, "back\r");
	vt_wait_row(w.vt, 0, "goto end follows");
	there = number_after(w.vt, "event ");
	work_on(&w, 1000);
	assert_int_equal(number_after(w.vt, "event "), there);
	vt_send(w.vt, "goto end\r");
	vt_wait_row(w.vt, 0, "live");
	/* The space bar stays here, too. */
	vt_send(w.vt, "\t ");
	vt_wait_row(w.vt, 0, "paused here");
	there = number_after(w.vt, "event ");
	work_on(&w, 1000);
	assert_int_equal(number_after(w.vt, "event "), there);
	vt_send(w.vt, " ");
	vt_wait_row(w.vt, 0, "live");
	work_on(&w, 1000);
	assert_int_equal(number_after(w.vt, "event "),
	    number_after(w.vt, " of "));
	end(&w);
}

static void
its_output_is_kept_apart(void **state)
{
	struct watched w;

	(void)state;
	watch(&w, NULL);
	vt_wait_row(w.vt, 0, "live");
	work_on(&w, 1000);
	assert_int_equal(vt_find(w.vt, "it runs"), -1);
	vt_send(w.vt, "output\r");
	vt_wait(w.vt, "it runs");
	vt_wait(w.vt, "kept 1");
	vt_send(w.vt, "output 1\r");
	vt_wait_gone(w.vt, "it runs");
	vt_send(w.vt, "output none\r");
	vt_wait(w.vt, "none is no number");
	fclose(w.to);
	w.to = NULL;
	vt_wait_row(w.vt, 0, "ended");
	/* The whole history is there, and its output comes in the end. */
	vt_send(w.vt, "goto 1\r");
	vt_wait_row(w.vt, 0, "event 1 of");
	assert_int_equal(vt_wait_end(w.vt, "quit\r"), 0);
	vt_wait(w.vt, "it runs");
	vt_wait(w.vt, "it ends");
	end(&w);
}

static void
how_it_ended_is_told(void **state)
{
	struct watched w;

	(void)state;
	watch(&w, NULL);
	vt_wait_row(w.vt, 0, "live");
	fclose(w.to);
	w.to = NULL;
	vt_wait(w.vt, "exit status 5");
	end(&w);
}

/* Whether the process writes into the FIFO's other end no more. */
static void
expect_gone(struct watched *w)
{
	signal(SIGPIPE, SIG_IGN);
	fputs("1\n", w->to);
	assert_int_not_equal(fflush(w->to), 0);
}

static void
quitting_ends_it(void **state)
{
	struct watched w;

	(void)state;
	watch(&w, NULL);
	vt_wait_row(w.vt, 0, "live");
	work(&w, 300000);
	assert_int_equal(vt_wait_end(w.vt, "quit\r"), 0);
	expect_gone(&w);
	end(&w);
}

static void
so_does_a_terminal_that_goes(void **state)
{
	struct watched w;

	(void)state;
	watch(&w, NULL);
	vt_wait_row(w.vt, 0, "live");
	vt_hang_up(w.vt);
	expect_gone(&w);
	end(&w);
}

static void
line_by_line_it_runs_first(void **state)
{
	struct watched w;

	(void)state;
	watch(&w, "--plain");
	work(&w, 100);
	vt_wait(w.vt, "kept 1");
	fclose(w.to);
	w.to = NULL;
	vt_wait(w.vt, "exit status 5");
	vt_wait(w.vt, "(poolscope)");
	assert_int_equal(vt_wait_end(w.vt, "quit\r"), 0);
	end(&w);
}

static void
what_cannot_be_watched_is_told(void **state)
{
	const char *argv[] = { vt_program(PROGRAM), "watch", "true", NULL };
	struct vt *vt = vt_start(&(struct vt_options){ .argv = argv });

	(void)state;
	assert_int_equal(vt_wait_end(vt, NULL), 2);
	vt_wait(vt, "no CPython was started");
	vt_free(vt);
	argv[2] = "/no/such/program";
	vt = vt_start(&(struct vt_options){ .argv = argv });
	assert_int_equal(vt_wait_end(vt, NULL), 127);
	vt_wait(vt, "cannot be started");
	vt_free(vt);
}

/* A CPython that can be recorded is where Debian has it. */
static int
find_python(void **state)
{
	(void)state;
	return access(PYTHON, X_OK) == 0 && system(PYTHON " -I -c 'import sys;"
	    "sys.exit(not (3, 7) <= sys.version_info < (3, 15))'") == 0 ?
	    0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_followed),
		cmocka_unit_test(its_output_is_kept_apart),
		cmocka_unit_test(how_it_ended_is_told),
		cmocka_unit_test(quitting_ends_it),
		cmocka_unit_test(so_does_a_terminal_that_goes),
		cmocka_unit_test(line_by_line_it_runs_first),
		cmocka_unit_test(what_cannot_be_watched_is_told),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	if (find_python(NULL) != 0) {
		printf("1..0 # SKIP there is no " PYTHON " to watch\n");
		return 0;
	}
	return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
