/* statements.c - statements of Python, drawn. */
#include "config.h"

#include "statements.h"

#include <stdio.h>
#include <string.h>

#define NAMES	"abdeghijx"	/* of variables */
#define DEPTH	3
#define NESTED	120	/* lists within each other */

static unsigned
draw(struct drawing *d, unsigned below)
{
	d->seed ^= d->seed << 13;
	d->seed ^= d->seed >> 7;
	d->seed ^= d->seed << 17;
	return (unsigned)((d->seed >> 11) % below);
}

static void
both(struct drawing *d, const char *text)
{
	strbuf_puts(&d->ours, text);
	strbuf_puts(&d->theirs, text);
}

/* ---- literals ------------------------------------------------------------ */

static void
literal(struct drawing *d, char kind, const char *text, size_t length)
{
	size_t i;

	strbuf_printf(&d->theirs, "k(%u)", d->count);
	strbuf_printf(&d->literals, "#k %u %c ", d->count++, kind);
	for (i = 0; i < length; i++) {
		if (kind == 'i' || kind == 'f')
			strbuf_putc(&d->literals, text[i]);
		else
			strbuf_printf(&d->literals, "%02x",
			    (unsigned char)text[i]);
	}
	strbuf_putc(&d->literals, '\n');
}

static void
put_int(struct drawing *d)
{
	static const unsigned digits[] = { 1, 2, 3, 3, 4, 5, 9, 10, 12, 18,
	    19, 20, 28, 40, 100 };
	unsigned n = digits[draw(d, sizeof digits / sizeof digits[0])];
	struct strbuf text = STRBUF_INIT;

	if (draw(d, 6) == 0)
		strbuf_putc(&text, '-');
	strbuf_putc(&text, (char)('1' + draw(d, 9)));
	while (--n > 0)
		strbuf_putc(&text, (char)('0' + draw(d, 10)));
	strbuf_puts(&d->ours, strbuf_text(&text));
	literal(d, 'i', strbuf_text(&text), text.length);
	strbuf_free(&text);
}

static void
put_float(struct drawing *d)
{
	char text[64];

	snprintf(text, sizeof text, "%u.%u", draw(d, 100), draw(d, 1000));
	strbuf_puts(&d->ours, text);
	literal(d, 'f', text, strlen(text));
}

static void
put_text(struct drawing *d)
{
	static const char *const letters[] = { "a", "a", "a", "é", "€",
	    "𝄞" };
	static const unsigned lengths[] = { 0, 1, 2, 5, 7, 8, 9, 20, 60,
	    200, 600 };
	const char *odd = letters[draw(d, 6)];
	unsigned n = lengths[draw(d, sizeof lengths / sizeof lengths[0])];
	unsigned kind = draw(d, 3);
	struct strbuf text = STRBUF_INIT;

	if (kind == 1)
		odd = "a";
	while (n-- > 0)
		strbuf_puts(&text, draw(d, 5) == 0 ? odd : "b");
	strbuf_printf(&d->ours, "%s\"%s\"", kind == 0 ? "u" : kind == 1 ?
	    "b" : "", strbuf_text(&text));
	literal(d, kind == 1 || (kind == 2 && d->old) ? 'b' : 's',
	    strbuf_text(&text), text.length);
	strbuf_free(&text);
}

/* Keys come from a few, so that the same one comes again. */
static void
put_key(struct drawing *d, unsigned kind)
{
	char text[32];

	switch (kind) {
	case 0:
		snprintf(text, sizeof text, "key%u", draw(d, 40));
		strbuf_printf(&d->ours, "\"%s\"", text);
		literal(d, d->old ? 'b' : 's', text, strlen(text));
		break;
	case 1:
		snprintf(text, sizeof text, "%u", 240 + draw(d, 90));
		strbuf_puts(&d->ours, text);
		literal(d, 'i', text, strlen(text));
		break;
	case 2:
		snprintf(text, sizeof text, "%u.%u", draw(d, 8),
		    25 * draw(d, 4));
		strbuf_puts(&d->ours, text);
		literal(d, 'f', text, strlen(text));
		break;
	default:
		both(d, "(");
		put_key(d, 1 + draw(d, 2));
		both(d, ", ");
		put_key(d, 1 + draw(d, 2));
		both(d, ")");
		break;
	}
}

/* ---- expressions --------------------------------------------------------- */

static void put_value(struct drawing *d, unsigned depth);

static unsigned
draw_length(struct drawing *d, unsigned depth)
{
	static const unsigned most[] = { 4, 8, 45 };

	return draw(d, most[depth > 2 ? 0 : 2 - depth]);
}

static void
put_items(struct drawing *d, unsigned depth, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			both(d, ", ");
		put_value(d, depth + 1);
	}
}

static void
put_pairs(struct drawing *d, unsigned depth, unsigned n)
{
	unsigned kind = draw(d, 5), i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			both(d, ", ");
		put_key(d, kind == 4 ? draw(d, 4) : kind);
		both(d, ": ");
		put_value(d, depth + 1);
	}
}

static void
put_members(struct drawing *d, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			both(d, ", ");
		put_key(d, 1 + draw(d, 3));
	}
}

static void
put_name(struct drawing *d)
{
	char name[2] = { NAMES[draw(d, sizeof NAMES - 1)], '\0' };

	both(d, name);
}

static void
put_container(struct drawing *d, unsigned depth)
{
	unsigned n = draw_length(d, depth);

	switch (draw(d, 4)) {
	case 0:
		if (n == 0) {
			strbuf_puts(&d->ours, "()");
			strbuf_puts(&d->theirs, "E");
			break;
		}
		both(d, "(");
		put_items(d, depth, n);
		both(d, n == 1 ? ",)" : ")");
		break;
	case 1:
		both(d, "[");
		put_items(d, depth, n);
		both(d, "]");
		break;
	case 2:
		both(d, "{");
		put_pairs(d, depth, n);
		both(d, "}");
		break;
	default:
		both(d, n == 0 ? "set(" : "{");
		put_members(d, n);
		both(d, n == 0 ? ")" : "}");
		break;
	}
}

static void
put_value(struct drawing *d, unsigned depth)
{
	unsigned which;

	switch (draw(d, 11)) {
	case 10:
		both(d, draw(d, 3) != 0 ? "C()" : "[C(), C()]");
		break;
	case 0:
	case 1:
		put_int(d);
		break;
	case 2:
	case 3:
		put_float(d);
		break;
	case 4:
	case 5:
		put_text(d);
		break;
	case 6:
		/* No constants of Python's: it would fold their tuples. */
		which = draw(d, 2);
		strbuf_puts(&d->ours, which == 0 ? "None" : "True");
		strbuf_puts(&d->theirs, which == 0 ? "N" : "T");
		break;
	case 7:
		put_name(d);
		break;
	default:
		if (depth < DEPTH)
			put_container(d, depth);
		else
			put_int(d);
		break;
	}
}

/* ---- statements ---------------------------------------------------------- */

static void
put_index(struct drawing *d)
{
	char text[16];

	snprintf(text, sizeof text, "[%d]", (int)draw(d, 6) - 2);
	both(d, text);
}

/* NAME.METHOD(...) */
static void
put_call(struct drawing *d)
{
	static const char *const methods[] = { ".append(", ".append(",
	    ".append(", ".pop(", ".insert(", ".extend(", ".update(",
	    ".setdefault(", ".get(", ".pop(", ".add(", ".discard(" };
	unsigned which = draw(d, 12);
	char text[16];

	put_name(d);
	both(d, methods[which]);
	if (which >= 6 && which != 6)
		put_key(d, which >= 10 ? 1 + draw(d, 3) : draw(d, 4));
	if (which == 4) {
		snprintf(text, sizeof text, "%u, ", draw(d, 4));
		both(d, text);
	}
	if (which == 6 || which == 5) {
		put_value(d, 1);
	} else if (which < 3 || which == 4) {
		put_value(d, 1);
	} else if (which >= 7 && which <= 9) {
		both(d, ", ");
		put_value(d, 2);
	}
	both(d, ")");
}

/* NAME.p = ..., of one that is an instance, perhaps. */
static void
put_attribute(struct drawing *d)
{
	static const char *const names[] = { ".p", ".q", ".r", ".s", ".t",
	    ".u", ".v" };
	bool reads = draw(d, 5) == 0;

	put_name(d);
	both(d, names[draw(d, draw(d, 2) == 0 ? 7 : 2)]);
	if (reads)
		return;
	both(d, " = ");
	put_value(d, 1);
}

void
put_statement(struct drawing *d)
{
	switch (draw(d, 13)) {
	case 0:
	case 1:
	case 2:
		put_name(d);
		both(d, " = ");
		put_value(d, draw(d, 2));
		break;
	case 12:
		put_attribute(d);
		break;
	case 3:
		put_name(d);
		both(d, " = ");
		put_container(d, 0);
		break;
	case 4:
		both(d, "del ");
		put_name(d);
		break;
	case 5:
		both(d, draw(d, 3) == 0 ? "del " : "");
		put_name(d);
		put_index(d);
		break;
	case 6:
		put_name(d);
		both(d, "[");
		put_key(d, draw(d, 4));
		both(d, "] = ");
		put_value(d, 1);
		break;
	case 7:
		both(d, "del ");
		put_name(d);
		both(d, "[");
		put_key(d, draw(d, 4));
		both(d, "]");
		break;
	default:
		put_call(d);
		break;
	}
}

/* The oracle's class is there already. */
void
put_class(struct drawing *d)
{
	strbuf_puts(&d->ours, "class C: pass");
	strbuf_puts(&d->theirs, "pass");
}

/* ---- more than free lists take ------------------------------------------- */

static void
put_tuple_of(struct drawing *d, unsigned length)
{
	both(d, "(");
	while (length-- > 0) {
		strbuf_puts(&d->ours, "None, ");
		strbuf_puts(&d->theirs, "N, ");
	}
	both(d, ")");
}

static void
put_many_float(struct drawing *d)
{
	strbuf_puts(&d->ours, "0.5");
	literal(d, 'f', "0.5", 3);
}

static void
put_many_int(struct drawing *d)
{
	strbuf_puts(&d->ours, "1000");
	literal(d, 'i', "1000", 4);
}

static void
put_many_list(struct drawing *d)
{
	both(d, "[]");
}

static void
put_many_dict(struct drawing *d)
{
	both(d, "{}");
}

static void
put_many_keys(struct drawing *d)
{
	both(d, "{");
	put_key(d, 0);
	both(d, ": 5}");
}

static void
put_many_set(struct drawing *d)
{
	both(d, "{7}");
}

static void
put_many_text(struct drawing *d)
{
	strbuf_puts(&d->ours, "u\"abc\"");
	literal(d, 's', "abc", 3);
}

static void
put_many_tuple(struct drawing *d)
{
	put_tuple_of(d, 1);
}

static void
put_long_tuple(struct drawing *d)
{
	put_tuple_of(d, 19 + draw(d, 3));
}

static const struct {
	void (*put)(struct drawing *d);
	unsigned count;
} crowds[] = {
	{ put_many_float, 110 }, { put_many_int, 110 },
	{ put_many_list, 90 }, { put_many_dict, 90 },
	{ put_many_keys, 90 }, { put_many_set, 90 },
	{ put_many_text, 1030 }, { put_many_tuple, 2010 },
	{ put_long_tuple, 30 },
};

#define CROWDS (sizeof crowds / sizeof crowds[0])

/* Then lists within each other, deeper than CPython ends them at once. */
static bool
put_nested(struct drawing *d, unsigned i)
{
	if (i > NESTED)
		return false;
	both(d, i == 0 ? "x = []" : i < NESTED ? "x = [x]" : "del x");
	return true;
}

/* Statement I of that kind; false: there are no more. */
bool
put_crowd(struct drawing *d, unsigned i)
{
	unsigned which = i / 4, n;

	if (which >= CROWDS)
		return put_nested(d, i - 4 * CROWDS);
	if (i % 2 != 0) {
		both(d, "del x");
		return true;
	}
	both(d, "x = [");
	for (n = 0; n < crowds[which].count; n++) {
		crowds[which].put(d);
		both(d, ", ");
	}
	both(d, "]");
	return true;
}
