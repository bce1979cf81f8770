/*
 * origin_map.h - from the sites and threads of a trace, which are any numbers,
 * to those of a session.
 */
#ifndef POOLSCOPE_TRACE_ORIGIN_MAP_H
#define POOLSCOPE_TRACE_ORIGIN_MAP_H

#include "trace/address_map.h"

struct event;
struct session;
struct trace_record;

struct origin_map {
	struct session *session;
	struct address_map sites, threads;
};

/* S outlives the map and is not reset meanwhile. */
void origin_map_init(struct origin_map *m, struct session *s);
void origin_map_free(struct origin_map *m);

/* A TRACE_SITE record defines a site. */
void origin_map_define(struct origin_map *m, const struct trace_record *rec);

/* E, which is what REC's call does, is told where the call came from. */
void origin_map_event(struct origin_map *m, const struct trace_record *rec,
    struct event *e);

#endif
