/*
 * core_nominal_test.c - people see the same addresses and the same memory
 * wherever a heap really is, with the arenas' own bases and with a
 * recording's.
 */
#include "config.h"

#include "core_util.h"

#include <inttypes.h>

/* ---- bases from a recording --------------------------------------------- */

struct recording {
	uint32_t least;		/* alignment of the bases */
	uint64_t obtained, given;
	uint64_t size;
};

/* Scattered, never overlapping, as unevenly as the alignment has it. */
static uint64_t
recorded_base(const struct recording *r, uint64_t ordinal)
{
	struct chance c = { ordinal * 977 + r->least };
	uint64_t uneven = chance_word(&c) % r->size / r->least * r->least;

	if (ordinal % 4 == 0)
		uneven = 0;
	return 0x7f1200000000 + (ordinal * 7 % 1009 * 3 + ordinal / 1009 *
	    4096) * r->size + uneven;
}

static uint64_t
tell_base(void *ctx, bool obtained, uint64_t ordinal, uint64_t address)
{
	struct recording *r = ctx;

	if (!obtained) {
		r->given++;
		assert_int_equal(address, recorded_base(r, ordinal));
		return 0;
	}
	assert_int_equal(ordinal, r->obtained);
	r->obtained++;
	return recorded_base(r, ordinal);
}

/* ---- the same stream in two heaps --------------------------------------- */

static void
same_now(const struct program *a, const struct program *b, struct image *x,
    struct image *y)
{
	size_t i;

	assert_int_equal(a->n, b->n);
	for (i = 0; i < a->n; i++)
		if (pym_nominal(a->heap, a->blocks[i].p) !=
		    pym_nominal(b->heap, b->blocks[i].p))
			FAIL("%s: block %zu is at 0x%" PRIx64 " and 0x%"
			    PRIx64, pym_heap_profile(a->heap)->name, i,
			    pym_nominal(a->heap, a->blocks[i].p),
			    pym_nominal(b->heap, b->blocks[i].p));
	image_take(x, a->heap, IMAGE_SHOWN);
	image_take(y, b->heap, IMAGE_SHOWN);
	image_same(x, y, a->heap, "two heaps");
}

/* A block's owner writes a part of it. */
static void
write_some(struct program *p)
{
	static const char text[] = "0123456789abcdefghijklmnop";
	struct owned *b;
	uint64_t at;
	size_t n;

	if (p->n == 0)
		return;
	b = &p->blocks[chance_below(&p->chance, (uint32_t)p->n)];
	if (b->n == 0)
		return;
	at = chance_below(&p->chance, (uint32_t)b->n);
	n = 1 + chance_below(&p->chance, (uint32_t)(b->n - at));
	if (n > sizeof(text))
		n = sizeof(text);
	assert_int_equal(pym_write(p->heap, pym_nominal(p->heap, b->p) + at,
	    text, n), PYM_OK);
	/* And as its owner wants it, but for what is behind. */
	p->blocks[b - p->blocks] = p->blocks[--p->n];
}

/* Blocks that nobody fills keep what was there before. */
static void
leave_some(struct program *p)
{
	size_t n = chance_below(&p->chance, 600);

	switch (chance_below(&p->chance, 3)) {
	case 0:
		pym_malloc(p->heap, n);
		break;
	case 1:
		pym_calloc(p->heap, 1, n);
		break;
	default:
		pym_realloc(p->heap, pym_malloc(p->heap, n), n + 1 + n / 2);
		break;
	}
}

static void
run_both(struct program *a, struct program *b)
{
	struct image x = { .runs = NULL }, y = { .runs = NULL };
	size_t round, i;

	a->writes = b->writes = true;
	for (round = 0; round < 5; round++) {
		a->frees = b->frees = round % 2 == 0 ? 3 : 12;
		for (i = 0; i < 300; i++) {
			program_step(a);
			program_step(b);
			if (i % 8 == 0) {
				write_some(a);
				write_some(b);
				leave_some(a);
				leave_some(b);
			}
		}
		same_now(a, b, &x, &y);
		check_heap(a->heap, "one");
		check_heap(b->heap, "the other");
	}
	program_free_all(a);
	program_free_all(b);
	same_now(a, b, &x, &y);
	image_free(&x);
	image_free(&y);
}

static void
two_heaps_at_once(void **state)
{
	struct program a, b;
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		program_init(&a, heap_of(spec_at(i)), 1100 + i);
		program_init(&b, heap_of(spec_at(i)), 1100 + i);
		run_both(&a, &b);
		pym_heap_free(a.heap);
		pym_heap_free(b.heap);
		program_end(&a);
		program_end(&b);
	}
}

static void
both_recorded(const char *spec, uint32_t least, uint64_t seed)
{
	struct program a, b;
	struct recording r, s;

	program_init(&a, heap_of(spec), seed);
	program_init(&b, heap_of(spec), seed);
	r = (struct recording){
		.least = least,
		.size = pym_heap_profile(a.heap)->arena_size,
	};
	s = r;
	pym_set_arena_hook(a.heap, tell_base, &r);
	pym_set_arena_hook(b.heap, tell_base, &s);
	run_both(&a, &b);
	assert_true(r.obtained > 0);
	assert_int_equal(r.obtained, s.obtained);
	assert_int_equal(r.given, s.given);
	pym_heap_free(a.heap);
	pym_heap_free(b.heap);
	program_end(&a);
	program_end(&b);
}

static void
two_heaps_with_recorded_bases(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		both_recorded(spec_at(i), 4096, 1200 + i);
		both_recorded(spec_at(i), 16, 1300 + i);
	}
}

/* ---- bases that cannot be ----------------------------------------------- */

static uint64_t
tell_any(void *ctx, bool obtained, uint64_t ordinal, uint64_t address)
{
	static const uint64_t bases[] = {
		1, 8, 0x13, 0xfffffffffffffff0, 0xfffffffffff00010,
		0xffffffffffffff00, PYM_METADATA_BASE, PYM_SYSTEM_BASE,
		PYM_METADATA_BASE - 4096, PYM_SYSTEM_BASE + 4096,
		0x7f0000000008, 0xfffffffffff00000, 0x1000000000010,
	};
	struct chance *c = ctx;

	(void)obtained;
	(void)ordinal;
	(void)address;
	return bases[chance_below(c, COUNT(bases))];
}

/* Whatever the hook says, the heap works and stays its own. */
static void
impossible_bases(void **state)
{
	struct chance c;
	struct program p;
	size_t i, k;

	(void)state;
	for (i = 0; i < spec_count(); i++) {
		program_init(&p, heap_of(spec_at(i)), 1400 + i);
		c.state = i;
		pym_set_arena_hook(p.heap, tell_any, &c);
		for (k = 0; k < 1500; k++) {
			p.frees = k / 300 % 2 == 0 ? 2 : 12;
			program_step(&p);
		}
		check_heap(p.heap, "with impossible bases");
		assert_int_equal(pym_free(p.heap, &p), PYM_NOT_A_BLOCK);
		assert_int_equal(pym_free(p.heap, NULL), PYM_OK);
		program_free_all(&p);
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

/* The default is offered, and taken when the answer is 0. */
static uint64_t
tell_none(void *ctx, bool obtained, uint64_t ordinal, uint64_t address)
{
	uint64_t *last = ctx;

	(void)ordinal;
	if (obtained)
		*last = address;
	else
		assert_int_equal(address, *last);
	return 0;
}

static void
no_bases(void **state)
{
	struct pym_heap *heap = heap_of("cpython-2.5");
	uint64_t last = 0;
	void *p;

	(void)state;
	pym_set_arena_hook(heap, tell_none, &last);
	p = pym_malloc(heap, 1);
	assert_int_equal(last, PYM_ARENA_BASE + 16);
	assert_int_equal(pym_nominal(heap, p), PYM_ARENA_BASE + 4096 + 48);
	assert_int_equal(pym_free(heap, p), PYM_OK);
	pym_set_arena_hook(heap, NULL, NULL);
	pym_malloc(heap, 1);
	pym_heap_free(heap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_heaps_at_once),
		cmocka_unit_test(two_heaps_with_recorded_bases),
		cmocka_unit_test(impossible_bases),
		cmocka_unit_test(no_bases),
	};

	return cmocka_run_group_tests_name("core: nominal addresses", tests,
	    NULL, NULL);
}
