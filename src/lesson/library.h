/*
 * library.h - the lessons that there are.
 *
 * A lesson is a file NN-name.md in one of the folders that are looked at, in
 * order; a file of the same name in a later one is not seen.  A folder's
 * subfolder named as a language (zh_CN) holds translations.
 */
#ifndef POOLSCOPE_LESSON_LIBRARY_H
#define POOLSCOPE_LESSON_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct console;
struct progress;
struct strbuf;

struct library_entry {
	unsigned number;	/* NN */
	char *stem;		/* "01-blocks" */
	char *path;
	char *title, *summary;	/* NULL: the file is no good lesson */
	unsigned minutes;
	unsigned paths;		/* a bit for each of lesson_paths */
};

struct library {
	struct library_entry *entries;	/* by number, then stem */
	size_t count;
};

#define LIBRARY_INIT { .entries = NULL, .count = 0 }

/*
 * Adds the lessons of the folder DIR, in language LANG where they are
 * translated ("zh_CN"; NULL: none).  False if DIR cannot be read.
 */
bool library_add(struct library *l, const char *dir, const char *lang);
void library_free(struct library *l);

/*
 * The one lesson that NAME means: its number, its stem or what its stem or
 * the name in it begins with.  NULL with one line in WHY.
 */
const struct library_entry *library_find(const struct library *l,
    const char *name, struct strbuf *why);

/* The lesson after STEM on the path (an index of lesson_paths), or its first
   (STEM NULL); NULL: none. */
const struct library_entry *library_next(const struct library *l,
    unsigned path, const char *stem);

/*
 * Lists the lessons on C: number, title, minutes and summary, and what
 * PROGRESS (or NULL) knows of them.  PATH: only those of that path, or -1.
 */
void library_list(const struct library *l, struct console *c,
    struct progress *progress, int path);

#endif
