#include "config.h"

#include "cpython.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STATE_SIZE 263248	/* struct _obmalloc_state of 3.12 and 3.13 */
#define USEDPOOLS_SIZE 512

struct arena_allocator {
	void *ctx;
	void *(*alloc)(void *ctx, size_t size);
	void (*free)(void *ctx, void *p, size_t size);
};

/* 2.7 has no hook: it calls the mmap64 and munmap below. */
static struct bases *hooked;

static struct bases *driven;	/* where the arenas of this run stand */

void *mmap64(void *addr, size_t len, int prot, int flags, int fd, off64_t off);

void *
mmap64(void *addr, size_t len, int prot, int flags, int fd, off64_t off)
{
	void *base;

	if (hooked == NULL || addr != NULL || len != 262144 || fd != -1)
		return (void *)syscall(SYS_mmap, addr, len, prot, flags, fd,
		    off);
	base = bases_obtain(hooked);
	return base != NULL ? base : MAP_FAILED;
}

int
munmap(void *addr, size_t len)
{
	if (hooked != NULL && bases_give_back(hooked, addr))
		return 0;
	return (int)syscall(SYS_munmap, addr, len);
}

static void *
hook_alloc(void *ctx, size_t size)
{
	(void)size;
	return bases_obtain(ctx);
}

static void
hook_free(void *ctx, void *p, size_t size)
{
	(void)size;
	if (!bases_give_back(ctx, p))
		abort();
}

static bool
in_arena(const void *p)
{
	return bases_hold(driven, p);
}

/* A function of the library; the cast that C leaves to POSIX. */
#define FUNCTION(py, name, where) \
	(*(void **)(where) = dlsym((py)->library, name))

static unsigned
version(struct cpython *py)
{
	const char *(*get)(void);
	unsigned major, minor;

	if (FUNCTION(py, "Py_GetVersion", &get) == NULL ||
	    sscanf(get(), "%u.%u", &major, &minor) != 2)
		return 0;
	return 100 * major + minor;
}

/* What poolscope calls it; the pyenv build of 3.6 has 16-byte classes. */
static const char *
profile_of(const struct cpython *py)
{
	static char name[32];
	bool odd = py->has_state && py->state.alignment !=
	    (py->minor == 306 ? 8 : 16);

	snprintf(name, sizeof name, "cpython-%u.%u%s", py->minor / 100,
	    py->minor % 100, !odd ? "" :
	    py->state.alignment == 8 ? ",align=8" : ",align=16");
	return name;
}

bool
cpython_open(struct cpython *py, const char *path)
{
	memset(py, 0, sizeof *py);
	py->library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
	if (py->library == NULL || (py->minor = version(py)) == 0) {
		fprintf(stderr, "drive: %s: %s\n", path,
		    py->library == NULL ? dlerror() : "no libpython");
		return false;
	}
	FUNCTION(py, "PyObject_Malloc", &py->calls.malloc);
	FUNCTION(py, "PyObject_Calloc", &py->calls.calloc);
	FUNCTION(py, "PyObject_Realloc", &py->calls.realloc);
	FUNCTION(py, "PyObject_Free", &py->calls.free);
	FUNCTION(py, "_PyObject_DebugMallocStats", &py->report);
	py->has_state = py->minor < 312 &&
	    state_of_symbols(&py->state, py->library);
	py->arena_size = py->minor >= 310 ? 1048576 : 262144;
	py->profile = profile_of(py);
	return true;
}

/* Where 3.12.1 and 3.13.0, the versions known here, keep their state. */
static char *
state_struct(struct cpython *py)
{
	const char *(*get)(void);
	char *(*interpreter)(void);

	FUNCTION(py, "Py_GetVersion", &get);
	FUNCTION(py, "PyInterpreterState_Get", &interpreter);
	if (strncmp(get(), "3.12.1 ", 7) == 0)
		return interpreter() + 0xf78;
	if (strncmp(get(), "3.13.0 ", 7) == 0)
		return *(char **)(interpreter() + 0x2a30);
	return NULL;
}

static bool
start_interpreter(struct cpython *py)
{
	void (*initialise)(int);
	int *no_site;

	FUNCTION(py, "Py_InitializeEx", &initialise);
	no_site = dlsym(py->library, "Py_NoSiteFlag");
	if (initialise == NULL || no_site == NULL)
		return false;
	*no_site = 1;
	initialise(0);
	return true;
}

/* Empties the state: zero, but for the rings of usedpools. */
static bool
put_heap_aside(struct cpython *py)
{
	char *start;
	size_t i;

	if (!start_interpreter(py) || (start = state_struct(py)) == NULL) {
		fprintf(stderr, "drive: cannot find the heap of %s\n",
		    py->profile);
		return false;
	}
	memset(start, 0, STATE_SIZE);
	for (i = 0; i < USEDPOOLS_SIZE; i += 8)
		*(char **)(start + i) = start + (i & ~(size_t)15) - 16;
	state_of_struct(&py->state, start);
	py->has_state = true;
	return true;
}

static bool
set_up_hooks(struct cpython *py)
{
	void (*set_up)(void);

	if (FUNCTION(py, "PyMem_SetupDebugHooks", &set_up) == NULL) {
		fprintf(stderr, "drive: %s has no debug hooks\n",
		    py->profile);
		return false;
	}
	set_up();
	return true;
}

bool
cpython_start(struct cpython *py, struct bases *bases)
{
	struct arena_allocator hook = { bases, hook_alloc, hook_free };
	void (*set)(struct arena_allocator *);

	if (py->minor >= 312 && !put_heap_aside(py))
		return false;
	driven = bases;
	py->calls.in_arena = in_arena;
	if (FUNCTION(py, "PyObject_SetArenaAllocator", &set) != NULL)
		set(&hook);
	else
		hooked = bases;
	return !py->hooks || set_up_hooks(py);
}
