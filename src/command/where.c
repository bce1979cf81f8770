/* where.c - where we are in time, in words. */
#include "config.h"

#include "command/where.h"

#include "command/console.h"
#include "session/event.h"
#include "session/explain.h"
#include "session/owners.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

#define TYPED_MAX 100		/* bytes of an event that are shown */

void
where_print(struct console *c, struct strbuf *out)
{
	uint64_t event = session_event(c->session);
	uint64_t length = session_length(c->session);
	size_t decision = session_decision(c->session), n;

	if (decision == 0) {
		strbuf_printf(out, _("event %ju of %ju"), event, length);
		return;
	}
	session_decisions(c->session, &n);
	strbuf_printf(out, _("event %ju of %ju, decision %zu of %zu"),
	    event + 1, length, decision, n);
}

/* What event N was, as it would be typed, and no longer than a line; and where
   in the program. */
static void
print_event(struct console *c, uint64_t n, struct strbuf *out)
{
	struct strbuf typed = STRBUF_INIT;
	struct event e = { .site = SESSION_NO_SITE };
	struct outcome gave;

	if (session_event_at(c->session, n, &e, &gave))
		event_typed(c->session, &e, n, &typed);
	if (typed.length > TYPED_MAX) {
		strbuf_truncate(&typed, TYPED_MAX);
		strbuf_puts(&typed, " ...");
	}
	strbuf_puts(out, strbuf_text(&typed));
	if (e.site != SESSION_NO_SITE) {
		strbuf_puts(out, _(", at "));
		site_print(c->session, e.site, SITE_SHORT, out);
	}
	strbuf_free(&typed);
}

/* The sentence on what was last done: a decision, or the whole event. */
static void
print_sentence(struct console *c, struct strbuf *out)
{
	size_t decision = session_decision(c->session), n;
	uint64_t at = session_event(c->session) + (decision != 0);
	const struct pym_decision *all;
	struct outcome gave;
	struct event e;

	if (!session_event_at(c->session, at, &e, &gave))
		return;
	if (decision == 0) {
		explain_result(c->session, &e, at, &gave, out);
		return;
	}
	all = session_decisions(c->session, &n);
	if (decision <= n)
		explain_sentence(c->session, &e, at, &all[decision - 1], out);
}

void
where_say(struct console *c)
{
	size_t decision = session_decision(c->session);
	uint64_t at = session_event(c->session) + (decision != 0);
	struct strbuf line = STRBUF_INIT;

	where_print(c, &line);
	strbuf_puts(&line, _(": "));
	if (at == 0)
		strbuf_puts(&line, _("the empty heap"));
	else if (at == session_first(c->session))
		strbuf_puts(&line, _("what is kept of the history begins "
		    "here"));
	else
		print_event(c, at, &line);
	console_line(c, CONSOLE_CHANGED, strbuf_text(&line));
	strbuf_clear(&line);
	print_sentence(c, &line);
	if (line.length != 0)
		console_say(c, "  %s", strbuf_text(&line));
	strbuf_free(&line);
}
