/*
 * mode_watch.c - poolscope watch: a program's calls, on the screen while it
 * runs.
 *
 * The screen takes what the program does as fast as it comes, wherever its
 * reader looks; only when it cannot keep up the program waits for it.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/interactive.h"
#include "app/loading.h"
#include "app/modes.h"
#include "app/playback.h"
#include "record/apart.h"
#include "record/recording.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

#define ROWS	24		/* of the program's own terminal */
#define COLS	80
#define GRACE_MS 1000		/* for a program to end when we quit */

struct watcher {
	const struct options *o;
	struct strbuf name;		/* the program, as a trace's */
	struct recording *recording;
	struct apart *apart;		/* NULL: it prints where we do */
	struct playback back;
};

/* ---- the program as a trace --------------------------------------------- */

static enum trace_status
next(void *ctx, struct trace_record *rec)
{
	struct watcher *w = ctx;

	switch (recording_next(w->recording, rec)) {
	case RECORDING_RECORD:
		return TRACE_RECORD;
	case RECORDING_NONE:
		return TRACE_NONE;
	case RECORDING_END:
		break;
	}
	return TRACE_END;
}

static void
idle(void *ctx, int ms)
{
	const struct watcher *w = ctx;

	recording_wait(w->recording, ms);
}

static void
add_sentence(void *ctx, const char *text)
{
	struct strbuf *out = ctx;

	strbuf_printf(out, "; %s", text);
}

static void
tell_end(void *ctx, struct strbuf *out)
{
	const struct watcher *w = ctx;
	int status = recording_status(w->recording);
	bool failed;

	if (WIFSIGNALED(status))
		strbuf_printf(out, _("; the program was ended by signal %d "
		    "(%s)"), WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		strbuf_printf(out, _("; the program ended with exit status "
		    "%d"), WEXITSTATUS(status));
	recording_tell(w->recording, add_sentence, out, &failed);
}

static void
output(void *ctx, size_t lines, struct strbuf *out)
{
	const struct watcher *w = ctx;

	apart_tail(w->apart, lines, out);
}

/* ---- beginning ---------------------------------------------------------- */

static enum launch_status
start(struct watcher *w)
{
	struct launch_options how = {
		.argv = w->o->args,
		.terminal = -1,
		.no_input = true,
	};
	struct strbuf error = STRBUF_INIT;
	enum launch_status status = LAUNCH_FAILED;

	if (!w->o->plain)
		w->apart = apart_open(ROWS, COLS, &error);
	if (w->apart != NULL)
		how.terminal = apart_terminal(w->apart);
	if (w->o->plain || w->apart != NULL)
		w->recording = recording_start(&how, w->o->site, &status,
		    &error);
	if (w->recording == NULL)
		usage_error("%s", strbuf_text(&error));
	else if (w->apart != NULL)
		apart_began(w->apart);
	strbuf_free(&error);
	return status;
}

static void
tell_failure(void *ctx, const char *text)
{
	(void)ctx;
	usage_error("%s", text);
}

/* Waits for the first calls.  False: there is nothing to watch. */
static bool
await(struct watcher *w)
{
	bool failed;

	recording_await(w->recording);
	if (recording_profile(w->recording) != NULL)
		return true;
	recording_tell(w->recording, tell_failure, NULL, &failed);
	if (!failed)
		usage_error(_("the program ended before it had called its "
		    "allocator"));
	return false;
}

static bool
open_session(struct watcher *w)
{
	struct pym_profile profile;

	w->back = (struct playback){
		.o = w->o,
		.path = strbuf_text(&w->name),
		.trace = trace_open_live(strbuf_text(&w->name),
		    recording_profile(w->recording), next, w),
	};
	return playback_profile(&w->back, &profile, NULL) &&
	    playback_start(&w->back, &profile, 0, REPLAY_NAMES |
	    REPLAY_MARKS | REPLAY_ORIGINS);
}

/* ---- the end ------------------------------------------------------------ */

/* A program that still runs is told as when its terminal is closed, and after
   a while to end. */
static void
end_program(struct watcher *w)
{
	pid_t child = recording_child(w->recording);

	recording_stop(w->recording);
	if (recording_ended(w->recording, 0))
		return;
	kill(child, SIGHUP);
	if (!recording_ended(w->recording, GRACE_MS)) {
		kill(child, SIGTERM);
		if (!recording_ended(w->recording, GRACE_MS))
			usage_error(_("the program takes no SIGHUP or "
			    "SIGTERM; it runs on as process %ld"),
			    (long)child);
	}
}

static void
close_watcher(struct watcher *w)
{
	if (w->recording != NULL)
		end_program(w);
	if (w->apart != NULL) {
		apart_hang_up(w->apart);
		fflush(stdout);
		apart_copy(w->apart, STDOUT_FILENO);
	}
	playback_close(&w->back);
	recording_free(w->recording);
	apart_free(w->apart);
	strbuf_free(&w->name);
}

static int
watch(struct watcher *w)
{
	struct loading_live live = {
		.idle = idle,
		.tell = tell_end,
		.output = w->apart != NULL ? output : NULL,
		.ctx = w,
	};
	struct loading loading;

	loading_init_live(&loading, w->back.session, w->back.replay,
	    w->back.trace, &live);
	return interactive_run(w->back.session, w->o, NULL, NULL, &loading,
	    NULL);
}

int
mode_watch(const struct options *o)
{
	struct watcher w = { .o = o, .name = STRBUF_INIT };
	int status;
	size_t i;

	if (!interactive_possible() && !o->plain)
		return usage_error(_("there is no terminal to watch on; "
		    "record needs none, nor does --plain"));
	for (i = 0; i < o->nargs; i++)
		strbuf_printf(&w.name, "%s%s", i > 0 ? " " : "", o->args[i]);
	status = (int)start(&w);
	if (status == LAUNCH_DONE)
		status = await(&w) && open_session(&w) ? watch(&w) :
		    EXIT_USAGE;
	close_watcher(&w);
	return status;
}
