/*
 * screen.c - what the screen costs, through a pseudo-terminal of 200 x 60.
 *
 *	screen PROGRAM TRACE...	measures PROGRAM replaying each TRACE
 *	screen --arenas N	prints a trace that has N arenas (of tiny)
 *
 * A step is a Page Down, in the middle of the trace; it is through when
 * nothing more comes.  CPU is the program's own, as the kernel counts it.
 * Exits 1 where a budget is not kept.
 */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	ROWS = 60,
	COLS = 200,
	STEPS = 101,
	STARTS = 11,
	QUIET_MS = 25,		/* so long nothing comes: it is through */
	LOADED_MS = 400,
	PLAY_MS = 3000,
	IDLE_MS = 1500
};

/* The budgets. */
#define STEP_MS		2.0
#define STEP_BYTES	4096.0
#define PLAY_PERCENT	10.0
#define FIRST_MS	50.0

struct program {
	pid_t pid;
	int master;
	size_t bytes;		/* received, ever */
	char seen[4096];	/* the last of them */
	size_t nseen;
};

struct figures {
	double step_ms, step_bytes, play_percent, fast_percent;
	double first_ms;
	long wakeups;
};

static double
seconds(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t) != 0)
		return 0;
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double
wall_ms(void)
{
	return seconds(CLOCK_MONOTONIC) * 1e3;
}

static double
cpu_ms(const struct program *p)
{
	clockid_t clock;

	return clock_getcpuclockid(p->pid, &clock) == 0 ?
	    seconds(clock) * 1e3 : 0;
}

/* ---- the program -------------------------------------------------------- */

static bool
start(struct program *p, const char *path, const char *trace)
{
	struct winsize size = { .ws_row = ROWS, .ws_col = COLS };

	*p = (struct program){ .master = -1 };
	p->pid = forkpty(&p->master, NULL, NULL, &size);
	if (p->pid < 0)
		return false;
	if (p->pid > 0)
		return true;
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("HOME", "/nonexistent", 1);
	setenv("XDG_STATE_HOME", "/nonexistent", 1);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	unsetenv("NO_COLOR");
	execl(path, path, "replay", trace, (char *)NULL);
	_exit(127);
}

static void
end(struct program *p)
{
	kill(p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
	close(p->master);
}

/* Takes in what comes within MS; false: nothing. */
static bool
take(struct program *p, int ms)
{
	struct pollfd fd = { .fd = p->master, .events = POLLIN };
	char bytes[65536];
	size_t keep = sizeof(p->seen) / 2, n;
	ssize_t got;

	if (poll(&fd, 1, ms) <= 0)
		return false;
	got = read(p->master, bytes, sizeof(bytes));
	if (got <= 0)
		return false;
	p->bytes += (size_t)got;
	n = (size_t)got < keep ? (size_t)got : keep;
	if (p->nseen + n >= sizeof(p->seen)) {
		memmove(p->seen, p->seen + p->nseen - keep + n,
		    keep - n);
		p->nseen = keep - n;
	}
	memcpy(p->seen + p->nseen, bytes + got - n, n);
	p->nseen += n;
	p->seen[p->nseen] = '\0';
	return true;
}

static void
settle(struct program *p, int quiet)
{
	while (take(p, quiet))
		;
}

/* Takes in what comes during MS. */
static void
watch(struct program *p, int ms)
{
	double until = wall_ms() + ms;

	while (wall_ms() < until)
		take(p, (int)(until - wall_ms()) + 1);
}

static void
type(struct program *p, const char *keys)
{
	if (write(p->master, keys, strlen(keys)) < 0)
		perror("write");
}

static void
do_command(struct program *p, const char *line)
{
	type(p, line);
	type(p, "\r");
	settle(p, 100);
}

/* ---- measuring ---------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), compare);
	return values[n / 2];
}

static void
measure_steps(struct program *p, struct figures *out)
{
	double cpu[STEPS], bytes[STEPS], before;
	size_t had;
	int i;

	for (i = 0; i < STEPS; i++) {
		before = cpu_ms(p);
		had = p->bytes;
		type(p, "\033[6~");
		settle(p, QUIET_MS);
		cpu[i] = cpu_ms(p) - before;
		bytes[i] = (double)(p->bytes - had);
	}
	out->step_ms = median(cpu, STEPS);
	out->step_bytes = median(bytes, STEPS);
}

/* Playing at the present pace, of one CPU. */
static double
measure_playing(struct program *p)
{
	double from, cpu;

	type(p, " ");
	watch(p, 300);
	from = wall_ms();
	cpu = cpu_ms(p);
	watch(p, PLAY_MS);
	cpu = (cpu_ms(p) - cpu) / (wall_ms() - from) * 100;
	type(p, " ");
	settle(p, 100);
	return cpu;
}

static long
count_wakeups(const struct program *p)
{
	char path[64], line[256];
	long count = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)p->pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		sscanf(line, "voluntary_ctxt_switches: %ld", &count);
	if (f != NULL)
		fclose(f);
	return count;
}

static bool
measure_start(const char *path, const char *trace, double *ms)
{
	double starts[STARTS], from;
	struct program p;
	int i;

	for (i = 0; i < STARTS; i++) {
		from = wall_ms();
		if (!start(&p, path, trace))
			return false;
		while (strstr(p.seen, "(poolscope)") == NULL &&
		    take(&p, 5000))
			;
		starts[i] = wall_ms() - from;
		end(&p);
	}
	*ms = median(starts, STARTS);
	return true;
}

static bool
measure(const char *path, const char *trace, struct figures *out)
{
	struct program p;

	if (!measure_start(path, trace, &out->first_ms) ||
	    !start(&p, path, trace))
		return false;
	settle(&p, LOADED_MS);
	do_command(&p, "goto 50%");
	measure_steps(&p, out);
	out->wakeups = count_wakeups(&p);
	watch(&p, IDLE_MS);
	out->wakeups = count_wakeups(&p) - out->wakeups;
	type(&p, "\t");
	type(&p, "+++");		/* 32 a second: one a frame */
	out->play_percent = measure_playing(&p);
	type(&p, "+++++++");		/* 4096 a second */
	out->fast_percent = measure_playing(&p);
	end(&p);
	return true;
}

/* ---- telling ------------------------------------------------------------ */

static bool
within(double value, double budget)
{
	return value <= budget;
}

static bool
print(const char *trace, const struct figures *f)
{
	const char *name = strrchr(trace, '/');
	bool ok = within(f->step_ms, STEP_MS) &&
	    within(f->step_bytes, STEP_BYTES) &&
	    within(f->play_percent, PLAY_PERCENT) &&
	    within(f->fast_percent, PLAY_PERCENT) &&
	    within(f->first_ms, FIRST_MS) && f->wakeups == 0;

	printf("  %-30s %6.2f %6.0f %7.1f %7.1f %6ld %6.0f  %s\n",
	    name != NULL ? name + 1 : trace, f->step_ms, f->step_bytes,
	    f->play_percent, f->fast_percent, f->wakeups, f->first_ms,
	    ok ? "kept" : "NOT KEPT");
	return ok;
}

static void
print_head(void)
{
	printf("\nThe screen, %d x %d, in the middle of a trace (medians)\n"
	    "  %-30s %6s %6s %7s %7s %6s %6s\n"
	    "  %-30s %6s %6s %7s %7s %6s %6s\n"
	    "  %-30s %6.2f %6.0f %7.1f %7.1f %6d %6.0f\n", COLS, ROWS, "",
	    "step", "step", "playing", "playing", "idle", "first",
	    "", "CPU ms", "bytes", "x32 %", "x4096 %", "wakes", "ms",
	    "budget", STEP_MS, STEP_BYTES, PLAY_PERCENT, PLAY_PERCENT, 0,
	    FIRST_MS);
}

/* N arenas full of blocks, of which every third is then freed. */
static int
print_arenas(unsigned long n)
{
	unsigned long blocks = n * 8 * 7, i;

	puts("# poolscope-trace 1\n# profile: tiny");
	for (i = 0; i < blocks; i++)
		printf("m 64 0x%lx\n", 0x10000000 + i * 64);
	for (i = 0; i < blocks; i++)
		if (i * 2654435761u % 7 < 2)
			printf("f 0x%lx\n", 0x10000000 + i * 64);
	for (i = 0; i < blocks; i++)
		printf("m %lu 0x%lx\n", 1 + i % 64, 0x90000000 + i * 64);
	return 0;
}

int
main(int argc, char **argv)
{
	struct figures f;
	bool ok = true;
	int i;

	if (argc == 3 && strcmp(argv[1], "--arenas") == 0)
		return print_arenas(strtoul(argv[2], NULL, 10));
	if (argc < 3) {
		fprintf(stderr, "usage: screen PROGRAM TRACE... | "
		    "screen --arenas N\n");
		return 2;
	}
	print_head();
	for (i = 2; i < argc; i++) {
		if (!measure(argv[1], argv[i], &f)) {
			perror(argv[i]);
			return 2;
		}
		ok = print(argv[i], &f) && ok;
		fflush(stdout);
	}
	return ok ? 0 : 1;
}
