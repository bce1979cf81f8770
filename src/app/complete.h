/*
 * complete.h - the language's completion for the line editors.
 */
#ifndef POOLSCOPE_APP_COMPLETE_H
#define POOLSCOPE_APP_COMPLETE_H

#include "command/console.h"
#include "terminal/choices.h"

/* What could complete the first POINT bytes of LINE, file names included. */
void complete_choices(struct console *c, const char *line, size_t point,
    struct choices *out);

#endif
