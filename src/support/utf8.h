/*
 * utf8.h - text from anywhere, made fit to be shown in columns.
 *
 * Names, traces, lessons and pastes are hostile: they hold control bytes, bad
 * UTF-8 and marks that turn the direction of a line.  utf8_next() takes one
 * character after the other and says how each is to be shown:
 *
 *	e, 漢, a combining accent   as itself, in 1, 2 or 0 columns
 *	a control byte              ^A, ^[, ^?
 *	a byte that is no UTF-8     <C3>
 *	a harmful or unknown mark   <U+202E>
 *
 * Columns are those of the C library's wcwidth() in the present locale: call
 * setlocale() first.  In a locale without UTF-8 (LC_ALL=C) all that is not
 * ASCII is shown as its bytes, because the terminal could not show it.
 */
#ifndef POOLSCOPE_UTF8_H
#define POOLSCOPE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/strbuf.h"

struct utf8_char {
	uint32_t code;	  /* the code point; of an escaped one, U+FFFD */
	int columns;	  /* of SHOWN; 0 for a combining mark */
	bool escaped;	  /* SHOWN is an escape, plain ASCII */
	char shown[12];	  /* what to print, terminated */
};

/*
 * Take the first character of the LENGTH bytes at TEXT.  Returns the bytes
 * taken, at least 1, or 0 at the end of the text.
 */
size_t utf8_next(const char *text, size_t length, struct utf8_char *ch);

/*
 * Decode one well-formed character (no surrogates, no overlong forms).
 * Returns its bytes, or 0 if TEXT does not begin with one.
 */
size_t utf8_decode(const char *text, size_t length, uint32_t *code);

/* Encode CODE into OUT (terminated); returns its bytes, 0 if it is none. */
size_t utf8_encode(uint32_t code, char out[5]);

/* Whether the present locale's characters are UTF-8. */
bool utf8_locale(void);

/* The columns of CODE: 0, 1 or 2, or -1 if it cannot be shown as itself. */
int utf8_width(uint32_t code);

/* The columns that TEXT takes when it is shown as above. */
int utf8_columns(const char *text);

/*
 * How much of TEXT fits in COLUMNS: returns the bytes, combining marks of the
 * last character included, and in *USED (if not NULL) their columns.
 */
size_t utf8_clip(const char *text, int columns, int *used);

/* The same for the LENGTH bytes at TEXT, which may hold NUL bytes. */
size_t utf8_clip_bytes(const char *text, size_t length, int columns,
    int *used);

/* Append LENGTH bytes of TEXT to SB as they are to be shown. */
void utf8_show(struct strbuf *sb, const char *text, size_t length);

/*
 * Append TEXT, clipped to COLUMNS and then filled up with blanks to COLUMNS:
 * one column of a table.
 */
void utf8_pad(struct strbuf *sb, const char *text, int columns);

#endif
