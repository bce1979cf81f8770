/* journal_files.c - where the journals of sessions lie. */
#include "config.h"

#include "app/journal_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/strbuf.h"
#include "support/xalloc.h"
#include "terminal/state.h"

#define KEPT		10u		/* unfinished journals */
#define LARGEST		(64u << 20)	/* bytes of one that is read */

struct found {
	char *path;
	struct timespec when;
};

struct journals {
	struct found *list;
	size_t count, room;
};

/* Their folder; made, if MAKE.  NULL with errno set. */
static char *
folder_of(bool make)
{
	char *state, *folder;

	/* (Where there is no place for it nothing else is said.) */
	errno = ENOENT;
	state = state_folder();
	if (state == NULL)
		return NULL;
	folder = xasprintf("%s/sessions", state);
	free(state);
	if (!make || mkdir(folder, 0700) == 0 || errno == EEXIST)
		return folder;
	free(folder);
	return NULL;
}

/* Opens a journal that nobody has, and locks it; -1 if that cannot be. */
static int
open_alone(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink > 0 &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	return -1;
}

static int
younger_first(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->when.tv_sec != y->when.tv_sec)
		return x->when.tv_sec > y->when.tv_sec ? -1 : 1;
	if (x->when.tv_nsec != y->when.tv_nsec)
		return x->when.tv_nsec > y->when.tv_nsec ? -1 : 1;
	return strcmp(y->path, x->path);
}

static void
add(struct journals *all, const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct stat st;

	if (name[0] == '.' || lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		free(path);
		return;
	}
	all->list = xgrow(all->list, &all->room, all->count + 1,
	    sizeof *all->list);
	all->list[all->count++] = (struct found){ path, st.st_mtim };
}

/* All that there are, those in use too, the youngest first. */
static struct journals
gather(void)
{
	struct journals all = { .list = NULL };
	char *folder = folder_of(false);
	DIR *d = folder == NULL ? NULL : opendir(folder);
	struct dirent *entry;

	while (d != NULL && (entry = readdir(d)) != NULL)
		add(&all, folder, entry->d_name);
	if (d != NULL)
		closedir(d);
	free(folder);
	if (all.count > 0)
		qsort(all.list, all.count, sizeof *all.list, younger_first);
	return all;
}

static void
forget(struct journals *all)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		free(all->list[i].path);
	free(all->list);
}

/* Removes the oldest unfinished ones, where there are many. */
static void
prune(void)
{
	struct journals all = gather();
	size_t i, n = 0;
	int fd;

	for (i = 0; i < all.count; i++) {
		fd = open_alone(all.list[i].path);
		if (fd < 0)
			continue;
		if (++n > KEPT)
			unlink(all.list[i].path);
		close(fd);
	}
	forget(&all);
}

/* One that is still hidden becomes a journal; false with errno set. */
static bool
publish(const char *hidden, const char *folder, char **path)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	*path = xasprintf("%s/%jd.%09ld-%jd", folder, (intmax_t)now.tv_sec,
	    now.tv_nsec, (intmax_t)getpid());
	if (rename(hidden, *path) == 0)
		return true;
	free(*path);
	*path = NULL;
	return false;
}

int
journal_create(char **path)
{
	char *folder, *hidden;
	int fd, error;

	prune();
	folder = folder_of(true);
	if (folder == NULL)
		return -1;
	/* It gets its name when it is locked: nobody can take it before. */
	hidden = xasprintf("%s/.new-%jd", folder, (intmax_t)getpid());
	unlink(hidden);
	fd = open(hidden, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0 && (flock(fd, LOCK_EX | LOCK_NB) != 0 ||
	    !publish(hidden, folder, path))) {
		error = errno;
		close(fd);
		unlink(hidden);
		errno = error;
		fd = -1;
	}
	free(hidden);
	free(folder);
	return fd;
}

static bool
read_all(int fd, struct strbuf *out)
{
	char bytes[65536];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof bytes)) > 0 &&
	    out->length < LARGEST)
		strbuf_add(out, bytes, (size_t)n);
	return n == 0;
}

/* The first of ALL that nobody has, opened as *FD; NULL if there is none. */
static const struct found *
open_first(const struct journals *all, int *fd)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		*fd = open_alone(all->list[i].path);
		if (*fd >= 0)
			return &all->list[i];
	}
	return NULL;
}

int
journal_open_youngest(char **path, struct strbuf *text)
{
	struct journals all = gather();
	int fd = -1;
	const struct found *first = open_first(&all, &fd);

	*path = NULL;
	if (first != NULL && read_all(fd, text)) {
		*path = xstrdup(first->path);
	} else if (first != NULL) {
		close(fd);
		fd = -1;
	}
	forget(&all);
	return fd;
}

bool
journal_find_youngest(time_t *when)
{
	struct journals all = gather();
	int fd = -1;
	const struct found *first = open_first(&all, &fd);
	bool there = first != NULL;

	if (there) {
		*when = first->when.tv_sec;
		close(fd);
	}
	forget(&all);
	return there;
}
