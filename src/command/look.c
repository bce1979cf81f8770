/* look.c - `stats` and `check`: the heap as a whole. */
#include "config.h"

#include <string.h>

#include "command/rows.h"
#include "core/pymalloc.h"
#include "session/session.h"
#include "support/i18n.h"

static enum command_status
run_stats(struct console *c, const struct call *call)
{
	if (call->nargs != 0)
		return console_error(c, _("%s: stats takes no more words"),
		    call->args[0].text);
	pym_report(session_heap(c->session), console_emit, c);
	return COMMAND_OK;
}

static enum command_status
run_check(struct console *c, const struct call *call)
{
	struct pym_stats stats;
	char fault[256];

	(void)call;
	if (!pym_check(session_heap(c->session), fault, sizeof fault))
		return console_error(c, _("the heap is broken: %s"), fault);
	pym_stats(session_heap(c->session), &stats, NULL, 0);
	console_say(c, _("every invariant holds: %ju arenas, %ju pools in "
	    "use, %ju blocks live"), stats.arenas_current,
	    stats.pools_used + stats.pools_full,
	    session_live_blocks(c->session));
	return COMMAND_OK;
}

const struct command command_stats = {
	.verb = "stats",
	.usage = "",
	.summary = N_("prints the report of sys._debugmallocstats()"),
	.help = N_("In the words of the profile's own version."),
	.group = COMMAND_GROUP_LOOK,
	.max = 1,
	.run = run_stats,
};

const struct command command_check = {
	.verb = "check",
	.usage = "",
	.summary = N_("tests every invariant of the allocator's structures"),
	.help = N_("set check on does so after each event."),
	.group = COMMAND_GROUP_LOOK,
	.run = run_check,
};
