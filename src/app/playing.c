/*
 * playing.c - events one after the other, as time goes by.
 */
#include "config.h"

#include "app/playing.h"

#include "session/session.h"
#include "support/clock.h"
#include "support/i18n.h"

#define FIRST_PACE	2
#define SLOWEST		(-1)
#define FASTEST		17
#define FRAME_MS	34	/* 30 frames a second, no more */

void
playing_init(struct playing *p, struct session *s)
{
	*p = (struct playing){ .session = s, .pace = FIRST_PACE };
}

static double
events_per_ms(const struct playing *p)
{
	return (p->pace < 0 ? 0.5 : (double)(1 << p->pace)) / 1000;
}

/* From now on, with nothing due yet. */
static void
begin(struct playing *p)
{
	p->since = clock_ms();
	p->done = 0;
}

static bool
at_end(const struct playing *p)
{
	return session_event(p->session) == session_length(p->session);
}

bool
playing_start(struct playing *p)
{
	p->on = !at_end(p);
	begin(p);
	return p->on;
}

void
playing_stop(struct playing *p)
{
	p->on = false;
}

void
playing_change(struct playing *p, int step)
{
	p->pace += step;
	if (p->pace < SLOWEST)
		p->pace = SLOWEST;
	if (p->pace > FASTEST)
		p->pace = FASTEST;
	begin(p);
}

int
playing_wait(const struct playing *p)
{
	double ms = 1 / events_per_ms(p);

	return ms < FRAME_MS ? FRAME_MS : (int)ms;
}

/* How many events are due now.  Where the machine cannot keep up, what it
   missed is forgotten: it plays slower, and does not stall. */
static uint64_t
events_due(struct playing *p)
{
	double per_ms = events_per_ms(p);
	double due = (double)(clock_ms() - p->since) * per_ms - p->done;
	double most = 4 * per_ms * playing_wait(p);

	if (due > most) {
		begin(p);
		due = most;
		return (uint64_t)due;
	}
	/* A tick is never early, but for rounding. */
	if (due < 1)
		due = 1;
	p->done += (double)(uint64_t)due;
	return (uint64_t)due;
}

uint64_t
playing_due(struct playing *p)
{
	uint64_t left = session_length(p->session) -
	    session_event(p->session);
	uint64_t n = events_due(p);

	return session_event(p->session) + (n < left ? n : left);
}

void
playing_text(const struct playing *p, struct strbuf *out)
{
	if (!p->on)
		return;
	if (p->pace < 0)
		strbuf_puts(out, _("playing x1/2"));
	else
		strbuf_printf(out, _("playing x%d"), 1 << p->pace);
}
