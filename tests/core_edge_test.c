/*
 * core_edge_test.c - requests of no size and of too much, addresses of others,
 * very many arenas, and what happens when there is no room for one more.
 */
#include "config.h"

#include "core_util.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define HALF	((size_t)1 << 63)

/* Fails unless CALL leaves every byte of HEAP as it was. */
#define UNCHANGED(heap, call) do {					\
	struct image before_ = { .runs = NULL };			\
	struct image after_ = { .runs = NULL };				\
	image_take(&before_, (heap), IMAGE_SHOWN);			\
	call;								\
	image_take(&after_, (heap), IMAGE_SHOWN);			\
	image_same(&before_, &after_, (heap), #call);			\
	image_free(&before_);						\
	image_free(&after_);						\
} while (0)

static uint64_t
system_blocks(const struct pym_heap *heap)
{
	struct pym_stats s;

	pym_stats(heap, &s, NULL, 0);
	return s.system_blocks;
}

static void
sizes_too_large(struct pym_heap *heap, void *block)
{
	static const size_t sizes[] = { HALF - 1, HALF, HALF + 1,
	    (size_t)1 << 41, ((size_t)1 << 40) + 1, SIZE_MAX - 1, SIZE_MAX };
	size_t i;

	for (i = 0; i < COUNT(sizes); i++) {
		assert_null(pym_malloc(heap, sizes[i]));
		assert_null(pym_calloc(heap, 1, sizes[i]));
		assert_null(pym_calloc(heap, sizes[i], 1));
		assert_null(pym_calloc(heap, sizes[i], sizes[i]));
		assert_null(pym_realloc(heap, NULL, sizes[i]));
		assert_null(pym_realloc(heap, block, sizes[i]));
	}
	assert_null(pym_calloc(heap, HALF / 2, 2));
	assert_null(pym_calloc(heap, HALF, 2));
	assert_null(pym_calloc(heap, (size_t)1 << 32, (size_t)1 << 32));
	assert_null(pym_calloc(heap, SIZE_MAX / 3, 5));
}

static void
too_large_is_refused(void **state)
{
	struct pym_heap *heap;
	void *block, *big;
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		heap = heap_of(spec_at(i));
		block = pym_malloc(heap, 40);
		big = pym_malloc(heap, 100000);
		UNCHANGED(heap, sizes_too_large(heap, block));
		UNCHANGED(heap, sizes_too_large(heap, big));
		check_heap(heap, "after requests too large");
		pym_heap_free(heap);
	}
}

/* Zero bytes are a block of the system's, each another. */
static void
zero_bytes(void **state)
{
	struct pym_heap *heap;
	void *p[6];
	size_t i, k, m;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		heap = heap_of(spec_at(i));
		p[0] = pym_malloc(heap, 0);
		p[1] = pym_malloc(heap, 0);
		p[2] = pym_calloc(heap, 0, 8);
		p[3] = pym_calloc(heap, 8, 0);
		p[4] = pym_realloc(heap, NULL, 0);
		p[5] = pym_realloc(heap, pym_malloc(heap, 8), 0);
		for (k = 0; k < COUNT(p); k++) {
			assert_non_null(p[k]);
			for (m = 0; m < k; m++)
				assert_ptr_not_equal(p[k], p[m]);
		}
		assert_int_equal(system_blocks(heap), 6);
		check_heap(heap, "with blocks of no size");
		for (k = 0; k < COUNT(p); k++)
			assert_int_equal(pym_free(heap, p[k]), PYM_OK);
		assert_int_equal(system_blocks(heap), 0);
		pym_heap_free(heap);
	}
}

/* The threshold itself is pymalloc's, one more is not. */
static void
around_the_threshold(void **state)
{
	const struct pym_profile *profile;
	struct pym_heap *heap;
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		heap = heap_of(spec_at(i));
		profile = pym_heap_profile(heap);
		assert_true(pym_nominal(heap, pym_malloc(heap,
		    profile->threshold)) < PYM_SYSTEM_BASE);
		assert_true(pym_nominal(heap, pym_malloc(heap,
		    (size_t)profile->threshold + 1)) >= PYM_SYSTEM_BASE);
		assert_true(pym_nominal(heap, pym_calloc(heap,
		    profile->threshold, 1)) < PYM_SYSTEM_BASE);
		pym_heap_free(heap);
	}
}

static void
frees_of_strangers(struct pym_heap *heap, void *system)
{
	struct pym_heap *other = heap_of("tiny");
	char here[64];

	assert_int_equal(pym_free(heap, NULL), PYM_OK);
	assert_int_equal(pym_free(heap, here), PYM_NOT_A_BLOCK);
	assert_int_equal(pym_free(heap, here + 16), PYM_NOT_A_BLOCK);
	assert_int_equal(pym_free(heap, (void *)16), PYM_NOT_A_BLOCK);
	assert_int_equal(pym_free(heap, (void *)UINTPTR_MAX),
	    PYM_NOT_A_BLOCK);
	assert_int_equal(pym_free(heap, pym_real(heap, PYM_METADATA_BASE)),
	    PYM_NOT_A_BLOCK);
	assert_int_equal(pym_free(heap, pym_malloc(other, 8)),
	    PYM_NOT_A_BLOCK);
	assert_int_equal(pym_free(heap, pym_malloc(other, 800)),
	    PYM_NOT_A_BLOCK);
	assert_int_equal(pym_free(heap, (char *)system + 1), PYM_NOT_A_BLOCK);
	assert_int_equal(pym_free(heap, (char *)system + 16),
	    PYM_NOT_A_BLOCK);
	assert_int_equal(pym_free(heap, (char *)system - 32),
	    PYM_NOT_A_BLOCK);
	assert_int_equal(pym_free(heap, (char *)system + 999984),
	    PYM_NOT_A_BLOCK);
	assert_null(pym_realloc(heap, here, 10));
	assert_null(pym_realloc(heap, here, 10000));
	assert_null(pym_realloc(heap, (char *)system + 16, 10));
	assert_null(pym_realloc(heap, pym_malloc(other, 8), 10));
	pym_heap_free(other);
}

static void
strangers_are_refused(void **state)
{
	struct pym_heap *heap;
	void *system, *gone;
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		heap = heap_of(spec_at(i));
		/* Before there is any arena, and after. */
		gone = pym_malloc(heap, 5000);
		system = pym_malloc(heap, 900000);
		UNCHANGED(heap, frees_of_strangers(heap, system));
		pym_malloc(heap, 8);
		UNCHANGED(heap, frees_of_strangers(heap, system));
		assert_int_equal(pym_free(heap, gone), PYM_OK);
		UNCHANGED(heap, assert_int_equal(pym_free(heap, gone),
		    PYM_NOT_A_BLOCK));
		UNCHANGED(heap, assert_null(pym_realloc(heap, gone, 5)));
		check_heap(heap, "after frees of strangers");
		pym_heap_free(heap);
	}
}

/* An arena that was given back is no one's, also where arenas move about. */
static void
an_arena_that_is_gone(void **state)
{
	struct pym_heap *other = heap_of("tiny"), *heap;
	void *block;
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		heap = heap_of(spec_at(i));
		block = pym_malloc(heap, 8);
		assert_int_equal(pym_free(heap, block), PYM_OK);
		if (pym_real(heap, pym_nominal(heap, block)) != NULL) {
			pym_heap_free(heap);
			continue;
		}
		assert_int_equal(pym_free(heap, block), PYM_NOT_A_BLOCK);
		assert_null(pym_realloc(heap, block, 8));
		assert_ptr_equal(pym_malloc(heap, 8), block);
		pym_heap_free(heap);
	}
	pym_heap_free(other);
}

/* ---- realloc ------------------------------------------------------------ */

static void
a_realloc_that_keeps(void **state)
{
	struct pym_heap *heap = heap_of("classic");
	uint8_t *p = pym_malloc(heap, 100);	/* class of 104 */
	uint8_t *q;

	(void)state;
	assert_ptr_equal(pym_realloc(heap, p, 104), p);
	assert_ptr_equal(pym_realloc(heap, p, 79), p);
	q = pym_realloc(heap, p, 78);
	assert_ptr_not_equal(q, p);
	assert_ptr_equal(pym_malloc(heap, 104), p);
	/* Within its own class, too: 24 bytes at 18. */
	p = pym_malloc(heap, 24);
	assert_ptr_not_equal(pym_realloc(heap, p, 18), p);
	pym_heap_free(heap);
}

/* Only 2.4 takes a system block over; others leave it where it is. */
static void
system_blocks_made_small(void **state)
{
	const struct pym_profile *profile;
	struct pym_heap *heap;
	uint64_t small;
	size_t i;
	void *p;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		heap = heap_of(spec_at(i));
		profile = pym_heap_profile(heap);
		p = pym_malloc(heap, 5000);
		small = pym_nominal(heap, pym_realloc(heap, p, 20));
		assert_int_equal(small < PYM_SYSTEM_BASE,
		    profile->realloc_takes_over);
		p = pym_realloc(heap, pym_malloc(heap, 5000), 0);
		assert_non_null(p);
		assert_int_equal(pym_nominal(heap, p) < PYM_SYSTEM_BASE,
		    profile->realloc_takes_over);
		assert_int_equal(system_blocks(heap),
		    profile->realloc_takes_over ? 0 : 2);
		check_heap(heap, "after system blocks made small");
		pym_heap_free(heap);
	}
}

/* ---- very many arenas, and no room -------------------------------------- */

static void
refused(void *ctx, const struct pym_decision *d)
{
	bool *seen = ctx;

	seen[d->kind] = true;
}

/* Full of blocks of 64 bytes, the last arena taken; the rest is up to the
   system, as CPython does it. */
static void
no_room_for_one_more(struct pym_heap *heap)
{
	bool seen[PYM_D_KINDS] = { false };
	struct pym_operation *op = pym_operation_new(heap, refused, seen);
	uint64_t blocks = system_blocks(heap);
	void *p;

	p = pym_operation_malloc(op, 64);
	assert_true(seen[PYM_D_ARENA_REFUSED] && seen[PYM_D_SYSTEM_BLOCK]);
	assert_true(pym_nominal(heap, p) >= PYM_SYSTEM_BASE);
	assert_int_equal(system_blocks(heap), blocks + 1);
	pym_operation_undo(op);
	pym_operation_free(op);
	assert_int_equal(system_blocks(heap), blocks);
	p = pym_malloc(heap, 64);
	assert_true(pym_nominal(heap, p) >= PYM_SYSTEM_BASE);
	assert_int_equal(pym_free(heap, p), PYM_OK);
	assert_int_equal(system_blocks(heap), blocks);
	check_heap(heap, "with no room");
}

/* Seven blocks of 64 bytes to a pool of tiny, eight pools to an arena. */
static void
all_the_arenas_there_can_be(void **state)
{
	struct pym_heap *heap = heap_of("tiny");
	struct pym_stats s;
	uint8_t *p, *last = NULL;
	size_t n = 0;

	(void)state;
	while (pym_nominal(heap, p = pym_malloc(heap, 64)) <
	    PYM_SYSTEM_BASE) {
		last = p;
		n++;
	}
	assert_int_equal(pym_free(heap, p), PYM_OK);
	pym_stats(heap, &s, NULL, 0);
	assert_true(s.arenas_current > 100000);
	assert_int_equal(n, s.arenas_current * 56);
	no_room_for_one_more(heap);
	/* One block back is one block more. */
	assert_int_equal(pym_free(heap, last), PYM_OK);
	assert_ptr_equal(pym_malloc(heap, 64), last);
	no_room_for_one_more(heap);
	pym_heap_free(heap);
}

/* The sanitizer needs more address space than there is to be here. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(SANITIZED)
#define LITTLE_SPACE false
#else
#define LITTLE_SPACE true
#endif

/* In a process of its own: 0 if all went well. */
static int
live_in_little_space(void)
{
	struct rlimit limit = { (rlim_t)400 << 20, (rlim_t)400 << 20 };
	struct pym_profile profile = *pym_profile_at(8);
	struct pym_heap *heap;
	char fault[100];
	size_t n = 0;
	void *p;

	if (setrlimit(RLIMIT_AS, &limit) != 0)
		return 1;
	heap = pym_heap_new(&profile, NULL);
	if (heap == NULL)
		return 2;
	while (pym_nominal(heap, p = pym_malloc(heap, 500)) <
	    PYM_SYSTEM_BASE)
		n++;
	if (n < 1000 || p == NULL)
		return 3;
	/* Its arenas are used up; then all that the system has is, too. */
	for (n = 0; pym_malloc(heap, 1 << 20) != NULL; n++)
		;
	if (n < 10 || pym_realloc(heap, p, 1 << 20) != NULL)
		return 4;
	if (pym_free(heap, p) != PYM_OK || pym_malloc(heap, 500) != p)
		return 5;
	return pym_check(heap, fault, sizeof(fault)) ? 0 : 6;
}

/* Where address space is short a heap makes do with less of it. */
static void
little_address_space(void **state)
{
	pid_t child;
	int status = -1;

	(void)state;
	if (!LITTLE_SPACE)
		skip();
	child = fork();
	if (child == 0)
		_exit(live_in_little_space());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* A few thousand arenas come, go in any order, and come again. */
static void
thousands_of_arenas(void **state)
{
	static const char *const specs[] = { "tiny",
	    "cpython-3.8,pool=512,arena=4K,threshold=64",
	    "cpython-3.12,pool=512,arena=4K,threshold=64,excess=64" };
	struct program p;
	struct pym_stats s;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		program_init(&p, heap_of(specs[i]), 1500 + i);
		p.most = 64;
		for (k = 0; k < 150000; k++)
			program_malloc(&p, 1 + chance_below(&p.chance, 64));
		check_heap(p.heap, "with thousands of arenas");
		pym_stats(p.heap, &s, NULL, 0);
		assert_true(s.arenas_current > 1500);
		for (k = 0; k < 140000; k++)
			program_free(&p, chance_below(&p.chance,
			    (uint32_t)p.n));
		check_heap(p.heap, "with most blocks freed");
		program_apart(&p);
		program_free_all(&p);
		check_heap(p.heap, "with all freed");
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_large_is_refused),
		cmocka_unit_test(zero_bytes),
		cmocka_unit_test(around_the_threshold),
		cmocka_unit_test(strangers_are_refused),
		cmocka_unit_test(an_arena_that_is_gone),
		cmocka_unit_test(a_realloc_that_keeps),
		cmocka_unit_test(system_blocks_made_small),
		cmocka_unit_test(all_the_arenas_there_can_be),
		cmocka_unit_test(little_address_space),
		cmocka_unit_test(thousands_of_arenas),
	};

	return cmocka_run_group_tests_name("core: edges", tests, NULL, NULL);
}
