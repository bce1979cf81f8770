/* names.c - the text of Python's strings. */
#include "config.h"

#include "preload/names.h"

#include <stdint.h>
#include <sys/types.h>

#include "preload/python.h"

static ssize_t (*length_of)(const void *string);
static uint32_t (*character_of)(const void *string, ssize_t i);

bool
names_begin(void)
{
	*(void **)&length_of = python_symbol("PyUnicode_GetLength");
	*(void **)&character_of = python_symbol("PyUnicode_ReadChar");
	return length_of != NULL && character_of != NULL;
}

/* As UTF-8 at OUT; how many bytes. */
static size_t
put_character(char out[4], uint32_t c)
{
	unsigned more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const unsigned char heads[] = { 0, 0xc0, 0xe0, 0xf0 };
	unsigned i;

	out[0] = (char)(heads[more] | c >> 6 * more);
	for (i = 1; i <= more; i++)
		out[i] = (char)(0x80 | (c >> 6 * (more - i) & 0x3f));
	return more + 1;
}

size_t
names_utf8(const void *string, char *out, size_t most)
{
	ssize_t i, length = length_of(string);
	size_t n = 0;

	for (i = 0; i < length && n + 4 <= most; i++)
		n += put_character(out + n, character_of(string, i));
	return n;
}
