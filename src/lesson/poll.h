/* poll.h - a show of hands for a question's choices. */
#ifndef POOLSCOPE_LESSON_POLL_H
#define POOLSCOPE_LESSON_POLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLL_CHOICES 9

struct console;
struct predict;

struct poll {
	uint64_t hands[POLL_CHOICES];
	size_t n;		/* 0: none were shown */
};

/* Keeps N hands for P's choices, in their order, and says so; too many are an
   error on C. */
void poll_keep(struct poll *poll, const struct predict *p,
    const uint64_t *hands, size_t n, struct console *c);

/* Says the hands for each choice, and which was RIGHT (0: not known); with
   BARS they are drawn, too.  Nothing if none were shown. */
void poll_show(const struct poll *poll, const struct predict *p, char right,
    bool bars, struct console *c);

#endif
