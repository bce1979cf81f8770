/*
 * core_broken_test.c - heaps broken on purpose: what a real pymalloc would do
 * is done, nothing else is touched, and all of it can be taken back.
 */
#include "config.h"

#include "core_util.h"

#include <inttypes.h>

static const char *const specs[] = { "tiny", "tiny,excess=16",
    "cpython-2.4,pool=1K,arena=8K", "cpython-2.5,pool=1K,arena=8K",
    "cpython-3.7,pool=2K,arena=8K", "cpython-3.9,pool=2K,arena=16K",
    "cpython-3.10,pool=2K,arena=16K",
    "cpython-3.13,pool=2K,arena=16K,excess=1024",
    "classic,pool=2K,arena=16K,debug=on",
    "cpython-3.11,pool=2K,arena=16K,debug=on" };

/* The last two have debug hooks, which find most of it. */
#define PLAIN	(COUNT(specs) - 2)

static void
ignore(void *ctx, const struct pym_decision *d)
{
	uint64_t *sum = ctx;
	size_t i;

	*sum += d->address;
	for (i = 0; i < d->nwrites; i++)
		*sum += d->writes[i].after;
}

/* ---- one step, in two heaps --------------------------------------------- */

enum what { WHAT_MALLOC, WHAT_CALLOC, WHAT_REALLOC, WHAT_FREE,
    WHAT_FREE_WILD, WHAT_WRITE_WILD, WHATS };

struct step {
	enum what what;
	uint64_t address, value;
	size_t n;
};

struct result {
	uint64_t address;
	enum pym_status status;
	struct pym_crash crash;
};

static void *
place_of(struct pym_heap *heap, uint64_t address)
{
	return address == 0 ? NULL : pym_real(heap, address);
}

static struct result
call(struct pym_operation *op, struct pym_heap *heap, const struct step *s)
{
	struct result r = { .status = PYM_OK };
	void *p = NULL;

	switch (s->what) {
	case WHAT_MALLOC:
		p = pym_operation_malloc(op, s->n);
		break;
	case WHAT_CALLOC:
		p = pym_operation_calloc(op, 2, s->n / 2);
		break;
	case WHAT_REALLOC:
		p = pym_operation_realloc(op, place_of(heap, s->address),
		    s->n);
		break;
	case WHAT_FREE:
		r.status = pym_operation_free_block(op,
		    place_of(heap, s->address));
		break;
	case WHAT_FREE_WILD:
		r.status = pym_operation_free_wild(op, s->address);
		break;
	default:
		r.status = pym_operation_write_wild(op, s->address,
		    &s->value, s->n);
		break;
	}
	r.address = pym_nominal(heap, p);
	r.crash = pym_operation_crash(op);
	return r;
}

/* One step; where it fails it is taken back. */
static struct result
carry_out(struct pym_heap *heap, const struct step *s)
{
	uint64_t sum = 0;
	struct pym_operation *op = pym_operation_new(heap, ignore, &sum);
	struct result r;

	assert_non_null(op);
	r = call(op, heap, s);
	if (r.crash.kind != PYM_CRASH_NONE || r.status != PYM_OK)
		pym_operation_undo(op);
	pym_operation_free(op);
	return r;
}

/* ---- by hand ------------------------------------------------------------ */

static uint64_t
ask(struct pym_heap *heap, size_t n)
{
	const struct step s = { .what = WHAT_MALLOC, .n = n };

	return carry_out(heap, &s).address;
}

static struct result
free_wild(struct pym_heap *heap, uint64_t address)
{
	const struct step s = { .what = WHAT_FREE_WILD, .address = address };

	return carry_out(heap, &s);
}

static struct result
write_wild(struct pym_heap *heap, uint64_t address, uint64_t value)
{
	const struct step s = { .what = WHAT_WRITE_WILD, .address = address,
		.value = value, .n = 8 };

	return carry_out(heap, &s);
}

static void
a_double_free_hands_out_twice(void **state)
{
	struct pym_heap *heap;
	uint64_t a, where;
	uint32_t offsets[4];
	struct pym_location l;
	char fault[200];
	size_t i;

	(void)state;
	for (i = 0; i < PLAIN; i++) {
		heap = heap_of(specs[i]);
		a = ask(heap, 28);
		ask(heap, 28);
		ask(heap, 28);
		assert_int_equal(free_wild(heap, a).status, PYM_OK);
		assert_int_equal(free_wild(heap, a).status, PYM_OK);
		pym_locate(heap, a, &l);
		assert_int_equal(pym_pool_chain_end(heap, l.pool, &where),
		    PYM_CHAIN_RING);
		assert_int_equal(where, 0);
		assert_int_equal(pym_pool_chain(heap, l.pool, offsets, 4), 1);
		assert_false(pym_check(heap, fault, sizeof(fault)));
		assert_non_null(strstr(fault, "never ends"));
		assert_int_equal(ask(heap, 28), a);
		assert_int_equal(ask(heap, 28), a);
		pym_heap_free(heap);
	}
}

static void
a_chain_leads_astray(void **state)
{
	const uint64_t junk = 0x4141414141414141;
	const struct step next = { .what = WHAT_MALLOC, .n = 28 };
	struct image before = { .runs = NULL }, after = { .runs = NULL };
	struct pym_heap *heap;
	struct pym_location l;
	struct result r;
	uint64_t a, where;
	size_t i;

	(void)state;
	for (i = 0; i < PLAIN; i++) {
		heap = heap_of(specs[i]);
		a = ask(heap, 28);
		ask(heap, 28);
		free_wild(heap, a);
		assert_int_equal(write_wild(heap, a, junk).status, PYM_OK);
		pym_locate(heap, a, &l);
		assert_int_equal(pym_pool_chain_end(heap, l.pool, &where),
		    PYM_CHAIN_ASTRAY);
		assert_int_equal(where, junk);
		assert_int_equal(ask(heap, 28), a);
		image_take(&before, heap, IMAGE_REAL);
		r = carry_out(heap, &next);
		assert_int_equal(r.crash.kind, PYM_CRASH_READ);
		assert_int_equal(r.crash.address, junk);
		image_take(&after, heap, IMAGE_REAL);
		image_same(&before, &after, heap, "after a crash");
		image_free(&before);
		image_free(&after);
		pym_heap_free(heap);
	}
}

/* A link to a block that somebody holds: it is handed out again. */
static void
a_chain_leads_into_user_data(void **state)
{
	struct pym_heap *heap;
	uint64_t a, b;
	size_t i;

	(void)state;
	for (i = 0; i < PLAIN; i++) {
		heap = heap_of(specs[i]);
		a = ask(heap, 28);
		b = ask(heap, 28);
		free_wild(heap, a);
		write_wild(heap, a, b + 8);
		write_wild(heap, b + 8, 0);
		assert_int_equal(ask(heap, 28), a);
		assert_int_equal(ask(heap, 28), b + 8);
		pym_heap_free(heap);
	}
}

/* What is no memory of the heap, and what is the system allocator's own. */
static void
nothing_else_is_touched(void **state)
{
	struct pym_heap *heap = heap_of("cpython-3.8");
	uint64_t big = ask(heap, 1000), small = ask(heap, 10);
	struct result r;

	(void)state;
	assert_int_equal(write_wild(heap, big + 998, 1).status,
	    PYM_BAD_ADDRESS);
	assert_int_equal(write_wild(heap, big - 8, 1).status,
	    PYM_BAD_ADDRESS);
	r = write_wild(heap, 0x1234, 1);
	assert_int_equal(r.crash.kind, PYM_CRASH_WRITE);
	assert_int_equal(r.crash.address, 0x1234);
	assert_int_equal(write_wild(heap, PYM_SYSTEM_BASE, 1).status,
	    PYM_BAD_ADDRESS);
	assert_int_equal(write_wild(heap, small & ~(uint64_t)0x3ffff,
	    1).status, PYM_OK);
	assert_int_equal(free_wild(heap, big).status, PYM_OK);
	assert_int_equal(free_wild(heap, big).status, PYM_NOT_A_BLOCK);
	r = free_wild(heap, 0x12345678);
	assert_int_equal(r.status, PYM_CRASHED);
	assert_int_equal(r.crash.address, 0x12345020);
	pym_heap_free(heap);
	heap = heap_of("cpython-3.10");
	assert_int_equal(free_wild(heap, 0x12345678).status,
	    PYM_NOT_A_BLOCK);
	pym_heap_free(heap);
}

static void
the_hooks_find_it(void **state)
{
	struct pym_heap *heap;
	struct result r;
	uint64_t a;
	size_t i;

	(void)state;
	for (i = PLAIN; i < COUNT(specs); i++) {
		heap = heap_of(specs[i]);
		a = ask(heap, 28);
		ask(heap, 28);
		assert_int_equal(a % 16, 0);
		assert_int_equal(write_wild(heap, a + 20, 1).status, PYM_OK);
		assert_int_equal(free_wild(heap, a).status, PYM_OK);
		a = ask(heap, 28);
		assert_int_equal(write_wild(heap, a + 24, 1).status, PYM_OK);
		r = free_wild(heap, a);
		assert_int_equal(r.status, PYM_CRASHED);
		assert_int_equal(r.crash.kind, PYM_CRASH_FATAL);
		assert_int_equal(r.crash.address, a);
		a = ask(heap, 100);
		assert_int_equal(free_wild(heap, a).status, PYM_OK);
		r = free_wild(heap, a);
		/* The size that it finds is a link: the words lead astray. */
		assert_int_equal(r.crash.kind, PYM_CRASH_READ);
		a = ask(heap, 700);
		assert_int_equal(write_wild(heap, a + 700, 1).status, PYM_OK);
		assert_int_equal(free_wild(heap, a).crash.kind,
		    PYM_CRASH_FATAL);
		pym_heap_free(heap);
	}
}

/* ---- at random ---------------------------------------------------------- */

struct world {
	struct pym_heap *heap, *twin;	/* the twin may be elsewhere */
	struct chance chance;
	uint64_t blocks[64];
	uint64_t calls, crashes;
};

/* A number that is likely to lead somewhere, or any at all. */
static uint64_t
misleading(struct world *w)
{
	static const uint64_t numbers[] = { 0, 1, 0xffff, 0xffffffff,
	    UINT64_MAX, 0x8000000000000000, 48, 4096 };

	switch (chance_below(&w->chance, 6)) {
	case 0:
		return numbers[chance_below(&w->chance, COUNT(numbers))];
	case 1:
		return chance_word(&w->chance);
	case 2:
		return PYM_METADATA_BASE + chance_below(&w->chance, 800) * 8;
	case 3:
		return PYM_SYSTEM_BASE + chance_below(&w->chance, 3000);
	case 4:
		return w->blocks[chance_below(&w->chance, COUNT(w->blocks))];
	default:
		return PYM_ARENA_BASE + chance_below(&w->chance, 60000);
	}
}

/* Mostly a header, a chain or a variable. */
static uint64_t
vulnerable(struct world *w)
{
	const struct pym_profile *p = pym_heap_profile(w->heap);

	switch (chance_below(&w->chance, 8)) {
	case 0:
		return PYM_METADATA_BASE + chance_below(&w->chance, 6000) * 4;
	case 1:
		return misleading(w);
	case 2:
	case 3:
	case 4:
		return w->blocks[chance_below(&w->chance, COUNT(w->blocks))];
	default:
		return PYM_ARENA_BASE + p->excess +
		    chance_below(&w->chance, 60) * p->pool_size +
		    chance_below(&w->chance, 12) * 4;
	}
}

static struct step
any_step(struct world *w, uint32_t damage)
{
	struct step s = { .n = chance_below(&w->chance, 90) + 1 };
	uint64_t *block;

	if (chance_below(&w->chance, 40) < damage)
		s.what = WHAT_FREE_WILD + chance_below(&w->chance, 2);
	else
		s.what = chance_below(&w->chance, 2) == 0 ? WHAT_FREE :
		    chance_below(&w->chance, 3);
	if (chance_below(&w->chance, 50) == 0)
		s.n = chance_below(&w->chance, 2000);
	block = &w->blocks[chance_below(&w->chance, COUNT(w->blocks))];
	s.address = s.what == WHAT_FREE_WILD ? misleading(w) : *block;
	/* Nobody frees twice or uses what is freed, but by the wild calls. */
	if (s.what == WHAT_REALLOC || s.what == WHAT_FREE)
		*block = 0;
	if (s.what == WHAT_WRITE_WILD) {
		s.address = vulnerable(w);
		s.value = misleading(w);
		s.n = chance_below(&w->chance, 4) == 0 ?
		    chance_below(&w->chance, 8) + 1 : 8;
	}
	return s;
}

static void
same_result(const struct world *w, const struct result *a,
    const struct result *b)
{
	if (a->address != b->address || a->status != b->status ||
	    a->crash.kind != b->crash.kind ||
	    a->crash.address != b->crash.address)
		FAIL("%s: call %" PRIu64 " gave 0x%" PRIx64 ", %s, %d at 0x%"
		    PRIx64 " in one heap and 0x%" PRIx64 ", %s, %d at 0x%"
		    PRIx64 " in the other", pym_heap_profile(w->heap)->name,
		    w->calls, a->address, pym_strstatus(a->status),
		    (int)a->crash.kind, a->crash.address, b->address,
		    pym_strstatus(b->status), (int)b->crash.kind,
		    b->crash.address);
}

static void
take_step(struct world *w, uint32_t damage)
{
	const struct step s = any_step(w, damage);
	struct result r = carry_out(w->heap, &s), other;

	w->calls++;
	w->crashes += r.crash.kind != PYM_CRASH_NONE;
	if (w->twin != NULL) {
		other = carry_out(w->twin, &s);
		same_result(w, &r, &other);
	}
	if (r.address != 0)
		w->blocks[chance_below(&w->chance, COUNT(w->blocks))] =
		    r.address;
}

static void
look(const struct pym_heap *heap)
{
	struct pym_pool_ref refs[20];
	struct pym_arena_view a;
	struct pym_pool_view v;
	uint32_t offsets[20];
	uint64_t where;
	char fault[200];
	uint32_t i, k;

	pym_check(heap, fault, sizeof(fault));
	for (i = 0; i < pym_arena_slots(heap); i++) {
		if (!pym_arena(heap, i, &a))
			continue;
		pym_freepools(heap, i, refs, COUNT(refs));
		for (k = 0; k < a.ntotalpools; k++) {
			pym_pool(heap, (struct pym_pool_ref){ i, k }, &v);
			pym_pool_chain(heap, v.ref, offsets, COUNT(offsets));
			pym_pool_chain_end(heap, v.ref, &where);
		}
	}
	for (i = 0; i < 70; i++)
		pym_usedpools(heap, i, refs, COUNT(refs));
}

/* Every byte of memory there is, found by address: damaged tables tell little
   of what there is. */
static uint64_t
memory_hash(const struct pym_heap *heap)
{
	const struct pym_profile *p = pym_heap_profile(heap);
	size_t i, k, n = metadata_bytes(heap);
	uint64_t hash = n, address;
	const uint8_t *bytes;

	bytes = pym_real(heap, PYM_METADATA_BASE);
	for (i = 0; i < n; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3;
	for (i = 0; i < 300; i++) {
		address = PYM_ARENA_BASE + p->excess + i * p->arena_size;
		bytes = pym_real(heap, address);
		for (k = 0; bytes != NULL && k < p->arena_size; k++)
			hash = (hash ^ *(uint8_t *)pym_real(heap,
			    address + k)) * 0x100000001b3;
	}
	address = PYM_SYSTEM_BASE;
	while ((bytes = pym_real(heap, address++)) != NULL)
		hash = (hash ^ *bytes) * 0x100000001b3;
	return hash;
}

/* Damage after a whole beginning; a moment in the middle comes back. */
static void
break_at_random(const char *spec, uint64_t seed)
{
	struct world w = { .heap = heap_of(spec), .chance = { seed } };
	struct pym_snapshot *origin = pym_snapshot_take(w.heap), *middle;
	uint64_t whole = memory_hash(w.heap), then;
	size_t i;

	for (i = 0; i < 200; i++)
		take_step(&w, 0);
	for (i = 0; i < 2 + seed % 40; i++)
		take_step(&w, 20);
	middle = pym_snapshot_take(w.heap);
	then = memory_hash(w.heap);
	for (i = 0; i < 120; i++) {
		take_step(&w, 4);
		if (i % 40 == 0)
			look(w.heap);
	}
	pym_snapshot_restore(w.heap, middle);
	if (memory_hash(w.heap) != then)
		FAIL("%s, seed %" PRIu64 ": the damaged moment is another "
		    "when gone back to", spec, seed);
	pym_snapshot_restore(w.heap, origin);
	assert_int_equal(memory_hash(w.heap), whole);
	assert_false(pym_damaged(w.heap));
	check_heap(w.heap, "healed");
	pym_snapshot_free(origin);
	pym_snapshot_free(middle);
	pym_heap_free(w.heap);
}

static void
anything_goes_and_heals(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 400; i++)
		break_at_random(specs[i % COUNT(specs)], 7000 + i);
}

/* Broken alike, heaps at different real addresses show the same. */
static void
broken_heaps_are_the_same_everywhere(void **state)
{
	struct world w = { .calls = 0 };
	struct image a = { .runs = NULL }, b = { .runs = NULL };
	size_t i, k;

	(void)state;
	for (i = 0; i < 120; i++) {
		w = (struct world){ .chance = { 9000 + i } };
		w.heap = heap_of(specs[i % COUNT(specs)]);
		w.twin = heap_of(specs[i % COUNT(specs)]);
		for (k = 0; k < 100; k++)
			take_step(&w, 0);
		for (k = 0; k < 100; k++)
			take_step(&w, 8);
		image_take(&a, w.heap, IMAGE_SHOWN);
		image_take(&b, w.twin, IMAGE_SHOWN);
		image_same(&a, &b, w.heap, "broken alike");
		image_free(&a);
		image_free(&b);
		pym_heap_free(w.heap);
		pym_heap_free(w.twin);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_double_free_hands_out_twice),
		cmocka_unit_test(a_chain_leads_astray),
		cmocka_unit_test(a_chain_leads_into_user_data),
		cmocka_unit_test(nothing_else_is_touched),
		cmocka_unit_test(the_hooks_find_it),
		cmocka_unit_test(anything_goes_and_heals),
		cmocka_unit_test(broken_heaps_are_the_same_everywhere),
	};

	return cmocka_run_group_tests_name("core: broken heaps", tests, NULL,
	    NULL);
}
