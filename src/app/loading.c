/*
 * loading.c - a trace loaded piece by piece, while its reader looks around.
 */
#include "config.h"

#include "app/loading.h"

#include <inttypes.h>

#include "session/session.h"
#include "support/clock.h"
#include "support/i18n.h"
#include "trace/trace.h"

#define LOOK_EVERY	256u	/* events: at the clock, and who waits */
#define SHOW_EVERY	(1u << 18)	/* events */
#define SLICE_MS	30
#define WAIT_MS		4	/* for a program that does nothing now */
#define IDLE_MS		100	/* the same, with nothing else to do */
#define TRAVEL_SHARE	4	/* of a piece, so many times its way */

void
loading_init(struct loading *l, struct session *s, struct replay *replay,
    struct trace_reader *trace)
{
	*l = (struct loading){
		.session = s,
		.replay = replay,
		.trace = trace,
		.line = session_line(s),
		.on = true,
		.status = REPLAY_EVENT,
		.slice = SLICE_MS,
	};
}

void
loading_init_live(struct loading *l, struct session *s,
    struct replay *replay, struct trace_reader *trace,
    const struct loading_live *live)
{
	loading_init(l, s, replay, trace);
	l->live = live;
	l->follows = true;
}

/* Loads some events; false if there are no more, or none now. */
static bool
load_some(struct loading *l)
{
	l->status = replay_run(l->replay, LOOK_EVERY);
	l->on = l->status == REPLAY_EVENT || l->status == REPLAY_NONE;
	return l->status == REPLAY_EVENT;
}

/* None came: waits a moment for more; false if none comes. */
static bool
await_more(struct loading *l, int ms)
{
	if (!l->on)
		return false;
	if (l->live != NULL)
		l->live->idle(l->live->ctx, ms);
	else
		trace_await(l->trace, ms);
	return load_some(l);
}

/* Where the reader is. */
struct place {
	uint64_t line, event;
	size_t decision;
};

/* To where the trace ends so far.  What was added behind that is not of the
   trace: the next event leaves it behind as a line of its own.  False: there
   is no memory for going there, so that this is the end. */
static bool
go_to_end(struct loading *l, struct place *from)
{
	struct session *s = l->session;
	enum session_status status;

	*from = (struct place){
		.line = session_line(s),
		.event = session_event(s),
		.decision = session_decision(s),
	};
	status = session_goto_line(s, l->line, l->length);
	if (status == SESSION_OK)
		return true;
	l->dropped = status == SESSION_DROPPED;
	l->on = false;
	l->status = REPLAY_NO_MEMORY;
	return false;
}

/* What is here now is the end. */
static void
stay(struct loading *l)
{
	l->line = session_line(l->session);
	l->length = session_event(l->session);
}

static void
go_back(struct loading *l, const struct place *to)
{
	struct session *s = l->session;
	size_t i;

	stay(l);
	l->moved = session_goto_line(s, to->line, to->event) ==
	    SESSION_DROPPED;
	if (l->moved) {
		session_goto_line(s, l->line, session_first(s));
		return;
	}
	for (i = 0; i < to->decision; i++)
		session_step(s);
}

void
loading_all(struct loading *l, void (*show)(struct loading *l))
{
	struct place from;
	uint64_t n = 0;

	if (!l->on || !go_to_end(l, &from))
		return;
	while (l->on)
		if (!load_some(l))
			await_more(l, IDLE_MS);
		else if ((n += LOOK_EVERY) % SHOW_EVERY == 0 && show != NULL)
			show(l);
	go_back(l, &from);
}

/* Loads for MS milliseconds, unless BUSY. */
static void
load_for(struct loading *l, long long ms, bool (*busy)(void *ctx), void *ctx)
{
	long long end = clock_ms() + ms;

	while (load_some(l) || await_more(l, WAIT_MS))
		if (clock_ms() >= end || (busy != NULL && busy(ctx)))
			break;
	l->quiet = l->status == REPLAY_NONE;
}

/* Whether the reader is at the end of what a program has done so far. */
static bool
is_at_end(const struct loading *l)
{
	const struct session *s = l->session;

	return l->live != NULL && session_line(s) == l->line &&
	    session_event(s) == l->length && session_decision(s) == 0;
}

void
loading_pause(struct loading *l)
{
	l->paused = true;
	l->paused_at = session_event(l->session);
	l->follows = false;
}

void
loading_follow(struct loading *l)
{
	l->paused = false;
	l->follows = session_goto_line(l->session, l->line, l->length) ==
	    SESSION_OK;
}

void
loading_slice(struct loading *l, long long ms, bool (*busy)(void *ctx),
    void *ctx)
{
	long long start = clock_ms(), there, end;
	struct place from;

	if (!l->on)
		return;
	l->moved = false;
	if (session_event(l->session) != l->paused_at)
		l->paused = false;
	l->follows = is_at_end(l) && !l->paused;
	if (!go_to_end(l, &from))
		return;
	there = clock_ms();
	load_for(l, ms > 0 ? ms : l->slice, busy, ctx);
	end = clock_ms();
	if (l->follows)
		stay(l);
	else
		go_back(l, &from);
	/* The further the way, the more is loaded at its end. */
	l->slice = TRAVEL_SHARE * (there - start + clock_ms() - end);
	if (l->slice < SLICE_MS)
		l->slice = SLICE_MS;
}

/* What is wrong, or was put right. */
static void
add_troubles(const struct loading *l, struct strbuf *out)
{
	const char *notice = trace_notice(l->trace, 0);

	if (l->status == REPLAY_ERROR)
		strbuf_printf(out, "; %s", trace_error(l->trace));
	else if (l->dropped)
		strbuf_puts(out, _("; they were dropped, as what was done "
		    "meanwhile left no room for them"));
	else if (l->status == REPLAY_NO_MEMORY)
		strbuf_puts(out, _("; there is no memory for more"));
	else if (notice != NULL)
		strbuf_printf(out, "; %s", notice);
}

void
loading_notice(const struct loading *l, struct strbuf *out)
{
	strbuf_printf(out, _("%s: %" PRIu64 " events"), trace_name(l->trace),
	    replay_counts(l->replay)->events);
	if (session_line(l->session) == l->line &&
	    session_peak(l->session) >= session_first(l->session))
		strbuf_printf(out, _(", the peak is event %" PRIu64),
		    session_peak(l->session));
	strbuf_puts(out, _(". next and back step; goto peak, goto end, find, "
	    "info pins"));
	add_troubles(l, out);
	if (l->live != NULL && l->status == REPLAY_END)
		l->live->tell(l->live->ctx, out);
}

void
loading_give_up(struct loading *l)
{
	l->on = false;
}

void
loading_text(const struct loading *l, struct strbuf *out)
{
	uint64_t size = trace_size(l->trace);

	if (!l->on) {
		if (l->live != NULL)
			strbuf_puts(out, _("ended"));
		return;
	}
	if (l->live != NULL)
		strbuf_puts(out, l->follows ? _("live") : l->paused ?
		    _("runs on, paused here") :
		    _("runs on; goto end follows"));
	else if (size > 0)
		strbuf_printf(out, _("loading %d%%"),
		    (int)(trace_position(l->trace) * 100 / size));
	else
		strbuf_printf(out, _("loading, %" PRIu64 " events"),
		    replay_counts(l->replay)->events);
}
