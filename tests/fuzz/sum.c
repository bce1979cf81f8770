/* sum.c - a heap at one moment as a number, quickly. */
#include "config.h"

#include <zlib.h>

#include "fuzz.h"
#include "session/session.h"

static uint64_t
add(uint64_t sum, const void *bytes, uint64_t n)
{
	return (sum << 1 | sum >> 63) ^ crc32(0, bytes, (uInt)n) ^ n;
}

static uint64_t
add_arena(uint64_t sum, const struct pym_heap *heap,
    const struct pym_arena_view *arena)
{
	uint64_t n = (uint64_t)arena->ncarved *
	    pym_heap_profile(heap)->pool_size;

	sum = add(sum, &arena->ordinal, sizeof arena->ordinal);
	return n == 0 ? sum : add(sum, pym_real(heap, arena->first_pool), n);
}

struct summing {
	uint64_t sum;
	const struct pym_heap *heap;
};

static void
add_system(void *ctx, uint64_t address, uint64_t size)
{
	struct summing *m = ctx;

	m->sum = add(m->sum, &address, sizeof address);
	if (size > 0 && size < 1 << 20)
		m->sum = add(m->sum, pym_real(m->heap, address), size);
}

uint64_t
fuzz_sum(const struct session *s)
{
	struct summing m = { .heap = session_heap(s) };
	struct pym_arena_view arena;
	struct pym_counts counts;

	for (uint32_t i = 0; i < pym_arena_slots(m.heap); i++)
		if (pym_arena(m.heap, i, &arena))
			m.sum = add_arena(m.sum, m.heap, &arena);
	pym_system_blocks(m.heap, add_system, &m);
	pym_counts(m.heap, &counts);
	return add(m.sum, &counts, sizeof counts);
}
