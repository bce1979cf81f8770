/* naive.c - what a program knows of its heap. */
#include "config.h"

#include "naive.h"

#include <stdlib.h>
#include <string.h>

#include "core/debug.h"
#include "fuzz.h"
#include "support/xalloc.h"

/* ---- lines and moments -------------------------------------------------- */

static struct naive_line *
this_line(const struct naive *m)
{
	uint64_t number = session_line(m->session);

	for (size_t i = 0; i < m->count; i++)
		if (m->lines[i].number == number)
			return &m->lines[i];
	fuzz_fail(__FILE__, __LINE__, "a line that there never was");
}

const struct naive_moment *
naive_now(const struct naive *m)
{
	const struct naive_line *l = this_line(m);
	uint64_t event = session_event(m->session);

	FUZZ_REQUIRE(session_length(m->session) == l->count - 1);
	FUZZ_REQUIRE(event < l->count);
	return &l->moments[event];
}

/* A copy, with room for one block more. */
static struct naive_moment
copy_moment(const struct naive_moment *from)
{
	struct naive_moment to = *from;

	to.blocks = xcalloc(from->count + 1, sizeof *to.blocks);
	if (from->count > 0)
		memcpy(to.blocks, from->blocks,
		    from->count * sizeof *to.blocks);
	return to;
}

static void
add_moment(struct naive_line *l, struct naive_moment moment)
{
	l->moments = xgrow(l->moments, &l->room, l->count + 1,
	    sizeof *l->moments);
	l->moments[l->count++] = moment;
}

/* A line begins that shares the first COUNT moments of FROM. */
static struct naive_line *
add_line(struct naive *m, uint64_t number, size_t from, size_t count)
{
	struct naive_line *l;

	m->lines = xgrow(m->lines, &m->room, m->count + 1, sizeof *m->lines);
	l = &m->lines[m->count++];
	*l = (struct naive_line){ .number = number };
	for (size_t i = 0; i < count; i++)
		add_moment(l, copy_moment(&m->lines[from].moments[i]));
	return l;
}

void
naive_init(struct naive *m, struct session *s)
{
	*m = (struct naive){ .session = s, .profile = session_profile(s) };
	add_moment(add_line(m, session_line(s), 0, 0),
	    (struct naive_moment){ .count = 0 });
}

void
naive_end(struct naive *m)
{
	for (size_t i = 0; i < m->count; i++) {
		for (size_t k = 0; k < m->lines[i].count; k++)
			free(m->lines[i].moments[k].blocks);
		free(m->lines[i].moments);
	}
	free(m->lines);
}

/* ---- events ------------------------------------------------------------- */

static struct naive_block *
find(const struct naive_moment *now, uint32_t number)
{
	for (size_t i = 0; i < now->count; i++)
		if (now->blocks[i].number == number)
			return &now->blocks[i];
	return NULL;
}

static uint32_t
class_for(const struct naive *m, uint64_t size)
{
	return pym_class_of(m->profile, pym_debug_request(m->profile, size));
}

static void
add_block(const struct naive *m, struct naive_moment *now, uint64_t size,
    const struct outcome *out)
{
	FUZZ_REQUIRE(out->p != NULL);
	FUZZ_REQUIRE(find(now, out->block) == NULL);
	now->blocks[now->count++] = (struct naive_block){
		.number = out->block, .size = size, .address = out->address,
		.szidx = class_for(m, size),
	};
}

static void
drop_block(struct naive_moment *now, uint32_t number)
{
	struct naive_block *b = find(now, number);

	FUZZ_REQUIRE(b != NULL);
	*b = now->blocks[--now->count];
}

/* The class that block B has after a realloc to SIZE. */
static uint32_t
class_after(const struct naive *m, const struct naive_block *b,
    uint64_t size, const struct outcome *out)
{
	uint32_t wanted = class_for(m, size);
	uint64_t had = b->szidx == PYM_NONE ? 0 :
	    pym_class_size(m->profile, b->szidx);
	struct pym_location at;

	if (m->profile->debug) {
		/* (Where the hooks have it lie is their business.) */
		pym_locate(session_heap(m->session), out->address, &at);
		return at.place == PYM_PLACE_BLOCK ? at.szidx : PYM_NONE;
	}
	if (had == 0)	/* (2.4 moves it in, and no bytes count as one.) */
		return m->profile->realloc_takes_over ?
		    class_for(m, size > 0 ? size : 1) : PYM_NONE;
	FUZZ_REQUIRE(out->moved == (size > had || 4 * size <= 3 * had));
	return out->moved ? wanted : b->szidx;
}

static void
resize_block(const struct naive *m, struct naive_moment *now,
    const struct event *e, const struct outcome *out)
{
	struct naive_block b = *find(now, e->block);

	FUZZ_REQUIRE(out->p != NULL);
	FUZZ_REQUIRE(out->moved == (out->address != b.address));
	FUZZ_REQUIRE(out->moved == (out->block != b.number));
	drop_block(now, b.number);
	b.szidx = class_after(m, &b, e->size, out);
	b.number = out->block;
	b.address = out->address;
	b.size = e->size;
	if (b.known > b.size)
		b.known = b.size;
	now->blocks[now->count++] = b;
}

static void
follow(const struct naive *m, struct naive_moment *now,
    const struct event *e, const struct outcome *out)
{
	struct naive_block *b;

	switch (e->kind) {
	case EVENT_MALLOC:
		add_block(m, now, e->size, out);
		break;
	case EVENT_CALLOC:
		add_block(m, now, e->size * e->nelem, out);
		now->blocks[now->count - 1].known = e->size * e->nelem;
		break;
	case EVENT_REALLOC:
		if (e->block == SESSION_NO_BLOCK)
			add_block(m, now, e->size, out);
		else
			resize_block(m, now, e, out);
		break;
	case EVENT_FREE:
		if (e->block != SESSION_NO_BLOCK)
			drop_block(now, e->block);
		break;
	default:
		b = find(now, e->block);
		b->known = e->size;
		b->seed = ((const uint8_t *)e->bytes)[0];
		b->step = 1;
		break;
	}
}

void
naive_apply(struct naive *m, const struct event *e)
{
	struct session *s = m->session;
	uint64_t at = session_event(s) + (session_decision(s) != 0);
	size_t line = (size_t)(this_line(m) - m->lines);
	struct naive_line *l = &m->lines[line];
	struct naive_moment next = copy_moment(&l->moments[at]);
	enum session_status status;
	struct outcome out;

	status = session_apply(s, e, &out);
	FUZZ_REQUIRE(status == SESSION_OK || status == SESSION_FAILED);
	if (status != SESSION_OK) {
		FUZZ_REQUIRE(session_line(s) == l->number);
		free(next.blocks);
		return;
	}
	FUZZ_REQUIRE(session_event(s) == at + 1);
	FUZZ_REQUIRE((session_forked(s) != 0) == (at + 1 < l->count));
	if (session_forked(s) != 0)
		l = add_line(m, session_line(s), line, at + 1);
	FUZZ_REQUIRE(session_line(s) == l->number);
	follow(m, &next, e, &out);
	add_moment(l, next);
}

/* ---- what must hold ----------------------------------------------------- */

struct extent {
	uint64_t start, size;
};

static int
by_start(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* What was written is there. */
static void
verify_bytes(const struct naive *m, const struct naive_block *b)
{
	uint8_t *bytes = xmalloc(b->known + 1);

	FUZZ_REQUIRE(pym_read(session_heap(m->session), b->address, bytes,
	    b->known) == PYM_OK);
	for (uint64_t i = 0; i < b->known; i++)
		FUZZ_REQUIRE(bytes[i] == (uint8_t)(b->seed + i * b->step));
	free(bytes);
}

/* It lies where it may; *EXTENT is the memory that it takes up. */
static void
verify_block(const struct naive *m, const struct naive_block *b,
    struct extent *extent)
{
	const struct pym_heap *heap = session_heap(m->session);
	struct session_block is;
	struct pym_location at;

	FUZZ_REQUIRE(b->address % m->profile->alignment == 0);
	FUZZ_REQUIRE(session_block(m->session, b->number, &is));
	FUZZ_REQUIRE(is.live && is.address == b->address &&
	    is.size == b->size);
	FUZZ_REQUIRE(session_block_at(m->session, b->address, &is));
	FUZZ_REQUIRE(is.number == b->number);
	pym_locate(heap, b->address, &at);
	FUZZ_REQUIRE((at.place == PYM_PLACE_BLOCK) ==
	    (b->szidx != PYM_NONE));
	if (at.place == PYM_PLACE_BLOCK) {
		FUZZ_REQUIRE(at.state == PYM_BLOCK_ALLOCATED);
		FUZZ_REQUIRE(at.szidx == b->szidx);
		FUZZ_REQUIRE(at.block_size ==
		    pym_class_size(m->profile, b->szidx));
	} else {
		FUZZ_REQUIRE(at.place == PYM_PLACE_SYSTEM_BLOCK);
	}
	FUZZ_REQUIRE(at.offset + b->size <= at.block_size);
	*extent = (struct extent){ at.start, at.block_size };
	verify_bytes(m, b);
}

/* As many as the heap counts, of each class and beside them. */
static void
verify_counts(const struct naive *m, const struct naive_moment *now)
{
	uint32_t n = pym_class_count(m->profile), i;
	struct pym_class_stats *classes = xcalloc(n, sizeof *classes);
	struct pym_stats stats;

	pym_stats(session_heap(m->session), &stats, classes, n);
	for (size_t k = 0; k < now->count; k++)
		if (now->blocks[k].szidx != PYM_NONE)
			classes[now->blocks[k].szidx].blocks--;
		else
			stats.system_blocks--;
	for (i = 0; i < n; i++)
		FUZZ_REQUIRE(classes[i].blocks == 0);
	FUZZ_REQUIRE(stats.system_blocks == 0);
	FUZZ_REQUIRE(session_live_blocks(m->session) == now->count);
	free(classes);
}

void
naive_verify(const struct naive *m)
{
	const struct naive_moment *now = naive_now(m);
	struct extent *extents = xcalloc(now->count + 1, sizeof *extents);
	char fault[256];

	for (size_t i = 0; i < now->count; i++)
		verify_block(m, &now->blocks[i], &extents[i]);
	qsort(extents, now->count, sizeof *extents, by_start);
	for (size_t i = 1; i < now->count; i++)
		FUZZ_REQUIRE(extents[i - 1].start + extents[i - 1].size <=
		    extents[i].start);
	verify_counts(m, now);
	if (!pym_check(session_heap(m->session), fault, sizeof fault))
		fuzz_fail(__FILE__, __LINE__, fault);
	free(extents);
}
