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
#include "lesson/progress.h"
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
	size_t i;

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
	for (i = 0; lesson_paths[i] != NULL; i++)
		if (lesson_words_have(&lesson->paths, lesson_paths[i]))
			e->paths |= 1u << i;
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

const struct library_entry *
library_next(const struct library *l, unsigned path, const char *stem)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if ((l->entries[i].paths & 1u << path) != 0 &&
		    (stem == NULL || strcmp(l->entries[i].stem, stem) > 0))
			return &l->entries[i];
	return NULL;
}

/* ---- the list ---- */

static void
add_tasks(const struct progress_entry *p, struct strbuf *out)
{
	size_t i, done = 0, commands = 0, par = 0;

	for (i = 0; i < p->ntasks; i++) {
		if (p->tasks[i] == 0)
			continue;
		done++;
		commands += p->tasks[i];
		par += p->pars[i];
	}
	if (p->ntasks != 0)
		strbuf_printf(out, ngettext(", %zu/%zu task",
		    ", %zu/%zu tasks", p->ntasks), done, p->ntasks);
	if (done != 0)
		strbuf_printf(out, ngettext(" in %zu command (par %zu)",
		    " in %zu commands (par %zu)", commands), commands, par);
}

/* "step 3 of 12, 2/3 right, 1/1 task in 2 commands (par 2)". */
static void
add_progress(const struct progress_entry *p, struct strbuf *out)
{
	unsigned right = 0, asked = 0;
	const char *c;

	for (c = p->answers; *c != '\0'; c++) {
		right += *c == 'r';
		asked += *c != '.';
	}
	if (p->stops != 0 && p->furthest >= p->stops)
		strbuf_puts(out, _("done"));
	else
		strbuf_printf(out, _("step %zu of %zu"), p->stop + 1,
		    p->stops);
	if (p->stop < p->stops && p->furthest >= p->stops)
		strbuf_printf(out, _(" (and again, at step %zu of %zu)"),
		    p->stop + 1, p->stops);
	if (asked != 0)
		strbuf_printf(out, _(", %u/%u right"), right, asked);
	if (p->all_claims != 0)
		strbuf_printf(out, ngettext(", %u/%u claim",
		    ", %u/%u claims", p->all_claims), p->claims,
		    p->all_claims);
	add_tasks(p, out);
}

static void
list_progress(const struct library_entry *e, struct console *c,
    struct progress *progress)
{
	struct progress_entry p;
	struct strbuf text = STRBUF_INIT;

	if (progress_find(progress, e->stem, &p) && p.furthest != 0) {
		add_progress(&p, &text);
		console_print(c, CONSOLE_CHANGED, "     [%s]",
		    strbuf_text(&text));
	}
	progress_entry_free(&p);
	strbuf_free(&text);
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
library_list(const struct library *l, struct console *c,
    struct progress *progress, int path)
{
	const struct library_entry *e;

	for (e = l->entries; e != l->entries + l->count; e++) {
		if (path >= 0 && (e->paths & 1u << path) == 0)
			continue;
		list_entry(e, c);
		if (progress != NULL && e->title != NULL)
			list_progress(e, c, progress);
	}
}
