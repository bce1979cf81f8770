/*
 * rep.c - the traces of CS:APP's malloc lab, in all their dialects.
 *
 *	20000		2 to 4 numbers: a heap's size or a weight, the number
 *	2		of ids, the number of operations, a weight or the peak;
 *	4		newlines mean nothing
 *	1
 *	a 0 512		malloc(512) is block 0
 *	r 0 640		realloc(block 0, 640)
 *	f 0		free(block 0); f -1: free(NULL)
 *
 * The lab's own readers are scanf, and what they let pass is in files that
 * are handed around: an id is a slot that is used again, an r may be its
 * first, and an "a 3" without a size has that of the operation before.
 */
#include "config.h"

#include "trace/format.h"

#include <stdio.h>
#include <string.h>

#include "support/i18n.h"
#include "support/xalloc.h"
#include "trace/number.h"

#define HEADER_MOST 4		/* numbers before the first operation */

enum { NO_SIZE, HALF, TAIL, OPS_MISSING, OPS_MORE, IDS_MORE };

static const struct trace_repair repairs[] = {
	[NO_SIZE] = {
		N_("%ju size was missing: that of the operation before was "
		    "taken"),
		N_("%ju sizes were missing: those of the operations before "
		    "were taken") },
	[HALF] = {
		N_("%ju operation was cut short and ignored"),
		N_("%ju operations were cut short and ignored") },
	[TAIL] = {
		N_("%ju text after the last operation was ignored"),
		N_("%ju texts after the last operation were ignored") },
	[OPS_MISSING] = {
		N_("%ju operation that the header counts is missing"),
		N_("%ju operations that the header counts are missing") },
	[OPS_MORE] = {
		N_("%ju operation is more than the header counts"),
		N_("%ju operations are more than the header counts") },
	[IDS_MORE] = {
		N_("%ju operation has an id beyond the header's ids"),
		N_("%ju operations have an id beyond the header's ids") },
	{ NULL, NULL }
};

struct rep {
	bool begun;			/* the header was read */
	bool counted;			/* it has counts: */
	uint64_t ids, ops;
	uint64_t op;			/* operations read */
	uint64_t size;			/* of the last one that had one */
	bool ended;
	char name[32];			/* of the record's block */
	/* A word that was looked at and belongs to what comes: */
	char *ahead;
	size_t ahead_length;
	enum source_word ahead_status;
	bool has_ahead;
};

/* The next word, which stays the next until it is taken. */
static enum source_word
look(struct trace_reader *r, struct rep *s)
{
	if (!s->has_ahead)
		s->ahead_status = source_take_word(&r->source, ' ',
		    &s->ahead, &s->ahead_length);
	s->has_ahead = true;
	return s->ahead_status;
}

static void
take(struct rep *s)
{
	s->has_ahead = false;
}

static bool
ahead_is(const struct rep *s, const char *word)
{
	return s->ahead_length == strlen(word) &&
	    memcmp(s->ahead, word, s->ahead_length) == 0;
}

static bool
ahead_is_number(const struct rep *s)
{
	return number_digit(*s->ahead) < 10;
}

/* The word ahead is not what was expected. */
static enum trace_status
refuse(struct trace_reader *r, struct rep *s, const char *expected)
{
	struct strbuf found = STRBUF_INIT;

	trace_show_word(&found, s->ahead, s->ahead_length);
	trace_fail(r, r->source.taken, _("found %s, expected %s"),
	    strbuf_text(&found), expected);
	strbuf_free(&found);
	return TRACE_ERROR;
}

/* Takes a number of 64 bits, all of the word ahead. */
static bool
take_number(struct rep *s, uint64_t *out)
{
	if (number_decimal(s->ahead, out) != s->ahead + s->ahead_length)
		return false;
	take(s);
	return true;
}

/* Which of the numbers are counts depends on how many there are. */
static void
use_header(struct rep *s, const uint64_t *numbers, size_t n)
{
	static const size_t ids_at[HEADER_MOST + 1] = { 0, 0, 0, 0, 1 };

	s->counted = n >= 2;
	if (!s->counted)
		return;
	s->ids = numbers[ids_at[n]];
	s->ops = numbers[ids_at[n] + 1];
}

static enum trace_status
read_header(struct trace_reader *r, struct rep *s)
{
	uint64_t numbers[HEADER_MOST];
	size_t n = 0;

	s->begun = true;
	while (look(r, s) == SOURCE_WORD && ahead_is_number(s)) {
		if (n == HEADER_MOST)
			return refuse(r, s, _("an operation: a, r or f"));
		if (!take_number(s, &numbers[n++]))
			return refuse(r, s, _("a number of at most 64 bits"));
	}
	use_header(s, numbers, n);
	return TRACE_RECORD;
}

static enum trace_status
compare_counts(struct trace_reader *r, const struct rep *s)
{
	if (!s->counted || s->op == s->ops)
		return TRACE_END;
	if (s->op < s->ops)
		return trace_mend_many(r, OPS_MISSING, r->line,
		    s->ops - s->op);
	return trace_mend_many(r, OPS_MORE, r->line, s->op - s->ops);
}

/* There are no more operations; HALF of one may have been read. */
static enum trace_status
end(struct trace_reader *r, struct rep *s, bool half)
{
	enum trace_status status = trace_end(r);

	s->ended = true;
	if (status == TRACE_END && half)
		status = trace_mend(r, HALF, r->source.taken);
	if (status != TRACE_ERROR)
		status = compare_counts(r, s);
	return status == TRACE_ERROR ? status : TRACE_END;
}

/* A word that is no operation. */
static enum trace_status
no_operation(struct trace_reader *r, struct rep *s)
{
	if (!s->counted || s->op == 0 || s->op < s->ops)
		return refuse(r, s, _("an operation: a, r or f"));
	s->ended = true;
	if (trace_mend(r, TAIL, r->source.taken) == TRACE_ERROR)
		return TRACE_ERROR;
	return end(r, s, false);
}

static enum trace_status
too_long(struct trace_reader *r)
{
	return trace_fail(r, r->source.taken,
	    _("found a word of more than %d bytes"), SOURCE_ROOM);
}

/* The size of an a or r, which may be missing. */
static enum trace_status
take_size(struct trace_reader *r, struct rep *s, struct trace_record *rec)
{
	enum source_word status = look(r, s);

	if (status == SOURCE_WORD && ahead_is_number(s)) {
		if (!take_number(s, &s->size))
			return refuse(r, s, _("a size of at most 64 bits"));
	} else if (status == SOURCE_WORD_LONG) {
		return too_long(r);
	} else if (status == SOURCE_NO_WORD && r->repaired[NO_SIZE] == 0) {
		return end(r, s, true);
	} else if (trace_mend(r, NO_SIZE, rec->line) == TRACE_ERROR) {
		return TRACE_ERROR;
	}
	rec->size = s->size;
	return TRACE_RECORD;
}

/* The id of an operation as a name. */
static enum trace_status
take_id(struct trace_reader *r, struct rep *s, struct trace_ref *ref)
{
	uint64_t id;

	switch (look(r, s)) {
	case SOURCE_NO_WORD:
		return end(r, s, true);
	case SOURCE_WORD_LONG:
		return too_long(r);
	case SOURCE_WORD:
		break;
	}
	if (!take_number(s, &id))
		return refuse(r, s, _("an id of at most 64 bits"));
	if (s->counted && id >= s->ids &&
	    trace_mend(r, IDS_MORE, r->source.taken) == TRACE_ERROR)
		return TRACE_ERROR;
	snprintf(s->name, sizeof(s->name), "id%ju", (uintmax_t)id);
	*ref = (struct trace_ref){
		.kind = TRACE_NAME,
		.length = (uint32_t)strlen(s->name),
		.name = s->name,
	};
	return TRACE_RECORD;
}

static enum trace_status
read_free(struct trace_reader *r, struct rep *s, struct trace_record *rec)
{
	if (look(r, s) == SOURCE_WORD && ahead_is(s, "-1")) {
		take(s);
		return TRACE_RECORD;
	}
	return take_id(r, s, &rec->old);
}

static enum trace_status
read_obtain(struct trace_reader *r, struct rep *s, struct trace_record *rec)
{
	enum trace_status status = take_id(r, s, &rec->result);

	if (status != TRACE_RECORD)
		return status;
	if (rec->kind == TRACE_REALLOC)
		rec->old = rec->result;
	return take_size(r, s, rec);
}

/* The record of the operation ahead. */
static enum trace_status
read_operation(struct trace_reader *r, struct rep *s,
    struct trace_record *rec)
{
	uint64_t line = r->source.taken;

	if (ahead_is(s, "a"))
		trace_begin(rec, TRACE_MALLOC, line);
	else if (ahead_is(s, "r"))
		trace_begin(rec, TRACE_REALLOC, line);
	else if (ahead_is(s, "f"))
		trace_begin(rec, TRACE_FREE, line);
	else
		return no_operation(r, s);
	take(s);
	return rec->kind == TRACE_FREE ? read_free(r, s, rec) :
	    read_obtain(r, s, rec);
}

static enum trace_status
rep_next(struct trace_reader *r, struct trace_record *rec)
{
	struct rep *s = r->state;
	enum trace_status status;

	if (s->ended)
		return TRACE_END;
	if (!s->begun && read_header(r, s) == TRACE_ERROR)
		return TRACE_ERROR;
	switch (look(r, s)) {
	case SOURCE_NO_WORD:
		return end(r, s, false);
	case SOURCE_WORD_LONG:
		return too_long(r);
	case SOURCE_WORD:
		break;
	}
	status = read_operation(r, s, rec);
	if (status != TRACE_RECORD)
		return status;
	s->op++;
	r->line = rec->line;
	return TRACE_RECORD;
}

static bool
rep_open(struct trace_reader *r)
{
	r->state = xcalloc(1, sizeof(struct rep));
	return true;
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Over blanks, then a word; its end, and where it begins in *WORD. */
static const char *
next_word(const char *p, const char *end, const char **word)
{
	while (p < end && is_space(*p))
		p++;
	*word = p;
	while (p < end && !is_space(*p))
		p++;
	return p;
}

/* "r 0 640" without more on its line can be no line of a text trace. */
static bool
is_operation(const char *p, const char *end)
{
	const char *line = memchr(p, '\n', (size_t)(end - p)), *word;
	size_t words = 0;

	if (line == NULL)
		line = end;
	for (; (p = next_word(p, line, &word)) > word; words++)
		if (words > 0 && number_digit(*word) >= 10)
			return false;
	return words == 3;
}

/* Numbers, and then a letter that stands for itself. */
static enum trace_likeness
rep_probe(const char *head, size_t n)
{
	const char *end = head + n, *p = head, *word;
	size_t numbers = 0;

	for (;; numbers++) {
		p = next_word(p, end, &word);
		if (p == word || number_digit(*word) >= 10)
			break;
		while (word < p && number_digit(*word) < 10)
			word++;
		if (word < p)
			return TRACE_UNLIKE;
	}
	if (p == word)
		return numbers >= 2 ? TRACE_LIKE : TRACE_UNLIKE;
	if (p - word != 1 || (*word != 'a' && *word != 'r' && *word != 'f'))
		return TRACE_UNLIKE;
	if (numbers > 0)
		return TRACE_SURE;
	if (*word == 'f')
		return TRACE_UNLIKE;
	return is_operation(word, end) ? TRACE_SURE : TRACE_UNLIKE;
}

const struct trace_format trace_format_rep = {
	.name = "rep",
	.probe = rep_probe,
	.open = rep_open,
	.next = rep_next,
	.repairs = repairs,
};
