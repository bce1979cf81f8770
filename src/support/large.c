/* large.c - tables of many megabytes. */
#include "config.h"

#include "support/large.h"

#include <stdint.h>
#include <sys/mman.h>

#define PIECE	((uintptr_t)2 << 20)	/* what systems give at once */
#define LEAST	(2 * PIECE)

void
large_expect(void *p, size_t n)
{
#ifdef MADV_HUGEPAGE
	uintptr_t first = ((uintptr_t)p + PIECE - 1) & ~(PIECE - 1);
	uintptr_t last = ((uintptr_t)p + n) & ~(PIECE - 1);

	if (n >= LEAST && first < last)
		madvise((void *)first, last - first, MADV_HUGEPAGE);
#else
	(void)p;
	(void)n;
#endif
}
