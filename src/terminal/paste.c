/* paste.c - what becomes of text that is pasted at the prompt. */
#include "config.h"

#include "terminal/paste.h"

#include <stdbool.h>
#include <string.h>

#define PASTE_END "\033[201~"

static bool
is_newline(char c)
{
	return c == '\n' || c == '\r';
}

/* Where the comment of a line begins, or its end: # counts outside quotes. */
static size_t
comment_start(const char *line, size_t length)
{
	bool quoted = false;

	for (size_t i = 0; i < length; i++) {
		if (line[i] == '"')
			quoted = !quoted;
		else if (line[i] == '#' && !quoted &&
		    (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t'))
			return i;
	}
	return length;
}

/* The length of TEXT without the blanks and control bytes at its end. */
static size_t
trimmed(const char *text, size_t length)
{
	while (length > 0 && (unsigned char)text[length - 1] <= ' ')
		length--;
	return length;
}

static void
add_clean(struct strbuf *sb, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\t')
			strbuf_putc(sb, ' ');
		else if (c >= ' ' && c != 0x7f)
			strbuf_putc(sb, text[i]);
	}
}

/* One line of several; JOINED tells whether any came before. */
static bool
add_line(struct strbuf *sb, const char *line, size_t length, bool joined)
{
	size_t blanks = 0;

	length = trimmed(line, comment_start(line, length));
	while (blanks < length && (line[blanks] == ' ' || line[blanks] == '\t'))
		blanks++;
	if (blanks == length)
		return joined;
	if (joined)
		strbuf_puts(sb, "; ");
	add_clean(sb, line + blanks, length - blanks);
	return true;
}

void
paste_clean(const char *text, size_t length, struct strbuf *sb)
{
	bool joined = false;
	size_t end = 0;

	while (end < length && !is_newline(text[end]))
		end++;
	if (end == length) {		/* part of a line: kept as it is */
		add_clean(sb, text, length);
		return;
	}
	for (size_t start = 0; start < length; start = end + 1) {
		for (end = start; end < length && !is_newline(text[end]);)
			end++;
		joined = add_line(sb, text + start, end - start, joined);
	}
}

static void
keep(struct strbuf *raw, const char *bytes, size_t length)
{
	if (raw->length + length <= PASTE_MAX)
		strbuf_add(raw, bytes, length);
}

void
paste_read(struct input *in, int timeout, struct strbuf *sb)
{
	struct strbuf raw = STRBUF_INIT;
	size_t matched = 0;	/* bytes of the end that were seen */
	int byte;

	while (matched < strlen(PASTE_END) &&
	    (byte = input_get(in, timeout)) >= 0) {
		char c = (char)byte;

		if (c != PASTE_END[matched]) {
			keep(&raw, PASTE_END, matched);
			matched = 0;
		}
		if (c == PASTE_END[matched])
			matched++;
		else
			keep(&raw, &c, 1);
	}
	paste_clean(strbuf_text(&raw), raw.length, sb);
	strbuf_free(&raw);
}
