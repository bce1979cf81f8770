/*
 * name_map.h - from a name that a person wrote in a trace to a number.  Names
 * are forgotten when their blocks are, so memory grows with what lives.
 */
#ifndef POOLSCOPE_TRACE_NAME_MAP_H
#define POOLSCOPE_TRACE_NAME_MAP_H

#include <stddef.h>
#include <stdint.h>

struct name_entry;

struct name_map {
	struct name_entry **chains;
	size_t mask, count;
};

/* A zeroed map is empty. */
void name_map_free(struct name_map *m);

/* The value of the name of LENGTH bytes at NAME, or 0 if it has none. */
uint32_t name_map_get(const struct name_map *m, const char *name,
    size_t length);
/* Sets it; VALUE is not 0.  Returns what was there before, or 0. */
uint32_t name_map_put(struct name_map *m, const char *name, size_t length,
    uint32_t value);
/* Forgets the name.  Returns what was there, or 0. */
uint32_t name_map_take(struct name_map *m, const char *name, size_t length);

#endif
