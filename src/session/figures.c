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

/* The event just applied; the heap's counters were BEFORE. */
static void
sample(const struct session *s, const struct pym_counts *before,
    struct sample *out)
{
	struct pym_counts c;
	uint64_t obtained;

	pym_counts(s->heap, &c);
	obtained = c.arenas_total - before->arenas_total;
	sample_figures(s, &c, out->figures);
	out->happened = c.pools_filled != before->pools_filled ||
	    c.pools_emptied != before->pools_emptied ||
	    c.arenas_current != before->arenas_current || obtained != 0;
	if (!out->happened)
		return;
	out->times[SESSION_POOL_FILLED] =
	    c.pools_filled - before->pools_filled;
	out->times[SESSION_POOL_EMPTIED] =
	    c.pools_emptied - before->pools_emptied;
	out->times[SESSION_ARENA_OBTAINED] = obtained;
	out->times[SESSION_ARENA_GIVEN_BACK] =
	    before->arenas_current + obtained - c.arenas_current;
}

unsigned
figures_sample(const struct session *s, const struct pym_counts *before,
    struct sample *out)
{
	unsigned bits = 0;
	int k;

	sample(s, before, out);
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
	struct pym_counts before;
	enum session_status status;
	struct sample now;
	struct event e;
	struct gave gave;

	pym_counts(s->heap, &before);
	history_fetch(&s->history, s->now.event + 1, &e, &gave);
	status = apply_again(s, &e, false);
	if (status != SESSION_OK)
		return status;
	sample(s, &before, &now);
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

/* A walk that is at the bucket of event N >= 1, or at the end. */
static struct walk
walk_from(const struct session *s, uint64_t n)
{
	struct walk w = { .history = &s->history };

	w.segment = history_segment(w.history, n);
	w.bucket = series_find(&w.history->path[w.segment].branch->series, n);
	return w;
}

/* One bucket back; false at the first. */
static bool
walk_back(struct walk *w)
{
	const struct segment *seg;

	while (w->bucket == 0) {
		if (w->segment == 0)
			return false;
		seg = &w->history->path[--w->segment];
		/* Behind the last bucket that is of this line. */
		w->bucket = seg->branch->series.count == 0 ? 0 :
		    series_find(&seg->branch->series, seg->end) + 1;
	}
	w->bucket--;
	return true;
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

/* ------------------------------------------------------------------------
 * Going to what matters
 */

/* The first event of B after N where one of HAPPENINGS did happen: 0 for
   none, UINT64_MAX where B does not tell which it is. */
static uint64_t
first_after(const struct session_span *b, unsigned happenings, uint64_t n)
{
	uint64_t found = 0;
	int k;

	for (k = 0; k < SESSION_HAPPENINGS; k++) {
		if ((happenings & 1u << k) == 0 || b->last_of[k] <= n)
			continue;
		if (b->first_of[k] <= n)
			return UINT64_MAX;
		if (found == 0 || b->first_of[k] < found)
			found = b->first_of[k];
	}
	return found;
}

/* The last event of B before N, likewise. */
static uint64_t
last_before(const struct session_span *b, unsigned happenings, uint64_t n)
{
	uint64_t found = 0;
	int k;

	for (k = 0; k < SESSION_HAPPENINGS; k++) {
		if ((happenings & 1u << k) == 0 || b->count[k] == 0 ||
		    b->first_of[k] >= n)
			continue;
		if (b->last_of[k] >= n)
			return UINT64_MAX;
		if (b->last_of[k] > found)
			found = b->last_of[k];
	}
	return found;
}

/* The first, or last, event from FIRST to LAST where one of HAPPENINGS did
   happen, found by going there; 0 for none. */
static uint64_t
scan(struct session *s, unsigned happenings, uint64_t first, uint64_t last,
    bool back)
{
	struct session_span span;
	uint64_t found = 0;

	within_abandon(s);
	if (travel(s, first - 1, false) != SESSION_OK)
		return 0;
	while (s->now.event < last) {
		span.last = 0;
		if (apply_into(s, &span) != SESSION_OK)
			return 0;
		if (first_after(&span, happenings, 0) == 0)
			continue;
		found = s->now.event;
		if (!back)
			break;
	}
	return found;
}

/* The event after N to go to, or 0; beyond LIMIT it is not looked for. */
static uint64_t
seek_on(struct session *s, unsigned happenings, uint64_t n, uint64_t limit)
{
	struct walk w = walk_from(s, n + 1);
	const struct session_span *b;
	uint64_t found;

	for (; (b = walk_span(&w)) != NULL && b->first < limit; w.bucket++) {
		found = first_after(b, happenings, n);
		if (found == UINT64_MAX)
			return scan(s, happenings, n + 1, b->last, false);
		if (found != 0)
			return found;
	}
	return 0;
}

static uint64_t
seek_back(struct session *s, unsigned happenings, uint64_t n, uint64_t limit)
{
	struct walk w = walk_from(s, n - 1);
	const struct session_span *b;
	uint64_t found;

	do {
		b = walk_span(&w);
		found = last_before(b, happenings, n);
		if (found == UINT64_MAX)
			return scan(s, happenings, b->first, n - 1, true);
		if (found != 0)
			return found;
	} while (b->first > limit && walk_back(&w));
	return 0;
}

/* Within an event we are after the one before it, and before it. */
enum session_status
session_seek(struct session *s, unsigned happenings, bool back,
    uint64_t limit)
{
	uint64_t n = s->now.event, length = session_length(s), to = 0;

	if (session_streams(s))
		return SESSION_NO_HISTORY;
	if (back) {
		n += s->within.decision > 0;
		limit = limit < n ? limit : 0;
		if (n > 1)
			to = seek_back(s, happenings, n, limit);
		to = to > limit ? to : limit;
	} else {
		limit = limit > n && limit <= length ? limit : UINT64_MAX;
		if (n < length)
			to = seek_on(s, happenings, n, limit);
		if (limit != UINT64_MAX && (to == 0 || to > limit))
			to = limit;
	}
	return to == 0 ? SESSION_NO_SUCH_EVENT : session_goto(s, to);
}
