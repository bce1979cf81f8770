/* wrap.c - where the lines of running text may end. */
#include "config.h"

#include "support/wrap.h"

#include <string.h>

#include "support/utf8.h"

static bool
is_one_of(uint32_t code, const uint32_t *codes, size_t n)
{
	size_t i;

	for (i = 0; i < n && codes[i] != code; i++)
		;
	return i < n;
}

bool
wrap_closes(uint32_t code)
{
	static const uint32_t closing[] = {
		'!', ')', ',', '.', ':', ';', '?', ']', '}',
		0x2019, 0x201d, 0x2026, 0x3001, 0x3002, 0x3009, 0x300b,
		0x300d, 0x300f, 0x3011, 0x3015, 0xff01, 0xff09, 0xff0c,
		0xff0e, 0xff1a, 0xff1b, 0xff1f,
	};

	return is_one_of(code, closing, sizeof closing / sizeof *closing);
}

bool
wrap_opens(uint32_t code)
{
	static const uint32_t opening[] = {
		'(', '[', '{', 0x2018, 0x201c, 0x3008, 0x300a, 0x300c, 0x300e,
		0x3010, 0x3014, 0xff08,
	};

	return is_one_of(code, opening, sizeof opening / sizeof *opening);
}

/* Whether a line may end between BEFORE, in its text, and CH. */
static bool
may_break(const struct utf8_char *before, const struct utf8_char *ch)
{
	if (ch->columns == 0)
		return false;
	if (ch->code == ' ')
		return true;
	return (ch->columns == 2 || before->columns == 2) &&
	    !wrap_closes(ch->code) && !wrap_opens(before->code);
}

/* The blanks behind AT, and before it those that end the line. */
static size_t
trim(const char *text, size_t length, size_t at, size_t *skip)
{
	*skip = 0;
	while (at + *skip < length && text[at + *skip] == ' ')
		(*skip)++;
	while (at > 0 && text[at - 1] == ' ') {
		at--;
		(*skip)++;
	}
	return at;
}

size_t
wrap_line(const char *text, size_t length, int columns, size_t *skip)
{
	struct utf8_char ch, before = { .columns = 0 };
	size_t at = 0, last = 0, n;
	int used = 0;

	while ((n = utf8_next(text + at, length - at, &ch)) != 0) {
		if (at != 0 && may_break(&before, &ch))
			last = at;
		if (used + ch.columns > columns && ch.code != ' ')
			break;
		used += ch.columns;
		if (ch.columns != 0)
			before = ch;
		at += n;
	}
	if (n != 0)
		at = last != 0 ? last : at == 0 ? n : at;
	return trim(text, length, at, skip);
}
