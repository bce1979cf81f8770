/*
 * journal_test.c - a session that is killed is taken up again: every command
 * that had been answered is there, wherever the kill came.
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

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdbool.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/strbuf.h"
#include "support/xalloc.h"

#define DEADLINE_MS 20000
#define KILLS	    100
#define PROMPT	    "(poolscope) "

/* A session line by line, on a terminal of its own. */
struct line_session {
	pid_t child;
	int fd;
	struct strbuf out;	/* all that it wrote */
	size_t seen;		/* of it, waited for */
};

static char folder[] = "/tmp/journal-test-XXXXXX";

static const char *
in_folder(const char *name)
{
	static char path[512];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

_Noreturn static void
run_program(const char *const *argv)
{
	const char *top = getenv("top_builddir");
	char program[4096];

	snprintf(program, sizeof program, "%s/src/app/poolscope",
	    top != NULL ? top : ".");
	clearenv();
	setenv("HOME", folder, 1);
	setenv("XDG_STATE_HOME", folder, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TERM", "dumb", 1);
	setenv("INPUTRC", "/dev/null", 1);
	execv(program, (char *const *)(uintptr_t)argv);
	_exit(127);
}

static struct line_session
start(const char *first, const char *second, const char *third)
{
	const char *argv[] = { "poolscope", "--plain", first, second, third,
	    NULL };
	struct line_session s = { .out = STRBUF_INIT };

	s.child = forkpty(&s.fd, NULL, NULL, NULL);
	if (s.child < 0)
		skip();
	if (s.child == 0)
		run_program(argv);
	return s;
}

/* Takes in what there is, or comes within MS; false at the end. */
static bool
take(struct line_session *s, int ms)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	if (poll(&p, 1, ms) <= 0)
		return true;
	n = read(s->fd, bytes, sizeof bytes);
	if (n <= 0)
		return false;
	strbuf_add(&s->out, bytes, (size_t)n);
	return true;
}

/* Until WORDS come, behind those waited for before. */
static void
wait_for(struct line_session *s, const char *words)
{
	const char *found;
	int left = DEADLINE_MS;

	while ((found = strstr(strbuf_text(&s->out) + s->seen, words)) ==
	    NULL) {
		if (left-- == 0 || !take(s, 1))
			fail_msg("no \"%s\" in \"%s\"", words,
			    strbuf_text(&s->out) + s->seen);
	}
	s->seen = (size_t)(found - strbuf_text(&s->out)) + strlen(words);
}

static void
type(struct line_session *s, const char *text)
{
	assert_int_equal(write(s->fd, text, strlen(text)), strlen(text));
}

/* Types LINE, and waits for its answer. */
static void
answer(struct line_session *s, const char *line)
{
	type(s, line);
	type(s, "\n");
	wait_for(s, "\n");
	wait_for(s, PROMPT);
}

/* The exit status; what it wrote last is taken in, too. */
static int
end(struct line_session *s)
{
	int status;

	while (take(s, DEADLINE_MS))
		continue;
	assert_int_equal(waitpid(s->child, &status, 0), s->child);
	close(s->fd);
	return status;
}

static void
end_by(struct line_session *s, int signal)
{
	kill(s->child, signal);
	end(s);
	strbuf_free(&s->out);
}

static void
quit(struct line_session *s)
{
	type(s, "quit\n");
	assert_int_equal(end(s), 0);
	strbuf_free(&s->out);
}

static size_t
count_journals(void)
{
	char path[512];
	struct dirent *entry;
	size_t n = 0;
	DIR *d;

	snprintf(path, sizeof path, "%s/poolscope/sessions", folder);
	d = opendir(path);
	while (d != NULL && (entry = readdir(d)) != NULL)
		n += entry->d_name[0] != '.';
	if (d != NULL)
		closedir(d);
	return n;
}

/* ---- a hundred kills ---------------------------------------------------- */

struct ordeal {
	uint32_t dice;
	unsigned sent;		/* commands ever typed, from 1 */
	unsigned answered;	/* the last one whose answer was seen */
};

static unsigned
roll(struct ordeal *o, unsigned sides)
{
	o->dice = o->dice * 1664525u + 1013904223u;
	return (o->dice >> 8) % sides;
}

/* Which events are there after taking it up again. */
static unsigned
taken_up(struct line_session *s)
{
	unsigned event;

	wait_for(s, "taken up again: event ");
	wait_for(s, PROMPT);
	assert_int_equal(sscanf(strstr(strbuf_text(&s->out), "event "),
	    "event %u", &event), 1);
	return event;
}

/* The last command that OUT has an answer to.  (What was only echoed, "a7 =
   alloc 7", is none.) */
static void
see_answers(struct ordeal *o, const char *out)
{
	unsigned n;
	int end;

	for (; (out = strstr(out, "\na")) != NULL; out++) {
		end = 0;
		if (sscanf(out, "\na%u is block%n", &n, &end) == 1 &&
		    end > 0 && n > o->answered)
			o->answered = n;
	}
}

static void
ordeal_once(struct ordeal *o, bool first)
{
	struct line_session s = start(first ? NULL : "--resume", NULL, NULL);
	unsigned there = 0, batch = 1 + roll(o, 4), wanted, i;
	char line[64];

	if (first)
		wait_for(&s, PROMPT);
	else
		there = taken_up(&s);
	if (there < o->answered || there > o->sent)
		fail_msg("%u of %u commands were answered, %u are back",
		    o->answered, o->sent, there);
	o->sent = there;
	wanted = first ? batch : roll(o, batch + 1);
	for (i = 0; i < batch; i++) {
		o->sent++;
		snprintf(line, sizeof line, "a%u = alloc %u\n", o->sent,
		    o->sent);
		type(&s, line);
	}
	for (i = 0; i < wanted; i++)
		wait_for(&s, "is block");
	for (i = roll(o, 4); i > 0; i--)
		take(&s, (int)roll(o, 2));
	kill(s.child, SIGKILL);
	end(&s);
	see_answers(o, strbuf_text(&s.out));
	strbuf_free(&s.out);
}

static void
test_kills(void **state)
{
	struct ordeal o = { .dice = 20261128 };
	struct line_session s;
	char line[600], expected[64];
	unsigned i, n;
	FILE *f;

	(void)state;
	for (i = 0; i < KILLS; i++)
		ordeal_once(&o, i == 0);
	assert_int_equal(count_journals(), 1);
	s = start("--resume", NULL, NULL);
	n = taken_up(&s);
	assert_true(n >= o.answered && n <= o.sent);
	snprintf(line, sizeof line, "save %s", in_folder("all"));
	answer(&s, line);
	quit(&s);
	assert_int_equal(count_journals(), 0);
	f = fopen(in_folder("all"), "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	assert_non_null(fgets(line, sizeof line, f));
	for (i = 1; i <= n; i++) {
		assert_non_null(fgets(line, sizeof line, f));
		snprintf(expected, sizeof expected, "a%u = alloc %u\n", i, i);
		assert_string_equal(line, expected);
	}
	assert_null(fgets(line, sizeof line, f));
	fclose(f);
}

/* ---- what is taken up --------------------------------------------------- */

static void
test_all_kinds(void **state)
{
	struct line_session s = start("--profile", "cpython-3.9", NULL);
	char line[600];
	FILE *f = fopen(in_folder("more"), "w");

	(void)state;
	fputs("m = alloc 600\nmark within\n", f);
	fclose(f);
	wait_for(&s, PROMPT);
	answer(&s, "xs = alloc 28 * 5; free xs[1]");
	answer(&s, "write xs[0] \"a;#\\\"\\t# 99\"");
	answer(&s, "free nobody");
	snprintf(line, sizeof line, "source %s", in_folder("more"));
	answer(&s, line);
	unlink(in_folder("more"));
	answer(&s, "goto 2");
	answer(&s, "y = alloc 5");
	answer(&s, "set limit 7");
	answer(&s, "goto future 1");
	snprintf(line, sizeof line, "save %s", in_folder("saved"));
	answer(&s, line);
	unlink(in_folder("saved"));
	answer(&s, "b");
	answer(&s, "");			/* the same once more */
	answer(&s, "n");
	end_by(&s, SIGKILL);
	s = start("--resume", NULL, NULL);
	assert_int_equal(taken_up(&s), 7);
	assert_null(strstr(strbuf_text(&s.out), "did not do"));
	/* Nothing was written once more. */
	assert_int_equal(access(in_folder("saved"), F_OK), -1);
	type(&s, "show limit\nshow profile\nfutures\nmarks\nx/8bx xs[0]\n");
	wait_for(&s, "limit          7");
	wait_for(&s, "cpython-3.9");
	wait_for(&s, "y = alloc 5");
	wait_for(&s, "within");
	wait_for(&s, "0x61");
	quit(&s);
}

static void
test_trace(void **state)
{
	FILE *f = fopen(in_folder("a b.trace"), "w");
	struct line_session s;

	(void)state;
	fputs("# poolscope-trace 1\n# profile: cpython-3.11\nm 28 a\n"
	    "m 30 b\nf a\n", f);
	fclose(f);
	s = start("replay", in_folder("a b.trace"), NULL);
	wait_for(&s, PROMPT);
	answer(&s, "goto 2");
	end_by(&s, SIGHUP);
	s = start("--resume", NULL, NULL);
	assert_int_equal(taken_up(&s), 2);
	type(&s, "info names\n");
	wait_for(&s, "  b");
	end_by(&s, SIGKILL);
	/* Its file is named, not copied: without it that is said. */
	unlink(in_folder("a b.trace"));
	s = start("--resume", NULL, NULL);
	wait_for(&s, "did not do what");
	quit(&s);
}

static void
test_several(void **state)
{
	struct line_session a = start(NULL, NULL, NULL), b, c;

	(void)state;
	wait_for(&a, PROMPT);
	answer(&a, "first = alloc 1");
	b = start(NULL, NULL, NULL);
	wait_for(&b, PROMPT);
	/* A session that is going on is nobody's to take. */
	assert_null(strstr(strbuf_text(&b.out), "not finished"));
	answer(&b, "second = alloc 2; alloc 3");
	c = start("--resume", NULL, NULL);
	wait_for(&c, "there is no unfinished session");
	assert_int_equal(WEXITSTATUS(end(&c)), 1);
	strbuf_free(&c.out);
	end_by(&a, SIGKILL);
	end_by(&b, SIGKILL);
	c = start(NULL, NULL, NULL);
	wait_for(&c, "was not finished: poolscope --resume");
	quit(&c);
	c = start("--resume", NULL, NULL);
	assert_int_equal(taken_up(&c), 2);
	quit(&c);
	c = start("--resume", NULL, NULL);
	assert_int_equal(taken_up(&c), 1);
	quit(&c);
	assert_int_equal(count_journals(), 0);
}

/* A command that ends the session each time is not tried for ever. */
static void
test_twice(void **state)
{
	struct line_session s = start(NULL, NULL, NULL);
	char path[800];
	DIR *d;
	struct dirent *entry;
	FILE *f;

	(void)state;
	wait_for(&s, PROMPT);
	answer(&s, "alloc 3");
	end_by(&s, SIGKILL);
	snprintf(path, sizeof path, "%s/poolscope/sessions", folder);
	d = opendir(path);
	do
		entry = readdir(d);
	while (entry->d_name[0] == '.');
	snprintf(path, sizeof path, "%s/poolscope/sessions/%s", folder,
	    entry->d_name);
	closedir(d);
	f = fopen(path, "a");
	fputs(" alloc 4\t# again", f);
	fclose(f);
	s = start("--resume", NULL, NULL);
	assert_int_equal(taken_up(&s), 1);
	assert_non_null(strstr(strbuf_text(&s.out), "alloc 4 is left out"));
	answer(&s, "alloc 5");
	end_by(&s, SIGKILL);
	s = start("--resume", NULL, NULL);
	assert_int_equal(taken_up(&s), 2);
	quit(&s);
}

static int
set_up(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		execlp("rm", "rm", "-rf", "--", folder, (char *)NULL);
		_exit(127);
	}
	waitpid(child, NULL, 0);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kills),
		cmocka_unit_test(test_all_kinds),
		cmocka_unit_test(test_trace),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_twice),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
