/* look.c - `stats`, `check` and `dump`: the heap as a whole. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/rows.h"
#include "command/stats_over_time.h"
#include "command/to_file.h"
#include "core/pymalloc.h"
#include "objects/objects.h"
#include "session/dump.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/xalloc.h"

static enum command_status
run_stats(struct console *c, const struct call *call)
{
	if (call->nargs != 0 && strcmp(call->args[0].text, "--over-time") == 0)
		return stats_over_time(c, call->args + 1, call->nargs - 1);
	if (call->nargs > 1 || (call->nargs != 0 &&
	    strcmp(call->args[0].text, "--all") != 0))
		return console_error(c, _("%s: stats takes no other word than "
		    "--all or --over-time"),
		    call->args[call->nargs - 1].text);
	pym_report(session_heap(c->session), console_emit, c);
	if (call->nargs != 0)
		objects_report(console_objects(c), console_emit, c);
	return COMMAND_OK;
}

/* The heap does not hold together: in the midst of an event it need not. */
static enum command_status
say_broken(struct console *c, const char *fault)
{
	if (session_decision(c->session) == 0)
		return console_error(c, _("the heap is broken: %s"), fault);
	console_say(c, _("event %ju is half done, and not every invariant "
	    "holds yet: %s"), session_event(c->session) + 1, fault);
	return COMMAND_OK;
}

/* Blocks that memory says are handed out, in pools and beside them. */
static uint64_t
count_alive(const struct pym_heap *heap, const struct pym_profile *p,
    struct pym_stats *stats)
{
	uint32_t n = pym_class_count(p), i;
	struct pym_class_stats *classes = xcalloc(n, sizeof *classes);
	uint64_t blocks;

	pym_stats(heap, stats, classes, n);
	blocks = stats->system_blocks;
	for (i = 0; i < n; i++)
		blocks += classes[i].blocks;
	free(classes);
	return blocks;
}

static enum command_status
run_check(struct console *c, const struct call *call)
{
	const struct pym_heap *heap = session_heap(c->session);
	struct pym_stats stats;
	char fault[256];
	uint64_t blocks;

	(void)call;
	if (!pym_check(heap, fault, sizeof fault))
		return say_broken(c, fault);
	blocks = count_alive(heap, session_profile(c->session), &stats);
	console_say(c, _("every invariant holds (arenas: %ju, pools in use: "
	    "%ju, blocks alive: %ju)"), stats.arenas_current,
	    stats.pools_used + stats.pools_full, blocks);
	return COMMAND_OK;
}

/* The dump into a file of its own. */
static enum command_status
dump_to_file(struct console *c, const char *path)
{
	struct whole_file w;

	if (!to_file_begin(c, &w, path))
		return COMMAND_ERROR;
	dump_json(c->session, to_file_emit, w.f);
	if (!to_file_end(c, &w, path, true))
		return COMMAND_ERROR;
	console_say(c, _("%s: the heap as JSON"), path);
	return COMMAND_OK;
}

static enum command_status
run_dump(struct console *c, const struct call *call)
{
	if (strcmp(call->args[0].text, "json") != 0)
		return command_usage(c, call->command);
	if (call->nargs == 2)
		return dump_to_file(c, call->args[1].text);
	dump_json(c->session, console_emit, c);
	return COMMAND_OK;
}

const struct command command_stats = {
	.verb = "stats",
	.usage = "[--all|--over-time [csv|json] [ROWS] [FILE]]",
	.summary = N_("prints the report of sys._debugmallocstats()"),
	.help = N_("In the words of the profile's own version.  --all: with "
	    "the free lists of Python's types, which the interpreter prints "
	    "below it.\n"
	    "stats --over-time tells how it came to this: what was asked for, "
	    "what the blocks and the arenas held, pools by state, from the "
	    "first event to the last; with csv or json for programs, by size "
	    "class, too."),
	.words = "--all|--over-time|csv|json",
	.group = COMMAND_GROUP_LOOK,
	.max = 4,
	.arguments = { ARGUMENT_WORD },
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

const struct command command_dump = {
	.verb = "dump",
	.usage = "json [FILE]",
	.summary = N_("prints the whole heap for programs, or writes it to "
	    "FILE"),
	.words = "json",
	.group = COMMAND_GROUP_LOOK,
	.flags = COMMAND_ONCE,
	.min = 1, .max = 2,
	.arguments = { ARGUMENT_WORD, ARGUMENT_FILE },
	.run = run_dump,
};
