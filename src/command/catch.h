/*
 * catch.h - events that continue stops at.
 */
#ifndef POOLSCOPE_COMMAND_CATCH_H
#define POOLSCOPE_COMMAND_CATCH_H

#include <stdbool.h>
#include <stdint.h>

struct catches;
struct console;

void catches_free(struct catches *all);		/* NULL is allowed */

/*
 * The next event that something catches after the one where we are, up to
 * LAST, or BACK the one before, after LAST; 0: none does.  *NUMBER is then
 * which, *TEXT what it says.
 */
uint64_t catches_find(struct console *c, bool back, uint64_t last,
    uint32_t *number, const char **text);
/* At that event: says what was caught, and where we are. */
void catches_say(struct console *c, uint32_t number, const char *text);

#endif
