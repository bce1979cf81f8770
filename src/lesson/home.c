/* home.c - where the lesson left off. */
#include "config.h"

#include "lesson/home.h"

#include <stdlib.h>

#include "lesson/scratch.h"
#include "session/session.h"
#include "support/xalloc.h"

void
home_free(struct home *h)
{
	session_free(h->copy);
	h->copy = NULL;
}

void
home_set(struct home *h, struct session *s)
{
	home_free(h);
	*h = (struct home){ .session = s, .event = session_event(s) };
}

void
home_leave(struct home *h)
{
	if (h->copy == NULL)
		h->copy = scratch_copy(h->session);
	h->futures = session_futures(h->session, NULL, 0);
}

/* Whether a new future shares less than the events until home: then these are
   not, or not all, of the present line. */
static bool
line_is_lost(const struct home *h)
{
	size_t n = session_futures(h->session, NULL, 0), i;
	struct session_future *all;
	bool lost = n < h->futures;

	if (n <= h->futures)
		return lost;
	all = xcalloc(n, sizeof *all);
	n = session_futures(h->session, all, n);
	for (i = h->futures; i < n; i++)
		lost |= all[i].fork < h->event;
	free(all);
	return lost;
}

void
home_left(struct home *h, bool reset)
{
	h->lost |= reset || line_is_lost(h);
}

bool
home_is_here(const struct home *h)
{
	return !h->lost && session_event(h->session) == h->event &&
	    session_decision(h->session) == 0;
}

bool
home_return(struct home *h)
{
	if (home_is_here(h))
		return true;
	if (!h->lost)
		return session_goto(h->session, h->event) == SESSION_OK;
	h->lost = false;
	return h->copy != NULL && scratch_restore(h->session, h->copy);
}
