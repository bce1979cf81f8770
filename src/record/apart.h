/*
 * apart.h - what a program prints, kept apart from our screen: it has a
 * terminal of its own, from which a thread copies all to a file without a
 * name.  So the program never waits for us to read.
 */
#ifndef POOLSCOPE_RECORD_APART_H
#define POOLSCOPE_RECORD_APART_H

#include <stdbool.h>
#include <stddef.h>

struct apart;
struct strbuf;

/* A terminal of ROWS and COLS.  NULL with a line in ERROR. */
struct apart *apart_open(int rows, int cols, struct strbuf *error);

/* The program's end, to be given to it; apart_began closes ours. */
int apart_terminal(const struct apart *a);
/* The program has its end: the copying begins. */
void apart_began(struct apart *a);

/* The bytes printed so far. */
size_t apart_size(const struct apart *a);
/* Appends the last LINES lines, at most 64 KiB, to OUT. */
void apart_tail(const struct apart *a, size_t lines, struct strbuf *out);

/* Hangs up, as when a terminal is closed, once all that was printed is kept. */
void apart_hang_up(struct apart *a);
/* Writes everything to FD. */
void apart_copy(const struct apart *a, int fd);
void apart_free(struct apart *a);	/* NULL is allowed */

#endif
