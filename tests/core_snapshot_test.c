/*
 * core_snapshot_test.c - a heap goes back to any moment a snapshot was taken
 * of, over and over, whatever happened since.
 */
#include "config.h"

#include "core_util.h"

#define MOMENTS 5

/* A moment kept: the snapshot, what people saw, and what the program had. */
struct moment {
	struct pym_snapshot *snap;
	struct image seen;
	struct program program;
};

static void
moment_take(struct moment *m, const struct program *p)
{
	*m = (struct moment){ .snap = pym_snapshot_take(p->heap) };
	assert_non_null(m->snap);
	assert_true(pym_snapshot_bytes(m->snap) > 0);
	image_take(&m->seen, p->heap, IMAGE_SHOWN);
	program_copy(&m->program, p);
}

static void
moment_free(struct moment *m)
{
	pym_snapshot_free(m->snap);
	image_free(&m->seen);
	program_end(&m->program);
}

static void
moment_restore(const struct moment *m, struct program *p)
{
	struct image now = { .runs = NULL };
	struct chance chance = p->chance;

	pym_snapshot_restore(p->heap, m->snap);
	program_end(p);
	program_copy(p, &m->program);
	p->chance = chance;	/* every future is another one */
	image_take(&now, p->heap, IMAGE_SHOWN);
	image_same(&m->seen, &now, p->heap, "restored");
	check_heap(p->heap, "restored");
	program_verify(p);
	image_free(&now);
}

static void
some_steps(struct program *p, bool observed)
{
	uint32_t n = chance_below(&p->chance, 250);

	p->frees = chance_below(&p->chance, 2) == 0 ? 2 : 12;
	p->most = chance_below(&p->chance, 4) == 0 ? 200000 : 600;
	p->observer = NULL;
	if (p->most > 600)
		n /= 8;
	while (n-- > 0)
		program_step(p);
	if (observed)
		program_free_all(p);
}

static void
wander(const char *spec, uint64_t seed)
{
	struct moment moments[MOMENTS];
	struct program p;
	size_t i;

	program_init(&p, heap_of(spec), seed);
	for (i = 0; i < MOMENTS; i++) {
		moment_take(&moments[i], &p);
		some_steps(&p, i == 2);
	}
	for (i = 0; i < 3 * MOMENTS; i++) {
		moment_restore(&moments[chance_below(&p.chance, MOMENTS)], &p);
		if (i % 3 != 0)
			some_steps(&p, false);
	}
	program_free_all(&p);
	check_heap(p.heap, "in the end");
	for (i = 0; i < MOMENTS; i++)
		moment_free(&moments[i]);
	pym_heap_free(p.heap);
	program_end(&p);
}

static void
back_and_forth(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i++)
		wander(spec_at(i), 700 + i);
}

/* The same moment twice gives the same bytes to go back to. */
static void
taken_twice(void **state)
{
	struct program p;
	struct moment a, b;
	size_t i;

	(void)state;
	for (i = 0; i < spec_count(); i += 3) {
		program_init(&p, heap_of(spec_at(i)), 800 + i);
		some_steps(&p, false);
		moment_take(&a, &p);
		moment_take(&b, &p);
		image_same(&a.seen, &b.seen, p.heap, "taken twice");
		assert_int_equal(pym_snapshot_bytes(a.snap),
		    pym_snapshot_bytes(b.snap));
		some_steps(&p, true);
		moment_restore(&b, &p);
		some_steps(&p, false);
		moment_restore(&a, &p);
		moment_restore(&a, &p);
		moment_free(&a);
		moment_free(&b);
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

/* What a program wrote where no block is comes back, too. */
static void
bytes_outside_of_blocks(void **state)
{
	static const char *const specs[] = { "tiny", "tiny,excess=16",
	    "classic", "cpython-2.5", "cpython-3.11,excess=4096" };
	struct pym_arena_view arena;
	struct moment moment;
	struct program p;
	uint64_t at[4];
	char text[8];
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		program_init(&p, heap_of(specs[i]), 900 + i);
		program_malloc(&p, 40);
		assert_true(pym_arena(p.heap, 0, &arena));
		at[0] = arena.address;
		at[1] = arena.first_pool +
		    3 * pym_heap_profile(p.heap)->pool_size + 100;
		at[2] = arena.address +
		    pym_heap_profile(p.heap)->arena_size - 8;
		at[3] = arena.first_pool + 20;
		for (k = arena.address == arena.first_pool; k < 3; k++)
			assert_int_equal(pym_write(p.heap, at[k], "outside",
			    8), PYM_OK);
		moment_take(&moment, &p);
		for (k = arena.address == arena.first_pool; k < 3; k++)
			assert_int_equal(pym_write(p.heap, at[k], "changed",
			    8), PYM_OK);
		program_free_all(&p);
		program_malloc(&p, 40);
		moment_restore(&moment, &p);
		for (k = arena.address == arena.first_pool; k < 3; k++) {
			assert_int_equal(pym_read(p.heap, at[k], text, 8),
			    PYM_OK);
			assert_string_equal(text, "outside");
		}
		moment_free(&moment);
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

/* Back to before a write outside: the bytes are zero again. */
static void
bytes_outside_go(void **state)
{
	struct pym_heap *heap = heap_of("tiny,excess=16");
	struct pym_snapshot *snap;
	uint64_t zero = 0, word;
	size_t i;

	(void)state;
	pym_malloc(heap, 8);
	snap = pym_snapshot_take(heap);
	for (i = 16; i < 4096 + 16; i += 8)
		if (i < 512 || i >= 1024)
			assert_int_equal(pym_write(heap, PYM_ARENA_BASE + i,
			    "01234567", 8), PYM_OK);
	pym_snapshot_restore(heap, snap);
	for (i = 16; i < 4096 + 16; i += 8) {
		assert_int_equal(pym_read(heap, PYM_ARENA_BASE + i, &word, 8),
		    PYM_OK);
		if (i < 512 || i >= 1024)
			assert_int_equal(word, zero);
	}
	pym_snapshot_free(snap);
	pym_heap_free(heap);
}

/* A block that realloc moved to the system is whole in a snapshot. */
static void
blocks_that_moved_to_the_system(void **state)
{
	struct program p;
	struct moment moment;

	(void)state;
	program_init(&p, heap_of("cpython-3.9"), 1);
	program_malloc(&p, 500);
	/* As by realloc: the program does not write what was copied. */
	p.blocks[0].p = pym_realloc(p.heap, p.blocks[0].p, 5000);
	moment_take(&moment, &p);
	assert_int_equal(pym_free(p.heap, p.blocks[0].p), PYM_OK);
	moment_restore(&moment, &p);
	moment_free(&moment);
	pym_heap_free(p.heap);
	program_end(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(back_and_forth),
		cmocka_unit_test(taken_twice),
		cmocka_unit_test(bytes_outside_of_blocks),
		cmocka_unit_test(bytes_outside_go),
		cmocka_unit_test(blocks_that_moved_to_the_system),
	};

	return cmocka_run_group_tests_name("core: snapshots", tests, NULL,
	    NULL);
}
