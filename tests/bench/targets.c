/*
 * targets.c - opens the allocators to be measured.
 */
#include "config.h"

#include "targets.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
null_malloc(size_t n)
{
	static _Alignas(16) char block[512];

	(void)n;
	return block;
}

static void
null_free(void *p)
{
	(void)p;
}

/* dlsym gives an object pointer; a function pointer is made of its bytes. */
static int
find_function(void *lib, const char *name, void *function)
{
	void *symbol = dlsym(lib, name);

	if (symbol == NULL) {
		fprintf(stderr, "bench: %s\n", dlerror());
		return -1;
	}
	memcpy(function, &symbol, sizeof(symbol));
	return 0;
}

static int
open_core(struct target *t, const char *spec)
{
	struct pym_profile profile;
	char error[200];

	if (pym_profile_parse(spec, &profile, error, sizeof(error)) != PYM_OK) {
		fprintf(stderr, "bench: %s\n", error);
		return -1;
	}
	t->heap = pym_heap_new(&profile, NULL);
	if (t->heap == NULL) {
		fprintf(stderr, "bench: no heap for %s\n", spec);
		return -1;
	}
	t->pym_malloc = pym_malloc;
	t->pym_free = pym_free;
	snprintf(t->name, sizeof(t->name), "poolscope %.40s", spec);
	return 0;
}

/*
 * Up to 3.11 the object allocator works before Py_Initialize, on an empty
 * heap; from 3.12 on its state belongs to an interpreter.
 */
static int
open_python(struct target *t, const char *path)
{
	const char *(*version)(void);
	void *lib = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	char number[16];
	int major, minor;

	if (lib == NULL) {
		fprintf(stderr, "bench: %s\n", dlerror());
		return -1;
	}
	if (find_function(lib, "Py_GetVersion", &version) != 0 ||
	    find_function(lib, "PyObject_Malloc", &t->malloc) != 0 ||
	    find_function(lib, "PyObject_Free", &t->free) != 0)
		return -1;
	if (sscanf(version(), "%15s", number) != 1 ||
	    sscanf(number, "%d.%d", &major, &minor) != 2 ||
	    major * 100 + minor > 311) {
		fprintf(stderr, "bench: %s: only up to Python 3.11 does the "
		    "allocator work before the interpreter\n", path);
		return -1;
	}
	snprintf(t->name, sizeof(t->name), "CPython %s", number);
	return 0;
}

static int
open_mimalloc(struct target *t, const char *path)
{
	void *lib = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (lib == NULL) {
		fprintf(stderr, "bench: %s\n", dlerror());
		return -1;
	}
	if (find_function(lib, "mi_malloc", &t->malloc) != 0 ||
	    find_function(lib, "mi_free", &t->free) != 0)
		return -1;
	snprintf(t->name, sizeof(t->name), "mimalloc");
	return 0;
}

static int
open_glibc(struct target *t, const char *unused)
{
	(void)unused;
	t->malloc = malloc;
	t->free = free;
	snprintf(t->name, sizeof(t->name), "glibc malloc");
	return 0;
}

static int
open_null(struct target *t, const char *unused)
{
	(void)unused;
	t->malloc = null_malloc;
	t->free = null_free;
	snprintf(t->name, sizeof(t->name), "(the loop alone)");
	return 0;
}

static const struct {
	const char *kind;
	int (*open)(struct target *t, const char *rest);
} openers[] = {
	{ "core", open_core },
	{ "python", open_python },
	{ "mimalloc", open_mimalloc },
	{ "glibc", open_glibc },
	{ "null", open_null },
};

int
target_open(struct target *t, const char *spec)
{
	size_t n = strcspn(spec, ":");
	const char *rest = spec[n] == ':' ? spec + n + 1 : "";

	memset(t, 0, sizeof(*t));
	for (size_t i = 0; i < sizeof(openers) / sizeof(openers[0]); i++)
		if (strlen(openers[i].kind) == n &&
		    strncmp(openers[i].kind, spec, n) == 0)
			return openers[i].open(t, rest);
	fprintf(stderr, "bench: no allocator %s\n", spec);
	return -1;
}

void
target_close(struct target *t)
{
	pym_heap_free(t->heap);
	t->heap = NULL;
}
