/*
 * compare.c - one history under several profiles.
 *
 * Each profile replays the trace by itself, without a history: so it takes no
 * longer than the replays would one by one, whatever their number.
 */
#include "config.h"

#include "app/compare.h"

#include <string.h>

#include "app/playback.h"
#include "support/i18n.h"

/* ---- which profiles ----------------------------------------------------- */

static bool
named_profile(const struct options *o, const char *name,
    struct pym_profile *out)
{
	struct options one = *o;

	one.profile = name;
	return options_profile(&one, out);
}

/* The trace's own profile, and those after it that lay memory out otherwise. */
static bool
usual_profiles(const struct options *o, struct pym_profile *out, size_t *n)
{
	static const char *const others[] = { "classic", "cpython-3.9",
	    "cpython-3.13" };
	struct playback back;
	size_t i;
	bool ok = playback_open(&back, o, o->args[0]) &&
	    playback_profile(&back, &out[0], NULL);

	playback_close(&back);
	*n = 1;
	for (i = 0; ok && i < 3; i++) {
		struct pym_profile *p = &out[*n];

		if (named_profile(o, others[i], p) &&
		    (p->alignment != out[0].alignment ||
		    p->pool_size != out[0].pool_size ||
		    p->arena_size != out[0].arena_size ||
		    p->reclaim != out[0].reclaim))
			++*n;
	}
	return ok;
}

bool
compare_profiles(const struct options *o, struct pym_profile *out, size_t *n)
{
	size_t i;

	*n = 0;
	if (o->profile != NULL && !named_profile(o, o->profile, &out[(*n)++]))
		return false;
	for (i = 1; i < o->nargs; i++) {
		if (*n == COMPARE_MOST) {
			usage_error(_("compare: at most %d profiles"),
			    COMPARE_MOST);
			return false;
		}
		if (!named_profile(o, o->args[i], &out[(*n)++]))
			return false;
	}
	if (*n == 0)
		return usual_profiles(o, out, n);
	if (*n > 1)
		return true;
	usage_error(_("compare: name two profiles or more"));
	return false;
}

/* ---- replaying ---------------------------------------------------------- */

/* Every second sample goes: there are more events than was thought. */
static void
thin(struct compared *c)
{
	size_t i, kept = 0;

	for (i = 0; i < c->count; i++)
		if (c->samples[i].event % (2 * c->per) == 0)
			c->samples[kept++] = c->samples[i];
	c->count = kept;
	c->per *= 2;
}

static void
sample(struct compared *c, const struct session *s)
{
	struct compare_sample *at;

	if (c->count == COMPARE_SAMPLES - 1)
		thin(c);
	if (c->count > 0 && c->samples[c->count - 1].event == c->events)
		return;
	at = &c->samples[c->count++];
	at->event = c->events;
	session_figures(s, at->figures);
}

static enum replay_status
play(struct compared *c, const struct playback *back)
{
	enum replay_status status;

	c->per = 1;
	do {
		status = replay_run(back->replay, c->per - c->events % c->per);
		c->events = replay_counts(back->replay)->events;
		if (c->events % c->per == 0)
			sample(c, back->session);
	} while (status == REPLAY_EVENT);
	sample(c, back->session);
	return status;
}

bool
compare_run(const struct options *o, const struct pym_profile *profile,
    struct compared *out)
{
	struct playback back;
	enum replay_status status = REPLAY_ERROR;

	memset(out, 0, sizeof(*out));
	out->profile = *profile;
	pym_profile_format(profile, out->name, sizeof(out->name));
	if (playback_open(&back, o, o->args[0]) &&
	    playback_start(&back, profile, SESSION_STREAM, REPLAY_QUICK)) {
		status = play(out, &back);
		playback_tell(&back, status);
		pym_stats(session_heap(back.session), &out->stats, NULL, 0);
	}
	playback_close(&back);
	return status == REPLAY_END;
}
