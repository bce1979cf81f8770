/* large.c - tables of many megabytes. */
#include "config.h"

#include "support/large.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE	((uintptr_t)2 << 20)	/* what systems give at once */
#define LEAST	((size_t)1 << 20)	/* bytes: less is not worth a call */

/* Advice on the whole pieces of SIZE bytes that lie within the N bytes at P;
   a system that does not know it does without. */
static void
advise(void *p, size_t n, uintptr_t size, int advice)
{
	uintptr_t first = ((uintptr_t)p + size - 1) & ~(size - 1);
	uintptr_t last = ((uintptr_t)p + n) & ~(size - 1);

	if (first < last)
		madvise((void *)first, last - first, advice);
}

void
large_expect(void *p, size_t n)
{
	if (n < LEAST)
		return;
#ifdef MADV_HUGEPAGE
	advise(p, n, PIECE, MADV_HUGEPAGE);
#endif
#ifdef MADV_POPULATE_WRITE
	advise(p, n, (uintptr_t)sysconf(_SC_PAGESIZE), MADV_POPULATE_WRITE);
#endif
}
