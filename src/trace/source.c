/*
 * source.c - a trace file as whole lines in a buffer.
 */
#include "config.h"

#include "trace/source.h"

#include <string.h>

#include "trace/input.h"

void
source_init(struct source *src, struct input *in)
{
	src->in = in;
	src->next = src->end = src->stop = src->bytes;
	src->line = 1;
	src->unterminated = src->ended = false;
	/* A word read at stop reaches into these: no byte undefined. */
	memset(src->bytes, 0, sizeof(src->bytes));
}

/* Moves what was not taken to the front, to make room behind it. */
static void
compact(struct source *src)
{
	size_t shift = (size_t)(src->next - src->bytes);

	if (shift == 0)
		return;
	memmove(src->bytes, src->next, (size_t)(src->stop - src->next));
	src->next -= shift;
	src->end -= shift;
	src->stop -= shift;
}

/* The file has ended: half a line that is left becomes a whole one. */
static enum source_status
finish(struct source *src)
{
	/* After an error of the input it is not known how the line goes on. */
	if (src->end == src->stop || input_error(src->in) != NULL)
		return SOURCE_END;
	*src->stop++ = '\n';
	src->end = src->stop;
	src->unterminated = true;
	return SOURCE_LINES;
}

enum source_status
source_fill(struct source *src)
{
	char *limit = src->bytes + SOURCE_ROOM;

	compact(src);
	while (!src->ended) {
		char *from = src->stop, *newline;
		ssize_t got;

		if (from == limit)
			return SOURCE_FULL;
		got = input_read(src->in, from, (size_t)(limit - from));
		if (got <= 0) {
			src->ended = true;
			break;
		}
		src->stop += got;
		newline = memrchr(from, '\n', (size_t)got);
		if (newline != NULL) {
			src->end = newline + 1;
			return SOURCE_LINES;
		}
	}
	return finish(src);
}

void
source_skip_line(struct source *src)
{
	for (;;) {
		char *newline = memchr(src->next, '\n',
		    (size_t)(src->stop - src->next));

		if (newline != NULL) {
			src->next = newline + 1;
			src->line++;
			return;
		}
		src->next = src->end = src->stop;
		if (source_fill(src) == SOURCE_END)
			return;
	}
}
