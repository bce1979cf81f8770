#include "config.h"

#include "session/query.h"

#include <stdlib.h>
#include <string.h>

#include "session/inside.h"
#include "support/xalloc.h"

#define STOP_EVERY 65536u	/* events */

/* ------------------------------------------------------------------------
 * Blocks by the events that made them
 */

/* Of each block of a line that was made behind the history's base; events are
   counted from there. */
struct makers {
	uint64_t line, upto;	/* what is known: events to UPTO of it */
	uint64_t base;
	uint32_t first;		/* number of the first block */
	uint64_t *elders;	/* the sizes of those before, as set last */
	uint32_t *born;
	size_t born_room;
	uint32_t *sized;	/* the event that set its size last */
	size_t sized_room;
	uint32_t count;
};

struct makers *
makers_new(void)
{
	return xcalloc(1, sizeof(struct makers));
}

void
makers_clear(struct makers *m)
{
	free(m->elders);
	free(m->born);
	free(m->sized);
	memset(m, 0, sizeof *m);
}

void
makers_free(struct makers *m)
{
	if (m == NULL)
		return;
	makers_clear(m);
	free(m);
}

size_t
makers_bytes(const struct makers *m)
{
	return m->born_room * sizeof *m->born + m->sized_room *
	    sizeof *m->sized;
}

static void
begin_makers(struct makers *m, const struct history *h)
{
	size_t i;

	makers_clear(m);
	m->base = m->upto = h->base;
	m->first = h->elders.last + 1;
	m->elders = xcalloc(h->elders.count, sizeof *m->elders);
	for (i = 0; i < h->elders.count; i++)
		m->elders[i] = h->elders.list[i].size;
}

/* A block got another SIZE by the N-th event where it lies. */
static void
note_size(struct makers *m, const struct history *h, uint64_t n,
    const struct event *e)
{
	const struct elder *elder;

	if (e->block >= m->first) {
		if (e->block - m->first < m->count)
			m->sized[e->block - m->first] = (uint32_t)n;
		return;
	}
	elder = elders_find(&h->elders, e->block);
	if (elder != NULL)
		m->elders[elder - h->elders.list] = e->size;
}

/* N counts from the base. */
static void
note_maker(struct makers *m, const struct history *h, uint64_t n,
    const struct event *e, const struct gave *gave)
{
	if (gave->made) {
		m->born = xgrow(m->born, &m->born_room, m->count + (size_t)1,
		    sizeof *m->born);
		m->sized = xgrow(m->sized, &m->sized_room,
		    m->count + (size_t)1, sizeof *m->sized);
		m->born[m->count] = m->sized[m->count] = (uint32_t)n;
		m->count++;
	} else if (e->kind == EVENT_REALLOC && e->block != SESSION_NO_BLOCK) {
		note_size(m, h, n, e);
	}
}

/* What is known of the present line, up to its end. */
static const struct makers *
makers_of(struct session *s)
{
	uint64_t length = session_length(s), n;
	struct makers *m = s->makers;
	struct event e;
	struct gave gave;

	if (m->line != session_line(s) || m->upto > length ||
	    m->base != s->history.base || m->first == 0)
		begin_makers(m, &s->history);
	for (n = m->upto + 1; n <= length; n++) {
		history_fetch(&s->history, n, &e, &gave);
		note_maker(m, &s->history, n - m->base, &e, &gave);
	}
	m->line = session_line(s);
	m->upto = length;
	return m;
}

/* ------------------------------------------------------------------------
 * Whether an event is the one
 */

/* A block that an event is about. */
struct subject {
	uint32_t number;	/* NO_BLOCK: the one that it made */
	uint64_t address, size;
	uint64_t made_of;	/* the size it was made with: of its class */
};

struct asking {
	struct session *s;
	const struct query *q;
	const struct makers *makers;	/* NULL: not needed */
};

static void
recall_elder(const struct asking *a, struct subject *out)
{
	const struct elders *all = &a->s->history.elders;
	const struct elder *elder = elders_find(all, out->number);

	if (elder == NULL)
		return;
	out->address = elder->address;
	out->made_of = elder->made_of;
	out->size = a->makers->elders[elder - all->list];
}

static void
recall(const struct asking *a, uint32_t number, struct subject *out)
{
	const struct makers *m = a->makers;
	struct event e;
	struct gave gave;
	uint32_t i;

	*out = (struct subject){ .number = number };
	if (m == NULL)
		return;
	if (number < m->first) {
		recall_elder(a, out);
		return;
	}
	i = number - m->first;
	if (i >= m->count)
		return;
	history_fetch(&a->s->history, m->base + m->born[i], &e, &gave);
	out->address = gave.address;
	out->size = out->made_of = event_asked(&e);
	if (m->sized[i] == m->born[i])
		return;
	history_fetch(&a->s->history, m->base + m->sized[i], &e, &gave);
	out->size = e.size;
}

/* A realloc leaves with the system allocator what it has, however small. */
static bool
is_of_system(uint64_t address)
{
	return address >= PYM_SYSTEM_BASE &&
	    address < PYM_SYSTEM_BASE + PYM_SYSTEM_RANGE;
}

static bool
in_class(const struct asking *a, const struct subject *b)
{
	return !is_of_system(b->address) && pym_class_of(
	    session_profile(a->s), b->made_of) == a->q->szidx;
}

static bool
fits(const struct asking *a, const struct subject *b)
{
	const struct query *q = a->q;

	return (q->high == 0 || (b->address >= q->low &&
	    b->address < q->high)) &&
	    (!q->sized || (b->size >= q->min && b->size <= q->max)) &&
	    (q->szidx == PYM_NONE || in_class(a, b));
}

/* Whether the block that the event makes, or leaves in place, is meant. */
static bool
fits_result(const struct asking *a, const struct event *e,
    const struct gave *gave)
{
	struct subject b;

	if (e->kind > EVENT_REALLOC)
		return false;
	if (e->kind == EVENT_REALLOC && !gave->made)
		recall(a, e->block, &b);
	else
		b.made_of = event_asked(e);
	b.address = gave->address;
	b.size = event_asked(e);
	return fits(a, &b);
}

/* Whether an old block that the event is about is meant. */
static bool
fits_old(const struct asking *a, uint32_t number)
{
	struct subject b;

	if (number == SESSION_NO_BLOCK ||
	    (a->q->block != SESSION_NO_BLOCK && number != a->q->block))
		return false;
	recall(a, number, &b);
	return fits(a, &b);
}

static bool
made_it(const struct asking *a, const struct gave *gave, uint64_t n)
{
	const struct makers *m = a->makers;

	return gave->made && a->q->block >= m->first &&
	    a->q->block - m->first < m->count &&
	    m->born[a->q->block - m->first] == (uint32_t)(n - m->base);
}

/* Whether the event is about the block that it names: one that is resized
   where it lies is not freed. */
static bool
takes(const struct event *e, const struct gave *gave, const struct query *q)
{
	switch (e->kind) {
	case EVENT_REALLOC:
		return gave->made || q->did != QUERY_FREE;
	case EVENT_FREE:
	case EVENT_FREE_WILD:
		return true;
	case EVENT_WRITE:
	case EVENT_WRITE_WILD:
		return q->did != QUERY_FREE;
	default:
		return false;
	}
}

/* Whether the event is about what is asked for. */
static bool
is_about(const struct asking *a, const struct event *e,
    const struct gave *gave, uint64_t n)
{
	const struct query *q = a->q;
	bool result = q->block == SESSION_NO_BLOCK || made_it(a, gave, n) ||
	    (e->kind == EVENT_REALLOC && !gave->made && e->block == q->block);

	if (q->block == SESSION_NO_BLOCK && q->high == 0 && !q->sized &&
	    q->szidx == PYM_NONE)
		return true;
	/* An event that was asked for by what it gives is not about what it
	   takes, and the other way round. */
	if (result && q->did != QUERY_FREE && fits_result(a, e, gave))
		return true;
	if (q->did == QUERY_ALLOC)
		return false;
	return (takes(e, gave, q) && fits_old(a, e->block)) ||
	    fits_old(a, e->ends);
}

static unsigned
did_of(const struct event *e, const struct gave *gave)
{
	static const unsigned bits[] = {
		[EVENT_MALLOC] = QUERY_ALLOC, [EVENT_CALLOC] = QUERY_ALLOC,
		[EVENT_REALLOC] = QUERY_REALLOC, [EVENT_FREE] = QUERY_FREE,
		[EVENT_WRITE] = QUERY_WRITE, [EVENT_NOTHING] = 0,
		[EVENT_FREE_WILD] = QUERY_FREE,
		[EVENT_WRITE_WILD] = QUERY_WRITE,
	};
	unsigned did = bits[e->kind];

	if (e->kind == EVENT_FREE && e->block == SESSION_NO_BLOCK)
		did = 0;
	if (e->kind == EVENT_REALLOC && gave->made)
		did |= QUERY_ALLOC | (e->block != SESSION_NO_BLOCK ?
		    QUERY_FREE : 0);
	return did | (e->ends != SESSION_NO_BLOCK ? QUERY_FREE : 0);
}

static bool
holds(const struct asking *a, const struct event *e,
    const struct gave *gave, uint64_t n)
{
	const struct query *q = a->q;

	if ((q->did != 0 || q->happenings != 0) &&
	    (gave->happened & q->happenings) == 0 &&
	    (q->did == 0 || (did_of(e, gave) & q->did) == 0))
		return false;
	if (q->thread != SESSION_NO_THREAD && e->thread != q->thread)
		return false;
	if (q->sites != NULL && !q->sites[e->site])
		return false;
	return is_about(a, e, gave, n);
}

/* Whether blocks must be known by their numbers. */
static bool
needs_makers(const struct query *q)
{
	return q->block != SESSION_NO_BLOCK || q->high != 0 || q->sized ||
	    q->szidx != PYM_NONE;
}

uint64_t
query_find(struct session *s, const struct query *q, uint64_t from,
    uint64_t last, bool back, bool (*stop)(void *ctx), void *ctx)
{
	struct asking a = { .s = s, .q = q };
	uint64_t n = from, end = session_length(s), base = s->history.base;
	struct event e;
	struct gave gave;

	if (session_streams(s))
		return 0;
	if (needs_makers(q))
		a.makers = makers_of(s);
	if (back ? n > end + 1 : last > end)
		*(back ? &n : &last) = back ? end + 1 : end;
	if (n < base)
		n = base;
	while (back ? n > last && n > base + 1 : n < last) {
		n = back ? n - 1 : n + 1;
		history_fetch(&s->history, n, &e, &gave);
		if (holds(&a, &e, &gave, n))
			return n;
		if (n % STOP_EVERY == 0 && stop != NULL && stop(ctx))
			return 0;
	}
	return 0;
}

uint32_t
query_blocks(const struct session *s)
{
	return session_streams(s) ? session_last_block(s) :
	    history_made(&s->history, session_length(s));
}

/* ------------------------------------------------------------------------
 * The lives of a place
 */

struct lives {
	struct life *list;
	size_t count, room;
	struct life *now;	/* that goes on, or NULL */
};

static void
end_life(struct lives *all, uint64_t n, const struct event *e)
{
	all->now->ended = n;
	all->now->ended_by = e->site;
	all->now = NULL;
}

static void
begin_life(struct lives *all, uint64_t n, uint32_t number,
    const struct event *e)
{
	if (all->now != NULL)
		end_life(all, n, e);
	all->list = xgrow(all->list, &all->room, all->count + 1,
	    sizeof *all->list);
	all->now = &all->list[all->count++];
	*all->now = (struct life){
		.number = number,
		.born = n,
		.size = event_asked(e),
		.name = e->name,
		.element = e->element,
		.site = e->site,
	};
}

static void
go_on_living(struct lives *all, uint64_t n, const struct event *e,
    const struct gave *gave)
{
	uint32_t number = all->now->number;

	if (e->ends == number || (e->block == number &&
	    (e->kind == EVENT_FREE || e->kind == EVENT_FREE_WILD ||
	    (e->kind == EVENT_REALLOC && gave->made)))) {
		end_life(all, n, e);
	} else if (e->block == number && e->kind == EVENT_REALLOC) {
		all->now->size = e->size;
		if (e->site != SESSION_NO_SITE)
			all->now->site = e->site;
	}
}

/* The block that lived at ADDRESS when what is kept begins. */
static void
begin_elders(struct lives *all, const struct elders *elders,
    uint64_t address)
{
	const struct elder *elder = elders->list;
	size_t i;

	for (i = 0; i < elders->count; i++, elder++)
		if (elder->address == address)
			begin_life(all, elder->born, elder->number,
			    &(struct event){ .size = elder->size,
			    .name = elder->name, .element = elder->element,
			    .site = elder->site });
}

struct life *
query_lives(const struct session *s, uint64_t address, size_t *n)
{
	uint64_t length = session_streams(s) ? 0 : session_length(s), i;
	struct lives all = { .list = NULL };
	uint32_t number = s->history.elders.last;
	struct event e;
	struct gave gave;

	begin_elders(&all, &s->history.elders, address);
	for (i = s->history.base + 1; i <= length; i++) {
		history_fetch(&s->history, i, &e, &gave);
		number += gave.made;
		if (all.now != NULL)
			go_on_living(&all, i, &e, &gave);
		if (gave.made && gave.address == address)
			begin_life(&all, i, number, &e);
	}
	*n = all.count;
	return all.list;
}
