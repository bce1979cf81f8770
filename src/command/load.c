/* load.c - a trace becomes a session's history. */
#include "config.h"

#include "command/load.h"

#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "trace/replay.h"
#include "trace/trace.h"

#define POLL_EVERY 4096		/* events between two looks at Ctrl-C */

static void
give_count(struct console *c, const struct trace_reader *r, uint64_t n,
    const char *one, const char *many)
{
	struct strbuf text = STRBUF_INIT;

	if (n == 0)
		return;
	strbuf_printf(&text, "%s: ", trace_name(r));
	strbuf_printf(&text, ngettext(one, many, n), n);
	console_line(c, CONSOLE_NOTICE, strbuf_text(&text));
	strbuf_free(&text);
}

void
load_notices(struct console *c, const struct trace_reader *r,
    const struct replay *p)
{
	const struct replay_counts *n = replay_counts(p);
	const char *notice;
	size_t i;

	for (i = 0; (notice = trace_notice(r, i)) != NULL; i++)
		console_line(c, CONSOLE_NOTICE, notice);
	give_count(c, r, n->null_results,
	    N_("%ju call failed when recorded: not replayed"),
	    N_("%ju calls failed when recorded: not replayed"));
	give_count(c, r, n->unknown_frees,
	    N_("%ju free of a block that is not known: nothing done"),
	    N_("%ju frees of blocks that are not known: nothing done"));
	give_count(c, r, n->unknown_reallocs,
	    N_("%ju realloc of a block that is not known: done as a malloc"),
	    N_("%ju reallocs of blocks that are not known: done as mallocs"));
	give_count(c, r, n->missed_frees,
	    N_("%ju block was handed out again while it lived: its free was "
	    "missed"),
	    N_("%ju blocks were handed out again while they lived: their "
	    "frees were missed"));
	give_count(c, r, n->not_replayed,
	    N_("%ju call was not replayed: there is no memory for it here"),
	    N_("%ju calls were not replayed: there is no memory for them "
	    "here"));
}

/* Plays all of R; COMMAND_ERROR after an error line. */
static enum command_status
play(struct console *c, struct trace_reader *r, struct replay *p)
{
	enum replay_status status;
	uint64_t n;

	while ((status = replay_run(p, POLL_EVERY)) == REPLAY_EVENT &&
	    !console_interrupted(c))
		;
	n = replay_counts(p)->events;
	if (status == REPLAY_EVENT)
		return console_error(c, _("%s: stopped after %ju events"),
		    trace_name(r), n);
	if (status == REPLAY_ERROR)
		return console_error(c, "%s", trace_error(r));
	if (status == REPLAY_NO_MEMORY)
		return console_error(c, _("%s: out of memory after %ju "
		    "events"), trace_name(r), n);
	return COMMAND_OK;
}

static void
say_loaded(struct console *c, const struct trace_reader *r,
    enum replay_source source)
{
	char profile[128];

	pym_profile_format(session_profile(c->session), profile,
	    sizeof profile);
	console_say(c, ngettext("%s: %ju event, replayed as %s",
	    "%s: %ju events, replayed as %s", session_length(c->session)),
	    trace_name(r), session_length(c->session), profile);
	if (source == REPLAY_DEFAULT)
		console_line(c, CONSOLE_NOTICE, _("the trace names no "
		    "profile: classic is taken"));
	if (session_first(c->session) > 0)
		console_say(c, _("this is event %ju, where the history begins "
		    "that there is room for: next, goto end"),
		    session_first(c->session));
	else
		console_line(c, CONSOLE_NORMAL, _("this is event 0, the empty "
		    "heap: next, goto 37%, goto peak, continue"));
}

/* R into the session under PROFILE. */
static enum command_status
load(struct console *c, struct trace_reader *r,
    const struct pym_profile *profile, enum replay_source source)
{
	enum command_status status;
	struct replay *p;

	if (session_reset(c->session, profile) != SESSION_OK)
		return console_error(c, _("out of memory: the heap stays as "
		    "it was"));
	c->effects |= COMMAND_RESET;
	p = replay_new(c->session, r, REPLAY_NAMES | REPLAY_MARKS |
	    REPLAY_ORIGINS);
	status = play(c, r, p);
	load_notices(c, r, p);
	replay_free(p);
	if (session_goto(c->session, session_first(c->session)) != SESSION_OK)
		return console_error(c, _("out of memory: the heap of event "
		    "0 cannot be made"));
	say_loaded(c, r, source);
	return status;
}

enum command_status
load_trace(struct console *c, const char *path,
    const struct pym_profile *chosen, unsigned flags)
{
	struct strbuf error = STRBUF_INIT;
	struct pym_profile profile;
	enum replay_source source;
	enum command_status status;
	struct trace_reader *r;

	r = trace_open(path, flags, &error);
	if (r != NULL && replay_profile(r, chosen, &profile, &source, &error))
		status = load(c, r, &profile, source);
	else
		status = console_error(c, "%s", strbuf_text(&error));
	trace_close(r);
	strbuf_free(&error);
	return status;
}
