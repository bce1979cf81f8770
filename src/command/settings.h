/* settings.h - what `set` changes and `show` tells. */
#ifndef POOLSCOPE_COMMAND_SETTINGS_H
#define POOLSCOPE_COMMAND_SETTINGS_H

/* Their names, for completion: "limit|check|...". */
extern const char *const settings_names;

#endif
