/*
 * engine.h - how the engine's one source becomes three programs.
 *
 * malloc.c, free.c, arenas.c, arenas_2_4.c, arena_map.c, slots.c, settle.c,
 * system.c and debug.c are compiled three times.  Plain, SET is a store and
 * DECIDE is nothing.  Noted, SET also marks the word, so that a snapshot need
 * not look at all of memory.  Observed, SET notes the word before it is
 * written and DECIDE tells the observer, who may pause the operation there
 * and let others run: so nothing read before a DECIDE may be assumed to hold
 * after it, but as CPython itself assumes.  Observed, every pointer is also
 * tested before it is followed, so that a heap that was broken on purpose can
 * be used: where CPython would crash the operation ends (pym_crash), and can
 * be undone.
 *
 * Every function of the engine takes the heap as its parameter H, which the
 * macros use.
 */
#ifndef POOLSCOPE_CORE_ENGINE_H
#define POOLSCOPE_CORE_ENGINE_H

#include "core/heap.h"
#include "core/operation.h"

#ifdef PYM_OBSERVED
#define ENGINE(name) pym_observed_##name
/* What a word of the heap holds; a pointer in it that may be followed. */
#define READ(lvalue)							\
	(pym_reach(h, &(lvalue), sizeof(lvalue), false), (lvalue))
#define LOAD(lvalue)							\
	((__typeof__(lvalue))pym_pointer(h, (void *)READ(lvalue)))
/* One that may be the end of an arena. */
#define LOAD_END(lvalue)						\
	((__typeof__(lvalue))pym_end_pointer(h, (void *)READ(lvalue)))
/* Store to a word that holds a number, or one that holds a pointer. */
#define SET(lvalue, value)						\
	(pym_reach(h, &(lvalue), sizeof(lvalue), true), SET_OWN(lvalue, value))
#define SET_POINTER(lvalue, value)					\
	SET_RAW(lvalue, (__typeof__(lvalue))pym_stored(h, (void *)(value)))
/* The same for a word that is copied as it is. */
#define SET_RAW(lvalue, value)						\
	(pym_reach(h, &(lvalue), sizeof(lvalue), true),			\
	    pym_note(h->op, &(lvalue), sizeof(lvalue), true),		\
	    (void)((lvalue) = (value)))
#define MARK_POOL(pool) ((void)h)
#define SET_LINK(block, value) SET_RAW(*block_link(block), value)
#define SET_HEADER(lvalue, value) SET(lvalue, value)
#define SET_HEADER_POINTER(lvalue, value) SET_POINTER(lvalue, value)
#define SET_HEADER_RAW(lvalue, value) SET_RAW(lvalue, value)
/* Store to a word that people do not see and no program can reach. */
#define SET_OWN(lvalue, value)						\
	(pym_note(h->op, &(lvalue), sizeof(lvalue), false),		\
	    (void)((lvalue) = (value)))
/* N bytes at P are about to be read and written. */
#define REACH(p, n) pym_reach(h, (p), (n), true)
/* One more step along a list that could be a ring. */
#define ENDLESS(p) pym_tread(h, (p))
/* Before a run of bytes is written; or one that changes nothing people see. */
#define NOTE_RUN(p, n) pym_note_run(h->op, (p), (n), false)
#define NOTE_QUIETLY(p, n) pym_note_run(h->op, (p), (n), true)
/* DECIDE(kind, d.field = value, ...): tells a decision. */
#define DECIDE(decision, ...)						\
	do {								\
		struct pym_decision d;					\
		pym_decision_init(&d, decision);			\
		__VA_ARGS__;						\
		pym_decide(h, &d);					\
	} while (0)
#define OBSERVED true
#else
#ifdef PYM_NOTED
#define ENGINE(name) pym_noted_##name
#define MARK(p, n) mark_written(h, (p), (n))
#define MARK_POOL(pool) mark_pool(h, (pool))
#define SET_LINK(block, value)						\
	(mark_word(h, (block)), SET_OWN(*block_link(block), value))
#else
#define ENGINE(name) pym_##name
#define MARK(p, n) ((void)h)
#define MARK_POOL(pool) ((void)h)
#define SET_LINK(block, value) SET_OWN(*block_link(block), value)
#endif
/* After MARK_POOL stores to its header need no mark, and one to the link in a
   block of it, SET_LINK, needs only one. */
#define SET_HEADER(lvalue, value) SET_OWN(lvalue, value)
#define SET_HEADER_POINTER(lvalue, value) SET_OWN(lvalue, value)
#define SET_HEADER_RAW(lvalue, value) SET_OWN(lvalue, value)
#define READ(lvalue) (lvalue)
#define LOAD(lvalue) (lvalue)
#define LOAD_END(lvalue) (lvalue)
#define SET(lvalue, value)						\
	(MARK(&(lvalue), sizeof(lvalue)), SET_OWN(lvalue, value))
#define SET_POINTER(lvalue, value) SET(lvalue, value)
#define SET_RAW(lvalue, value) SET(lvalue, value)
#define SET_OWN(lvalue, value) ((void)h, (void)((lvalue) = (value)))
#define REACH(p, n) ((void)0)
#define ENDLESS(p) ((void)h)
#define NOTE_RUN(p, n) MARK((p), (n))
#define NOTE_QUIETLY(p, n) MARK((p), (n))
#define DECIDE(decision, ...) ((void)0)
#define OBSERVED false
#endif

/* Off the short path, which then needs no stack of its own. */
#ifdef __GNUC__
#define SELDOM __attribute__((noinline, cold))
#else
#define SELDOM
#endif

/* The link in the first word of a free block. */
static inline uint8_t **
block_link(uint8_t *block)
{
	return (uint8_t **)(void *)block;
}

/* One more call of the system's, which the debug hooks count to 3.7. */
static inline void
count_raw_call(struct pym_heap *h)
{
	if (h->hooks.serial && h->hooks.raw)
		SET_OWN(h->mg->serial, h->mg->serial + 1);
}

/* One more call of malloc, calloc or realloc. */
static inline void
count_call(struct pym_heap *h)
{
	SET_OWN(h->mg->calls, h->mg->calls + 1);
}

/* A block's number in its pool (whose class may be any garbage). */
static inline uint32_t
block_number(const struct pym_heap *h, const struct pool_header *pool,
    const uint8_t *block)
{
	uint32_t size = class_size(h, pool->szidx);

	return size == 0 ? PYM_NONE : (uint32_t)(((uintptr_t)block -
	    (uintptr_t)pool - PYM_POOL_OVERHEAD) / size);
}

#define ENGINE_FUNCTIONS(prefix)					\
	void *prefix##malloc(struct pym_heap *h, size_t n);		\
	void *prefix##calloc(struct pym_heap *h, size_t nelem,		\
	    size_t elsize);						\
	void *prefix##realloc(struct pym_heap *h, void *p, size_t n);	\
	enum pym_status prefix##free(struct pym_heap *h, void *p);	\
	enum pym_status prefix##write(struct pym_heap *h,		\
	    uint64_t address, const void *bytes, size_t n);		\
	/* arenas.c and arenas_2_4.c: a pool without blocks, or NULL */	\
	struct pool_header *prefix##take_pool(struct pym_heap *h);	\
	void prefix##give_pool(struct pym_heap *h,			\
	    struct pool_header *pool);					\
	struct pool_header *prefix##take_pool_2_4(struct pym_heap *h);	\
	void prefix##give_pool_2_4(struct pym_heap *h,			\
	    struct pool_header *pool);					\
	/* slots.c: room for the next arena (its real base, or 0) */	\
	uintptr_t prefix##slot_take(struct pym_heap *h,			\
	    uint32_t arena);						\
	void prefix##slot_give(struct pym_heap *h, uintptr_t base);	\
	/* arena_map.c: false if a node cannot be had */		\
	bool prefix##map_mark(struct pym_heap *h, uint64_t base,	\
	    bool used);							\
	/* system.c */							\
	void *prefix##system_malloc(struct pym_heap *h, size_t n);	\
	void *prefix##system_calloc(struct pym_heap *h, size_t n);	\
	void *prefix##system_realloc(struct pym_heap *h, void *p,	\
	    size_t n);							\
	enum pym_status prefix##system_free(struct pym_heap *h,		\
	    void *p);							\
	/* N bytes at P are about to be written, in a system block? */	\
	void prefix##system_soil(struct pym_heap *h, void *p, size_t n); \
	/* debug.c: the hooks, and the system's calls through them */	\
	void *prefix##debug_malloc(struct pym_heap *h, size_t n);	\
	void *prefix##debug_calloc(struct pym_heap *h, size_t nelem,	\
	    size_t elsize);						\
	void *prefix##debug_realloc(struct pym_heap *h, void *p,	\
	    size_t n);							\
	enum pym_status prefix##debug_free(struct pym_heap *h, void *p); \
	void *prefix##raw_malloc(struct pym_heap *h, size_t n);		\
	void *prefix##raw_calloc(struct pym_heap *h, size_t n);		\
	void *prefix##raw_realloc(struct pym_heap *h, void *p,		\
	    size_t n);							\
	enum pym_status prefix##raw_free(struct pym_heap *h, void *p);	\
	/* settle.c: the word that P lies inside of is about to be cut */ \
	void prefix##settle(struct pym_heap *h, void *p)

ENGINE_FUNCTIONS(pym_);
ENGINE_FUNCTIONS(pym_noted_);
ENGINE_FUNCTIONS(pym_observed_);

#endif
