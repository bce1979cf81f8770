/* installed.c - libraries of ours that are loaded when they are wanted. */
#include "config.h"

#include "support/installed.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/xalloc.h"

/* In a build folder the program is src/app/poolscope. */
static char *
built_library(const char *folder, const char *name)
{
	char program[4096], *slash, *path;
	ssize_t length = readlink("/proc/self/exe", program,
	    sizeof(program) - 1);

	if (length <= 0)
		return NULL;
	program[length] = '\0';
	slash = strrchr(program, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	path = xasprintf("%s/../%s/%s", program, folder, name);
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

char *
installed_library(const char *folder, const char *name)
{
	char *path = built_library(folder, name);

	return path != NULL ? path : xasprintf("%s/%s", PKGLIBDIR, name);
}
