/*
 * paths.c - the files that belong to the person at the keyboard.
 */
#include "config.h"

#include "app/paths.h"

#include <stdlib.h>
#include <unistd.h>

#include "support/xalloc.h"

char *
paths_init_file(void)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	char *path;

	/* The standard says: a relative path is to be ignored. */
	if (config != NULL && config[0] == '/')
		path = xasprintf("%s/poolscope/init", config);
	else if (home != NULL && home[0] == '/')
		path = xasprintf("%s/.config/poolscope/init", home);
	else
		return NULL;
	if (access(path, F_OK) == 0)
		return path;
	free(path);
	return NULL;
}
