/*
 * targets.h - the allocators that the benchmark compares.
 */
#ifndef POOLSCOPE_BENCH_TARGETS_H
#define POOLSCOPE_BENCH_TARGETS_H

#include <stddef.h>

#include "core/pymalloc.h"

/*
 * One allocator.  The core is called with its heap, the others as malloc and
 * free are; heap says which pair of functions is there.
 */
struct target {
	char name[80];
	struct pym_heap *heap;
	void *(*pym_malloc)(struct pym_heap *heap, size_t n);
	enum pym_status (*pym_free)(struct pym_heap *heap, void *p);
	void *(*malloc)(size_t n);
	void (*free)(void *p);
};

/*
 * Opens the allocator that SPEC names: "core:PROFILE", "python:LIBRARY",
 * "mimalloc:LIBRARY", "glibc", or "null", which hands out the same block
 * every time and so shows what the loop itself costs.  Writes why not to
 * standard error and returns -1 when it cannot.
 */
int target_open(struct target *t, const char *spec);
void target_close(struct target *t);

#endif
