/*
 * kept.h - what is said of a history whose oldest events were dropped.
 */
#ifndef POOLSCOPE_COMMAND_KEPT_H
#define POOLSCOPE_COMMAND_KEPT_H

#include <stdbool.h>
#include <stdint.h>

#include "command/console.h"

/* Whether there is a moment after EVENT events; false after an error line. */
bool kept_has(struct console *c, uint64_t event);

/* A notice, if an answer that goes back to the first event does not. */
void kept_notice(struct console *c);

/* A notice, once, that the oldest events were dropped, or that the file for
   them cannot be written; after whatever may have led to that. */
void kept_tell(struct console *c);

#endif
