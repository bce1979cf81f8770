/* literal.c - Python's numbers and strings, as they are written. */
#include "config.h"

#include "objects/literal.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
literal_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool
literal_begins_number(const char *at)
{
	return is_digit(at[0]) || (at[0] == '.' && is_digit(at[1]));
}

bool
literal_begins_string(const char *at)
{
	if (*at == 'b' || *at == 'u')
		at++;
	return *at == '"' || *at == '\'';
}

/* ---- numbers ------------------------------------------------------------- */

/* 0x.. and 0b..: up to 64 bits of them. */
static bool
read_based(const char **at, int base, bool minus, struct literal *out,
    struct strbuf *error)
{
	char *end;
	uint64_t value = strtoull(*at + 2, &end, base);

	if (end == *at + 2 || end - *at > 2 + (base == 16 ? 15 : 62) ||
	    literal_is_letter(*end) || is_digit(*end)) {
		strbuf_printf(error, _("%.20s is no number that py knows"),
		    *at);
		return false;
	}
	*at = end;
	out->text = xasprintf("%s%" PRIu64, minus && value != 0 ? "-" : "",
	    value);
	out->length = strlen(out->text);
	return true;
}

/* Digits with _ between them, without zeros in front. */
static void
read_digits(const char **at, bool minus, struct literal *out)
{
	struct strbuf text = STRBUF_INIT;

	while (is_digit(**at) || (**at == '_' && is_digit((*at)[1]))) {
		if (**at != '_' && (**at != '0' || text.length > 0))
			strbuf_putc(&text, **at);
		++*at;
	}
	if (text.length == 0)
		strbuf_putc(&text, '0');
	else if (minus) {
		out->text = xasprintf("-%s", strbuf_text(&text));
		out->length = text.length + 1;
		strbuf_free(&text);
		return;
	}
	out->length = text.length;
	out->text = strbuf_steal(&text);
}

static bool
is_real(const char *at)
{
	while (is_digit(*at) || (*at == '_' && is_digit(at[1])))
		at++;
	return *at == '.' || *at == 'e' || *at == 'E';
}

static bool
read_real(const char **at, bool minus, struct literal *out,
    struct strbuf *error)
{
	char *end;
	double value = strtod(*at, &end);

	if (end == *at || !isfinite(value)) {
		strbuf_printf(error, _("%.20s is no number that py knows"),
		    *at);
		return false;
	}
	*at = end;
	out->real = true;
	out->value = minus ? -value : value;
	return true;
}

bool
literal_number(const char **at, bool minus, struct literal *out,
    struct strbuf *error)
{
	const char *start = *at;
	bool ok = true;

	*out = (struct literal){ .text = NULL };
	if (start[0] == '0' && (start[1] == 'x' || start[1] == 'X'))
		ok = read_based(at, 16, minus, out, error);
	else if (start[0] == '0' && (start[1] == 'b' || start[1] == 'B'))
		ok = read_based(at, 2, minus, out, error);
	else if (is_real(start))
		ok = read_real(at, minus, out, error);
	else
		read_digits(at, minus, out);
	if (ok && (out->length > LITERAL_DIGITS || literal_is_letter(**at))) {
		strbuf_printf(error, _("%.20s is no number that py knows"),
		    start);
		ok = false;
	}
	if (!ok) {
		free(out->text);
		out->text = NULL;
	}
	return ok;
}

/* ---- strings ------------------------------------------------------------- */

/* COUNT hexadecimal digits at P; -1: there are not so many. */
static long
read_hex(const char *p, int count)
{
	char digits[9];
	char *end;
	long value;

	if (strlen(p) < (size_t)count)
		return -1;
	memcpy(digits, p, (size_t)count);
	digits[count] = '\0';
	if (strspn(digits, "0123456789abcdefABCDEF") != (size_t)count)
		return -1;
	value = strtol(digits, &end, 16);
	return value;
}

static void
put_utf8(long c, struct strbuf *out)
{
	char text[5];

	strbuf_add(out, text, utf8_encode((uint32_t)c, text));
}

/* The escape behind a backslash at P; how long it is, or 0. */
static size_t
read_escape(const char *p, bool bytes, struct strbuf *out)
{
	static const char from[] = "ntr0\\\"'", to[] = "\n\t\r\0\\\"'";
	const char *found;
	int digits = *p == 'x' ? 2 : *p == 'u' ? 4 : *p == 'U' ? 8 : 0;
	long c;

	if (digits == 0) {
		found = *p != '\0' ? strchr(from, *p) : NULL;
		if (found == NULL)
			return 0;
		strbuf_putc(out, to[found - from]);
		return 1;
	}
	c = bytes && digits != 2 ? -1 : read_hex(p + 1, digits);
	if (c < 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	if (bytes)
		strbuf_putc(out, (char)c);
	else
		put_utf8(c, out);
	return 1 + (size_t)digits;
}

/* The text between quotes at *AT; false if it is none. */
static bool
read_quoted(const char **at, bool bytes, struct strbuf *out)
{
	char quote = *(*at)++;
	size_t n;

	while (**at != quote) {
		if (**at == '\0')
			return false;
		if (**at != '\\') {
			strbuf_putc(out, *(*at)++);
			continue;
		}
		n = read_escape(*at + 1, bytes, out);
		if (n == 0)
			return false;
		*at += 1 + n;
	}
	++*at;
	return true;
}

static bool
is_utf8(const struct strbuf *text)
{
	uint32_t code;
	size_t i, n;

	for (i = 0; i < text->length; i += n) {
		n = utf8_decode(text->text + i, text->length - i, &code);
		if (n == 0)
			return false;
	}
	return true;
}

bool
literal_string(const char **at, struct literal *out, struct strbuf *error)
{
	const char *start = *at;
	struct strbuf text = STRBUF_INIT;
	bool bytes = *start == 'b';

	*out = (struct literal){
		.kind = bytes ? LITERAL_BYTES : *start == 'u' ? LITERAL_STR :
		    LITERAL_NATIVE,
	};
	if (out->kind != LITERAL_NATIVE)
		++*at;
	if (!read_quoted(at, bytes, &text) || text.length > LITERAL_MAX ||
	    (!bytes && !is_utf8(&text))) {
		strbuf_printf(error, _("%.20s is no string that py knows: it "
		    "stands between two \" or two ', with \\n \\t \\r \\0 "
		    "\\\\ \\xNN \\uNNNN"), start);
		strbuf_free(&text);
		return false;
	}
	out->length = text.length;
	out->text = text.text != NULL ? strbuf_steal(&text) : xstrdup("");
	return true;
}
