/*
 * travel.c - going to another moment of the present line.
 */
#include "config.h"

#include "session/inside.h"

/* Whether applying events from here to C takes longer than restoring it. */
static bool
is_far(const struct session *s, const struct checkpoint *c)
{
	return c->moment.event > s->now.event &&
	    (c->moment.event - s->now.event) * BYTES_PER_EVENT > c->bytes;
}

/* Events that are fetched before they are applied, so that what they need is
   in the cache by then: first where their slots are, then the slots. */
#define AHEAD		16u
#define SLOT_AHEAD	8u

struct ahead {
	struct event event;
	struct gave gave;
};

static void
fetch_ahead(struct session *s, struct ahead *ring, uint64_t n)
{
	struct ahead *a = &ring[n % AHEAD];

	history_fetch(&s->history, n, &a->event, &a->gave);
	pym_prefetch(s->heap, a->gave.address);
	numbers_prefetch(&s->numbers, a->event.block);
}

/* Events up to N, of which it takes no notice. */
static enum session_status
run_to(struct session *s, uint64_t n)
{
	struct ahead ring[AHEAD];
	uint64_t fetched = s->now.event, i;
	enum session_status status = SESSION_OK;

	while (status == SESSION_OK && s->now.event < n) {
		while (fetched < n && fetched < s->now.event + AHEAD)
			fetch_ahead(s, ring, ++fetched);
		i = s->now.event + SLOT_AHEAD;
		if (i <= fetched)
			blocks_prefetch(&s->now.blocks, &s->numbers,
			    ring[i % AHEAD].event.block);
		status = apply_again(s, &ring[(s->now.event + 1) %
		    AHEAD].event, false);
	}
	return status;
}

/* The last events before N, which can be taken back; and the decisions of
   event N. */
static enum session_status
step_to(struct session *s, uint64_t n)
{
	enum session_status status = SESSION_OK;
	struct event e;
	struct gave gave;

	while (status == SESSION_OK && s->now.event < n) {
		history_fetch(&s->history, s->now.event + 1, &e, &gave);
		status = steps_apply(s, &e, s->now.event + 1 == n);
	}
	return status;
}

/* The last event is applied wherever that is possible, never restored: so its
   decisions are there. */
enum session_status
travel(struct session *s, uint64_t n, bool stray)
{
	const struct checkpoint *c;
	enum session_status status = SESSION_OK;

	if (!stray && s->now.event >= n && s->now.event - n <=
	    s->steps.count) {
		while (s->now.event > n)
			steps_back(s);
		if (s->kept_event == n || s->steps.count == 0)
			return status;
		steps_back(s);
	} else {
		c = checkpoint_before(s, n > 0 ? n - 1 : 0);
		if (stray || s->now.event > n || is_far(s, c))
			checkpoint_restore(s, c);
	}
	if (n > STEPS_KEPT && s->now.event < n - STEPS_KEPT)
		status = run_to(s, n - STEPS_KEPT);
	return status == SESSION_OK ? step_to(s, n) : status;
}

uint64_t
session_event(const struct session *s)
{
	return s->now.event;
}

uint64_t
session_length(const struct session *s)
{
	return session_streams(s) ? s->now.event :
	    history_count(&s->history);
}

size_t
session_decision(const struct session *s)
{
	return s->within.decision;
}

bool
session_event_at(const struct session *s, uint64_t n, struct event *e,
    struct outcome *out)
{
	struct event unused;
	struct gave gave;

	if (session_streams(s) || n <= s->history.base ||
	    n > history_count(&s->history))
		return false;
	if (e == NULL)
		e = &unused;
	history_fetch(&s->history, n, e, &gave);
	if (out == NULL)
		return true;
	*out = (struct outcome){ .block = e->block };
	if (e->kind == EVENT_FREE || e->kind == EVENT_WRITE ||
	    event_is_wild(e))
		return true;
	out->address = gave.address;
	out->p = pym_real(s->heap, gave.address);
	if (gave.made)
		out->block = history_made(&s->history, n);
	out->moved = gave.made && e->kind == EVENT_REALLOC &&
	    e->block != SESSION_NO_BLOCK;
	return true;
}

enum session_status
session_goto(struct session *s, uint64_t n)
{
	if (session_streams(s))
		return SESSION_NO_HISTORY;
	if (n > history_count(&s->history))
		return SESSION_NO_SUCH_EVENT;
	if (n < s->history.base)
		return SESSION_DROPPED;
	within_abandon(s);
	return travel(s, n, false);
}

enum session_status
session_next(struct session *s)
{
	if (session_streams(s))
		return SESSION_NO_HISTORY;
	if (s->within.decision > 0) {
		within_complete(s);
		return SESSION_OK;
	}
	return session_goto(s, s->now.event + 1);
}

enum session_status
session_back(struct session *s)
{
	if (session_streams(s))
		return SESSION_NO_HISTORY;
	if (s->within.decision > 0) {
		within_abandon(s);
		return SESSION_OK;
	}
	if (s->now.event == 0)
		return SESSION_NO_SUCH_EVENT;
	return session_goto(s, s->now.event - 1);
}

enum session_status
session_step(struct session *s)
{
	enum session_status status;

	if (session_streams(s))
		return SESSION_NO_HISTORY;
	if (s->within.decision == 0) {
		if (s->now.event == history_count(&s->history))
			return SESSION_NO_SUCH_EVENT;
		status = within_enter(s);
		if (status != SESSION_OK || s->within.decision > 0)
			return status;
		return session_next(s);
	}
	if (s->within.decision + 1 < s->kept.count)
		within_advance(s);
	else
		within_complete(s);
	return SESSION_OK;
}

enum session_status
session_back_step(struct session *s)
{
	enum session_status status;

	if (s->within.decision > 0)
		return within_return(s, s->within.decision - 1);
	status = session_back(s);
	return status != SESSION_OK ? status : within_return(s, SIZE_MAX);
}

const struct pym_decision *
session_decisions(struct session *s, size_t *n)
{
	uint64_t event = s->now.event;

	*n = 0;
	if (session_streams(s) || event + s->within.decision == 0)
		return NULL;
	if (s->within.decision == 0 && s->kept_event != event &&
	    (event == s->history.base ||
	    travel(s, event - 1, false) != SESSION_OK ||
	    travel(s, event, false) != SESSION_OK))
		return NULL;
	*n = s->kept.count;
	return s->kept.decisions;
}

/* The command that made event N, as far as the present line has it. */
const char *
session_command_of(const struct session *s, uint64_t n, uint64_t *first,
    uint64_t *last)
{
	const struct segment *seg;
	const struct command *command;

	if (session_streams(s) || n <= s->history.base ||
	    n > history_count(&s->history))
		return NULL;
	seg = &s->history.path[history_segment(&s->history, n)];
	command = history_command(seg->branch, n);
	if (command == NULL)
		return NULL;
	if (first != NULL)
		*first = command->first;
	if (last != NULL)
		*last = command->last < seg->end ? command->last : seg->end;
	return command->text;
}

uint64_t
session_command_from(const struct session *s, uint64_t n)
{
	const struct segment *seg;
	uint64_t at;
	size_t i;

	if (session_streams(s) || n == 0 || n > history_count(&s->history))
		return 0;
	if (n <= s->history.base)
		n = s->history.base + 1;
	for (i = history_segment(&s->history, n); i < s->history.depth; i++) {
		seg = &s->history.path[i];
		at = history_command_from(seg->branch, n);
		if (at != 0 && at <= seg->end)
			return at;
	}
	return 0;
}

enum session_status
session_undo(struct session *s)
{
	uint64_t n = s->now.event + (s->within.decision > 0);
	uint64_t first = n;

	if (session_streams(s))
		return SESSION_NO_HISTORY;
	if (n == 0)
		return SESSION_NO_SUCH_EVENT;
	session_command_of(s, n, &first, NULL);
	return session_goto(s, first - 1);
}

enum session_status
session_redo(struct session *s)
{
	uint64_t last = s->now.event + 1;

	if (session_streams(s))
		return SESSION_NO_HISTORY;
	session_command_of(s, last, NULL, &last);
	return session_goto(s, last);
}

uint64_t
session_peak(const struct session *s)
{
	return session_streams(s) ? s->now.peak_event :
	    history_tip(&s->history)->peak_event;
}
