/* where.c - where we are in time, in words. */
#include "config.h"

#include "command/where.h"

#include "command/console.h"
#include "command/event_text.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

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

void
where_say(struct console *c)
{
	uint64_t event = session_event(c->session);
	struct strbuf line = STRBUF_INIT;

	where_print(c, &line);
	strbuf_puts(&line, ": ");
	if (session_decision(c->session) != 0)
		event_print(c->session, event + 1, &line);
	else if (event == 0)
		strbuf_puts(&line, _("the empty heap"));
	else
		event_print(c->session, event, &line);
	console_line(c, CONSOLE_CHANGED, strbuf_text(&line));
	strbuf_free(&line);
}
