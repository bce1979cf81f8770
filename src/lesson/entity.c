/* entity.c - character entities of Markdown. */
#include "config.h"

#include "lesson/entity.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/strbuf.h"
#include "support/utf8.h"

/* Those that people write; the Markdown of a lesson is UTF-8 for the rest. */
static const struct {
	const char *name;
	const char *text;
} named[] = {
	{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" },
	{ "&quot;", "\"" }, { "&apos;", "'" }, { "&nbsp;", "\xc2\xa0" },
	{ "&ndash;", "\xe2\x80\x93" }, { "&mdash;", "\xe2\x80\x94" },
	{ "&times;", "\xc3\x97" }, { "&rarr;", "\xe2\x86\x92" },
};

/* The code of "&#...;", 0 if it is none. */
static uint32_t
numbered(const char *entity, size_t length)
{
	char digits[12];
	int base = entity[2] == 'x' || entity[2] == 'X' ? 16 : 10;
	size_t start = base == 16 ? 3 : 2;
	unsigned long code;

	if (length - start > sizeof digits)
		return 0;
	memcpy(digits, entity + start, length - start - 1);
	digits[length - start - 1] = '\0';
	code = strtoul(digits, NULL, base);
	return code < 0x20 || code == 0x7f || code > 0x10ffff ? 0 :
	    (uint32_t)code;
}

void
entity_add(struct strbuf *out, const char *entity, size_t length)
{
	char bytes[5];
	uint32_t code;
	size_t i;

	if (length > 3 && entity[1] == '#') {
		code = numbered(entity, length);
		if (code != 0 && utf8_encode(code, bytes) != 0) {
			strbuf_puts(out, bytes);
			return;
		}
	}
	for (i = 0; i < sizeof named / sizeof named[0]; i++) {
		if (strlen(named[i].name) == length &&
		    memcmp(named[i].name, entity, length) == 0) {
			strbuf_puts(out, named[i].text);
			return;
		}
	}
	strbuf_add(out, entity, length);
}
