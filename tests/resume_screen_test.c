/*
 * resume_screen_test.c - a lesson left and gone on with, on the full screen.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/vt.h"

#define PROGRAM "src/app/poolscope"

static char state[] = "XDG_STATE_HOME=/tmp/resume-XXXXXX";

static struct vt *
start(const char *option, const char *argument)
{
	const char *srcdir = getenv("top_srcdir");
	char lessons[512];
	const char *argv[] = { vt_program(PROGRAM), "lesson", option,
	    argument, NULL };
	const char *env[] = { lessons, state, NULL };

	snprintf(lessons, sizeof lessons, "POOLSCOPE_LESSONS=%s/lessons",
	    srcdir != NULL ? srcdir : ".");
	return vt_start(&(struct vt_options){ .argv = argv, .env = env });
}

static void
enter_resumes(void **unused)
{
	struct vt *vt = start("1", NULL);

	(void)unused;
	vt_wait(vt, "0 of 8");
	vt_wait_gone(vt, "Enter resumes");
	vt_send(vt, "\r");
	vt_wait(vt, "1 of 8");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
	vt = start("1", NULL);
	vt_wait(vt, "You were at step 2 of 8");
	vt_wait(vt, "Enter resumes>");
	vt_wait_row(vt, 0, "event 0 of 0");
	vt_send(vt, "\r");
	vt_wait(vt, "1 of 8");
	vt_wait_row(vt, 0, "event 1 of 1");
	vt_wait_gone(vt, "Enter resumes");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
again_starts_over(void **unused)
{
	struct vt *vt = start("--path", "class50");

	(void)unused;
	vt_wait(vt, "Enter resumes>");
	vt_send(vt, "again\r");
	vt_wait_gone(vt, "Enter resumes");
	vt_send(vt, "\r");
	vt_wait_row(vt, 0, "event 1 of 1");
	vt_wait(vt, "1 of 8");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static int
make_place(void **unused)
{
	(void)unused;
	return mkdtemp(state + sizeof "XDG_STATE_HOME=" - 1) == NULL;
}

static int
remove_place(void **unused)
{
	char command[64];

	(void)unused;
	snprintf(command, sizeof command, "rm -r '%s'",
	    state + sizeof "XDG_STATE_HOME=" - 1);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enter_resumes),
		cmocka_unit_test(again_starts_over),
	};

	return cmocka_run_group_tests(tests, make_place, remove_place);
}
