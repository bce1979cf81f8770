/* requests.c - asking for memory, or taking what a free list has. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "objects/model.h"
#include "support/i18n.h"
#include "support/xalloc.h"

/* 2.7 gets its ints and floats 41 at a time. */
#define CELLS		41
#define CELL_BLOCK	992

static void
note(struct objects *o, struct request r)
{
	o->requests = xgrow(o->requests, &o->request_room,
	    o->request_count + 1, sizeof *o->requests);
	o->requests[o->request_count++] = r;
}

static struct block *
block_at(struct objects *o, uint32_t block)
{
	return &o->blocks[block - 1];
}

enum request_domain
mem_domain(const struct objects *o)
{
	return o->rules->version < 300 ? REQUEST_LIBRARY : REQUEST_MEM;
}

static uint32_t
new_block(struct objects *o, struct block b)
{
	o->blocks = xgrow(o->blocks, &o->block_room, o->block_count + 1,
	    sizeof *o->blocks);
	o->blocks[o->block_count++] = b;
	return (uint32_t)o->block_count;
}

/* ---- the allocators ------------------------------------------------------ */

uint32_t
ask(struct objects *o, enum request_domain domain, uint64_t size,
    const char *what)
{
	struct request r = {
		.kind = REQUEST_MALLOC,
		.domain = domain,
		.size = size,
		.what = what,
	};

	r.block = new_block(o, (struct block){ .what = what, .size = size,
	    .domain = domain, .live = true });
	note(o, r);
	return r.block;
}

uint32_t
ask_zeroed(struct objects *o, uint64_t count, const char *what)
{
	struct request r = {
		.kind = REQUEST_CALLOC,
		.domain = mem_domain(o),
		.nelem = count,
		.size = 8,
		.what = what,
	};

	if (r.domain == REQUEST_LIBRARY)
		return ask(o, r.domain, 8 * count, what);
	r.block = new_block(o, (struct block){ .what = what,
	    .size = 8 * count, .domain = r.domain, .live = true });
	note(o, r);
	return r.block;
}

static uint32_t
resize(struct objects *o, enum request_domain domain, uint32_t block,
    uint64_t size, const char *what)
{
	struct request r = {
		.kind = REQUEST_REALLOC,
		.domain = domain,
		.size = size,
		.what = what,
	};

	if (block == 0) {
		/* realloc(NULL, ...): the event has no block yet. */
		r.nelem = 1;
		block = new_block(o, (struct block){ .what = what,
		    .domain = domain, .live = true });
	}
	block_at(o, block)->size = size;
	r.block = block;
	note(o, r);
	return block;
}

uint32_t
ask_again(struct objects *o, uint32_t block, uint64_t size, const char *what)
{
	return resize(o, mem_domain(o), block, size, what);
}

uint32_t
ask_object_again(struct objects *o, uint32_t block, uint64_t size)
{
	return resize(o, REQUEST_OBJECT, block, size,
	    block_at(o, block)->what);
}

void
give_back(struct objects *o, uint32_t block)
{
	struct block *b;

	if (block == 0)
		return;
	b = block_at(o, block);
	b->live = b->kept = false;
	note(o, (struct request){
		.kind = REQUEST_FREE,
		.domain = b->domain,
		.block = block,
		.size = b->size,
		.what = b->what,
	});
}

void
note_shared(struct objects *o, const char *what)
{
	note(o, (struct request){ .kind = REQUEST_SHARED, .what = what });
}

/* ---- free lists ---------------------------------------------------------- */

static void
note_list(struct objects *o, enum request_kind kind, enum free_list list,
    size_t length, uint32_t block, const char *what)
{
	note(o, (struct request){
		.kind = kind,
		.block = block,
		.list = list,
		.length = (unsigned)length,
		.size = block != 0 ? block_at(o, block)->size : 0,
		.what = what,
	});
}

static void
push(struct stack *s, uint32_t block)
{
	s->blocks = xgrow(s->blocks, &s->room, s->count + 1,
	    sizeof *s->blocks);
	s->blocks[s->count++] = block;
}

static uint32_t
pop_from(struct objects *o, struct stack *s, enum free_list list,
    size_t length)
{
	uint32_t block = s->blocks[--s->count];

	block_at(o, block)->kept = false;
	note_list(o, REQUEST_REUSED, list, length, block,
	    block_at(o, block)->what);
	return block;
}

static void
push_on(struct objects *o, struct stack *s, enum free_list list,
    size_t length, uint32_t block)
{
	if (block == 0)
		return;
	if (s->count >= o->rules->limits[list]) {
		give_back(o, block);
		return;
	}
	push(s, block);
	block_at(o, block)->kept = true;
	note_list(o, REQUEST_KEPT, list, length, block,
	    block_at(o, block)->what);
}

uint32_t
take(struct objects *o, enum free_list list, uint64_t size, const char *what)
{
	struct stack *s = &o->lists[list];
	uint32_t block;

	if (s->count == 0)
		return ask(o, REQUEST_OBJECT, size, what);
	block = pop_from(o, s, list, 0);
	return block;
}

void
put(struct objects *o, enum free_list list, uint32_t block)
{
	push_on(o, &o->lists[list], list, 0, block);
}

uint32_t
take_tuple(struct objects *o, size_t length, uint64_t size)
{
	bool listed = length <= o->rules->tuple_lists &&
	    !(length == 20 && o->rules->tuple_quirk);

	if (!listed || o->tuples[length].count == 0)
		return ask(o, REQUEST_OBJECT, size, N_("tuple object"));
	return pop_from(o, &o->tuples[length], FREE_TUPLE, length);
}

void
put_tuple(struct objects *o, size_t length, uint32_t block)
{
	if (length > o->rules->tuple_lists)
		give_back(o, block);
	else
		push_on(o, &o->tuples[length], FREE_TUPLE, length, block);
}

/* ---- 2.7 ----------------------------------------------------------------- */

void
take_cell(struct objects *o, enum free_list list, const char *what)
{
	struct stack *s = &o->lists[list];

	if (s->count == 0) {
		ask(o, REQUEST_LIBRARY, CELL_BLOCK, list == FREE_INT ?
		    N_("block of 41 int objects") :
		    N_("block of 41 float objects"));
		s->count = CELLS;
	}
	s->count--;
	note_list(o, REQUEST_REUSED, list, 0, 0, what);
}

void
put_cell(struct objects *o, enum free_list list)
{
	o->lists[list].count++;
	note_list(o, REQUEST_KEPT, list, 0, 0, list == FREE_INT ?
	    N_("int object") : N_("float object"));
}

void
take_unicode(struct objects *o, struct object *u, uint64_t need)
{
	struct stack *s = &o->lists[FREE_UNICODE];

	if (s->count == 0) {
		u->block = ask(o, REQUEST_OBJECT, o->rules->wide_head,
		    N_("unicode object"));
	} else {
		s->count--;
		u->block = s->blocks[s->count];
		u->part = s->parts[s->count];
		u->asked = s->asked[s->count];
		block_at(o, u->block)->kept = false;
		if (u->part != 0)
			block_at(o, u->part)->kept = false;
		note_list(o, REQUEST_REUSED, FREE_UNICODE, 0, u->block,
		    block_at(o, u->block)->what);
	}
	/* A kept buffer counts as large as what was in it last. */
	if (u->part == 0)
		u->part = ask(o, REQUEST_OBJECT, need, N_("characters"));
	else if (u->asked < need)
		u->part = ask_object_again(o, u->part, need);
	u->asked = need;
}

void
put_unicode(struct objects *o, struct object *u, bool keep)
{
	struct stack *s = &o->lists[FREE_UNICODE];
	size_t room = s->room;

	if (s->count >= o->rules->limits[FREE_UNICODE]) {
		give_back(o, u->part);
		give_back(o, u->block);
		return;
	}
	if (!keep) {
		give_back(o, u->part);
		u->part = 0;
	}
	push(s, u->block);
	if (s->room != room) {
		s->parts = xreallocarray(s->parts, s->room,
		    sizeof *s->parts);
		s->asked = xreallocarray(s->asked, s->room,
		    sizeof *s->asked);
	}
	s->parts[s->count - 1] = u->part;
	s->asked[s->count - 1] = u->asked;
	block_at(o, u->block)->kept = true;
	if (u->part != 0)
		block_at(o, u->part)->kept = true;
	note_list(o, REQUEST_KEPT, FREE_UNICODE, 0, u->block,
	    block_at(o, u->block)->what);
}

static void
stack_free(struct stack *s)
{
	free(s->blocks);
	free(s->parts);
	free(s->asked);
	*s = (struct stack){ .count = 0 };
}

void
requests_free(struct objects *o)
{
	size_t i;

	for (i = 0; i < FREE_LISTS; i++)
		stack_free(&o->lists[i]);
	for (i = 0; i < TUPLE_LENGTHS; i++)
		stack_free(&o->tuples[i]);
	free(o->blocks);
	free(o->requests);
	o->blocks = NULL;
	o->requests = NULL;
	o->block_count = o->block_room = 0;
	o->request_count = o->request_room = 0;
}
