/*
 * capture.h - what a command answers, kept.
 */
#ifndef POOLSCOPE_LESSON_CAPTURE_H
#define POOLSCOPE_LESSON_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "command/console.h"
#include "support/strbuf.h"

struct capture {
	struct strbuf output;	/* its lines, each with its newline */
	struct strbuf error;	/* of them those that are errors */
	struct console_hooks outer; /* who else gets them, while it runs */
	bool quiet;		/* nobody */
	bool stopped;		/* the user stopped the last command */
};

#define CAPTURE_INIT { .quiet = false }

/* Runs LINE on C and keeps its words in CAP instead of those of before; they
   go where C's lines go, too, unless CAP is quiet. */
enum command_status capture_run(struct capture *cap, struct console *c,
    const char *line);
void capture_free(struct capture *cap);

/* The address that the reference WORD leads to on C; if to none, the reason
   in WHY.  Nobody hears of it. */
bool capture_address(struct console *c, const char *word, uint64_t *out,
    struct strbuf *why);

#endif
