/* scratch.c - a copy of a session, to try things on. */
#include "config.h"

#include "lesson/scratch.h"

#include <string.h>

#include "session/session.h"

/* Applies event N of S to COPY, whose names have numbers of their own. */
static bool
copy_event(struct session *copy, const struct session *s, uint64_t n)
{
	struct outcome out;
	struct event e;
	const char *name;

	if (!session_event_at(s, n, &e, NULL))
		return false;
	if (e.name != SESSION_NO_NAME) {
		name = session_name(s, e.name);
		e.name = session_intern(copy, name, strlen(name));
	}
	return session_apply(copy, &e, &out) == SESSION_OK;
}

struct session *
scratch_copy(const struct session *s)
{
	struct session *copy = session_new(session_profile(s), 0);
	uint64_t n;

	if (copy == NULL)
		return NULL;
	for (n = 1; n <= session_event(s); n++) {
		if (!copy_event(copy, s, n)) {
			session_free(copy);
			return NULL;
		}
	}
	return copy;
}
