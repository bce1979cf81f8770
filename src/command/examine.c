/*
 * examine.c - `x/8gx REF`: memory, as gdb shows it, and what it is.
 *
 *	0x200000000000 <pool 0.0>     0x0000000000000001   ref.count 1
 *	'- address     '- of what     '- 8 bytes a line    '- what they are
 */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "command/examine.h"
#include "command/ref.h"
#include "command/rows.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

#define COUNT_MAX 65536u	/* units at once */
#define LINE_BYTES 8u

struct format {
	uint64_t count;
	unsigned size;		/* of a unit: 1, 2, 4 or 8 */
	char letter;		/* x d u o t c a z s */
};

/* "8gx": a count, a size and a letter, as they come. */
static bool
parse_format(struct console *c, const char *text, struct format *f)
{
	static const char sizes[] = "bhwg", letters[] = "xduotcaz";
	const char *p = text, *found;

	if (isdigit((unsigned char)*p) &&
	    number_parse(p, &p, &f->count) != NUMBER_OK)
		f->count = UINT64_MAX;
	if (f->count == 0 || f->count > COUNT_MAX) {
		console_error(c, _("x/%s: the count is 1 to %u"), text,
		    COUNT_MAX);
		return false;
	}
	for (; *p != '\0'; p++) {
		if ((found = strchr(sizes, *p)) != NULL) {
			f->size = 1u << (found - sizes);
		} else if (strchr(letters, *p) != NULL) {
			f->letter = *p;
		} else {
			console_error(c, _("x/%s: %c is no format; sizes are "
			    "b h w g, formats x d u o t c a z"), text, *p);
			return false;
		}
	}
	return true;
}

static uint64_t
unit_value(const unsigned char *bytes, unsigned size)
{
	uint64_t value = 0;

	while (size-- > 0)
		value = value << 8 | bytes[size];
	return value;
}

static void
print_binary(uint64_t value, unsigned bits, struct strbuf *out)
{
	while (bits-- > 0)
		strbuf_putc(out, (char)('0' + (value >> bits & 1)));
}

static void
print_signed(uint64_t value, unsigned size, int width, struct strbuf *out)
{
	unsigned shift = 64 - 8 * size;
	int64_t number = (int64_t)(value << shift) >> shift;

	strbuf_printf(out, "%*jd", width, (intmax_t)number);
}

static void
print_char(uint64_t value, struct strbuf *out)
{
	if (value >= 0x20 && value < 0x7f)
		strbuf_printf(out, "  '%c' ", (char)value);
	else
		strbuf_printf(out, "\\%03o  ", (unsigned)(value & 0xff));
}

static void
print_unit(uint64_t value, const struct format *f, struct strbuf *out)
{
	static const int decimals[] = { [1] = 4, [2] = 6, [4] = 11, [8] = 20 };

	switch (f->letter) {
	case 'd':
		print_signed(value, f->size, decimals[f->size], out);
		break;
	case 'u':
		strbuf_printf(out, "%*ju", decimals[f->size], value);
		break;
	case 'o':
		strbuf_printf(out, "0%0*jo", (int)(f->size * 8 + 2) / 3,
		    value);
		break;
	case 't':
		print_binary(value, f->size * 8, out);
		break;
	case 'c':
		print_char(value, out);
		break;
	case 'a':
		strbuf_printf(out, "0x%jx", value);
		break;
	default:
		strbuf_printf(out, "0x%0*jx", (int)f->size * 2, value);
		break;
	}
}

/* "<x+8>": what the address is called, as in gdb. */
static void
print_symbol(const struct session *s, uint64_t address,
    struct strbuf *out)
{
	const char *field;
	struct session_block b;
	struct pym_location at;
	uint64_t offset;

	pym_locate(session_heap(s), address, &at);
	offset = at.offset;
	field = at.field != NULL ? at.field : "";
	strbuf_puts(out, "<");
	switch (at.place) {
	case PYM_PLACE_BLOCK:
	case PYM_PLACE_SYSTEM_BLOCK:
		if (session_block_at(s, at.start, &b))
			ref_print(&b, out);
		else
			strbuf_printf(out, "@%u.%u.%u", at.pool.arena,
			    at.pool.pool, at.block);
		break;
	case PYM_PLACE_POOL_HEADER:
	case PYM_PLACE_POOL_TAIL:
	case PYM_PLACE_UNCARVED_POOL:
		strbuf_printf(out, "@%u.%u", at.pool.arena, at.pool.pool);
		offset = address % session_profile(s)->pool_size;
		break;
	case PYM_PLACE_USEDPOOLS:
		strbuf_printf(out, "usedpools[%u].%s", at.szidx, field);
		break;
	case PYM_PLACE_ARENA_OBJECT:
		strbuf_printf(out, "arenas[%u].%s", at.pool.arena, field);
		break;
	case PYM_PLACE_NFP2LASTA:
		strbuf_printf(out, "nfp2lasta[%u]", at.szidx);
		break;
	default:
		strbuf_puts(out, field);
		break;
	}
	if (offset != 0)
		strbuf_printf(out, "+%ju", offset);
	strbuf_puts(out, ">:");
}

/* One line: the units in the N bytes at ADDRESS. */
static void
say_line(struct console *c, uint64_t address, const unsigned char *bytes,
    unsigned n, const struct format *f)
{
	struct strbuf line = STRBUF_INIT, symbol = STRBUF_INIT;
	unsigned i;

	print_symbol(c->session, address, &symbol);
	strbuf_printf(&line, "0x%012jx %-16s", address,
	    strbuf_text(&symbol));
	for (i = 0; i < n; i += f->size) {
		strbuf_putc(&line, ' ');
		print_unit(unit_value(bytes + i, f->size), f, &line);
	}
	annotate(c->session, address, bytes, n, &line);
	console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
	strbuf_free(&symbol);
	strbuf_free(&line);
}

static bool
say_memory(struct console *c, uint64_t address, const struct format *f)
{
	unsigned char bytes[LINE_BYTES];
	uint64_t left = f->count * f->size;
	unsigned n;

	while (left != 0) {
		n = left < LINE_BYTES ? (unsigned)left : LINE_BYTES;
		if (pym_read(session_heap(c->session), address, bytes, n) !=
		    PYM_OK) {
			console_error(c, _("cannot access memory at address "
			    "0x%jx"), address);
			return false;
		}
		say_line(c, address, bytes, n, f);
		address += n;
		left -= n;
	}
	return true;
}

static enum command_status
run_examine(struct console *c, const struct call *call)
{
	struct format f = { .count = 1, .size = 8, .letter = 'x' };
	const char *format = call->suffix, *ref = call->args[0].text;
	uint64_t address;

	if (format == NULL && ref[0] == '/') {
		if (call->nargs != 2)
			return command_usage(c, call->command);
		format = ref + 1;
		ref = call->args[1].text;
	} else if (call->nargs != 1) {
		return command_usage(c, call->command);
	}
	if ((format != NULL && !parse_format(c, format, &f)) ||
	    !ref_address(c, ref, &address))
		return COMMAND_ERROR;
	if (f.letter == 'c' && format != NULL &&
	    strpbrk(format, "bhwg") == NULL)
		f.size = 1;
	return say_memory(c, address, &f) ? COMMAND_OK : COMMAND_ERROR;
}

const struct command command_examine = {
	.verb = "x",
	.usage = "/[COUNT][bhwg][xduotca] REF",
	.summary = N_("shows memory, as gdb does, and what it is"),
	.help = N_("x/8gx x shows 8 words of 8 bytes (g) in hexadecimal (x); "
	    "sizes are b 1, h 2, w 4, g 8.\n"
	    "REF may be a block, @0.3 (a pool), 0x and an address, each with "
	    "+N or -N: x/6gx @0.0, x/2gx x+8."),
	.group = COMMAND_GROUP_LOOK,
	.flags = COMMAND_SUFFIX | COMMAND_IS_NAME,
	.min = 1, .max = 2,
	.arguments = { ARGUMENT_REF },
	.run = run_examine,
};
