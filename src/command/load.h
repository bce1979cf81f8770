/* load.h - a trace becomes a session's history. */
#ifndef POOLSCOPE_COMMAND_LOAD_H
#define POOLSCOPE_COMMAND_LOAD_H

#include "command/console.h"

struct pym_profile;
struct replay;
struct trace_reader;

/*
 * Puts the trace at PATH in place of the console's history and goes to event
 * 0.  CHOSEN (or NULL) is the profile to use; FLAGS are trace_open's.  Of a
 * file that is damaged what came before the damage is loaded, after an error
 * line; one that cannot be opened changes nothing.
 */
enum command_status load_trace(struct console *c, const char *path,
    const struct pym_profile *chosen, unsigned flags);

/*
 * Gives notices on what was put right while R was played by P: one line each
 * for frees that were missed, blocks not known and the like.
 */
void load_notices(struct console *c, const struct trace_reader *r,
    const struct replay *p);

#endif
