/*
 * region.c - ranges of address space: the only use of mmap.
 *
 * A region is reserved whole when its heap is made and costs nothing until
 * its pages are touched.  Giving memory back drops the pages and keeps the
 * range, so that an arena can stand at the same address again.
 */
#include "config.h"

#include "core/heap.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0
#endif

static void *
reserve(void *wanted, size_t size, int fixed)
{
	void *p = mmap(wanted, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | fixed, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	if (wanted != NULL && p != wanted) {
		munmap(p, size);
		return NULL;
	}
	return p;
}

/* Anywhere, aligned: too much is taken and both ends are given back. */
static uint8_t *
reserve_aligned(size_t size, size_t align)
{
	uint8_t *p = reserve(NULL, size + align, 0);
	uint8_t *start;

	if (p == NULL)
		return NULL;
	start = (uint8_t *)(((uintptr_t)p + align - 1) & ~(align - 1));
	if (start > p)
		munmap(p, (size_t)(start - p));
	if (start + size < p + size + align)
		munmap(start + size, (size_t)(p + align - start));
	return start;
}

bool
region_reserve(struct region *r, uint64_t wanted, size_t size, size_t align)
{
	r->size = size;
	r->base = NULL;
	if (wanted != 0)
		r->base = reserve((void *)wanted, size, MAP_FIXED_NOREPLACE);
	if (r->base == NULL)
		r->base = reserve_aligned(size, align);
	return r->base != NULL;
}

void
region_release(struct region *r)
{
	if (r->base != NULL)
		munmap(r->base, r->size);
	r->base = NULL;
}

void
region_in_large_pieces(struct region *r)
{
#ifdef MADV_HUGEPAGE
	madvise(r->base, r->size, MADV_HUGEPAGE);
#else
	(void)r;
#endif
}

void
region_clear(void *start, void *end)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = (uintptr_t)start, to = (uintptr_t)end;
	uintptr_t first = (from + page - 1) & ~(page - 1);
	uintptr_t last = to & ~(page - 1);

	if (from >= to)
		return;
	if (first >= last) {
		memset(start, 0, to - from);
		return;
	}
	memset(start, 0, first - from);
	memset((void *)last, 0, to - last);
	if (madvise((void *)first, last - first, MADV_DONTNEED) != 0)
		memset((void *)first, 0, last - first);
}
