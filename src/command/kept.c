/* kept.c - what is said of a history whose oldest events were dropped. */
#include "config.h"

#include "command/kept.h"

#include <string.h>

#include "session/session.h"
#include "support/i18n.h"

bool
kept_has(struct console *c, uint64_t event)
{
	uint64_t first = session_first(c->session);

	if (event >= first)
		return true;
	console_error(c, _("event %ju was dropped, as history had no room for "
	    "more: it begins at event %ju; set history-file keeps more"),
	    event, first);
	return false;
}

void
kept_notice(struct console *c)
{
	uint64_t first = session_first(c->session);

	if (first > 0)
		console_notice(c, _("what was before event %ju is not among "
		    "it: the oldest of the history was dropped"), first);
}

static void
tell_file(struct console *c)
{
	struct session_memory m;

	session_memory(c->session, &m);
	console_notice(c, m.file_made ?
	    _("the file for what memory does not hold of the history cannot "
	    "grow: %s; older events are dropped instead") :
	    _("there is no file for what memory does not hold of the history: "
	    "%s; older events are dropped instead"), strerror(m.file_error));
}

void
kept_tell(struct console *c)
{
	uint64_t first = session_first(c->session);
	bool file = session_file_failed(c->session);

	if (file && !c->told_file)
		tell_file(c);
	if (first > 0 && !c->told_dropped)
		console_notice(c, _("the history has no room for more: what "
		    "was before event %ju was dropped, and more will be; set "
		    "history-file keeps more"), first);
	c->told_file = file;
	c->told_dropped = first > 0;
}
