/*
 * pymalloc.h - the allocator core, its public header (with broken.h
 * and debug.h).
 *
 * CPython's small-object allocator on real memory: pool headers lie in the
 * pools, free-list links in the free blocks, and every address a program
 * would get is the address CPython would hand out.
 *
 *	heap
 *	  arenas ---> arena 0 [ pool 0 | pool 1 | ... ]   256 KiB or 1 MiB
 *	              arena 1 [ ... ]                       |
 *	  usedpools[szidx] ---> pools partly used           v
 *	  usable_arenas ------> arenas with free pools   pool = header + blocks
 *
 * The library needs C11 and mmap, keeps no global state, prints nothing and
 * knows no names, files or screens.  Different heaps may be used by different
 * threads at once; one heap by one thread at a time.
 *
 * Addresses.  Three ranges of memory belong to a heap.  People are shown
 * NOMINAL addresses, which are the same on every machine and in every run:
 *
 *	0x100000000000	metadata: usedpools, the arenas vector, the arena map
 *	0x200000000000	arenas, in order, one arena size apart
 *	0x300000000000	blocks of the system allocator
 *
 * A heap's first choice is to have its arenas and system blocks really there;
 * where the range cannot be had they are elsewhere and shown as if they were
 * there.  When a recording brings its own arena bases, the arenas are shown
 * at those.  The void pointers of this header are real, the uint64_t
 * addresses nominal.
 */
#ifndef POOLSCOPE_PYMALLOC_H
#define POOLSCOPE_PYMALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pym_heap;	/* one allocator: all of its state */
struct pym_operation;	/* one observed malloc, calloc, realloc or free */
struct pym_snapshot;	/* a heap's whole state at one moment */

#define PYM_NONE	UINT32_MAX	/* no such arena, pool, class, block */
#define PYM_NO_CLASS	0xffffu		/* szidx of a pool that never had one */
#define PYM_POOL_OVERHEAD 48u		/* bytes of a pool_header */

#define PYM_METADATA_BASE 0x100000000000u
#define PYM_ARENA_BASE	  0x200000000000u
#define PYM_SYSTEM_BASE	  0x300000000000u
#define PYM_SYSTEM_RANGE  0x10000000000u	/* bytes from there, at most */

/* What a call of the core can answer; the heap is unchanged on any error. */
enum pym_status {
	PYM_OK = 0,
	PYM_NO_MEMORY,		/* memory of our own could not be had */
	PYM_NOT_A_BLOCK,	/* the address is not a block handed out */
	PYM_BAD_ADDRESS,	/* the bytes named are not a heap's memory */
	PYM_BAD_PROFILE,	/* a profile that cannot work */
	PYM_CRASHED		/* CPython would crash: core/broken.h */
};

/* The status in words, untranslated ("out of memory"). */
const char *pym_strstatus(enum pym_status status);

/* ------------------------------------------------------------------------
 * Profiles: which CPython this heap is
 */

/* How an allocator tells its own addresses from foreign ones. */
enum pym_address_test {
	PYM_TEST_ARENAINDEX,	/* the pool header names an arena: to 3.9 */
	PYM_TEST_RADIX_48,	/* radix tree over 48 bits, 10/10/8: 3.10 */
	PYM_TEST_RADIX_64	/* radix tree over 64 bits, 15/15/14: 3.11 on */
};

/* Who holds free pools, and whether arenas go back to the system. */
enum pym_arena_policy {
	PYM_POLICY_USABLE_ARENAS,	/* per arena, arenas sorted: 2.5 on */
	PYM_POLICY_ONE_FREEPOOLS	/* one list, arenas for ever: to 2.4 */
};

/* Which words the statistics report is in. */
enum pym_report_form {
	PYM_REPORT_OWN,		/* 2.4 and 2.5: this project's own layout */
	PYM_REPORT_2_7,		/* the debug builds of 2.7 */
	PYM_REPORT_3,		/* 3.3 to 3.9 */
	PYM_REPORT_3_10		/* 3.10 on: with the arena map */
};

/*
 * A profile is data: the engine reads these figures and has no code of its
 * own for a version.  Sizes are in bytes.
 */
struct pym_profile {
	char name[32];		/* as in --profile: "cpython-3.9" */
	char words[64];		/* for people: "textbook, Python 3.6" */
	unsigned version;	/* major * 100 + minor; 0 for tiny */
	uint32_t alignment;	/* 8 or 16: also the size of class 0 */
	uint32_t threshold;	/* largest request pymalloc serves */
	uint32_t pool_size;	/* a power of two */
	uint32_t arena_size;	/* a power of two */
	uint32_t excess;	/* base mod pool_size of nominal arenas */
	enum pym_arena_policy policy;
	enum pym_address_test address_test;
	enum pym_report_form report;
	bool reclaim;		/* wholly free arenas are given back */
	bool keep_last;		/* but not the last usable one: 3.9 on */
	bool nfp2lasta;		/* fingers into usable_arenas: 3.8 on */
	bool realloc_takes_over; /* realloc moves system blocks in: 2.4 */
	bool has_calloc;	/* that version had a calloc: 3.5 on */
	bool debug;		/* with the debug hooks: core/debug.h */
};

/* The number of profiles, and the I-th in the order of the manual. */
size_t pym_profile_count(void);
const struct pym_profile *pym_profile_at(size_t i);

/*
 * Parses "NAME[,key=value...]" (keys align, threshold, pool, arena, reclaim,
 * excess, debug; sizes may end in K or M; "classic" is cpython-3.6).  Or it
 * returns PYM_BAD_PROFILE and puts one line that says what was wrong and what
 * is possible into ERROR (untranslated, cut to ERROR_SIZE).
 */
enum pym_status pym_profile_parse(const char *spec, struct pym_profile *out,
    char *error, size_t error_size);

/*
 * Writes the profile as pym_profile_parse reads it, only with the variations
 * that differ from the named profile.  Returns what snprintf would.
 */
int pym_profile_format(const struct pym_profile *p, char *out, size_t size);

/* Tests whether a heap can be built of P; says in ERROR why not. */
enum pym_status pym_profile_check(const struct pym_profile *p, char *error,
    size_t error_size);

/* Figures that follow from a profile. */
uint32_t pym_class_count(const struct pym_profile *p);
uint32_t pym_class_of(const struct pym_profile *p, size_t request);
	/* PYM_NONE for 0 and over the threshold */
uint32_t pym_class_size(const struct pym_profile *p, uint32_t szidx);
uint32_t pym_pool_capacity(const struct pym_profile *p, uint32_t szidx);
	/* NUMBLOCKS: blocks of the class that a pool holds */
uint32_t pym_pools_per_arena(const struct pym_profile *p);
	/* of an arena whose base is pool-aligned; one less otherwise */

/* ------------------------------------------------------------------------
 * Heaps
 */

/*
 * Told of every arena obtained and given back, in any kind of call.  ORDINAL
 * counts the arenas ever obtained, from 0.  For an arena obtained the answer
 * is the base at which it shall be shown, as a recording knows it, or 0 for
 * the default (ADDRESS); otherwise the answer is ignored.  So is a base that
 * cannot be: none of 16 bytes' alignment, past the end of the address space
 * (or of the arena map's), or among the metadata or system blocks.
 */
typedef uint64_t (*pym_arena_fn)(void *ctx, bool obtained, uint64_t ordinal,
    uint64_t address);

/*
 * Makes an empty heap.  NULL when its address ranges cannot be reserved or
 * PROFILE fails pym_profile_check; *STATUS, if not NULL, says which.
 */
struct pym_heap *pym_heap_new(const struct pym_profile *profile,
    enum pym_status *status);
void pym_heap_free(struct pym_heap *heap);	/* NULL is allowed */

/* Much will be used: the system may give it in larger, quicker pieces. */
void pym_heap_expect_much(struct pym_heap *heap);

const struct pym_profile *pym_heap_profile(const struct pym_heap *heap);

/* FN (or NULL) hears of arenas from now on. */
void pym_set_arena_hook(struct pym_heap *heap, pym_arena_fn fn, void *ctx);

/*
 * PyObject_Malloc, Calloc, Realloc and Free as that version does them.
 * malloc, calloc and realloc return NULL where CPython would: a request over
 * 2^63-1, a product that overflows, or no memory.
 *
 * pym_free and pym_realloc take blocks that are handed out.  As in CPython an
 * address inside an arena is believed: freeing a block twice or an address
 * inside a block corrupts the heap.  An address outside every arena that is
 * no live system block is refused (PYM_NOT_A_BLOCK; NULL from realloc).
 */
void *pym_malloc(struct pym_heap *heap, size_t n);
void *pym_calloc(struct pym_heap *heap, size_t nelem, size_t elsize);
void *pym_realloc(struct pym_heap *heap, void *p, size_t n);
enum pym_status pym_free(struct pym_heap *heap, void *p);

/*
 * Writes N bytes at a nominal address in an arena or a system block: what the
 * program that owns the block does.  PYM_BAD_ADDRESS if they are not all in
 * one arena, or one system block, that lives now.  (A block of a pool can be
 * written directly as well, but then a link that was left behind in it and is
 * cut may look different in another heap; and snapshots miss bytes written
 * directly to a system block.)
 */
enum pym_status pym_write(struct pym_heap *heap, uint64_t address,
    const void *bytes, size_t n);

/* ------------------------------------------------------------------------
 * Observing an operation, decision by decision
 *
 * An operation run through a struct pym_operation does the same as the plain
 * call and tells an observer each decision as a plain value, right after the
 * words it changes were written.  It follows no pointer that was not tested.
 * The observer may switch to another stack and come back later, or never: the
 * operation is then paused in the middle, the memory as it is at that moment,
 * and other operations may run in the same heap meanwhile (the race that
 * CPython's lock prevents).
 */

/* A pool by the index of its arena and its place there (arena.pool). */
struct pym_pool_ref {
	uint32_t arena;		/* PYM_NONE: no pool */
	uint32_t pool;
};

/* One word of memory that a decision wrote; addresses are nominal. */
struct pym_write {
	uint64_t address;
	uint32_t size;		/* 4 or 8; more for a run of bytes filled */
	bool pointer;		/* before and after are nominal addresses */
	uint64_t before;	/* of a run of bytes: its first 8 */
	uint64_t after;
};

/*
 * The decisions.  Which fields of struct pym_decision a kind fills beside
 * kind and writes is said behind it; "arena" includes usable list position.
 */
enum pym_decision_kind {
	/* malloc: which layer serves the request */
	PYM_D_SIZE_CLASS,	/* request, szidx: pymalloc serves it */
	PYM_D_TO_SYSTEM,	/* request: zero or over the threshold */
	PYM_D_TOO_LARGE,	/* request over 2^63-1 bytes: NULL */
	PYM_D_SYSTEM_BLOCK,	/* request, address (0: refused) */
	/* malloc: from a pool in usedpools */
	PYM_D_USEDPOOLS_LOOKED,	/* szidx, pool (none: its ring is empty) */
	PYM_D_BLOCK_CHOSEN,	/* pool, address, block: freeblock, count + 1 */
	PYM_D_FREEBLOCK_MOVED,	/* pool, address: new head (0: chain ended) */
	PYM_D_BLOCK_CARVED,	/* pool, address, block: virgin, on the chain */
	PYM_D_POOL_FULL,	/* pool: unlinked from usedpools */
	/* malloc: a pool is needed */
	PYM_D_USABLE_ARENAS_LOOKED, /* arena (none: a new one is needed) */
	PYM_D_ARENAS_GROWN,	/* before, after: entries of the vector */
	PYM_D_ARENA_OBJECT_TAKEN, /* arena: slot off unused_arena_objects */
	PYM_D_ARENA_OBTAINED,	/* arena, address, after: its free pools */
	PYM_D_ARENA_REFUSED,	/* no memory for an arena: to the system */
	PYM_D_ARENA_MAP_MARKED,	/* arena, address: entered in the tree */
	PYM_D_ARENA_LISTED,	/* arena: sole element of usable_arenas */
	PYM_D_NFP2LASTA_MOVED,	/* arena, before, after: nfreepools */
	PYM_D_FREEPOOLS_LOOKED,	/* pool (none), arena; 2.4: of all arenas */
	PYM_D_POOL_REUSED,	/* pool, arena, after: free pools left */
	PYM_D_POOL_CARVED,	/* pool, arena, after: free pools left */
	PYM_D_ARENA_USED_UP,	/* arena: off usable_arenas */
	PYM_D_POOL_LINKED,	/* pool, szidx: the only one of its ring */
	PYM_D_POOL_SAME_CLASS,	/* pool, szidx, address, block: chain kept */
	PYM_D_POOL_INITIALISED,	/* pool, szidx, address, block, before: the
				   class it had (PYM_NO_CLASS: none) */
	/* free */
	PYM_D_FREE_NULL,	/* free(NULL): nothing to do */
	PYM_D_ADDRESS_TESTED,	/* address, arena (none: not ours), pool,
				   before: the arenaindex read, or entry hi,
				   after: entry lo (as uint32_t) */
	PYM_D_SYSTEM_FREED,	/* address */
	PYM_D_LINK_WRITTEN,	/* pool, address, block, before: the old head
				   as an address (0: the pool was full) */
	PYM_D_BLOCK_FREED,	/* pool, address, block, after: count */
	PYM_D_POOL_WAS_FULL,	/* pool, szidx: front of its usedpools ring */
	PYM_D_POOL_STAYS,	/* pool, after: count; it is listed already */
	PYM_D_POOL_UNLINKED,	/* pool, szidx: wholly free, off usedpools */
	PYM_D_POOL_TO_FREEPOOLS, /* pool, arena, after: free pools */
	PYM_D_ARENA_KEPT_LAST,	/* arena: wholly free, last usable: kept */
	PYM_D_ARENA_KEPT,	/* arena: wholly free, reclaim=never */
	PYM_D_ARENA_UNLISTED,	/* arena: wholly free, off usable_arenas */
	PYM_D_ARENA_OBJECT_GIVEN, /* arena: slot on unused_arena_objects */
	PYM_D_ARENA_MAP_CLEARED, /* arena, address: out of the tree */
	PYM_D_ARENA_GIVEN_BACK,	/* arena, address */
	PYM_D_ARENA_TO_FRONT,	/* arena: first free pool, front of list */
	PYM_D_ARENA_IN_ORDER,	/* arena, after: nfreepools; not moved */
	PYM_D_ARENA_MOVED,	/* arena, other: now right behind that one */
	/* realloc, calloc */
	PYM_D_REALLOC_NULL,	/* realloc(NULL): a malloc */
	PYM_D_REALLOC_IN_PLACE,	/* request, address, before: class size */
	PYM_D_REALLOC_MOVES,	/* request, address, before: class size */
	PYM_D_REALLOC_SYSTEM,	/* request, address: not ours, stays so */
	PYM_D_REALLOC_TAKES_OVER, /* request, address: 2.4 moves it in */
	PYM_D_BYTES_COPIED,	/* address (new), after: bytes */
	PYM_D_BYTES_CLEARED,	/* address, after: bytes */
	/* the debug hooks; BEFORE is the letter of the API */
	PYM_D_DEBUG_REQUEST,	/* request, before, after: asked for below */
	PYM_D_DEBUG_DECORATED,	/* address, request, before, after: 1 if the
				   data was cleared, not filled */
	PYM_D_DEBUG_CHECKED,	/* address, before, after: the size it has */
	PYM_D_DEBUG_DEAD,	/* address, after: bytes filled */
	PYM_D_DEBUG_ENDS_DEAD,	/* address, after: the size the block has */
	PYM_D_DEBUG_RESIZED,	/* address, request, before */
	PYM_D_KINDS
};

struct pym_decision {
	enum pym_decision_kind kind;
	uint32_t number;		/* from 1 within the operation */
	uint32_t szidx;			/* PYM_NONE where it has none */
	uint32_t arena, other;		/* PYM_NONE */
	struct pym_pool_ref pool;	/* { PYM_NONE, PYM_NONE } */
	uint32_t block;			/* number in its pool; PYM_NONE */
	uint64_t request;		/* bytes asked for */
	uint64_t address;		/* nominal */
	uint64_t before, after;
	const char *function;		/* CPython's that takes it; see below */
	const struct pym_write *writes;	/* in order; valid during the call */
	size_t nwrites;
};

typedef void (*pym_observer_fn)(void *ctx, const struct pym_decision *d);

/*
 * The CPython function that takes a decision in the profile's version, as
 * "pymalloc_alloc" or "_PyObject_Free"; never NULL.  Where that differs from
 * call to call (a system block obtained by calloc or by realloc) it is
 * malloc's or free's; the decision's own FUNCTION is the one of the call.
 */
const char *pym_decision_function(const struct pym_profile *p,
    enum pym_decision_kind kind);

/*
 * What an operation writes is noted, so that it can be undone; where there is
 * no memory for a note in the middle of it, it can be neither finished nor
 * undone, and FN is called, which must not return.  Without one: abort().
 */
void pym_on_no_memory(void (*fn)(void));

/* The operation keeps OBSERVER (NULL: nobody looks) and CTX; NULL when memory
   is short. */
struct pym_operation *pym_operation_new(struct pym_heap *heap,
    pym_observer_fn observer, void *ctx);
void pym_operation_free(struct pym_operation *op);	/* NULL is allowed */

/* As pym_malloc and its like; an operation serves one call. */
void *pym_operation_malloc(struct pym_operation *op, size_t n);
void *pym_operation_calloc(struct pym_operation *op, size_t nelem,
    size_t elsize);
void *pym_operation_realloc(struct pym_operation *op, void *p, size_t n);
enum pym_status pym_operation_free_block(struct pym_operation *op, void *p);
enum pym_status pym_operation_write(struct pym_operation *op,
    uint64_t address, const void *bytes, size_t n);

/*
 * Takes back every word the operation has written so far, last first, whether
 * it ended or is paused (its stack is then dropped by the caller): the heap is
 * as before it began, provided nothing else changed the heap meanwhile, or
 * was itself undone first.
 */
void pym_operation_undo(struct pym_operation *op);

/* ------------------------------------------------------------------------
 * Looking, by value.  Nothing here changes a heap, and nothing trusts it:
 * every pointer is tested before it is followed, so a heap that was broken
 * on purpose can be looked at.  List functions fill up to MAX entries and
 * return how many the list has (a list that loops or leaves the heap ends
 * where it does).
 */

struct pym_arena_view {
	uint32_t index;
	uint64_t address;		/* base as obtained */
	uint64_t pool_address;		/* next pool never yet carved */
	uint64_t first_pool;		/* base rounded up to a pool */
	uint32_t nfreepools, ntotalpools;
	uint32_t ncarved;		/* pools below this have headers */
	uint32_t nextarena, prevarena;	/* indices in usable_arenas */
	bool usable;			/* it is on usable_arenas */
	uint64_t ordinal;		/* it was the so-many-th, from 0 */
};

enum pym_pool_state { PYM_POOL_UNCARVED, PYM_POOL_USED, PYM_POOL_FULL,
    PYM_POOL_EMPTY };

struct pym_pool_view {
	struct pym_pool_ref ref;
	uint64_t address;
	enum pym_pool_state state;
	uint32_t count;			/* ref.count: blocks handed out */
	uint64_t freeblock;		/* 0: NULL */
	uint64_t nextpool, prevpool;
	uint32_t arenaindex, szidx;
	uint32_t nextoffset, maxnextoffset;
	uint32_t size;			/* of a block; 0 before the first */
	uint32_t capacity;
	uint32_t ncarved;		/* blocks ever set up: to nextoffset */
};

enum pym_block_state { PYM_BLOCK_UNCARVED, PYM_BLOCK_FREE,
    PYM_BLOCK_ALLOCATED };

/* Entries of the arenas vector (maxarenas; narenas in 2.4). */
uint32_t pym_arena_slots(const struct pym_heap *heap);
/* False if slot INDEX holds no arena. */
bool pym_arena(const struct pym_heap *heap, uint32_t index,
    struct pym_arena_view *out);
/* False if there is no such pool; true with UNCARVED where it has no header
   yet. */
bool pym_pool(const struct pym_heap *heap, struct pym_pool_ref ref,
    struct pym_pool_view *out);
/* The freeblock chain as offsets from the pool's start, in list order: each
   block once, as far as it leads to blocks of the pool. */
size_t pym_pool_chain(const struct pym_heap *heap, struct pym_pool_ref ref,
    uint32_t *offsets, size_t max);

/* How that chain ends; any way but the first is damage. */
enum pym_chain_end {
	PYM_CHAIN_NULL,		/* with NULL, as it ought to */
	PYM_CHAIN_RING,		/* it comes back to a block that it had */
	PYM_CHAIN_ASTRAY	/* it leads to what is no block of the pool */
};
/* *WHERE (or NULL): of a ring, which block of the chain comes again, from 0;
   of one that went astray, the address it leads to. */
enum pym_chain_end pym_pool_chain_end(const struct pym_heap *heap,
    struct pym_pool_ref ref, uint64_t *where);
/* The state of each block; returns the pool's capacity (0 if uncarved). */
size_t pym_pool_blocks(const struct pym_heap *heap, struct pym_pool_ref ref,
    enum pym_block_state *states, size_t max);

size_t pym_usedpools(const struct pym_heap *heap, uint32_t szidx,
    struct pym_pool_ref *out, size_t max);
/* The nominal address of usedpools[2 * SZIDX]: the class's nextpool word, with
   its prevpool word behind it. */
uint64_t pym_usedpools_address(const struct pym_heap *heap, uint32_t szidx);
size_t pym_freepools(const struct pym_heap *heap, uint32_t arena,
    struct pym_pool_ref *out, size_t max);	/* 2.4: ARENA is ignored */
size_t pym_usable_arenas(const struct pym_heap *heap, uint32_t *out,
    size_t max);
size_t pym_unused_arena_objects(const struct pym_heap *heap, uint32_t *out,
    size_t max);
/* nfp2lasta[NFREEPOOLS] as an arena index, or PYM_NONE. */
uint32_t pym_nfp2lasta(const struct pym_heap *heap, uint32_t nfreepools);

/*
 * The beginnings of the same lists, at a cost that does not grow with the
 * heap: no further than MAX entries.  Return how many there are up to there;
 * so MAX says that there may be more.  OUT may be NULL, to count only.
 */
size_t pym_first_usedpools(const struct pym_heap *heap, uint32_t szidx,
    struct pym_pool_ref *out, size_t max);
size_t pym_first_freepools(const struct pym_heap *heap, uint32_t arena,
    struct pym_pool_ref *out, size_t max);
size_t pym_first_usable_arenas(const struct pym_heap *heap, uint32_t *out,
    size_t max);
size_t pym_first_unused_arena_objects(const struct pym_heap *heap,
    uint32_t *out, size_t max);

/* What lies at a nominal address. */
enum pym_place {
	PYM_PLACE_NOWHERE,	/* no memory of this heap */
	PYM_PLACE_USEDPOOLS,	/* szidx; field: next or prev */
	PYM_PLACE_MANAGEMENT,	/* field: a variable of the allocator */
	PYM_PLACE_NFP2LASTA,	/* entry */
	PYM_PLACE_ARENA_OBJECT,	/* arena; field */
	PYM_PLACE_ARENA_MAP,	/* a word of the radix tree */
	PYM_PLACE_METADATA,	/* metadata not in use (an old vector) */
	PYM_PLACE_ARENA,	/* arena: in no pool (alignment loss) */
	PYM_PLACE_UNCARVED_POOL, /* arena, pool */
	PYM_PLACE_POOL_HEADER,	/* arena, pool; field */
	PYM_PLACE_BLOCK,	/* arena, pool, block, offset in block, state */
	PYM_PLACE_POOL_TAIL,	/* arena, pool: bytes lost to quantization */
	PYM_PLACE_SYSTEM_BLOCK,	/* live; offset in block; block_size */
	PYM_PLACE_SYSTEM	/* the system allocator's memory, no block */
};

struct pym_location {
	enum pym_place place;
	struct pym_pool_ref pool;	/* pool.arena is set alone, too */
	uint64_t ordinal;		/* of the arena */
	uint64_t arena_offset;		/* from the arena's base */
	uint32_t block;			/* PYM_NONE */
	uint32_t offset;		/* from the block's or field's start */
	uint64_t start;			/* nominal start of block or field */
	uint64_t block_size;		/* class size, or bytes requested */
	enum pym_block_state state;
	uint32_t szidx;			/* or the entry's number */
	const char *field;		/* CPython's name, or NULL */
	bool pointer;			/* an 8-byte word here is a pointer */
};

void pym_locate(const struct pym_heap *heap, uint64_t address,
    struct pym_location *out);

/*
 * The other way: the nominal address of the field that L names, 0 if there is
 * none.  Of L only the place is read, and what it is of: USEDPOOLS szidx and
 * field; MANAGEMENT field; NFP2LASTA szidx; ARENA_OBJECT pool.arena and field;
 * POOL_HEADER pool and field; BLOCK pool and block.
 */
uint64_t pym_address_of(const struct pym_heap *heap,
    const struct pym_location *l);

/*
 * Where in which arena P lies, quickly: ordinal and offset from the base.
 * False if P is in no arena that lives.
 */
bool pym_arena_offset(const struct pym_heap *heap, const void *p,
    uint64_t *ordinal, uint64_t *offset);

/*
 * The addresses at which blocks of pools lie, as long as the heap lives: one
 * that was just handed out is in a pool if it is one of the N from *START on.
 */
void pym_arena_range(const struct pym_heap *heap, uintptr_t *start,
    uintptr_t *n);

/* Translations; pym_real is NULL outside the heap's memory in use. */
uint64_t pym_nominal(const struct pym_heap *heap, const void *p);
void *pym_real(const struct pym_heap *heap, uint64_t address);
/* The block at ADDRESS is about to be handed out or freed: its memory is
   brought near. */
void pym_prefetch(const struct pym_heap *heap, uint64_t address);

/*
 * Reads N bytes as people are shown them: words that hold pointers are given
 * as nominal addresses.  PYM_BAD_ADDRESS if any byte is no memory of the heap.
 */
enum pym_status pym_read(const struct pym_heap *heap, uint64_t address,
    void *out, size_t n);

struct pym_class_stats {
	uint64_t pools, blocks, available;	/* as in the report */
};

struct pym_stats {
	uint64_t arenas_current, arenas_total, arenas_reclaimed,
	    arenas_highwater;
	uint64_t allocated_bytes, available_bytes;	/* by class size */
	uint64_t unused_pools;
	uint64_t pools_used, pools_full, pools_empty;
	uint64_t pool_header_bytes, quantization_bytes, alignment_bytes;
	uint64_t map_mid_nodes, map_bot_nodes;
	uint64_t system_blocks, system_bytes;		/* as requested */
};

/* Figures that the heap keeps, so that asking costs nothing. */
struct pym_counts {
	uint64_t arenas_current, arenas_total, arenas_highwater;
	uint64_t pools_in_use;		/* now: with a block handed out */
	uint64_t pools_filled;		/* times a pool became full, ever */
	uint64_t pools_emptied;		/* times one became wholly free, ever */
	uint64_t system_blocks, system_bytes;
};

void pym_counts(const struct pym_heap *heap, struct pym_counts *out);

/* Those of pools, always up to date where this points. */
struct pym_pool_counts {
	uint64_t in_use, filled, emptied;
};

const struct pym_pool_counts *pym_pool_counts(const struct pym_heap *heap);

/* Counted afresh from the heap; CLASSES (or NULL) has room for MAX. */
void pym_stats(const struct pym_heap *heap, struct pym_stats *out,
    struct pym_class_stats *classes, size_t max);

/* Calls FN for each live system block, in address order. */
void pym_system_blocks(const struct pym_heap *heap,
    void (*fn)(void *ctx, uint64_t address, uint64_t size), void *ctx);

/*
 * The statistics report, byte for byte what _PyObject_DebugMallocStats of the
 * profile's version prints; EMIT gets it in pieces.
 */
void pym_report(const struct pym_heap *heap,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx);

/* One line of it: LABEL in 35 columns, "=", and N with commas in 21. */
void pym_report_total(const char *label, uint64_t n,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx);

/*
 * Walks the whole heap and tests every invariant.  True if all hold; else
 * FAULT gets one line that names the first that does not and where.
 */
bool pym_check(const struct pym_heap *heap, char *fault, size_t size);

#include "core/snapshot.h"

#endif
