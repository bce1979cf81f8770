/* command_fixture.c - a console with a session, for the tests of commands. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/command_fixture.h"

static void
take_line(void *ctx, enum console_style style, const char *text)
{
	struct fixture *f = ctx;

	if (style == CONSOLE_ERROR)
		strbuf_puts(&f->out, "! ");
	else if (style == CONSOLE_NOTICE)
		strbuf_puts(&f->out, "? ");
	strbuf_puts(&f->out, text);
	strbuf_putc(&f->out, '\n');
}

void
fixture_open(struct fixture *f, const char *profile, enum console_mode mode)
{
	struct console_hooks hooks = { .line = take_line, .ctx = f };
	struct pym_profile p;
	char why[128];

	assert_int_equal(pym_profile_parse(profile, &p, why, sizeof why),
	    PYM_OK);
	f->out = (struct strbuf)STRBUF_INIT;
	f->session = session_new(&p, 0);
	assert_non_null(f->session);
	console_init(&f->console, f->session, &hooks, mode);
}

int
fixture_set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	fixture_open(f, "classic", CONSOLE_KEYBOARD);
	*state = f;
	return 0;
}

void
fixture_close(struct fixture *f)
{
	console_end(&f->console);
	session_free(f->session);
	strbuf_free(&f->out);
}

int
fixture_tear_down(void **state)
{
	fixture_close(*state);
	free(*state);
	return 0;
}

const char *
run(struct fixture *f, const char *line)
{
	strbuf_clear(&f->out);
	command_run(&f->console, line);
	return strbuf_text(&f->out);
}

void
does(struct fixture *f, const char *line)
{
	strbuf_clear(&f->out);
	if (command_run(&f->console, line) != COMMAND_OK)
		fail_msg("%s: %s", line, strbuf_text(&f->out));
}

void
refuses(struct fixture *f, const char *line, const char *words)
{
	uint64_t event = session_event(f->session);
	uint64_t length = session_length(f->session);
	uint64_t live = session_live_blocks(f->session);
	const char *out = run(f, line);

	if (strncmp(out, "! ", 2) != 0 || strstr(out, words) == NULL ||
	    strchr(out, '\n') != out + strlen(out) - 1)
		fail_msg("%s: \"%s\", not \"%s\"", line, out, words);
	assert_int_equal(session_event(f->session), event);
	assert_int_equal(session_length(f->session), length);
	assert_int_equal(session_live_blocks(f->session), live);
}

void
says(struct fixture *f, const char *line, const char *words)
{
	does(f, line);
	if (strstr(strbuf_text(&f->out), words) == NULL)
		fail_msg("%s: \"%s\", not \"%s\"", line,
		    strbuf_text(&f->out), words);
}

void
leads_to(struct fixture *f, const char *line, uint64_t event)
{
	does(f, line);
	if (session_event(f->session) != event)
		fail_msg("%s: event %ju, not %ju: %s", line,
		    (uintmax_t)session_event(f->session), (uintmax_t)event,
		    strbuf_text(&f->out));
}
