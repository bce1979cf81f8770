/*
 * broken_test.c - a heap broken on purpose, as a user sees it: what is said,
 * two names at one address, every pane drawn, and the way back.
 */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "session/dump.h"
#include "tests/view_screen.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
add_text(void *ctx, const char *text, size_t n)
{
	strbuf_add(ctx, text, n);
}

static void
dumped(struct session *s, struct strbuf *out)
{
	strbuf_clear(out);
	dump_json(s, add_text, out);
}

/* ---- what is said ------------------------------------------------------- */

struct talk {
	struct session *session;
	struct console console;
	struct strbuf said;
};

static void
keep(void *ctx, enum console_style style, const char *text)
{
	struct talk *t = ctx;

	(void)style;
	strbuf_printf(&t->said, "%s\n", text);
}

static void
begin(struct talk *t, const char *spec)
{
	const struct console_hooks hooks = { .line = keep, .ctx = t };
	struct pym_profile p;
	char error[100];

	*t = (struct talk){ .said = STRBUF_INIT };
	assert_int_equal(pym_profile_parse(spec, &p, error, sizeof error),
	    PYM_OK);
	t->session = session_new(&p, 0);
	console_init(&t->console, t->session, &hooks, CONSOLE_SCRIPT);
}

static void
end(struct talk *t)
{
	console_end(&t->console);
	session_free(t->session);
	strbuf_free(&t->said);
}

/* Runs LINES; what the last of them answered. */
static const char *
say(struct talk *t, const char *lines)
{
	char line[200];
	size_t n;

	while (*lines != '\0') {
		n = strcspn(lines, "\n");
		snprintf(line, sizeof line, "%.*s", (int)n, lines);
		strbuf_clear(&t->said);
		command_run(&t->console, line);
		lines += n + (lines[n] == '\n');
	}
	return strbuf_text(&t->said);
}

static void
says(struct talk *t, const char *lines, const char *words)
{
	const char *said = say(t, lines);

	if (strstr(said, words) == NULL)
		fail_msg("`%s' does not say \"%s\" but:\n%s", lines, words,
		    said);
}

#define THREE "a = alloc 28\nb = alloc 28\nc = alloc 28\n"

static void
a_double_free_is_told(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "classic");
	says(&t, THREE "free a\nfree a", "a was freed");
	says(&t, "free! a", "CPython would not notice: the chain of pool 0.0 "
	    "is now 0 -> 0 -> ..., and the next two requests get the same "
	    "block; ref.count is 1, but 3 carved blocks are not in the "
	    "chain");
	says(&t, "check", "never ends");
	says(&t, "info pool 0.0", "blocks 0 -> 0 -> ...");
	says(&t, "info freeblock 0.0", "then block 0 again");
	says(&t, "x = alloc 28\ny = alloc 28", "handed out twice: x is "
	    "there, too");
	says(&t, "info block x", "handed out twice: it is y, too");
	says(&t, "info block y", "handed out twice: it is x, too");
	says(&t, "write y \"hello\"\nx/1xb x", "0x68");
	says(&t, "back\nback\nback\nback\ncheck", "every invariant holds");
	says(&t, "explain", "free a");
	end(&t);
}

static void
an_arena_goes_with_what_lives(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "classic");
	says(&t, "a = alloc 28\nb = alloc 28\nfree a\nfree! a", "ref.count "
	    "fell to 0, and the whole arena was given back");
	says(&t, "write b 1", "CPython would crash here: it writes to "
	    "0x200000000050");
	says(&t, "free b", "CPython would crash here: it reads 0x20");
	says(&t, "write! 0x4141 1", "CPython would crash here: it writes to "
	    "0x4141");
	end(&t);
}

static void
a_use_after_free_is_told(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "cpython-3.11");
	says(&t, THREE "free b\nwrite! b 0x41 * 8", "the program wrote over "
	    "the link in block 1; the chain of pool 0.0 is now 1 -> "
	    "0x4141414141414141, and what is at 0x4141414141414141 will be "
	    "taken for a block");
	says(&t, "x = alloc 28\nalloc 28", "CPython would crash here: it "
	    "reads 0x4141414141414141");
	says(&t, "try alloc 28", "CPython would crash here: it reads "
	    "0x4141414141414141");
	says(&t, "x = alloc 20", "x lives");
	assert_int_equal(session_event(t.session), 6);
	says(&t, "undo\nundo\nalloc 28\nalloc 28\ncheck",
	    "every invariant holds");
	end(&t);
}

static void
an_overrun_is_told(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "classic");
	says(&t, THREE "overrun a 3", "unused ones of the block of a");
	says(&t, "overrun a 8", "of a and of b");
	says(&t, "free b\noverrun a 12", "the chain of pool 0.0 is now 1 -> "
	    "0x4141414141414141");
	says(&t, "free! c+8", "0x200000000078");
	says(&t, "free! 0x1234567", "CPython would crash here: it reads "
	    "0x1234020");
	says(&t, "back 4\nbig = alloc 600\noverrun big 1",
	    "these bytes are not pymalloc's");
	says(&t, "free big\nfree! big", "the C library stops the program");
	says(&t, "free! c", "c is free again");
	end(&t);
}

static void
a_broken_heap_is_saved(void **state)
{
	struct strbuf before = STRBUF_INIT, after = STRBUF_INIT;
	char line[300];
	struct talk t;

	(void)state;
	begin(&t, "cpython-3.8");
	say(&t, THREE "free a\nfree! a\nfree! b+8\nwrite! b 1 2 3\n"
	    "x = alloc 28\ny = alloc 28\noverrun c 3");
	dumped(t.session, &before);
	snprintf(line, sizeof line, "save broken.tmp.%d", (int)getpid());
	say(&t, line);
	snprintf(line, sizeof line, "reset\nsource broken.tmp.%d",
	    (int)getpid());
	say(&t, line);
	dumped(t.session, &after);
	assert_string_equal(strbuf_text(&before), strbuf_text(&after));
	snprintf(line, sizeof line, "broken.tmp.%d", (int)getpid());
	remove(line);
	strbuf_free(&before);
	strbuf_free(&after);
	end(&t);
}

static void
debug_hooks_find_it(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "cpython-3.11,debug=on");
	says(&t, THREE "explain", "the debug hooks of API 'o' make 52 bytes "
	    "of 28 bytes");
	says(&t, "x/2gx @0.0.0", "0x1c00000000000000");
	says(&t, "info block b", "debug hooks: from 0x200000000070");
	says(&t, "overrun b 3", "the debug hooks will find that");
	says(&t, "free b", "bad trailing pad byte");
	says(&t, "free b", "CPython stops the program here: its debug hooks "
	    "find the block at 0x200000000080 damaged");
	assert_int_equal(session_event(t.session), 4);
	says(&t, "back\nfree @0.0.1", "b is free again");
	says(&t, "explain", "filled with the byte 0xdd");
	says(&t, "free! b", "The 8 pad bytes at tail=");
	says(&t, "try free! b", "CPython would crash here: it reads");
	says(&t, "big = alloc 600", "0x300000000040");
	says(&t, "free big\ncheck", "every invariant holds");
	says(&t, "z = alloc 0", "24 bytes of the debug hooks");
	end(&t);
}

static size_t
times(const char *text, const char *word)
{
	size_t n = 0;

	for (; (text = strstr(text, word)) != NULL; text++)
		n++;
	return n;
}

static void
reports_come_before_arenas(void **state)
{
	struct talk t;
	const char *said;

	(void)state;
	begin(&t, "tiny");
	says(&t, "show mallocstats", "off");
	said = say(&t, "set mallocstats on\nalloc 60");
	assert_int_equal(times(said, "Small block threshold"), 1);
	assert_non_null(strstr(said, "0 arenas * 4096 bytes/arena"));
	said = say(&t, "alloc 60");
	assert_int_equal(times(said, "Small block"), 0);
	said = say(&t, "xs = alloc 60 * 150");
	assert_int_equal(times(said, "Small block"), 2);
	assert_non_null(strstr(said, "2 arenas * 4096 bytes/arena"));
	said = say(&t, "back 3\ntry alloc 60 * 1\nnext");
	assert_int_equal(times(said, "Small block"), 0);
	strbuf_clear(&t.said);
	console_finish(&t.console);
	assert_int_equal(times(strbuf_text(&t.said), "Small block"), 1);
	end(&t);
}

static void
the_screen_says_so(void **state)
{
	struct screen s;

	(void)state;
	screen_open(&s, "classic");
	screen_do(&s, THREE "free a");
	assert_null(strstr(screen_text(&s, 24, 80, GLYPHS_ASCII),
	    "DAMAGED"));
	screen_do(&s, "free! a");
	screen_text(&s, 24, 80, GLYPHS_ASCII);
	assert_true(screen_has(&s, "event 5 of 5  DAMAGED"));
	assert_true(screen_has(&s, "-> 0 -> ..."));
	screen_do(&s, "x = alloc 28\ny = alloc 28\n:in");
	screen_text(&s, 24, 80, GLYPHS_ASCII);
	assert_true(screen_has(&s, "x+y"));
	screen_do(&s, "back 3");
	screen_text(&s, 24, 80, GLYPHS_ASCII);
	assert_false(screen_has(&s, "DAMAGED"));
	screen_close(&s);
}

/* ---- anything at all ---------------------------------------------------- */

static uint64_t chance_state;

static uint32_t
chance(uint32_t n)
{
	chance_state = chance_state * 6364136223846793005u +
	    1442695040888963407u;
	return (uint32_t)(chance_state >> 33) % n;
}

static const char *
anywhere(void)
{
	static char text[60];
	uint32_t kind = chance(6), offset = chance(4) == 0 ? chance(40) : 0;

	if (kind < 3)
		snprintf(text, sizeof text, "%c+%u", 'a' + (int)chance(6),
		    offset);
	else if (kind == 3)
		snprintf(text, sizeof text, "@0.%u+%u", chance(3),
		    chance(7) * 8);
	else if (kind == 4)
		snprintf(text, sizeof text, "0x%" PRIx64,
		    UINT64_C(0x100000000000) + chance(300) * 8);
	else
		snprintf(text, sizeof text, "0x%" PRIx64,
		    UINT64_C(0x200000000000) + chance(4096));
	return text;
}

/* Eight bytes that lead somewhere, lowest first; or any. */
static const char *
pointer(void)
{
	static char text[80];

	switch (chance(4)) {
	case 0:
		return "0 * 8";
	case 1:
		return "0x41 * 8";
	case 2:
		snprintf(text, sizeof text, "%u %u 0 0 0 0x20 0 0",
		    chance(256), chance(32));
		break;
	default:
		snprintf(text, sizeof text, "%u * %u", chance(256),
		    chance(8) + 1);
		break;
	}
	return text;
}

static void
any_command(char *line, size_t size)
{
	char name = (char)('a' + (int)chance(6));

	switch (chance(9)) {
	case 0:
	case 1:
	case 2:
		snprintf(line, size, "%c = alloc %u", name, chance(64) + 1);
		break;
	case 3:
		snprintf(line, size, "free %c", name);
		break;
	case 4:
		snprintf(line, size, "realloc %c %u", name, chance(80));
		break;
	case 5:
	case 6:
		snprintf(line, size, "free! %s", anywhere());
		break;
	case 7:
		snprintf(line, size, "write! %s %s", anywhere(), pointer());
		break;
	default:
		snprintf(line, size, "overrun %c %u", name, chance(30) + 1);
		break;
	}
}

static const char *const looks[] = { "check", "info arenas", "info pools",
    "info usedpools", "info classes", "info names", "info pins", "info system",
    "explain", "info pool 0.0", "info freeblock 0.0", "print pool 0.0",
    "stats", "dump json", "info arena 0", "x/20gx @0.0", "info block a",
    "info address a", "try alloc 28", "try free! a", "find", "show profile" };

static void
look_at_all(struct screen *s)
{
	static const char *const moves[] = { ":in", ":in", ":right 2", ":out",
	    ":out", ":out", ":left", ":in", ":trick", ":trick", ":lists",
	    ":lists", ":layers", ":layers", ":order", ":in" };
	size_t i;

	for (i = 0; i < COUNT(moves); i++) {
		screen_do(s, moves[i]);
		screen_text(s, 24, 80, GLYPHS_ASCII);
		if (i % 4 == 0)
			screen_text(s, 60, 200, GLYPHS_UTF8);
	}
	for (i = 0; i < COUNT(looks); i++)
		command_run(&s->console, looks[i]);
}

/* The commands' own errors are no failures here. */
static void
hush(void *ctx, enum console_style style, const char *text)
{
	(void)ctx, (void)style, (void)text;
}

/* After each event its dump; then backwards through all of them. */
static void
break_and_heal(const char *spec, uint64_t seed)
{
	struct strbuf dumps[40], now = STRBUF_INIT;
	const struct console_hooks quiet = { .line = hush };
	struct screen s;
	char line[200];
	uint64_t n, i;

	chance_state = seed;
	screen_open(&s, spec);
	screen_do(&s, "a = alloc 28\nb = alloc 28\nc = alloc 28\nfree b");
	s.console.hooks.line = quiet.line;
	for (n = 0; n < COUNT(dumps); n++)
		dumps[n] = (struct strbuf)STRBUF_INIT;
	for (i = 0; i < 80 && session_event(s.session) + 1 < COUNT(dumps);
	    i++) {
		any_command(line, sizeof line);
		command_run(&s.console, line);
		n = session_event(s.session);
		dumped(s.session, &dumps[n]);
		view_follow(&s.view);
		if (i % 20 == 7)
			look_at_all(&s);
	}
	look_at_all(&s);
	for (i = session_event(s.session); i > 4; i--) {
		command_run(&s.console, i % 2 == 0 ? "back" : "back-step");
		session_goto(s.session, i - 1);
		if (dumps[i - 1].length == 0)
			continue;
		dumped(s.session, &now);
		assert_string_equal(strbuf_text(&now),
		    strbuf_text(&dumps[i - 1]));
	}
	session_goto(s.session, 4);
	assert_true(pym_check(session_heap(s.session), line, sizeof line));
	for (n = 0; n < COUNT(dumps); n++)
		strbuf_free(&dumps[n]);
	strbuf_free(&now);
	screen_close(&s);
}

static void
anything_can_be_looked_at(void **state)
{
	static const char *const specs[] = { "tiny", "cpython-2.4",
	    "cpython-2.5", "classic", "cpython-3.8", "cpython-3.9",
	    "cpython-3.10", "cpython-3.13", "tiny,excess=16",
	    "cpython-3.11,debug=on", "classic,debug=on" };
	uint64_t i;

	(void)state;
	for (i = 0; i < 22; i++)
		break_and_heal(specs[i % COUNT(specs)], 300 + i);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_double_free_is_told),
		cmocka_unit_test(an_arena_goes_with_what_lives),
		cmocka_unit_test(a_use_after_free_is_told),
		cmocka_unit_test(an_overrun_is_told),
		cmocka_unit_test(a_broken_heap_is_saved),
		cmocka_unit_test(debug_hooks_find_it),
		cmocka_unit_test(reports_come_before_arenas),
		cmocka_unit_test(the_screen_says_so),
		cmocka_unit_test(anything_can_be_looked_at),
	};

	return cmocka_run_group_tests_name("broken heaps", tests, NULL, NULL);
}
