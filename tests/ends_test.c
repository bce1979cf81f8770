/*
 * ends_test.c - the program is ended at any moment and in every way: the
 * terminal is as it was, and nothing that was answered is lost.
 *
 * Each way is tried ENDS times (of the environment; 3), on the screen and line
 * by line in turn.
 */
#include "config.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/knob.h"
#include "tests/vt.h"

#define PROGRAM "src/app/poolscope"
#define SEED	20261128
#define VANISH	0		/* no signal: the terminal is taken away */

struct ordeal {
	char state[40];		/* XDG_STATE_HOME=... */
	uint32_t dice;
	bool plain;
	unsigned sent;		/* commands that may be there */
	unsigned answered;	/* commands that must be */
};

static unsigned
roll(struct ordeal *o, unsigned sides)
{
	o->dice = o->dice * 1664525u + 1013904223u;
	return (o->dice >> 8) % sides;
}

static unsigned
rounds(void)
{
	unsigned wanted = (unsigned)knob("ENDS", 0);

	return wanted > 0 ? wanted : 3;
}

static void
begin(struct ordeal *o)
{
	*o = (struct ordeal){ .dice = SEED,
	    .state = "XDG_STATE_HOME=/tmp/ends-XXXXXX" };
	assert_non_null(mkdtemp(strchr(o->state, '/')));
}

static bool
has_journal(const struct ordeal *o)
{
	char path[128];
	struct dirent *entry;
	bool any = false;
	DIR *d;

	snprintf(path, sizeof path, "%s/poolscope/sessions",
	    strchr(o->state, '/'));
	d = opendir(path);
	while (d != NULL && (entry = readdir(d)) != NULL)
		any |= entry->d_name[0] != '.';
	if (d != NULL)
		closedir(d);
	return any;
}

/* No command is there by half. */
static void
check_journal(const struct ordeal *o)
{
	char command[200], line[200];
	unsigned name, size;
	FILE *f;

	snprintf(command, sizeof command, "cat %s/poolscope/sessions/*",
	    strchr(o->state, '/'));
	f = popen(command, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL) {
		if (strncmp(line, " a", 2) != 0)
			continue;
		assert_int_equal(sscanf(line, " a%u = alloc %u", &name,
		    &size), 2);
		assert_int_equal(name, size);
	}
	pclose(f);
}

/* ---- the program -------------------------------------------------------- */

static struct vt *
start(const struct ordeal *o, bool resume)
{
	/* A sanitizer's report would fill the terminal. */
	const char *const env[] = { o->state,
		"ASAN_OPTIONS=handle_segv=0:handle_sigbus=0", NULL };
	const char *argv[4] = { vt_program(PROGRAM) };
	size_t n = 1;

	if (o->plain)
		argv[n++] = "--plain";
	if (resume)
		argv[n++] = "--resume";
	return vt_start(&(struct vt_options){ .argv = argv, .env = env });
}

/* How many events the screen shows that there are. */
static unsigned
events_shown(const struct ordeal *o, struct vt *vt)
{
	unsigned all = 0, n;
	const char *event;

	if (!o->plain) {
		event = strstr(vt_row(vt, 0), "event ");
		return event != NULL && sscanf(event, "event %*u of %u",
		    &all) == 1 ? all : 0;
	}
	for (int row = 0; row < 24; row++) {
		const char *text = vt_row(vt, row);

		if (sscanf(text, "a%u", &n) == 1 && n > all &&
		    strstr(text, " is block ") != NULL)
			all = n;
	}
	return all;
}

/* What is answered now must not be lost. */
static void
look(struct ordeal *o, struct vt *vt, unsigned ms)
{
	unsigned shown;

	vt_settle(vt, (int)ms);
	shown = events_shown(o, vt);
	if (shown > o->answered)
		o->answered = shown;
}

/* It has begun; what was answered before is there. */
static void
arrive(struct ordeal *o, struct vt *vt, bool resumed)
{
	unsigned there = 0;
	int row;

	if (resumed) {
		vt_wait(vt, "taken up again: event ");
		row = vt_find(vt, "taken up again: event ");
		assert_int_equal(sscanf(strstr(vt_row(vt, row), "event "),
		    "event %*u of %u", &there), 1);
	} else {
		vt_wait(vt, "(poolscope)");
	}
	if (there < o->answered || there > o->sent)
		fail_msg("%u of %u commands were answered, %u are back",
		    o->answered, o->sent, there);
	o->sent = there;
}

static void
command(struct ordeal *o, struct vt *vt)
{
	char line[64];

	o->sent++;
	snprintf(line, sizeof line, "a%u = alloc %u\r", o->sent, o->sent);
	vt_send(vt, line);
}

/* A person at work: commands, keys of the picture, another size. */
static void
work(struct ordeal *o, struct vt *vt)
{
	/* (A colon leads to the prompt, or is typed there.) */
	static const char *const keys[] = { "\025\t\033[A\033[B:\025",
		"\025half a line\025", "\025\tlo\rla:\025",
		"\025\t\033[<0;3;2M:\025", "\025alloc \t\t\025" };
	unsigned i, what = roll(o, 8);

	if (what == 0 && !o->plain) {
		vt_send(vt, keys[roll(o, 5)]);
	} else if (what == 1) {
		vt_resize(vt, 24 + (int)roll(o, 10), 80 + (int)roll(o, 40));
	} else {
		for (i = what == 2 ? 5 : 1; i > 0; i--)
			command(o, vt);
	}
}

/* ---- ways to end -------------------------------------------------------- */

static void
end_it(struct vt *vt, int way)
{
	int status;

	if (way == VANISH) {
		status = vt_hang_up(vt);
		assert_int_equal(status, 128 + SIGHUP);
		return;
	}
	vt_signal(vt, way);
	assert_int_equal(vt_wait_end(vt, NULL), 128 + way);
	if (way != SIGKILL)
		vt_check_given_back(vt);
}

static void
once(struct ordeal *o, int way)
{
	bool resume = has_journal(o);
	struct vt *vt = start(o, resume);
	unsigned i;

	assert_true(resume || o->answered == 0);
	if (roll(o, 6) == 0) {
		/* (Before it has written, it may not be the program yet.) */
		while (vt_settle(vt, 1 + (int)roll(o, 30)) == 0)
			continue;
	} else {
		arrive(o, vt, resume);
		for (i = roll(o, 8); i > 0; i--) {
			work(o, vt);
			look(o, vt, 1 + roll(o, 3));
		}
		look(o, vt, 1 + roll(o, 20));
	}
	end_it(vt, way);
	vt_free(vt);
}

static void
try_way(int way)
{
	unsigned i, n = rounds();
	struct ordeal o;
	struct vt *vt;

	begin(&o);
	for (i = 0; i < n; i++) {
		o.plain = i % 2 != 0;
		once(&o, way);
	}
	assert_true(n < 3 || o.answered > 0);
	if (has_journal(&o)) {
		o.plain = false;
		vt = start(&o, true);
		arrive(&o, vt, true);
		assert_int_equal(vt_wait_end(vt, "quit\r"), 0);
		vt_check_given_back(vt);
		vt_free(vt);
	}
	assert_false(has_journal(&o));
	vt_remove(strchr(o.state, '/'));
}

static void
killed(void **state)
{
	(void)state;
	try_way(SIGKILL);
}

static void
crashed(void **state)
{
	(void)state;
	try_way(SIGSEGV);
}

static void
told_to_end(void **state)
{
	(void)state;
	try_way(SIGTERM);
}

static void
hung_up(void **state)
{
	(void)state;
	try_way(SIGHUP);
}

static void
terminal_gone(void **state)
{
	(void)state;
	try_way(VANISH);
}

/* ---- a full disk -------------------------------------------------------- */

/* With no file of more than SIZE bytes. */
static struct vt *
start_limited(const struct ordeal *o, rlim_t size)
{
	struct rlimit before, limit;
	struct vt *vt;

	getrlimit(RLIMIT_FSIZE, &before);
	limit = (struct rlimit){ size, before.rlim_max };
	setrlimit(RLIMIT_FSIZE, &limit);
	vt = start(o, false);
	setrlimit(RLIMIT_FSIZE, &before);
	return vt;
}

static bool
told_that_full(struct vt *vt)
{
	return vt_find(vt, "not written down") >= 0;
}

static void
answer(struct ordeal *o, struct vt *vt)
{
	char text[32];

	command(o, vt);
	snprintf(text, sizeof text, "a%u is block", o->sent);
	vt_wait(vt, text);
	vt_settle(vt, 5);
}

/* It says so once, goes on, and what was written before is not lost. */
static void
fill_disk(struct ordeal *o)
{
	struct vt *vt = start_limited(o, 40 + roll(o, 500));
	unsigned i;

	vt_wait(vt, "(poolscope)");
	while (!told_that_full(vt) && o->sent < 100) {
		o->answered = o->sent;
		answer(o, vt);
	}
	if (!told_that_full(vt))
		vt_wait(vt, "not written down");
	for (i = roll(o, 4); i > 0; i--)
		answer(o, vt);
	if (roll(o, 2) == 0) {
		assert_int_equal(vt_wait_end(vt, "quit\r"), 0);
		vt_check_given_back(vt);
		o->answered = 0;
	} else {
		end_it(vt, SIGKILL);
	}
	vt_free(vt);
}

static void
disk_full(void **state)
{
	unsigned i, n = rounds();
	struct ordeal o;
	struct vt *vt;

	(void)state;
	begin(&o);
	for (i = 0; i < n; i++) {
		o.plain = i % 2 != 0;
		o.sent = o.answered = 0;
		fill_disk(&o);
		assert_true(o.answered == 0 || has_journal(&o));
		if (!has_journal(&o))
			continue;
		check_journal(&o);
		vt = start(&o, true);
		arrive(&o, vt, true);
		assert_int_equal(vt_end(vt, "quit\r"), 0);
	}
	vt_remove(strchr(o.state, '/'));
}

/* ---- a pipe that closes ------------------------------------------------- */

/* Much to print. */
static void
make_script(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs("xs = alloc 28 * 40\n", f);
	for (int i = 0; i < 200; i++)
		fputs("stats\n", f);
	assert_int_equal(fclose(f), 0);
}

/* Its output is read up to BYTES, its errors are in a file. */
static int
run_into_pipe(const char *script, const char *errors, size_t bytes)
{
	int fds[2], status;
	char piece[512];
	pid_t child;

	assert_int_equal(pipe(fds), 0);
	child = fork();
	if (child == 0) {
		if (dup2(fds[1], STDOUT_FILENO) < 0 ||
		    freopen(errors, "w", stderr) == NULL)
			_exit(99);
		close(fds[0]);
		close(fds[1]);
		execl(vt_program(PROGRAM), "poolscope", "run", script,
		    (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	while (bytes > 0) {
		size_t want = bytes < sizeof piece ? bytes : sizeof piece;
		ssize_t n = read(fds[0], piece, want);

		if (n <= 0)
			break;
		bytes -= (size_t)n;
	}
	close(fds[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void
pipe_closed(void **state)
{
	unsigned i, n = rounds();
	char script[64], errors[64];
	struct ordeal o;

	(void)state;
	begin(&o);
	snprintf(script, sizeof script, "%s/script", strchr(o.state, '/'));
	snprintf(errors, sizeof errors, "%s/errors", strchr(o.state, '/'));
	make_script(script);
	for (i = 0; i < n; i++) {
		int status = run_into_pipe(script, errors, roll(&o, 20000));
		FILE *f = fopen(errors, "r");

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGPIPE);
		assert_non_null(f);
		assert_int_equal(getc(f), EOF);
		fclose(f);
	}
	vt_remove(strchr(o.state, '/'));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed),
		cmocka_unit_test(crashed),
		cmocka_unit_test(told_to_end),
		cmocka_unit_test(hung_up),
		cmocka_unit_test(terminal_gone),
		cmocka_unit_test(disk_full),
		cmocka_unit_test(pipe_closed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("ends", tests, NULL, NULL);
}
