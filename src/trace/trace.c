/*
 * trace.c - the table of trace formats, and what all readers share.
 */
#include "config.h"

#include "trace/trace.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"
#include "trace/format.h"
#include "trace/input.h"

#define SHOWN 40	/* bytes of a longer word that messages show */

/* The first reads what no other knows: its errors say what was expected. */
static const struct trace_format *const formats[] = {
	&trace_format_text,
	&trace_format_ptrace,
	&trace_format_mtrace,
	&trace_format_rep,
	&trace_format_list,
	&trace_format_calls,
	&trace_format_heaptrack,
	&trace_format_sums,
};

static const struct trace_format *
choose_format(const char *head, size_t n)
{
	const struct trace_format *best = formats[0];
	enum trace_likeness most = TRACE_UNLIKE;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		enum trace_likeness like = formats[i]->probe(head, n);

		if (like > most) {
			most = like;
			best = formats[i];
		}
	}
	return best;
}

static void __attribute__((format(printf, 4, 0)))
print_place(const struct trace_reader *r, struct strbuf *sb, uint64_t line,
    const char *format, va_list arguments)
{
	strbuf_printf(sb, "%s:", trace_name(r));
	if (line > 0)
		strbuf_printf(sb, "%" PRIu64 ":", line);
	strbuf_putc(sb, ' ');
	strbuf_vprintf(sb, format, arguments);
}

enum trace_status
trace_fail(struct trace_reader *r, uint64_t line, const char *format, ...)
{
	va_list arguments;

	strbuf_clear(&r->error);
	va_start(arguments, format);
	print_place(r, &r->error, line, format, arguments);
	va_end(arguments);
	r->line = line;
	return TRACE_ERROR;
}

enum trace_status
trace_repair(struct trace_reader *r, uint64_t line, const char *format, ...)
{
	struct strbuf notice = STRBUF_INIT;
	va_list arguments;

	va_start(arguments, format);
	print_place(r, &notice, line, format, arguments);
	va_end(arguments);
	if (r->flags & TRACE_STRICT) {
		strbuf_free(&r->error);
		r->error = notice;
		r->line = line;
		return TRACE_ERROR;
	}
	r->notices = xgrow(r->notices, &r->notices_room, r->nnotices + 1,
	    sizeof(*r->notices));
	r->notices[r->nnotices++] = strbuf_steal(&notice);
	return TRACE_END;
}

enum trace_status
trace_mend(struct trace_reader *r, unsigned i, uint64_t line)
{
	return trace_mend_many(r, i, line, 1);
}

enum trace_status
trace_mend_many(struct trace_reader *r, unsigned i, uint64_t line,
    uint64_t count)
{
	const struct trace_repair *repair = &r->format->repairs[i];
	struct strbuf what = STRBUF_INIT;

	if (r->repaired[i] == 0)
		r->repaired_first[i] = line;
	r->repaired[i] += count;
	if (!(r->flags & TRACE_STRICT))
		return TRACE_RECORD;
	strbuf_printf(&what, ngettext(repair->one, repair->many, count),
	    count);
	trace_fail(r, line, _("%s: --strict repairs nothing"),
	    strbuf_text(&what));
	strbuf_free(&what);
	return TRACE_ERROR;
}

enum trace_status
trace_end(struct trace_reader *r)
{
	if (input_error(r->in) == NULL)
		return TRACE_END;
	if (input_cut_short(r->in))
		return trace_repair(r, r->source.line, _("%s: what comes "
		    "before is used"), input_error(r->in));
	return trace_fail(r, r->source.line, "%s", input_error(r->in));
}

void
trace_show_word(struct strbuf *sb, const char *word, size_t n)
{
	strbuf_putc(sb, '\'');
	utf8_show(sb, word, n < SHOWN ? n : SHOWN);
	strbuf_puts(sb, n > SHOWN ? "...'" : "'");
}

/* All that was repaired, in one notice. */
static void __attribute__((noinline, cold))
tell_repairs(struct trace_reader *r)
{
	const struct trace_repair *repairs = r->format->repairs;
	struct strbuf all = STRBUF_INIT;
	unsigned i;

	if (repairs == NULL || (r->flags & TRACE_STRICT))
		return;
	for (i = 0; repairs[i].one != NULL; i++) {
		if (r->repaired[i] == 0)
			continue;
		if (all.length > 0)
			strbuf_puts(&all, "; ");
		strbuf_printf(&all, ngettext(repairs[i].one, repairs[i].many,
		    r->repaired[i]), r->repaired[i]);
		strbuf_printf(&all, r->repaired[i] > 1 ?
		    _(" (the first: line %ju)") : _(" (line %ju)"),
		    r->repaired_first[i]);
	}
	if (all.length > 0)
		trace_repair(r, 0, "%s", strbuf_text(&all));
	strbuf_free(&all);
}

/* Reads the beginning, by which the format is told, and the header. */
static bool
begin(struct trace_reader *r)
{
	struct source *src = &r->source;
	enum source_status status = source_fill(src, true);

	if (src->stop == src->bytes && input_error(r->in) != NULL) {
		trace_fail(r, 0, "%s", input_error(r->in));
		return false;
	}
	r->format = choose_format(src->next, (size_t)(src->stop - src->next));
	if (status == SOURCE_END && src->stop == src->bytes &&
	    trace_repair(r, 0, _("the file is empty")) == TRACE_ERROR)
		return false;
	return r->format->open(r);
}

/* IN (or NULL: ERROR says why) becomes the reader's. */
static struct trace_reader *
open_input(struct input *in, unsigned flags, struct strbuf *error)
{
	struct trace_reader *r;

	if (in == NULL)
		return NULL;
	r = xcalloc(1, sizeof(*r));
	r->in = in;
	r->flags = flags;
	r->status = TRACE_RECORD;
	source_init(&r->source, in);
	if (begin(r))
		return r;
	strbuf_puts(error, trace_error(r));
	trace_close(r);
	return NULL;
}

struct trace_reader *
trace_open_text(const char *name, const void *text, size_t n, unsigned flags,
    struct strbuf *error)
{
	return open_input(input_open_text(name, text, n), flags, error);
}

struct trace_reader *
trace_open(const char *path, unsigned flags, struct strbuf *error)
{
	if (trace_is_list(path) && access(path, F_OK) != 0)
		return trace_open_text(path, path, strlen(path), flags,
		    error);
	return open_input(input_open(path, error), flags, error);
}

bool
trace_refuses(struct trace_reader *r, uint64_t line, const char *what)
{
	if (!(r->flags & TRACE_STRICT))
		return false;
	r->status = trace_fail(r, line, "%s", what);
	return true;
}

void
trace_close(struct trace_reader *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->nnotices; i++)
		free(r->notices[i]);
	free(r->notices);
	free(r->profile);
	if (r->format != NULL && r->format->close != NULL)
		r->format->close(r);
	free(r->state);
	strbuf_free(&r->error);
	input_close(r->in);
	free(r);
}

void
trace_hurry(struct trace_reader *r)
{
	r->hurried = true;
}

void
trace_await(struct trace_reader *r, int ms)
{
	input_await(r->in, ms);
}

void
trace_by_slots(struct trace_reader *r)
{
	if (r->format->by_slots != NULL)
		r->format->by_slots(r);
}

enum trace_status
trace_next(struct trace_reader *r, struct trace_record *rec)
{
	if (r->status != TRACE_RECORD)
		return r->status;
	r->status = r->format->next(r, rec);
	if (r->status == TRACE_NONE) {
		r->status = TRACE_RECORD;
		return TRACE_NONE;
	}
	if (r->status != TRACE_RECORD)
		tell_repairs(r);
	return r->status;
}

size_t
trace_calls(struct trace_reader *r, struct trace_call *calls, size_t n)
{
	if (r->status != TRACE_RECORD || r->format->calls == NULL)
		return 0;
	return r->format->calls(r, calls, n);
}

const char *
trace_name(const struct trace_reader *r)
{
	return input_name(r->in);
}

const char *
trace_format_name(const struct trace_reader *r)
{
	return r->format->name;
}

const char *
trace_profile(const struct trace_reader *r)
{
	return r->profile;
}

uint64_t
trace_profile_line(const struct trace_reader *r)
{
	return r->profile_line;
}

uint64_t
trace_line(const struct trace_reader *r)
{
	return r->line;
}

const char *
trace_error(const struct trace_reader *r)
{
	return strbuf_text(&r->error);
}

const char *
trace_notice(const struct trace_reader *r, size_t i)
{
	return i < r->nnotices ? r->notices[i] : NULL;
}

uint64_t
trace_position(const struct trace_reader *r)
{
	return input_position(r->in);
}

uint64_t
trace_size(const struct trace_reader *r)
{
	return input_size(r->in);
}
