/*
 * hook.c - the hooks in CPython's allocators.
 *
 * Python's lock is held around every call, so that what is put after a call
 * still stands before any other thread's.  Nothing here allocates.
 */
#include "config.h"

#include "preload/hook.h"

#include <stdbool.h>

#include "preload/heaps.h"
#include "preload/python.h"
#include "preload/site.h"
#include "preload/writer.h"

#define SMALLEST_ARENA 131072	/* 3.11 gets its stack chunks here, too */

static struct python_allocator real[DOMAIN_OBJ + 1];
static struct python_arenas real_arenas;
static bool inside;		/* a call of ours: what happens is its doing */

static inline uint64_t
address_of(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

/* Whether P and SIZE fit a record's first word. */
static inline bool
is_short(const void *p, size_t size)
{
	return p != NULL && size <= WORD_SMALL &&
	    address_of(p) <= WORD_ADDRESS;
}

static __attribute__((noinline)) void
put_long(enum ring_long kind, unsigned n, uint64_t a, uint64_t b, uint64_t c)
{
	if (!writer_room(n + 1))
		return;
	writer_set(0, ring_word(WORD_LONG, kind, 0));
	writer_set(1, a);
	if (n > 1)
		writer_set(2, b);
	if (n > 2)
		writer_set(3, c);
	writer_done(n + 1);
}

/* ---- the calls ---------------------------------------------------------- */

static void *
hook_malloc(void *ctx, size_t n)
{
	const struct python_allocator *a = ctx;
	void *p;

	if (heaps_is_other(a)) {
		heaps_count();
		return a->malloc(a->ctx, n);
	}
	inside = true;
	p = a->malloc(a->ctx, n);
	inside = false;
	site_note();
	if (!is_short(p, n)) {
		put_long(LONG_MALLOC, 2, n, address_of(p), 0);
	} else if (writer_room(1)) {
		writer_set(0, ring_word(WORD_MALLOC, n, address_of(p)));
		writer_done(1);
	}
	return p;
}

static void *
hook_calloc(void *ctx, size_t nelem, size_t elsize)
{
	const struct python_allocator *a = ctx;
	void *p;

	if (heaps_is_other(a)) {
		heaps_count();
		return a->calloc(a->ctx, nelem, elsize);
	}
	inside = true;
	p = a->calloc(a->ctx, nelem, elsize);
	inside = false;
	site_note();
	put_long(LONG_CALLOC, 3, nelem, elsize, address_of(p));
	return p;
}

static void *
hook_realloc(void *ctx, void *old, size_t n)
{
	const struct python_allocator *a = ctx;
	uint64_t was = address_of(old);
	void *p;

	if (heaps_is_other(a)) {
		heaps_count();
		return a->realloc(a->ctx, old, n);
	}
	inside = true;
	p = a->realloc(a->ctx, old, n);
	inside = false;
	site_note();
	if (was == 0 || was > WORD_ADDRESS || n > WORD_SMALL) {
		put_long(LONG_REALLOC, 3, was, n, address_of(p));
	} else if (writer_room(2)) {
		writer_set(0, ring_word(WORD_REALLOC, n, was));
		writer_set(1, address_of(p));
		writer_done(2);
	}
	return p;
}

static void
hook_free(void *ctx, void *p)
{
	const struct python_allocator *a = ctx;
	uint64_t was = address_of(p);

	if (heaps_is_other(a)) {
		heaps_count();
		a->free(a->ctx, p);
		return;
	}
	inside = true;
	a->free(a->ctx, p);
	inside = false;
	if (was - 1 >= WORD_ADDRESS) {
		put_long(LONG_FREE, 1, was, 0, 0);
	} else if (writer_room(1)) {
		writer_set(0, ring_word(WORD_FREE, 0, was));
		writer_done(1);
	}
}

/* ---- the arenas --------------------------------------------------------- */

/*
 * An arena that is obtained outside of our calls shows that the allocators
 * were replaced; one that is given back, that the interpreter takes its heap
 * apart.  What follows cannot be known.
 */
static void *
hook_arena(void *ctx, size_t size)
{
	void *p = real_arenas.alloc(ctx, size);

	if (size < SMALLEST_ARENA || p == NULL || !heaps_obtained(p))
		return p;
	if (!inside)
		writer_end(ENDING_BYPASSED);
	put_long(LONG_ARENA, 2, size, address_of(p), 0);
	return p;
}

static void
hook_arena_free(void *ctx, void *p, size_t size)
{
	if (size >= SMALLEST_ARENA && p != NULL && heaps_given_back(p)) {
		if (!inside)
			writer_end(ENDING_SHUTDOWN);
		put_long(LONG_ARENA_FREE, 1, address_of(p), 0, 0);
	}
	real_arenas.free(ctx, p, size);
}

/* ---- setting them ------------------------------------------------------- */

static void
hook_domain(enum python_domain domain)
{
	struct python_allocator hook = { &real[domain], hook_malloc,
	    hook_calloc, hook_realloc, hook_free };

	python.get_allocator(domain, &real[domain]);
	python.set_allocator(domain, &hook);
}

void
hook_again(void)
{
	hook_domain(DOMAIN_MEM);
	hook_domain(DOMAIN_OBJ);
}

void
hook_install(void)
{
	struct python_arenas arenas;

	python.get_arenas(&real_arenas);
	arenas = (struct python_arenas){ real_arenas.ctx, hook_arena,
	    hook_arena_free };
	python.set_arenas(&arenas);
	hook_again();
}
