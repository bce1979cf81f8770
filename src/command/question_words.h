/*
 * question_words.h - questions over history as catch and find have them.
 *
 *	pool-full | arena-free		one of these happened
 *	free x, touch x			an event about a block
 *	if class == 3 and size > 100	what else must hold
 *	pool 0.3  size 28  site app.py	the same, shorter
 */
#ifndef POOLSCOPE_COMMAND_QUESTION_WORDS_H
#define POOLSCOPE_COMMAND_QUESTION_WORDS_H

#include "command/words.h"
#include "session/query.h"

struct console;

struct question {
	struct query query;
	bool *sites;		/* what query.sites points to, or NULL */
	bool back;		/* "back" was said */
	bool marks;		/* "mark" was */
	bool named;		/* anything else was */
};

/* Reads the words; false after an error line.  BACK and MARK are read only
   where FINDING. */
bool question_read(struct console *c, const struct word *args, size_t nargs,
    bool finding, struct question *out);
void question_free(struct question *q);

#endif
