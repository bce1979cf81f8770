#include "config.h"

#include "session/name.h"

#include <stdlib.h>
#include <string.h>

#include "support/xalloc.h"

#define FEWEST_CELLS	64u

static size_t
hash(const char *text, size_t length)
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < length; i++)
		h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
	return (size_t)(h ^ h >> 32);
}

void
names_free(struct names *names)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		free(names->texts[i]);
	free(names->texts);
	free(names->cells);
	free(names->sorted);
	*names = (struct names){ 0 };
}

/* The cell where the text is, or would go. */
static size_t
cell_of(const struct names *names, const char *text, size_t length)
{
	size_t cell = hash(text, length) & names->mask;
	const char *there;

	while (names->cells[cell] != 0) {
		there = names->texts[names->cells[cell] - 1];
		if (strncmp(there, text, length) == 0 &&
		    there[length] == '\0')
			break;
		cell = (cell + 1) & names->mask;
	}
	return cell;
}

static void
rehash(struct names *names)
{
	size_t cells = names->cells == NULL ? FEWEST_CELLS :
	    (names->mask + 1) * 2;
	size_t i;

	free(names->cells);
	names->cells = xcalloc(cells, sizeof *names->cells);
	names->mask = cells - 1;
	for (i = 0; i < names->count; i++)
		names->cells[cell_of(names, names->texts[i],
		    strlen(names->texts[i]))] = (uint32_t)i + 1;
}

uint32_t
names_intern(struct names *names, const char *text, size_t length)
{
	size_t cell;

	length = strnlen(text, length);
	if (names->cells == NULL || names->count * 2 > names->mask)
		rehash(names);
	cell = cell_of(names, text, length);
	if (names->cells[cell] == 0) {
		names->texts = xgrow(names->texts, &names->room,
		    names->count + 1, sizeof *names->texts);
		names->texts[names->count++] = xstrndup(text, length);
		names->cells[cell] = (uint32_t)names->count;
	}
	return names->cells[cell];
}

uint32_t
names_find(const struct names *names, const char *text, size_t length)
{
	if (names->cells == NULL)
		return 0;
	return names->cells[cell_of(names, text, strnlen(text, length))];
}

const char *
names_text(const struct names *names, uint32_t number)
{
	return number == 0 || number > names->count ? NULL :
	    names->texts[number - 1];
}

/* qsort has no context, so what it sorts carries its text. */
struct sortable {
	const char *text;
	uint32_t number;
};

static int
by_text(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;

	return strcmp(x->text, y->text);
}

const uint32_t *
names_sorted(struct names *names)
{
	struct sortable *all;
	size_t i;

	if (names->sorted_count == names->count)
		return names->sorted;
	all = xreallocarray(NULL, names->count, sizeof *all);
	for (i = 0; i < names->count; i++)
		all[i] = (struct sortable){ names->texts[i],
		    (uint32_t)i + 1 };
	qsort(all, names->count, sizeof *all, by_text);
	names->sorted = xreallocarray(names->sorted, names->count,
	    sizeof *names->sorted);
	for (i = 0; i < names->count; i++)
		names->sorted[i] = all[i].number;
	names->sorted_count = names->count;
	free(all);
	return names->sorted;
}

void
standings_free(struct standings *all)
{
	standings_resize(all, 0);
	free(all->names);
	free(all->touched);
	*all = (struct standings){ 0 };
}

void
standings_resize(struct standings *all, size_t count)
{
	size_t before = all->touched_room;

	all->names = xgrow(all->names, &all->room, count, sizeof *all->names);
	while (all->count < count)
		all->names[all->count++] = (struct standing){ 0 };
	while (all->count > count)
		free(all->names[--all->count].elements);
	all->touched = xgrow(all->touched, &all->touched_room,
	    count / NAMES_PIECE + 1, 1);
	if (all->touched_room > before)
		memset(all->touched + before, 1, all->touched_room - before);
}

void
standings_touch(struct standings *all, uint32_t name)
{
	all->touched[(name - 1) / NAMES_PIECE] = 1;
}

struct standing *
standings_find(const struct standings *all, uint32_t name)
{
	if (name == 0 || name > all->count ||
	    all->names[name - 1].length == 0)
		return NULL;
	return &all->names[name - 1];
}

struct standing *
standings_get(struct standings *all, uint32_t name)
{
	if (all->count < name)
		standings_resize(all, name);
	standings_touch(all, name);
	return &all->names[name - 1];
}

void
standing_extend(struct standing *standing, uint32_t length)
{
	size_t room = standing->room;

	standing->elements = xgrow(standing->elements, &room, length,
	    sizeof *standing->elements);
	standing->room = (uint32_t)room;
	while (standing->length < length)
		standing->elements[standing->length++] = 0;
}
