/*
 * operation.c - an observed operation: its journal and its observer.
 *
 * Before a word is written its old value goes into the journal; when a
 * decision is told, the entries since the last one become its list of writes.
 * Undoing is the journal backwards.
 */
#include "config.h"

#include "core/operation.h"

#include "core/engine.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	void *at;
	size_t size;
	uint64_t old;		/* of a word; the first 8 bytes of a run */
	uint8_t *saved;		/* of a run over 8 bytes: all of it */
	bool pointer;
};

struct pym_operation {
	struct pym_heap *heap;
	pym_observer_fn observer;
	void *ctx;
	struct entry *entries;
	size_t n, room;
	size_t told;		/* entries that decisions have told of */
	struct pym_write *writes; /* of the decision being told */
	size_t writes_room;
	uint32_t decisions;
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
	if (op == NULL)
		return;
	if (op->heap->op == op)
		op->heap->op = NULL;
	forget_entries(op);
	free(op->entries);
	free(op->writes);
	free(op);
}

/* ---- the journal -------------------------------------------------------- */

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
		abort();
	return p;
}

static struct entry *
add_entry(struct pym_operation *op, void *at, size_t size)
{
	struct entry *e;

	op->entries = grow(op->entries, &op->room, op->n,
	    sizeof(*op->entries));
	e = &op->entries[op->n++];
	*e = (struct entry){ .at = at, .size = size };
	memcpy(&e->old, at, size < sizeof(e->old) ? size : sizeof(e->old));
	return e;
}

void
pym_note(struct pym_operation *op, void *word, size_t size, bool pointer)
{
	add_entry(op, word, size)->pointer = pointer;
}

void
pym_note_run(struct pym_operation *op, void *start, size_t n)
{
	struct entry *e = add_entry(op, start, n);

	if (n <= sizeof(e->old))
		return;
	e->saved = malloc(n);
	if (e->saved == NULL)
		abort();
	memcpy(e->saved, start, n);
}

void
pym_operation_undo(struct pym_operation *op)
{
	struct entry *e;

	while (op->n > 0) {
		e = &op->entries[--op->n];
		memcpy(e->at, e->saved != NULL ? (void *)e->saved :
		    (void *)&e->old, e->size);
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

static uint64_t
shown_word(const struct pym_heap *h, uint64_t word, bool pointer)
{
	uint64_t nominal = !pointer ? 0 :
	    pym_nominal(h, (void *)(uintptr_t)word);

	return nominal != 0 ? nominal : word;
}

/* The write that entry E became, if it is memory that people can see. */
static void
add_write(struct pym_operation *op, const struct entry *e, size_t *n)
{
	const struct pym_heap *h = op->heap;
	uint64_t address = pym_nominal(h, e->at);
	uint64_t now = 0;
	struct pym_location l;
	bool pointer;

	pym_locate(h, address, &l);
	pointer = e->pointer || (l.pointer && e->size >= sizeof(now));
	if (l.place == PYM_PLACE_NOWHERE || l.place == PYM_PLACE_SYSTEM ||
	    pym_real(h, address) != e->at)
		return;
	/* Old bytes of a whole arena: dropped by the system, not CPython. */
	if (in_arena_region(h, e->at) &&
	    e->size > h->profile.pool_size)
		return;
	memcpy(&now, e->at, e->size < sizeof(now) ? e->size : sizeof(now));
	op->writes = grow(op->writes, &op->writes_room, *n,
	    sizeof(*op->writes));
	op->writes[(*n)++] = (struct pym_write){
		.address = address,
		.size = (uint32_t)e->size,
		.pointer = e->pointer,
		.before = shown_word(h, e->old, pointer),
		.after = shown_word(h, now, pointer),
	};
}

void
pym_decide(struct pym_heap *h, struct pym_decision *d)
{
	struct pym_operation *op = h->op;
	size_t n = 0;

	d->number = ++op->decisions;
	for (; op->told < op->n; op->told++)
		add_write(op, &op->entries[op->told], &n);
	d->writes = op->writes;
	d->nwrites = n;
	op->observer(op->ctx, d);
	/* Others may have run meanwhile. */
	h->op = op;
}

/* ---- the calls ---------------------------------------------------------- */

static void
begin(struct pym_operation *op)
{
	forget_entries(op);
	op->decisions = 0;
	op->heap->op = op;
}

void *
pym_operation_malloc(struct pym_operation *op, size_t n)
{
	void *p;

	begin(op);
	p = pym_observed_malloc(op->heap, n);
	op->heap->op = NULL;
	return p;
}

void *
pym_operation_calloc(struct pym_operation *op, size_t nelem, size_t elsize)
{
	void *p;

	begin(op);
	p = pym_observed_calloc(op->heap, nelem, elsize);
	op->heap->op = NULL;
	return p;
}

void *
pym_operation_realloc(struct pym_operation *op, void *p, size_t n)
{
	void *q;

	begin(op);
	q = pym_observed_realloc(op->heap, p, n);
	op->heap->op = NULL;
	return q;
}

enum pym_status
pym_operation_free_block(struct pym_operation *op, void *p)
{
	enum pym_status status;

	begin(op);
	status = pym_observed_free(op->heap, p);
	op->heap->op = NULL;
	return status;
}

enum pym_status
pym_operation_write(struct pym_operation *op, uint64_t address,
    const void *bytes, size_t n)
{
	enum pym_status status;

	begin(op);
	status = pym_observed_write(op->heap, address, bytes, n);
	op->heap->op = NULL;
	return status;
}
