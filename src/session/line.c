/*
 * line.c - commands, futures and marks: what the history's lines are made of
 * for people.
 */
#include "config.h"

#include "session/inside.h"

#include <stdlib.h>
#include <string.h>

#include "support/xalloc.h"

/* ------------------------------------------------------------------------
 * Commands
 */

void
session_begin_command(struct session *s, const char *text)
{
	session_end_command(s);
	s->command = xstrdup(text);
}

void
session_end_command(struct session *s)
{
	free(s->command);
	s->command = NULL;
	s->command_last = s->command_events = 0;
}

/* ------------------------------------------------------------------------
 * Futures
 */

static void
describe(const struct session *s, const struct branch *b,
    struct session_future *out)
{
	uint64_t shared = history_shared(&s->history, b);
	const struct branch *holder = history_holder(b, shared + 1);
	const struct command *command = history_command(holder, shared + 1);

	*out = (struct session_future){
		.number = b->number,
		.fork = shared,
		.length = b->fork + b->log.count,
		.command = command == NULL ? NULL : command->text,
	};
}

size_t
session_futures(const struct session *s, struct session_future *out,
    size_t max)
{
	const struct history *h = &s->history;
	size_t n = 0, i;

	if (session_streams(s))
		return 0;
	for (i = 0; i < h->left_count; i++) {
		if (h->left[i] == history_tip(h) || h->left[i]->dropped)
			continue;
		if (n < max)
			describe(s, h->left[i], &out[n]);
		n++;
	}
	return n;
}

uint32_t
session_forked(const struct session *s)
{
	return s->forked;
}

static enum session_status
go_to_line(struct session *s, struct branch *to, uint64_t n)
{
	uint64_t shared;

	within_abandon(s);
	shared = history_switch(&s->history, to);
	checkpoint_plan(s);
	return travel(s, n, s->now.event > shared);
}

enum session_status
session_goto_future(struct session *s, uint32_t number)
{
	struct branch *to;

	if (session_streams(s))
		return SESSION_NO_HISTORY;
	to = history_future(&s->history, number);
	return to == NULL ? SESSION_NO_SUCH_FUTURE :
	    go_to_line(s, to, to->fork + to->log.count);
}

uint64_t
session_line(const struct session *s)
{
	return (uint64_t)s->generation << 32 | history_tip(&s->history)->id;
}

enum session_status
session_goto_line(struct session *s, uint64_t line, uint64_t n)
{
	uint32_t id = (uint32_t)line;
	struct branch *to;

	if (session_streams(s))
		return SESSION_NO_HISTORY;
	if (line >> 32 != s->generation || id >= s->history.branch_count)
		return SESSION_NO_SUCH_FUTURE;
	if (line == session_line(s))
		return session_goto(s, n);
	to = s->history.branches[id];
	if (to->dropped || n < s->history.base)
		return SESSION_DROPPED;
	return n > to->fork + to->log.count ? SESSION_NO_SUCH_EVENT :
	    go_to_line(s, to, n);
}

/* ------------------------------------------------------------------------
 * Marks: event 0 belongs to every line and has no branch
 */

static struct branch *
branch_of(const struct session *s, uint64_t event)
{
	return event == 0 ? NULL :
	    s->history.path[history_segment(&s->history, event)].branch;
}

/* Whether the present line has the event that is marked. */
static bool
is_here(const struct session *s, const struct mark *m)
{
	return m->event <= history_count(&s->history) &&
	    m->branch == branch_of(s, m->event);
}

/* The mark of that name in the present line, or NULL. */
static struct mark *
find_mark(const struct session *s, uint32_t name)
{
	size_t i = name <= s->mark_of_count && name > 0 ?
	    s->mark_of[name - 1] : 0;

	while (i != 0 && !is_here(s, &s->marks[i - 1]))
		i = s->marks[i - 1].older;
	return i == 0 ? NULL : &s->marks[i - 1];
}

static void
add_mark(struct session *s, uint32_t name, uint64_t event)
{
	s->mark_of = xgrow(s->mark_of, &s->mark_of_room, name,
	    sizeof *s->mark_of);
	while (s->mark_of_count < name)
		s->mark_of[s->mark_of_count++] = 0;
	s->marks = xgrow(s->marks, &s->mark_room, s->mark_count + 1,
	    sizeof *s->marks);
	s->marks[s->mark_count++] = (struct mark){
		.name = name,
		.event = event,
		.branch = branch_of(s, event),
		.older = s->mark_of[name - 1],
	};
	s->mark_of[name - 1] = s->mark_count;
}

enum session_status
session_mark_at(struct session *s, const char *name, uint64_t event)
{
	uint32_t number;
	struct mark *m;

	if (session_streams(s))
		return SESSION_NO_HISTORY;
	if (event > history_count(&s->history))
		return SESSION_NO_SUCH_EVENT;
	number = session_intern(s, name, strlen(name));
	m = find_mark(s, number);
	if (m == NULL) {
		add_mark(s, number, event);
		return SESSION_OK;
	}
	m->event = event;
	m->branch = branch_of(s, event);
	return SESSION_OK;
}

enum session_status
session_mark(struct session *s, const char *name)
{
	return session_mark_at(s, name, s->now.event);
}

bool
session_find_mark(const struct session *s, const char *name,
    uint64_t *event)
{
	const struct mark *m;

	m = find_mark(s, names_find(s->names, name, strlen(name)));
	if (m != NULL && event != NULL)
		*event = m->event;
	return m != NULL;
}

static int
by_event(const void *a, const void *b)
{
	const struct mark *x = *(const struct mark *const *)a;
	const struct mark *y = *(const struct mark *const *)b;

	if (x->event != y->event)
		return x->event < y->event ? -1 : 1;
	return (x > y) - (x < y);
}

size_t
session_marks(const struct session *s,
    void (*fn)(void *ctx, const char *name, uint64_t event), void *ctx)
{
	const struct mark **here;
	size_t n = 0, i;

	here = xreallocarray(NULL, s->mark_count, sizeof *here);
	for (i = 0; i < s->mark_count; i++)
		if (is_here(s, &s->marks[i]))
			here[n++] = &s->marks[i];
	qsort(here, n, sizeof *here, by_event);
	for (i = 0; i < n && fn != NULL; i++)
		fn(ctx, names_text(s->names, here[i]->name), here[i]->event);
	free(here);
	return n;
}
