/*
 * core_stream_test.c - random streams of calls in every profile: blocks keep
 * what is in them and stand apart, every invariant holds, totals add up.
 */
#include "config.h"

#include "core_util.h"

#include <inttypes.h>

static void
check_totals(const struct pym_heap *heap, const char *when)
{
	const struct pym_profile *p = pym_heap_profile(heap);
	struct pym_counts counts;
	struct pym_stats s;
	uint64_t total;

	pym_stats(heap, &s, NULL, 0);
	pym_counts(heap, &counts);
	assert_int_equal(counts.arenas_current, s.arenas_current);
	assert_int_equal(counts.arenas_total, s.arenas_total);
	assert_int_equal(counts.arenas_highwater, s.arenas_highwater);
	assert_int_equal(counts.pools_in_use, s.pools_used + s.pools_full);
	assert_int_equal(counts.system_blocks, s.system_blocks);
	assert_int_equal(counts.system_bytes, s.system_bytes);
	total = s.allocated_bytes + s.available_bytes +
	    s.unused_pools * p->pool_size + s.pool_header_bytes +
	    s.quantization_bytes + s.alignment_bytes;
	if (total != s.arenas_current * p->arena_size)
		FAIL("%s: %s: %" PRIu64 " bytes add up to %" PRIu64,
		    p->name, when, s.arenas_current * p->arena_size, total);
	assert_true(s.arenas_highwater >= s.arenas_current);
	assert_true(s.arenas_total >= s.arenas_highwater);
	assert_int_equal(s.arenas_reclaimed,
	    s.arenas_total - s.arenas_current);
}

/* What the program has is what the heap says is handed out. */
static void
check_counts(const struct program *p)
{
	const struct pym_profile *profile = pym_heap_profile(p->heap);
	struct pym_class_stats classes[256];
	uint64_t blocks[256] = { 0 }, system = 0, bytes = 0;
	struct pym_stats s;
	uint32_t szidx;
	size_t i;

	for (i = 0; i < p->n; i++) {
		szidx = pym_class_of(profile, p->blocks[i].n);
		if (szidx != PYM_NONE) {
			blocks[szidx]++;
			continue;
		}
		system++;
		bytes += p->blocks[i].n;
	}
	pym_stats(p->heap, &s, classes, COUNT(classes));
	assert_true(s.system_blocks >= system);
	assert_true(s.system_bytes >= bytes);
	for (i = 0; i < pym_class_count(profile); i++)
		assert_true(classes[i].blocks <= p->n);
	/* A realloc can leave a block in a larger class, or in the system. */
	for (i = 0, bytes = s.system_blocks; i < COUNT(classes); i++)
		bytes += i < pym_class_count(profile) ? classes[i].blocks : 0;
	assert_int_equal(bytes, p->n);
}

static void
steps(struct program *p, size_t n, size_t check_each)
{
	size_t i;

	for (i = 1; i <= n; i++) {
		program_step(p);
		if (i % check_each == 0)
			check_heap(p->heap, "in a stream");
	}
	check_heap(p->heap, "after a stream");
	check_totals(p->heap, "after a stream");
	check_counts(p);
	program_apart(p);
}

/* Checked after every call, as long as the heap is small. */
static void
every_call_checked(void **state)
{
	struct program p;
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		program_init(&p, heap_of(spec_at(i)), 1000 + i);
		check_heap(p.heap, "when new");
		steps(&p, 1200, 1);
		p.frees = 12;
		steps(&p, 700, 1);
		program_free_all(&p);
		steps(&p, 300, 1);
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

/* One size: pools fill and empty, arenas come and go. */
static void
single_size(struct program *p, uint32_t size, size_t n)
{
	p->least = p->most = size;
	p->frees = 2;
	steps(p, n, n / 4 + 1);
	p->frees = 13;
	steps(p, n, n / 4 + 1);
}

static void
phases_of_one_size(void **state)
{
	static const uint32_t sizes[] = { 1, 8, 16, 28, 64, 100, 256, 512 };
	struct program p;
	size_t i, k;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		program_init(&p, heap_of(spec_at(i)), 2000 + i);
		for (k = 0; k < COUNT(sizes); k++)
			single_size(&p, sizes[k], 1500);
		program_verify(&p);
		program_free_all(&p);
		check_heap(p.heap, "when all is free");
		check_totals(p.heap, "when all is free");
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

/* Over 32 arenas and back to none (or to what the profile keeps). */
static void
grow_and_shrink(struct program *p)
{
	const struct pym_profile *profile = pym_heap_profile(p->heap);
	struct pym_stats s;
	size_t round;

	for (round = 0; round < 2; round++) {
		do {
			program_malloc(p, 1 + chance_below(&p->chance,
			    profile->threshold));
			pym_stats(p->heap, &s, NULL, 0);
		} while (s.arenas_current < 40);
		check_heap(p->heap, "with 40 arenas");
		p->frees = 9;
		steps(p, 3000, 500);
		program_verify(p);
		program_free_all(p);
		check_heap(p->heap, "when shrunk");
		check_totals(p->heap, "when shrunk");
		pym_stats(p->heap, &s, NULL, 0);
		if (profile->reclaim)
			assert_true(s.arenas_current <= 1);
		else
			assert_true(s.arenas_current >= 40);
		assert_int_equal(s.allocated_bytes, 0);
		assert_int_equal(s.system_blocks, 0);
	}
}

static void
over_32_arenas(void **state)
{
	struct pym_profile profile;
	struct program p;
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		assert_int_equal(pym_profile_parse(spec_at(i), &profile, NULL,
		    0), PYM_OK);
		if (profile.arena_size > 64 * 1024)
			continue;
		program_init(&p, heap_of(spec_at(i)), 3000 + i);
		grow_and_shrink(&p);
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_call_checked),
		cmocka_unit_test(phases_of_one_size),
		cmocka_unit_test(over_32_arenas),
	};

	return cmocka_run_group_tests_name("core: streams", tests, NULL,
	    NULL);
}
