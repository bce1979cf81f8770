/*
 * playing.h - events one after the other, as time goes by.
 *
 * A pace is a power of two: x1 is one event a second, x1/2 one every two
 * seconds; from x32 on several go by in a frame, of which there are 30 a
 * second at the most.
 */
#ifndef POOLSCOPE_APP_PLAYING_H
#define POOLSCOPE_APP_PLAYING_H

#include <stdbool.h>
#include <stdint.h>

#include "support/strbuf.h"

struct session;

struct playing {
	struct session *session;	/* not its own */
	bool on;
	int pace;			/* 2 to this power, events a second */
	long long since;		/* milliseconds; when it began, or the
					   pace changed */
	double done;			/* events gone by since then */
};

/* Ready, and still. */
void playing_init(struct playing *p, struct session *s);

/* Starts; false at the end of the line, where nothing is left to play. */
bool playing_start(struct playing *p);
void playing_stop(struct playing *p);

/* Twice as fast (STEP 1), or half (-1), within the limits. */
void playing_change(struct playing *p, int step);

/* The time set has come: the event due now, to which the caller goes. */
uint64_t playing_due(struct playing *p);
/* The milliseconds until the next is. */
int playing_wait(const struct playing *p);

/* "playing x16", or nothing. */
void playing_text(const struct playing *p, struct strbuf *out);

#endif
