/*
 * commands.c - the fuzzer's target for the command language.
 *
 *	a		the profile; a capital: a script, not the keyboard
 *	x = alloc 28	lines of commands, or a part after "?" to complete
 *	%%
 *	...		what every file is that they name
 *
 * Whatever is typed, the heap is whole after it (but for what was broken on
 * purpose), any moment can be gone to and left again, and what is saved gives
 * the same heap.
 */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "fuzz.h"
#include "moment.h"
#include "session/session.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define LINES_MOST	64
#define LENGTH_MOST	4000	/* events of a line that is gone through */
#define SAVED_MOST	200	/* and that is saved */

/* What is given has no control bytes, and errors come when they are due. */
static void
take_line(void *ctx, enum console_style style, const char *text)
{
	unsigned *errors = ctx;

	for (const char *p = text; *p != '\0'; p++)
		FUZZ_REQUIRE((unsigned char)*p >= ' ' && *p != 0x7f);
	*errors += style == CONSOLE_ERROR;
}

/* What could stand at the end of LINE: each goes on from what is there. */
static void
complete(struct console *c, const char *line)
{
	struct completion found;
	size_t length = strlen(line);

	command_complete(c, line, length, &found);
	FUZZ_REQUIRE(found.start <= length);
	for (size_t i = 0; i < found.count; i++)
		FUZZ_REQUIRE(strncmp(found.words[i], line + found.start,
		    length - found.start) == 0);
	completion_free(&found);
}

static enum command_status
give(struct console *c, const char *line, unsigned *errors)
{
	struct event ahead;
	enum command_status status;

	if (line[0] == '?') {
		complete(c, line + 1);
		return COMMAND_OK;
	}
	if (strlen(line) % 4 == 0)
		command_ahead(c, line, &ahead);
	*errors = 0;
	status = command_run(c, line);
	FUZZ_REQUIRE(status != COMMAND_ERROR || *errors > 0);
	return status;
}

static void
require_whole(const struct session *s)
{
	char fault[256];

	if (session_decision(s) == 0 && !pym_damaged(session_heap(s)) &&
	    !pym_check(session_heap(s), fault, sizeof fault))
		fuzz_fail(__FILE__, __LINE__, fault);
}

/* To the beginning, and on again. */
static void
go_through(struct session *s)
{
	uint64_t here = session_event(s), sum;

	if (session_length(s) > LENGTH_MOST || session_decision(s) != 0)
		return;
	sum = fuzz_sum(s);
	FUZZ_REQUIRE(session_goto(s, 0) == SESSION_OK);
	FUZZ_REQUIRE(session_live_blocks(s) == 0);
	FUZZ_REQUIRE(session_goto(s, here) == SESSION_OK);
	FUZZ_REQUIRE(fuzz_sum(s) == sum);
	FUZZ_REQUIRE(session_goto(s, session_length(s)) == SESSION_OK);
	FUZZ_REQUIRE(session_goto(s, here) == SESSION_OK);
	FUZZ_REQUIRE(fuzz_sum(s) == sum);
}

/* It is in the other session as well. */
static void
require_mark(void *ctx, const char *name, uint64_t event)
{
	struct session *again = ctx;
	uint64_t at;

	if (event <= session_event(again))
		FUZZ_REQUIRE(session_find_mark(again, name, &at) &&
		    at == event);
}

/* What the session is saved as gives the same heap again. */
static void
save_again(const struct session *s)
{
	unsigned errors = 0;
	struct console_hooks hooks = { .line = take_line, .ctx = &errors };
	struct session *again = session_new(session_profile(s), 0);
	struct strbuf script = STRBUF_INIT;
	char *line, *rest;
	struct console c;

	command_script(s, &script);
	rest = script.text;
	console_init(&c, again, &hooks, CONSOLE_SCRIPT);
	while ((line = strsep(&rest, "\n")) != NULL)
		if (command_run(&c, line) != COMMAND_OK)
			fuzz_fail(__FILE__, __LINE__, line);
	FUZZ_REQUIRE(session_event(again) == session_event(s));
	FUZZ_REQUIRE(session_last_block(again) == session_last_block(s));
	FUZZ_REQUIRE(heap_sum(again) == heap_sum(s));
	session_marks(s, require_mark, again);
	console_end(&c);
	session_free(again);
	strbuf_free(&script);
}

static bool
can_be_saved(const struct session *s)
{
	struct pym_counts counts;

	pym_counts(session_heap(s), &counts);
	return session_event(s) <= SAVED_MOST && session_decision(s) == 0 &&
	    counts.system_bytes < 1 << 20 && !pym_damaged(session_heap(s));
}

static void
run_lines(struct console *c, char *text, unsigned *errors)
{
	char *line, *rest = text;

	for (int i = 0; i < LINES_MOST && rest != NULL; i++) {
		line = strsep(&rest, "\n");
		if (give(c, line, errors) == COMMAND_QUIT)
			break;
		require_whole(c->session);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	unsigned errors = 0;
	struct console_hooks hooks = { .line = take_line, .ctx = &errors };
	struct pym_profile profile;
	struct session *s;
	struct console c;
	size_t first, part = fuzz_part(bytes, n, &first);
	char *text;

	if (n < 2)
		return 0;
	fuzz_outside(part < n ? bytes + part : NULL, n - part);
	fuzz_profile((uint8_t)tolower(bytes[0]), &profile);
	s = session_new(&profile, 0);
	FUZZ_REQUIRE(s != NULL);
	console_init(&c, s, &hooks, isupper(bytes[0]) ? CONSOLE_SCRIPT :
	    CONSOLE_KEYBOARD);
	text = xstrndup((const char *)bytes + 1, first - 1);
	run_lines(&c, text, &errors);
	console_finish(&c);
	go_through(s);
	require_whole(s);
	/* (A trace can hold what no command says.) */
	if (part == n && can_be_saved(s))
		save_again(s);
	free(text);
	console_end(&c);
	session_free(s);
	fuzz_inside();
	return 0;
}
