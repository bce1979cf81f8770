/*
 * xalloc.h - memory of our own that cannot fail.
 *
 * Each function returns memory or ends the program with one line on standard
 * error and exit status 2 (functions registered with atexit run, so a screen
 * that is open is left).  Free what they return with free().
 */
#ifndef POOLSCOPE_XALLOC_H
#define POOLSCOPE_XALLOC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* Say that memory is exhausted and exit with status 2. */
_Noreturn void xalloc_die(void);

/* SIZE bytes, uninitialised.  A size of 0 gives a pointer to free(), too. */
void *xmalloc(size_t size);

/* COUNT zeroed elements of SIZE bytes; dies if the product overflows. */
void *xcalloc(size_t count, size_t size);

/* OLD (or NULL) made SIZE bytes long. */
void *xrealloc(void *old, size_t size);

/* OLD (or NULL) made COUNT elements of SIZE bytes; overflow dies. */
void *xreallocarray(void *old, size_t count, size_t size);

/*
 * Make an array long enough: OLD has *ROOM elements of SIZE bytes, NEED are
 * wanted.  Returns the array, moved perhaps, and updates *ROOM, which at least
 * doubles when it grows, so that appending one by one costs linear time:
 *
 *	v->items = xgrow(v->items, &v->room, v->count + 1, sizeof *v->items);
 */
void *xgrow(void *old, size_t *room, size_t need, size_t size);

/* A copy of TEXT. */
char *xstrdup(const char *text);

/* A copy of at most LENGTH bytes of TEXT, terminated. */
char *xstrndup(const char *text, size_t length);

/* A copy of SIZE bytes. */
void *xmemdup(const void *bytes, size_t size);

/* A new string printed by FORMAT.  Dies too if the format cannot be printed. */
char *xasprintf(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0)));
/*
 * As getline; but to lack memory for the line is no end of the file, and a
 * line of more bytes than may be is an error: EFBIG.
 */
#define XGETLINE_MOST (1u << 20)
ssize_t xgetline(char **line, size_t *room, FILE *f);
/* At once after it gave -1: whether that is not the end; errno says why. */
bool xgetline_failed(FILE *f);

#endif
