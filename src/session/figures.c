/*
 * figures.c - the figures of a line over time, and the events that matter.
 *
 * Every branch has a series of its own events; a line's is made of those of
 * the branches on its path.  So that each of them ends where the next begins,
 * a bucket is split where another line branches off within it, by going
 * through its events once more.
 */
#include "config.h"

#include "session/inside.h"

/* ------------------------------------------------------------------------
 * This moment
 */

static void
sample_figures(const struct session *s, const struct pym_counts *c,
    uint64_t out[SESSION_FIGURES])
{
	out[SESSION_ASKED] = s->now.asked;
	out[SESSION_POOLED] = s->now.pooled;
	out[SESSION_IN_BLOCKS] = s->now.in_blocks;
	out[SESSION_POOLS] = c->pools_in_use;
	out[SESSION_ARENAS] = c->arenas_current;
}

void
session_figures(const struct session *s, uint64_t out[SESSION_FIGURES])
{
	struct pym_counts c;

	pym_counts(s->heap, &c);
	sample_figures(s, &c, out);
}

/* The event just applied; the heap's counters were BEFORE and are C. */
static void
sample(const struct session *s, const struct pym_counts *before,
    const struct pym_counts *c, struct sample *out)
{
	uint64_t obtained = c->arenas_total - before->arenas_total;

	sample_figures(s, c, out->figures);
	out->happened = c->pools_filled != before->pools_filled ||
	    c->pools_emptied != before->pools_emptied ||
	    c->arenas_current != before->arenas_current || obtained != 0;
	if (!out->happened)
		return;
	out->times[SESSION_POOL_FILLED] =
	    c->pools_filled - before->pools_filled;
	out->times[SESSION_POOL_EMPTIED] =
	    c->pools_emptied - before->pools_emptied;
	out->times[SESSION_ARENA_OBTAINED] = obtained;
	out->times[SESSION_ARENA_GIVEN_BACK] =
	    before->arenas_current + obtained - c->arenas_current;
}

unsigned
figures_sample(const struct session *s, const struct pym_counts *before,
    const struct pym_counts *after, struct sample *out)
{
	unsigned bits = 0;
	int k;

	sample(s, before, after, out);
	for (k = 0; k < SESSION_HAPPENINGS && out->happened; k++)
		if (out->times[k] != 0)
			bits |= 1u << k;
	return bits;
}

void
figures_add(struct session *s, const struct sample *now)
{
	series_add(&history_tip(&s->history)->series, s->now.event, now);
}

/* ------------------------------------------------------------------------
 * Where another line begins
 */

/* Applies the next event again; SPAN is what it is added to, begun here if
   its last event is 0. */
static enum session_status
apply_into(struct session *s, struct session_span *span)
{
	struct pym_counts before, after;
	enum session_status status;
	struct sample now;
	struct event e;
	struct gave gave;

	pym_counts(s->heap, &before);
	history_fetch(&s->history, s->now.event + 1, &e, &gave);
	status = apply_again(s, &e, false);
	if (status != SESSION_OK)
		return status;
	pym_counts(s->heap, &after);
	sample(s, &before, &after, &now);
	if (span->last == 0)
		span_begin(span, s->now.event, &now);
	else
		span_add(span, &now);
	return SESSION_OK;
}

static enum session_status
split_at(struct session *s, struct series *series, size_t i, uint64_t n)
{
	struct session_span whole = series->buckets[i].span;
	struct session_span first = { 0 }, second = { 0 };
	enum session_status status;

	status = travel(s, whole.first - 1, false);
	while (status == SESSION_OK && s->now.event < whole.last)
		status = apply_into(s, s->now.event < n ? &first : &second);
	if (status == SESSION_OK)
		series_split(series, i, &first, &second);
	return status == SESSION_OK ? travel(s, n, false) : status;
}

enum session_status
figures_cut(struct session *s, uint64_t n)
{
	struct series *series;
	struct bucket *b;
	size_t i;

	if (n == 0)
		return SESSION_OK;
	series = &s->history.path[history_segment(&s->history,
	    n)].branch->series;
	i = series_find(series, n);
	b = &series->buckets[i];
	if (b->span.last != n)
		return split_at(s, series, i, n);
	b->border = true;
	return SESSION_OK;
}

/* ------------------------------------------------------------------------
 * The line's buckets in order
 */

struct walk {
	const struct history *history;
	size_t segment, bucket;
};

/* The bucket that the walk is at, or NULL at its end. */
static const struct session_span *
walk_span(struct walk *w)
{
	const struct segment *seg;
	const struct series *series;

	for (; w->segment < w->history->depth; w->segment++, w->bucket = 0) {
		seg = &w->history->path[w->segment];
		series = &seg->branch->series;
		if (w->bucket < series->count &&
		    series->buckets[w->bucket].span.first <= seg->end)
			return &series->buckets[w->bucket].span;
	}
	return NULL;
}

/* SPAN gets what B says, whose last event it is the first to reach. */
static void
add_bucket(struct session_span *span, const struct session_span *b)
{
	if (span->last == 0)
		*span = *b;
	else
		span_join(span, b);
}

/* What is known around events that no bucket ends in: the figures only. */
static void
add_around(struct session_span *span, const struct session_span *b)
{
	int k;

	*span = *b;
	for (k = 0; k < SESSION_HAPPENINGS; k++)
		span->count[k] = span->first_of[k] = span->last_of[k] = 0;
}

void
session_spans(const struct session *s, uint64_t per,
    struct session_span *out, size_t count)
{
	struct walk w = { .history = &s->history };
	const struct session_span *b = walk_span(&w);
	uint64_t length = session_length(s), last;
	size_t i;

	for (i = 0; i < count; i++) {
		out[i] = (struct session_span){ 0 };
		last = (i + 1) * per;
		for (; b != NULL && b->last <= last; b = walk_span(&w)) {
			add_bucket(&out[i], b);
			w.bucket++;
		}
		if (out[i].last == 0 && b != NULL)
			add_around(&out[i], b);
		if (i * per >= length)
			continue;
		out[i].first = i * per + 1;
		out[i].last = last < length ? last : length;
	}
}
