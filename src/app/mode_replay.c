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
#include "app/playback.h"
#include "app/printer.h"
#include "session/dump.h"
#include "session/over_time.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define MISMATCHES_TOLD 10
#define PROGRESS_EVERY	(1u << 18)	/* events */
#define ROWS		200	/* of figures over time, at the most */
#define FIRST_MS	10	/* of loading before the first frame */

/* A trace being replayed. */
struct player {
	struct playback back;
	uint64_t mismatches;		/* told so far */
	bool progress;			/* show a bar on standard error */
	struct over_time over_time;	/* if it is asked for */
};

/* ---- beginning and end -------------------------------------------------- */

static void
tell_mismatch(void *ctx, uint64_t line, const char *text)
{
	struct player *p = ctx;

	if (p->mismatches++ >= MISMATCHES_TOLD)
		return;
	if (line != 0)
		usage_error("%s:%" PRIu64 ": %s", p->back.path, line, text);
	else
		usage_error("%s: event %" PRIu64 ": %s", p->back.path,
		    replay_counts(p->back.replay)->events, text);
}

static bool
player_open(struct player *p, const struct options *o, unsigned session_flags,
    unsigned replay_flags)
{
	struct playback *back = &p->back;
	struct pym_profile profile;
	enum replay_source source;

	if (!playback_open(back, o, o->args[0]) ||
	    !playback_profile(back, &profile, &source) ||
	    !playback_start(back, &profile, session_flags, replay_flags))
		return false;
	replay_on_mismatch(back->replay, tell_mismatch, p);
	if (source == REPLAY_DEFAULT)
		usage_error(_("%s: the trace names no profile; it is replayed "
		    "as classic"), back->path);
	return true;
}

static void
player_close(struct player *p)
{
	over_time_free(&p->over_time);
	playback_close(&p->back);
}

/* ---- playing ------------------------------------------------------------ */

static void
show_progress(const struct player *p, uint64_t events)
{
	uint64_t size = trace_size(p->back.trace);

	if (size > 0)
		fprintf(stderr, _("\r%" PRIu64 " events, %3d%%"), events,
		    (int)(trace_position(p->back.trace) * 100 / size));
	else
		fprintf(stderr, _("\r%" PRIu64 " events"), events);
}

/* How many events may be played behind event N at a stretch. */
static uint64_t
stretch(const struct player *p, uint64_t n, uint64_t to)
{
	uint64_t left = to - n, next = PROGRESS_EVERY;

	if (p->back.o->over_time)
		next = p->over_time.every - n % p->over_time.every;
	return left < next ? left : next;
}

/* Plays up to event --to, or all; the exit status. */
static int
play(struct player *p)
{
	enum replay_status status = REPLAY_EVENT;
	uint64_t n = 0, to = p->back.o->has_to ? p->back.o->to : UINT64_MAX;

	while (status == REPLAY_EVENT && n < to) {
		status = replay_run(p->back.replay, stretch(p, n, to));
		n = replay_counts(p->back.replay)->events;
		if (p->progress && status == REPLAY_EVENT)
			show_progress(p, n);
		if (p->back.o->over_time && status == REPLAY_EVENT &&
		    n % p->over_time.every == 0)
			over_time_note(&p->over_time, p->back.session);
	}
	if (p->progress && n >= PROGRESS_EVERY)
		fprintf(stderr, "\r\033[K");
	if (status == REPLAY_ERROR || status == REPLAY_NO_MEMORY) {
		playback_tell(&p->back, status);
		return EXIT_USAGE;
	}
	if (p->back.o->has_to && n < p->back.o->to)
		return usage_error(_("--to %" PRIu64 ": the trace has only %"
		    PRIu64 " events"), p->back.o->to, n);
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
	usage_error("%s: %s", p->back.path, text);
}

/* What the recording could not say right, a line each. */
static void
tell_notices(const struct player *p)
{
	const struct replay_counts *c = replay_counts(p->back.replay);
	const char *notice;
	size_t i;

	for (i = 0; (notice = trace_notice(p->back.trace, i)) != NULL; i++)
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
		    p->back.path, p->mismatches - MISMATCHES_TOLD);
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
	const struct replay_counts *c = replay_counts(p->back.replay);
	struct pym_stats s;
	char profile[128], *path = print_shown(p->back.path);

	pym_stats(session_heap(p->back.session), &s, NULL, 0);
	pym_profile_format(session_profile(p->back.session), profile,
	    sizeof(profile));
	printf(_("%s: %" PRIu64 " events under %s\n"), path, c->events,
	    profile);
	free(path);
	printf(_("  %" PRIu64 " malloc, %" PRIu64 " calloc, %" PRIu64
	    " realloc, %" PRIu64 " free; %" PRIu64 " failed when recorded\n"),
	    c->mallocs, c->callocs, c->reallocs, c->frees, c->null_results);
	printf(_("  live at the end: %" PRIu64 "; bytes in blocks of pools: %"
	    PRIu64 ", asked for: %" PRIu64 "; blocks of the system: %" PRIu64
	    ", bytes: %" PRIu64 "\n"),
	    session_live_blocks(p->back.session), s.allocated_bytes,
	    session_requested_bytes(p->back.session), s.system_blocks,
	    s.system_bytes);
	printf(_("  arenas: %" PRIu64 " obtained, %" PRIu64 " given back, %"
	    PRIu64 " now, %" PRIu64 " at the most\n"), s.arenas_total,
	    s.arenas_reclaimed, s.arenas_current, s.arenas_highwater);
}

static int
print_verified(const struct player *p)
{
	const struct replay_counts *c = replay_counts(p->back.replay);

	printf("verified %" PRIu64 " arena events\n", c->arena_events);
	printf("verified %" PRIu64 " addresses, %" PRIu64 " mismatches\n",
	    c->addresses, c->mismatches);
	if (c->addresses == 0 && c->arena_events == 0) {
		usage_error(_("%s: there was nothing to verify"), p->back.path);
		return EXIT_DOES_NOT_HOLD;
	}
	return c->mismatches > 0 ? EXIT_DOES_NOT_HOLD : EXIT_DONE;
}

static int
print_over_time(struct player *p)
{
	const struct pym_profile *profile = session_profile(p->back.session);

	over_time_end(&p->over_time, p->back.session);
	if (p->back.o->output == REPLAY_JSON)
		over_time_json(&p->over_time, profile, emit, NULL);
	else
		over_time_csv(&p->over_time, profile, emit, NULL);
	return EXIT_DONE;
}

static int
print_output(struct player *p)
{
	if (p->back.o->over_time)
		return print_over_time(p);
	switch (p->back.o->output) {
	case REPLAY_SUMMARY:
		print_summary(p);
		break;
	case REPLAY_VERIFIED:
		return print_verified(p);
	case REPLAY_STATS:
		pym_report(session_heap(p->back.session), emit, NULL);
		break;
	case REPLAY_JSON:
		dump_json(p->back.session, emit, NULL);
		break;
	}
	return EXIT_DONE;
}

static int
replay_headless(const struct options *o)
{
	struct player p = { .progress = isatty(STDERR_FILENO) };
	int status = EXIT_USAGE;

	over_time_init(&p.over_time, ROWS, 1);
	if (player_open(&p, o, SESSION_STREAM,
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
	char *path = realpath(p->back.path, NULL), *quoted, *first;
	struct journal *j = NULL;
	char profile[128];

	if (path != NULL && strcmp(p->back.path, "-") != 0) {
		pym_profile_format(session_profile(p->back.session), profile,
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

/* After "program |" the trace is standard input, and the keys are typed at the
   terminal. */
static bool
has_keys(const struct options *o)
{
	if (o->plain || interactive_possible() ||
	    (strcmp(o->args[0], "-") == 0 && interactive_take_terminal()))
		return true;
	usage_error(_("there is no terminal to replay on; --plain and "
	    "--headless need none"));
	return false;
}

/* What can be had at once is there when the screen opens. */
static int
replay_interactive(const struct options *o)
{
	struct player p = { .progress = false };
	struct loading loading;
	int result = EXIT_USAGE;

	if (player_open(&p, o, 0, REPLAY_NAMES | REPLAY_MARKS |
	    REPLAY_ORIGINS) && has_keys(o)) {
		trace_hurry(p.back.trace);
		loading_init(&loading, p.back.session, p.back.replay,
		    p.back.trace);
		loading_slice(&loading, FIRST_MS, NULL, NULL);
		result = interactive_run(p.back.session, o, NULL, NULL,
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
	return replay_interactive(o);
}
