/*
 * strbuf.h - a string that grows.
 *
 *	struct strbuf sb = STRBUF_INIT;
 *
 *	strbuf_printf(&sb, "pool %u.%u", a, p);
 *	puts(strbuf_text(&sb));
 *	strbuf_free(&sb);
 *
 * A strbuf of zero bytes is empty and needs no initialising.  The text is
 * always terminated; it may hold NUL bytes, which LENGTH counts.
 */
#ifndef POOLSCOPE_STRBUF_H
#define POOLSCOPE_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

struct strbuf {
	char *text;	/* NULL until something was added: use strbuf_text */
	size_t length;	/* bytes, without the terminator */
	size_t room;	/* bytes allocated */
};

#define STRBUF_INIT { .text = NULL, .length = 0, .room = 0 }

/* The text, never NULL; good until the next call with this strbuf. */
const char *strbuf_text(const struct strbuf *sb);

/* Make it empty, keeping its memory for what comes. */
void strbuf_clear(struct strbuf *sb);

/* Give its memory back; it is then empty and can be used again. */
void strbuf_free(struct strbuf *sb);

/* The text as a string of its own, to be given to free(); SB is then empty. */
char *strbuf_steal(struct strbuf *sb);

/* Cut to LENGTH bytes; a longer LENGTH changes nothing. */
void strbuf_truncate(struct strbuf *sb, size_t length);

/* Append one byte, a string, LENGTH bytes, COUNT times one byte. */
void strbuf_putc(struct strbuf *sb, char c);
void strbuf_puts(struct strbuf *sb, const char *text);
void strbuf_add(struct strbuf *sb, const void *bytes, size_t length);
void strbuf_fill(struct strbuf *sb, char c, size_t count);

/* Append what FORMAT prints. */
void strbuf_printf(struct strbuf *sb, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void strbuf_vprintf(struct strbuf *sb, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

#endif
