/*
 * text_line.c - parsing one line of a text trace.
 *
 * This is the hot path of replaying ten million events.  Whatever is not as
 * it should be leaves it for good: the fault says only where and what was
 * expected, and text.c looks at the line again at leisure.
 */
#include "config.h"

#include "trace/text_line.h"

#include <string.h>

#include "support/i18n.h"
#include "trace/number.h"
#include "trace/source.h"

/* For the few steps that every line takes. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

static const char *const want_words[] = {
	[TEXT_WANT_LINE] = N_("m, c, r, f, A, F, M, S or a # comment"),
	[TEXT_WANT_SIZE] = N_("a size in decimal"),
	[TEXT_WANT_NUMBER] = N_("a number in decimal"),
	[TEXT_WANT_64_BITS] = N_("a number of at most 64 bits"),
	[TEXT_WANT_REF] = N_("an address (0x...), a name or 0"),
	[TEXT_WANT_ADDRESS] = N_("an address (0x...)"),
	[TEXT_WANT_ARENA] = N_("an arena that ends below 2^64"),
	[TEXT_WANT_FIELD] = N_("the end of the line, t=, tid= or site="),
	[TEXT_WANT_FIELD_ONCE] = N_("each field once"),
	[TEXT_WANT_END] = N_("the end of the line"),
	[TEXT_WANT_TEXT] = N_("text"),
	[TEXT_WANT_PLACE] = N_("FILE:LINE"),
	[TEXT_WANT_ESCAPE] = N_("two hexadecimal digits after each %"),
};

const char *
text_want_words(enum text_want want)
{
	return _(want_words[want]);
}

static char * __attribute__((cold, noinline))
fail(struct text_fault *f, enum text_want want, const char *word)
{
	*f = (struct text_fault){ .want = want, .word = word };
	return NULL;
}

/* A number of more than 19 digits, which may be more than 64 bits hold. */
static char * __attribute__((noinline))
take_long_digits(char *p, uint64_t *out, struct text_fault *f)
{
	char *start = p;
	uint64_t value = 0;

	for (; number_digit(*p) < 10; p++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, number_digit(*p), &value))
			return fail(f, TEXT_WANT_64_BITS, start);
	*out = value;
	return p;
}

/* A decimal number that ends where its digits do. */
static ALWAYS_INLINE char *
take_digits(char *p, uint64_t *out, enum text_want want, struct text_fault *f)
{
	char *start = p;
	uint64_t value = 0;

	for (; number_digit(*p) < 10; p++)
		value = value * 10 + number_digit(*p);
	if (p == start)
		return fail(f, want, start);
	if (p - start > 19)
		return take_long_digits(start, out, f);
	*out = value;
	return p;
}

static ALWAYS_INLINE char *
take_number(char *p, uint64_t *out, enum text_want want, struct text_fault *f)
{
	char *start = p = text_skip_blanks(p);

	p = take_digits(p, out, want, f);
	if (p != NULL && !text_word_ends(p))
		return fail(f, want, start);
	return p;
}

/* The hexadecimal digits of an address, P behind its 0x. */
static ALWAYS_INLINE char *
take_hex(char *p, uint64_t *out, struct text_fault *f)
{
	char *start = p;
	uint64_t value = 0;
	unsigned d;

	if (number_eight_hex(p, &value))
		p += 8;
	for (; (d = number_hex_digit(*p)) != 0; p++)
		value = (value << 4) + d - 1;
	if (p == start || !text_word_ends(p))
		return fail(f, TEXT_WANT_ADDRESS, start - 2);
	while (p - start > 16 && *start == '0')
		start++;
	if (p - start > 16)
		return fail(f, TEXT_WANT_64_BITS, start - 2);
	*out = value;
	return p;
}

const struct text_field text_fields[TEXT_FIELDS] = {
	{ .key = "t=", .length = 2, .bit = TRACE_GIVEN_TIME,
	    .offset = offsetof(struct trace_record, time) },
	{ .key = "tid=", .length = 4, .bit = TRACE_GIVEN_TID,
	    .offset = offsetof(struct trace_record, tid) },
	{ .key = "site=", .length = 5, .bit = TRACE_GIVEN_SITE,
	    .offset = offsetof(struct trace_record, site) },
};

/* The field whose key begins the N bytes at P, or NULL. */
static const struct text_field *
find_field(const char *p, size_t n)
{
	for (size_t i = 0; i < TEXT_FIELDS; i++) {
		const struct text_field *field = &text_fields[i];

		if (n >= field->length &&
		    memcmp(p, field->key, field->length) == 0)
			return field;
	}
	return NULL;
}

static bool
is_null(const char *p, size_t n)
{
	return (n == 1 && *p == '0') || (n == 5 && memcmp(p, "(nil)", 5) == 0);
}

bool
text_is_name(const char *p, size_t n)
{
	if (n == 0 || is_null(p, n) || find_field(p, n) != NULL ||
	    (n >= 2 && memcmp(p, "0x", 2) == 0))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!text_in_word(p[i]))
			return false;
	return true;
}

/* The end of the word at P, which may be empty. */
static char *
word_end(char *p, enum text_want want, struct text_fault *f)
{
	char *start = p;

	while (text_in_word(*p))
		p++;
	return text_word_ends(p) ? p : fail(f, want, start);
}

/* A word that is no address: NULL in one of its spellings, or a name. */
static char * __attribute__((noinline))
take_word(char *p, struct trace_ref *out, struct text_fault *f)
{
	char *end = word_end(p, TEXT_WANT_REF, f);

	if (end == NULL || is_null(p, (size_t)(end - p)))
		return end;
	if (!text_is_name(p, (size_t)(end - p)))
		return fail(f, TEXT_WANT_REF, p);
	out->kind = TRACE_NAME;
	out->length = (uint32_t)(end - p);
	out->name = p;
	return end;
}

static ALWAYS_INLINE char *
take_ref(char *p, struct trace_ref *out, struct text_fault *f)
{
	p = text_skip_blanks(p);
	if (p[0] != '0' || p[1] != 'x')
		return take_word(p, out, f);
	p = take_hex(p + 2, &out->address, f);
	if (p != NULL)
		out->kind = out->address != 0 ? TRACE_ADDRESS : TRACE_NULL;
	return p;
}

/* An address and nothing else, as arenas have. */
static char *
take_address(char *p, struct trace_ref *out, struct text_fault *f)
{
	char *start = text_skip_blanks(p);

	p = take_ref(start, out, f);
	if (p == NULL) {
		if (f->want == TEXT_WANT_REF)
			f->want = TEXT_WANT_ADDRESS;
		return NULL;
	}
	return out->kind == TRACE_ADDRESS ? p :
	    fail(f, TEXT_WANT_ADDRESS, start);
}

static char *
take_end(char *p, struct text_fault *f)
{
	char *end;

	p = text_skip_blanks(p);
	end = text_line_end(p);
	return end != NULL ? end : fail(f, TEXT_WANT_END, p);
}

/* The key=value fields at the end of a call's line, in any order. */
static char *
take_fields(char *p, struct trace_record *rec, struct text_fault *f)
{
	for (;;) {
		const struct text_field *field;
		char *start = p = text_skip_blanks(p);

		if (text_line_end(p) != NULL)
			return text_line_end(p);
		field = find_field(p, SOURCE_SLACK);
		if (field == NULL)
			return fail(f, TEXT_WANT_FIELD, start);
		if (rec->given & field->bit)
			return fail(f, TEXT_WANT_FIELD_ONCE, start);
		rec->given |= field->bit;
		p = take_digits(p + field->length,
		    (uint64_t *)(void *)((char *)rec + field->offset),
		    TEXT_WANT_NUMBER, f);
		if (p == NULL || !text_word_ends(p))
			return fail(f, p == NULL ? f->want : TEXT_WANT_NUMBER,
			    start);
	}
}

static inline char *
end_call(char *p, struct trace_record *rec, struct text_fault *f)
{
	return *p == '\n' ? p : take_fields(p, rec, f);
}

static char *
parse_malloc(char *p, struct trace_record *rec, struct text_fault *f)
{
	p = take_number(p, &rec->size, TEXT_WANT_SIZE, f);
	if (p != NULL)
		p = take_ref(p, &rec->result, f);
	return p != NULL ? end_call(p, rec, f) : NULL;
}

static char *
parse_calloc(char *p, struct trace_record *rec, struct text_fault *f)
{
	p = take_number(p, &rec->count, TEXT_WANT_NUMBER, f);
	return p != NULL ? parse_malloc(p, rec, f) : NULL;
}

static char *
parse_realloc(char *p, struct trace_record *rec, struct text_fault *f)
{
	p = take_ref(p, &rec->old, f);
	return p != NULL ? parse_malloc(p, rec, f) : NULL;
}

static char *
parse_free(char *p, struct trace_record *rec, struct text_fault *f)
{
	p = take_ref(p, &rec->old, f);
	return p != NULL ? end_call(p, rec, f) : NULL;
}

static char *
parse_arena_obtained(char *p, struct trace_record *rec, struct text_fault *f)
{
	char *start = text_skip_blanks(p);

	p = take_number(p, &rec->size, TEXT_WANT_SIZE, f);
	if (p != NULL)
		p = take_address(p, &rec->result, f);
	if (p == NULL)
		return NULL;
	/* A size of 0 wraps to the largest, and fails too. */
	if (rec->size - 1 > UINT64_MAX - rec->result.address)
		return fail(f, TEXT_WANT_ARENA, start);
	return take_end(p, f);
}

static char *
parse_arena_given_back(char *p, struct trace_record *rec,
    struct text_fault *f)
{
	p = take_address(p, &rec->old, f);
	return p != NULL ? take_end(p, f) : NULL;
}

/* The text is the rest of the line without the blanks around it. */
static char *
parse_mark(char *p, struct trace_record *rec, struct text_fault *f)
{
	char *last, *end = p = text_skip_blanks(p);

	while (*end != '\n' && *end != '\0')
		end++;
	if (*end == '\0')
		return fail(f, TEXT_WANT_TEXT, end);
	for (last = end; last > p; last--)
		if (!text_is_blank(last[-1]) && last[-1] != '\r')
			break;
	rec->text = (struct trace_text){ p, (size_t)(last - p) };
	return end;
}

/* Decodes each %XX from P to END in place. */
static bool
decode(char *p, const char *end, struct trace_text *out, struct text_fault *f)
{
	char *to = p;

	out->bytes = p;
	for (; p < end; p++) {
		unsigned high, low;

		if (*p != '%') {
			*to++ = *p;
			continue;
		}
		high = number_hex_digit(p[1]);
		low = high > 0 ? number_hex_digit(p[2]) : 0;
		if (low == 0)
			return fail(f, TEXT_WANT_ESCAPE, p) != NULL;
		*to++ = (char)((high - 1) << 4 | (low - 1));
		p += 2;
	}
	out->length = (size_t)(to - out->bytes);
	return true;
}

/* FILE:LINE, split at the last colon before anything is decoded. */
static char *
take_place(char *p, struct trace_record *rec, struct text_fault *f)
{
	char *start = text_skip_blanks(p), *colon;
	char *end = word_end(start, TEXT_WANT_PLACE, f);

	if (end == NULL)
		return NULL;
	colon = memrchr(start, ':', (size_t)(end - start));
	if (colon == NULL)
		return fail(f, TEXT_WANT_PLACE, start);
	p = take_digits(colon + 1, &rec->source_line, TEXT_WANT_PLACE, f);
	if (p != end)
		return fail(f, p == NULL ? f->want : TEXT_WANT_PLACE, start);
	return decode(start, colon, &rec->file, f) ? end : NULL;
}

static char *
take_function(char *p, struct trace_record *rec, struct text_fault *f)
{
	char *start = text_skip_blanks(p);
	char *end = word_end(start, TEXT_WANT_TEXT, f);

	if (end == NULL || !decode(start, end, &rec->text, f))
		return NULL;
	return end;
}

static char *
parse_site(char *p, struct trace_record *rec, struct text_fault *f)
{
	p = take_number(p, &rec->site, TEXT_WANT_NUMBER, f);
	if (p != NULL)
		p = take_place(p, rec, f);
	if (p != NULL)
		p = take_function(p, rec, f);
	return p != NULL ? take_end(p, f) : NULL;
}

const struct text_shape text_shapes[256] = {
	['m'] = { .parse = parse_malloc, .kind = TRACE_MALLOC,
	    .usage = "m SIZE RESULT" },
	['c'] = { .parse = parse_calloc, .kind = TRACE_CALLOC,
	    .usage = "c COUNT SIZE RESULT" },
	['r'] = { .parse = parse_realloc, .kind = TRACE_REALLOC,
	    .usage = "r OLD SIZE RESULT" },
	['f'] = { .parse = parse_free, .kind = TRACE_FREE,
	    .usage = "f BLOCK" },
	['A'] = { .parse = parse_arena_obtained,
	    .kind = TRACE_ARENA_OBTAINED, .usage = "A SIZE ADDRESS" },
	['F'] = { .parse = parse_arena_given_back,
	    .kind = TRACE_ARENA_GIVEN_BACK, .usage = "F ADDRESS" },
	['M'] = { .parse = parse_mark, .kind = TRACE_MARK,
	    .usage = "M TEXT" },
	['S'] = { .parse = parse_site, .kind = TRACE_SITE,
	    .usage = "S NUMBER FILE:LINE FUNCTION" },
};
