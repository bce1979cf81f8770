/* playback.c - a trace that is opened, given a profile and played. */
#include "config.h"

#include "app/playback.h"

#include <inttypes.h>

#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

bool
playback_open(struct playback *p, const struct options *o, const char *path)
{
	struct strbuf error = STRBUF_INIT;

	*p = (struct playback){ .o = o, .path = path };
	p->trace = trace_open(path, o->strict ? TRACE_STRICT : 0, &error);
	if (p->trace == NULL)
		usage_error("%s", strbuf_text(&error));
	strbuf_free(&error);
	return p->trace != NULL;
}

void
playback_close(struct playback *p)
{
	replay_free(p->replay);
	if (p->owns_session)
		session_free(p->session);
	trace_close(p->trace);
}

bool
playback_profile(const struct playback *p, struct pym_profile *out,
    enum replay_source *source)
{
	const struct options *o = p->o;
	struct pym_profile chosen;
	struct strbuf error = STRBUF_INIT;
	enum replay_source from;
	bool ok;

	if (o->profile != NULL && !options_profile(o, &chosen))
		return false;
	ok = replay_profile(p->trace, o->profile != NULL ? &chosen : NULL, out,
	    source != NULL ? source : &from, &error);
	if (!ok)
		usage_error("%s", strbuf_text(&error));
	strbuf_free(&error);
	return ok;
}

void
playback_into(struct playback *p, struct session *s, unsigned replay_flags)
{
	p->session = s;
	p->replay = replay_new(s, p->trace, replay_flags);
}

bool
playback_start(struct playback *p, const struct pym_profile *profile,
    unsigned session_flags, unsigned replay_flags)
{
	struct session *s = session_new(profile, session_flags);

	if (s == NULL) {
		usage_error(_("there is no memory for a heap"));
		return false;
	}
	p->owns_session = true;
	playback_into(p, s, replay_flags);
	return true;
}

enum replay_status
playback_all(struct playback *p)
{
	enum replay_status status;

	while ((status = replay_run(p->replay, UINT64_MAX)) == REPLAY_EVENT)
		;
	return status;
}

void
playback_tell(const struct playback *p, enum replay_status status)
{
	if (status == REPLAY_ERROR)
		usage_error("%s", trace_error(p->trace));
	else if (status == REPLAY_NO_MEMORY)
		usage_error(_("%s: event %" PRIu64 ": there is no memory for "
		    "it"), p->path, replay_counts(p->replay)->events + 1);
}
