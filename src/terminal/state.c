/* state.c - where what the program remembers is kept. */
#include "config.h"

#include "terminal/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/xalloc.h"

/* The folder for state, as the XDG specification has it; NULL: none. */
static char *
folder_name(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state != NULL && state[0] == '/')
		return xasprintf("%s/poolscope", state);
	if (home != NULL && home[0] == '/')
		return xasprintf("%s/.local/state/poolscope", home);
	return NULL;
}

/* Make a folder and those that it lies in. */
static bool
make_folders(char *path)
{
	for (char *s = path + 1; *s != '\0'; s++) {
		if (*s != '/')
			continue;
		*s = '\0';
		mkdir(path, 0700);
		*s = '/';
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

/* Make the file, and close it to others if an older one is open to them. */
static bool
make_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
	struct stat st;
	bool made;

	if (fd < 0)
		return false;
	made = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    ((st.st_mode & 077) == 0 || fchmod(fd, 0600) == 0);
	close(fd);
	return made;
}

/* Close a folder to others if an older one is open to them. */
static bool
make_folder_private(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && ((st.st_mode & 077) == 0 ||
	    chmod(path, st.st_mode & 0700) == 0);
}

char *
state_folder(void)
{
	char *folder = folder_name();

	if (folder != NULL && (!make_folders(folder) ||
	    !make_folder_private(folder))) {
		free(folder);
		return NULL;
	}
	return folder;
}

char *
state_history_file(void)
{
	char *folder = state_folder(), *path;

	if (folder == NULL)
		return NULL;
	path = xasprintf("%s/history", folder);
	if (!make_private(path)) {
		free(path);
		path = NULL;
	}
	free(folder);
	return path;
}
