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

/* Loads one event; false if there is none more. */
static bool
load_one(struct loading *l)
{
	l->status = replay_next(l->replay);
	l->on = l->status == REPLAY_EVENT;
	return l->on;
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

	*from = (struct place){
		.line = session_line(s),
		.event = session_event(s),
		.decision = session_decision(s),
	};
	if (session_goto_line(s, l->line, l->length) == SESSION_OK)
		return true;
	l->on = false;
	l->status = REPLAY_NO_MEMORY;
	return false;
}

static void
go_back(struct loading *l, const struct place *to)
{
	struct session *s = l->session;
	size_t i;

	l->line = session_line(s);
	l->length = session_event(s);
	session_goto_line(s, to->line, to->event);
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
	while (load_one(l))
		if (++n % SHOW_EVERY == 0 && show != NULL)
			show(l);
	go_back(l, &from);
}

void
loading_slice(struct loading *l, long long ms, bool (*busy)(void *ctx),
    void *ctx)
{
	long long start = clock_ms(), there, end;
	struct place from;
	uint64_t n = 0;

	if (!l->on)
		return;
	if (!go_to_end(l, &from))
		return;
	there = clock_ms();
	end = there + (ms > 0 ? ms : l->slice);
	while (load_one(l))
		if (++n % LOOK_EVERY == 0 && (clock_ms() >= end ||
		    (busy != NULL && busy(ctx))))
			break;
	end = clock_ms();
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
	if (session_line(l->session) == l->line)
		strbuf_printf(out, _(", the peak is event %" PRIu64),
		    session_peak(l->session));
	strbuf_puts(out, _(". next and back step; goto peak, goto end, find"));
	add_troubles(l, out);
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

	if (!l->on)
		return;
	if (size > 0)
		strbuf_printf(out, _("loading %d%%"),
		    (int)(trace_position(l->trace) * 100 / size));
	else
		strbuf_printf(out, _("loading, %" PRIu64 " events"),
		    replay_counts(l->replay)->events);
}
