/*
 * displaced.c - loaded before the program, takes the first page of each place
 * in memory that a heap would have: so all heaps lie elsewhere, as they do
 * where another program, or a sanitizer, was there before.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "core/pymalloc.h"

static void
take(uintptr_t address)
{
	void *p = mmap((void *)address, 4096, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	if (p != (void *)address) {
		fprintf(stderr, "displaced: %#zx is taken already\n",
		    (size_t)address);
		abort();
	}
}

__attribute__((constructor)) static void
take_all(void)
{
	take(PYM_METADATA_BASE);
	take(PYM_ARENA_BASE);
	take(PYM_SYSTEM_BASE);
}
