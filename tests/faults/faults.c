/*
 * faults.c - preloaded: the N-th call of one kind fails.
 *
 * Which one is told by order.h.  Kinds: malloc (and calloc, realloc); mmap;
 * open (whatever makes a descriptor); read; write (whatever changes files);
 * close (it is done, and fails all the same); fork (whatever starts
 * something).  Calls are counted from the beginning of main on; what libraries
 * call counts, too, but for the memory of those that are no part of us (curses
 * crashes without).  A terminal can always be written to, if it is there.
 *
 * stdio opens, reads and writes by calls within the C library, which nothing
 * can stand before: its streams are made to fail here.
 */
#include "config.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "order.h"

#define STREAM_ERROR 0x20	/* what ferror() of glibc looks at */
#define ORPHAN_MS    5000	/* they may end until then */

/* glibc's own, whatever stands before it. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

/* The function that the one called NAME stands before. */
#define NEXT(name) \
	static __typeof__(&name) next; \
	if (next == NULL) \
		*(void **)&next = dlsym(RTLD_NEXT, #name)

static const int errors[KINDS] = KIND_ERRORS;

static struct order *order;	/* shared; NULL: nothing is to fail */
static enum kind wanted = KINDS;
static unsigned long number, count;
static int tells = 1;		/* 0: a child of the program */

/* Whether the present call of KIND is the one that fails. */
static int
fails(enum kind kind)
{
	unsigned long now;

	if (kind != wanted)
		return 0;
	now = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
	if (tells)
		order->calls = now;
	if (now != number)
		return 0;
	errno = errors[kind];
	return 1;
}

/* ---- memory ------------------------------------------------------------- */

struct range {
	uintptr_t from, to;
};

/* Of the program and the C library: who calls from there is of our own. */
static struct range ours[2];

static int
note_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	bool libc = strstr(info->dlpi_name, "/libc.so") != NULL;
	struct range *r = &ours[libc];
	size_t i;

	(void)size, (void)arg;
	if (info->dlpi_name[0] != '\0' && !libc)
		return 0;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];

		if (p->p_type == PT_LOAD && (p->p_flags & PF_X) != 0) {
			r->from = info->dlpi_addr + p->p_vaddr;
			r->to = r->from + p->p_memsz;
		}
	}
	return 0;
}

static int
memory_fails(const void *caller)
{
	uintptr_t at = (uintptr_t)caller;

	if (wanted != MALLOC || !((at >= ours[0].from && at < ours[0].to) ||
	    (at >= ours[1].from && at < ours[1].to)))
		return 0;
	return fails(MALLOC);
}

#define CALLER __builtin_return_address(0)

void *
malloc(size_t size)
{
	return memory_fails(CALLER) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return memory_fails(CALLER) ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return memory_fails(CALLER) ? NULL : __libc_realloc(old, size);
}

/* (The C library's own is called on behalf of curses.) */
char *
strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = memory_fails(CALLER) ? NULL : __libc_malloc(size);

	return copy != NULL ? memcpy(copy, text, size) : NULL;
}

void *
mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset)
{
	if (fails(MMAP))
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, at, size, prot, flags, fd, offset);
}

int
mprotect(void *at, size_t size, int prot)
{
	return fails(MMAP) ? -1 : (int)syscall(SYS_mprotect, at, size, prot);
}

/* ---- descriptors -------------------------------------------------------- */

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

FILE *
fopen(const char *path, const char *mode)
{
	NEXT(fopen);
	return fails(OPEN) ? NULL : next(path, mode);
}

FILE *
fdopen(int fd, const char *mode)
{
	NEXT(fdopen);
	return fails(OPEN) ? NULL : next(fd, mode);
}

FILE *
tmpfile(void)
{
	NEXT(tmpfile);
	return fails(OPEN) ? NULL : next();
}

DIR *
opendir(const char *path)
{
	NEXT(opendir);
	return fails(OPEN) ? NULL : next(path);
}

int
mkstemp(char *name)
{
	NEXT(mkstemp);
	return fails(OPEN) ? -1 : next(name);
}

int
mkostemp(char *name, int flags)
{
	NEXT(mkostemp);
	return fails(OPEN) ? -1 : next(name, flags);
}

int
memfd_create(const char *name, unsigned flags)
{
	NEXT(memfd_create);
	return fails(OPEN) ? -1 : next(name, flags);
}

int
posix_openpt(int flags)
{
	NEXT(posix_openpt);
	return fails(OPEN) ? -1 : next(flags);
}

int
dup(int fd)
{
	return fails(OPEN) ? -1 : (int)syscall(SYS_dup, fd);
}

int
dup2(int fd, int to)
{
	return fails(OPEN) ? -1 : (int)syscall(SYS_dup2, fd, to);
}

int
close(int fd)
{
	int done = (int)syscall(SYS_close, fd);

	return fails(CLOSE) ? -1 : done;
}

/* ---- bytes -------------------------------------------------------------- */

/* A stream on which something failed says so ever after. */
static int
stream_fails(FILE *f, enum kind kind)
{
	if (!fails(kind))
		return 0;
	if (f != NULL)
		f->_flags |= STREAM_ERROR;
	return 1;
}

ssize_t
read(int fd, void *bytes, size_t n)
{
	return fails(READ) ? -1 : syscall(SYS_read, fd, bytes, n);
}

ssize_t
pread(int fd, void *bytes, size_t n, off_t at)
{
	return fails(READ) ? -1 : syscall(SYS_pread64, fd, bytes, n, at);
}

ssize_t
preadv(int fd, const struct iovec *parts, int n, off_t at)
{
	NEXT(preadv);
	return fails(READ) ? -1 : next(fd, parts, n, at);
}

size_t
fread(void *bytes, size_t size, size_t n, FILE *f)
{
	NEXT(fread);
	return stream_fails(f, READ) ? 0 : next(bytes, size, n, f);
}

char *
fgets(char *bytes, int n, FILE *f)
{
	NEXT(fgets);
	return stream_fails(f, READ) ? NULL : next(bytes, n, f);
}

/* (getline is a call of it.) */
ssize_t
__getdelim(char **line, size_t *room, int end, FILE *f)
{
	NEXT(__getdelim);
	return stream_fails(f, READ) ? -1 : next(line, room, end, f);
}

ssize_t
write(int fd, const void *bytes, size_t n)
{
	return wanted == WRITE && !isatty(fd) && fails(WRITE) ? -1 :
	    syscall(SYS_write, fd, bytes, n);
}

ssize_t
pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	return fails(WRITE) ? -1 : syscall(SYS_pwrite64, fd, bytes, n, at);
}

ssize_t
pwritev(int fd, const struct iovec *parts, int n, off_t at)
{
	NEXT(pwritev);
	return fails(WRITE) ? -1 : next(fd, parts, n, at);
}

int
fflush(FILE *f)
{
	NEXT(fflush);
	return (f == NULL || !isatty(fileno(f))) && stream_fails(f, WRITE) ?
	    EOF : next(f);
}

int
fclose(FILE *f)
{
	int done, failed;

	NEXT(fclose);
	done = next(f);
	failed = fails(WRITE) | fails(CLOSE);
	return failed ? EOF : done;
}

int
ftruncate(int fd, off_t size)
{
	return fails(WRITE) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

int
rename(const char *from, const char *to)
{
	return fails(WRITE) ? -1 : (int)syscall(SYS_rename, from, to);
}

int
link(const char *from, const char *to)
{
	return fails(WRITE) ? -1 : (int)syscall(SYS_link, from, to);
}

int
linkat(int a, const char *from, int b, const char *to, int flags)
{
	return fails(WRITE) ? -1 :
	    (int)syscall(SYS_linkat, a, from, b, to, flags);
}

int
mkdir(const char *path, mode_t mode)
{
	return fails(WRITE) ? -1 : (int)syscall(SYS_mkdir, path, mode);
}

/* ---- processes, and how they speak -------------------------------------- */

pid_t
fork(void)
{
	pid_t child;

	NEXT(fork);
	child = fails(FORK) ? -1 : next();
	if (child == 0)
		tells = 0;
	return child;
}

FILE *
popen(const char *command, const char *mode)
{
	NEXT(popen);
	return fails(FORK) ? NULL : next(command, mode);
}

int
execvp(const char *program, char *const *argv)
{
	NEXT(execvp);
	return fails(FORK) ? -1 : next(program, argv);
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *how,
    void *(*run)(void *), void *arg)
{
	NEXT(pthread_create);
	return fails(FORK) ? EAGAIN : next(thread, how, run, arg);
}

int
pipe(int fds[2])
{
	return fails(FORK) ? -1 : (int)syscall(SYS_pipe, fds);
}

int
pipe2(int fds[2], int flags)
{
	return fails(FORK) ? -1 : (int)syscall(SYS_pipe2, fds, flags);
}

/* ---- the server --------------------------------------------------------- */

static int
open_as(const char *path, int flags, int fd)
{
	int file = open(path, flags, 0600);

	if (file < 0 || dup2(file, fd) < 0)
		return -1;
	return file == fd ? 0 : close(file);
}

/* In the child that is to be the program. */
static int
become(void)
{
	if (order->terminal) {
		setsid();
		if (open_as(order->in, O_RDWR, STDIN_FILENO) < 0 ||
		    dup2(STDIN_FILENO, STDOUT_FILENO) < 0)
			return -1;
		return dup2(STDIN_FILENO, STDERR_FILENO);
	}
	if (open_as(order->in, O_RDONLY, STDIN_FILENO) < 0 ||
	    open_as(order->out, O_WRONLY | O_CREAT | O_TRUNC,
	    STDOUT_FILENO) < 0)
		return -1;
	return open_as(order->err, O_WRONLY | O_CREAT | O_TRUNC,
	    STDERR_FILENO);
}

/* What the program left running becomes our child. */
static int
await_orphans(void)
{
	const struct timespec moment = { .tv_nsec = 1000000 };
	int ms, status;
	pid_t gone;

	for (ms = 0; ms < ORPHAN_MS; ms++) {
		while ((gone = waitpid(-1, &status, WNOHANG)) > 0)
			continue;
		if (gone < 0)
			return 0;
		nanosleep(&moment, NULL);
	}
	return 1;
}

/* Returns in a child that is to run main. */
static void
serve(int socket)
{
	pid_t child = -1;
	char byte;
	int status;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	while (read(socket, &byte, 1) == 1) {
		order->calls = 0;
		child = fork();
		if (child == 0)
			break;
		order->child = child;
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			continue;
		order->status = child < 0 ? -1 : status;
		order->orphans = await_orphans();
		if (write(socket, &byte, 1) != 1)
			_exit(98);
	}
	if (child != 0)
		_exit(0);
	tells = 1;
	close(socket);
	if (become() < 0)
		_exit(99);
	number = order->number;
	wanted = (enum kind)order->kind;
}

static int (*program)(int, char **, char **);

static int
main_with_faults(int argc, char **argv, char **envp)
{
	const char *server = getenv(FAULT_SERVER);
	int socket, memory;

	if (server != NULL && sscanf(server, "%d:%d", &socket, &memory) == 2) {
		unsetenv(FAULT_SERVER);
		unsetenv("LD_PRELOAD");
		order = mmap(NULL, sizeof(*order), PROT_READ | PROT_WRITE,
		    MAP_SHARED, memory, 0);
		close(memory);
		if (order == MAP_FAILED)
			_exit(99);
		serve(socket);
	}
	return program(argc, argv, envp);
}

int
__libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*rtld_fini)(void),
    void *stack_end)
{
	static int (*next)(int (*)(int, char **, char **), int, char **,
	    void (*)(void), void (*)(void), void (*)(void), void *);

	*(void **)&next = dlsym(RTLD_NEXT, "__libc_start_main");
	program = main;
	dl_iterate_phdr(note_object, NULL);
	return next(main_with_faults, argc, argv, init, fini, rtld_fini,
	    stack_end);
}
