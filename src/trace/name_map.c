/* name_map.c - from a name that a person wrote in a trace to a number. */
#include "config.h"

#include "trace/name_map.h"

#include <stdlib.h>
#include <string.h>

#include "support/xalloc.h"

#define FIRST_CHAINS 256

struct name_entry {
	struct name_entry *next;
	size_t length;
	uint32_t value;
	char name[];
};

static size_t
hash(const char *name, size_t length)
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < length; i++)
		h = (h ^ (unsigned char)name[i]) * 0x100000001b3u;
	return (size_t)(h ^ h >> 29);
}

/* What points to the entry of the name, or to the NULL at its chain's end. */
static struct name_entry **
find(const struct name_map *m, const char *name, size_t length)
{
	struct name_entry **at = &m->chains[hash(name, length) & m->mask];

	while (*at != NULL && ((*at)->length != length ||
	    memcmp((*at)->name, name, length) != 0))
		at = &(*at)->next;
	return at;
}

void
name_map_free(struct name_map *m)
{
	struct name_entry *e, *next;
	size_t i;

	for (i = 0; m->chains != NULL && i <= m->mask; i++) {
		for (e = m->chains[i]; e != NULL; e = next) {
			next = e->next;
			free(e);
		}
	}
	free(m->chains);
	*m = (struct name_map){ .chains = NULL };
}

uint32_t
name_map_get(const struct name_map *m, const char *name, size_t length)
{
	struct name_entry *e;

	if (m->count == 0)
		return 0;
	e = *find(m, name, length);
	return e != NULL ? e->value : 0;
}

static void
rechain(struct name_map *m, size_t chains)
{
	struct name_map larger = { .mask = chains - 1, .count = m->count };
	struct name_entry *e, *next, **at;
	size_t i;

	larger.chains = xcalloc(chains, sizeof *larger.chains);
	for (i = 0; m->chains != NULL && i <= m->mask; i++) {
		for (e = m->chains[i]; e != NULL; e = next) {
			next = e->next;
			at = &larger.chains[hash(e->name, e->length) &
			    larger.mask];
			e->next = *at;
			*at = e;
		}
	}
	free(m->chains);
	*m = larger;
}

uint32_t
name_map_put(struct name_map *m, const char *name, size_t length,
    uint32_t value)
{
	struct name_entry **at, *e;
	uint32_t before;

	if (m->chains == NULL)
		rechain(m, FIRST_CHAINS);
	else if (m->count > m->mask)
		rechain(m, (m->mask + 1) * 2);
	at = find(m, name, length);
	if (*at != NULL) {
		before = (*at)->value;
		(*at)->value = value;
		return before;
	}
	e = xmalloc(sizeof *e + length);
	*e = (struct name_entry){ .length = length, .value = value };
	memcpy(e->name, name, length);
	*at = e;
	m->count++;
	return 0;
}

uint32_t
name_map_take(struct name_map *m, const char *name, size_t length)
{
	struct name_entry **at, *e;
	uint32_t value;

	if (m->count == 0)
		return 0;
	at = find(m, name, length);
	e = *at;
	if (e == NULL)
		return 0;
	value = e->value;
	*at = e->next;
	free(e);
	m->count--;
	return value;
}
