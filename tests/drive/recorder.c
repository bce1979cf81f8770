/*
 * recorder.so - records every call of a whole run of CPython (3.7 to 3.13).
 *
 *	RECORDER_TRACE=FILE [RECORDER_STATS=FILE] LD_PRELOAD=.../recorder.so \
 *	    python ...
 *
 * Its constructor hooks the allocators before Python's first call.  Recording
 * ends when the program sends itself SIGUSR2, at a moment of its choice; only
 * then is the interpreter's report written, too.  Else it ends with the
 * process.
 *
 * Python's lock is held around every call, so that a line written after the
 * call still stands before any other thread's.
 */
#include "config.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST_ARENA 262144	/* 3.11 gets its stack chunks here, too */

struct allocator {
	void *ctx;
	void *(*malloc)(void *ctx, size_t n);
	void *(*calloc)(void *ctx, size_t nelem, size_t elsize);
	void *(*realloc)(void *ctx, void *p, size_t n);
	void (*free)(void *ctx, void *p);
};

struct arena_allocator {
	void *ctx;
	void *(*alloc)(void *ctx, size_t size);
	void (*free)(void *ctx, void *p, size_t size);
};

enum { DOMAIN_MEM = 1, DOMAIN_OBJ = 2, DOMAINS };

static FILE *trace;			/* NULL: not recording (any more) */
static struct allocator real[DOMAINS];
static struct arena_allocator real_arena;
static void (*set_allocator)(int domain, struct allocator *);

static void *
record_malloc(void *ctx, size_t n)
{
	const struct allocator *a = ctx;
	void *p = a->malloc(a->ctx, n);

	if (trace != NULL)
		fprintf(trace, "m %zu 0x%zx\n", n, (uintptr_t)p);
	return p;
}

static void *
record_calloc(void *ctx, size_t nelem, size_t elsize)
{
	const struct allocator *a = ctx;
	void *p = a->calloc(a->ctx, nelem, elsize);

	if (trace != NULL)
		fprintf(trace, "c %zu %zu 0x%zx\n", nelem, elsize,
		    (uintptr_t)p);
	return p;
}

static void *
record_realloc(void *ctx, void *old, size_t n)
{
	const struct allocator *a = ctx;
	uintptr_t was = (uintptr_t)old;
	void *p = a->realloc(a->ctx, old, n);

	if (trace != NULL)
		fprintf(trace, "r 0x%zx %zu 0x%zx\n", was, n, (uintptr_t)p);
	return p;
}

static void
record_free(void *ctx, void *p)
{
	const struct allocator *a = ctx;
	uintptr_t was = (uintptr_t)p;

	a->free(a->ctx, p);
	if (trace != NULL)
		fprintf(trace, "f 0x%zx\n", was);
}

static void *
record_arena(void *ctx, size_t size)
{
	void *p = real_arena.alloc(ctx, size);

	if (trace != NULL && size >= SMALLEST_ARENA && p != NULL)
		fprintf(trace, "A %zu 0x%zx\n", size, (uintptr_t)p);
	return p;
}

static void
record_arena_free(void *ctx, void *p, size_t size)
{
	if (trace != NULL && size >= SMALLEST_ARENA && p != NULL)
		fprintf(trace, "F 0x%zx\n", (uintptr_t)p);
	real_arena.free(ctx, p, size);
}

static void
stop(void)
{
	FILE *f = trace;

	trace = NULL;
	if (f != NULL)
		fclose(f);
}

/* A child has a copy of the buffer: it must not write it out again. */
static void
forget(void)
{
	trace = NULL;
}

/* The interpreter reports only if the allocators are its own. */
static void
on_signal(int signal)
{
	const char *path = getenv("RECORDER_STATS");
	int (*report)(FILE *out);
	FILE *out;

	(void)signal;
	stop();
	set_allocator(DOMAIN_MEM, &real[DOMAIN_MEM]);
	set_allocator(DOMAIN_OBJ, &real[DOMAIN_OBJ]);
	*(void **)&report = dlsym(RTLD_DEFAULT, "_PyObject_DebugMallocStats");
	if (report == NULL || path == NULL || (out = fopen(path, "w")) == NULL)
		return;
	report(out);
	fclose(out);
}

static void
hook_domain(int domain, void (*get)(int, struct allocator *))
{
	struct allocator hook = { &real[domain], record_malloc,
	    record_calloc, record_realloc, record_free };

	get(domain, &real[domain]);
	set_allocator(domain, &hook);
}

/* Hooks the interpreter in this process; false if there is none. */
static int
hook(void)
{
	void (*get)(int, struct allocator *);
	void (*get_arena)(struct arena_allocator *);
	void (*set_arena)(struct arena_allocator *);
	struct arena_allocator arena;

	*(void **)&get = dlsym(RTLD_DEFAULT, "PyMem_GetAllocator");
	*(void **)&set_allocator = dlsym(RTLD_DEFAULT, "PyMem_SetAllocator");
	*(void **)&get_arena = dlsym(RTLD_DEFAULT,
	    "PyObject_GetArenaAllocator");
	*(void **)&set_arena = dlsym(RTLD_DEFAULT,
	    "PyObject_SetArenaAllocator");
	if (get == NULL || set_allocator == NULL || get_arena == NULL ||
	    set_arena == NULL)
		return 0;
	get_arena(&real_arena);
	arena = (struct arena_allocator){ real_arena.ctx, record_arena,
	    record_arena_free };
	set_arena(&arena);
	hook_domain(DOMAIN_MEM, get);
	hook_domain(DOMAIN_OBJ, get);
	return 1;
}

__attribute__((constructor)) static void
start(void)
{
	const char *path = getenv("RECORDER_TRACE");
	struct sigaction action = { .sa_handler = on_signal };
	const char *(*version)(void);
	static char buffer[1 << 16];

	unsetenv("LD_PRELOAD");		/* programs it runs are not meant */
	if (path == NULL || !hook() || (trace = fopen(path, "we")) == NULL)
		return;
	setvbuf(trace, buffer, _IOFBF, sizeof buffer);
	*(void **)&version = dlsym(RTLD_DEFAULT, "Py_GetVersion");
	fprintf(trace, "# poolscope-trace 1\n# profile: cpython-%.*s\n",
	    version()[3] == '.' ? 3 : 4, version());
	sigaction(SIGUSR2, &action, NULL);
	pthread_atfork(NULL, NULL, forget);
	atexit(stop);
}
