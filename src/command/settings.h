/* settings.h - what `set` changes and `show` tells. */
#ifndef POOLSCOPE_COMMAND_SETTINGS_H
#define POOLSCOPE_COMMAND_SETTINGS_H

#include <stdbool.h>

/* Their names, for completion: "limit|check|...". */
extern const char *const settings_names;

/* What `set theme` and `set cells` take, for whoever draws: the first is the
   default. */
extern const char settings_themes[], settings_cells[];

struct strbuf;

/* Appends what the setting NAME is for, and its values; false: there is
   none. */
bool settings_help(const char *name, struct strbuf *out);

#endif
