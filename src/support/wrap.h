/*
 * wrap.h - where the lines of running text may end.
 *
 * Between words, and between wide characters, because Chinese has no blanks;
 * but never before a closing mark, which must not begin a line, or behind an
 * opening one, which must not end it.
 */
#ifndef POOLSCOPE_WRAP_H
#define POOLSCOPE_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether CODE is a mark that closes: a comma, a full stop, a bracket. */
bool wrap_closes(uint32_t code);

/* Whether CODE is a mark that opens: a bracket. */
bool wrap_opens(uint32_t code);

/*
 * How many of the LENGTH bytes at TEXT, which has no newline, go on a line of
 * COLUMNS; *SKIP is how many blanks behind them are left out.  At least one
 * character, if there is one.
 */
size_t wrap_line(const char *text, size_t length, int columns, size_t *skip);

#endif
