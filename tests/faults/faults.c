/*
 * faults.c - preloaded: the N-th call of one kind fails.
 *
 *	FAULT=KIND:N	that one fails (from 1); N 0: none does
 *	FAULT_COUNT=FD	how many calls of the kind there were is written to
 *			that descriptor at the end
 *
 * Kinds: malloc (and calloc, realloc), mmap, open, read, write.  Calls are
 * counted from the beginning of main on; what libraries call counts, too.
 */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc's own, whatever stands before it. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

enum kind { MALLOC, MMAP, OPEN, READ, WRITE, KINDS };
static const char *const names[KINDS] = { "malloc", "mmap", "open", "read",
    "write" };
static const int errors[KINDS] = { ENOMEM, ENOMEM, EMFILE, EIO, ENOSPC };

static enum kind wanted = KINDS;
static unsigned long number, count;
static int report = -1;

/* Whether the present call of KIND is the one that fails. */
static int
fails(enum kind kind)
{
	if (kind != wanted || ++count != number)
		return 0;
	errno = errors[kind];
	return 1;
}

void *
malloc(size_t size)
{
	return fails(MALLOC) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return fails(MALLOC) ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return fails(MALLOC) ? NULL : __libc_realloc(old, size);
}

void *
mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset)
{
	if (fails(MMAP))
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, at, size, prot, flags, fd, offset);
}

ssize_t
read(int fd, void *bytes, size_t n)
{
	return fails(READ) ? -1 : syscall(SYS_read, fd, bytes, n);
}

ssize_t
write(int fd, const void *bytes, size_t n)
{
	return fails(WRITE) ? -1 : syscall(SYS_write, fd, bytes, n);
}

int
open(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(ap, int) : 0;
	va_end(ap);
	return fails(OPEN) ? -1 :
	    (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* stdio opens and writes by calls within the C library, which nothing can
   stand before: its streams are made to fail here. */
FILE *
fopen(const char *path, const char *mode)
{
	static FILE *(*next)(const char *, const char *);

	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "fopen");
	return fails(OPEN) ? NULL : next(path, mode);
}

int
fflush(FILE *f)
{
	static int (*next)(FILE *);

	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "fflush");
	return fails(WRITE) ? EOF : next(f);
}

__attribute__((constructor)) static void
begin(void)
{
	const char *fault = getenv("FAULT"), *to = getenv("FAULT_COUNT");
	const char *colon = fault != NULL ? strchr(fault, ':') : NULL;
	enum kind kind;

	if (to != NULL)
		report = atoi(to);
	for (kind = 0; colon != NULL && kind < KINDS; kind++)
		if (strncmp(fault, names[kind], (size_t)(colon - fault)) == 0
		    && names[kind][colon - fault] == '\0')
			wanted = kind;
	if (colon != NULL)
		number = strtoul(colon + 1, NULL, 10);
}

__attribute__((destructor)) static void
end(void)
{
	unsigned long n = count;

	wanted = KINDS;
	if (report >= 0)
		syscall(SYS_write, report, &n, sizeof(n));
}
