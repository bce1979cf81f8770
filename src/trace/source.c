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
	src->unterminated = src->ended = src->cut = false;
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
source_fill(struct source *src, bool waits)
{
	char *limit = src->bytes + SOURCE_ROOM;

	compact(src);
	while (!src->ended) {
		char *from = src->stop, *newline;
		ssize_t got;

		if (from == limit)
			return SOURCE_FULL;
		if (!waits && !input_await(src->in, 0))
			return SOURCE_NONE;
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
		if (source_fill(src, true) == SOURCE_END)
			return;
	}
}

/* Gives what of the line there is, when no more of it can be read. */
static void
take_beginning(struct source *src, char **line, char **end)
{
	*line = src->next;
	*end = src->stop;
	*src->stop = '\n';
	src->cut = true;
}

bool
source_take(struct source *src, char **line, char **end)
{
	if (src->cut) {
		src->cut = false;
		source_skip_line(src);
	}
	src->taken = src->line;
	if (src->next == src->end) {
		switch (source_fill(src, true)) {
		case SOURCE_LINES:
			break;
		case SOURCE_FULL:
			take_beginning(src, line, end);
			return true;
		case SOURCE_END:
		case SOURCE_NONE:
			return false;
		}
	}
	*line = src->next;
	*end = memchr(*line, '\n', (size_t)(src->end - *line));
	src->next = *end + 1;
	src->line++;
	return true;
}

static bool
separates(char c, char separator)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == separator;
}

/* Reads on behind what was read; what was not taken stays. */
static enum source_status
fill_bytes(struct source *src)
{
	if (src->end < src->next)
		src->end = src->next;
	return source_fill(src, true);
}

/* Over blanks to a word; false at the end of the file. */
static bool
skip_separators(struct source *src, char separator)
{
	for (;;) {
		for (; src->next < src->stop; src->next++) {
			if (!separates(*src->next, separator))
				return true;
			src->line += *src->next == '\n';
		}
		if (fill_bytes(src) == SOURCE_END)
			return false;
	}
}

enum source_word
source_take_word(struct source *src, char separator, char **word, size_t *n)
{
	enum source_status status;
	size_t length = 0;

	if (!skip_separators(src, separator))
		return SOURCE_NO_WORD;
	src->taken = src->line;
	for (;;) {
		size_t room = (size_t)(src->stop - src->next);

		while (length < room &&
		    !separates(src->next[length], separator))
			length++;
		if (length < room)
			break;
		/* Full is also what it is when it read as far as it could. */
		status = fill_bytes(src);
		if (room < (size_t)(src->stop - src->next))
			continue;
		if (status == SOURCE_FULL)
			return SOURCE_WORD_LONG;
		break;
	}
	*word = src->next;
	*n = length;
	src->next += length;
	return SOURCE_WORD;
}
