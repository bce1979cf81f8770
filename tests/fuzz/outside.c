/*
 * outside.c - the world around a target of the fuzzer: a single file, which
 * has every name.  The linker puts these in the place of the C library's
 * (--wrap).
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/pymalloc.h"
#include "fuzz.h"
#include "support/whole_file.h"
#include "support/xalloc.h"

#define LOOKS	64		/* at Ctrl-C, before it counts as pressed */

struct console;

FILE *__wrap_fopen(const char *path, const char *mode);
int __wrap_open(const char *path, int flags, ...);
int __wrap_access(const char *path, int mode);
bool __wrap_whole_file_open(struct whole_file *w, const char *path);
bool __wrap_console_interrupted(const struct console *c);
FILE *__real_fopen(const char *path, const char *mode);
int __real_open(const char *path, int flags, ...);
int __real_access(const char *path, int mode);
bool __real_whole_file_open(struct whole_file *w, const char *path);

static int fd = -1;		/* the file */
static bool there, between;
static unsigned looks;

void
fuzz_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
	abort();
}

void
fuzz_outside(const void *file, size_t n)
{
	if (fd < 0)
		fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) < 0 ||
	    (n > 0 && pwrite(fd, file, n, 0) != (ssize_t)n)) {
		perror("fuzz");
		exit(99);
	}
	there = file != NULL;
	between = true;
	looks = 0;
}

void
fuzz_inside(void)
{
	between = false;
}

/* libFuzzer, which is linked in, has its files, and writes down what it found
   wherever that was. */
static bool
is_ours(const char *path)
{
	const char *found = getenv("FUZZ_FOUND");

	return between && (found == NULL ||
	    strncmp(path, found, strlen(found)) != 0);
}

/* A way to the file, for a place of its own in it. */
static const char *
way(char *room, size_t size)
{
	snprintf(room, size, "/proc/self/fd/%d", fd);
	return room;
}

FILE *
__wrap_fopen(const char *path, const char *mode)
{
	char room[64];

	if (!is_ours(path))
		return __real_fopen(path, mode);
	if (mode[0] != 'r')
		there = true;
	if (there)
		return __real_fopen(way(room, sizeof room),
		    mode[0] == 'r' ? "r" : "w");
	errno = ENOENT;
	return NULL;
}

int
__wrap_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	char room[64];
	va_list ap;

	if (flags & (O_CREAT | O_TMPFILE)) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	if (!is_ours(path))
		return __real_open(path, flags, mode);
	if (flags & O_CREAT)
		there = true;
	if (there && (flags & O_TMPFILE) != O_TMPFILE)
		return __real_open(way(room, sizeof room), flags &
		    (O_ACCMODE | O_TRUNC | O_APPEND | O_CLOEXEC));
	errno = ENOENT;
	return -1;
}

int
__wrap_access(const char *path, int mode)
{
	if (!is_ours(path))
		return __real_access(path, mode);
	return there ? 0 : -1;
}

/* None beside it: that would be on the disk. */
bool
__wrap_whole_file_open(struct whole_file *w, const char *path)
{
	if (!is_ours(path))
		return __real_whole_file_open(w, path);
	*w = (struct whole_file){ .path = xstrdup(path),
	    .f = __wrap_fopen(path, "wb") };
	if (w->f == NULL)
		free(w->path);
	return w->f != NULL;
}

bool
__wrap_console_interrupted(const struct console *c)
{
	(void)c;
	return ++looks > LOOKS;
}

void
fuzz_profile(uint8_t byte, struct pym_profile *out)
{
	size_t count = pym_profile_count();
	size_t i = (uint8_t)(byte - 'a') % (2 * count);
	struct pym_profile with;
	char spec[80];

	*out = *pym_profile_at(i % count);
	snprintf(spec, sizeof spec, "%s,debug=on", out->name);
	if (i >= count && pym_profile_parse(spec, &with, NULL, 0) == PYM_OK)
		*out = with;
}

size_t
fuzz_part(const uint8_t *bytes, size_t n, size_t *first)
{
	const uint8_t *mark = memmem(bytes, n, "\n%%\n", 4);

	*first = mark != NULL ? (size_t)(mark - bytes) + 1 : n;
	return mark != NULL ? *first + 3 : n;
}
