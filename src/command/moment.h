/* moment.h - moments as they are said: 17, 37%, peak, end, a mark. */
#ifndef POOLSCOPE_COMMAND_MOMENT_H
#define POOLSCOPE_COMMAND_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

struct console;

/* The event that WORD means, within this line; false after an error line. */
bool moment_read(struct console *c, const char *word, uint64_t *event);

#endif
