/*
 * save.c - `save FILE`: a script, or a trace, that gives the same heap again.
 */
#include "config.h"

#include "command/save.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command/rows.h"
#include "command/to_file.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/xalloc.h"

/* ---- what both forms have ----------------------------------------------- */

struct gathering {
	struct save_marks *marks;
	uint64_t end;
};

static void
gather(void *ctx, const char *name, uint64_t event)
{
	struct gathering *g = ctx;
	struct save_marks *m = g->marks;

	if (event > g->end)
		return;
	m->list = xgrow(m->list, &m->room, m->count + 1, sizeof *m->list);
	m->list[m->count++] = (struct save_mark){ event, xstrdup(name) };
}

void
save_marks_gather(struct save_marks *m, const struct session *s)
{
	struct gathering g = { .marks = m, .end = session_event(s) };

	*m = (struct save_marks){ .list = NULL };
	session_marks(s, gather, &g);
}

void
save_marks_free(struct save_marks *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		free(m->list[i].name);
	free(m->list);
}

uint64_t
save_marks_next(const struct save_marks *m)
{
	return m->next < m->count ? m->list[m->next].event : UINT64_MAX;
}

const char *
save_marks_take(struct save_marks *m, uint64_t n)
{
	return save_marks_next(m) <= n ? m->list[m->next++].name : NULL;
}

void
save_futures(const struct session *s, FILE *f)
{
	size_t n = session_futures(s, NULL, 0), i;
	struct session_future *list = xcalloc(n + 1, sizeof *list);
	const char *p;

	n = session_futures(s, list, n);
	for (i = 0; i < n; i++) {
		fprintf(f, "# not saved: future %u, %ju events from event "
		    "%ju on", list[i].number, list[i].length - list[i].fork,
		    list[i].fork);
		if (list[i].command != NULL)
			fputs(": ", f);
		for (p = list[i].command; p != NULL && *p != '\0'; p++)
			fputc((unsigned char)*p < ' ' ? '?' : *p, f);
		fputc('\n', f);
	}
	if (session_length(s) > session_event(s))
		fprintf(f, "# not saved: the %ju events that followed here\n",
		    session_length(s) - session_event(s));
	free(list);
}

/* ---- the command -------------------------------------------------------- */

static bool
has_suffix(const char *path, const char *suffix)
{
	size_t n = strlen(path), k = strlen(suffix);

	return n > k && strcmp(path + n - k, suffix) == 0;
}

/* What the file does not say, or says otherwise. */
static void
say_lost(struct console *c, const char *path, const struct save_lost *lost)
{
	if (lost->frees != 0)
		console_notice(c, _("%s: frees that the recording missed are "
		    "calls of their own, so it makes more events"), path);
	if (lost->sites)
		console_notice(c, _("%s: a script has no call sites; "
		    "save FILE.trace has them"), path);
	if (lost->writes != 0)
		console_notice(c, ngettext("%s: a trace has no writes: %ju is "
		    "left out; a script has them",
		    "%s: a trace has no writes: %ju are left out; a script "
		    "has them", lost->writes), path, lost->writes);
}

/* Writes it to W, which is closed. */
static enum command_status
write_to(struct console *c, struct whole_file *w, const char *path,
    bool trace)
{
	struct save_lost lost = { .writes = 0 };
	uint64_t end = session_event(c->session);
	bool whole = true;

	errno = ENOMEM;
	if (trace)
		whole = save_trace(c->session, w->f, &lost);
	else
		lost.frees = save_script(c->session, w->f);
	if (session_unread(c->session) != 0) {
		errno = session_unread(c->session);
		whole = false;
	}
	lost.sites = !trace && session_sites(c->session) != 0;
	if (!to_file_end(c, w, path, whole))
		return COMMAND_ERROR;
	if (trace)
		console_say(c, ngettext("%s: a trace of %ju event",
		    "%s: a trace of %ju events", end), path, end);
	else
		console_say(c, ngettext("%s: a script of %ju event",
		    "%s: a script of %ju events", end), path, end);
	say_lost(c, path, &lost);
	return COMMAND_OK;
}

static enum command_status
run_save(struct console *c, const struct call *call)
{
	const char *path = call->args[0].text;
	struct whole_file w;

	if (has_suffix(path, ".gz") || has_suffix(path, ".zst") ||
	    has_suffix(path, ".ptrace"))
		return console_error(c, _("%s: save writes scripts, and "
		    "traces as FILE.trace; poolscope convert makes other forms "
		    "of these"), path);
	if (session_first(c->session) > 0)
		return console_error(c, _("%s is not saved: the same heap "
		    "needs events 1 to %ju, too, which were dropped; set "
		    "history-file keeps more"), path,
		    session_first(c->session));
	if (!to_file_begin(c, &w, path))
		return COMMAND_ERROR;
	return write_to(c, &w, path, has_suffix(path, ".trace"));
}

const struct command command_save = {
	.verb = "save",
	.usage = "FILE",
	.summary = N_("writes a script, or a trace, that gives this heap "
	    "again"),
	.help = N_("As a script, which poolscope run FILE or source FILE "
	    "carries out; as FILE.trace a trace, for replay.  What lives by "
	    "names, what was written and the marks are in it (a trace has no "
	    "writes); futures are noted."),
	.group = COMMAND_GROUP_SESSION,
	.flags = COMMAND_ONCE,
	.min = 1, .max = 1,
	.arguments = { ARGUMENT_FILE },
	.run = run_save,
};
