/*
 * witness.so - what an interpreter itself says of its allocator, to compare a
 * recording with (3.6 to 3.14):
 *
 *	WITNESS_COUNT=FILE LD_PRELOAD=.../witness.so python ...
 *
 * counts the calls of the mem and obj domains with hooks of its own, and
 * writes their number to FILE when the program ends;
 *
 *	WITNESS_REPORT=FILE LD_PRELOAD=.../witness.so poolscope record python ...
 *
 * writes the interpreter's report to FILE when the program sends itself
 * SIGUSR2.  The interpreter reports only if the allocators are its own, so
 * the recording's are taken out then, and the recording ends there.
 */
#include "config.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { DOMAIN_MEM = 1, DOMAIN_OBJ = 2, DOMAINS };

struct allocator {
	void *ctx;
	void *(*malloc)(void *ctx, size_t n);
	void *(*calloc)(void *ctx, size_t nelem, size_t elsize);
	void *(*realloc)(void *ctx, void *p, size_t n);
	void (*free)(void *ctx, void *p);
};

static struct allocator real[DOMAINS];
static void (*get_allocator)(int domain, struct allocator *);
static void (*set_allocator)(int domain, struct allocator *);
static unsigned long count;

static void *
count_malloc(void *ctx, size_t n)
{
	const struct allocator *a = ctx;

	count++;
	return a->malloc(a->ctx, n);
}

static void *
count_calloc(void *ctx, size_t nelem, size_t elsize)
{
	const struct allocator *a = ctx;

	count++;
	return a->calloc(a->ctx, nelem, elsize);
}

static void *
count_realloc(void *ctx, void *old, size_t n)
{
	const struct allocator *a = ctx;

	count++;
	return a->realloc(a->ctx, old, n);
}

static void
count_free(void *ctx, void *p)
{
	const struct allocator *a = ctx;

	count++;
	a->free(a->ctx, p);
}

static void
hook(int domain)
{
	struct allocator counting = { &real[domain], count_malloc,
	    count_calloc, count_realloc, count_free };

	get_allocator(domain, &real[domain]);
	set_allocator(domain, &counting);
}

/* 3.6 sets its allocators anew when it begins. */
int _PyMem_SetupAllocators(const char *how);

int
_PyMem_SetupAllocators(const char *how)
{
	int (*setup)(const char *how);
	int result;

	*(void **)&setup = dlsym(RTLD_NEXT, "_PyMem_SetupAllocators");
	result = setup(how);
	if (getenv("WITNESS_COUNT") != NULL) {
		hook(DOMAIN_MEM);
		hook(DOMAIN_OBJ);
	}
	return result;
}

static void
write_count(void)
{
	FILE *f = fopen(getenv("WITNESS_COUNT"), "w");

	if (f == NULL)
		return;
	fprintf(f, "%lu\n", count);
	fclose(f);
}

/* The hooks of a recording have what they replaced as their context. */
static void
on_signal(int signal)
{
	int (*report)(FILE *out);
	struct allocator there;
	FILE *out = fopen(getenv("WITNESS_REPORT"), "w");
	int domain;

	(void)signal;
	for (domain = DOMAIN_MEM; domain <= DOMAIN_OBJ; domain++) {
		get_allocator(domain, &there);
		set_allocator(domain, there.ctx);
	}
	*(void **)&report = dlsym(RTLD_DEFAULT, "_PyObject_DebugMallocStats");
	if (report == NULL || out == NULL)
		return;
	report(out);
	fclose(out);
	_Exit(0);
}

__attribute__((constructor)) static void
start(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	*(void **)&get_allocator = dlsym(RTLD_DEFAULT, "PyMem_GetAllocator");
	*(void **)&set_allocator = dlsym(RTLD_DEFAULT, "PyMem_SetAllocator");
	if (get_allocator == NULL || set_allocator == NULL)
		return;
	if (getenv("WITNESS_COUNT") != NULL) {
		unsetenv("LD_PRELOAD");
		hook(DOMAIN_MEM);
		hook(DOMAIN_OBJ);
		atexit(write_count);
	} else if (getenv("WITNESS_REPORT") != NULL) {
		sigaction(SIGUSR2, &action, NULL);
	}
}
