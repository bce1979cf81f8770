/*
 * words.h - a command line cut into statements and words.
 *
 *	xs = alloc 28 * 100; write x+8 "A;B" 0x41*16	# a comment
 *	|-- statement ----|  |-- statement ---------|
 *	target xs; alloc, 28, *, 100
 *	                     write, x+8, "A;B", 0x41, *, 16
 *
 * Blanks part words, but not inside brackets: xs[1 : 3] is one word.  A star
 * outside quotes and brackets is a word of its own.  In quotes \n \t \r \0 \\
 * \" and \xNN stand for bytes; in single quotes, as in a shell, every byte
 * stands for itself.
 *
 * What follows the verb py is Python's: one quoted word, up to a semicolon or
 * a comment that stands in no bracket and no string of Python's.
 */
#ifndef POOLSCOPE_COMMAND_WORDS_H
#define POOLSCOPE_COMMAND_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

struct word {
	char *text;		/* terminated; of a quoted word its contents */
	size_t length;		/* bytes of text: quoted ones may hold NULs */
	size_t start, end;	/* where it stands in the line */
	bool quoted;
};

/* One statement.  Words past the end may be asked for: words_text. */
struct words {
	char *target;		/* what is assigned to, or NULL */
	struct word *list;
	size_t count, room;
};

#define WORDS_INIT { .target = NULL, .list = NULL, .count = 0, .room = 0 }

/*
 * The statement of LINE at *AT: fills W (which may hold an older one) and
 * moves *AT behind it and its semicolon.  Returns false if the quotes or
 * brackets do not close, with one line in ERROR; the words before are in W.
 */
bool words_split(struct words *w, const char *line, size_t *at,
    struct strbuf *error);
void words_free(struct words *w);

/* Word I as text, or NULL where there is none. */
const char *words_text(const struct words *w, size_t i);

/* Whether word I is the unquoted word TEXT. */
bool words_is(const struct words *w, size_t i, const char *text);

#endif
