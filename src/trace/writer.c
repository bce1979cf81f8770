/*
 * writer.c - records in the text form of a trace.
 */
#include "config.h"

#include "trace/writer.h"

#include <string.h>

#include "trace/text_line.h"

void
trace_print_header(struct strbuf *sb, const char *profile)
{
	strbuf_puts(sb, "# poolscope-trace 1\n");
	if (profile != NULL)
		strbuf_printf(sb, "# profile: %s\n", profile);
}

/* Appends VALUE in BASE 10 or 16: as printf does, but ten times as fast. */
static void
put_number(struct strbuf *sb, uint64_t value, unsigned base)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value != 0);
	strbuf_add(sb, digits + at, sizeof(digits) - at);
}

static bool
put_ref(struct strbuf *sb, const struct trace_ref *ref)
{
	strbuf_putc(sb, ' ');
	switch (ref->kind) {
	case TRACE_NULL:
		strbuf_puts(sb, "0x0");	/* as recorders write it */
		return true;
	case TRACE_ADDRESS:
		strbuf_puts(sb, "0x");
		put_number(sb, ref->address, 16);
		return true;
	case TRACE_NAME:
		strbuf_add(sb, ref->name, ref->length);
		return text_is_name(ref->name, ref->length);
	case TRACE_SLOT:
		break;
	}
	return false;
}

static void
put_size(struct strbuf *sb, uint64_t size)
{
	strbuf_putc(sb, ' ');
	put_number(sb, size, 10);
}

static void
put_fields(struct strbuf *sb, const struct trace_record *rec)
{
	for (size_t i = 0; i < TEXT_FIELDS; i++) {
		const struct text_field *field = &text_fields[i];

		if ((rec->given & field->bit) == 0)
			continue;
		strbuf_putc(sb, ' ');
		strbuf_puts(sb, field->key);
		put_number(sb, *(const uint64_t *)(const void *)
		    ((const char *)rec + field->offset), 10);
	}
}

static bool
put_call(struct strbuf *sb, const struct trace_record *rec)
{
	if (rec->kind == TRACE_REALLOC || rec->kind == TRACE_FREE)
		if (!put_ref(sb, &rec->old))
			return false;
	if (rec->kind == TRACE_CALLOC)
		put_size(sb, rec->count);
	if (rec->kind != TRACE_FREE) {
		put_size(sb, rec->size);
		if (!put_ref(sb, &rec->result))
			return false;
	}
	put_fields(sb, rec);
	return true;
}

static bool
put_arena(struct strbuf *sb, const struct trace_record *rec)
{
	const struct trace_ref *ref = &rec->old;

	if (rec->kind == TRACE_ARENA_OBTAINED) {
		put_size(sb, rec->size);
		ref = &rec->result;
	}
	return ref->kind == TRACE_ADDRESS && put_ref(sb, ref);
}

static void
put_mark(struct strbuf *sb, const struct trace_record *rec)
{
	strbuf_putc(sb, ' ');
	for (size_t i = 0; i < rec->text.length; i++) {
		char c = rec->text.bytes[i];

		strbuf_putc(sb, c == '\n' || c == '\r' || c == '\0' ? ' ' : c);
	}
}

/* Appends TEXT as one word, which decodes to it again. */
static void
put_escaped(struct strbuf *sb, const struct trace_text *text)
{
	for (size_t i = 0; i < text->length; i++) {
		char c = text->bytes[i];

		if (text_in_word(c) && c != '%')
			strbuf_putc(sb, c);
		else
			strbuf_printf(sb, "%%%02X", (unsigned char)c);
	}
}

static void
put_site(struct strbuf *sb, const struct trace_record *rec)
{
	put_size(sb, rec->site);
	strbuf_putc(sb, ' ');
	put_escaped(sb, &rec->file);
	strbuf_putc(sb, ':');
	put_number(sb, rec->source_line, 10);
	strbuf_putc(sb, ' ');
	put_escaped(sb, &rec->text);
}

static bool
put_body(struct strbuf *sb, const struct trace_record *rec)
{
	switch (rec->kind) {
	case TRACE_MALLOC:
	case TRACE_CALLOC:
	case TRACE_REALLOC:
	case TRACE_FREE:
		return put_call(sb, rec);
	case TRACE_ARENA_OBTAINED:
	case TRACE_ARENA_GIVEN_BACK:
		return put_arena(sb, rec);
	case TRACE_MARK:
		put_mark(sb, rec);
		return true;
	case TRACE_SITE:
		put_site(sb, rec);
		return true;
	}
	return false;
}

bool
trace_print_record(struct strbuf *sb, const struct trace_record *rec)
{
	static const char letters[TRACE_KINDS] = {
		[TRACE_MALLOC] = 'm', [TRACE_CALLOC] = 'c',
		[TRACE_REALLOC] = 'r', [TRACE_FREE] = 'f',
		[TRACE_ARENA_OBTAINED] = 'A', [TRACE_ARENA_GIVEN_BACK] = 'F',
		[TRACE_MARK] = 'M', [TRACE_SITE] = 'S',
	};
	size_t before = sb->length;

	strbuf_putc(sb, letters[rec->kind]);
	if (!put_body(sb, rec)) {
		strbuf_truncate(sb, before);
		return false;
	}
	strbuf_putc(sb, '\n');
	return true;
}
