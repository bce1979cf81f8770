/*
 * core_undo_test.c - operations taken back: after they ended, paused in the
 * middle and dropped, one within another, and two that raced.
 */
#include "config.h"

#include "core_util.h"

#include <stdio.h>

#include "session/paused.h"

enum what { MALLOC, CALLOC, REALLOC, FREE, WRITE };

/* A call on a stack of its own, which stops at decision STOP (from 1). */
struct act {
	struct pym_heap *heap;
	struct pym_operation *op;
	struct paused *paused;
	enum what what;
	void *p;		/* block freed or moved; then what came back */
	size_t n;
	uint32_t stop, decisions;
	enum pym_decision_kind kind;	/* of the last decision */
};

static void
count(void *ctx, const struct pym_decision *d)
{
	struct act *r = ctx;

	r->decisions = d->number;
	r->kind = d->kind;
	if (r->paused != NULL && d->number == r->stop)
		paused_yield(r->paused);
}

static void
call(void *ctx)
{
	struct act *r = ctx;
	static const char text[] = "written by its owner";

	switch (r->what) {
	case MALLOC:
		r->p = pym_operation_malloc(r->op, r->n);
		break;
	case CALLOC:
		r->p = pym_operation_calloc(r->op, 3, r->n / 3);
		break;
	case REALLOC:
		r->p = pym_operation_realloc(r->op, r->p, r->n);
		break;
	case FREE:
		pym_operation_free_block(r->op, r->p);
		break;
	case WRITE:
		pym_operation_write(r->op, pym_nominal(r->heap, r->p), text,
		    r->n < sizeof(text) ? r->n : sizeof(text));
		break;
	}
}

static void
act_new(struct act *r, struct pym_heap *heap)
{
	r->heap = heap;
	r->op = pym_operation_new(heap, count, r);
	assert_non_null(r->op);
}

static void
act_paused(struct act *r, struct pym_heap *heap, uint32_t stop)
{
	act_new(r, heap);
	r->stop = stop;
	r->paused = paused_new(call, r);
	assert_non_null(r->paused);
	paused_resume(r->paused);
}

static void
act_free(struct act *r)
{
	paused_free(r->paused);
	pym_operation_free(r->op);
	*r = (struct act){ .heap = NULL };
}

static struct act
some_act(struct program *p)
{
	struct act r = { .what = chance_below(&p->chance, 5) };
	const struct owned *b;

	r.n = chance_below(&p->chance, 8) == 0 ?
	    1000 + chance_below(&p->chance, 400000) :
	    p->least + chance_below(&p->chance, p->most - p->least + 1);
	if (r.what == MALLOC || r.what == CALLOC || p->n == 0)
		return p->n == 0 ? (struct act){ .what = MALLOC, .n = r.n } :
		    r;
	b = &p->blocks[chance_below(&p->chance, (uint32_t)p->n)];
	r.p = b->p;
	if (r.what == WRITE)
		r.n = b->n;
	return r;
}

/* ---- one operation ------------------------------------------------------ */

/* Undone when it has ended; then stopped at some decision, dropped and undone;
   only then the program goes on. */
static void
undone_twice(struct program *p, struct image *before, struct image *after)
{
	struct act r, again = some_act(p);
	char when[80];
	uint32_t n;

	image_take(before, p->heap, IMAGE_REAL);
	r = again;
	act_new(&r, p->heap);
	call(&r);
	n = r.decisions;
	pym_operation_undo(r.op);
	act_free(&r);
	image_take(after, p->heap, IMAGE_REAL);
	snprintf(when, sizeof(when), "call %d of %zu undone", (int)again.what,
	    again.n);
	image_same(before, after, p->heap, when);
	if (n == 0)
		return;
	r = again;
	act_paused(&r, p->heap, 1 + chance_below(&p->chance, n));
	pym_operation_undo(r.op);
	act_free(&r);
	image_take(after, p->heap, IMAGE_REAL);
	image_same(before, after, p->heap, "paused, dropped and undone");
}

static void
undo_stream(const char *spec, uint64_t seed)
{
	struct image before = { .runs = NULL }, after = { .runs = NULL };
	struct program p;
	size_t i;

	program_init(&p, heap_of(spec), seed);
	for (i = 0; i < 400; i++) {
		p.frees = i / 50 % 2 == 0 ? 2 : 13;
		undone_twice(&p, &before, &after);
		check_heap(p.heap, "after undoing");
		program_step(&p);
	}
	program_verify(&p);
	image_free(&before);
	image_free(&after);
	pym_heap_free(p.heap);
	program_end(&p);
}

static const char *const specs[] = {
	"tiny", "tiny,excess=16", "cpython-2.4,pool=1K,arena=8K",
	"cpython-2.5,pool=1K,arena=8K", "classic,pool=2K,arena=16K",
	"cpython-3.8,pool=2K,arena=8K", "cpython-3.9,pool=2K,arena=8K",
	"cpython-3.10,pool=4K,arena=16K,excess=2048",
	"cpython-3.13,pool=4K,arena=16K",
};

static void
every_operation_can_be_undone(void **state)
{
	struct pym_heap *other;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(specs); i++)
		undo_stream(specs[i], 400 + i);
	other = heap_of("tiny");
	undo_stream("tiny", 500);
	undo_stream("cpython-3.11,pool=4K,arena=16K", 501);
	pym_heap_free(other);
}

/* ---- several ------------------------------------------------------------ */

#define DEPTH 12

/* Operations that ended one after the other, undone last first. */
static void
undone_in_a_row(struct program *p, struct image *before, struct image *after)
{
	struct act acts[DEPTH];
	size_t i, n = p->n;

	image_take(before, p->heap, IMAGE_REAL);
	for (i = 0; i < DEPTH; i++) {
		acts[i] = some_act(p);
		/* What one freed or moved the next must not touch. */
		if (acts[i].p != NULL && acts[i].what != WRITE) {
			size_t k = 0;

			while (p->blocks[k].p != acts[i].p)
				k++;
			p->blocks[k] = p->blocks[--p->n];
			p->blocks[p->n] = (struct owned){ .p = acts[i].p };
		}
		act_new(&acts[i], p->heap);
		call(&acts[i]);
	}
	check_heap(p->heap, "after some operations");
	while (i-- > 0) {
		pym_operation_undo(acts[i].op);
		act_free(&acts[i]);
	}
	p->n = n;
	image_take(after, p->heap, IMAGE_REAL);
	image_same(before, after, p->heap, "undone in a row");
}

static void
operations_undone_last_first(void **state)
{
	struct image before = { .runs = NULL }, after = { .runs = NULL };
	struct program p, saved;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		program_init(&p, heap_of(specs[i]), 600 + i);
		for (k = 0; k < 60; k++) {
			p.frees = k / 10 % 2 == 0 ? 2 : 13;
			program_copy(&saved, &p);
			undone_in_a_row(&p, &before, &after);
			saved.chance = p.chance;
			program_end(&p);
			p = saved;
			check_heap(p.heap, "after undoing");
			program_step(&p);
			program_step(&p);
		}
		program_free_all(&p);
		pym_heap_free(p.heap);
		program_end(&p);
	}
	image_free(&before);
	image_free(&after);
}

/* An arena is given back, its place taken again; a large system block freed,
   and used again: both ways back. */
static void
what_was_dropped_comes_back(void **state)
{
	struct pym_heap *heap = heap_of("classic");
	struct image before = { .runs = NULL }, after = { .runs = NULL };
	struct act acts[4] = {
		{ .what = FREE }, { .what = MALLOC, .n = 40 },
		{ .what = FREE }, { .what = CALLOC, .n = 300000 },
	};
	char text[] = "kept";
	size_t i;

	(void)state;
	acts[0].p = pym_malloc(heap, 100);
	acts[2].p = pym_malloc(heap, 300000);
	for (i = 0; i < 4; i += 2)
		pym_write(heap, pym_nominal(heap, acts[i].p) + 60, text,
		    sizeof(text));
	image_take(&before, heap, IMAGE_REAL);
	for (i = 0; i < 4; i++) {
		act_new(&acts[i], heap);
		call(&acts[i]);
	}
	assert_ptr_equal(acts[3].p, acts[2].p);
	assert_int_equal(((char *)acts[3].p)[60], 0);
	for (i = 4; i-- > 0; act_free(&acts[i]))
		pym_operation_undo(acts[i].op);
	image_take(&after, heap, IMAGE_REAL);
	image_same(&before, &after, heap, "dropped and brought back");
	check_heap(heap, "brought back");
	image_free(&before);
	image_free(&after);
	pym_heap_free(heap);
}

/* From the 18th time on the arenas are far from each other. */
static uint64_t
far_apart(void *ctx, bool obtained, uint64_t ordinal, uint64_t address)
{
	uint32_t *times = ctx;

	(void)address;
	return obtained && ++*times > 17 ? 0x7f0000000000 +
	    ordinal * 0x10000000000 : 0;
}

static void
undone_malloc(struct pym_heap *heap)
{
	struct act a = { .what = MALLOC, .n = 500 };

	act_new(&a, heap);
	call(&a);
	assert_int_equal(pym_arena_slots(heap), 32);
	pym_operation_undo(a.op);
	act_free(&a);
	assert_int_equal(pym_arena_slots(heap), 16);
	check_heap(heap, "with a vector that did not grow");
}

/* Sixteen arenas are full; two go, and two come, one of them far away. */
static void
a_far_arena(struct image *im, bool undone)
{
	struct pym_heap *heap = heap_of("cpython-3.11,pool=4K,arena=16K");
	void *blocks[16 * 4 * 7];
	uint32_t times = undone ? 0 : 1;
	size_t n;

	pym_set_arena_hook(heap, far_apart, &times);
	for (n = 0; n < COUNT(blocks); n++)
		blocks[n] = pym_malloc(heap, 500);
	if (undone)
		undone_malloc(heap);
	while (n > 14 * 4 * 7)
		assert_int_equal(pym_free(heap, blocks[--n]), PYM_OK);
	assert_int_equal(times, 17);
	for (; n < COUNT(blocks); n++)
		pym_malloc(heap, 500);
	assert_int_equal(times, 18);
	assert_int_equal(pym_arena_slots(heap), 16);
	check_heap(heap, "with new nodes");
	image_take(im, heap, IMAGE_SHOWN);
	pym_heap_free(heap);
}

/*
 * What an operation took of the metadata is clean when it is taken anew, for
 * something else: the vector that was to grow, then a node of the map.
 */
static void
metadata_taken_anew(void **state)
{
	struct image a = { .runs = NULL }, b = { .runs = NULL };
	struct pym_heap *heap = heap_of("cpython-3.11");

	(void)state;
	a_far_arena(&a, false);
	a_far_arena(&b, true);
	image_same(&a, &b, heap, "metadata taken anew");
	image_free(&a);
	image_free(&b);
	pym_heap_free(heap);
}

/* ---- the race ----------------------------------------------------------- */

/* Two mallocs without a lock are handed the same block: both have chosen it
   before either moves the chain on. */
static void
race(const char *spec, bool first_ends_first, bool undone_first_first)
{
	struct pym_heap *heap = heap_of(spec);
	struct image before = { .runs = NULL }, after = { .runs = NULL };
	struct act a = { .what = MALLOC, .n = 28 }, b = a;
	struct pym_pool_view pool;

	pym_malloc(heap, 28);
	image_take(&before, heap, IMAGE_REAL);
	act_paused(&a, heap, 3);
	assert_int_equal(a.kind, PYM_D_BLOCK_CHOSEN);
	act_paused(&b, heap, 3);
	assert_int_equal(b.kind, PYM_D_BLOCK_CHOSEN);
	assert_false(paused_resume(first_ends_first ? a.paused : b.paused));
	assert_false(paused_resume(first_ends_first ? b.paused : a.paused));
	assert_ptr_equal(a.p, b.p);
	assert_true(pym_pool(heap, (struct pym_pool_ref){ 0, 0 }, &pool));
	assert_int_equal(pool.count, 3);
	pym_operation_undo(undone_first_first ? a.op : b.op);
	pym_operation_undo(undone_first_first ? b.op : a.op);
	image_take(&after, heap, IMAGE_REAL);
	image_same(&before, &after, heap, "the race undone");
	check_heap(heap, "the race undone");
	act_free(&a);
	act_free(&b);
	image_free(&before);
	image_free(&after);
	pym_heap_free(heap);
}

static void
two_get_the_same_block(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(specs) * 4; i++)
		race(specs[i / 4], i & 1, i & 2);
}

/* One runs from end to end while the other is paused (not between the words
   that its own malloc could not do without): whichever is undone first,
   nothing is left of either. */
static void
one_within_another(void **state)
{
	struct pym_heap *heap = heap_of("cpython-3.9");
	struct image before = { .runs = NULL }, after = { .runs = NULL };
	struct act a, b;
	uint32_t i;

	(void)state;
	pym_malloc(heap, 100);
	for (i = 0; i < 24; i++) {
		image_take(&before, heap, IMAGE_REAL);
		a = (struct act){ .what = MALLOC, .n = 100 };
		b = (struct act){ .what = CALLOC, .n = i < 12 ? 100 : 400 };
		act_paused(&a, heap, 1 + i / 2 % 3);
		act_new(&b, heap);
		call(&b);
		paused_resume(a.paused);
		pym_operation_undo(i % 2 == 0 ? a.op : b.op);
		pym_operation_undo(i % 2 == 0 ? b.op : a.op);
		act_free(&a);
		act_free(&b);
		image_take(&after, heap, IMAGE_REAL);
		image_same(&before, &after, heap, "one within another");
	}
	image_free(&before);
	image_free(&after);
	pym_heap_free(heap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_operation_can_be_undone),
		cmocka_unit_test(operations_undone_last_first),
		cmocka_unit_test(what_was_dropped_comes_back),
		cmocka_unit_test(metadata_taken_anew),
		cmocka_unit_test(two_get_the_same_block),
		cmocka_unit_test(one_within_another),
	};

	return cmocka_run_group_tests_name("core: undoing", tests, NULL,
	    NULL);
}
