/*
 * core_profile_test.c - profiles parsed, varied and printed; what is wrong
 * with those that cannot be; and which function of CPython decides.
 */
#include "config.h"

#include "core_util.h"

#include <stdio.h>

/* ---- parsing and printing ----------------------------------------------- */

static void
same_profile(const struct pym_profile *a, const struct pym_profile *b)
{
	assert_string_equal(a->name, b->name);
	assert_int_equal(a->alignment, b->alignment);
	assert_int_equal(a->threshold, b->threshold);
	assert_int_equal(a->pool_size, b->pool_size);
	assert_int_equal(a->arena_size, b->arena_size);
	assert_int_equal(a->excess, b->excess);
	assert_int_equal(a->reclaim, b->reclaim);
	assert_int_equal(a->policy, b->policy);
	assert_int_equal(a->address_test, b->address_test);
}

static void
printed_as_parsed(void **state)
{
	struct pym_profile p, q;
	char text[200], again[200];
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		assert_int_equal(pym_profile_parse(spec_at(i), &p, NULL, 0),
		    PYM_OK);
		n = pym_profile_format(&p, text, sizeof(text));
		assert_int_equal(n, strlen(text));
		assert_int_equal(pym_profile_format(&p, NULL, 0), n);
		assert_int_equal(pym_profile_format(&p, again, 9), n);
		assert_int_equal(strlen(again), n < 8 ? n : 8);
		assert_int_equal(pym_profile_parse(text, &q, NULL, 0),
		    PYM_OK);
		same_profile(&p, &q);
		assert_int_equal(pym_profile_format(&q, again, sizeof(again)),
		    n);
		assert_string_equal(text, again);
	}
}

static void
only_what_differs_is_printed(void **state)
{
	static const char *const specs[][2] = {
		{ "classic", "classic" },
		{ "cpython-3.6,align=8,threshold=512", "cpython-3.6" },
		{ "cpython-3.6,align=16", "cpython-3.6,align=16" },
		{ "cpython-3.10,arena=1M,pool=16K", "cpython-3.10" },
		{ "cpython-3.9,pool=16k,arena=1m,excess=4K,align=8,"
		    "threshold=256,reclaim=never",
		    "cpython-3.9,align=8,threshold=256,pool=16384,"
		    "arena=1048576,excess=4096,reclaim=never" },
		{ "cpython-2.4,reclaim=never", "cpython-2.4" },
		{ "tiny,pool=1K,pool=512", "tiny" },
	};
	struct pym_profile p;
	char text[200];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		assert_int_equal(pym_profile_parse(specs[i][0], &p, NULL, 0),
		    PYM_OK);
		pym_profile_format(&p, text, sizeof(text));
		assert_string_equal(text, specs[i][1]);
	}
}

/* What each that cannot be is answered with. */
static const struct {
	const char *spec, *error;
} wrong[] = {
	{ "", "no profile is called ''" },
	{ "cpython-3.5", "no profile is called 'cpython-3.5'" },
	{ "CLASSIC", "no profile is called 'CLASSIC'" },
	{ "classic ", "no profile is called 'classic '" },
	{ "classic,", "'' should be key=value" },
	{ "classic,,align=8", "'' should be key=value" },
	{ "classic,align", "'align' should be key=value" },
	{ "classic,=8", "a profile has no ''" },
	{ "classic,size=8", "a profile has no 'size'" },
	{ "classic,align=", "align=: give a size as 16, 4K or 1M" },
	{ "classic,align=x", "align=x: give a size" },
	{ "classic,align=+8", "align=+8: give a size" },
	{ "classic,align=-8", "align=-8: give a size" },
	{ "classic,align= 8", "align= 8: give a size" },
	{ "classic,align=8b", "align=8b: give a size" },
	{ "classic,pool=4KK", "pool=4KK: give a size" },
	{ "classic,pool=99999999999999999999", "give a size" },
	{ "classic,arena=67108864M", "give a size" },
	{ "classic,arena=5000M", "give a size" },
	{ "classic,align=4", "align is 4: it can be 8 or 16" },
	{ "classic,align=0", "align is 0: it can be 8 or 16" },
	{ "classic,pool=5000", "pool is 5000: a power of two from 512 to 1M" },
	{ "classic,pool=256", "pool is 256: a power of two" },
	{ "classic,pool=2M,arena=64M", "pool is 2097152: a power of two" },
	{ "classic,arena=300K", "arena is 307200: a power of two from 4K" },
	{ "tiny,arena=2K", "arena is 2048: a power of two from 4K" },
	{ "classic,arena=128M", "arena is 134217728: a power of two" },
	{ "classic,arena=8K", "arena is 8192: it must hold four pools of "
	    "4096" },
	{ "classic,threshold=0", "threshold is 0: a multiple of 8 up to 2048" },
	{ "classic,threshold=12", "threshold is 12: a multiple of 8" },
	{ "classic,align=16,threshold=24", "threshold is 24: a multiple of "
	    "16 up to 4096" },
	{ "classic,threshold=4096", "threshold is 4096: a multiple of 8" },
	{ "tiny,threshold=256", "threshold is 256: a pool of 512 must hold "
	    "two such blocks" },
	{ "classic,excess=8", "excess is 8: a multiple of 16 below the pool "
	    "size 4096" },
	{ "classic,excess=4096", "excess is 4096: a multiple of 16 below" },
	{ "classic,reclaim=no", "reclaim=no: it can only be 'never'" },
	{ "classic,reclaim", "'reclaim' should be key=value" },
};

static void
errors_say_what_is_wrong(void **state)
{
	struct pym_profile p;
	char error[200], shorter[12];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(wrong); i++) {
		strcpy(error, "nothing");
		assert_int_equal(pym_profile_parse(wrong[i].spec, &p, error,
		    sizeof(error)), PYM_BAD_PROFILE);
		if (strstr(error, wrong[i].error) == NULL)
			FAIL("'%s': \"%s\"", wrong[i].spec, error);
		assert_null(strchr(error, '\n'));
		assert_int_equal(pym_profile_parse(wrong[i].spec, &p, NULL,
		    0), PYM_BAD_PROFILE);
		pym_profile_parse(wrong[i].spec, &p, shorter,
		    sizeof(shorter));
		assert_memory_equal(shorter, error, sizeof(shorter) - 1);
		assert_int_equal(shorter[sizeof(shorter) - 1], '\0');
	}
}

static void
endless_profiles(void **state)
{
	struct pym_profile p;
	char error[100], text[5000];
	size_t i;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(pym_profile_parse(text, &p, error, sizeof(error)),
	    PYM_BAD_PROFILE);
	for (i = 0; i + 12 < sizeof(text); i += 8)
		memcpy(text + i, ",align=8", 8);
	memcpy(text, "classic,align=16", 16);
	assert_int_equal(pym_profile_parse(text, &p, error, sizeof(error)),
	    PYM_BAD_PROFILE);
	assert_string_equal(error, "the profile is too long");
}

/* Profiles made by hand: no heap without a check. */
static void
heaps_of_bad_profiles(void **state)
{
	struct pym_profile p = *pym_profile_at(0);
	enum pym_status status;
	struct pym_heap *heap;
	char error[100];

	(void)state;
	p.pool_size = 0;
	assert_null(pym_heap_new(&p, &status));
	assert_int_equal(status, PYM_BAD_PROFILE);
	assert_null(pym_heap_new(&p, NULL));
	p = *pym_profile_at(0);
	p.threshold = 60;
	assert_int_equal(pym_profile_check(&p, error, sizeof(error)),
	    PYM_BAD_PROFILE);
	p = *pym_profile_at(0);
	heap = pym_heap_new(&p, &status);
	assert_non_null(heap);
	assert_int_equal(status, PYM_OK);
	same_profile(&p, pym_heap_profile(heap));
	pym_heap_free(heap);
	pym_heap_free(NULL);
	assert_null(pym_profile_at(pym_profile_count()));
	assert_null(pym_profile_at(SIZE_MAX));
}

/* ---- figures ------------------------------------------------------------ */

static void
figures_of_a_profile(void **state)
{
	struct pym_profile p;
	uint32_t i, size;
	size_t n;

	(void)state;
	for (n = 0; n < spec_count(); n++) {
		pym_profile_parse(spec_at(n), &p, NULL, 0);
		assert_int_equal(pym_class_of(&p, 0), PYM_NONE);
		assert_int_equal(pym_class_of(&p, SIZE_MAX), PYM_NONE);
		assert_int_equal(pym_class_of(&p, (size_t)p.threshold + 1),
		    PYM_NONE);
		for (i = 1; i <= p.threshold; i++) {
			size = pym_class_size(&p, pym_class_of(&p, i));
			assert_true(size >= i && size - i < p.alignment);
		}
		for (i = 0; i < pym_class_count(&p); i++) {
			size = pym_class_size(&p, i) *
			    pym_pool_capacity(&p, i);
			assert_true(size <= p.pool_size - PYM_POOL_OVERHEAD);
			assert_true(size + pym_class_size(&p, i) >
			    p.pool_size - PYM_POOL_OVERHEAD);
		}
		assert_int_equal(pym_pools_per_arena(&p) * p.pool_size,
		    p.arena_size);
	}
	for (n = PYM_OK; n <= PYM_BAD_PROFILE; n++)
		assert_true(strlen(pym_strstatus((enum pym_status)n)) > 3);
}

/* ---- functions ---------------------------------------------------------- */

/* The names of each version's Objects/obmalloc.c. */
static const struct {
	const char *profile;
	enum pym_decision_kind kind;
	const char *name;
} functions[] = {
	{ "cpython-2.4", PYM_D_BLOCK_CHOSEN, "PyObject_Malloc" },
	{ "cpython-2.4", PYM_D_ADDRESS_TESTED, "Py_ADDRESS_IN_RANGE" },
	{ "cpython-2.4", PYM_D_POOL_TO_FREEPOOLS, "PyObject_Free" },
	{ "cpython-2.5", PYM_D_ARENA_MOVED, "PyObject_Free" },
	{ "cpython-2.7", PYM_D_ARENA_OBTAINED, "new_arena" },
	{ "cpython-2.7", PYM_D_ADDRESS_TESTED, "Py_ADDRESS_IN_RANGE" },
	{ "cpython-2.7", PYM_D_REALLOC_IN_PLACE, "PyObject_Realloc" },
	{ "classic", PYM_D_BLOCK_CARVED, "_PyObject_Alloc" },
	{ "cpython-3.6", PYM_D_POOL_LINKED, "_PyObject_Alloc" },
	{ "cpython-3.6", PYM_D_BYTES_CLEARED, "_PyObject_Alloc" },
	{ "cpython-3.6", PYM_D_ADDRESS_TESTED, "address_in_range" },
	{ "cpython-3.6", PYM_D_LINK_WRITTEN, "_PyObject_Free" },
	{ "tiny", PYM_D_POOL_WAS_FULL, "_PyObject_Free" },
	{ "cpython-3.7", PYM_D_BLOCK_CHOSEN, "pymalloc_alloc" },
	{ "cpython-3.7", PYM_D_BLOCK_CARVED, "pymalloc_alloc" },
	{ "cpython-3.7", PYM_D_SYSTEM_BLOCK, "_PyObject_Malloc" },
	{ "cpython-3.7", PYM_D_BYTES_CLEARED, "_PyObject_Calloc" },
	{ "cpython-3.7", PYM_D_REALLOC_MOVES, "pymalloc_realloc" },
	{ "cpython-3.8", PYM_D_NFP2LASTA_MOVED, "pymalloc_alloc" },
	{ "cpython-3.8", PYM_D_ARENA_MOVED, "pymalloc_free" },
	{ "cpython-3.8", PYM_D_SYSTEM_FREED, "_PyObject_Free" },
	{ "cpython-3.9", PYM_D_BLOCK_CARVED, "pymalloc_pool_extend" },
	{ "cpython-3.9", PYM_D_POOL_FULL, "pymalloc_pool_extend" },
	{ "cpython-3.9", PYM_D_POOL_REUSED, "allocate_from_new_pool" },
	{ "cpython-3.9", PYM_D_POOL_WAS_FULL, "insert_to_usedpool" },
	{ "cpython-3.9", PYM_D_ARENA_GIVEN_BACK, "insert_to_freepool" },
	{ "cpython-3.9", PYM_D_LINK_WRITTEN, "pymalloc_free" },
	{ "cpython-3.10", PYM_D_ARENA_MAP_MARKED, "arena_map_mark_used" },
	{ "cpython-3.11", PYM_D_ADDRESS_TESTED, "address_in_range" },
	{ "cpython-3.14", PYM_D_POOL_CARVED, "allocate_from_new_pool" },
	{ "cpython-3.14", PYM_D_TOO_LARGE, "PyObject_Malloc" },
};

static void
functions_of_the_versions(void **state)
{
	struct pym_profile p;
	size_t i;
	int k;

	(void)state;
	for (i = 0; i < COUNT(functions); i++) {
		pym_profile_parse(functions[i].profile, &p, NULL, 0);
		assert_string_equal(pym_decision_function(&p,
		    functions[i].kind), functions[i].name);
	}
	for (i = 0; i < spec_count(); i++) {
		pym_profile_parse(spec_at(i), &p, NULL, 0);
		for (k = 0; k < PYM_D_KINDS; k++)
			assert_true(strlen(pym_decision_function(&p,
			    (enum pym_decision_kind)k)) > 8);
	}
}

/* The decision that is sought, and who took it. */
struct sought {
	enum pym_decision_kind kind;
	const char *function;
};

static void
seek(void *ctx, const struct pym_decision *d)
{
	struct sought *s = ctx;

	if (d->kind == s->kind)
		s->function = d->function;
}

/* The same decision in different calls. */
static void
functions_of_the_calls(void **state)
{
	struct pym_heap *heap = heap_of("cpython-3.9,pool=4K,arena=16K");
	struct sought s = { PYM_D_SYSTEM_BLOCK, NULL };
	struct pym_operation *op = pym_operation_new(heap, seek, &s);
	void *p, *blocks[100];
	size_t i;

	(void)state;
	p = pym_operation_malloc(op, 1000);
	assert_string_equal(s.function, "_PyObject_Malloc");
	pym_operation_calloc(op, 1, 1000);
	assert_string_equal(s.function, "_PyObject_Calloc");
	pym_operation_realloc(op, p, 3000);
	assert_string_equal(s.function, "_PyObject_Realloc");
	pym_operation_realloc(op, pym_malloc(heap, 40), 3000);
	assert_string_equal(s.function, "_PyObject_Malloc");
	s.kind = PYM_D_TOO_LARGE;
	pym_operation_calloc(op, SIZE_MAX, 2);
	assert_string_equal(s.function, "PyObject_Calloc");
	pym_operation_realloc(op, p, SIZE_MAX);
	assert_string_equal(s.function, "PyObject_Realloc");
	s.kind = PYM_D_NFP2LASTA_MOVED;
	for (i = 0; i < COUNT(blocks); i++)
		blocks[i] = pym_operation_malloc(op, 512);
	assert_string_equal(s.function, "allocate_from_new_pool");
	for (i = 0; i < COUNT(blocks); i++)
		pym_operation_free_block(op, blocks[i]);
	assert_string_equal(s.function, "insert_to_freepool");
	pym_operation_free(op);
	pym_heap_free(heap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printed_as_parsed),
		cmocka_unit_test(only_what_differs_is_printed),
		cmocka_unit_test(errors_say_what_is_wrong),
		cmocka_unit_test(endless_profiles),
		cmocka_unit_test(heaps_of_bad_profiles),
		cmocka_unit_test(figures_of_a_profile),
		cmocka_unit_test(functions_of_the_versions),
		cmocka_unit_test(functions_of_the_calls),
	};

	return cmocka_run_group_tests_name("core: profiles", tests, NULL,
	    NULL);
}
