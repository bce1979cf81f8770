/*
 * follow.c - the model at the session's moment.
 *
 * Nothing of the model is saved: its `py` commands are carried out again,
 * from where it stands if that is on the way, else from the start.
 */
#include "config.h"

#include <string.h>

#include "objects/model.h"
#include "support/strbuf.h"

unsigned
objects_version_of(const struct pym_profile *profile, bool *nearest)
{
	unsigned version = profile->version, rules;

	/* tiny is nobody's: the textbook's version goes. */
	rules = rules_of(version == 0 ? 306 : version)->version;
	*nearest = rules != version;
	return rules;
}

void
objects_start(struct objects *o, const struct pym_profile *profile)
{
	unsigned version = objects_version_of(profile, &o->nearest);

	model_clear(o);
	o->rules = rules_of(version);
	o->gc_head = o->rules->gc_head;
	/* Stock 3.6, and 3.7.0 to 3.7.3. */
	if (o->gc_head == 32 && version > 300 && profile->alignment == 8)
		o->gc_head = 24;
	o->event = o->torn = o->last = 0;
	o->within = o->any = false;
}

/* ---- the commands -------------------------------------------------------- */

const char *
objects_statement(const char *text)
{
	if (text == NULL || strncmp(text, "py", 2) != 0 ||
	    (text[2] != ' ' && text[2] != '\t'))
		return NULL;
	return text + 3;
}

size_t
objects_asked(const struct objects *o)
{
	size_t count = 0, i;

	for (i = 0; i < o->request_count; i++)
		count += objects_is_event(&o->requests[i]);
	return count;
}

/* How many events the last statement makes; one even if it asks nobody. */
static uint64_t
event_count(const struct objects *o)
{
	size_t asked = objects_asked(o);

	return asked != 0 ? asked : 1;
}

/* The last statement's events begin with FIRST: which blocks they made. */
static void
bind_all(struct objects *o, const struct session *s, uint64_t first)
{
	struct outcome gave;
	struct event e;
	size_t i;

	for (i = 0; i < o->request_count; i++) {
		if (!objects_is_event(&o->requests[i]))
			continue;
		if (session_event_at(s, first++, &e, &gave) &&
		    o->requests[i].kind != REQUEST_FREE)
			objects_bind(o, o->requests[i].block, gave.block);
	}
}

/* Carries out the command of events FIRST to LAST; false: it is not there as
   a whole. */
static bool
repeat(struct objects *o, const struct session *s, const char *statement,
    uint64_t first, uint64_t last)
{
	struct strbuf error = STRBUF_INIT;
	bool ok = objects_run(o, statement, &error);

	strbuf_free(&error);
	bind_all(o, s, first);
	o->any = true;
	o->last = last;
	return ok && event_count(o) == last - first + 1;
}

/* From where O stands to event NOW.  True: the next command goes beyond it,
   from *FIRST to *LAST. */
static bool
advance(struct objects *o, const struct session *s, uint64_t now,
    uint64_t *first, uint64_t *last)
{
	const char *statement;
	uint64_t n;

	while (o->torn == 0 && o->event < now) {
		n = session_command_from(s, o->event + 1);
		if (n == 0 || n > now)
			break;
		statement = objects_statement(session_command_of(s, n,
		    first, last));
		if (statement != NULL && *last > now)
			return true;
		if (statement != NULL && !repeat(o, s, statement, *first,
		    *last))
			o->torn = *last;
		o->event = *last;
	}
	if (o->event < now)
		o->event = now;
	return false;
}

/* ---- where it stands ----------------------------------------------------- */

void
objects_forget(struct objects *o)
{
	o->known = false;
}

void
objects_arrived(struct objects *o, const struct session *s)
{
	o->known = o->any = true;
	o->line = session_line(s);
	o->event = o->last = session_event(s);
}

/* The steps of the first DONE of the last statement's events. */
static size_t
steps_of(const struct objects *o, uint64_t done)
{
	size_t i;

	for (i = 0; i < o->request_count; i++)
		if (objects_is_event(&o->requests[i]) && done-- == 0)
			break;
	return i;
}

/* In the midst of a command: what it asks for is found out by a model that
   goes on to its end. */
static void
look_ahead(struct objects *o, const struct session *s, uint64_t first,
    uint64_t last)
{
	if (o->ahead == NULL)
		o->ahead = objects_new();
	if (!o->within || o->ahead->event != last ||
	    o->ahead->line != o->line) {
		objects_start(o->ahead, session_profile(s));
		o->ahead->line = o->line;
		advance(o->ahead, s, last, &first, &last);
	}
	o->within = true;
	o->within_done = steps_of(o->ahead, session_event(s) - first + 1);
}

/* What came from event FIRST on is not known of, up to TORN: the objects stay
   those before it. */
static void
leave_out(struct objects *o, const struct session *s, uint64_t first,
    uint64_t torn)
{
	uint64_t last;

	objects_start(o, session_profile(s));
	advance(o, s, first - 1, &first, &last);
	o->event = session_event(s);
	o->torn = torn;
	o->any = true;
}

void
objects_follow(struct objects *o, const struct session *s)
{
	uint64_t line = session_line(s), now = session_event(s);
	uint64_t first = 0, last = 0;
	bool was_torn;

	if (!o->known || o->line != line || o->event > now ||
	    (o->torn != 0 && o->torn > now)) {
		objects_start(o, session_profile(s));
		o->known = true;
		o->line = line;
	}
	if (o->event < session_first(s) && session_lost_commands(s)) {
		leave_out(o, s, 1, session_first(s));
		return;
	}
	was_torn = o->torn != 0;
	if (advance(o, s, now, &first, &last))
		look_ahead(o, s, first, last);
	else
		o->within = false;
	if (o->torn != 0 && !was_torn)
		leave_out(o, s, first, o->torn);
}

const struct request *
objects_within(const struct objects *o, size_t *n, size_t *done)
{
	if (!o->within)
		return NULL;
	*n = o->ahead->request_count;
	*done = o->within_done;
	return o->ahead->requests;
}

const struct request *
objects_present(const struct objects *o, size_t *n, size_t *done)
{
	if (o->within)
		return objects_within(o, n, done);
	if (!o->any || o->last != o->event)
		return NULL;
	*n = *done = o->request_count;
	return o->requests;
}

uint64_t
objects_torn(const struct objects *o)
{
	return o->torn;
}

bool
objects_any(const struct objects *o)
{
	return o->any;
}

unsigned
objects_version(const struct objects *o, bool *nearest)
{
	*nearest = o->nearest;
	return o->rules->version;
}
