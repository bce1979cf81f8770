/* ahead.c - what event a line would make, without giving it. */
#include "config.h"

#include "command/command.h"

#include <string.h>

#include "command/py.h"
#include "command/rows.h"
#include "session/session.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* The event that comes next in the history, if the line is a single step. */
static bool
event_behind(struct console *c, const struct words *w, struct event *out)
{
	struct outcome gave;

	return w->target == NULL && (w->count == 1 || (w->count == 2 &&
	    strcmp(w->list[1].text, "1") == 0)) &&
	    session_decision(c->session) == 0 && session_event_at(c->session,
	    session_event(c->session) + 1, out, &gave);
}

/* What the heap command would do, as far as a plan of it. */
static bool
event_planned(struct console *c, const struct words *w, const char *text,
    struct event *out)
{
	const struct console_hooks hooks = c->hooks;
	uint64_t errors = c->errors;
	enum command_status status;

	*out = (struct event){ .kind = EVENT_NOTHING };
	c->hooks = (struct console_hooks){ .line = NULL };
	c->ahead = out;
	c->trying = true;
	status = command_run_words(c, w->list, w->count, w->target, text);
	c->trying = false;
	c->ahead = NULL;
	c->hooks = hooks;
	c->errors = errors;
	return status == COMMAND_OK;
}

static bool
look_ahead(struct console *c, const struct words *w, const char *text,
    struct event *out)
{
	const struct command *row = command_find(w->list[0].text,
	    c->mode == CONSOLE_KEYBOARD, NULL);
	bool there;

	if (row == &command_next || row == &command_step)
		there = event_behind(c, w, out);
	else
		there = row != NULL && (row->flags & COMMAND_EVENTS) != 0 &&
		    row != &command_try && row != &command_random &&
		    event_planned(c, w, text, out);
	return there && out->kind != EVENT_NOTHING &&
	    out->kind != EVENT_WRITE && out->kind != EVENT_FREE_WILD &&
	    out->kind != EVENT_WRITE_WILD;
}

bool
command_ahead_py(struct console *c, const char *line, size_t *requests,
    size_t *steps, char **statement)
{
	struct words w = WORDS_INIT;
	struct strbuf error = STRBUF_INIT;
	size_t at = 0;
	bool there = words_split(&w, line, &at, &error) && w.count == 2 &&
	    w.target == NULL && words_is(&w, 0, command_py.verb) &&
	    py_ahead(c, w.list[1].text, requests, steps);

	if (there)
		*statement = xasprintf("py %s", w.list[1].text);
	strbuf_free(&error);
	words_free(&w);
	return there;
}

bool
command_ahead(struct console *c, const char *line, struct event *out)
{
	struct words w = WORDS_INIT;
	struct strbuf error = STRBUF_INIT;
	size_t at = 0;
	bool there;

	if (c->mode == CONSOLE_KEYBOARD && c->repeat != NULL &&
	    line[strspn(line, " \t")] == '\0')
		line = c->repeat;
	there = words_split(&w, line, &at, &error) && w.count != 0 &&
	    look_ahead(c, &w, line, out);
	strbuf_free(&error);
	words_free(&w);
	return there;
}
