/* core_util.c - what the tests of the core share. */
#include "config.h"

#include "core_util.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- chance ------------------------------------------------------------- */

uint64_t
chance_word(struct chance *c)
{
	uint64_t x = c->state += 0x9e3779b97f4a7c15u;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

uint32_t
chance_below(struct chance *c, uint32_t n)
{
	return (uint32_t)((chance_word(c) >> 32) * n >> 32);
}

/* ---- profiles ----------------------------------------------------------- */

struct pym_heap *
heap_of(const char *spec)
{
	struct pym_profile profile;
	struct pym_heap *heap;
	char error[200] = "";

	if (pym_profile_parse(spec, &profile, error, sizeof(error)) != PYM_OK)
		FAIL("%s: %s", spec, error);
	heap = pym_heap_new(&profile, NULL);
	if (heap == NULL)
		FAIL("%s: no heap", spec);
	return heap;
}

void
check_heap(const struct pym_heap *heap, const char *when)
{
	char fault[200] = "";

	if (!pym_check(heap, fault, sizeof(fault)))
		FAIL("%s: %s: %s", pym_heap_profile(heap)->name, when, fault);
}

/* ---- a program ---------------------------------------------------------- */

void
program_init(struct program *p, struct pym_heap *heap, uint64_t seed)
{
	*p = (struct program){
		.heap = heap,
		.chance = { seed },
		.least = 0,
		.most = 600,
		.frees = 7,
	};
}

void
program_end(struct program *p)
{
	free(p->blocks);
	p->blocks = NULL;
	p->n = p->room = 0;
}

void
program_copy(struct program *to, const struct program *from)
{
	*to = *from;
	to->blocks = malloc((from->room + 1) * sizeof(*to->blocks));
	assert_non_null(to->blocks);
	if (from->n > 0)
		memcpy(to->blocks, from->blocks,
		    from->n * sizeof(*to->blocks));
}

static uint8_t
pattern(uint32_t seed, size_t i)
{
	return (uint8_t)((seed * 2654435761u >> 13) + i * 7 + (i >> 8));
}

void
program_fill(struct program *p, struct owned *b)
{
	uint8_t bytes[4096];
	uint64_t ordinal, offset;
	size_t from, i, n;

	b->seed = ++p->seeds;
	for (from = 0; from < b->n; from += n) {
		n = b->n - from < sizeof(bytes) ? b->n - from : sizeof(bytes);
		for (i = 0; i < n; i++)
			bytes[i] = pattern(b->seed, from + i);
		if (!p->writes && pym_arena_offset(p->heap, b->p, &ordinal,
		    &offset))
			memcpy(b->p + from, bytes, n);
		else
			assert_int_equal(pym_write(p->heap, pym_nominal(
			    p->heap, b->p + from), bytes, n), PYM_OK);
	}
}

static void
verify_block(const struct program *p, const struct owned *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (b->p[i] != pattern(b->seed, i))
			FAIL("%s: byte %zu of %zu of the block at 0x%" PRIx64
			    " changed", pym_heap_profile(p->heap)->name, i,
			    b->n, pym_nominal(p->heap, b->p));
}

static struct owned *
own(struct program *p, void *block, size_t n)
{
	struct owned *b;

	if (p->n == p->room) {
		p->room = p->room != 0 ? p->room * 2 : 256;
		p->blocks = realloc(p->blocks, p->room * sizeof(*p->blocks));
		assert_non_null(p->blocks);
	}
	b = &p->blocks[p->n++];
	*b = (struct owned){ .p = block, .n = n };
	assert_int_equal((uintptr_t)block %
	    pym_heap_profile(p->heap)->alignment, 0);
	return b;
}

/* Its calls go through debug hooks. */
static bool
hooked(const struct program *p)
{
	return pym_heap_profile(p->heap)->debug;
}

static struct pym_operation *
begin(struct program *p)
{
	struct pym_operation *op;

	p->calls++;
	if (p->observer == NULL)
		return NULL;
	op = pym_operation_new(p->heap, p->observer, p->ctx);
	assert_non_null(op);
	return op;
}

void *
program_malloc(struct program *p, size_t n)
{
	struct pym_operation *op = begin(p);
	void *block = op != NULL ? pym_operation_malloc(op, n) :
	    hooked(p) ? pym_debug_malloc(p->heap, n) : pym_malloc(p->heap, n);

	pym_operation_free(op);
	if (block == NULL)
		FAIL("malloc(%zu) gave nothing", n);
	program_fill(p, own(p, block, n));
	return block;
}

void *
program_calloc(struct program *p, size_t nelem, size_t elsize)
{
	struct pym_operation *op = begin(p);
	size_t i, n = nelem * elsize;
	uint8_t *block = op != NULL ? pym_operation_calloc(op, nelem,
	    elsize) : hooked(p) ? pym_debug_calloc(p->heap, nelem, elsize) :
	    pym_calloc(p->heap, nelem, elsize);

	pym_operation_free(op);
	if (block == NULL)
		FAIL("calloc(%zu, %zu) gave nothing", nelem, elsize);
	for (i = 0; i < n; i++)
		if (block[i] != 0)
			FAIL("calloc(%zu, %zu): byte %zu is 0x%02x", nelem,
			    elsize, i, block[i]);
	program_fill(p, own(p, block, n));
	return block;
}

void
program_realloc(struct program *p, size_t i, size_t n)
{
	struct owned *b = &p->blocks[i];
	struct pym_operation *op = begin(p);
	void *block = op != NULL ? pym_operation_realloc(op, b->p, n) :
	    hooked(p) ? pym_debug_realloc(p->heap, b->p, n) :
	    pym_realloc(p->heap, b->p, n);

	pym_operation_free(op);
	if (block == NULL)
		FAIL("realloc to %zu gave nothing", n);
	b->p = block;
	verify_block(p, b, n < b->n ? n : b->n);
	b->n = n;
	program_fill(p, b);
}

void
program_free(struct program *p, size_t i)
{
	struct owned b = p->blocks[i];
	struct pym_operation *op = begin(p);
	enum pym_status status;

	verify_block(p, &b, b.n);
	status = op != NULL ? pym_operation_free_block(op, b.p) :
	    hooked(p) ? pym_debug_free(p->heap, b.p) :
	    pym_free(p->heap, b.p);
	pym_operation_free(op);
	assert_int_equal(status, PYM_OK);
	p->blocks[i] = p->blocks[--p->n];
}

static uint32_t
some_size(struct program *p)
{
	return p->least + chance_below(&p->chance, p->most - p->least + 1);
}

void
program_step(struct program *p)
{
	uint32_t what = chance_below(&p->chance, 16);
	uint32_t n = some_size(p), nelem;

	if (what < p->frees) {
		if (p->n > 0)
			program_free(p, chance_below(&p->chance,
			    (uint32_t)p->n));
	} else if (what < p->frees + 2 && p->n > 0) {
		program_realloc(p, chance_below(&p->chance, (uint32_t)p->n),
		    n);
	} else if (what < p->frees + 3) {
		nelem = 1 + chance_below(&p->chance, 9);
		program_calloc(p, nelem, n / nelem);
	} else {
		program_malloc(p, n);
	}
}

void
program_free_all(struct program *p)
{
	while (p->n > 0)
		program_free(p, chance_below(&p->chance, (uint32_t)p->n));
}

void
program_verify(const struct program *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		verify_block(p, &p->blocks[i], p->blocks[i].n);
}

static int
by_address(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;

	return x->p < y->p ? -1 : x->p > y->p;
}

void
program_apart(const struct program *p)
{
	struct program sorted;
	size_t i;

	program_copy(&sorted, p);
	qsort(sorted.blocks, sorted.n, sizeof(*sorted.blocks), by_address);
	for (i = 1; i < sorted.n; i++)
		if (sorted.blocks[i - 1].p + sorted.blocks[i - 1].n >
		    sorted.blocks[i].p ||
		    sorted.blocks[i - 1].p == sorted.blocks[i].p)
			FAIL("%s: two blocks overlap at 0x%" PRIx64,
			    pym_heap_profile(p->heap)->name,
			    pym_nominal(p->heap, sorted.blocks[i].p));
	program_end(&sorted);
}
