/*
 * bench.c - what a malloc and free pair costs.
 *
 *	bench time SPEC...	nanoseconds of CPU, every workload
 *	bench count WORKLOAD PAIRS SPEC
 *				runs PAIRS pairs once in bench_measured(),
 *				whose instructions callgrind counts
 *	bench name SPEC		the allocator's name
 *	bench workloads		the workloads and what they are
 *
 * SPEC is as target_open() reads it.  Times are medians; the allocators take
 * turns, so that a change in the machine's load meets all of them.  tests/
 * bench/run puts it all together.
 */
#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "targets.h"

#define INLINE	static inline __attribute__((always_inline))

enum {
	BATCH = 1000,		/* blocks of the LIFO and FIFO workloads */
	LIVE = 10000,		/* blocks that live in the random workload */
	RANDOMS = 1 << 16,	/* choices made beforehand */
	TURNS = 15,		/* samples whose median is taken */
	PAIRS = 1000000,	/* pairs in one sample */
	MAX_TARGETS = 8
};

static void *blocks[LIVE];
static struct {
	uint16_t index, size;
} choices[RANDOMS];

/*
 * The loops are compiled twice: for the core, which is called with its heap,
 * and for the others.
 */
INLINE void *
get(const struct target *t, bool core, size_t n)
{
	char *p = core ? t->pym_malloc(t->heap, n) : t->malloc(n);

	*p = 1;			/* a program writes to what it asked for */
	return p;
}

INLINE void
put(const struct target *t, bool core, void *p)
{
	if (core)
		(void)t->pym_free(t->heap, p);
	else
		t->free(p);
}

INLINE void
run_pair(const struct target *t, bool core, size_t pairs)
{
	for (size_t i = 0; i < pairs; i++)
		put(t, core, get(t, core, 64));
}

INLINE void
run_lifo(const struct target *t, bool core, size_t pairs)
{
	for (size_t done = 0; done < pairs; done += BATCH) {
		for (size_t i = 0; i < BATCH; i++)
			blocks[i] = get(t, core, 64);
		for (size_t i = BATCH; i-- > 0;)
			put(t, core, blocks[i]);
	}
}

INLINE void
run_fifo(const struct target *t, bool core, size_t pairs)
{
	for (size_t done = 0; done < pairs; done += BATCH) {
		for (size_t i = 0; i < BATCH; i++)
			blocks[i] = get(t, core, 64);
		for (size_t i = 0; i < BATCH; i++)
			put(t, core, blocks[i]);
	}
}

INLINE void
run_random(const struct target *t, bool core, size_t pairs)
{
	for (size_t i = 0; i < pairs; i++) {
		size_t at = choices[i % RANDOMS].index;

		put(t, core, blocks[at]);
		blocks[at] = get(t, core, choices[i % RANDOMS].size);
	}
}

static void
no_blocks(const struct target *t, bool live)
{
	(void)t;
	(void)live;
}

/* The random workload's blocks come to life, or go. */
static void
live_blocks(const struct target *t, bool live)
{
	for (size_t i = 0; i < LIVE; i++)
		if (live)
			blocks[i] = get(t, t->heap != NULL,
			    choices[i].size);
		else
			put(t, t->heap != NULL, blocks[i]);
}

#define BOTH(workload)							\
	static void							\
	workload##_core(const struct target *t, size_t pairs)		\
	{								\
		workload(t, true, pairs);				\
	}								\
	static void							\
	workload##_other(const struct target *t, size_t pairs)		\
	{								\
		workload(t, false, pairs);				\
	}

BOTH(run_pair)
BOTH(run_lifo)
BOTH(run_fifo)
BOTH(run_random)

static const struct workload {
	const char *name, *words;
	void (*prepare)(const struct target *t, bool live);
	void (*core)(const struct target *t, size_t pairs);
	void (*other)(const struct target *t, size_t pairs);
} workloads[] = {
	{ "pair", "64 bytes, freed at once",
	    no_blocks, run_pair_core, run_pair_other },
	{ "lifo", "1000 x 64 bytes, the last is freed first",
	    no_blocks, run_lifo_core, run_lifo_other },
	{ "fifo", "1000 x 64 bytes, the first is freed first",
	    no_blocks, run_fifo_core, run_fifo_other },
	{ "random", "10,000 blocks live, of 1 to 512 bytes, at random",
	    live_blocks, run_random_core, run_random_other },
};

#define NWORKLOADS	(sizeof(workloads) / sizeof(workloads[0]))

static void
make_choices(void)
{
	uint64_t x = 88172645463325252u;	/* xorshift64 */

	for (size_t i = 0; i < RANDOMS; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		choices[i].index = (uint16_t)((x >> 32) % LIVE);
		choices[i].size = (uint16_t)(1 + (x & 511));
	}
}

/*
 * One block of the class stays, as in any program that runs: or a pair that is
 * alone in its class would take a pool and give it back each time.
 */
static int
open_target(struct target *t, const char *spec)
{
	if (target_open(t, spec) != 0)
		return -1;
	(void)get(t, t->heap != NULL, 64);
	return 0;
}

static void
run(const struct workload *w, const struct target *t, size_t pairs)
{
	if (t->heap != NULL)
		w->core(t, pairs);
	else
		w->other(t, pairs);
}

/* Callgrind collects between the entry of this and its return. */
void bench_measured(const struct workload *w, const struct target *t,
    size_t pairs);

__attribute__((noinline)) void
bench_measured(const struct workload *w, const struct target *t, size_t pairs)
{
	run(w, t, pairs);
}

static double
cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static double
sample(const struct workload *w, const struct target *t)
{
	double start, end;

	w->prepare(t, true);
	run(w, t, PAIRS / 10);
	start = cpu_ns();
	run(w, t, PAIRS);
	end = cpu_ns();
	w->prepare(t, false);
	return (end - start) / PAIRS;
}

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int
bench_time(int argc, char **argv)
{
	static double ns[MAX_TARGETS][TURNS];
	struct target targets[MAX_TARGETS];

	if (argc < 1 || argc > MAX_TARGETS)
		return -1;
	for (int i = 0; i < argc; i++)
		if (open_target(&targets[i], argv[i]) != 0)
			return 1;
	for (size_t w = 0; w < NWORKLOADS; w++) {
		for (size_t turn = 0; turn < TURNS; turn++)
			for (int i = 0; i < argc; i++)
				ns[i][turn] =
				    sample(&workloads[w], &targets[i]);
		for (int i = 0; i < argc; i++) {
			qsort(ns[i], TURNS, sizeof(double), compare_doubles);
			printf("%s %s %.2f\n", workloads[w].name, argv[i],
			    ns[i][TURNS / 2]);
		}
	}
	for (int i = 0; i < argc; i++)
		target_close(&targets[i]);
	return 0;
}

static int
bench_count(int argc, char **argv)
{
	struct target t;
	size_t pairs;

	if (argc != 3)
		return -1;
	pairs = strtoul(argv[1], NULL, 10);
	for (size_t w = 0; w < NWORKLOADS; w++) {
		if (strcmp(argv[0], workloads[w].name) != 0)
			continue;
		if (open_target(&t, argv[2]) != 0)
			return 1;
		workloads[w].prepare(&t, true);
		run(&workloads[w], &t, pairs);
		bench_measured(&workloads[w], &t, pairs);
		target_close(&t);
		return 0;
	}
	return -1;
}

static int
bench_name(int argc, char **argv)
{
	struct target t;

	if (argc != 1)
		return -1;
	if (target_open(&t, argv[0]) != 0)
		return 1;
	puts(t.name);
	target_close(&t);
	return 0;
}

static int
bench_workloads(int argc, char **argv)
{
	(void)argv;
	if (argc != 0)
		return -1;
	for (size_t w = 0; w < NWORKLOADS; w++)
		printf("%s %s\n", workloads[w].name, workloads[w].words);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);	/* -1: wrong arguments */
} verbs[] = {
	{ "time", bench_time },
	{ "count", bench_count },
	{ "name", bench_name },
	{ "workloads", bench_workloads },
};

int
main(int argc, char **argv)
{
	int status = -1;

	make_choices();
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (argc > 1 && strcmp(argv[1], verbs[i].name) == 0)
			status = verbs[i].run(argc - 2, argv + 2);
	if (status == -1) {
		fprintf(stderr, "usage: bench time SPEC... | count WORKLOAD "
		    "PAIRS SPEC | name SPEC | workloads\n");
		return 2;
	}
	return status;
}
