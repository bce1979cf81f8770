/*
 * watched.h - what a watched program prints, shown on a console.
 */
#ifndef POOLSCOPE_APP_WATCHED_H
#define POOLSCOPE_APP_WATCHED_H

#include "command/console.h"

struct loading;

/* As console_hooks.output; LOADING may be NULL. */
enum command_status watched_output(struct console *c,
    const struct loading *loading, uint64_t lines);

#endif
