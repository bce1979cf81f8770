/* typist.c - somebody who types at random. */
#include "config.h"

#include "tests/typist.h"

#include <stdio.h>

#include "support/strbuf.h"
#include "tests/vt.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SOME(t, array) ((array)[below((t), COUNT(array))])

static uint32_t
below(struct typist *t, uint32_t n)
{
	uint64_t x = t->chance += 0x9e3779b97f4a7c15u;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)(((x ^ (x >> 31)) >> 32) * n >> 32);
}

uint32_t
typist_below(struct typist *t, uint32_t n)
{
	return below(t, n);
}

/* ---- what is typed ---------------------------------------------------- */

/* %r a reference, %n a name, %s a size, %c a count, %m a moment, %f a file,
   %e an event, %t a trace, %p a profile. */
static const char *const commands[] = {
	"%n = alloc %s", "%n = alloc %s", "alloc %s * %c", "%n = alloc %s * %c",
	"%n = calloc %c %s", "%n = realloc %r %s", "realloc %r %s",
	"free %r", "free %r", "free %r", "free %r %r", "write %r \"AAAA\"",
	"write %r+%c 0x41 * %c", "free! %r", "write! %r+%c %c * %c",
	"overrun %r %c", "random %c%c", "random %c%c seed %c sizes 1..%s",
	"random %c%c0 free 70%%", "py %n = [1000, 2.5, \"ab\"]",
	"py %n = {\"k\": (1, 2), 3: {4}}", "py del %n", "py %n.append(%c)",
	"info arenas", "info pools", "info pool %c.%c", "info freeblock 0.%c",
	"info usedpools", "info classes", "info block %r", "info names",
	"info system", "info pins", "info sites", "info diff %m %m",
	"info objects", "info freelists", "info address %r", "x/%cgx %r",
	"x/%cbx %r", "print pool 0.%c", "stats", "stats --all",
	"stats --over-time", "check", "dump json", "explain", "try alloc %s",
	"try free %r", "threads 2", "threads 2 nolock", "threads off",
	"1: %n = alloc %s", "2: free %r", "1: step", "2: next", "peek",
	"poll %c %c", "next", "next %c", "back", "back %c", "step", "step %c",
	"back-step", "back-step %c", "undo", "undo %c", "redo", "continue",
	"continue back", "goto %m", "goto %m", "goto fork", "find", "find back",
	"find %e", "find %e %r", "find size %s", "find class %c", "catch %e",
	"catch %e if size > %s", "catch", "delete", "delete %c", "history %r",
	"mark %n", "marks", "futures", "fork", "compare", "compare future %c",
	"source %f", "save %f", "save %f.trace", "replay %t", "replay %t %p",
	"replay %f.trace", "reset", "reset %p", "set limit %c",
	"set check on", "set check off", "set pictures off", "set pictures on",
	"set predict on", "set predict off", "set mallocstats on",
	"set mallocstats off", "set profile %p", "set theme monochrome",
	"set theme default", "set cells large", "set cells normal", "show",
	"show profile", "help", "help free", "lesson", "lesson %c", "lesson %c",
	"", "", "1", "2", "3", "yes", "no", "hint", "skip", "0", "126",
};
static const char *const references[] = {
	"a", "b", "xs", "xs[%c]", "xs[::2]", "xs[%c:]", "$", "$%c", "@0.0.%c",
	"@0.%c.%c", "@%c.0.0", "0x200000000030", "0x100000000000", "a+8",
};
static const char *const names[] = { "a", "b", "c", "xs", "l\303\244nge" };
static const char *const moments[] = {
	"0", "1", "%c", "%c", "%c%c", "37%%", "peak", "end", "a", "future %c",
	"99999999",
};
static const char *const sizes[] = {
	"1", "8", "28", "28", "64", "100", "512", "513", "4K", "0", "1M", "0x1c",
	"-1", "18446744073709551615", "%c",
};
static const char *const events[] = {
	"pool-full", "pool-empty", "arena-new", "arena-free", "alloc", "free",
	"realloc", "write", "touch",
};
static const char *const traces[] = {
	"classic", "tiny", "cpython-3.13", "cpython-2.4", "cpython-3.9-debug",
};
static const char *const profiles[] = {
	"tiny", "classic", "cpython-2.4", "cpython-2.7", "cpython-3.9",
	"cpython-3.13", "cpython-3.11,debug=on", "tiny,align=16", "nonsense",
};

static void compose(struct typist *t, struct strbuf *b, const char *form);

static void
compose_one(struct typist *t, struct strbuf *b, char what)
{
	switch (what) {
	case 'r': compose(t, b, SOME(t, references)); break;
	case 'n': compose(t, b, SOME(t, names)); break;
	case 's': compose(t, b, SOME(t, sizes)); break;
	case 'm': compose(t, b, SOME(t, moments)); break;
	case 'e': compose(t, b, SOME(t, events)); break;
	case 'p': compose(t, b, SOME(t, profiles)); break;
	case 'f': strbuf_puts(b, below(t, 4) ? "saved" : "/no/such"); break;
	case 't':
		strbuf_printf(b, "%s/%s.trace.zst", t->recordings,
		    SOME(t, traces));
		break;
	case 'c': strbuf_printf(b, "%u", below(t, below(t, 8) ? 10 : 99)); break;
	default: strbuf_puts(b, "%"); break;
	}
}

static void
compose(struct typist *t, struct strbuf *b, const char *form)
{
	for (; *form != '\0'; form++) {
		if (*form == '%')
			compose_one(t, b, *++form);
		else
			strbuf_printf(b, "%c", *form);
	}
}

/* Keys; of letters all but those that begin `quit'. */
static const char *const keys[] = {
	"\033[A", "\033[B", "\033[C", "\033[D", "\033[5~", "\033[6~", "\033[H",
	"\033[F", "\033OP", "\033", "\t", "\t", "\r", "\r", "\033[Z", "\177",
	"\001", "\002", "\003", "\005", "\006", "\007", "\010", "\013", "\014",
	"\016", "\017", "\020", "\022", "\023", "\024", "\025", "\026", "\027",
	"\031", "\032", "\033[1;5C", "\033[15~", "\033[200~", "\033[201~",
	"\033b", "\033.", "\033?", "\033", "n", "b", "s", "S", "u", "r", "e",
	"g", "G", "O", "[", "]", "{", "}", "o", "t", "a", "l", ":", "?", ".",
	"p", "+", "-", " ", "/", "1", "9", "\033[<64;10;10M", "\033[<65;10;10M",
	"\303\251", "\346\274\242", "\377", "\300\200", "\033[", "\033]0;x\007",
};

static void
print_typed(const struct typist *t, const char *text)
{
	if (!t->printed)
		return;
	printf("# types \"");
	for (; *text != '\0'; text++)
		printf(*text >= ' ' && *text < 127 && *text != '"' ? "%c" :
		    "\\%03o", (unsigned char)*text);
	printf("\"\n");
}

static void
type(struct typist *t, const char *text)
{
	print_typed(t, text);
	vt_send(t->vt, text);
}

static void
type_command(struct typist *t)
{
	struct strbuf b = { 0 };

	compose(t, &b, SOME(t, commands));
	if (below(t, 12) == 0)
		strbuf_truncate(&b, below(t, (uint32_t)b.length + 1));
	while (below(t, 10) == 0) {
		strbuf_puts(&b, "; ");
		compose(t, &b, SOME(t, commands));
	}
	strbuf_puts(&b, "\r");
	type(t, strbuf_text(&b));
	strbuf_free(&b);
}

static void
paste(struct typist *t)
{
	type(t, "\033[200~");
	for (uint32_t i = below(t, 4); i > 0; i--)
		type_command(t);
	type(t, "\033[201~");
}

static void
resize(struct typist *t, int rows, int cols)
{
	if (t->printed)
		printf("# resizes to %dx%d\n", rows, cols);
	vt_resize(t->vt, rows, cols);
}

void
typist_acts(struct typist *t)
{
	uint32_t what = below(t, 100);

	if (what < 40)
		type_command(t);
	else if (what < 88)
		type(t, SOME(t, keys));
	else if (what < 93)
		vt_click(t->vt, (int)below(t, 24), (int)below(t, 80));
	else if (what < 95)
		paste(t);
	else
		resize(t, 1 + (int)below(t, below(t, 3) ? 30 : 70),
		    1 + (int)below(t, below(t, 3) ? 120 : 250));
}

const char *
typist_trace(struct typist *t)
{
	return SOME(t, traces);
}
