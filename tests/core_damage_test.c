/*
 * core_damage_test.c - broken heaps: check names each kind of damage, and
 * looking at any of them never crashes nor hangs.
 */
#include "config.h"

#include "core_util.h"

#include <inttypes.h>

static const char *const specs[] = { "tiny", "tiny,excess=16",
    "cpython-2.4,pool=1K,arena=8K", "cpython-2.5,pool=1K,arena=8K",
    "cpython-3.9,pool=2K,arena=16K",
    "cpython-3.13,pool=2K,arena=16K,excess=1024" };

/* Pools of all states, more than one arena that is usable, freed ones too. */
static void
fill_heap(struct program *p, const char *spec, uint64_t seed)
{
	size_t i;

	program_init(p, heap_of(spec), seed);
	p->most = 80;
	p->frees = 3;
	for (i = 0; i < 1500; i++)
		program_step(p);
	p->frees = 10;
	p->most = 900;
	for (i = 0; i < 900; i++)
		program_step(p);
	/* Full pools, and behind them empty ones in an arena that stays. */
	for (i = 0; i < 310; i++)
		program_malloc(p, 40);
	for (i = 0; i < 150; i++)
		program_free(p, p->n - 1);
	check_heap(p->heap, "before it is damaged");
}

/* ---- each kind of damage ------------------------------------------------ */

/* Changes SIZE bytes there, asks for a fault with WORDS in it, and mends. */
static void
damaged(struct pym_heap *heap, uint64_t address, const void *bytes,
    size_t size, const char *words)
{
	uint8_t *p = pym_real(heap, address);
	char fault[200] = "";
	uint8_t saved[8];

	assert_non_null(p);
	memcpy(saved, p, size);
	memcpy(p, bytes, size);
	if (memcmp(saved, bytes, size) == 0)
		FAIL("0x%" PRIx64 ": nothing was changed", address);
	if (pym_check(heap, fault, sizeof(fault)))
		FAIL("%s: no fault is found at 0x%" PRIx64 " (%s)",
		    pym_heap_profile(heap)->name, address, words);
	if (strstr(fault, words) == NULL)
		FAIL("%s: \"%s\" has no \"%s\"", pym_heap_profile(heap)->name,
		    fault, words);
	assert_null(strchr(fault, '\n'));
	memcpy(p, saved, size);
}

static void
damaged_word(struct pym_heap *heap, uint64_t address, uint64_t word,
    const char *words)
{
	damaged(heap, address, &word, 8, words);
}

static void
damaged_half(struct pym_heap *heap, uint64_t address, uint32_t half,
    const char *words)
{
	damaged(heap, address, &half, 4, words);
}

/* The first pool in that state. */
static bool
find_pool(const struct pym_heap *heap, enum pym_pool_state state,
    struct pym_pool_view *v)
{
	struct pym_arena_view arena;
	struct pym_pool_ref ref;

	for (ref.arena = 0; ref.arena < pym_arena_slots(heap); ref.arena++) {
		if (!pym_arena(heap, ref.arena, &arena))
			continue;
		for (ref.pool = 0; ref.pool < arena.ntotalpools; ref.pool++)
			if (pym_pool(heap, ref, v) && v->state == state)
				return true;
	}
	return false;
}

static void
damage_any_pool(struct pym_heap *heap, const struct pym_pool_view *v)
{
	damaged_half(heap, v->address, v->count + 1, "pool");
	damaged_half(heap, v->address, 0xffffffff, "pool");
	damaged_half(heap, v->address + 32, v->arenaindex + 1, "arenaindex");
	damaged_half(heap, v->address + 32, 0xfffffff0, "arenaindex");
	damaged_half(heap, v->address + 36, v->szidx + 1, "pool");
	damaged_half(heap, v->address + 36, 0xffff, "szidx is 65535");
	damaged_half(heap, v->address + 40, v->nextoffset + 1, "nextoffset");
	damaged_half(heap, v->address + 40, v->nextoffset - v->size, "pool");
	damaged_half(heap, v->address + 40, 0, "nextoffset");
	damaged_half(heap, v->address + 44, 0, "maxnextoffset");
}

static void
damage_used_pool(struct pym_heap *heap, const struct pym_pool_view *v)
{
	uint32_t first;

	damage_any_pool(heap, v);
	damaged_word(heap, v->address + 8, 0, "pool");
	damaged_word(heap, v->address + 8, 0x4141414141414141,
	    "the freeblock chain leads to");
	damaged_word(heap, v->address + 16, 0, "usedpools");
	damaged_word(heap, v->address + 16, 12345, "usedpools");
	damaged_word(heap, v->address + 24, 0, "usedpools");
	assert_true(pym_pool_chain(heap, v->ref, &first, 1) > 0);
	damaged_word(heap, v->address + first, 0x20, "chain");
	damaged_word(heap, v->address + first, (uintptr_t)pym_real(heap,
	    v->address + first), "never ends");
}

static void
pools_are_checked(void **state)
{
	struct pym_pool_view v;
	struct program p;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		fill_heap(&p, specs[i], 2100 + i);
		assert_true(find_pool(p.heap, PYM_POOL_USED, &v));
		damage_used_pool(p.heap, &v);
		assert_true(find_pool(p.heap, PYM_POOL_FULL, &v));
		damage_any_pool(p.heap, &v);
		assert_true(find_pool(p.heap, PYM_POOL_EMPTY, &v));
		damage_any_pool(p.heap, &v);
		damaged_word(p.heap, v.address + 16, 1, "freepools");
		check_heap(p.heap, "mended");
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

/* Where a field of that name is. */
static uint64_t
find_field(const struct pym_heap *heap, enum pym_place place,
    const char *field, uint32_t arena)
{
	uint64_t at, end = PYM_METADATA_BASE + metadata_bytes(heap);
	struct pym_location l;

	for (at = PYM_METADATA_BASE; at < end; at += 4) {
		pym_locate(heap, at, &l);
		if (l.place == place && l.field != NULL && at == l.start &&
		    strcmp(l.field, field) == 0 &&
		    (arena == PYM_NONE || l.pool.arena == arena))
			return at;
	}
	FAIL("there is no %s", field);
	return 0;
}

static const struct {
	const char *field;
	size_t size;
} of_usable[] = {
	{ "address", 8 }, { "pool_address", 8 }, { "nfreepools", 4 },
	{ "ntotalpools", 4 }, { "freepools", 8 }, { "nextarena", 8 },
	{ "prevarena", 8 },
};

static void
arenas_are_checked(void **state)
{
	uint32_t usable[2];
	uint64_t junk = 0x3141592653589793;
	struct program p;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		fill_heap(&p, specs[i], 2200 + i);
		if (pym_heap_profile(p.heap)->policy ==
		    PYM_POLICY_USABLE_ARENAS) {
			while (pym_usable_arenas(p.heap, usable, 2) == 0)
				program_malloc(&p, 64);
			for (k = 0; k < COUNT(of_usable); k++)
				damaged(p.heap, find_field(p.heap,
				    PYM_PLACE_ARENA_OBJECT,
				    of_usable[k].field, usable[0]), &junk,
				    of_usable[k].size, " ");
		}
		check_heap(p.heap, "mended");
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

static const struct {
	const char *field;
	size_t size;
	bool old;		/* to 2.4, or after */
} variables[] = {
	{ "arenas", 8, false }, { "unused_arena_objects", 8, false },
	{ "usable_arenas", 8, false }, { "maxarenas", 4, false },
	{ "narenas_currently_allocated", 8, false },
	{ "narenas_highwater", 8, false },
	{ "arenas", 8, true }, { "narenas", 4, true },
	{ "freepools", 8, true }, { "arenabase", 8, true },
};

static void
variables_are_checked(void **state)
{
	uint64_t junk = 0x2718281828459045;
	struct program p;
	size_t i, k;
	bool old;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		fill_heap(&p, specs[i], 2300 + i);
		old = pym_heap_profile(p.heap)->policy ==
		    PYM_POLICY_ONE_FREEPOOLS;
		for (k = 0; k < COUNT(variables); k++)
			if (variables[k].old == old)
				damaged(p.heap, find_field(p.heap,
				    PYM_PLACE_MANAGEMENT, variables[k].field,
				    PYM_NONE), &junk, variables[k].size, " ");
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

/* Each ring, each finger, each word of the arena map that is in use. */
static void
tables_are_checked(void **state)
{
	uint64_t at, end, word;
	struct pym_location l;
	struct program p;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		fill_heap(&p, specs[i], 2400 + i);
		end = PYM_METADATA_BASE + metadata_bytes(p.heap);
		for (at = PYM_METADATA_BASE; at < end; at += 8) {
			pym_locate(p.heap, at, &l);
			memcpy(&word, pym_real(p.heap, at), 8);
			if (l.place == PYM_PLACE_USEDPOOLS)
				damaged_word(p.heap, at, word + 48,
				    "usedpools");
			if (l.place == PYM_PLACE_NFP2LASTA)
				damaged_word(p.heap, at, word + 48,
				    "nfp2lasta");
			if (l.place == PYM_PLACE_ARENA_MAP && word != 0)
				damaged_word(p.heap, at, word + 1,
				    "arena map");
		}
		pym_heap_free(p.heap);
		program_end(&p);
	}
}

static void
system_blocks_are_checked(void **state)
{
	struct program p;
	uint64_t block, freed;

	(void)state;
	program_init(&p, heap_of("classic"), 1);
	block = pym_nominal(p.heap, program_malloc(&p, 1000));
	freed = pym_nominal(p.heap, program_malloc(&p, 2000));
	program_malloc(&p, 3000);
	program_free(&p, 1);
	check_heap(p.heap, "with system blocks");
	damaged_word(p.heap, block - 32, 0, "the system block at 0x");
	damaged_word(p.heap, block - 24, 900, "counts are wrong");
	damaged_word(p.heap, block - 24, 1 << 20, "damaged header");
	damaged_word(p.heap, block - 16, 1 << 20, "damaged header");
	damaged_half(p.heap, block - 8, 5, " ");
	damaged_half(p.heap, block - 8, 0xffffffff, "damaged header");
	damaged_half(p.heap, block - 4, 0, "counts are wrong");
	damaged_half(p.heap, block - 4, 7, "damaged header");
	damaged_word(p.heap, freed, 0x123456789, "list");
	damaged_word(p.heap, freed, (uintptr_t)pym_real(p.heap, block),
	    "list");
	check_heap(p.heap, "mended");
	pym_heap_free(p.heap);
	program_end(&p);
}

/* ---- looking at anything ------------------------------------------------ */

static void
look_at_pools(const struct pym_heap *heap, const struct pym_arena_view *a)
{
	enum pym_block_state states[300];
	uint32_t offsets[300], i;
	struct pym_pool_ref refs[50];
	struct pym_pool_view v;

	for (i = 0; i < a->ncarved + 2; i++) {
		if (!pym_pool(heap, (struct pym_pool_ref){ a->index, i }, &v))
			continue;
		pym_pool_chain(heap, v.ref, offsets, COUNT(offsets));
		pym_pool_blocks(heap, v.ref, states, COUNT(states));
	}
	pym_freepools(heap, a->index, refs, COUNT(refs));
}

static void
ignore_text(void *ctx, const char *text, size_t n)
{
	(void)text;
	*(size_t *)ctx += n;
}

static void
ignore_block(void *ctx, uint64_t address, uint64_t size)
{
	(void)address;
	*(uint64_t *)ctx += size;
}

static void
look_at_lists(const struct pym_heap *heap)
{
	struct pym_pool_ref refs[50];
	uint32_t i, arenas[50];

	for (i = 0; i < 300; i++) {
		pym_usedpools(heap, i, refs, COUNT(refs));
		pym_nfp2lasta(heap, i);
	}
	pym_freepools(heap, 0, refs, COUNT(refs));
	pym_freepools(heap, 4000000000, refs, COUNT(refs));
	pym_usable_arenas(heap, arenas, COUNT(arenas));
	pym_unused_arena_objects(heap, arenas, COUNT(arenas));
}

static void
look_at_all(struct pym_heap *heap, struct chance *c)
{
	struct pym_class_stats classes[256];
	struct pym_snapshot *snap;
	struct pym_location l;
	struct pym_arena_view a;
	struct pym_stats s;
	uint64_t sum = 0;
	char fault[100];
	uint8_t bytes[80];
	size_t n = 0;
	uint32_t i;

	pym_check(heap, fault, sizeof(fault));
	for (i = 0; i < pym_arena_slots(heap); i++)
		if (pym_arena(heap, i, &a))
			look_at_pools(heap, &a);
	look_at_lists(heap);
	pym_stats(heap, &s, classes, COUNT(classes));
	pym_report(heap, ignore_text, &n);
	pym_system_blocks(heap, ignore_block, &sum);
	for (i = 0; i < 40; i++) {
		sum = PYM_ARENA_BASE + chance_below(c, 100000);
		pym_locate(heap, sum, &l);
		pym_read(heap, sum, bytes, sizeof(bytes));
		sum = PYM_SYSTEM_BASE + chance_below(c, 20000);
		pym_locate(heap, sum, &l);
		pym_read(heap, sum, bytes, sizeof(bytes));
	}
	snap = pym_snapshot_take(heap);
	pym_snapshot_restore(heap, snap);
	pym_snapshot_free(snap);
}

/* A number that is likely to lead somewhere, or any at all. */
static uint64_t
misleading(struct pym_heap *heap, struct chance *c)
{
	static const uint64_t numbers[] = { 0, 1, 0xffff, 0xffffffff,
	    UINT64_MAX, 0x8000000000000000, 48, 4096 };
	uint64_t at;

	switch (chance_below(c, 4)) {
	case 0:
		return numbers[chance_below(c, COUNT(numbers))];
	case 1:
		return chance_word(c);
	case 2:
		at = PYM_ARENA_BASE + chance_below(c, 60000) / 8 * 8;
		return (uintptr_t)pym_real(heap, at);
	default:
		at = PYM_METADATA_BASE + chance_below(c, 4000) / 8 * 8;
		return (uintptr_t)pym_real(heap, at);
	}
}

/* An address of a word that people see: mostly in a header. */
static uint64_t
vulnerable(struct pym_heap *heap, struct chance *c)
{
	uint32_t pool_size = pym_heap_profile(heap)->pool_size;
	struct pym_location l;
	uint64_t at;

	for (;;) {
		switch (chance_below(c, 4)) {
		case 0:
			at = PYM_METADATA_BASE + chance_below(c, 6000) * 4;
			break;
		case 1:
			at = PYM_SYSTEM_BASE + chance_below(c, 3000) * 8;
			break;
		default:
			at = PYM_ARENA_BASE + chance_below(c, 60) * pool_size +
			    chance_below(c, chance_below(c, 2) == 0 ? 12 :
			    100) * 4;
			break;
		}
		pym_locate(heap, at, &l);
		if (l.place != PYM_PLACE_NOWHERE)
			return at;
	}
}

static void
damage_at_random(const char *spec, uint64_t seed, size_t n)
{
	struct pym_snapshot *whole;
	struct program p;
	uint64_t at, word;
	size_t i, k;

	fill_heap(&p, spec, seed);
	whole = pym_snapshot_take(p.heap);
	for (i = 0; i < n; i++) {
		for (k = chance_below(&p.chance, 6) + 1; k > 0; k--) {
			at = vulnerable(p.heap, &p.chance);
			word = misleading(p.heap, &p.chance);
			memcpy(pym_real(p.heap, at), &word,
			    at % 8 == 0 && k % 2 == 0 ? 8 : 4);
		}
		look_at_all(p.heap, &p.chance);
		pym_snapshot_restore(p.heap, whole);
		check_heap(p.heap, "restored");
	}
	pym_snapshot_free(whole);
	pym_heap_free(p.heap);
	program_end(&p);
}

static void
looking_never_crashes(void **state)
{
	struct pym_heap *other;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(specs); i++)
		damage_at_random(specs[i], 2500 + i, 300);
	other = heap_of("tiny");
	for (i = 0; i < COUNT(specs); i += 2)
		damage_at_random(specs[i], 2600 + i, 150);
	pym_heap_free(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pools_are_checked),
		cmocka_unit_test(arenas_are_checked),
		cmocka_unit_test(variables_are_checked),
		cmocka_unit_test(tables_are_checked),
		cmocka_unit_test(system_blocks_are_checked),
		cmocka_unit_test(looking_never_crashes),
	};

	return cmocka_run_group_tests_name("core: damage", tests, NULL,
	    NULL);
}
