/*
 * time.c - what time travel costs on long histories.
 *
 *	time --repeat TRACE N	prints TRACE over and over: N events
 *	time --heap N [YOUNG]	prints a trace of N events in whose heap 100 MB
 *				live; YOUNG of 100 that are freed (85) are
 *				among the youngest, the others any
 *	time FILE...		loads each and travels in it
 *
 * Of every FILE it tells how long a replay without history takes, the one that
 * replay --headless is, which all else is compared with; how long loading takes; 1,000 jumps to
 * random events and steps back from there; and the memory that is resident.
 * Time is the process's own CPU time.  Exits 1 where a budget is not kept.
 */
#include "config.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "session/session.h"
#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/replay.h"
#include "trace/trace.h"

#define JUMPS		1000u
#define STEPS		10u	/* back, after every tenth jump */
#define AT_ONCE		65536u	/* events */

/* The budgets. */
#define JUMP_MS		16.0	/* median */
#define FAR_JUMP_MS	60.0	/* 99th percentile */
#define STEP_MS		5.0	/* 99th percentile */
#define LOADING		1.3	/* times a replay without history */
#define RESIDENT_MB	512.0

static uint64_t
roll(uint64_t *state, uint64_t sides)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (*state >> 33) % sides;
}

static double
cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "time: %s\n", what);
	exit(2);
}

/* ------------------------------------------------------------------------
 * Traces to travel in
 */

/* One record of a trace, in what a repetition needs. */
struct call {
	enum trace_kind kind;
	uint64_t count, size, old, result;
};

struct calls {
	struct call *list;
	size_t count, room;
	char profile[80];
};

static void
read_calls(const char *path, struct calls *calls)
{
	struct strbuf error = STRBUF_INIT;
	struct trace_reader *r = trace_open(path, 0, &error);
	struct trace_record rec;

	if (r == NULL)
		die(strbuf_text(&error));
	snprintf(calls->profile, sizeof calls->profile, "%s",
	    trace_profile(r) == NULL ? "classic" : trace_profile(r));
	while (trace_next(r, &rec) == TRACE_RECORD) {
		if (rec.kind > TRACE_FREE)
			continue;
		calls->list = xgrow(calls->list, &calls->room,
		    calls->count + 1, sizeof *calls->list);
		calls->list[calls->count++] = (struct call){ rec.kind,
		    rec.count, rec.size, rec.old.address,
		    rec.result.address };
	}
	trace_close(r);
	strbuf_free(&error);
}

static void
print_call(const struct call *c)
{
	switch (c->kind) {
	case TRACE_MALLOC:
		printf("m %" PRIu64 " 0x%" PRIx64 "\n", c->size, c->result);
		break;
	case TRACE_CALLOC:
		printf("c %" PRIu64 " %" PRIu64 " 0x%" PRIx64 "\n", c->count,
		    c->size, c->result);
		break;
	case TRACE_REALLOC:
		printf("r 0x%" PRIx64 " %" PRIu64 " 0x%" PRIx64 "\n", c->old,
		    c->size, c->result);
		break;
	default:
		printf("f 0x%" PRIx64 "\n", c->old);
	}
}

/* What lives, by address: 0 is an empty cell, and a size of 0 a free one. */
#define CELLS	(1u << 20)

static uint64_t *
cell_of(uint64_t *cells, uint64_t address)
{
	uint64_t i = address * 0x9e3779b97f4a7c15u >> 44;

	while (cells[i] >> 1 != 0 && cells[i] >> 1 != address)
		i = (i + 1) % CELLS;
	return &cells[i];
}

/* The program ends: what lives is freed. */
static void
add_ends(struct calls *calls)
{
	uint64_t *cells = xcalloc(CELLS, sizeof *cells);
	const struct call *c;
	size_t i;

	for (i = 0; i < calls->count; i++) {
		c = &calls->list[i];
		if (c->old != 0)
			*cell_of(cells, c->old) = c->old << 1;
		if (c->kind != TRACE_FREE && c->result != 0)
			*cell_of(cells, c->result) = c->result << 1 | 1;
	}
	for (i = 0; i < CELLS; i++) {
		if ((cells[i] & 1) == 0)
			continue;
		calls->list = xgrow(calls->list, &calls->room,
		    calls->count + 1, sizeof *calls->list);
		calls->list[calls->count++] = (struct call){
			.kind = TRACE_FREE, .old = cells[i] >> 1 };
	}
	free(cells);
}

static int
print_repeated(const char *path, uint64_t n)
{
	struct calls calls = { .count = 0 };
	uint64_t i;

	read_calls(path, &calls);
	add_ends(&calls);
	printf("# poolscope-trace 1\n# profile: %s\n", calls.profile);
	for (i = 0; i < n; i++)
		print_call(&calls.list[i % calls.count]);
	free(calls.list);
	return 0;
}

#define HEAP_BLOCKS	400000u		/* of 256 bytes on average */
#define YOUNG		1024u
#define YOUNG_PERCENT	85u		/* of those freed */

/* Blocks are names; those that live stand in a row, the youngest last. */
static int
print_heap(uint64_t n, uint64_t young)
{
	uint32_t *live = xcalloc(HEAP_BLOCKS + 1, sizeof *live);
	uint64_t state = 1, made = 0, count = 0, i, at;

	printf("# poolscope-trace 1\n# profile: cpython-3.11\n");
	for (i = 0; i < n; i++) {
		if (count < HEAP_BLOCKS) {
			live[count++] = (uint32_t)++made;
			printf("m %" PRIu64 " 0x%" PRIx64 "\n",
			    1 + roll(&state, 512), made * 16);
			continue;
		}
		at = roll(&state, 100) < young ?
		    count - 1 - roll(&state, YOUNG) : roll(&state, count);
		printf("f 0x%" PRIx64 "\n", (uint64_t)live[at] * 16);
		live[at] = live[--count];
	}
	free(live);
	return 0;
}

/* ------------------------------------------------------------------------
 * Measuring
 */

struct figures {
	double headless_ms, loading_ms;
	double jump_median, jump_far, jump_most;
	double step_median, step_far, step_most;
	double resident_mb;
	uint64_t events;
};

/* Replays FILE into a session, which the caller frees; the events are there
   to travel in unless FLAGS say otherwise. */
static struct session *
replay_file(const char *path, unsigned flags, double *ms)
{
	struct strbuf error = STRBUF_INIT;
	struct trace_reader *r = trace_open(path, 0, &error);
	struct pym_profile profile;
	enum replay_source source;
	struct session *s;
	struct replay *p;
	double start = cpu_ms();

	if (r == NULL || !replay_profile(r, NULL, &profile, &source, &error))
		die(strbuf_text(&error));
	s = session_new(&profile, flags);
	if (s == NULL)
		die("no memory for a heap");
	p = replay_new(s, r, flags & SESSION_STREAM ? REPLAY_QUICK : 0);
	while (replay_run(p, AT_ONCE) == REPLAY_EVENT)
		;
	*ms = cpu_ms() - start;
	replay_free(p);
	trace_close(r);
	return s;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
tell_apart(double *ms, size_t n, double *median, double *far, double *most)
{
	qsort(ms, n, sizeof *ms, by_size);
	*median = ms[n / 2];
	*far = ms[n * 99 / 100];
	*most = ms[n - 1];
}

static void
travel_around(struct session *s, struct figures *f)
{
	static double jumps[JUMPS], steps[JUMPS / 10 * STEPS];
	uint64_t state = 7, length = session_length(s);
	size_t i, k, n = 0;
	double start;

	for (i = 0; i < JUMPS; i++) {
		start = cpu_ms();
		session_goto(s, STEPS + roll(&state, length - STEPS));
		jumps[i] = cpu_ms() - start;
		for (k = 0; k < STEPS && i % 10 == 0; k++) {
			start = cpu_ms();
			session_back(s);
			steps[n++] = cpu_ms() - start;
		}
	}
	tell_apart(jumps, JUMPS, &f->jump_median, &f->jump_far,
	    &f->jump_most);
	tell_apart(steps, n, &f->step_median, &f->step_far, &f->step_most);
}

static double
resident_mb(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[200];
	double kb = 0;

	while (status != NULL && fgets(line, sizeof line, status) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			kb = strtod(line + 6, NULL);
	if (status != NULL)
		fclose(status);
	return kb / 1024;
}

/* Each in a process of its own, so that one leaves the next no memory. */
static void
in_a_child(void (*fn)(const char *path, struct figures *f), const char *path,
    struct figures *f)
{
	int ends[2], status;
	pid_t pid;

	if (pipe(ends) != 0 || (pid = fork()) < 0)
		die("no process to measure in");
	if (pid == 0) {
		fn(path, f);
		if (write(ends[1], f, sizeof *f) != (ssize_t)sizeof *f)
			_exit(2);
		_exit(0);
	}
	close(ends[1]);
	if (read(ends[0], f, sizeof *f) != (ssize_t)sizeof *f)
		die("a measurement came to nothing");
	close(ends[0]);
	waitpid(pid, &status, 0);
}

static void
measure_headless(const char *path, struct figures *f)
{
	struct session *s = replay_file(path, SESSION_STREAM,
	    &f->headless_ms);

	f->events = session_event(s);
	session_free(s);
}

static void
measure_travel(const char *path, struct figures *f)
{
	struct session *s = replay_file(path, 0, &f->loading_ms);

	travel_around(s, f);
	f->resident_mb = resident_mb();
	session_free(s);
}

static bool
tell(const char *what, double is, double budget, const char *unit,
    double whole)
{
	bool kept = is <= budget;

	printf("  %-26s %8.2f %-2s at most %6.1f  %s", what, is, unit, budget,
	    kept ? "kept    " : "NOT KEPT");
	if (whole > 0)
		printf("  1/%.0f of a replay", whole / is);
	printf("\n");
	return kept;
}

static bool
measure(const char *path)
{
	struct figures f = { .events = 0 };
	bool kept;

	in_a_child(measure_headless, path, &f);
	in_a_child(measure_travel, path, &f);
	printf("%s: %" PRIu64 " events, replayed without history in %.0f ms\n",
	    path, f.events, f.headless_ms);
	kept = tell("a jump, median", f.jump_median, JUMP_MS, "ms",
	    f.headless_ms);
	kept &= tell("a jump, 99th percentile", f.jump_far, FAR_JUMP_MS, "ms",
	    f.headless_ms);
	kept &= tell("a step back, median", f.step_median, STEP_MS, "ms",
	    f.headless_ms);
	kept &= tell("a step back, 99th perc.", f.step_far, STEP_MS, "ms",
	    f.headless_ms);
	kept &= tell("loading, beside a replay", f.loading_ms / f.headless_ms,
	    LOADING, "", 0);
	kept &= tell("resident, at most", f.resident_mb, RESIDENT_MB, "MB",
	    0);
	printf("  the longest jump %.2f ms, the longest step back %.2f ms\n",
	    f.jump_most, f.step_most);
	fflush(stdout);
	return kept;
}

int
main(int argc, char **argv)
{
	bool kept = true;
	int i;

	if (argc == 4 && strcmp(argv[1], "--repeat") == 0)
		return print_repeated(argv[2], strtoull(argv[3], NULL, 10));
	if (argc >= 3 && strcmp(argv[1], "--heap") == 0)
		return print_heap(strtoull(argv[2], NULL, 10), argc > 3 ?
		    strtoull(argv[3], NULL, 10) : YOUNG_PERCENT);
	for (i = 1; i < argc; i++)
		kept &= measure(argv[i]);
	return !kept;
}
