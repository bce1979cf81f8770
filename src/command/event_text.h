/*
 * event_text.h - events as the commands that would make them.
 */
#ifndef POOLSCOPE_COMMAND_EVENT_TEXT_H
#define POOLSCOPE_COMMAND_EVENT_TEXT_H

#include <stdint.h>

struct session;
struct strbuf;

/* Event N of the present line, in short: "free x", "xs[3] = alloc 28". */
void event_print(const struct session *s, uint64_t n, struct strbuf *out);

#endif
