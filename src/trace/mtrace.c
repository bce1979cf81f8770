/*
 * mtrace.c - what glibc's mtrace(3) writes.
 *
 *	= Start
 *	@ ./t:(main+1a)[0x11cb] + 0x562227a5c4a0 0x2a	malloc, calloc, ...
 *	@ ./t:[0x1201] < 0x562227a5c520			realloc: the old block
 *	@ ./t:[0x1201] > 0x562227a5c520 0xc8		and the new one
 *	@ ./t:[0x125e] ! 0x562227a5c860 0x7000000000	realloc that failed
 *	@ ./t:[0x126e] - 0x562227a5c4a0			free
 *	= End
 *
 * The caller before the sign may be missing.  A child process that was given
 * the same file cuts it and writes into it: runs of NUL bytes and half lines
 * are what such files have.
 */
#include "config.h"

#include "trace/format.h"

#include <string.h>

#include "support/i18n.h"
#include "support/xalloc.h"
#include "trace/input.h"
#include "trace/number.h"

enum { NO_EVENT, HALF_OLD, HALF_NEW };

static const struct trace_repair repairs[] = {
	[NO_EVENT] = {
		N_("%ju line that is no event was ignored"),
		N_("%ju lines that are no events were ignored") },
	[HALF_OLD] = {
		N_("%ju '<' without its '>' was taken as a free"),
		N_("%ju '<' without their '>' were taken as frees") },
	[HALF_NEW] = {
		N_("%ju '>' without its '<' was taken as a malloc"),
		N_("%ju '>' without their '<' were taken as mallocs") },
	{ NULL, NULL }
};

struct mtrace {
	bool begun;		/* a '<' whose '>' has not come yet: */
	uint64_t old, line;
};

struct event {
	char sign;
	uint64_t address, size;
};

/* What follows the caller, or the line itself where none is named. */
static const char *
after_caller(const char *line, const char *end)
{
	const char *bracket;

	if (line[0] != '@' || line[1] != ' ')
		return line;
	bracket = memrchr(line, ']', (size_t)(end - line));
	return bracket != NULL && bracket[1] == ' ' ? bracket + 2 : line;
}

static const char *
take_pointer(const char *p, uint64_t *out)
{
	if (memcmp(p, "(nil)", 5) == 0) {
		*out = 0;
		return p + 5;
	}
	return p[0] == '0' && p[1] == 'x' ? number_hex(p + 2, out) : NULL;
}

/* The event of a line; false if it has none. */
static bool
parse(const char *line, const char *end, struct event *e)
{
	const char *p = after_caller(line, end);

	e->sign = *p;
	if (end - p < 3 || p[1] != ' ' || memchr("+-<>!", *p, 5) == NULL)
		return false;
	p = take_pointer(p + 2, &e->address);
	if (p != NULL && e->sign != '-' && e->sign != '<')
		p = *p == ' ' ? number_c(p + 1, &e->size) : NULL;
	if (p != NULL && *p == '\r')
		p++;
	return p == end;
}

/* Whether a line that has no event is one that such files do have. */
static bool
is_frame(const char *line, size_t n)
{
	if (n > 0 && line[n - 1] == '\r')
		n--;
	return n == 0 || (n == 7 && memcmp(line, "= Start", 7) == 0) ||
	    (n == 5 && memcmp(line, "= End", 5) == 0);
}

/* The line without the NUL bytes of a cut before it. */
static char *
after_cut(char *line, const char *end)
{
	char *nul;

	if (line == end || *line != '\0')
		return line;
	nul = memrchr(line, '\0', (size_t)(end - line));
	return nul + 1;
}

/* The realloc that began is known by half: its block is free. */
static enum trace_status
end_half(struct trace_reader *r, struct mtrace *m, struct trace_record *rec)
{
	trace_begin(rec, TRACE_FREE, m->line);
	rec->old = trace_address(m->old);
	m->begun = false;
	r->line = rec->line;
	return trace_mend(r, HALF_OLD, rec->line);
}

static enum trace_status
end_realloc(struct trace_reader *r, struct mtrace *m, const struct event *e,
    struct trace_record *rec)
{
	if (!m->begun) {
		trace_begin(rec, TRACE_MALLOC, r->source.taken);
		rec->size = e->size;
		rec->result = trace_address(e->address);
		return trace_mend(r, HALF_NEW, rec->line);
	}
	trace_begin(rec, TRACE_REALLOC, r->source.taken);
	rec->old = trace_address(m->old);
	rec->size = e->size;
	rec->result = trace_address(e->address);
	m->begun = false;
	return TRACE_RECORD;
}

/* The record of an event other than '<'. */
static enum trace_status
make_record(struct trace_reader *r, struct mtrace *m, const struct event *e,
    struct trace_record *rec)
{
	r->line = r->source.taken;
	switch (e->sign) {
	case '+':
		trace_begin(rec, TRACE_MALLOC, r->line);
		rec->size = e->size;
		rec->result = trace_address(e->address);
		return TRACE_RECORD;
	case '-':
		trace_begin(rec, TRACE_FREE, r->line);
		rec->old = trace_address(e->address);
		return TRACE_RECORD;
	case '!':
		trace_begin(rec, TRACE_REALLOC, r->line);
		rec->old = trace_address(e->address);
		rec->size = e->size;
		return TRACE_RECORD;
	default:
		return end_realloc(r, m, e, rec);
	}
}

/* A realloc begins; TRACE_RECORD if the one before it had no end. */
static enum trace_status
begin_realloc(struct trace_reader *r, struct mtrace *m,
    const struct event *e, struct trace_record *rec)
{
	enum trace_status status = TRACE_END;

	if (m->begun)
		status = end_half(r, m, rec);
	m->begun = true;
	m->old = e->address;
	m->line = r->source.taken;
	return status;
}

static enum trace_status
at_end(struct trace_reader *r, struct mtrace *m, struct trace_record *rec)
{
	return m->begun && input_error(r->in) == NULL ?
	    end_half(r, m, rec) : trace_end(r);
}

static enum trace_status
mtrace_next(struct trace_reader *r, struct trace_record *rec)
{
	struct mtrace *m = r->state;
	struct event e = { 0 };
	char *whole, *line, *end;

	for (;;) {
		enum trace_status status = TRACE_END;

		if (!source_take(&r->source, &whole, &end))
			return at_end(r, m, rec);
		line = after_cut(whole, end);
		if (!parse(line, end, &e)) {
			if (is_frame(whole, (size_t)(end - whole)))
				continue;
			if (trace_mend(r, NO_EVENT, r->source.taken) ==
			    TRACE_ERROR)
				return TRACE_ERROR;
			continue;
		}
		if (e.sign != '<')
			return make_record(r, m, &e, rec);
		status = begin_realloc(r, m, &e, rec);
		if (status != TRACE_END)
			return status;
	}
}

static bool
mtrace_open(struct trace_reader *r)
{
	r->state = xcalloc(1, sizeof(struct mtrace));
	return true;
}

/* By its first line, or the first after a cut at the beginning. */
static enum trace_likeness
mtrace_probe(const char *head, size_t n)
{
	const char *end;

	while (n > 0 && *head == '\0') {
		head++;
		n--;
	}
	end = memchr(head, '\n', n);
	if (n == 0)
		return TRACE_UNLIKE;
	if (n >= 7 && memcmp(head, "= Start", 7) == 0)
		return TRACE_SURE;
	if (memcmp(head, "@ ", 2) == 0 && end != NULL &&
	    memmem(head, (size_t)(end - head), "] ", 2) != NULL)
		return TRACE_LIKE;
	return memchr("+-<>!", *head, 5) != NULL &&
	    memcmp(head + 1, " 0x", 3) == 0 ? TRACE_LIKE : TRACE_UNLIKE;
}

const struct trace_format trace_format_mtrace = {
	.name = "mtrace",
	.probe = mtrace_probe,
	.open = mtrace_open,
	.next = mtrace_next,
	.repairs = repairs,
};
