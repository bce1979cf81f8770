/*
 * core_first_test.c - what a screen asks for again and again: counters, the
 * beginnings of lists, and the addresses of fields.
 */
#include "config.h"

#include "core_util.h"

#include <inttypes.h>

#define MANY 8192

/* A heap with pools of every state; the program is forgotten. */
static struct pym_heap *
grown(const char *spec)
{
	struct program p;
	size_t i;

	program_init(&p, heap_of(spec), 11);
	for (i = 0; i < 6000; i++)
		program_step(&p);
	while (p.n > 300)
		program_free(&p, p.n / 3);
	program_malloc(&p, 8);
	program_end(&p);
	return p.heap;
}

/* A list's beginning is that of the whole, however short. */
static void
same_beginning(const void *all, const void *first, size_t size, size_t n,
    size_t got, size_t max)
{
	assert_int_equal(got, n < max ? n : max);
	assert_memory_equal(all, first, got * size);
}

static void
check_rings(const struct pym_heap *heap, size_t max)
{
	static struct pym_pool_ref all[MANY], first[MANY];
	uint32_t i;
	size_t n;

	for (i = 0; i < pym_class_count(pym_heap_profile(heap)); i++) {
		n = pym_usedpools(heap, i, all, MANY);
		same_beginning(all, first, sizeof(*all), n,
		    pym_first_usedpools(heap, i, first, max), max);
		assert_int_equal(pym_first_usedpools(heap, i, NULL, max),
		    n < max ? n : max);
	}
	for (i = 0; i < pym_arena_slots(heap); i++) {
		n = pym_freepools(heap, i, all, MANY);
		same_beginning(all, first, sizeof(*all), n,
		    pym_first_freepools(heap, i, first, max), max);
	}
}

static void
check_arenas(const struct pym_heap *heap, size_t max)
{
	static uint32_t all[MANY], first[MANY];
	size_t n = pym_usable_arenas(heap, all, MANY);

	same_beginning(all, first, sizeof(*all), n,
	    pym_first_usable_arenas(heap, first, max), max);
	n = pym_unused_arena_objects(heap, all, MANY);
	same_beginning(all, first, sizeof(*all), n,
	    pym_first_unused_arena_objects(heap, first, max), max);
}

static void
lists_begin_alike(void **state)
{
	struct pym_heap *heap;
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		heap = grown(spec_at(i));
		check_rings(heap, 0);
		check_rings(heap, 2);
		check_rings(heap, MANY);
		check_arenas(heap, 0);
		check_arenas(heap, 1);
		check_arenas(heap, MANY);
		pym_heap_free(heap);
	}
}

static void
counters_are_the_counted(void **state)
{
	struct pym_counts counts;
	struct pym_stats stats;
	struct pym_heap *heap;
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		heap = grown(spec_at(i));
		pym_counts(heap, &counts);
		pym_stats(heap, &stats, NULL, 0);
		assert_int_equal(counts.arenas_current,
		    stats.arenas_current);
		assert_int_equal(counts.arenas_total, stats.arenas_total);
		assert_int_equal(counts.arenas_highwater,
		    stats.arenas_highwater);
		assert_int_equal(counts.system_blocks, stats.system_blocks);
		assert_int_equal(counts.system_bytes, stats.system_bytes);
		pym_heap_free(heap);
	}
}

/* What pym_locate says of ADDRESS leads back to where it begins. */
static bool
leads_back(const struct pym_heap *heap, uint64_t address)
{
	struct pym_location l;
	uint64_t back;

	pym_locate(heap, address, &l);
	if (l.place != PYM_PLACE_BLOCK && (l.field == NULL ||
	    l.place == PYM_PLACE_METADATA))
		return false;
	/* In 2.4 the vector has room for more. */
	if (l.place == PYM_PLACE_ARENA_OBJECT &&
	    l.pool.arena >= pym_arena_slots(heap))
		return false;
	back = pym_address_of(heap, &l);
	if (back != l.start)
		FAIL("0x%" PRIx64 " is %s of place %d at 0x%" PRIx64
		    ", which leads to 0x%" PRIx64, address,
		    l.field != NULL ? l.field : "block", (int)l.place,
		    l.start, back);
	return true;
}

static void
addresses_lead_back(void **state)
{
	struct pym_heap *heap;
	struct pym_arena_view a;
	uint64_t address;
	uint32_t arena;
	size_t i, named;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		heap = grown(spec_at(i));
		named = 0;
		for (address = PYM_METADATA_BASE; address <
		    PYM_METADATA_BASE + 16384; address += 4)
			named += leads_back(heap, address);
		assert_true(named > 40);
		for (arena = 0; !pym_arena(heap, arena, &a); arena++)
			assert_true(arena < pym_arena_slots(heap));
		for (address = a.address; address < a.address + 65536 &&
		    address < a.address + a.ntotalpools * 512;
		    address += 4)
			named += leads_back(heap, address);
		assert_true(named > 100);
		pym_heap_free(heap);
	}
}

static void
what_is_not_has_no_address(void **state)
{
	struct pym_heap *heap = heap_of("cpython-3.6");
	struct pym_location l = {
		.place = PYM_PLACE_MANAGEMENT,
		.field = "no such thing",
	};

	(void)state;
	assert_int_equal(pym_address_of(heap, &l), 0);
	l = (struct pym_location){ .place = PYM_PLACE_POOL_HEADER,
		.field = "szidx" };
	assert_int_equal(pym_address_of(heap, &l), 0);
	l = (struct pym_location){ .place = PYM_PLACE_USEDPOOLS,
		.szidx = 64 };
	assert_int_equal(pym_address_of(heap, &l), 0);
	l = (struct pym_location){ .place = PYM_PLACE_NFP2LASTA };
	assert_int_equal(pym_address_of(heap, &l), 0);
	l = (struct pym_location){ .place = PYM_PLACE_ARENA_OBJECT,
		.pool.arena = 99, .field = "address" };
	assert_int_equal(pym_address_of(heap, &l), 0);
	pym_heap_free(heap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_begin_alike),
		cmocka_unit_test(counters_are_the_counted),
		cmocka_unit_test(addresses_lead_back),
		cmocka_unit_test(what_is_not_has_no_address),
	};

	return cmocka_run_group_tests_name("core: what a screen asks", tests,
	    NULL, NULL);
}
