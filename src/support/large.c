/* large.c - tables of many megabytes. */
#include "config.h"

#include "support/large.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/xalloc.h"

#define PIECE	((uintptr_t)2 << 20)	/* what systems give at once */
#define LEAST	((size_t)128 << 10)	/* bytes: less is not worth a call */

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

#define CACHE_LINE	64u
#define FIRST_ROOM	64u	/* entries */

void *
large_grow(void *p, size_t *room, size_t count, size_t size)
{
	size_t more = *room == 0 ? FIRST_ROOM : *room;
	void *larger;

	if (count <= *room)
		return p;
	while (more < count)
		more = more > SIZE_MAX / 2 ? count : 2 * more;
	if (more > SIZE_MAX / size ||
	    posix_memalign(&larger, CACHE_LINE, more * size) != 0)
		xalloc_die();
	if (*room > 0)
		memcpy(larger, p, *room * size);
	free(p);
	large_expect(larger, more * size);
	*room = more;
	return larger;
}
