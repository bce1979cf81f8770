/*
 * heaps.c - whose heap a call is of.
 *
 * Whether an interpreter has a heap of its own no public function tells.  So
 * one that is met for the first time is asked for a small block: a heap that
 * is still empty has to obtain an arena for it.  If it is the main one after
 * all, the block's two calls are recorded like any other.
 */
#include "config.h"

#include "preload/heaps.h"

#include <stdatomic.h>

#include "preload/writer.h"

#define INTERPRETER_AT	16	/* in a thread's state, after two links */
#define PROBE_SIZE	32
#define KNOWN		256	/* interpreters remembered */
#define ARENA_SHIFT	18	/* arenas are at least 1 << 18 bytes */
#define ARENAS		(1u << 16)

enum verdict { UNKNOWN, SHARES, OWNS };

struct known {
	_Atomic(void *) interpreter;
	_Atomic int64_t id;
	_Atomic int verdict;
};

bool heaps_can_differ;

static struct known known[KNOWN];
static bool at_known_place;	/* INTERPRETER_AT holds */
static bool place_checked;
static int64_t (*interpreter_id)(void *interpreter);
static __thread bool probing, arena_seen;

static uint64_t arenas[ARENAS];	/* bases; a hash table, 0: free */
static unsigned narenas;

void
heaps_begin(void)
{
	*(void **)&interpreter_id = python_symbol("PyInterpreterState_GetID");
	heaps_can_differ = python.version >= 312 && python.thread != NULL &&
	    python.interpreter != NULL && python.main_interpreter != NULL &&
	    interpreter_id != NULL;
}

/* The interpreter of the thread; NULL: there is none yet. */
static void *
present_interpreter(void)
{
	char *thread = python.thread();
	void *interpreter;

	if (thread == NULL)
		return NULL;
	if (at_known_place)
		return *(void **)(void *)(thread + INTERPRETER_AT);
	interpreter = python.interpreter(thread);
	if (!place_checked) {
		place_checked = true;
		at_known_place = interpreter ==
		    *(void **)(void *)(thread + INTERPRETER_AT);
	}
	return interpreter;
}

/* A pair of calls in the present heap; whether it was empty. */
static enum verdict
probe(const struct python_allocator *a)
{
	void *p;

	probing = true;
	arena_seen = false;
	p = a->malloc(a->ctx, PROBE_SIZE);
	if (p != NULL)
		a->free(a->ctx, p);
	probing = false;
	if (arena_seen || p == NULL)
		return OWNS;
	if (writer_room(2)) {
		uint64_t address = (uint64_t)(uintptr_t)p;

		writer_set(0, ring_word(WORD_MALLOC, PROBE_SIZE, address));
		writer_set(1, ring_word(WORD_FREE, 0, address));
		writer_done(2);
	}
	return SHARES;
}

static struct known *
place_of(void *interpreter)
{
	size_t at = (uintptr_t)interpreter / 64 % KNOWN, i;

	for (i = 0; i < KNOWN; i++, at = (at + 1) % KNOWN) {
		void *there = NULL;

		if (atomic_compare_exchange_strong(&known[at].interpreter,
		    &there, interpreter) || there == interpreter)
			return &known[at];
	}
	return NULL;
}

bool
heaps_look(const struct python_allocator *a)
{
	static void *main_one;
	void *interpreter = present_interpreter();
	struct known *k;
	int64_t id;

	if (interpreter == main_one || interpreter == NULL)
		return false;
	if (main_one == NULL) {
		main_one = python.main_interpreter();
		if (main_one == NULL || interpreter == main_one)
			return false;
	}
	k = place_of(interpreter);
	if (k == NULL)
		return true;
	/* Another one may come to lie where one was. */
	id = interpreter_id(interpreter) + 1;
	if (k->id != id) {
		if (probing || a == NULL)
			return true;
		k->verdict = probe(a);
		k->id = id;
	}
	return k->verdict == OWNS;
}

void
heaps_count(void)
{
	atomic_fetch_add_explicit(&writer.page->left_out, 1,
	    memory_order_relaxed);
}

/* ---- arenas ------------------------------------------------------------- */

static unsigned
slot_of(uint64_t base)
{
	unsigned at = (unsigned)(base >> ARENA_SHIFT) % ARENAS;

	while (arenas[at] != 0 && arenas[at] != base)
		at = (at + 1) % ARENAS;
	return at;
}

/* Closes the gap that leaving AT makes. */
static void
remove_slot(unsigned at)
{
	unsigned next = at, home;

	arenas[at] = 0;
	while (next = (next + 1) % ARENAS, arenas[next] != 0) {
		home = (unsigned)(arenas[next] >> ARENA_SHIFT) % ARENAS;
		if ((next - home) % ARENAS < (next - at) % ARENAS)
			continue;
		arenas[at] = arenas[next];
		arenas[next] = 0;
		at = next;
	}
}

bool
heaps_obtained(const void *p)
{
	uint64_t base = (uint64_t)(uintptr_t)p;

	if (probing) {
		arena_seen = true;
		return false;
	}
	if (heaps_can_differ && heaps_look(NULL))
		return false;
	if (narenas < ARENAS - 1) {
		arenas[slot_of(base)] = base;
		narenas++;
	}
	return true;
}

bool
heaps_given_back(const void *p)
{
	unsigned at = slot_of((uint64_t)(uintptr_t)p);

	if (arenas[at] == 0)
		return narenas >= ARENAS - 1;
	remove_slot(at);
	narenas--;
	return true;
}
