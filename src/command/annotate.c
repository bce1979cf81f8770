/* annotate.c - what the bytes are that `x` shows. */
#include "config.h"

#include <string.h>

#include "command/examine.h"
#include "core/debug.h"
#include "session/explain.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

static uint64_t
read_word(const unsigned char *bytes, unsigned n)
{
	uint64_t value = 0;

	while (n-- > 0)
		value = value << 8 | bytes[n];
	return value;
}

/* Whether the imaginary pool header is meant that a pair of usedpools ends. */
static bool
is_imaginary(const struct session *s, uint64_t to, uint32_t *szidx)
{
	struct pym_location at;

	pym_locate(session_heap(s), to + 16, &at);
	*szidx = at.szidx;
	return at.place == PYM_PLACE_USEDPOOLS && at.offset == 0 &&
	    to + 16 == pym_usedpools_address(session_heap(s), at.szidx);
}

/* Where a pointer leads, in short. */
static void
print_pointer(const struct session *s, uint64_t to, struct strbuf *out)
{
	uint32_t szidx;

	if (to != 0)
		strbuf_puts(out, "-> ");
	if (is_imaginary(s, to, &szidx))
		strbuf_printf(out, _("2 words before usedpools[%u]"), szidx);
	else
		explain_place(s, to, out);
}

/* The fields of a structure, each with its value. */
static void
print_fields(const struct session *s, uint64_t address,
    const unsigned char *bytes, unsigned n, struct strbuf *out)
{
	const char *separator = "   ";
	struct pym_location at;
	unsigned i, size;

	for (i = 0; i < n; i += size) {
		pym_locate(session_heap(s), address + i, &at);
		size = at.pointer && n - i >= 8 ? 8 : n - i >= 4 ? 4 : n - i;
		if (at.field == NULL || at.offset != 0)
			continue;
		strbuf_printf(out, "%s%s ", separator, at.field);
		separator = ", ";
		if (at.pointer && size == 8)
			print_pointer(s, read_word(bytes + i, 8), out);
		else
			explain_number(at.field, read_word(bytes + i, size),
			    out);
		if (at.place == PYM_PLACE_POOL_HEADER &&
		    explain_is_stale(s, at.pool, at.field))
			strbuf_puts(out, _(" (stale)"));
	}
}

static void
print_text(const unsigned char *bytes, unsigned n, struct strbuf *out)
{
	unsigned i, printable = 0;

	for (i = 0; i < n; i++)
		printable += bytes[i] >= 0x20 && bytes[i] < 0x7f;
	if (printable * 2 < n)
		return;
	strbuf_puts(out, "   \"");
	for (i = 0; i < n; i++)
		strbuf_putc(out, bytes[i] >= 0x20 && bytes[i] < 0x7f ?
		    (char)bytes[i] : '.');
	strbuf_putc(out, '"');
}

/* What debug hooks put at N bytes from ADDRESS on; false: they hold data, or
   nothing. */
static bool
print_frame(const struct session *s, const struct session_block *b,
    uint64_t address, unsigned n, struct strbuf *out)
{
	struct pym_debug hooks = pym_debug_of(session_profile(s));
	uint64_t start = b->address - PYM_DEBUG_FRONT;
	uint64_t tail = b->address + b->size, end = tail + PYM_DEBUG_PAD;

	if (address < start + 8)
		strbuf_puts(out, _("   debug: the size, highest byte first"));
	else if (address < b->address)
		strbuf_puts(out, _("   debug: the letter, forbidden bytes"));
	else if (address + n <= tail || address >= start + b->size +
	    hooks.extra)
		return false;
	else if (address < tail)
		strbuf_puts(out, _("   data, then debug: forbidden bytes"));
	else
		strbuf_puts(out, address < end ?
		    _("   debug: forbidden bytes") :
		    _("   debug: the serial number"));
	return true;
}

static void
print_block(const struct session *s, const struct pym_location *at,
    const unsigned char *bytes, unsigned n, struct strbuf *out)
{
	struct session_block b;

	if (at->state == PYM_BLOCK_ALLOCATED) {
		if (session_profile(s)->debug &&
		    session_block_at(s, at->start, &b) &&
		    print_frame(s, &b, at->start + at->offset, n, out))
			return;
		if (session_block_at(s, at->start, &b) &&
		    at->start + at->offset >= b.address + b.size)
			strbuf_puts(out, _("   not asked for"));
		else
			print_text(bytes, n, out);
	} else if (at->state == PYM_BLOCK_UNCARVED) {
		strbuf_puts(out, _("   not carved yet"));
	} else if (at->offset == 0 && n == 8) {
		strbuf_puts(out, _("   free, next: "));
		print_pointer(s, read_word(bytes, 8), out);
	} else {
		strbuf_puts(out, _("   free, left as it was"));
	}
}

void
annotate(const struct session *s, uint64_t address,
    const unsigned char *bytes, unsigned n, struct strbuf *out)
{
	struct pym_location at;

	pym_locate(session_heap(s), address, &at);
	switch (at.place) {
	case PYM_PLACE_BLOCK:
		print_block(s, &at, bytes, n, out);
		break;
	case PYM_PLACE_SYSTEM_BLOCK:
		print_text(bytes, n, out);
		break;
	case PYM_PLACE_POOL_TAIL:
		strbuf_puts(out, _("   lost to quantization"));
		break;
	case PYM_PLACE_UNCARVED_POOL:
		strbuf_puts(out, _("   not carved yet"));
		break;
	case PYM_PLACE_ARENA:
		strbuf_puts(out, _("   lost to alignment"));
		break;
	default:
		print_fields(s, address, bytes, n, out);
		break;
	}
}
