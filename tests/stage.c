/*
 * stage.c - a session with a console, for tests of the lesson layer.
 */
#include "config.h"

#include "tests/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define FRONT							\
	"---\ntitle: T\nsummary: S\nprofile: classic\nminutes: 1\n"	\
	"concepts: c\npaths:\npanes: pool\n---\n"

static void
keep_line(void *ctx, enum console_style style, const char *text)
{
	struct stage *s = ctx;

	(void)style;
	strbuf_printf(&s->lines, "%s\n", text);
}

struct stage *
set_stage(const char *profile)
{
	struct stage *s = calloc(1, sizeof *s);
	const struct console_hooks hooks = { .line = keep_line, .ctx = s };
	struct pym_profile p;
	char error[100];

	assert_non_null(s);
	assert_int_equal(pym_profile_parse(profile, &p, error, sizeof error),
	    PYM_OK);
	s->session = session_new(&p, 0);
	assert_non_null(s->session);
	console_init(&s->console, s->session, &hooks, CONSOLE_LESSON);
	return s;
}

void
end_stage(struct stage *s)
{
	console_end(&s->console);
	session_free(s->session);
	strbuf_free(&s->lines);
	free(s);
}

struct lesson *
lesson(const char *page)
{
	struct strbuf text = STRBUF_INIT;
	struct lesson *l;

	strbuf_puts(&text, FRONT);
	strbuf_puts(&text, page);
	l = lesson_parse("x.md", strbuf_text(&text), text.length, NULL,
	    NULL);
	assert_non_null(l);
	strbuf_free(&text);
	return l;
}
