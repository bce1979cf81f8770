/*
 * text_line.h - one line of a text trace: its shapes and its parsing.  Used
 * by text.c, which reads such traces, and writer.c, which prints them.
 *
 * A line is parsed where it lies, in one pass: every scan stops at a newline,
 * which must be there, and at least SOURCE_SLACK bytes behind it can be read.
 */
#ifndef POOLSCOPE_TRACE_TEXT_LINE_H
#define POOLSCOPE_TRACE_TEXT_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "trace/number.h"
#include "trace/trace.h"

/* What may be expected at a place in a line. */
enum text_want {
	TEXT_WANT_LINE,
	TEXT_WANT_SIZE,
	TEXT_WANT_NUMBER,
	TEXT_WANT_64_BITS,
	TEXT_WANT_REF,
	TEXT_WANT_ADDRESS,
	TEXT_WANT_ARENA,
	TEXT_WANT_FIELD,
	TEXT_WANT_FIELD_ONCE,
	TEXT_WANT_END,
	TEXT_WANT_TEXT,
	TEXT_WANT_PLACE,
	TEXT_WANT_ESCAPE,
};

/* Why a line cannot be used. */
struct text_fault {
	enum text_want want;
	const char *word;	/* what was found; at a newline: nothing */
};

/*
 * Parses the line whose letter stands before P.  Returns the place of its
 * newline, or NULL and the fault.
 */
typedef char *(*text_parse_fn)(char *p, struct trace_record *rec,
    struct text_fault *f);

/* What lines there are, by their letter. */
struct text_shape {
	text_parse_fn parse;	/* NULL: no line begins with this letter */
	enum trace_kind kind;
	const char *usage;	/* for people */
};

extern const struct text_shape text_shapes[256];

/* t=, tid= or site=: what may stand at the end of a call's line. */
struct text_field {
	const char *key;
	size_t length;		/* of the key */
	unsigned bit;		/* TRACE_GIVEN_... */
	size_t offset;		/* of its uint64_t in struct trace_record */
};

#define TEXT_FIELDS 3
extern const struct text_field text_fields[TEXT_FIELDS];

/* Whether the N bytes at P can stand in a trace as a name: one word that is
   no address, no NULL and no field. */
bool text_is_name(const char *p, size_t n);

/* The words for what was expected, translated. */
const char *text_want_words(enum text_want want);

static inline bool
text_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A byte of a word: no blank and no control byte. */
static inline bool
text_in_word(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f;
}

/* Whether a word may end before P: a blank or the end of the line. */
static inline bool
text_word_ends(const char *p)
{
	return *p == ' ' || *p == '\n' || *p == '\t' ||
	    (*p == '\r' && p[1] == '\n');
}

static inline char *
text_skip_blanks(char *p)
{
	while (text_is_blank(*p))
		p++;
	return p;
}

/*
 * What nearly all lines of a recording are, "m 56 0x7fe21fde8030" and
 * "f 0x7fe21fde8030" with addresses of 12 digits: fills size and old or result
 * and returns the place of the newline.  NULL: the line is another, REC as it
 * was but for those.
 */
static inline const char *
text_quick_address(const char *p, struct trace_ref *ref)
{
	uint64_t high, low;

	if (p[0] != '0' || p[1] != 'x' || !number_eight_hex(p + 2, &high) ||
	    !number_eight_hex(p + 6, &low) || p[14] != '\n')
		return NULL;
	ref->address = high << 16 | (low & 0xffff);
	ref->kind = ref->address != 0 ? TRACE_ADDRESS : TRACE_NULL;
	return p + 14;
}

static inline const char *
text_quick(const char *p, struct trace_record *rec)
{
	const char *digits = p + 2;
	uint64_t size = 0;

	if (p[0] == 'f' && p[1] == ' ')
		return text_quick_address(p + 2, &rec->old);
	if (p[0] != 'm' || p[1] != ' ')
		return NULL;
	for (p += 2; number_digit(*p) < 10; p++)
		size = size * 10 + number_digit(*p);
	if (p == digits || p - digits > 18 || *p != ' ')
		return NULL;
	rec->size = size;
	return text_quick_address(p + 1, &rec->result);
}

/* The newline at P, or behind a carriage return there; else NULL. */
static inline char *
text_line_end(char *p)
{
	if (*p == '\r')
		p++;
	return *p == '\n' ? p : NULL;
}

/* The shape of a line whose letter is at P, or NULL. */
static inline const struct text_shape *
text_shape_of(const char *p)
{
	const struct text_shape *shape = &text_shapes[(unsigned char)*p];

	return shape->parse != NULL && text_word_ends(p + 1) ? shape : NULL;
}

#endif
