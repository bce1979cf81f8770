/*
 * operation.c - an observed operation: its journal and its observer.
 *
 * Before a word is written its old value goes into the journal; when a
 * decision is told, the entries since the last one become its list of writes.
 * Undoing is the journal backwards; where another operation wrote the same
 * bytes later, what it would put back is made what was there before this one.
 */
#include "config.h"

#include "core/operation.h"

#include "core/engine.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	uint8_t *at;
	size_t size;
	uint64_t number;	/* among all that were ever noted in the heap */
	uint64_t old;		/* of a word; the first 8 bytes of a run */
	uint8_t *saved;		/* of a run over 8 bytes: all of it */
	bool pointer;
	bool quiet;		/* people see no difference */
};

struct pym_operation {
	struct pym_heap *heap;
	struct pym_operation *next;	/* of the heap's */
	pym_observer_fn observer;
	void *ctx;
	struct entry *entries;
	size_t n, room;
	size_t told;		/* entries that decisions have told of */
	struct pym_write *writes; /* of the decision being told */
	size_t writes_room;
	uint32_t decisions;
	enum pym_call call, within;
	size_t steps;		/* in loops that could be endless */
	struct pym_crash crash;
	jmp_buf way_out;	/* of the call, where it crashes */
	struct words words;
};

struct pym_operation *
pym_operation_new(struct pym_heap *heap, pym_observer_fn observer, void *ctx)
{
	struct pym_operation *op = calloc(1, sizeof(*op));

	if (op == NULL)
		return NULL;
	op->heap = heap;
	op->observer = observer;
	op->ctx = ctx;
	op->next = heap->operations;
	heap->operations = op;
	return op;
}

static void
forget_entries(struct pym_operation *op)
{
	size_t i;

	for (i = 0; i < op->n; i++)
		free(op->entries[i].saved);
	op->n = 0;
	op->told = 0;
}

void
pym_operation_free(struct pym_operation *op)
{
	struct pym_operation **link;

	if (op == NULL)
		return;
	if (op->heap->op == op)
		op->heap->op = NULL;
	for (link = &op->heap->operations; *link != op; link = &(*link)->next)
		;
	*link = op->next;
	forget_entries(op);
	free(op->entries);
	free(op->writes);
	free(op);
}

/* ---- the journal -------------------------------------------------------- */

static void (*no_memory)(void);

void
pym_on_no_memory(void (*fn)(void))
{
	no_memory = fn;
}

static _Noreturn void
give_up(void)
{
	if (no_memory != NULL)
		no_memory();
	abort();
}

/* Room for one more; a journal that cannot grow could not be undone, and is
   small: to end here is the honest way out. */
static void *
grow(void *p, size_t *room, size_t n, size_t size)
{
	if (n < *room)
		return p;
	*room = *room != 0 ? *room * 2 : 64;
	p = realloc(p, *room * size);
	if (p == NULL)
		give_up();
	return p;
}

static struct entry *
add_entry(struct pym_operation *op, void *at, size_t size)
{
	struct entry *e;

	op->entries = grow(op->entries, &op->room, op->n,
	    sizeof(*op->entries));
	e = &op->entries[op->n++];
	*e = (struct entry){
		.at = at,
		.size = size,
		.number = op->heap->notes++,
	};
	memcpy(&e->old, at, size < sizeof(e->old) ? size : sizeof(e->old));
	if (op->heap->noted)
		mark_written(op->heap, at, size);
	return e;
}

void
pym_note(struct pym_operation *op, void *word, size_t size, bool pointer)
{
	add_entry(op, word, size)->pointer = pointer;
}

void
pym_note_run(struct pym_operation *op, void *start, size_t n, bool quiet)
{
	struct entry *e = add_entry(op, start, n);

	e->quiet = quiet;
	if (n <= sizeof(e->old))
		return;
	e->saved = malloc(n);
	if (e->saved == NULL)
		give_up();
	memcpy(e->saved, start, n);
}

/* ---- undoing ------------------------------------------------------------ */

static uint8_t *
saved_bytes(struct entry *e)
{
	return e->saved != NULL ? e->saved : (uint8_t *)&e->old;
}

/*
 * The first entry after number AFTER, of another operation than OP, that has
 * any of N bytes at AT; NULL if there is none.
 */
static struct entry *
next_writer(const struct pym_operation *op, const uint8_t *at, size_t n,
    uint64_t after)
{
	const struct pym_operation *other;
	struct entry *e, *first = NULL;
	size_t i;

	for (other = op->heap->operations; other != NULL;
	    other = other->next) {
		for (i = 0; other != op && i < other->n; i++) {
			e = &other->entries[i];
			if (e->number > after && e->at < at + n &&
			    at < e->at + e->size &&
			    (first == NULL || e->number < first->number))
				first = e;
		}
	}
	return first;
}

static void
undo_entry(struct pym_operation *op, struct entry *e)
{
	const uint8_t *old = saved_bytes(e);
	struct entry *later;
	size_t i;

	if (next_writer(op, e->at, e->size, e->number) == NULL) {
		memcpy(e->at, old, e->size);
		return;
	}
	for (i = 0; i < e->size; i++) {
		later = next_writer(op, e->at + i, 1, e->number);
		if (later != NULL)
			saved_bytes(later)[e->at + i - later->at] = old[i];
		else
			e->at[i] = old[i];
	}
}

void
pym_operation_undo(struct pym_operation *op)
{
	struct entry *e;

	while (op->n > 0) {
		e = &op->entries[--op->n];
		undo_entry(op, e);
		free(e->saved);
	}
	op->told = 0;
	if (op->heap->op == op)
		op->heap->op = NULL;
}

/* ---- decisions ---------------------------------------------------------- */

void
pym_decision_init(struct pym_decision *d, enum pym_decision_kind kind)
{
	*d = (struct pym_decision){
		.kind = kind,
		.szidx = PYM_NONE,
		.arena = PYM_NONE,
		.other = PYM_NONE,
		.pool = { PYM_NONE, PYM_NONE },
		.block = PYM_NONE,
	};
}

/* The write that entry E became, if it is memory that people can see. */
static void
add_write(struct pym_operation *op, const struct entry *e, size_t *n)
{
	const struct pym_heap *h = op->heap;
	uint64_t address = pym_nominal(h, e->at);
	uint64_t now = 0;
	struct pym_location l;

	pym_locate(h, address, &l);
	if (e->quiet || l.place == PYM_PLACE_NOWHERE ||
	    l.place == PYM_PLACE_SYSTEM || pym_real(h, address) != e->at)
		return;
	memcpy(&now, e->at, e->size < sizeof(now) ? e->size : sizeof(now));
	op->writes = grow(op->writes, &op->writes_room, *n,
	    sizeof(*op->writes));
	op->writes[(*n)++] = (struct pym_write){
		.address = address,
		.size = (uint32_t)e->size,
		.pointer = e->pointer,
		.before = pym_shown_word(h, &l, e->old),
		.after = pym_shown_word(h, &l, now),
	};
}

/* Which call the decisions after one of this kind belong to. */
static enum pym_call
call_after(const struct pym_operation *op, enum pym_decision_kind kind)
{
	switch (kind) {
	case PYM_D_REALLOC_NULL:
	case PYM_D_REALLOC_MOVES:
	case PYM_D_REALLOC_TAKES_OVER:
		return CALL_MALLOC;
	case PYM_D_BYTES_COPIED:
		/* What 2.4 takes over is given to the C library's free. */
		return op->within == CALL_REALLOC ||
		    op->heap->profile.realloc_takes_over ? CALL_REALLOC :
		    CALL_FREE;
	default:
		return op->within;
	}
}

void
pym_decide(struct pym_heap *h, struct pym_decision *d)
{
	struct pym_operation *op = h->op;
	size_t n = 0;

	if (op->observer == NULL)
		return;
	d->number = ++op->decisions;
	d->function = pym_function_within(&h->profile, d, op->call,
	    op->within);
	op->within = call_after(op, d->kind);
	for (; op->told < op->n; op->told++)
		add_write(op, &op->entries[op->told], &n);
	d->writes = op->writes;
	d->nwrites = n;
	op->observer(op->ctx, d);
	/* Others may have run meanwhile. */
	h->op = op;
}

/* ---- crashes ------------------------------------------------------------ */

/* Lists longer than this are none: they go round. */
#define MOST_STEPS	(2 * (size_t)MAX_SLOTS)

void
pym_crash(struct pym_heap *h, enum pym_crash_kind kind, const void *p)
{
	struct pym_operation *op = h->op;

	op->crash = (struct pym_crash){ kind, pym_shown_pointer(h, p) };
	longjmp(op->way_out, 1);
}

void
pym_tread(struct pym_heap *h, const void *p)
{
	if (++h->op->steps > MOST_STEPS)
		pym_crash(h, PYM_CRASH_LOOP, p);
}

struct words *
pym_last_words(struct pym_operation *op)
{
	return &op->words;
}

const char *
pym_operation_last_words(const struct pym_operation *op)
{
	return op->words.text;
}

struct pym_crash
pym_operation_crash(const struct pym_operation *op)
{
	return op->crash;
}

/* ---- the calls ---------------------------------------------------------- */

/* A call with its arguments and what it gave. */
struct request {
	void *p;
	size_t n, elsize;
	uint64_t address;
	const void *bytes;
	void *gave;
	enum pym_status status;
};

/* Runs FN, which may end in the middle. */
static void
run(struct pym_operation *op, enum pym_call call,
    void (*fn)(struct pym_heap *h, struct request *r), struct request *r)
{
	forget_entries(op);
	op->decisions = 0;
	op->steps = 0;
	op->crash = (struct pym_crash){ PYM_CRASH_NONE, 0 };
	op->words.n = 0;
	op->words.text[0] = '\0';
	op->call = op->within = call;
	op->heap->op = op;
	r->gave = NULL;
	r->status = PYM_CRASHED;
	if (setjmp(op->way_out) == 0)
		fn(op->heap, r);
	op->heap->op = NULL;
}

static void
do_malloc(struct pym_heap *h, struct request *r)
{
	r->gave = h->hooks.extra != 0 ? pym_observed_debug_malloc(h, r->n) :
	    pym_observed_malloc(h, r->n);
}

void *
pym_operation_malloc(struct pym_operation *op, size_t n)
{
	struct request r = { .n = n };

	run(op, CALL_MALLOC, do_malloc, &r);
	return r.gave;
}

static void
do_calloc(struct pym_heap *h, struct request *r)
{
	r->gave = h->hooks.extra != 0 ?
	    pym_observed_debug_calloc(h, r->n, r->elsize) :
	    pym_observed_calloc(h, r->n, r->elsize);
}

void *
pym_operation_calloc(struct pym_operation *op, size_t nelem, size_t elsize)
{
	struct request r = { .n = nelem, .elsize = elsize };

	run(op, CALL_CALLOC, do_calloc, &r);
	return r.gave;
}

static void
do_realloc(struct pym_heap *h, struct request *r)
{
	r->gave = h->hooks.extra != 0 ?
	    pym_observed_debug_realloc(h, r->p, r->n) :
	    pym_observed_realloc(h, r->p, r->n);
}

void *
pym_operation_realloc(struct pym_operation *op, void *p, size_t n)
{
	struct request r = { .p = p, .n = n };

	run(op, CALL_REALLOC, do_realloc, &r);
	return r.gave;
}

static void
do_free(struct pym_heap *h, struct request *r)
{
	r->status = h->hooks.extra != 0 ? pym_observed_debug_free(h, r->p) :
	    pym_observed_free(h, r->p);
}

enum pym_status
pym_operation_free_block(struct pym_operation *op, void *p)
{
	struct request r = { .p = p };

	run(op, CALL_FREE, do_free, &r);
	return r.status;
}

static void
do_free_wild(struct pym_heap *h, struct request *r)
{
	pym_mark_damaged(h);
	r->p = pym_meant(h, r->address);
	do_free(h, r);
}

enum pym_status
pym_operation_free_wild(struct pym_operation *op, uint64_t address)
{
	struct request r = { .address = address };

	run(op, CALL_FREE, do_free_wild, &r);
	return r.status;
}

static void
do_write(struct pym_heap *h, struct request *r)
{
	r->status = pym_observed_write(h, r->address, r->bytes, r->n);
}

enum pym_status
pym_operation_write(struct pym_operation *op, uint64_t address,
    const void *bytes, size_t n)
{
	struct request r = { .address = address, .bytes = bytes, .n = n };

	run(op, CALL_FREE, do_write, &r);
	return r.status;
}

static void
do_write_wild(struct pym_heap *h, struct request *r)
{
	pym_mark_damaged(h);
	if (r->n > 0 && pym_real(h, r->address) == NULL)
		pym_crash(h, PYM_CRASH_WRITE, pym_meant(h, r->address));
	do_write(h, r);
}

enum pym_status
pym_operation_write_wild(struct pym_operation *op, uint64_t address,
    const void *bytes, size_t n)
{
	struct request r = { .address = address, .bytes = bytes, .n = n };

	run(op, CALL_FREE, do_write_wild, &r);
	return r.status;
}
