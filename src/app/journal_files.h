/*
 * journal_files.h - where the journals of sessions lie:
 * $XDG_STATE_HOME/poolscope/sessions, one file each.
 */
#ifndef POOLSCOPE_APP_JOURNAL_FILES_H
#define POOLSCOPE_APP_JOURNAL_FILES_H

#include <stdbool.h>
#include <time.h>

struct strbuf;

/*
 * A new file, open to its owner only and locked as long as it is open; *PATH
 * is to be freed.  -1 with errno set.  Of the unfinished ones only the
 * youngest are kept.
 */
int journal_create(char **path);

/* The same for the youngest that nobody has locked, its contents in TEXT and
   the place in it at its end; -1: there is none. */
int journal_open_youngest(char **path, struct strbuf *text);

/* When that was last written; false: there is none. */
bool journal_find_youngest(time_t *when);

#endif
