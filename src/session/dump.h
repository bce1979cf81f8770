/*
 * dump.h - everything about a heap at this moment as one JSON object, the
 * same on every machine and in every run (interface.md, section 5).
 */
#ifndef POOLSCOPE_SESSION_DUMP_H
#define POOLSCOPE_SESSION_DUMP_H

#include "session/session.h"

/* EMIT gets the object in pieces, ending in a newline.  One line for each of
   its keys and for each pool, so that two dumps can be compared by lines. */
void dump_json(const struct session *s,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx);

#endif
