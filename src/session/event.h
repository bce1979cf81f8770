/*
 * event.h - an event as it would be typed, and in words.
 *
 * AT is the number of the event: blocks go by the names that they had just
 * before it.  For an event that is only thought of it is session_event + 1.
 */
#ifndef POOLSCOPE_SESSION_EVENT_H
#define POOLSCOPE_SESSION_EVENT_H

#include "session/session.h"
#include "support/strbuf.h"

/* Appends "x", "xs[3]", or "$7" for a block without a name. */
void event_block(const struct session *s, uint32_t number, uint64_t at,
    struct strbuf *out);

/* Appends a name as it is typed: "x", or with its place in a list "xs[3]". */
void event_name(const struct session *s, uint32_t name, uint32_t element,
    struct strbuf *out);

/* Appends the command for E alone: "x = alloc 28", "free xs[3]".  A block
   that ends first is freed first: "free a; a = alloc 28". */
void event_typed(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out);

/* Appends what E did: "malloc(28) gave x, at 0x200000000030". */
void event_words(const struct session *s, const struct event *e,
    const struct outcome *gave, uint64_t at, struct strbuf *out);

#endif
