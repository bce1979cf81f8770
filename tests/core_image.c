/* core_image.c - pictures of a heap's memory, and where two differ. */
#include "config.h"

#include "core_util.h"

#include <inttypes.h>

/* Metadata in use is a beginning of its range; pym_real ends where it does. */
size_t
metadata_bytes(const struct pym_heap *heap)
{
	size_t low = 0, high = (size_t)1 << 31, middle;

	while (high - low > 8) {
		middle = low + (high - low) / 16 * 8;
		if (pym_real(heap, PYM_METADATA_BASE + middle) != NULL)
			low = middle;
		else
			high = middle;
	}
	return high;
}

static uint8_t *
add_run(struct image *im, uint64_t address, size_t size, const void *real)
{
	if (im->nruns == im->runs_room) {
		im->runs_room = im->runs_room * 2 + 64;
		im->runs = realloc(im->runs,
		    im->runs_room * sizeof(*im->runs));
		assert_non_null(im->runs);
	}
	if (im->n + size > im->room) {
		im->room = (im->n + size) * 2;
		im->bytes = realloc(im->bytes, im->room);
		assert_non_null(im->bytes);
	}
	im->runs[im->nruns++] = (struct run){
		.address = address,
		.size = size,
		.at = im->n,
		.real = real,
	};
	im->n += size;
	return im->bytes + im->n - size;
}

struct taking {
	struct image *im;
	const struct pym_heap *heap;
	enum image_kind kind;
};

static void
take_run(struct taking *t, uint64_t address, size_t size)
{
	void *real = pym_real(t->heap, address);
	uint8_t *bytes;

	if (size == 0)
		return;
	assert_non_null(real);
	bytes = add_run(t->im, address, size, real);
	if (t->kind == IMAGE_REAL)
		memcpy(bytes, real, size);
	else if (pym_read(t->heap, address, bytes, size) != PYM_OK)
		FAIL("0x%" PRIx64 ": %zu bytes cannot be read", address,
		    size);
}

static void
take_system_block(void *ctx, uint64_t address, uint64_t size)
{
	take_run(ctx, address, (size_t)size);
}

#define PAGE 4096u

/* Whether a page is zero: most of the arena map is, and need not be looked at
   word by word. */
static bool
is_zero_page(const struct pym_heap *heap, size_t offset, size_t n)
{
	static const uint8_t zero[PAGE];

	return offset % PAGE == 0 && n - offset >= PAGE &&
	    memcmp(pym_real(heap, PYM_METADATA_BASE + offset), zero,
	    PAGE) == 0;
}

/* Only pieces that have a place: the rest is private. */
static void
take_shown_metadata(struct taking *t)
{
	size_t i, step, start, n = metadata_bytes(t->heap);
	struct pym_location l;

	for (i = start = 0; i <= n; i += step) {
		step = is_zero_page(t->heap, i, n) ? PAGE : 4;
		pym_locate(t->heap, PYM_METADATA_BASE + i, &l);
		if (step == 4 && i < n && l.place != PYM_PLACE_NOWHERE)
			continue;
		take_run(t, PYM_METADATA_BASE + start, i - start);
		start = i + step;
	}
}

void
image_take(struct image *im, const struct pym_heap *heap,
    enum image_kind kind)
{
	struct taking t = { im, heap, kind };
	struct pym_arena_view arena;
	uint32_t i;

	im->n = im->nruns = 0;
	if (kind == IMAGE_REAL)
		take_run(&t, PYM_METADATA_BASE, metadata_bytes(heap));
	else
		take_shown_metadata(&t);
	for (i = 0; i < pym_arena_slots(heap); i++) {
		if (!pym_arena(heap, i, &arena))
			continue;
		/* What lies before the first pool stands apart. */
		take_run(&t, arena.address,
		    (size_t)(arena.first_pool - arena.address));
		take_run(&t, arena.first_pool, (size_t)arena.ntotalpools *
		    pym_heap_profile(heap)->pool_size);
	}
	pym_system_blocks(heap, take_system_block, &t);
}

void
image_free(struct image *im)
{
	free(im->runs);
	free(im->bytes);
	*im = (struct image){ .runs = NULL };
}

const uint8_t *
image_find(const struct image *im, uint64_t address, size_t size)
{
	size_t i;

	for (i = 0; i < im->nruns; i++)
		if (size <= im->runs[i].size && address - im->runs[i].address
		    <= im->runs[i].size - size)
			return im->bytes + im->runs[i].at +
			    (address - im->runs[i].address);
	return NULL;
}

static void
differs(const struct pym_heap *heap, uint64_t address, const uint8_t *a,
    const uint8_t *b, const char *when)
{
	struct pym_location l;
	uint64_t x = 0, y = 0;

	pym_locate(heap, address, &l);
	memcpy(&x, a, 8);
	memcpy(&y, b, 8);
	FAIL("%s: %s: 0x%" PRIx64 " (place %d, pool %u.%u, %s) differs: "
	    "0x%016" PRIx64 " and 0x%016" PRIx64,
	    pym_heap_profile(heap)->name, when, address, (int)l.place,
	    l.pool.arena, l.pool.pool, l.field != NULL ? l.field : "-", x, y);
}

void
image_same(const struct image *a, const struct image *b,
    const struct pym_heap *heap, const char *when)
{
	const struct run *r;
	size_t i, k;

	for (i = 0; i < a->nruns && i < b->nruns; i++) {
		r = &a->runs[i];
		if (r->address != b->runs[i].address ||
		    r->size != b->runs[i].size)
			FAIL("%s: %s: 0x%" PRIx64 "+%zu is now 0x%" PRIx64
			    "+%zu", pym_heap_profile(heap)->name, when,
			    r->address, r->size, b->runs[i].address,
			    b->runs[i].size);
		if (memcmp(a->bytes + r->at, b->bytes + r->at, r->size) == 0)
			continue;
		for (k = 0; a->bytes[r->at + k] == b->bytes[r->at + k]; k++)
			;
		k = k / 8 * 8 + 8 > r->size ? k : k / 8 * 8;
		differs(heap, r->address + k, a->bytes + r->at + k,
		    b->bytes + r->at + k, when);
	}
	if (a->nruns != b->nruns)
		FAIL("%s: %s: %zu and %zu runs of memory",
		    pym_heap_profile(heap)->name, when, a->nruns, b->nruns);
}
