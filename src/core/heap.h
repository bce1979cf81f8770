/*
 * heap.h - what a heap is made of; private to the core.
 *
 * The structures of section 2 of CPython's allocator lie in memory exactly as
 * CPython lays them out on 64-bit machines, so that a dump of it is true.
 *
 *	metadata region		imaginary header | usedpools | management |
 *				pieces: system state, nfp2lasta, arenas
 *				vectors, nodes of the arena map
 *	arena region		slot 0 | slot 1 | ...	one arena a slot
 *	system region		header block | header block | ...
 */
#ifndef POOLSCOPE_CORE_HEAP_H
#define POOLSCOPE_CORE_HEAP_H

#include "core/debug.h"
#include "core/pymalloc.h"

/* At the start of every pool. */
struct pool_header {
	uint32_t count;			/* ref.count: blocks handed out */
	uint32_t never_written;		/* the other half of a union */
	uint8_t *freeblock;		/* head of the chain of free blocks */
	struct pool_header *nextpool;	/* in usedpools or freepools */
	struct pool_header *prevpool;	/* in usedpools only */
	uint32_t arenaindex;		/* in the arenas vector */
	uint32_t szidx;			/* class it has, or had last */
	uint32_t nextoffset;		/* of the next block never carved */
	uint32_t maxnextoffset;		/* largest that nextoffset may be */
};

/* An entry of the arenas vector. */
struct arena_object {
	uintptr_t address;		/* base; 0: the slot has no arena */
	uint8_t *pool_address;		/* next pool never carved */
	uint32_t nfreepools;		/* freepools and never carved ones */
	uint32_t ntotalpools;
	struct pool_header *freepools;	/* linked by nextpool */
	struct arena_object *nextarena;	/* usable_arenas, or unused objects */
	struct arena_object *prevarena;	/* usable_arenas only */
};

/* The allocator's variables; pointers first, so that none is split. */
struct management {
	struct arena_object *arenas;
	struct arena_object *unused_arena_objects;
	struct arena_object *usable_arenas;
	void *arena_map_root;
	/* to 2.4: bases of all arenas; free pools of all; the newest arena */
	uintptr_t *arena_bases;
	struct pool_header *freepools;
	uint8_t *arenabase;
	uint64_t narenas_currently_allocated;
	uint64_t ntimes_arena_allocated;
	uint64_t narenas_highwater;
	uint32_t maxarenas;		/* to 2.4: narenas */
	uint32_t maxbases;		/* to 2.4: room in arena_bases */
	uint32_t nfreepools;		/* to 2.4: of the newest arena */
	uint32_t arena_map_mid_count;
	uint32_t arena_map_bot_count;
	/* Not shown: how much of the metadata region is in use, */
	struct {
		uint32_t bytes, pieces;
	} taken;
	/* and calls of malloc, calloc and realloc (2.7 reports them). */
	uint64_t calls;
	uint64_t serial;		/* of the debug hooks, to 3.7 */
};

/* What a piece of the metadata region was taken for. */
enum piece_kind { PIECE_SYSTEM_STATE, PIECE_NFP2LASTA, PIECE_MAP_ROOT,
    PIECE_MAP_MID, PIECE_MAP_BOT, PIECE_ARENAS };

/* Pieces stand in order of their start, and each ends where the next begins;
   the arenas vector in use is the last of its kind. */
struct piece {
	uint32_t start;			/* from the region's base */
	enum piece_kind kind;
};

#define MAX_PIECES 65536u

/* Before every block of the system allocator. */
struct system_header {
	uint64_t seal;			/* tells a header from other bytes */
	uint64_t size;			/* bytes asked for */
	uint64_t dirty;			/* bytes that may be other than 0 */
	uint32_t szclass;		/* index of its size class */
	uint32_t live;
};

#define SYSTEM_CLASSES 320u

/* The system allocator's variables; never shown. */
struct system_state {
	uint64_t used;			/* bytes of the region carved */
	uint64_t blocks, bytes;		/* live */
	uint8_t *heads[SYSTEM_CLASSES];	/* free blocks by class, LIFO */
};

/*
 * A place for an arena in the arena region, as large as the arena.  The pools
 * of an arena with an uneven base begin a pool size after the slot; what lies
 * before and behind the pools shares the room that is left:
 *
 *	slot	  | end | beginning | pool 0 | pool 1 | ... | last pool |
 *	arena		| beginning | pool 0 | pool 1 | ... | last pool | end |
 *
 * So the byte at an offset in the arena is at that offset plus the unevenness
 * in the slot, going round.
 */
struct slot {
	uint64_t nominal;		/* base as people see it */
	uint64_t ordinal;		/* the so-many-th arena ever */
	uint32_t arena;			/* its index */
	uint32_t stale;			/* given back: bytes not yet dropped */
	uint32_t outside;		/* bytes, from the slot's start, that
					   may be written outside of carved
					   pools; 0: none */
	bool used;
};

#define MAX_SLOTS 131072u

/* A range of address space; see region.c. */
struct region {
	uint8_t *base;
	size_t size;
};

/* The radix tree: figures of its two shapes; see arena_map.c. */
struct map_shape {
	uint32_t bot_shift, mid_shift, top_shift;
	uint64_t top_mask, mid_mask, bot_mask;	/* entries - 1 */
};

struct map_entry {
	int32_t hi, lo;			/* in this order in memory */
};

struct pym_heap {
	/* what malloc and free read on every call */
	struct pool_header **usedpools;
	uintptr_t pool_mask;		/* pool_size - 1 */
	uintptr_t pool_start_mask;	/* from an address to its pool's */
	size_t threshold;
	uint32_t class_shift;
	struct management *mg;
	uintptr_t arena_start;		/* of the arena region */
	uintptr_t arena_bytes;
	uint32_t arena_size, arena_mask;
	void *map_root;			/* as in management: it never moves */
	bool one_freepools;		/* the policy of 2.4 */
	bool radix;
	bool shifted;			/* nominal and real bases differ */
	bool foreign;			/* any nominal and real address do */
	bool damaged;			/* by a broken program: its pointers
					   may lead anywhere */

	struct pym_debug hooks;
	struct map_shape map;

	struct pym_operation *op;	/* the observed call under way */
	struct pym_operation *operations; /* all there are */
	uint64_t notes;			/* words their journals noted, ever */
	struct pym_pool_counts pools;	/* of the moment, but in no memory
					   that people see */
	struct system_state *sys;
	struct arena_object **nfp2lasta; /* NULL without fingers */
	struct slot *slots;
	struct piece *pieces;		/* of the metadata */
	uint32_t slots_used;		/* slots ever taken: [0, slots_used) */
	uint32_t lowest_slot;		/* none below it is free */
	uint32_t arena_shift;
	uint32_t usedpools_words;
	struct region metadata, arena_region, system_region, slot_region;
	struct region mark_region;	/* MARKS, then TOUCHED */
	uint64_t *marks;	/* of the arena region's words, a bit each: it
				   may be other than 0 */
	uint8_t *touched;	/* of its spans: written since a snapshot was
				   last taken or gone to */
	bool noted;		/* both are kept */
	struct shelf *shelf;	/* what snapshots share; snapshot.c */
	struct pym_profile profile;
	pym_arena_fn arena_fn;
	void *arena_ctx;
};

/* The shape of a profile that has the tree. */
struct map_shape pym_map_shape(const struct pym_profile *p);
/* The tree's entry for a nominal address, whatever the tree is like; NULL
   where it has no node. */
const struct map_entry *pym_map_look(const struct pym_heap *h,
    uint64_t address);

/* ---- small helpers ------------------------------------------------------ */

static inline uint32_t
pool_size(const struct pym_heap *h)
{
	return (uint32_t)h->pool_mask + 1;
}

static inline struct pool_header *
pool_of(const struct pym_heap *h, const void *p)
{
	return (struct pool_header *)((uintptr_t)p & h->pool_start_mask);
}

/*
 * Entry pair I of usedpools is the nextpool and prevpool of an imaginary
 * header that begins 16 bytes before it.
 */
static inline struct pool_header *
usedpools_head(const struct pym_heap *h, uint32_t i)
{
	return (struct pool_header *)((uintptr_t)&h->usedpools[2 * i] -
	    offsetof(struct pool_header, nextpool));
}

static inline uint32_t
class_size(const struct pym_heap *h, uint32_t i)
{
	return (i + 1) << h->class_shift;
}

static inline bool
in_arena_region(const struct pym_heap *h, const void *p)
{
	return (uintptr_t)p - h->arena_start < h->arena_bytes;
}

static inline bool
in_region(const struct region *r, const void *p)
{
	return (uintptr_t)p - (uintptr_t)r->base < r->size;
}

/* Whether P could be a link to a block that we once wrote, in a shifted heap
   as good as sure: other 8 bytes hardly ever look so. */
static inline bool
is_link(const struct pym_heap *h, const void *p)
{
	uintptr_t arenas = (uintptr_t)h->slots_used << h->arena_shift;

	return (uintptr_t)p % 8 == 0 &&
	    ((uintptr_t)p - h->arena_start < arenas ||
	    (uintptr_t)p - (uintptr_t)h->system_region.base < h->sys->used);
}

/* The slot whose pools could hold P, which lies in the arena region. */
static inline uint32_t
slot_of(const struct pym_heap *h, const void *p)
{
	return (uint32_t)(((uintptr_t)p - h->arena_start) >> h->arena_shift);
}

static inline uintptr_t
slot_start(const struct pym_heap *h, uint32_t slot)
{
	return h->arena_start + ((uintptr_t)slot << h->arena_shift);
}

/* By how much the base of the arena in SLOT is no multiple of a pool. */
static inline uint32_t
slot_excess(const struct pym_heap *h, uint32_t slot)
{
	return (uint32_t)(h->slots[slot].nominal & h->pool_mask);
}

static inline uintptr_t
slot_base(const struct pym_heap *h, uint32_t slot)
{
	return slot_start(h, slot) + slot_excess(h, slot);
}

/* How far into its arena the byte at P, which lies in SLOT, is. */
static inline uint32_t
arena_offset(const struct pym_heap *h, uint32_t slot, const void *p)
{
	return ((uint32_t)((uintptr_t)p - slot_start(h, slot)) -
	    slot_excess(h, slot)) & h->arena_mask;
}

/* And back: where the byte OFFSET bytes into the arena in SLOT is. */
static inline void *
slot_byte(const struct pym_heap *h, uint32_t slot, uint32_t offset)
{
	return (void *)(slot_start(h, slot) +
	    ((offset + slot_excess(h, slot)) & h->arena_mask));
}

/* Pool-aligned address at or after an arena's base. */
static inline uintptr_t
first_pool(const struct pym_heap *h, uintptr_t base)
{
	return (base + h->pool_mask) & ~h->pool_mask;
}

/* The base of the arena at INDEX of the vector; 0 if it has none, or none
   that is in a slot of its own.  Either policy. */
uintptr_t pym_arena_base(const struct pym_heap *h, uint32_t index);
/* From the slot's start: where the carved pools of the arena in it end; and
   where all ends that may be other than 0. */
uint32_t pym_slot_carved(const struct pym_heap *h, uint32_t slot);
uint32_t pym_slot_extent(const struct pym_heap *h, uint32_t slot);
/* Of a pool-aligned address in a slot in use. */
struct pym_pool_ref pym_pool_ref_of(const struct pym_heap *h,
    const void *pool);
/* The header of a pool that is carved, or NULL. */
struct pool_header *pym_pool_header(const struct pym_heap *h,
    struct pym_pool_ref ref);

/* The state of one block of a carved pool. */
enum pym_block_state pym_block_state_at(const struct pym_heap *h,
    struct pym_pool_ref ref, uint32_t block);

/* Room in the metadata region, zeroed; NULL when it is used up. */
void *pym_metadata_take(struct pym_heap *h, size_t n, enum piece_kind kind);
/* The piece that P, which is behind the management, lies in; NULL beyond. */
const struct piece *pym_metadata_piece(const struct pym_heap *h,
    const void *p);

/* ---- reach.c: what a program can reach ---------------------------------- */

/* Whether N bytes at P are memory of this heap that people are shown, to be
   read or, if WRITING, written. */
bool pym_reachable(const struct pym_heap *h, const void *p, size_t n,
    bool writing);
/* The header of the live system block that holds P, or NULL. */
struct system_header *pym_system_holder(const struct pym_heap *h,
    const void *p);
/* Where a nominal address is, or any other number that a program took for an
   address. */
void *pym_meant(const struct pym_heap *h, uint64_t address);
/* The same, where it may be a real one as well. */
void *pym_meant_or_real(const struct pym_heap *h, void *p);

/* What people are shown for an address, which may lead anywhere. */
uint64_t pym_shown_pointer(const struct pym_heap *h, const void *p);

/*
 * The pointer that a word holds.  A program that writes over one, or over a
 * part of it, means the addresses that people see; so in a damaged heap the
 * words hold these.
 */
static inline void *
pym_pointer(const struct pym_heap *h, void *p)
{
	return h->foreign && h->damaged ? pym_meant(h, (uintptr_t)p) : p;
}

/* Of one that may be the end of an arena, which is no address in it: that is
   kept real as long as no program writes over it. */
static inline void *
pym_end_pointer(const struct pym_heap *h, void *p)
{
	return h->foreign && h->damaged ? pym_meant_or_real(h, p) : p;
}

/* The vectors arenas of CPython 2.5 on, and of 2.4. */
static inline struct arena_object *
arena_vector(const struct pym_heap *h)
{
	return pym_pointer(h, h->mg->arenas);
}

static inline uintptr_t *
base_vector(const struct pym_heap *h)
{
	return pym_pointer(h, h->mg->arena_bases);
}

/* And back: what a word that is to hold P is made. */
static inline void *
pym_stored(const struct pym_heap *h, void *p)
{
	return h->foreign && h->damaged ?
	    (void *)(uintptr_t)pym_shown_pointer(h, p) : p;
}

/* What people are shown for a pointer that a word holds. */
static inline uint64_t
pym_shown_link(const struct pym_heap *h, const void *p)
{
	return h->foreign && h->damaged ? (uintptr_t)p :
	    pym_shown_pointer(h, p);
}

/* Within the operation under way: from now on nothing in the heap is
   trusted. */
void pym_mark_damaged(struct pym_heap *h);

/* What people see for a byte in the arena region, in use or not. */
uint64_t pym_arena_nominal(const struct pym_heap *h, const void *p);
/* The word at L as people see it: nominal if it is a pointer of ours. */
uint64_t pym_shown_word(const struct pym_heap *h,
    const struct pym_location *l, uint64_t word);

/* The header of a live system block, or NULL; tests P thoroughly. */
struct system_header *pym_system_header(const struct pym_heap *h,
    const void *p);
/* Whether there is a header there as it ought to be; the bytes to the next. */
bool pym_system_whole(const struct pym_heap *h,
    const struct system_header *header);
size_t pym_system_stride(const struct system_header *header);
/* The header after HEADER, the first after NULL; NULL at the end and where
   there is none that is whole. */
const struct system_header *pym_system_next(const struct pym_heap *h,
    const struct system_header *header);

/* ---- snapshots: what was written ---------------------------------------- */

#define SPAN_BYTES	16384u	/* of the arena region, kept as one image */
#define SPAN_SHIFT	14

/* N bytes from P are about to be written. */
static inline void
mark_written(struct pym_heap *h, const void *p, size_t n)
{
	uintptr_t first = (uintptr_t)p - h->arena_start;
	uintptr_t last = first + n - 1, i;

	if (first >= h->arena_bytes || n == 0)
		return;
	for (i = first >> 3; i <= last >> 3; i++)
		h->marks[i >> 6] |= (uint64_t)1 << (i & 63);
	for (i = first >> SPAN_SHIFT; i <= last >> SPAN_SHIFT; i++)
		h->touched[i] = 1;
}

/* The header of POOL is about to be written. */
static inline void
mark_pool(struct pym_heap *h, const struct pool_header *pool)
{
	uintptr_t at = (uintptr_t)pool - h->arena_start;

	h->marks[at >> 9] |= (UINT64_C(1) << sizeof(*pool) / 8) - 1;
	h->touched[at >> SPAN_SHIFT] = 1;
}

/* The word at P, in the arena region, is. */
static inline void
mark_word(struct pym_heap *h, const void *p)
{
	uintptr_t at = (uintptr_t)p - h->arena_start;

	h->marks[at >> 9] |= (uint64_t)1 << (at >> 3 & 63);
	h->touched[at >> SPAN_SHIFT] = 1;
}

/* The bytes of slot I were made zero. */
void pym_mark_cleared(struct pym_heap *h, uint32_t i);
/* Gives up what snapshots share; there is none any more. */
void pym_shelf_free(struct pym_heap *h);

/* ---- region.c: the only use of mmap ------------------------------------- */

/* SIZE bytes at WANTED if it is free and not 0, else anywhere, aligned to
   ALIGN; false if they cannot be had. */
bool region_reserve(struct region *r, uint64_t wanted, size_t size,
    size_t align);
/* The system may give the region's memory in large pieces. */
void region_in_large_pieces(struct region *r);
void region_release(struct region *r);
/* Makes the bytes from START to END zero, giving whole OS pages back. */
void region_clear(void *start, void *end);

#endif
