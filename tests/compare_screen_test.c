/* compare_screen_test.c - several heaps on one screen, as a person sees it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/vt.h"

static struct vt *
start(void)
{
	const char *srcdir = getenv("top_srcdir");
	char trace[512];
	const char *argv[] = { vt_program("src/app/poolscope"), "compare",
	    trace, "classic", "cpython-3.13", NULL };

	snprintf(trace, sizeof trace,
	    "%s/tests/recordings/cpython-3.8-run.trace.zst",
	    srcdir != NULL ? srcdir : ".");
	return vt_start(&(struct vt_options){ .argv = argv });
}

static void
heaps_go_through_it_together(void **state)
{
	struct vt *vt = start();

	(void)state;
	vt_wait_row(vt, 0, "event 0 of");
	vt_send(vt, "\033[6~\033[6~");
	vt_wait_row(vt, 0, "event 2 of");
	vt_wait(vt, " classic   1 arena");
	vt_wait(vt, " cpython-3.13   1 arena");
	vt_send(vt, "goto peak\r");
	vt_wait(vt, "of 256 KiB");
	vt_wait(vt, "of 1 MiB");
	vt_send(vt, "x = alloc 100\r");
	vt_wait(vt, "104 bytes for the 100");
	vt_wait(vt, "112 bytes for the 100");
	vt_send(vt, "\t\r");
	vt_wait(vt, "nfreepools");
	vt_resize(vt, 12, 40);
	vt_wait(vt, "PICTURE");
	vt_resize(vt, 60, 200);
	vt_wait(vt, "nfreepools");
	vt_send(vt, "q");
	vt_wait(vt, "COMPARE");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heaps_go_through_it_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
