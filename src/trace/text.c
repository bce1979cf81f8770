/*
 * text.c - the text trace, version 1: one event a line.
 *
 * Lines are parsed where they lie in the source's buffer (text_line.c); here
 * is what stands around them: the header, comments, what to say of a line
 * that cannot be used, and a last line that was cut.
 */
#include "config.h"

#include "trace/format.h"

#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/utf8.h"
#include "trace/input.h"
#include "trace/text_line.h"

#define SHOWN 40	/* bytes of a longer word that messages show */

static const char byte_order_mark[3] = { '\xef', '\xbb', '\xbf' };
static const char version_key[] = "poolscope-trace";

/* Appends the word at P as it was found. */
static void
show_found(struct strbuf *sb, const char *p)
{
	size_t n = 0;
	bool cut;

	while (n < SHOWN && text_in_word(p[n]))
		n++;
	cut = text_in_word(p[n]);
	if (!cut && !text_word_ends(p + n))
		n++;			/* the control byte that ends it */
	if (*p == '\0')
		strbuf_puts(sb, _("a NUL byte"));
	else if (n == 0)
		strbuf_puts(sb, _("the end of the line"));
	else {
		strbuf_putc(sb, '\'');
		utf8_show(sb, p, n);
		strbuf_puts(sb, cut ? "...'" : "'");
	}
}

/* The line at src->next cannot be used: says so, or drops half a line. */
static enum trace_status __attribute__((cold, noinline))
refuse(struct trace_reader *r, const struct text_shape *shape,
    const struct text_fault *f)
{
	struct source *src = &r->source;
	const char *newline = memchr(src->next, '\n',
	    (size_t)(src->end - src->next));
	struct strbuf found = STRBUF_INIT, why = STRBUF_INIT;
	enum trace_status status;

	show_found(&found, f->word);
	if (shape == NULL)
		strbuf_printf(&why, _("found %s, expected %s"),
		    strbuf_text(&found), text_want_words(f->want));
	else
		strbuf_printf(&why, _("found %s, expected %s, as in '%s'"),
		    strbuf_text(&found), text_want_words(f->want),
		    shape->usage);
	if (src->unterminated && newline == src->end - 1)
		status = trace_repair(r, src->line, _("the last line has no "
		    "newline and was dropped: %s"), strbuf_text(&why));
	else
		status = trace_fail(r, src->line, "%s", strbuf_text(&why));
	strbuf_free(&found);
	strbuf_free(&why);
	return status;
}

static enum trace_status
too_long(struct trace_reader *r)
{
	return trace_fail(r, r->source.line,
	    _("found a line of more than %d bytes, expected %s"),
	    SOURCE_ROOM, text_want_words(TEXT_WANT_LINE));
}

/*
 * All whole lines are taken: reads more.  TRACE_RECORD when there are some; a
 * line that is longer than the buffer may only be a comment.
 */
static enum trace_status
more_lines(struct trace_reader *r)
{
	struct source *src = &r->source;

	for (;;) {
		switch (source_fill(src, !r->hurried)) {
		case SOURCE_LINES:
			return TRACE_RECORD;
		case SOURCE_NONE:
			return TRACE_NONE;
		case SOURCE_END:
			return trace_end(r);
		case SOURCE_FULL:
			if (*src->next != '#')
				return too_long(r);
			source_skip_line(src);
			if (src->next < src->end)
				return TRACE_RECORD;
		}
	}
}

/* Moves on to a line that has a shape: over blank lines and comments, to the
   next lines of the file.  TRACE_RECORD if there is one. */
static enum trace_status __attribute__((noinline))
skip_lines(struct trace_reader *r)
{
	struct source *src = &r->source;

	for (;;) {
		char *p, *end;

		if (src->next == src->end) {
			enum trace_status status = more_lines(r);

			if (status != TRACE_RECORD)
				return status;
		}
		p = text_skip_blanks(src->next);
		if (text_shape_of(p) != NULL) {
			src->next = p;
			return TRACE_RECORD;
		}
		end = text_line_end(p);
		if (*p == '#')
			end = memchr(p, '\n', (size_t)(src->end - p));
		if (end == NULL)
			return refuse(r, NULL, &(struct text_fault){
			    .want = TEXT_WANT_LINE, .word = p });
		src->next = end + 1;
		src->line++;
	}
}

static enum trace_status __attribute__((noinline))
next_line(struct trace_reader *r, struct trace_record *rec)
{
	struct source *src = &r->source;
	const struct text_shape *shape;
	struct text_fault fault;
	char *p;

	if (src->next == src->end || text_shape_of(src->next) == NULL) {
		enum trace_status status = skip_lines(r);

		if (status != TRACE_RECORD)
			return status;
	}
	shape = &text_shapes[(unsigned char)*src->next];
	trace_begin(rec, shape->kind, src->line);
	p = shape->parse(src->next + 1, rec, &fault);
	if (p == NULL)
		return refuse(r, shape, &fault);
	r->line = src->line++;
	src->next = p + 1;
	return TRACE_RECORD;
}

static enum trace_status
text_next(struct trace_reader *r, struct trace_record *rec)
{
	struct source *src = &r->source;
	const char *newline;

	if (src->next == src->end)
		return next_line(r, rec);
	trace_begin(rec, *src->next == 'f' ? TRACE_FREE : TRACE_MALLOC,
	    src->line);
	newline = text_quick(src->next, rec);
	if (newline == NULL)
		return next_line(r, rec);
	r->line = src->line++;
	src->next += newline + 1 - src->next;
	return TRACE_RECORD;
}

/*
 * If the comment at P (to its newline END) begins with KEY, returns what
 * follows, trimmed, and puts its length into *N.
 */
static const char *
header_value(char *p, const char *end, const char *key, size_t *n)
{
	size_t length = strlen(key);

	p = text_skip_blanks(p + 1);
	if ((size_t)(end - p) < length || memcmp(p, key, length) != 0)
		return NULL;
	p += length;
	if (p[-1] != ':' && !text_word_ends(p))
		return NULL;
	p = text_skip_blanks(p);
	while (end > p && (text_is_blank(end[-1]) || end[-1] == '\r'))
		end--;
	*n = (size_t)(end - p);
	return p;
}

static void
read_profile(struct trace_reader *r, char *p, const char *end, uint64_t line)
{
	struct strbuf shown = STRBUF_INIT;
	size_t n;
	const char *value = header_value(p, end, "profile:", &n);

	if (value == NULL || n == 0)
		return;
	utf8_show(&shown, value, n);
	free(r->profile);
	r->profile = strbuf_steal(&shown);
	r->profile_line = line;
}

/* False with r->error if the comment names a version that is not ours. */
static bool
check_version(struct trace_reader *r, char *p, const char *end, uint64_t line)
{
	struct strbuf shown = STRBUF_INIT;
	size_t n;
	const char *value = header_value(p, end, version_key, &n);

	if (value == NULL || (n == 1 && *value == '1'))
		return true;
	utf8_show(&shown, value, n < SHOWN ? n : SHOWN);
	trace_fail(r, line, _("found version '%s' of the text trace, expected "
	    "1: a newer poolscope may read it"), strbuf_text(&shown));
	strbuf_free(&shown);
	return false;
}

/*
 * Reads the comments before the first event ahead, and takes nothing: the
 * lines between them are records (arenas, marks, sites).
 */
static bool
text_open(struct trace_reader *r)
{
	struct source *src = &r->source;
	size_t at = 0;

	if (src->end - src->next >= 3 && memcmp(src->next, byte_order_mark,
	    sizeof(byte_order_mark)) == 0)
		src->next += sizeof(byte_order_mark);
	for (uint64_t line = 1;; line++) {
		const struct text_shape *shape;
		char *p, *end;

		/* What is wrong with the file is told in its turn. */
		if (src->next + at == src->end &&
		    source_fill(src, true) != SOURCE_LINES)
			return true;
		p = src->next + at;
		end = memchr(p, '\n', (size_t)(src->end - p));
		at += (size_t)(end + 1 - p);
		p = text_skip_blanks(p);
		shape = text_shape_of(p);
		if (shape != NULL && shape->kind <= TRACE_FREE)
			return true;
		if (*p != '#')
			continue;
		if (!check_version(r, p, end, line))
			return false;
		read_profile(r, p, end, line);
	}
}

/* The first line that is not blank speaks for the file. */
static enum trace_likeness
text_probe(const char *head, size_t n)
{
	if (n >= sizeof(byte_order_mark) &&
	    memcmp(head, byte_order_mark, sizeof(byte_order_mark)) == 0) {
		head += sizeof(byte_order_mark);
		n -= sizeof(byte_order_mark);
	}
	while (n > 0 && text_word_ends(head)) {
		head++;
		n--;
	}
	if (n > 2 && memcmp(head, "# ", 2) == 0 &&
	    n - 2 >= sizeof(version_key) - 1 &&
	    memcmp(head + 2, version_key, sizeof(version_key) - 1) == 0)
		return TRACE_SURE;
	return n > 0 && (*head == '#' || text_shape_of(head) != NULL) ?
	    TRACE_LIKE : TRACE_UNLIKE;
}

const struct trace_format trace_format_text = {
	.name = "text",
	.probe = text_probe,
	.open = text_open,
	.next = text_next,
};
