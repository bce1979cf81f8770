/*
 * heaptrack.c - what heaptrack writes while a program runs (*.raw.*).
 *
 *	v 10400 3		versions
 *	t 55f7306a81ca 7	a place in a trace of calls; so are x X I m c R
 *	+ 2a 8 55f73b4351d0	malloc(0x2a), called from trace 8
 *	- 55f73b4351d0		free
 *
 * A realloc is a free and a malloc.  The file that heaptrack makes of this
 * has sums instead of blocks: sums.c knows it.
 */
#include "config.h"

#include "trace/format.h"

#include <string.h>

#include "support/i18n.h"
#include "trace/number.h"

#define PROBED_LINES 50

enum { NO_LINE };

static const struct trace_repair repairs[] = {
	[NO_LINE] = {
		N_("%ju line that heaptrack does not write was ignored"),
		N_("%ju lines that heaptrack does not write were ignored") },
	{ NULL, NULL }
};

static const char *
take_number(const char *p, uint64_t *out)
{
	return p != NULL && *p == ' ' ? number_hex(p + 1, out) : NULL;
}

/* Whether the line is a call, whole to its END; then REC is it. */
static bool
parse(const char *line, const char *end, struct trace_record *rec)
{
	uint64_t size = 0, trace, address = 0;
	const char *p = line + 1;

	if (*line == '+') {
		p = take_number(take_number(take_number(p, &size), &trace),
		    &address);
		rec->kind = TRACE_MALLOC;
		rec->size = size;
		rec->result = trace_address(address);
	} else {
		p = take_number(p, &address);
		rec->kind = TRACE_FREE;
		rec->old = trace_address(address);
	}
	return p == end;
}

static enum trace_status
heaptrack_next(struct trace_reader *r, struct trace_record *rec)
{
	char *line, *end;

	while (source_take(&r->source, &line, &end)) {
		if (*line == '+' || *line == '-') {
			trace_begin(rec, TRACE_FREE, r->source.taken);
			if (parse(line, end, rec)) {
				r->line = rec->line;
				return TRACE_RECORD;
			}
		} else if (line == end || (line[1] == ' ' &&
		    memchr("vxXIRmtcSAs#", *line, 12) != NULL)) {
			continue;
		}
		if (trace_mend(r, NO_LINE, r->source.taken) == TRACE_ERROR)
			return TRACE_ERROR;
	}
	return trace_end(r);
}

static bool
heaptrack_open(struct trace_reader *r)
{
	(void)r;
	return true;
}

/* The versions, and the program's path soon after. */
static enum trace_likeness
heaptrack_probe(const char *head, size_t n)
{
	const char *end = head + n, *line = head;

	if (n < 2 || memcmp(head, "v ", 2) != 0)
		return TRACE_UNLIKE;
	for (unsigned i = 0; i < PROBED_LINES && line < end; i++) {
		const char *newline = memchr(line, '\n',
		    (size_t)(end - line));

		if (memcmp(line, "x ", 2) == 0)
			return TRACE_LIKE;
		if (newline == NULL)
			break;
		line = newline + 1;
	}
	return TRACE_UNLIKE;
}

const struct trace_format trace_format_heaptrack = {
	.name = "heaptrack",
	.probe = heaptrack_probe,
	.open = heaptrack_open,
	.next = heaptrack_next,
	.repairs = repairs,
};
