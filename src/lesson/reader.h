/*
 * reader.h - a lesson being read; private to the reader's files.
 *
 *	lesson.c	the file, its bytes, its lines
 *	front.c		the front matter
 *	markdown.c	text, by md4c
 *	fence.c		the blocks that are ours
 *	shape.c		what follows what
 */
#ifndef POOLSCOPE_LESSON_READER_H
#define POOLSCOPE_LESSON_READER_H

#include "lesson/fault.h"
#include "lesson/lesson.h"
#include "support/strbuf.h"

struct reader {
	struct lesson *lesson;
	struct faults faults;
	struct strbuf text;	/* the file, lines ended by \n */
	size_t *lines;		/* where each begins */
	size_t line_count;
	size_t room;		/* of lesson->items */
};

/* The line that holds the byte at P, from 1; 0 if P is not in the file. */
unsigned reader_line(const struct reader *r, const char *p);
/* Line N, of *LENGTH bytes without its newline; NULL if there is none. */
const char *reader_line_at(const struct reader *r, unsigned n,
    size_t *length);

/* A new item at the end; good until the next. */
struct lesson_item *reader_add(struct reader *r, enum lesson_kind kind,
    unsigned line);

/* The front matter; *BODY is where the page begins.  False if there is none,
   and so no lesson. */
bool front_read(struct reader *r, size_t *body);

void markdown_read(struct reader *r, size_t body);

/*
 * A fenced block at LINE with the info string INFO and the bytes at TEXT.
 * False if it is none of ours; where it seems to be meant as one that is a
 * fault.
 */
bool fence_read(struct reader *r, unsigned line, const char *info,
    const char *text);
/* Whether INFO is the word of one of our blocks, perhaps ill written. */
bool fence_is_ours(const char *info);

void shape_check(struct reader *r);

#endif
