/*
 * motion.h - what happens on the screen by itself: a trace that is still being
 * loaded, and playing.
 */
#ifndef POOLSCOPE_APP_MOTION_H
#define POOLSCOPE_APP_MOTION_H

#include <stdbool.h>

#include "app/loading.h"
#include "app/playing.h"
#include "support/strbuf.h"

struct motion {
	struct playing playing;
	struct loading *loading;	/* or NULL; not its own */
	long long play_at;		/* milliseconds: the next event */
};

/* What a tick did: bits. */
enum motion_effects {
	MOTION_MOVED = 1,	/* we are at another event */
	MOTION_LOADED = 2	/* the trace has come to its end */
};

void motion_init(struct motion *m, struct session *s,
    struct loading *loading);

/* Starts playing, or stops; false: there is nothing left to play. */
bool motion_play(struct motion *m);
/* Something else moved us, or is about to. */
void motion_pause(struct motion *m);

/* The milliseconds until the next tick; -1: there is none. */
int motion_wait(const struct motion *m);

/* As loading_slice and playing_tick; *EFFECTS tells what was done.  Returns
   what motion_wait would. */
int motion_tick(struct motion *m, bool (*busy)(void *ctx), void *ctx,
    unsigned *effects);

/* For the status line: "playing x16  loading 34%". */
void motion_text(const struct motion *m, struct strbuf *out);

#endif
