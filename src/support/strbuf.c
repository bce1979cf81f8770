/* strbuf.c - a string that grows. */
#include "config.h"

#include "support/strbuf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/xalloc.h"

/* Make room for MORE bytes and the terminator. */
static void
reserve(struct strbuf *sb, size_t more)
{
	if (more > SIZE_MAX - sb->length - 1)
		xalloc_die();
	sb->text = xgrow(sb->text, &sb->room, sb->length + more + 1, 1);
}

const char *
strbuf_text(const struct strbuf *sb)
{
	return sb->text != NULL ? sb->text : "";
}

void
strbuf_clear(struct strbuf *sb)
{
	strbuf_truncate(sb, 0);
}

void
strbuf_free(struct strbuf *sb)
{
	free(sb->text);
	*sb = (struct strbuf)STRBUF_INIT;
}

char *
strbuf_steal(struct strbuf *sb)
{
	char *text = sb->text != NULL ? sb->text : xstrdup("");

	*sb = (struct strbuf)STRBUF_INIT;
	return text;
}

void
strbuf_truncate(struct strbuf *sb, size_t length)
{
	if (length < sb->length) {
		sb->length = length;
		sb->text[length] = '\0';
	}
}

void
strbuf_add(struct strbuf *sb, const void *bytes, size_t length)
{
	reserve(sb, length);
	if (length > 0)
		memcpy(sb->text + sb->length, bytes, length);
	sb->length += length;
	sb->text[sb->length] = '\0';
}

void
strbuf_putc(struct strbuf *sb, char c)
{
	strbuf_add(sb, &c, 1);
}

void
strbuf_puts(struct strbuf *sb, const char *text)
{
	strbuf_add(sb, text, strlen(text));
}

void
strbuf_fill(struct strbuf *sb, char c, size_t count)
{
	reserve(sb, count);
	memset(sb->text + sb->length, c, count);
	sb->length += count;
	sb->text[sb->length] = '\0';
}

void
strbuf_vprintf(struct strbuf *sb, const char *format, va_list arguments)
{
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		xalloc_die();
	reserve(sb, (size_t)length);
	vsnprintf(sb->text + sb->length, (size_t)length + 1, format, arguments);
	sb->length += (size_t)length;
}

void
strbuf_printf(struct strbuf *sb, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	strbuf_vprintf(sb, format, arguments);
	va_end(arguments);
}
