#include "config.h"

#include "workload.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ARGS 4

#define SYSTEM_BASE ((uint64_t)0x300000000000u)

struct block {
	void *p;
	uint64_t shown;		/* the address written down */
	size_t size;		/* as asked for */
};

struct workload {
	const struct calls *calls;
	FILE *out;
	uint64_t rng;
	uint64_t system;	/* where the next system block is shown */
	struct block *blocks;	/* those that live */
	size_t n, room;
};

uint64_t
workload_random(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* A number below N. */
static size_t
below(struct workload *w, size_t n)
{
	return workload_random(&w->rng) % n;
}

static size_t
between(struct workload *w, size_t lo, size_t hi)
{
	return lo + below(w, hi - lo + 1);
}

static bool
percent(struct workload *w, size_t p)
{
	return below(w, 100) < p;
}

struct workload *
workload_new(const struct calls *calls, uint64_t seed, FILE *out)
{
	struct workload *w = calloc(1, sizeof *w);

	if (w == NULL)
		abort();
	w->calls = calls;
	w->rng = seed;
	w->system = SYSTEM_BASE;
	w->out = out;
	return w;
}

void
workload_free(struct workload *w)
{
	free(w->blocks);
	free(w);
}

/* ------------------------------------------------------------------------
 * Single calls
 */

static void
print_block(struct workload *w, uint64_t shown)
{
	if (shown != 0 && w->calls->names)
		fprintf(w->out, " b%" PRIu64, shown);
	else
		fprintf(w->out, " 0x%" PRIx64, shown);
}

/* Ends the line of a call that gave P for N bytes; returns what it showed. */
static uint64_t
show(struct workload *w, const void *p, size_t n)
{
	uint64_t shown = (uintptr_t)p;

	if (p != NULL && w->calls->in_arena != NULL &&
	    !w->calls->in_arena(p)) {
		shown = w->system;
		w->system += (n + 31) & ~(size_t)15;
	}
	print_block(w, shown);
	fputc('\n', w->out);
	return shown;
}

/* Ends the line of a call that gave P, a new block if it is not NULL. */
static void
new_block(struct workload *w, void *p, size_t size)
{
	uint64_t shown = show(w, p, size);

	if (p == NULL)
		return;
	if (w->n == w->room) {
		w->room = w->room > 0 ? 2 * w->room : 1024;
		w->blocks = realloc(w->blocks, w->room * sizeof *w->blocks);
		if (w->blocks == NULL)
			abort();
	}
	w->blocks[w->n++] = (struct block){ p, shown, size };
}

static void
do_malloc(struct workload *w, size_t n)
{
	void *p = w->calls->malloc(n);

	fprintf(w->out, "m %zu", n);
	new_block(w, p, n);
}

static void
do_calloc(struct workload *w, size_t nelem, size_t elsize)
{
	void *p;

	if (w->calls->calloc == NULL) {
		do_malloc(w, nelem * elsize);
		return;
	}
	p = w->calls->calloc(nelem, elsize);
	fprintf(w->out, "c %zu %zu", nelem, elsize);
	new_block(w, p, nelem * elsize);
}

static void
do_realloc(struct workload *w, size_t i, size_t n)
{
	struct block *b = &w->blocks[i];
	void *p = w->calls->realloc(b->p, n);
	uint64_t shown;

	fputc('r', w->out);
	print_block(w, b->shown);
	fprintf(w->out, " %zu", n);
	shown = show(w, p, n);
	if (p != NULL)
		*b = (struct block){ p, shown, n };
}

/* realloc(NULL, N): a malloc in other words. */
static void
do_realloc_null(struct workload *w, size_t n)
{
	void *p = w->calls->realloc(NULL, n);

	fprintf(w->out, "r 0x0 %zu", n);
	new_block(w, p, n);
}

static void
do_free(struct workload *w, const struct block *b)
{
	w->calls->free(b->p);
	fputc('f', w->out);
	print_block(w, b->shown);
	fputc('\n', w->out);
}

/* Frees the I-th live block; the last one takes its place. */
static void
free_block(struct workload *w, size_t i)
{
	do_free(w, &w->blocks[i]);
	w->blocks[i] = w->blocks[--w->n];
}

/* ------------------------------------------------------------------------
 * Phases
 */

/* A new size for a block: any, or right at three quarters of the old. */
static size_t
resized(struct workload *w, size_t old, size_t lo, size_t hi)
{
	if (percent(w, 25) && old > 0)
		return ((old + 15) & ~(size_t)15) * 3 / 4;
	return between(w, lo, hi);
}

static void
mix_call(struct workload *w, size_t lo, size_t hi, size_t live)
{
	size_t die = below(w, 100), crowded = w->n >= live ? 30 : 0;
	size_t i;

	if (w->n == 0 || die < 45 - crowded)
		do_malloc(w, between(w, lo, hi));
	else if (die < 52 - crowded) {
		i = between(w, 1, 4);
		do_calloc(w, i, between(w, lo, hi) / 4);
	} else if (die < 65 - crowded) {
		i = below(w, w->n);
		do_realloc(w, i, resized(w, w->blocks[i].size, lo, hi));
	} else
		free_block(w, below(w, w->n));
}

static void
phase_mix(struct workload *w, const size_t *a)
{
	size_t i;

	for (i = 0; i < a[0]; i++)
		mix_call(w, a[1], a[2], a[3]);
}

static void
phase_fill(struct workload *w, const size_t *a)
{
	size_t i;

	for (i = 0; i < a[0]; i++)
		do_malloc(w, between(w, a[1], a[2]));
}

static void
phase_sweep(struct workload *w, const size_t *a)
{
	size_t i, size;

	for (size = a[1]; size <= a[2]; size++)
		for (i = 0; i < a[0]; i++)
			do_malloc(w, size);
}

static void
phase_drop(struct workload *w, const size_t *a)
{
	size_t i, kept = 0;
	bool gone = false;

	for (i = 0; i < w->n; i++) {
		if (i % a[1] == 0)
			gone = percent(w, a[0]);
		if (gone)
			do_free(w, &w->blocks[i]);
		else
			w->blocks[kept++] = w->blocks[i];
	}
	w->n = kept;
}

static void
phase_empty(struct workload *w, const size_t *a)
{
	(void)a;
	while (w->n > 0)
		do_free(w, &w->blocks[--w->n]);
}

static void
phase_shuffle(struct workload *w, const size_t *a)
{
	size_t i, j, k, runs = w->n / a[0];

	for (i = 0; i + 1 < runs; i++) {
		j = between(w, i, runs - 1);
		for (k = 0; k < a[0]; k++) {
			struct block *x = &w->blocks[i * a[0] + k];
			struct block *y = &w->blocks[j * a[0] + k];
			struct block swap = *x;

			*x = *y;
			*y = swap;
		}
	}
}

static void
phase_realloc(struct workload *w, const size_t *a)
{
	size_t i, j;

	for (i = 0; i < a[0] && w->n > 0; i++) {
		j = below(w, w->n);
		do_realloc(w, j, resized(w, w->blocks[j].size, a[1], a[2]));
	}
}

static void
phase_odd(struct workload *w, const size_t *a)
{
	static const size_t sizes[] = { 0, 1, (size_t)1 << 63, SIZE_MAX };
	const struct block null = { NULL, 0, 0 };
	size_t i;

	(void)a;
	do_free(w, &null);
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		do_malloc(w, sizes[i]);
		if (w->calls->calloc != NULL) {
			do_calloc(w, sizes[i], 8);
			do_calloc(w, 3, sizes[i]);
		}
		do_realloc_null(w, sizes[i]);
		do_malloc(w, 100);
		do_realloc(w, w->n - 1, sizes[i]);
		do_malloc(w, 700);
		do_realloc(w, w->n - 1, sizes[i]);
		do_realloc(w, w->n - 1, 20);
	}
}

struct phase {
	const char *name;
	unsigned nargs;
	void (*run)(struct workload *w, const size_t *args);
	const char *usage;
};

static const struct phase phases[] = {
	{ "mix", 4, phase_mix, "mix=COUNT,LO,HI,LIVE  COUNT calls of all "
	    "kinds, sizes LO to HI, around LIVE blocks" },
	{ "fill", 3, phase_fill, "fill=COUNT,LO,HI      COUNT mallocs" },
	{ "sweep", 3, phase_sweep, "sweep=COUNT,LO,HI     COUNT mallocs of "
	    "each size" },
	{ "drop", 2, phase_drop, "drop=PERCENT,RUN      frees so many "
	    "percent of the runs of RUN blocks" },
	{ "shuffle", 1, phase_shuffle, "shuffle=RUN           makes the "
	    "later phases meet the runs in random order" },
	{ "realloc", 3, phase_realloc, "realloc=COUNT,LO,HI   COUNT "
	    "reallocs" },
	{ "odd", 0, phase_odd, "odd                   requests of 0, of "
	    "2^63 and more, of NULL" },
	{ "empty", 0, phase_empty, "empty                 frees all, the "
	    "newest first" },
};

static const struct phase *
find_phase(const char *spec, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof phases / sizeof phases[0]; i++)
		if (strlen(phases[i].name) == len &&
		    strncmp(phases[i].name, spec, len) == 0)
			return &phases[i];
	return NULL;
}

/* Reads "=1,2,3"; returns how many numbers, or MAX_ARGS + 1 if it is bad. */
static unsigned
read_args(const char *s, size_t *args)
{
	unsigned n = 0;
	char *end;

	for (; *s != '\0'; s = end) {
		if (*s != (n == 0 ? '=' : ',') || n == MAX_ARGS)
			return MAX_ARGS + 1;
		args[n++] = strtoull(s + 1, &end, 0);
		if (end == s + 1)
			return MAX_ARGS + 1;
	}
	return n;
}

bool
workload_run(struct workload *w, const char *spec)
{
	size_t args[MAX_ARGS], len = strcspn(spec, "=");
	const struct phase *phase = find_phase(spec, len);

	if (phase == NULL || read_args(spec + len, args) != phase->nargs) {
		fprintf(stderr, "drive: no such phase: %s\n", spec);
		return false;
	}
	phase->run(w, args);
	return true;
}

void
workload_help(FILE *out)
{
	size_t i;

	for (i = 0; i < sizeof phases / sizeof phases[0]; i++)
		fprintf(out, "  %s\n", phases[i].usage);
}
