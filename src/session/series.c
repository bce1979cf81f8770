#include "config.h"

#include "session/series.h"

#include <stdlib.h>

#include "support/xalloc.h"

void
series_free(struct series *series)
{
	free(series->buckets);
	*series = (struct series){ 0 };
}

/* What happened at the last event of SPAN. */
static void
note_happenings(struct session_span *span, const struct sample *sample)
{
	int k;

	for (k = 0; k < SESSION_HAPPENINGS; k++)
		if (sample->times[k] != 0)
			span_add_times(span, (enum session_happening)k,
			    sample->times[k]);
}

void
span_begin(struct session_span *span, uint64_t n,
    const struct sample *sample)
{
	int i;

	*span = (struct session_span){ .first = n, .last = n };
	for (i = 0; i < SESSION_FIGURES; i++)
		span->min[i] = span->max[i] = span->end[i] =
		    sample->figures[i];
	if (sample->happened)
		note_happenings(span, sample);
}

void
span_add(struct session_span *span, const struct sample *sample)
{
	int i;

	span->last++;
	for (i = 0; i < SESSION_FIGURES; i++)
		span_add_figure(span, (enum session_figure)i,
		    sample->figures[i]);
	if (sample->happened)
		note_happenings(span, sample);
}

void
span_join(struct session_span *span, const struct session_span *more)
{
	int i, k;

	for (i = 0; i < SESSION_FIGURES; i++) {
		if (more->min[i] < span->min[i])
			span->min[i] = more->min[i];
		if (more->max[i] > span->max[i])
			span->max[i] = more->max[i];
		span->end[i] = more->end[i];
	}
	for (k = 0; k < SESSION_HAPPENINGS; k++) {
		if (more->count[k] == 0)
			continue;
		if (span->count[k] == 0)
			span->first_of[k] = more->first_of[k];
		span->last_of[k] = more->last_of[k];
		span->count[k] += more->count[k];
	}
	span->last = more->last;
}

/* Every two buckets become one, unless there is a border between. */
static void
pair_up(struct series *series)
{
	struct bucket *b = series->buckets;
	size_t from = 0, to = 0;

	while (from < series->count) {
		b[to] = b[from++];
		if (!b[to].border && from < series->count) {
			span_join(&b[to].span, &b[from].span);
			b[to].border = b[from++].border;
		}
		to++;
	}
	series->count = to;
	series->width *= 2;
	/* Where there are more borders than buckets, there is no use. */
	series->limit = 2 * to > SERIES_BUCKETS ? 2 * to : SERIES_BUCKETS;
}

static struct bucket *
new_bucket(struct series *series)
{
	if (series->buckets == NULL) {
		series->width = 1;
		series->limit = SERIES_BUCKETS;
	} else if (series->count >= series->limit) {
		pair_up(series);
	}
	series->buckets = xgrow(series->buckets, &series->room,
	    series->count + 1, sizeof *series->buckets);
	series->buckets[series->count].border = false;
	return &series->buckets[series->count++];
}

void
series_add(struct series *series, uint64_t n, const struct sample *sample)
{
	struct bucket *last = series->count == 0 ? NULL :
	    &series->buckets[series->count - 1];

	if (last != NULL && !last->border &&
	    n - last->span.first < series->width)
		span_add(&last->span, sample);
	else
		span_begin(&new_bucket(series)->span, n, sample);
}

size_t
series_find(const struct series *series, uint64_t n)
{
	size_t low = 0, high = series->count, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (series->buckets[middle].span.first <= n)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void
series_join_before(struct series *series, uint64_t n)
{
	size_t i;

	for (i = 0; i < series->count && series->buckets[i].span.last < n;
	    i++)
		series->buckets[i].border = false;
}

void
series_split(struct series *series, size_t i,
    const struct session_span *first, const struct session_span *second)
{
	size_t k;

	series->buckets = xgrow(series->buckets, &series->room,
	    series->count + 1, sizeof *series->buckets);
	for (k = series->count; k > i + 1; k--)
		series->buckets[k] = series->buckets[k - 1];
	series->buckets[i + 1] = (struct bucket){ .span = *second,
		.border = series->buckets[i].border };
	series->buckets[i] = (struct bucket){ .span = *first,
		.border = true };
	series->count++;
}
