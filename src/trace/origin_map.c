#include "config.h"

#include "trace/origin_map.h"

#include <stdlib.h>

#include "session/session.h"
#include "support/xalloc.h"
#include "trace/trace.h"

void
origin_map_init(struct origin_map *m, struct session *s)
{
	m->session = s;
	address_map_init(&m->sites);
	address_map_init(&m->threads);
}

void
origin_map_free(struct origin_map *m)
{
	address_map_free(&m->sites);
	address_map_free(&m->threads);
}

/* A map has no key 0; the number for which there is no key is that of no site
   or thread that anybody records. */
static uint64_t
key_of(uint64_t number)
{
	return number + 1;
}

static uint32_t
site_of(struct origin_map *m, uint64_t number)
{
	struct session_site unknown = { .number = number };
	uint64_t key = key_of(number);
	uint32_t site;

	if (key == 0)
		return SESSION_NO_SITE;
	site = address_map_get(&m->sites, key);
	if (site == SESSION_NO_SITE) {
		site = session_add_site(m->session, &unknown);
		address_map_put(&m->sites, key, site);
	}
	return site;
}

static uint32_t
thread_of(struct origin_map *m, uint64_t id)
{
	uint64_t key = key_of(id);
	uint32_t thread;

	if (key == 0)
		return SESSION_NO_THREAD;
	thread = address_map_get(&m->threads, key);
	if (thread == SESSION_NO_THREAD) {
		thread = session_add_thread(m->session, id);
		address_map_put(&m->threads, key, thread);
	}
	return thread;
}

void
origin_map_define(struct origin_map *m, const struct trace_record *rec)
{
	char *file = xstrndup(rec->file.bytes, rec->file.length);
	char *function = xstrndup(rec->text.bytes, rec->text.length);
	struct session_site is = {
		.number = rec->site,
		.file = file,
		.function = function,
		.line = rec->source_line,
	};
	uint32_t site = site_of(m, rec->site);

	if (site != SESSION_NO_SITE)
		session_define_site(m->session, site, &is);
	free(file);
	free(function);
}

void
origin_map_event(struct origin_map *m, const struct trace_record *rec,
    struct event *e)
{
	if (rec->given & TRACE_GIVEN_SITE)
		e->site = site_of(m, rec->site);
	if (rec->given & TRACE_GIVEN_TID)
		e->thread = thread_of(m, rec->tid);
	if (rec->given & TRACE_GIVEN_TIME)
		e->time = rec->time + 1;
}
