/*
 * call.c - one event, done to the heap: plainly, or by operations.
 */
#include "config.h"

#include "session/inside.h"

static void
call_free(struct pym_heap *heap, struct act *act, struct pym_operation *op,
    void *p)
{
	enum pym_status status;

	status = op == NULL ? pym_calls(heap)->free(heap, p) :
	    pym_operation_free_block(op, p);
	if (status != PYM_OK)
		act->status = SESSION_REFUSED;
}

static void
call_write(struct pym_heap *heap, struct act *act, struct pym_operation *op)
{
	const struct event *e = act->event;
	uint64_t address = pym_nominal(heap, act->block->p) + e->offset;
	enum pym_status status;

	if (e->size == 0)
		return;
	if (pym_damaged(heap))
		status = pym_operation_write_wild(op, address, e->bytes,
		    e->size);
	else
		status = op == NULL ?
		    pym_calls(heap)->write(heap, address, e->bytes,
		    e->size) :
		    pym_operation_write(op, address, e->bytes, e->size);
	if (status != PYM_OK)
		act->status = SESSION_FAILED;
}

static void
call_wild(struct act *act, struct pym_operation *op)
{
	const struct event *e = act->event;

	if (e->kind == EVENT_FREE_WILD) {
		if (pym_operation_free_wild(op, e->offset) != PYM_OK)
			act->status = SESSION_REFUSED;
	} else if (e->size > 0 && pym_operation_write_wild(op, e->offset,
	    e->bytes, e->size) != PYM_OK) {
		act->status = SESSION_OUTSIDE;
	}
}

/* malloc, calloc and realloc. */
static void
call_obtain(struct pym_heap *heap, struct act *act, struct pym_operation *op)
{
	const struct event *e = act->event;
	const struct pym_calls *calls = pym_calls(heap);
	void *old = act->block == NULL ? NULL : act->block->p;

	if (e->kind == EVENT_MALLOC)
		act->p = op == NULL ? calls->malloc(heap, e->size) :
		    pym_operation_malloc(op, e->size);
	else if (e->kind == EVENT_CALLOC)
		act->p = op == NULL ? calls->calloc(heap, e->nelem, e->size) :
		    pym_operation_calloc(op, e->nelem, e->size);
	else
		act->p = op == NULL ? calls->realloc(heap, old, e->size) :
		    pym_operation_realloc(op, old, e->size);
	if (act->p == NULL)
		act->status = SESSION_FAILED;
}

void
act_call(struct pym_heap *heap, struct act *act, const struct run *run)
{
	struct pym_operation *op = run == NULL ? NULL : run->call;

	act->status = SESSION_OK;
	if (run != NULL && act->ends != NULL)
		call_free(heap, act, run->free_first, act->ends->p);
	if (act->status != SESSION_OK)
		return;
	switch (act->event->kind) {
	case EVENT_MALLOC:
	case EVENT_CALLOC:
	case EVENT_REALLOC:
		call_obtain(heap, act, op);
		break;
	case EVENT_FREE:
		call_free(heap, act, op,
		    act->block == NULL ? NULL : act->block->p);
		break;
	case EVENT_WRITE:
		call_write(heap, act, op);
		break;
	case EVENT_FREE_WILD:
	case EVENT_WRITE_WILD:
		call_wild(act, op);
		break;
	case EVENT_NOTHING:
		break;
	}
}
