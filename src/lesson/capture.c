/* capture.c - what a command answers, kept. */
#include "config.h"

#include "lesson/capture.h"

#include <string.h>

#include "command/command.h"
#include "command/ref.h"

static void
keep_line(void *ctx, enum console_style style, const char *text)
{
	struct capture *cap = ctx;

	strbuf_printf(&cap->output, "%s\n", text);
	if (style == CONSOLE_ERROR)
		strbuf_printf(&cap->error, "%s\n", text);
	if (!cap->quiet && cap->outer.line != NULL)
		cap->outer.line(cap->outer.ctx, style, text);
}

static bool
is_interrupted(void *ctx)
{
	struct capture *cap = ctx;

	if (cap->outer.interrupted == NULL ||
	    !cap->outer.interrupted(cap->outer.ctx))
		return false;
	cap->stopped = true;
	return true;
}

static enum command_status
pass_lesson(void *ctx, const char *name)
{
	const struct capture *cap = ctx;

	return cap->outer.lesson(cap->outer.ctx, name);
}

/* From here on C's lines go to CAP, until C->hooks is CAP->outer again. */
static void
divert(struct capture *cap, struct console *c)
{
	const struct console_hooks hooks = { .line = keep_line,
	    .interrupted = is_interrupted, .ctx = cap,
	    .lesson = c->hooks.lesson != NULL ? pass_lesson : NULL };

	strbuf_clear(&cap->output);
	strbuf_clear(&cap->error);
	cap->outer = c->hooks;
	c->hooks = hooks;
}

enum command_status
capture_run(struct capture *cap, struct console *c, const char *line)
{
	enum command_status status;

	divert(cap, c);
	cap->stopped = false;
	status = command_run(c, line);
	if (cap->stopped)
		c->effects |= COMMAND_STOPPED;
	c->hooks = cap->outer;
	return status;
}

void
capture_free(struct capture *cap)
{
	strbuf_free(&cap->output);
	strbuf_free(&cap->error);
}

bool
capture_address(struct console *c, const char *word, uint64_t *out,
    struct strbuf *why)
{
	struct capture cap = { .quiet = true };
	uint64_t errors = c->errors;
	bool ok;

	divert(&cap, c);
	ok = ref_address(c, word, out);
	c->hooks = cap.outer;
	c->errors = errors;
	if (!ok)
		strbuf_add(why, strbuf_text(&cap.error),
		    strcspn(strbuf_text(&cap.error), "\n"));
	capture_free(&cap);
	return ok;
}
