/* library.c - the lessons that there are. */
#include "config.h"

#include "lesson/library.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/console.h"
#include "lesson/lesson.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"

#define SUFFIX ".md"

/* Whether NAME is "NN-name.md"; *LENGTH is that of its stem. */
static bool
is_lesson(const char *name, size_t *length)
{
	size_t n = strlen(name), suffix = strlen(SUFFIX);

	if (n <= suffix + 3 || !isdigit((unsigned char)name[0]) ||
	    !isdigit((unsigned char)name[1]) || name[2] != '-' ||
	    strcmp(name + n - suffix, SUFFIX) != 0)
		return false;
	*length = n - suffix;
	return true;
}

static bool
has_stem(const struct library *l, const char *stem, size_t length)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if (strncmp(l->entries[i].stem, stem, length) == 0 &&
		    l->entries[i].stem[length] == '\0')
			return true;
	return false;
}

/* The file NAME of DIR, or its translation where there is one. */
static char *
choose_path(const char *dir, const char *lang, const char *name)
{
	char *path;

	if (lang != NULL && strchr(lang, '/') == NULL) {
		path = xasprintf("%s/%s/%s", dir, lang, name);
		if (access(path, R_OK) == 0)
			return path;
		free(path);
	}
	return xasprintf("%s/%s", dir, name);
}

static void
add_entry(struct library *l, char *path, const char *name, size_t length)
{
	struct lesson *lesson = lesson_read(path, NULL, NULL);
	struct library_entry *e;

	l->entries = xreallocarray(l->entries, l->count + 1,
	    sizeof *l->entries);
	e = &l->entries[l->count++];
	*e = (struct library_entry){ .path = path,
	    .stem = xstrndup(name, length),
	    .number = (unsigned)((name[0] - '0') * 10 + name[1] - '0') };
	if (lesson == NULL)
		return;
	e->title = xstrdup(lesson->title);
	e->summary = xstrdup(lesson->summary);
	e->minutes = lesson->minutes;
	lesson_free(lesson);
}

static int
compare(const void *a, const void *b)
{
	const struct library_entry *x = a, *y = b;

	return strcmp(x->stem, y->stem);
}

bool
library_add(struct library *l, const char *dir, const char *lang)
{
	DIR *d = opendir(dir);
	const struct dirent *file;
	size_t length;

	if (d == NULL)
		return false;
	while ((file = readdir(d)) != NULL)
		if (is_lesson(file->d_name, &length) &&
		    !has_stem(l, file->d_name, length))
			add_entry(l, choose_path(dir, lang, file->d_name),
			    file->d_name, length);
	closedir(d);
	if (l->count != 0)
		qsort(l->entries, l->count, sizeof *l->entries, compare);
	return true;
}

void
library_free(struct library *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		free(l->entries[i].stem);
		free(l->entries[i].path);
		free(l->entries[i].title);
		free(l->entries[i].summary);
	}
	free(l->entries);
	*l = (struct library)LIBRARY_INIT;
}

/* How well NAME names E: 2 wholly, 1 by a beginning, 0 not. */
static int
names(const char *name, const struct library_entry *e)
{
	size_t length = strlen(name);
	char *end;
	unsigned long number = strtoul(name, &end, 10);

	if (isdigit((unsigned char)*name) && *end == '\0')
		return number == e->number ? 2 : 0;
	if (strcmp(e->stem, name) == 0 || strcmp(e->stem + 3, name) == 0 ||
	    (strncmp(e->stem, name, strlen(e->stem)) == 0 &&
	    strcmp(name + strlen(e->stem), SUFFIX) == 0))
		return 2;
	return length != 0 && (strncmp(e->stem, name, length) == 0 ||
	    strncmp(e->stem + 3, name, length) == 0);
}

const struct library_entry *
library_find(const struct library *l, const char *name, struct strbuf *why)
{
	const struct library_entry *found = NULL;
	int best = 0, fit;
	size_t i, n = 0;

	for (i = 0; i < l->count; i++) {
		fit = names(name, &l->entries[i]);
		if (fit == 0 || fit < best)
			continue;
		n = fit > best ? 1 : n + 1;
		best = fit;
		found = &l->entries[i];
	}
	if (n == 1)
		return found;
	strbuf_clear(why);
	strbuf_printf(why, n == 0 ?
	    _("there is no lesson %s: lesson lists them") :
	    _("%s could be several lessons: give more of its name"), name);
	return NULL;
}

static void
list_entry(const struct library_entry *e, struct console *c)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_printf(&line, "%3u  ", e->number);
	utf8_pad(&line, e->title != NULL ? e->title : e->stem, 44);
	if (e->title != NULL)
		strbuf_printf(&line, _("%3u min"), e->minutes);
	console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
	if (e->title != NULL)
		console_say(c, "     %s", e->summary);
	else
		console_notice(c, _("%s is no good lesson: lesson --check "
		    "says why"), e->path);
	strbuf_free(&line);
}

void
library_list(const struct library *l, struct console *c)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		list_entry(&l->entries[i], c);
}
