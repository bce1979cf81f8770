/*
 * mode_replay.c - poolscope replay [--headless] TRACE.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/interactive.h"
#include "app/journal.h"
#include "app/loading.h"
#include "app/modes.h"
#include "session/dump.h"
#include "session/over_time.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/replay.h"
#include "trace/trace.h"

#define MISMATCHES_TOLD 10
#define PROGRESS_EVERY	(1u << 18)	/* events */
#define ROWS		200	/* of figures over time, at the most */
#define FIRST_MS	10	/* of loading before the first frame */

/* A trace being replayed. */
struct player {
	const struct options *o;
	const char *path;
	struct trace_reader *trace;
	struct session *session;
	struct replay *replay;
	enum replay_source source;	/* of the profile */
	uint64_t mismatches;		/* told so far */
	bool progress;			/* show a bar on standard error */
	struct over_time over_time;	/* if it is asked for */
};

/* ---- beginning and end -------------------------------------------------- */

static bool
choose_profile(struct player *p, struct pym_profile *out)
{
	struct pym_profile chosen;
	struct strbuf error = STRBUF_INIT;
	bool ok;

	if (p->o->profile != NULL && !options_profile(p->o, &chosen))
		return false;
	ok = replay_profile(p->trace, p->o->profile != NULL ? &chosen : NULL,
	    out, &p->source, &error);
	if (!ok)
		usage_error("%s", strbuf_text(&error));
	strbuf_free(&error);
	return ok;
}

static bool
open_trace(struct player *p)
{
	struct strbuf error = STRBUF_INIT;

	p->trace = trace_open(p->path, p->o->strict ? TRACE_STRICT : 0,
	    &error);
	if (p->trace == NULL)
		usage_error("%s", strbuf_text(&error));
	strbuf_free(&error);
	return p->trace != NULL;
}

static void
tell_mismatch(void *ctx, uint64_t line, const char *text)
{
	struct player *p = ctx;

	if (p->mismatches++ >= MISMATCHES_TOLD)
		return;
	if (line != 0)
		fprintf(stderr, "poolscope: %s:%" PRIu64 ": %s\n", p->path,
		    line, text);
	else
		fprintf(stderr, "poolscope: %s: event %" PRIu64 ": %s\n",
		    p->path, replay_counts(p->replay)->events, text);
}

static bool
player_open(struct player *p, unsigned session_flags, unsigned replay_flags)
{
	struct pym_profile profile;

	if (!open_trace(p) || !choose_profile(p, &profile))
		return false;
	p->session = session_new(&profile, session_flags);
	if (p->session == NULL) {
		usage_error(_("there is no memory for a heap"));
		return false;
	}
	p->replay = replay_new(p->session, p->trace, replay_flags);
	replay_on_mismatch(p->replay, tell_mismatch, p);
	if (p->source == REPLAY_DEFAULT)
		usage_error(_("%s: the trace names no profile; it is replayed "
		    "as classic"), p->path);
	return true;
}

static void
player_close(struct player *p)
{
	over_time_free(&p->over_time);
	replay_free(p->replay);
	session_free(p->session);
	trace_close(p->trace);
}

/* ---- playing ------------------------------------------------------------ */

static void
show_progress(const struct player *p, uint64_t events)
{
	uint64_t size = trace_size(p->trace);

	if (size > 0)
		fprintf(stderr, _("\r%" PRIu64 " events, %3d%%"), events,
		    (int)(trace_position(p->trace) * 100 / size));
	else
		fprintf(stderr, _("\r%" PRIu64 " events"), events);
}

/* How many events may be played behind event N at a stretch. */
static uint64_t
stretch(const struct player *p, uint64_t n, uint64_t to)
{
	uint64_t left = to - n, next = PROGRESS_EVERY;

	if (p->o->over_time)
		next = p->over_time.every - n % p->over_time.every;
	return left < next ? left : next;
}

/* Plays up to event --to, or all; the exit status. */
static int
play(struct player *p)
{
	enum replay_status status = REPLAY_EVENT;
	uint64_t n = 0, to = p->o->has_to ? p->o->to : UINT64_MAX;

	while (status == REPLAY_EVENT && n < to) {
		status = replay_run(p->replay, stretch(p, n, to));
		n = replay_counts(p->replay)->events;
		if (p->progress && status == REPLAY_EVENT)
			show_progress(p, n);
		if (p->o->over_time && status == REPLAY_EVENT &&
		    n % p->over_time.every == 0)
			over_time_note(&p->over_time, p->session);
	}
	if (p->progress && n >= PROGRESS_EVERY)
		fprintf(stderr, "\r\033[K");
	if (status == REPLAY_ERROR)
		return usage_error("%s", trace_error(p->trace));
	if (status == REPLAY_NO_MEMORY)
		return usage_error(_("%s: event %" PRIu64 ": there is no "
		    "memory for it"), p->path, n + 1);
	if (p->o->has_to && n < p->o->to)
		return usage_error(_("--to %" PRIu64 ": the trace has only %"
		    PRIu64 " events"), p->o->to, n);
	return EXIT_DONE;
}

static void
tell(const struct player *p, uint64_t n, const char *one, const char *many)
{
	char text[160];

	if (n == 0)
		return;
	snprintf(text, sizeof(text), ngettext(one, many,
	    (unsigned long)n), n);
	usage_error("%s: %s", p->path, text);
}

/* What the recording could not say right, a line each. */
static void
tell_notices(const struct player *p)
{
	const struct replay_counts *c = replay_counts(p->replay);
	const char *notice;
	size_t i;

	for (i = 0; (notice = trace_notice(p->trace, i)) != NULL; i++)
		usage_error("%s", notice);
	tell(p, c->unknown_frees,
	    N_("%" PRIu64 " free of a block that is not known did nothing"),
	    N_("%" PRIu64 " frees of blocks that are not known did nothing"));
	tell(p, c->unknown_reallocs,
	    N_("%" PRIu64 " realloc of a block that is not known was taken "
	    "as a malloc"),
	    N_("%" PRIu64 " reallocs of blocks that are not known were taken "
	    "as mallocs"));
	tell(p, c->missed_frees,
	    N_("%" PRIu64 " block was handed out again without a free"),
	    N_("%" PRIu64 " blocks were handed out again without a free"));
	tell(p, c->not_replayed,
	    N_("%" PRIu64 " call could not be replayed: no memory"),
	    N_("%" PRIu64 " calls could not be replayed: no memory"));
	if (p->mismatches > MISMATCHES_TOLD)
		usage_error(_("%s: ... and %" PRIu64 " more mismatches"),
		    p->path, p->mismatches - MISMATCHES_TOLD);
}

/* ---- what is printed ---------------------------------------------------- */

static void
emit(void *ctx, const char *text, size_t n)
{
	(void)ctx;
	fwrite(text, 1, n, stdout);
}

static void
print_summary(const struct player *p)
{
	const struct replay_counts *c = replay_counts(p->replay);
	struct pym_stats s;
	char profile[128];

	pym_stats(session_heap(p->session), &s, NULL, 0);
	pym_profile_format(session_profile(p->session), profile,
	    sizeof(profile));
	printf(_("%s: %" PRIu64 " events under %s\n"), p->path, c->events,
	    profile);
	printf(_("  %" PRIu64 " malloc, %" PRIu64 " calloc, %" PRIu64
	    " realloc, %" PRIu64 " free; %" PRIu64 " failed when recorded\n"),
	    c->mallocs, c->callocs, c->reallocs, c->frees, c->null_results);
	printf(_("  at the end %" PRIu64 " blocks live; %" PRIu64
	    " bytes in blocks of pools, %" PRIu64 " asked for; system: %"
	    PRIu64 " bytes in %" PRIu64 " blocks\n"),
	    session_live_blocks(p->session), s.allocated_bytes,
	    session_requested_bytes(p->session), s.system_bytes,
	    s.system_blocks);
	printf(_("  arenas: %" PRIu64 " obtained, %" PRIu64 " given back, %"
	    PRIu64 " now, %" PRIu64 " at the most\n"), s.arenas_total,
	    s.arenas_reclaimed, s.arenas_current, s.arenas_highwater);
}

static int
print_verified(const struct player *p)
{
	const struct replay_counts *c = replay_counts(p->replay);

	printf("verified %" PRIu64 " arena events\n", c->arena_events);
	printf("verified %" PRIu64 " addresses, %" PRIu64 " mismatches\n",
	    c->addresses, c->mismatches);
	if (c->addresses == 0 && c->arena_events == 0) {
		usage_error(_("%s: there was nothing to verify"), p->path);
		return EXIT_DOES_NOT_HOLD;
	}
	return c->mismatches > 0 ? EXIT_DOES_NOT_HOLD : EXIT_DONE;
}

static int
print_over_time(struct player *p)
{
	const struct pym_profile *profile = session_profile(p->session);

	over_time_end(&p->over_time, p->session);
	if (p->o->output == REPLAY_JSON)
		over_time_json(&p->over_time, profile, emit, NULL);
	else
		over_time_csv(&p->over_time, profile, emit, NULL);
	return EXIT_DONE;
}

static int
print_output(struct player *p)
{
	if (p->o->over_time)
		return print_over_time(p);
	switch (p->o->output) {
	case REPLAY_SUMMARY:
		print_summary(p);
		break;
	case REPLAY_VERIFIED:
		return print_verified(p);
	case REPLAY_STATS:
		pym_report(session_heap(p->session), emit, NULL);
		break;
	case REPLAY_JSON:
		dump_json(p->session, emit, NULL);
		break;
	}
	return EXIT_DONE;
}

static int
replay_headless(const struct options *o)
{
	struct player p = {
		.o = o,
		.path = o->args[0],
		.progress = isatty(STDERR_FILENO),
	};
	int status = EXIT_USAGE;

	over_time_init(&p.over_time, ROWS, 1);
	if (player_open(&p, SESSION_STREAM,
	    (o->output == REPLAY_VERIFIED ? REPLAY_VERIFY : 0) |
	    (o->over_time ? 0 : o->output == REPLAY_JSON ? REPLAY_NAMES :
	    REPLAY_QUICK))) {
		status = play(&p);
		tell_notices(&p);
		if (status == EXIT_DONE)
			status = print_output(&p);
	}
	player_close(&p);
	return status;
}

/* ---- on the screen ------------------------------------------------------ */

/* What is typed is written down, if the trace can be read again.  It is named,
   not copied. */
static struct journal *
begin_journal(const struct player *p)
{
	char *path = realpath(p->path, NULL), *quoted, *first;
	struct journal *j = NULL;
	char profile[128];

	if (path != NULL && strcmp(p->path, "-") != 0) {
		pym_profile_format(session_profile(p->session), profile,
		    sizeof(profile));
		quoted = journal_quoted(path);
		first = xasprintf("replay %s %s", quoted, profile);
		j = journal_new(first);
		free(first);
		free(quoted);
	}
	free(path);
	return j;
}

/* What can be had at once is there when the screen opens. */
static int
replay_interactive(const struct options *o)
{
	struct player p = { .o = o, .path = o->args[0] };
	struct loading loading;
	int result = EXIT_USAGE;

	if (player_open(&p, 0, REPLAY_NAMES | REPLAY_MARKS |
	    REPLAY_ORIGINS)) {
		loading_init(&loading, p.session, p.replay, p.trace);
		loading_slice(&loading, FIRST_MS, NULL, NULL);
		result = interactive_run(p.session, o, NULL, NULL,
		    &loading, begin_journal(&p));
	}
	player_close(&p);
	return result;
}

int
mode_replay(const struct options *o)
{
	if (o->over_time && o->output == REPLAY_VERIFIED)
		return usage_error(_("--over-time goes with --stats or "
		    "--json, not with --verify"));
	if (o->headless)
		return replay_headless(o);
	if (o->output != REPLAY_SUMMARY || o->has_to || o->over_time)
		return usage_error(_("--verify, --stats, --json, --over-time "
		    "and --to go with --headless"));
	if (!interactive_possible() && !o->plain)
		return usage_error(_("there is no terminal to replay on; "
		    "--plain and --headless need none"));
	return replay_interactive(o);
}
