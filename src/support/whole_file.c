/* whole_file.c - a file that is there whole, or not at all. */
#include "config.h"

#include "support/whole_file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/xalloc.h"

char *
whole_file_place(const char *path)
{
	char *real = realpath(path, NULL);

	return real != NULL ? real : xstrdup(path);
}

mode_t
whole_file_mode(const struct stat *old)
{
	mode_t mask;

	if (old != NULL)
		return old->st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* A new file beside PATH; NULL with errno set. */
static FILE *
open_beside(struct whole_file *w, const struct stat *old)
{
	int fd, error;
	FILE *f;

	w->beside = xasprintf("%s.XXXXXX", w->path);
	fd = mkstemp(w->beside);
	f = fd >= 0 ? fdopen(fd, "wb") : NULL;
	if (f != NULL) {
		fchmod(fd, whole_file_mode(old));
		return f;
	}
	error = errno;
	if (fd >= 0) {
		close(fd);
		unlink(w->beside);
	}
	free(w->beside);
	w->beside = NULL;
	errno = error;
	return NULL;
}

bool
whole_file_open(struct whole_file *w, const char *path)
{
	struct stat st;
	bool there;

	*w = (struct whole_file){ .path = whole_file_place(path) };
	there = stat(w->path, &st) == 0;
	if (!there || S_ISREG(st.st_mode))
		w->f = open_beside(w, there ? &st : NULL);
	/* (Full, say, it is not to be emptied.) */
	if (w->f == NULL && (!there || !S_ISREG(st.st_mode) ||
	    errno == EACCES || errno == EROFS))
		w->f = fopen(w->path, "wb");
	if (w->f != NULL)
		return true;
	free(w->path);
	return false;
}

bool
whole_file_close(struct whole_file *w, bool whole)
{
	bool ok = whole && fflush(w->f) == 0 && !ferror(w->f);
	int error = errno;

	if (fclose(w->f) != 0 && ok) {
		ok = false;
		error = errno;
	}
	if (ok && w->beside != NULL && rename(w->beside, w->path) != 0) {
		ok = false;
		error = errno;
	}
	if (!ok && w->beside != NULL)
		unlink(w->beside);
	free(w->beside);
	free(w->path);
	errno = error;
	return ok;
}
