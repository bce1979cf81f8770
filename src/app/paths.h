/*
 * paths.h - the files that belong to the person at the keyboard.
 */
#ifndef POOLSCOPE_APP_PATHS_H
#define POOLSCOPE_APP_PATHS_H

/*
 * $XDG_CONFIG_HOME/poolscope/init if there is such a file, or NULL; to be
 * given to free().
 */
char *paths_init_file(void);

#endif
