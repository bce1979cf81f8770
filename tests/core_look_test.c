/*
 * core_look_test.c - looking: what lies at each address, real and nominal
 * addresses, reading and writing at the borders, lists and views.
 */
#include "config.h"

#include "core_util.h"

#include <inttypes.h>

static const char *const specs[] = { "tiny", "tiny,excess=16",
    "cpython-2.4,pool=1K,arena=8K", "cpython-2.5,pool=1K,arena=8K",
    "classic,pool=2K,arena=16K", "cpython-3.8,pool=2K,arena=16K",
    "cpython-3.10,pool=2K,arena=16K,excess=1024",
    "cpython-3.13,pool=2K,arena=16K" };

static void
fill_heap(struct program *p, const char *spec, uint64_t seed)
{
	size_t i;

	program_init(p, heap_of(spec), seed);
	for (i = 0; i < 900; i++) {
		p->frees = i / 100 % 3 == 2 ? 12 : 4;
		program_step(p);
	}
}

static void
drop_heap(struct program *p)
{
	pym_heap_free(p->heap);
	program_end(p);
}

/* ---- what lies at an address -------------------------------------------- */

static void
locate(const struct pym_heap *heap, uint64_t address, enum pym_place place,
    struct pym_location *l)
{
	pym_locate(heap, address, l);
	if (l->place != place)
		FAIL("%s: 0x%" PRIx64 " is place %d, not %d",
		    pym_heap_profile(heap)->name, address, l->place, place);
}

static const struct {
	const char *name;
	uint32_t offset, size;
	bool pointer;
} header[] = {
	{ "ref.count", 0, 4, false }, { "freeblock", 8, 8, true },
	{ "nextpool", 16, 8, true }, { "prevpool", 24, 8, true },
	{ "arenaindex", 32, 4, false }, { "szidx", 36, 4, false },
	{ "nextoffset", 40, 4, false }, { "maxnextoffset", 44, 4, false },
};

static void
every_byte_of_a_header(const struct pym_heap *heap,
    const struct pym_pool_view *v)
{
	struct pym_location l;
	uint32_t i, k;

	for (i = 0; i < PYM_POOL_OVERHEAD; i++) {
		locate(heap, v->address + i, PYM_PLACE_POOL_HEADER, &l);
		for (k = 0; k < COUNT(header); k++)
			if (i - header[k].offset < header[k].size)
				break;
		if (k == COUNT(header)) {	/* never written */
			assert_null(l.field);
			assert_false(l.pointer);
			continue;
		}
		assert_string_equal(l.field, header[k].name);
		assert_int_equal(l.pointer, header[k].pointer);
		assert_int_equal(l.offset, i - header[k].offset);
		assert_int_equal(l.start, v->address + header[k].offset);
	}
}

/* Blocks, their states as pym_pool_blocks has them, and what is left over. */
static void
every_byte_of_a_pool(const struct pym_heap *heap,
    const struct pym_pool_view *v)
{
	uint32_t size = pym_heap_profile(heap)->pool_size, i, block;
	enum pym_block_state states[1024];
	struct pym_location l;

	every_byte_of_a_header(heap, v);
	assert_int_equal(pym_pool_blocks(heap, v->ref, states, 1024),
	    v->capacity);
	for (i = PYM_POOL_OVERHEAD; i < size; i++) {
		block = (i - PYM_POOL_OVERHEAD) / v->size;
		locate(heap, v->address + i, block < v->capacity ?
		    PYM_PLACE_BLOCK : PYM_PLACE_POOL_TAIL, &l);
		assert_int_equal(l.pool.arena, v->ref.arena);
		assert_int_equal(l.pool.pool, v->ref.pool);
		if (block >= v->capacity)
			continue;
		assert_int_equal(l.block, block);
		assert_int_equal(l.state, states[block]);
		assert_int_equal(l.block_size, v->size);
		assert_int_equal(l.szidx, v->szidx);
		assert_int_equal(l.offset,
		    (i - PYM_POOL_OVERHEAD) % v->size);
		assert_int_equal(l.start, v->address + i - l.offset);
	}
}

static void
every_byte_of_an_arena(const struct pym_heap *heap, uint32_t index)
{
	uint32_t pool_size = pym_heap_profile(heap)->pool_size;
	struct pym_arena_view arena;
	struct pym_pool_view pool;
	struct pym_location l;
	uint64_t offset, at;

	assert_true(pym_arena(heap, index, &arena));
	for (offset = 0; offset < pym_heap_profile(heap)->arena_size;
	    offset += 4) {
		pym_locate(heap, arena.address + offset, &l);
		assert_int_equal(l.pool.arena, index);
		assert_int_equal(l.ordinal, arena.ordinal);
		assert_int_equal(l.arena_offset, offset);
		at = arena.address + offset - arena.first_pool;
		if (at / pool_size >= arena.ntotalpools)
			assert_int_equal(l.place, PYM_PLACE_ARENA);
		else if (at / pool_size >= arena.ncarved)
			assert_int_equal(l.place, PYM_PLACE_UNCARVED_POOL);
		else
			assert_int_equal(l.pool.pool, at / pool_size);
	}
	for (at = 0; at < arena.ncarved; at++)
		if (pym_pool(heap, (struct pym_pool_ref){ index,
		    (uint32_t)at }, &pool))
			every_byte_of_a_pool(heap, &pool);
}

static void
every_byte_is_located(void **state)
{
	struct program p;
	uint32_t a;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		fill_heap(&p, specs[i], 1600 + i);
		for (a = 0; a < pym_arena_slots(p.heap) && a < 6; a++) {
			struct pym_arena_view v;

			if (pym_arena(p.heap, a, &v))
				every_byte_of_an_arena(p.heap, a);
		}
		drop_heap(&p);
	}
}

/* Each place of the metadata, with the names that CPython gives them. */
static void
metadata_is_located(void **state)
{
	struct pym_location l;
	struct program p;
	uint64_t at, end, seen[PYM_PLACE_SYSTEM + 1];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		fill_heap(&p, specs[i], 1700 + i);
		memset(seen, 0, sizeof(seen));
		end = PYM_METADATA_BASE + metadata_bytes(p.heap);
		for (at = PYM_METADATA_BASE; at < end; at += 4) {
			pym_locate(p.heap, at, &l);
			assert_true(l.place <= PYM_PLACE_METADATA);
			seen[l.place]++;
			assert_true(l.place == PYM_PLACE_NOWHERE ||
			    l.start <= at);
			if (l.place == PYM_PLACE_ARENA_OBJECT)
				assert_non_null(l.field);
		}
		assert_int_equal(seen[PYM_PLACE_USEDPOOLS] * 4,
		    (pym_class_count(pym_heap_profile(p.heap)) + 7) / 8 *
		    8 * 16);
		assert_true(seen[PYM_PLACE_ARENA_OBJECT] >=
		    pym_arena_slots(p.heap));
		assert_int_equal(seen[PYM_PLACE_NFP2LASTA] != 0,
		    pym_heap_profile(p.heap)->nfp2lasta);
		assert_int_equal(seen[PYM_PLACE_ARENA_MAP] != 0,
		    pym_heap_profile(p.heap)->address_test !=
		    PYM_TEST_ARENAINDEX);
		pym_locate(p.heap, end, &l);
		assert_int_equal(l.place, PYM_PLACE_NOWHERE);
		drop_heap(&p);
	}
}

/* An outgrown vector is metadata not in use; the new one is in use. */
static void
an_old_vector(void **state)
{
	struct pym_heap *heap;
	uint64_t at, end, old;
	struct pym_location l;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		heap = heap_of(specs[i]);
		for (k = 0; pym_arena_slots(heap) < 17; k++)
			pym_malloc(heap, 64);
		old = 0;
		end = PYM_METADATA_BASE + metadata_bytes(heap);
		for (at = PYM_METADATA_BASE; at < end; at += 8) {
			pym_locate(heap, at, &l);
			old += l.place == PYM_PLACE_METADATA;
		}
		assert_int_equal(old, pym_heap_profile(heap)->policy ==
		    PYM_POLICY_ONE_FREEPOOLS ? 16 : 16 * 6);
		pym_heap_free(heap);
	}
}

static void
one_system_block(void *ctx, uint64_t address, uint64_t size)
{
	struct pym_heap *heap = ctx;
	struct pym_location l;
	uint64_t i;

	for (i = 0; i < size; i += size > 64 ? size / 7 : 1) {
		locate(heap, address + i, PYM_PLACE_SYSTEM_BLOCK, &l);
		assert_int_equal(l.start, address);
		assert_int_equal(l.block_size, size);
		assert_int_equal(l.offset, i);
	}
	locate(heap, address - 1, PYM_PLACE_SYSTEM, &l);
	locate(heap, address + size, PYM_PLACE_SYSTEM, &l);
}

static void
system_blocks_are_located(void **state)
{
	struct program p;

	(void)state;
	fill_heap(&p, "cpython-3.9", 1800);
	program_malloc(&p, 5000);
	program_malloc(&p, 16);
	program_malloc(&p, 1);
	pym_malloc(p.heap, 9);
	pym_system_blocks(p.heap, one_system_block, p.heap);
	drop_heap(&p);
}

/* ---- from names to addresses -------------------------------------------- */

/* Locating and naming are each other's inverse, for whole fields. */
static void
names_lead_back(const struct pym_heap *heap, uint64_t start, uint64_t size)
{
	struct pym_location l;
	uint64_t at;

	for (at = start; at < start + size; at += 4) {
		pym_locate(heap, at, &l);
		switch (l.place) {
		case PYM_PLACE_USEDPOOLS:
		case PYM_PLACE_MANAGEMENT:
		case PYM_PLACE_NFP2LASTA:
		case PYM_PLACE_ARENA_OBJECT:
		case PYM_PLACE_POOL_HEADER:
		case PYM_PLACE_BLOCK:
			if (l.field == NULL && l.place != PYM_PLACE_BLOCK)
				break;
			if (pym_address_of(heap, &l) != l.start)
				FAIL("%s: 0x%" PRIx64 " leads back to 0x%"
				    PRIx64, pym_heap_profile(heap)->name,
				    l.start, pym_address_of(heap, &l));
			break;
		default:
			assert_int_equal(pym_address_of(heap, &l), 0);
			break;
		}
	}
}

static void
names_that_are_none(const struct pym_heap *heap)
{
	struct pym_location l = { .place = PYM_PLACE_MANAGEMENT };
	int place;

	assert_int_equal(pym_address_of(heap, &l), 0);
	l.field = "no such field";
	l.szidx = l.block = l.pool.arena = l.pool.pool = 4000000000;
	for (place = PYM_PLACE_NOWHERE; place <= PYM_PLACE_SYSTEM; place++) {
		l.place = (enum pym_place)place;
		assert_int_equal(pym_address_of(heap, &l), 0);
	}
}

static void
named_and_located(void **state)
{
	struct program p;
	struct pym_arena_view v;
	uint32_t c;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		fill_heap(&p, specs[i], 1850 + i);
		for (c = 0; c < pym_arena_slots(p.heap); c++)
			if (pym_arena(p.heap, c, &v))
				names_lead_back(p.heap, v.address,
				    pym_heap_profile(p.heap)->arena_size);
		names_lead_back(p.heap, PYM_METADATA_BASE, 5000);
		names_that_are_none(p.heap);
		for (c = 0; c < pym_class_count(pym_heap_profile(p.heap)); c++)
			assert_int_equal(pym_usedpools_address(p.heap, c),
			    PYM_METADATA_BASE + 16 + 16 * c);
		drop_heap(&p);
	}
}

/* ---- real and nominal --------------------------------------------------- */

static void
there_and_back(const struct pym_heap *heap, uint64_t start, uint64_t size)
{
	uint64_t i;

	for (i = 0; i < size; i++)
		if (pym_nominal(heap, pym_real(heap, start + i)) != start + i)
			FAIL("%s: 0x%" PRIx64 " becomes 0x%" PRIx64,
			    pym_heap_profile(heap)->name, start + i,
			    pym_nominal(heap, pym_real(heap, start + i)));
}

static uint64_t
uneven(void *ctx, bool obtained, uint64_t ordinal, uint64_t address)
{
	(void)obtained;
	(void)address;
	return 0x7f0000000000 + ordinal * 0x200000 + ordinal % 5 * 16 *
	    *(uint32_t *)ctx;
}

static void
inverse_everywhere(const struct pym_heap *heap)
{
	size_t metadata = metadata_bytes(heap);
	struct pym_arena_view v;
	uint32_t a;

	there_and_back(heap, PYM_METADATA_BASE, metadata < 8192 ? metadata :
	    8192);
	for (a = 0; a < pym_arena_slots(heap); a++)
		if (pym_arena(heap, a, &v))
			there_and_back(heap, v.address,
			    pym_heap_profile(heap)->arena_size);
	assert_null(pym_real(heap, 0));
	assert_null(pym_real(heap, 8));
	assert_null(pym_real(heap, UINT64_MAX));
	assert_null(pym_real(heap, PYM_METADATA_BASE - 1));
	assert_null(pym_real(heap, PYM_METADATA_BASE + metadata_bytes(heap)));
	assert_null(pym_real(heap, PYM_SYSTEM_BASE - 1));
	assert_int_equal(pym_nominal(heap, NULL), 0);
	assert_int_equal(pym_nominal(heap, &v), 0);
}

static void
real_and_nominal(void **state)
{
	struct pym_heap *other = heap_of("tiny");
	uint32_t factor = 3;
	struct program p;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		fill_heap(&p, specs[i], 1900 + i);
		inverse_everywhere(p.heap);
		drop_heap(&p);
		program_init(&p, heap_of(specs[i]), i);
		pym_set_arena_hook(p.heap, uneven, &factor);
		for (k = 0; k < 600; k++)
			program_malloc(&p, 60);
		inverse_everywhere(p.heap);
		drop_heap(&p);
		if (i == 3) {	/* now the nominal range is to be had */
			pym_heap_free(other);
			other = NULL;
		}
	}
}

/* ---- reading and writing at the borders --------------------------------- */

static void
can_write(struct pym_heap *heap, uint64_t address, size_t n, bool can)
{
	static uint8_t bytes[70000];
	uint8_t *back = malloc(sizeof(bytes));

	memset(bytes, 0x5a, sizeof(bytes));
	assert_true(n <= sizeof(bytes));
	assert_int_equal(pym_write(heap, address, bytes, n),
	    can ? PYM_OK : PYM_BAD_ADDRESS);
	assert_int_equal(pym_read(heap, address, back, n),
	    can ? PYM_OK : PYM_BAD_ADDRESS);
	if (can)
		assert_memory_equal(bytes, back, n);
	free(back);
}

static void
borders(const char *spec)
{
	struct pym_heap *heap = heap_of(spec);
	uint64_t size = pym_heap_profile(heap)->arena_size;
	struct pym_arena_view v;
	uint64_t system;

	pym_malloc(heap, 8);
	system = pym_nominal(heap, pym_malloc(heap, 5001));
	assert_true(pym_arena(heap, 0, &v));
	can_write(heap, v.address, (size_t)size, true);
	can_write(heap, v.address, (size_t)size + 1, false);
	can_write(heap, v.address - 1, 2, false);
	can_write(heap, v.address + size - 1, 1, true);
	can_write(heap, v.address + size - 1, 2, false);
	can_write(heap, v.address + size - 9, 9, true);
	can_write(heap, v.address + size, 1, false);
	can_write(heap, system, 5001, true);
	can_write(heap, system, 5002, false);
	can_write(heap, system + 5000, 1, true);
	can_write(heap, system + 5001, 1, false);
	can_write(heap, system - 1, 2, false);
	can_write(heap, 0, 1, false);
	can_write(heap, UINT64_MAX, 1, false);
	can_write(heap, UINT64_MAX - 7, 8, false);
	assert_int_equal(pym_write(heap, v.address, "", SIZE_MAX),
	    PYM_BAD_ADDRESS);
	assert_int_equal(pym_read(heap, system, NULL, SIZE_MAX),
	    PYM_BAD_ADDRESS);
	assert_int_equal(pym_read(heap, PYM_METADATA_BASE + 16, NULL,
	    SIZE_MAX), PYM_BAD_ADDRESS);
	assert_int_equal(pym_write(heap, PYM_METADATA_BASE + 16, "x", 1),
	    PYM_BAD_ADDRESS);
	pym_heap_free(heap);
}

static void
read_and_written(void **state)
{
	struct pym_heap *other;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(specs); i++)
		borders(specs[i]);
	other = heap_of("tiny");
	for (i = 0; i < COUNT(specs); i++)
		borders(specs[i]);
	pym_heap_free(other);
}

/* Any piece of memory reads the same as byte by byte. */
static void
read_in_pieces(void **state)
{
	struct program p;
	struct pym_arena_view v;
	uint8_t all[16384], piece[64];
	uint32_t from, n, size;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(specs); i++) {
		fill_heap(&p, specs[i], 2000 + i);
		assert_true(pym_arena(p.heap, 0, &v));
		size = pym_heap_profile(p.heap)->arena_size;
		assert_int_equal(pym_read(p.heap, v.address, all, size),
		    PYM_OK);
		for (k = 0; k < 2000; k++) {
			from = chance_below(&p.chance, size);
			n = chance_below(&p.chance, sizeof(piece) + 1);
			if (n > size - from)
				n = size - from;
			assert_int_equal(pym_read(p.heap, v.address + from,
			    piece, n), PYM_OK);
			assert_memory_equal(piece, all + from, n);
		}
		drop_heap(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_located),
		cmocka_unit_test(metadata_is_located),
		cmocka_unit_test(an_old_vector),
		cmocka_unit_test(system_blocks_are_located),
		cmocka_unit_test(named_and_located),
		cmocka_unit_test(real_and_nominal),
		cmocka_unit_test(read_and_written),
		cmocka_unit_test(read_in_pieces),
	};

	return cmocka_run_group_tests_name("core: looking", tests, NULL,
	    NULL);
}
