/*
 * playback.h - a trace that is opened, given a profile and played, as the
 * commands of the program do that play traces; what is wrong is told.
 */
#ifndef POOLSCOPE_APP_PLAYBACK_H
#define POOLSCOPE_APP_PLAYBACK_H

#include "app/options.h"
#include "trace/replay.h"
#include "trace/trace.h"

struct session;

struct playback {
	const struct options *o;
	const char *path;
	struct trace_reader *trace;
	struct session *session;
	struct replay *replay;
	bool owns_session;
};

/* Opens the trace PATH.  False: it cannot be; close it nevertheless. */
bool playback_open(struct playback *p, const struct options *o,
    const char *path);
void playback_close(struct playback *p);

/* The profile that the trace is to be played under: the one that the options
   choose, the header's, classic.  SOURCE, if not NULL, tells which.  False:
   none; it was told why. */
bool playback_profile(const struct playback *p, struct pym_profile *out,
    enum replay_source *source);

/* Readies to play it into S, which is empty, or into a session of its own
   under PROFILE.  False: there is no memory. */
void playback_into(struct playback *p, struct session *s,
    unsigned replay_flags);
bool playback_start(struct playback *p, const struct pym_profile *profile,
    unsigned session_flags, unsigned replay_flags);

/* Plays all that is left; and tells what STATUS says is wrong, if anything. */
enum replay_status playback_all(struct playback *p);
void playback_tell(const struct playback *p, enum replay_status status);

#endif
