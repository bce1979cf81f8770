/* stats_over_time.h - `stats --over-time`: how it came to this. */
#ifndef POOLSCOPE_COMMAND_STATS_OVER_TIME_H
#define POOLSCOPE_COMMAND_STATS_OVER_TIME_H

#include "command/command.h"

/* What stands behind --over-time: [csv|json] [ROWS] [FILE]. */
enum command_status stats_over_time(struct console *c,
    const struct word *args, size_t nargs);

#endif
