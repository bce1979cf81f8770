/*
 * journal.h - what is typed in a session, written down as it is answered, so
 * that a session which was killed can be taken up again.
 *
 *	#poolscope-session 1 /home/me/work
 *	 reset cpython-3.9	# -		nobody typed it
 *	 x = alloc 28		# 1
 *	 free y			# 1!		an error
 *	#source more.poolscope	# -		its lines follow: they count
 *	 alloc 30		(no newline: it was not answered yet)
 *
 * A line is written before its command is carried out and closed, with the
 * event that it led to, before the prompt comes back: by write(), so that
 * nothing answered is lost when the process is killed.  (It is not forced to
 * the disk: a power failure may cost the last seconds.)  A journal belongs to
 * the session that holds its lock; one that nobody holds was left unfinished.
 * A session that ends as it should removes its own.
 */
#ifndef POOLSCOPE_APP_JOURNAL_H
#define POOLSCOPE_APP_JOURNAL_H

#include <stdbool.h>

#include "command/console.h"

struct journal;

/* A journal to be written once there is something to write, of a session that
   begins with the command FIRST (a copy is kept). */
struct journal *journal_new(const char *first);

/*
 * Takes the youngest journal that was left unfinished.  NULL if there is none,
 * with a line in WHY.
 */
struct journal *journal_take(struct strbuf *why);

/* "an unfinished session ...: poolscope --resume", if there is one. */
bool journal_unfinished(struct strbuf *out);

/*
 * Commands of C are written down from now on, through journal_running and
 * journal_ran.  What a journal that was taken holds is carried out first, and
 * OUT gets a line that says so.
 */
void journal_attach(struct journal *j, struct console *c, struct strbuf *out);

/* For console_hooks. */
void journal_running(struct journal *j, const char *line);
void journal_ran(struct journal *j, enum command_status status);

/* FINISHED: the reader left, and it is removed; else it stays for later.
   NULL is allowed. */
void journal_end(struct journal *j, bool finished);

/* PATH as a command has it, in quotes; to be freed. */
char *journal_quoted(const char *path);

#endif
