/*
 * lessons.c - the fuzzer's target for lessons: the page as bytes and, behind a
 * line "%%", what its reader types.
 *
 * What is wrong with a page is told, and only then; a page that was read can
 * be checked, laid out, printed and worked through.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "fuzz.h"
#include "lesson/check.h"
#include "lesson/lesson.h"
#include "lesson/player.h"
#include "session/session.h"
#include "support/xalloc.h"

#define LINES_MOST	64
#define COLUMNS		60

static void
count_fault(void *ctx, const char *path, unsigned line, const char *message)
{
	unsigned *faults = ctx;

	(void)path;
	(void)line;
	for (const char *p = message; *p != '\0'; p++)
		FUZZ_REQUIRE((unsigned char)*p >= ' ' && *p != 0x7f);
	++*faults;
}

static void
take_line(void *ctx, enum console_style style, const char *text)
{
	(void)ctx;
	(void)style;
	for (const char *p = text; *p != '\0'; p++)
		FUZZ_REQUIRE((unsigned char)*p >= ' ' && *p != 0x7f);
}

/* TYPED, line by line, or nothing: then the lesson goes by itself. */
static void
play(struct player *p, char *typed)
{
	char *rest = typed;

	if (typed == NULL) {
		player_print(p);
		return;
	}
	if (player_begin(p) != PLAYER_GOES_ON)
		return;
	for (int i = 0; i < LINES_MOST && rest != NULL; i++) {
		FUZZ_REQUIRE(player_prompt(p) != NULL);
		if (player_line(p, strsep(&rest, "\n")) != PLAYER_GOES_ON)
			return;
	}
}

static void
work_through(const struct lesson *l, char *typed)
{
	const struct console_hooks hooks = { .line = take_line };
	struct session *s = session_new(pym_profile_at(0), 0);
	struct player *p;
	struct console c;

	FUZZ_REQUIRE(s != NULL);
	console_init(&c, s, &hooks, CONSOLE_KEYBOARD);
	c.sealed = true;
	p = player_new(l, &c, COLUMNS);
	if (p != NULL)
		play(p, typed);
	player_free(p);
	console_end(&c);
	session_free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	size_t first, part = fuzz_part(bytes, n, &first);
	struct check sum = { .passed = 0 };
	unsigned faults = 0;
	struct lesson *l;
	char *typed;

	fuzz_outside(bytes, first);
	l = lesson_parse("l.md", (const char *)bytes, first, count_fault,
	    &faults);
	FUZZ_REQUIRE((l == NULL) == (faults > 0));
	if (l != NULL) {
		check_lesson("l.md", count_fault, &faults, &sum);
		FUZZ_REQUIRE(sum.unreadable == 0);
		FUZZ_REQUIRE((sum.failed > 0) == (faults > 0));
		typed = part < n ? xstrndup((const char *)bytes + part,
		    n - part) : NULL;
		fuzz_outside(bytes, first);
		work_through(l, typed);
		free(typed);
		lesson_free(l);
	}
	fuzz_inside();
	return 0;
}
