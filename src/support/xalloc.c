/* xalloc.c - memory of our own that cannot fail. */
#include "config.h"

#include "support/xalloc.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"

#define FIRST_ROOM 8

void
xalloc_die(void)
{
	fprintf(stderr, "poolscope: %s\n",
	    _("out of memory: close other programs or use a smaller input"));
	exit(2);
}

void *
xmalloc(size_t size)
{
	void *memory = malloc(size ? size : 1);

	if (memory == NULL)
		xalloc_die();
	return memory;
}

void *
xcalloc(size_t count, size_t size)
{
	void *memory;

	if (count == 0 || size == 0)
		count = size = 1;
	memory = calloc(count, size);
	if (memory == NULL)
		xalloc_die();
	return memory;
}

void *
xrealloc(void *old, size_t size)
{
	void *memory = realloc(old, size ? size : 1);

	if (memory == NULL)
		xalloc_die();
	return memory;
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		xalloc_die();
	return xrealloc(old, count * size);
}

void *
xgrow(void *old, size_t *room, size_t need, size_t size)
{
	size_t wanted = *room;

	if (need <= wanted)
		return old;
	if (wanted < FIRST_ROOM)
		wanted = FIRST_ROOM;
	while (wanted < need)
		wanted = wanted > SIZE_MAX / 2 ? need : wanted * 2;
	old = xreallocarray(old, wanted, size);
	*room = wanted;
	return old;
}

char *
xstrdup(const char *text)
{
	return xmemdup(text, strlen(text) + 1);
}

char *
xstrndup(const char *text, size_t length)
{
	size_t bytes = strnlen(text, length);
	char *copy = xmalloc(bytes + 1);

	memcpy(copy, text, bytes);
	copy[bytes] = '\0';
	return copy;
}

void *
xmemdup(const void *bytes, size_t size)
{
	void *copy = xmalloc(size);

	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

char *
xvasprintf(const char *format, va_list arguments)
{
	char *text;

	if (vasprintf(&text, format, arguments) < 0)
		xalloc_die();
	return text;
}

char *
xasprintf(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = xvasprintf(format, arguments);
	va_end(arguments);
	return text;
}

ssize_t
xgetline(char **line, size_t *room, FILE *f)
{
	size_t length = 0;
	int byte = 0;

	errno = 0;
	while (byte != '\n' && (byte = getc_unlocked(f)) != EOF) {
		if (length == XGETLINE_MOST) {
			errno = EFBIG;
			return -1;
		}
		*line = xgrow(*line, room, length + 2, 1);
		(*line)[length++] = (char)byte;
	}
	if (length == 0 || ferror(f))
		return -1;
	(*line)[length] = '\0';
	return (ssize_t)length;
}

bool
xgetline_failed(FILE *f)
{
	return ferror(f) || errno == EFBIG;
}
