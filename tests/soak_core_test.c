/*
 * soak_core_test.c - the core for a long time: SOAK_OPERATIONS calls (few,
 * unless told) spread over every profile, each heap checked at intervals, and
 * memory that does not grow.  SOAK_SEED, which is printed, repeats a run.
 */
#include "config.h"

#include "core_util.h"
#include "knob.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define OPERATIONS 400000u	/* in all, unless told */
#define TENTHS 10
#define INTERVAL 50000u		/* calls between two checks */
#define BLOCKS 12000u		/* about so many live at most */
/* Below so many calls a profile, growth says nothing. */
#define LONG_ENOUGH 1000000u

/* Memory of this process that is there, in KiB; 0 if unknown. */
static long
resident(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (file != NULL) {
		if (fscanf(file, "%*s %ld", &pages) != 1)
			pages = 0;
		fclose(file);
	}
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void
nobody_looks(void *ctx, const struct pym_decision *d)
{
	(void)d;
	++*(uint64_t *)ctx;
}

/*
 * Other sizes, other habits; the heap neither dies out nor grows for ever.
 * (Few of the system's blocks: to write to one takes a search.)
 */
static void
other_habits(struct program *p)
{
	uint32_t threshold = pym_heap_profile(p->heap)->threshold;

	p->least = chance_below(&p->chance, threshold / 4);
	p->most = p->least + 1 + chance_below(&p->chance,
	    threshold - p->least);
	if (p->most > p->least + 64)
		p->most = p->least + 64;
	if (chance_below(&p->chance, 16) == 0)
		p->most = threshold * 2;
	p->frees = p->n > BLOCKS ? 12 : p->n < BLOCKS / 16 ? 5 :
	    6 + chance_below(&p->chance, 3);
}

/* So many calls, every form of them: plain, observed, and after a snapshot. */
static void
interval(struct program *p, uint64_t calls)
{
	struct pym_snapshot *snapshot = NULL;
	uint64_t i, decisions = 0;

	if (chance_below(&p->chance, 4) == 0)
		snapshot = pym_snapshot_take(p->heap);
	for (i = 0; i < calls; i++) {
		if (i % 1000 == 0)
			other_habits(p);
		p->observer = i % 50000 < 500 ? nobody_looks : NULL;
		p->ctx = &decisions;
		program_step(p);
	}
	p->observer = NULL;
	pym_snapshot_free(snapshot);
	check_heap(p->heap, "in a long run");
}

/* A tenth of a profile's calls, to the empty heap; what is resident then. */
static long
tenth(struct program *p, uint64_t calls)
{
	uint64_t done, n;

	for (done = 0; done < calls; done += n) {
		n = calls - done < INTERVAL ? calls - done : INTERVAL;
		interval(p, n);
	}
	program_verify(p);
	program_apart(p);
	program_free_all(p);
	check_heap(p->heap, "when all is free");
	return resident();
}

static void
one_profile(const char *spec, uint64_t seed, uint64_t calls)
{
	struct program p;
	long first = 0, last = 0;
	size_t i;

	program_init(&p, heap_of(spec), seed);
	for (i = 0; i < TENTHS; i++) {
		last = tenth(&p, calls / TENTHS);
		if (i == 0)
			first = last;
	}
	if (calls >= LONG_ENOUGH)
		printf("# %-64s %" PRIu64 " calls, %ld KiB, then %ld KiB\n",
		    spec, p.calls, first, last);
	fflush(stdout);
	if (calls >= LONG_ENOUGH && last > first + first / 8 + 4096)
		FAIL("%s: %ld KiB were resident after a tenth, %ld at the "
		    "end", spec, first, last);
	pym_heap_free(p.heap);
	program_end(&p);
}

static void
every_profile_for_long(void **state)
{
	uint64_t operations = knob("SOAK_OPERATIONS", OPERATIONS);
	uint64_t seed = knob("SOAK_SEED", 1);
	long first = 0;
	size_t i;

	(void)state;
	printf("# SOAK_SEED=%" PRIu64 " SOAK_OPERATIONS=%" PRIu64 "\n", seed,
	    operations);
	for (i = 0; i < spec_count(); i++) {
		one_profile(spec_at(i), seed * 1000 + i,
		    operations / spec_count() + 1);
		if (i == 0)
			first = resident();
	}
	if (operations / spec_count() >= LONG_ENOUGH)
		printf("# resident without a heap: %ld KiB, then %ld KiB\n",
		    first, resident());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_profile_for_long),
	};

	return cmocka_run_group_tests_name("core: a long run", tests, NULL,
	    NULL);
}
