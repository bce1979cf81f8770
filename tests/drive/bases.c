#include "config.h"

#include "bases.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "workload.h"

#define PLACES 640
#define RANGE ((uint64_t)0x200000000000u)

struct bases {
	size_t size, stride, align;
	uint64_t rng;
	FILE *out;
	char *range;
	void *base[PLACES];	/* NULL: the place is free */
};

struct bases *
bases_new(size_t size, size_t stride, size_t align, uint64_t seed, FILE *out)
{
	struct bases *b = calloc(1, sizeof *b);

	if (b == NULL)
		abort();
	*b = (struct bases){ .size = size, .stride = stride, .align = align,
	    .rng = seed, .out = out };
	b->range = mmap((void *)(uintptr_t)RANGE, PLACES * stride, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
	    -1, 0);
	if (b->range == MAP_FAILED) {
		perror("drive: addresses for the arenas");
		abort();
	}
	return b;
}

static size_t
excess(struct bases *b)
{
	size_t room = b->stride - b->size;

	if (b->align == 0)
		return 0;
	return workload_random(&b->rng) % (room / b->align) * b->align;
}

void *
bases_obtain(struct bases *b)
{
	size_t i;

	for (i = 0; i < PLACES && b->base[i] != NULL; i++)
		;
	if (i == PLACES || mprotect(b->range + i * b->stride, b->stride,
	    PROT_READ | PROT_WRITE) != 0)
		return NULL;
	b->base[i] = b->range + i * b->stride + excess(b);
	fprintf(b->out, "A %zu 0x%" PRIxPTR "\n", b->size,
	    (uintptr_t)b->base[i]);
	return b->base[i];
}

bool
bases_give_back(struct bases *b, void *base)
{
	uintptr_t i = ((uintptr_t)base - (uintptr_t)b->range) / b->stride;
	char *place = b->range + i * b->stride;

	if (i >= PLACES || b->base[i] != base)
		return false;
	b->base[i] = NULL;
	fprintf(b->out, "F 0x%" PRIxPTR "\n", (uintptr_t)base);
	if (madvise(place, b->stride, MADV_DONTNEED) != 0 ||
	    mprotect(place, b->stride, PROT_NONE) != 0)
		abort();
	return true;
}

bool
bases_hold(const struct bases *b, const void *p)
{
	return (uintptr_t)p - (uintptr_t)b->range < PLACES * b->stride;
}
