/*
 * core_observe_test.c - observed operations: they do what the plain ones do,
 * and what they tell of each decision is true, word by word.
 */
#include "config.h"

#include "core_util.h"

#include <inttypes.h>

static void
ignore(void *ctx, const struct pym_decision *d)
{
	(void)ctx;
	(void)d;
}

/* ---- the same addresses, the same memory -------------------------------- */

static void
same_blocks(const struct program *a, const struct program *b)
{
	size_t i;

	assert_int_equal(a->n, b->n);
	for (i = 0; i < a->n; i++)
		assert_int_equal(pym_nominal(a->heap, a->blocks[i].p),
		    pym_nominal(b->heap, b->blocks[i].p));
}

static void
both_ways(const char *spec, uint64_t seed)
{
	struct program plain, observed;
	struct image a = { .runs = NULL }, b = { .runs = NULL };
	size_t i, round;

	program_init(&plain, heap_of(spec), seed);
	program_init(&observed, heap_of(spec), seed);
	observed.observer = ignore;
	plain.writes = observed.writes = true;
	for (round = 0; round < 4; round++) {
		plain.frees = observed.frees = round % 2 == 0 ? 4 : 13;
		for (i = 0; i < 400; i++) {
			program_step(&plain);
			program_step(&observed);
		}
		same_blocks(&plain, &observed);
		image_take(&a, plain.heap, IMAGE_SHOWN);
		image_take(&b, observed.heap, IMAGE_SHOWN);
		image_same(&a, &b, plain.heap, "plain and observed");
	}
	check_heap(observed.heap, "observed");
	image_free(&a);
	image_free(&b);
	pym_heap_free(plain.heap);
	pym_heap_free(observed.heap);
	program_end(&plain);
	program_end(&observed);
}

static void
plain_and_observed_are_the_same(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++)
		both_ways(spec_at(i), 100 + i);
}

/* ---- every write is told, and no other ---------------------------------- */

struct watch {
	struct pym_heap *heap;
	struct image before, now;
	uint32_t number;
	uint64_t decisions, writes;
	bool seen[PYM_D_KINDS];
};

static bool
is_listed(const struct pym_decision *d, uint64_t address)
{
	size_t i;

	for (i = 0; i < d->nwrites; i++)
		if (address + 4 > d->writes[i].address &&
		    address < d->writes[i].address + d->writes[i].size)
			return true;
	return false;
}

/* A pointer to behind an arena's end is told by the arena it is in. */
static bool
points_behind(const struct pym_heap *heap, uint64_t address)
{
	struct pym_location l;

	pym_locate(heap, address, &l);
	return l.field != NULL && (strcmp(l.field, "pool_address") == 0 ||
	    strcmp(l.field, "arenabase") == 0);
}

/* What an image has where a write was, as people see it. */
static uint64_t
shown(const struct watch *w, const struct image *im,
    const struct pym_write *write)
{
	size_t size = write->size < 8 ? write->size : 8;
	size_t skip = size == 4 ? write->address % 8 : 0;
	const uint8_t *bytes = image_find(im, write->address - skip, size);
	uint64_t word = 0, nominal = 0;
	struct pym_location l;

	if (bytes == NULL)
		FAIL("a write to 0x%" PRIx64 ", which is nowhere",
		    write->address);
	memcpy(&word, bytes, size == 4 ? 8 : size);
	if (size < 8 && size != 4)
		return word;
	pym_locate(w->heap, write->address, &l);
	if (l.field == NULL || l.pointer)	/* two numbers are no pointer */
		nominal = pym_nominal(w->heap, (void *)(uintptr_t)word);
	word = (nominal != 0 ? nominal : word) >> 8 * skip;
	return size < 8 ? word & (((uint64_t)1 << 8 * size) - 1) : word;
}

/* The last write to a word is what is there now; the first says what was
   there before. */
static void
check_write(const struct watch *w, const struct pym_decision *d, size_t i)
{
	const struct pym_write *write = &d->writes[i];
	bool first = true, last = true;
	size_t k;

	for (k = 0; k < d->nwrites; k++) {
		if (k == i || d->writes[k].address >= write->address +
		    write->size || write->address >= d->writes[k].address +
		    d->writes[k].size)
			continue;
		if (k < i)
			first = false;
		else
			last = false;
	}
	if (points_behind(w->heap, write->address))
		return;
	if (last && write->after != shown(w, &w->now, write))
		FAIL("%s, decision %d: 0x%" PRIx64 " said to be 0x%" PRIx64
		    ", is 0x%" PRIx64, pym_heap_profile(w->heap)->name,
		    d->kind, write->address, write->after,
		    shown(w, &w->now, write));
	if (first && image_find(&w->before, write->address, 4) != NULL &&
	    write->before != shown(w, &w->before, write))
		FAIL("%s, decision %d: 0x%" PRIx64 " said to have been 0x%"
		    PRIx64 ", was 0x%" PRIx64, pym_heap_profile(w->heap)->name,
		    d->kind, write->address, write->before,
		    shown(w, &w->before, write));
}

/* Whether people see the same 4 bytes at I: how a link that was left behind
   is kept may have changed. */
static bool
looks_the_same(const struct pym_heap *heap, const uint8_t *before,
    const uint8_t *now, size_t i)
{
	uint64_t word, nominal;

	memcpy(&word, before + i / 8 * 8, 8);
	nominal = pym_nominal(heap, (void *)(uintptr_t)word);
	return nominal != 0 &&
	    memcmp((uint8_t *)&nominal + i % 8, now + i, 4) == 0;
}

static void
check_changes(const struct watch *w, const struct pym_decision *d,
    const struct run *r)
{
	const uint8_t *now = w->now.bytes + r->at;
	const uint8_t *before = image_find(&w->before, r->address, r->size);
	size_t size = r->size;
	struct pym_location l;
	size_t i;

	/* The metadata, which come first, may have grown. */
	if (before == NULL && r->address == PYM_METADATA_BASE) {
		before = w->before.bytes;
		size = w->before.runs[0].size;
	}
	if (before == NULL || memcmp(before, now, size) == 0)
		return;
	for (i = 0; i < size; i += 4) {
		if (memcmp(before + i, now + i, size - i < 4 ? size - i : 4)
		    == 0 || is_listed(d, r->address + i) ||
		    looks_the_same(w->heap, before, now, i))
			continue;
		pym_locate(w->heap, r->address + i, &l);
		if (l.place != PYM_PLACE_NOWHERE)
			FAIL("%s: decision %d wrote 0x%" PRIx64 " (%s) and "
			    "does not say so",
			    pym_heap_profile(w->heap)->name, d->kind,
			    r->address + i, l.field != NULL ? l.field : "-");
	}
}

static void
watch_decision(void *ctx, const struct pym_decision *d)
{
	struct watch *w = ctx;
	struct image swap;
	size_t i;

	image_take(&w->now, w->heap, IMAGE_REAL);
	for (i = 0; i < w->now.nruns; i++)
		check_changes(w, d, &w->now.runs[i]);
	for (i = 0; i < d->nwrites; i++)
		check_write(w, d, i);
	assert_int_equal(d->number, w->number + 1);
	assert_non_null(d->function);
	w->number = d->number;
	w->decisions++;
	w->writes += d->nwrites;
	w->seen[d->kind] = true;
	swap = w->before;
	w->before = w->now;
	w->now = swap;
}

static void
watch_stream(const char *spec, uint64_t seed, size_t n, bool *seen)
{
	struct watch w = { .heap = heap_of(spec) };
	struct program p;
	size_t i;

	program_init(&p, w.heap, seed);
	p.observer = watch_decision;
	p.writes = true;
	p.ctx = &w;
	for (i = 0; i < n; i++) {
		if (i % 32 == 0)
			p.frees = i % 64 == 0 ? 2 : 12;
		w.number = 0;
		image_take(&w.before, w.heap, IMAGE_REAL);
		program_step(&p);
	}
	while (p.n > 0) {
		w.number = 0;
		image_take(&w.before, w.heap, IMAGE_REAL);
		program_free(&p, p.n / 2);
	}
	assert_true(w.decisions > n && w.writes > n);
	for (i = 0; i < PYM_D_KINDS; i++)
		seen[i] = seen[i] || w.seen[i];
	image_free(&w.before);
	image_free(&w.now);
	pym_heap_free(w.heap);
	program_end(&p);
}

/* Kinds that a stream of sound calls with enough memory has no cause for. */
static bool
is_rare(size_t kind)
{
	return kind == PYM_D_TOO_LARGE || kind == PYM_D_ARENA_REFUSED ||
	    kind == PYM_D_FREE_NULL || kind == PYM_D_REALLOC_NULL;
}

static void
every_write_is_told(void **state)
{
	/* The larger the arena map, the fewer calls. */
	static const struct {
		const char *spec;
		size_t calls;
	} streams[] = {
		{ "tiny", 500 }, { "tiny,excess=16", 500 },
		{ "cpython-2.4,pool=1K,arena=8K", 400 },
		{ "cpython-2.5,pool=1K,arena=8K", 400 },
		{ "classic,pool=2K,arena=8K", 400 },
		{ "cpython-3.7,pool=2K,arena=16K,reclaim=never", 400 },
		{ "cpython-3.8,pool=2K,arena=8K", 500 },
		{ "cpython-3.9,pool=2K,arena=8K", 400 },
		{ "cpython-3.10,pool=2K,arena=8K,excess=1024", 400 },
		{ "cpython-3.13,pool=2K,arena=8K,threshold=256", 60 },
		{ "classic,pool=2K,arena=8K,debug=on", 300 },
		{ "cpython-3.8,pool=2K,arena=8K,debug=on", 300 },
	};
	bool seen[PYM_D_KINDS] = { false };
	struct pym_heap *other;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(streams); i++)
		watch_stream(streams[i].spec, 200 + i, streams[i].calls, seen);
	/* And where the arenas are not where they are shown. */
	other = heap_of("tiny");
	for (i = 0; i < COUNT(streams); i += 2)
		watch_stream(streams[i].spec, 300 + i, streams[i].calls / 2,
		    seen);
	pym_heap_free(other);
	for (i = 0; i < PYM_D_KINDS; i++)
		if (!seen[i] && !is_rare(i))
			FAIL("no stream met decision %zu", i);
}

/* ---- what decisions say ------------------------------------------------- */

struct told {
	struct pym_decision d[64];
	size_t n;
};

static void
keep(void *ctx, const struct pym_decision *d)
{
	struct told *t = ctx;

	assert_true(t->n < COUNT(t->d));
	t->d[t->n++] = *d;
}

static void
told_malloc(struct told *t, struct pym_heap *heap, size_t n)
{
	struct pym_operation *op;

	t->n = 0;
	op = pym_operation_new(heap, keep, t);
	pym_operation_malloc(op, n);
	pym_operation_free(op);
}

static void
told_free(struct told *t, struct pym_heap *heap, void *p)
{
	struct pym_operation *op;

	t->n = 0;
	op = pym_operation_new(heap, keep, t);
	assert_int_equal(pym_operation_free_block(op, p), PYM_OK);
	pym_operation_free(op);
}

static void
kinds_are(const struct told *t, const enum pym_decision_kind *kinds, size_t n)
{
	size_t i;

	for (i = 0; i < n && i < t->n; i++)
		assert_int_equal(t->d[i].kind, kinds[i]);
	assert_int_equal(t->n, n);
}

#define KINDS_ARE(t, ...) do {						\
	const enum pym_decision_kind kinds_[] = { __VA_ARGS__ };	\
	kinds_are((t), kinds_, COUNT(kinds_));				\
} while (0)

/* The very first malloc, and the free that gives everything back. */
static void
a_first_block_step_by_step(void **state)
{
	struct pym_heap *heap = heap_of("classic");
	void *first = pym_real(heap, PYM_ARENA_BASE);
	struct told t;

	(void)state;
	assert_null(first);
	told_malloc(&t, heap, 28);
	KINDS_ARE(&t, PYM_D_SIZE_CLASS, PYM_D_USEDPOOLS_LOOKED,
	    PYM_D_USABLE_ARENAS_LOOKED, PYM_D_ARENAS_GROWN,
	    PYM_D_ARENA_OBJECT_TAKEN, PYM_D_ARENA_OBTAINED,
	    PYM_D_ARENA_LISTED, PYM_D_FREEPOOLS_LOOKED, PYM_D_POOL_CARVED,
	    PYM_D_POOL_LINKED, PYM_D_POOL_INITIALISED);
	assert_int_equal(t.d[0].request, 28);
	assert_int_equal(t.d[0].szidx, 3);
	assert_int_equal(t.d[1].pool.arena, PYM_NONE);
	assert_int_equal(t.d[2].arena, PYM_NONE);
	assert_int_equal(t.d[3].before, 0);
	assert_int_equal(t.d[3].after, 16);
	assert_int_equal(t.d[5].arena, 0);
	assert_int_equal(t.d[5].address, PYM_ARENA_BASE);
	assert_int_equal(t.d[5].after, 64);
	assert_int_equal(t.d[8].after, 63);
	assert_int_equal(t.d[10].address, PYM_ARENA_BASE + 48);
	assert_int_equal(t.d[10].before, PYM_NO_CLASS);
	told_malloc(&t, heap, 28);
	KINDS_ARE(&t, PYM_D_SIZE_CLASS, PYM_D_USEDPOOLS_LOOKED,
	    PYM_D_BLOCK_CHOSEN, PYM_D_FREEBLOCK_MOVED, PYM_D_BLOCK_CARVED);
	assert_int_equal(t.d[2].block, 1);
	assert_int_equal(t.d[3].address, 0);
	assert_int_equal(t.d[4].block, 2);
	told_free(&t, heap, pym_real(heap, PYM_ARENA_BASE + 48));
	KINDS_ARE(&t, PYM_D_ADDRESS_TESTED, PYM_D_LINK_WRITTEN,
	    PYM_D_BLOCK_FREED, PYM_D_POOL_STAYS);
	assert_int_equal(t.d[1].before, PYM_ARENA_BASE + 48 + 64);
	assert_int_equal(t.d[2].after, 1);
	told_free(&t, heap, pym_real(heap, PYM_ARENA_BASE + 80));
	KINDS_ARE(&t, PYM_D_ADDRESS_TESTED, PYM_D_LINK_WRITTEN,
	    PYM_D_BLOCK_FREED, PYM_D_POOL_UNLINKED, PYM_D_POOL_TO_FREEPOOLS,
	    PYM_D_ARENA_UNLISTED, PYM_D_ARENA_OBJECT_GIVEN,
	    PYM_D_ARENA_GIVEN_BACK);
	assert_int_equal(t.d[7].address, PYM_ARENA_BASE);
	pym_heap_free(heap);
}

/* A full pool is unlinked, and relinked by the first free in it. */
static void
a_pool_fills_and_opens(void **state)
{
	struct pym_heap *heap = heap_of("tiny");
	void *p[7];
	struct told t;
	size_t i;

	(void)state;
	for (i = 0; i < 6; i++)
		p[i] = pym_malloc(heap, 64);
	told_malloc(&t, heap, 64);
	KINDS_ARE(&t, PYM_D_SIZE_CLASS, PYM_D_USEDPOOLS_LOOKED,
	    PYM_D_BLOCK_CHOSEN, PYM_D_FREEBLOCK_MOVED, PYM_D_POOL_FULL);
	told_free(&t, heap, p[3]);
	KINDS_ARE(&t, PYM_D_ADDRESS_TESTED, PYM_D_LINK_WRITTEN,
	    PYM_D_BLOCK_FREED, PYM_D_POOL_WAS_FULL);
	assert_int_equal(t.d[1].before, 0);
	assert_int_equal(t.d[1].block, 3);
	told_malloc(&t, heap, 60);
	assert_int_equal(t.d[2].block, 3);
	pym_heap_free(heap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_and_observed_are_the_same),
		cmocka_unit_test(every_write_is_told),
		cmocka_unit_test(a_first_block_step_by_step),
		cmocka_unit_test(a_pool_fills_and_opens),
	};

	return cmocka_run_group_tests_name("core: observed", tests, NULL,
	    NULL);
}
