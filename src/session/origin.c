#include "config.h"

#include "session/origin.h"

#include <stdlib.h>

#include "session/inside.h"
#include "support/xalloc.h"

/* ------------------------------------------------------------------------
 * Beside the records
 */

void
origins_free(struct origin_span *span)
{
	if (span == NULL)
		return;
	free(span->threads);
	free(span->times);
	free(span);
}

void
origins_note(struct origin_span **at, size_t i, const struct event *e)
{
	struct origin_span *span;

	if (e->site == SESSION_NO_SITE && e->thread == SESSION_NO_THREAD &&
	    e->time == 0)
		return;
	if (*at == NULL)
		*at = xcalloc(1, sizeof **at);
	span = *at;
	span->sites[i] = e->site;
	if (e->thread != SESSION_NO_THREAD) {
		if (span->threads == NULL)
			span->threads = xcalloc(ORIGIN_SPAN,
			    sizeof *span->threads);
		span->threads[i] = e->thread;
	}
	if (e->time != 0) {
		if (span->times == NULL)
			span->times = xcalloc(ORIGIN_SPAN,
			    sizeof *span->times);
		span->times[i] = e->time;
	}
}

void
origins_get(const struct origin_span *span, size_t i, struct event *e)
{
	if (span == NULL)
		return;
	e->site = span->sites[i];
	if (span->threads != NULL)
		e->thread = span->threads[i];
	if (span->times != NULL)
		e->time = span->times[i];
}

size_t
origins_bytes(const struct origin_span *span)
{
	if (span == NULL)
		return 0;
	return sizeof *span +
	    (span->threads != NULL ? ORIGIN_SPAN * sizeof *span->threads : 0) +
	    (span->times != NULL ? ORIGIN_SPAN * sizeof *span->times : 0);
}

/* ------------------------------------------------------------------------
 * The sites and threads that there are
 */

static void
free_site(struct session_site *site)
{
	free((char *)(uintptr_t)site->file);
	free((char *)(uintptr_t)site->function);
}

void
places_free(struct places *places)
{
	uint32_t i;

	for (i = 0; i < places->site_count; i++)
		free_site(&places->sites[i]);
	free(places->sites);
	free(places->threads);
	*places = (struct places){ 0 };
}

uint32_t
session_add_site(struct session *s, const struct session_site *site)
{
	struct places *places = &s->places;

	places->sites = xgrow(places->sites, &places->site_room,
	    places->site_count + (size_t)1, sizeof *places->sites);
	places->sites[places->site_count++] = (struct session_site){ 0 };
	session_define_site(s, places->site_count, site);
	return places->site_count;
}

void
session_define_site(struct session *s, uint32_t site,
    const struct session_site *is)
{
	struct session_site *to = &s->places.sites[site - 1];
	struct session_site old = *to;

	*to = (struct session_site){
		.number = is->number,
		.file = is->file == NULL ? NULL : xstrdup(is->file),
		.function = is->function == NULL ? NULL :
		    xstrdup(is->function),
		.line = is->line,
	};
	free_site(&old);
}

const struct session_site *
session_site(const struct session *s, uint32_t site)
{
	return site == SESSION_NO_SITE || site > s->places.site_count ? NULL :
	    &s->places.sites[site - 1];
}

uint32_t
session_sites(const struct session *s)
{
	return s->places.site_count;
}

uint32_t
session_add_thread(struct session *s, uint64_t id)
{
	struct places *places = &s->places;

	places->threads = xgrow(places->threads, &places->thread_room,
	    places->thread_count + (size_t)1, sizeof *places->threads);
	places->threads[places->thread_count++] = id;
	return places->thread_count;
}

bool
session_thread(const struct session *s, uint32_t thread, uint64_t *id)
{
	if (thread == SESSION_NO_THREAD || thread > s->places.thread_count)
		return false;
	*id = s->places.threads[thread - 1];
	return true;
}

uint32_t
session_threads(const struct session *s)
{
	return s->places.thread_count;
}
