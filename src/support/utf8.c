/* utf8.c - text from anywhere, made fit to be shown in columns. */
#include "config.h"

#include "support/utf8.h"

#include <langinfo.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

#define REPLACEMENT 0xfffdu

/* First bytes of the multi-byte forms, and the least code of each. */
static const struct form {
	unsigned char mask, lead;
	uint32_t least;
} forms[] = {
	{ 0xe0, 0xc0, 0x80 },
	{ 0xf0, 0xe0, 0x800 },
	{ 0xf8, 0xf0, 0x10000 },
};

/* Code points that have no width but change what stands around them. */
static const struct span {
	uint32_t first, last;
} harmful[] = {
	{ 0x00ad, 0x00ad },	/* soft hyphen: terminals disagree on it */
	{ 0x061c, 0x061c },	/* marks of direction ... */
	{ 0x200b, 0x200b },
	{ 0x200e, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2060, 0x206f },
	{ 0xfeff, 0xfeff },	/* byte order mark */
	{ 0xfff9, 0xfffb },
	{ 0xe0000, 0xe007f },	/* tags: invisible text */
};

static bool
is_harmful(uint32_t code)
{
	for (size_t i = 0; i < sizeof harmful / sizeof *harmful; i++)
		if (code >= harmful[i].first && code <= harmful[i].last)
			return true;
	return false;
}

static bool
is_code_point(uint32_t code)
{
	return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

bool
utf8_locale(void)
{
	const char *codeset = nl_langinfo(CODESET);

	return strcasecmp(codeset, "UTF-8") == 0 ||
	    strcasecmp(codeset, "utf8") == 0;
}

size_t
utf8_decode(const char *text, size_t length, uint32_t *code)
{
	const unsigned char *s = (const unsigned char *)text;

	if (length == 0)
		return 0;
	if (s[0] < 0x80) {
		*code = s[0];
		return 1;
	}
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		const struct form *form = &forms[i];
		size_t bytes = i + 2;
		uint32_t value = s[0] & (unsigned char)~form->mask;

		if ((s[0] & form->mask) != form->lead)
			continue;
		if (length < bytes)
			return 0;
		for (size_t k = 1; k < bytes; k++) {
			if ((s[k] & 0xc0) != 0x80)
				return 0;
			value = value << 6 | (s[k] & 0x3fu);
		}
		if (value < form->least || !is_code_point(value))
			return 0;
		*code = value;
		return bytes;
	}
	return 0;
}

size_t
utf8_encode(uint32_t code, char out[5])
{
	size_t bytes = code < 0x80 ? 1 : code < 0x800 ? 2 :
	    code < 0x10000 ? 3 : 4;

	out[0] = '\0';
	if (!is_code_point(code))
		return 0;
	out[bytes] = '\0';
	if (bytes == 1) {
		out[0] = (char)code;
		return 1;
	}
	for (size_t i = bytes - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(forms[bytes - 2].lead | code);
	return bytes;
}

int
utf8_width(uint32_t code)
{
	if (code >= 0x20 && code < 0x7f)
		return 1;
	if (code < 0xa0 || is_harmful(code) || !is_code_point(code) ||
	    !utf8_locale())
		return -1;
	return wcwidth((wchar_t)code);
}

/* Show BYTE, which is no character, or the character CODE, as an escape. */
static void
escape(struct utf8_char *ch, unsigned char byte, uint32_t code)
{
	ch->code = REPLACEMENT;
	ch->escaped = true;
	if (code > 0x9f)
		ch->columns = snprintf(ch->shown, sizeof ch->shown,
		    "<U+%04X>", (unsigned)code);
	else if (byte < 0x20 || byte == 0x7f)
		ch->columns = snprintf(ch->shown, sizeof ch->shown, "^%c",
		    byte ^ 0x40);
	else
		ch->columns = snprintf(ch->shown, sizeof ch->shown,
		    "<%02X>", byte);
}

size_t
utf8_next(const char *text, size_t length, struct utf8_char *ch)
{
	uint32_t code = 0;
	size_t bytes = utf8_decode(text, length, &code);

	if (length == 0)
		return 0;
	if (bytes > 1 && !utf8_locale())
		bytes = 0;
	if (bytes == 0) {
		escape(ch, (unsigned char)*text, 0);
		return 1;
	}
	ch->columns = utf8_width(code);
	if (ch->columns < 0) {
		escape(ch, (unsigned char)code, code);
		return bytes;
	}
	ch->code = code;
	ch->escaped = false;
	memcpy(ch->shown, text, bytes);
	ch->shown[bytes] = '\0';
	return bytes;
}

int
utf8_columns(const char *text)
{
	int used;

	utf8_clip(text, INT_MAX, &used);
	return used;
}

size_t
utf8_clip(const char *text, int columns, int *used)
{
	return utf8_clip_bytes(text, strlen(text), columns, used);
}

size_t
utf8_clip_bytes(const char *text, size_t length, int columns, int *used)
{
	size_t at = 0, bytes;
	struct utf8_char ch;
	int column = 0;

	while ((bytes = utf8_next(text + at, length - at, &ch)) > 0) {
		if (ch.columns > columns - column)
			break;
		column += ch.columns;
		at += bytes;
	}
	if (used != NULL)
		*used = column;
	return at;
}

void
utf8_show(struct strbuf *sb, const char *text, size_t length)
{
	struct utf8_char ch;
	size_t bytes;

	for (size_t at = 0;
	     (bytes = utf8_next(text + at, length - at, &ch)) > 0; at += bytes)
		strbuf_puts(sb, ch.shown);
}

void
utf8_pad(struct strbuf *sb, const char *text, int columns)
{
	int used;
	size_t bytes = utf8_clip(text, columns, &used);

	utf8_show(sb, text, bytes);
	if (used < columns)
		strbuf_fill(sb, ' ', (size_t)(columns - used));
}
