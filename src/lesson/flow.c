/* flow.c - lines of running text joined into one. */
#include "config.h"

#include "lesson/flow.h"

#include <stdint.h>
#include <string.h>

#include "support/strbuf.h"
#include "support/utf8.h"

/* From here on characters are written without blanks between words: CJK
   signs, kana, ideographs; and the full-width forms. */
static bool
is_ideographic(uint32_t code)
{
	return (code >= 0x2e80 && code <= 0xabff) ||
	    (code >= 0xf900 && code <= 0xfaff) ||
	    (code >= 0xfe30 && code <= 0xffef) ||
	    (code >= 0x20000 && code <= 0x3ffff);
}

static bool
is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

bool
flow_tight(const char *text, size_t length, const char *next,
    size_t next_length)
{
	uint32_t before, after;
	size_t start = length;

	while (start > 0 && is_continuation(text[start - 1]))
		start--;
	if (start == 0)
		return false;
	start--;
	return utf8_decode(text + start, length - start, &before) != 0 &&
	    utf8_decode(next, next_length, &after) != 0 &&
	    is_ideographic(before) && is_ideographic(after);
}

void
flow_join(struct strbuf *text, const char *next)
{
	size_t length = strlen(next);

	if (text->length != 0 && length != 0 &&
	    !flow_tight(text->text, text->length, next, length))
		strbuf_putc(text, ' ');
	strbuf_puts(text, next);
}
