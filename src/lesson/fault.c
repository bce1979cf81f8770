/* fault.c - what is wrong in a lesson's file. */
#include "config.h"

#include "lesson/fault.h"

#include <stdarg.h>

#include "support/strbuf.h"
#include "support/utf8.h"

void
fault_say(struct faults *f, unsigned line, const char *format, ...)
{
	struct strbuf raw = STRBUF_INIT, shown = STRBUF_INIT;
	va_list arguments;

	f->count++;
	if (f->fn == NULL)
		return;
	va_start(arguments, format);
	strbuf_vprintf(&raw, format, arguments);
	va_end(arguments);
	utf8_show(&shown, strbuf_text(&raw), raw.length);
	f->fn(f->ctx, f->path, line, strbuf_text(&shown));
	strbuf_free(&raw);
	strbuf_free(&shown);
}
