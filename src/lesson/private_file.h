/*
 * private_file.h - a small file of the reader's that several sessions share.
 */
#ifndef POOLSCOPE_LESSON_PRIVATE_FILE_H
#define POOLSCOPE_LESSON_PRIVATE_FILE_H

#include <stdbool.h>

struct strbuf;

#define PRIVATE_FILE_MAX (4u * 1024u * 1024u)	/* bytes; more is refused */

/* Waits about a second for the lock PATH, making its file; returns what is to
   be given to private_unlock, or -1 with a line in WHY. */
int private_lock(const char *path, struct strbuf *why);
void private_unlock(int lock);

/* All of a regular file; false with errno set.  ENOENT: there is none. */
bool private_read(const char *path, struct strbuf *out);

/* Puts TEXT in the place of PATH at once, open to its owner only; false with
   errno set, and PATH as it was. */
bool private_write(const char *path, const char *text);

/* Renames PATH to PATH.WORD-N with the first free N, which goes to OUT; false
   with errno set. */
bool private_set_aside(const char *path, const char *word,
    struct strbuf *out);

#endif
