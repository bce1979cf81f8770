/*
 * random_events.h - histories drawn by dice, for the tests of the session.
 */
#ifndef POOLSCOPE_TESTS_RANDOM_EVENTS_H
#define POOLSCOPE_TESTS_RANDOM_EVENTS_H

#include "dice.h"
#include "session/session.h"

/* A block that lives, or 0. */
uint32_t live_one(const struct session *s, struct dice *d);

/* An event that can happen now, of any kind, with names and lists. */
void random_event(struct session *s, struct dice *d, struct event *e);

/* One of a broken program: it frees what is no block, or writes where it may
   not.  It can crash. */
void wild_event(const struct session *s, struct dice *d, struct event *e);

/* One as programs make them: nothing has a name. */
void plain_event(const struct session *s, struct dice *d, struct event *e);

#endif
