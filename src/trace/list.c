/*
 * list.c - the lists of OSTEP's malloc simulator: "+10,-0,+20,-1".
 *
 * +SIZE allocates, and its block is the next number, from 0; -NUMBER frees
 * that block.  Short enough for a command line.
 */
#include "config.h"

#include "trace/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "support/i18n.h"
#include "support/xalloc.h"
#include "trace/number.h"

struct list {
	uint64_t blocks;		/* allocated so far */
	char name[32];			/* of the record's block */
};

static enum trace_status
refuse(struct trace_reader *r, const char *word, size_t n)
{
	const struct list *s = r->state;
	struct strbuf found = STRBUF_INIT;

	trace_show_word(&found, word, n);
	if (*word == '-')
		trace_fail(r, r->source.taken, _("found %s, expected -NUMBER "
		    "of one of the %" PRIu64 " blocks so far, from 0"),
		    strbuf_text(&found), s->blocks);
	else
		trace_fail(r, r->source.taken, _("found %s, expected +SIZE, "
		    "or -NUMBER of a block, from 0"), strbuf_text(&found));
	strbuf_free(&found);
	return TRACE_ERROR;
}

static struct trace_ref
name_of(struct list *s, uint64_t number)
{
	snprintf(s->name, sizeof(s->name), "p%" PRIu64, number);
	return (struct trace_ref){
		.kind = TRACE_NAME,
		.length = (uint32_t)strlen(s->name),
		.name = s->name,
	};
}

static enum trace_status
list_next(struct trace_reader *r, struct trace_record *rec)
{
	struct list *s = r->state;
	uint64_t value;
	char *word;
	size_t n;

	switch (source_take_word(&r->source, ',', &word, &n)) {
	case SOURCE_NO_WORD:
		return trace_end(r);
	case SOURCE_WORD_LONG:
		return trace_fail(r, r->source.taken,
		    _("found a word of more than %d bytes"), SOURCE_ROOM);
	case SOURCE_WORD:
		break;
	}
	if ((*word != '+' && *word != '-') ||
	    number_decimal(word + 1, &value) != word + n ||
	    (*word == '-' && value >= s->blocks))
		return refuse(r, word, n);
	r->line = r->source.taken;
	trace_begin(rec, *word == '+' ? TRACE_MALLOC : TRACE_FREE, r->line);
	if (*word == '+') {
		rec->size = value;
		rec->result = name_of(s, s->blocks++);
	} else {
		rec->old = name_of(s, value);
	}
	return TRACE_RECORD;
}

static bool
list_open(struct trace_reader *r)
{
	r->state = xcalloc(1, sizeof(struct list));
	return true;
}

/* Whether the N bytes at P begin as a list does. */
static bool
begins(const char *p, size_t n)
{
	size_t i = 1;

	if (n < 2 || p[0] != '+' || number_digit(p[1]) >= 10)
		return false;
	while (i < n && number_digit(p[i]) < 10)
		i++;
	return i == n || p[i] == ',' || p[i] == '\n' || p[i] == '\r' ||
	    (p[i] == ' ' && i + 1 < n && (p[i + 1] == '+' || p[i + 1] == '-'));
}

static enum trace_likeness
list_probe(const char *head, size_t n)
{
	return begins(head, n) ? TRACE_LIKE : TRACE_UNLIKE;
}

bool
trace_is_list(const char *text)
{
	return begins(text, strlen(text)) &&
	    text[strspn(text, "+-,0123456789 ")] == '\0';
}

const struct trace_format trace_format_list = {
	.name = "list",
	.probe = list_probe,
	.open = list_open,
	.next = list_next,
};
