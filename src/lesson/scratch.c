/* scratch.c - a copy of a session, to try things on. */
#include "config.h"

#include "lesson/scratch.h"

#include <string.h>

#include "session/session.h"

/* Applies event N of FROM to S, whose names have numbers of their own. */
static bool
copy_event(struct session *s, const struct session *from, uint64_t n)
{
	struct outcome out;
	struct event e;
	const char *name;

	if (!session_event_at(from, n, &e, NULL))
		return false;
	if (e.name != SESSION_NO_NAME) {
		name = session_name(from, e.name);
		e.name = session_intern(s, name, strlen(name));
	}
	return session_apply(s, &e, &out) == SESSION_OK;
}

/* With the commands that made them: Python's objects are worked out from
   those. */
static bool
copy_events(struct session *s, const struct session *from)
{
	uint64_t n, first, last = 0;
	const char *text = NULL;
	bool ok = true;

	for (n = 1; ok && n <= session_event(from); n++) {
		if (n > last) {
			last = n;
			text = session_command_of(from, n, &first, &last);
			if (text != NULL)
				session_begin_command(s, text);
		}
		ok = copy_event(s, from, n);
		if (n == last && text != NULL)
			session_end_command(s);
	}
	if (n <= last && text != NULL)
		session_end_command(s);
	return ok;
}

/* The event that comes next in FROM, if any, comes next in S, too. */
static bool
copy_next(struct session *s, const struct session *from)
{
	uint64_t n = session_event(from);

	if (n == session_length(from))
		return true;
	return copy_event(s, from, n + 1) && session_back(s) == SESSION_OK;
}

struct session *
scratch_copy(const struct session *s)
{
	struct session *copy = session_new(session_profile(s), 0);

	if (copy == NULL || (copy_events(copy, s) && copy_next(copy, s)))
		return copy;
	session_free(copy);
	return NULL;
}

bool
scratch_restore(struct session *s, const struct session *copy)
{
	return session_reset(s, session_profile(copy)) == SESSION_OK &&
	    copy_events(s, copy);
}
