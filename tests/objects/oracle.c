/*
 * oracle - what a real CPython asks its allocators for, statement by
 * statement.
 *
 *	oracle LIBRARY PROGRAM [REPORT]
 *
 * PROGRAM is Python source that defines f(k, m, C, N, T, E), and comments
 * that define literals:
 *
 *	#k 0 i 12345		an int		#k 1 f 2.5	a float
 *	#k 2 s 6162		a str, UTF-8	#k 3 b 6162	a bytes object
 *
 * f is called once.  Within it k(0) makes a new object, as a literal does
 * that is no constant of a code object; m() ends one statement and begins the
 * next; C is a plain class, N, T and E are None, True and ().  As f's
 * variables are fast locals, neither names
 * nor calls ask for memory of their own.  The first m() collects, so that the
 * free lists are empty, and ends what is still left in them.
 *
 * Printed is, for each statement, a line "--" and then its requests:
 *
 *	o m 56 = 1	PyObject_Malloc(56) made block 1
 *	m c 24 = 2	PyMem_Calloc of 24 bytes in all made block 2
 *	m r 2 64	block 2 was resized to 64 bytes
 *	m f 2		and freed
 *
 * What was made before the first m() is none of the statements': that it is
 * freed (the names of attributes in the cache of types, say) is left out.
 *
 * Into REPORT goes what sys._debugmallocstats() tells of the free lists.
 *
 * In 3.x the allocators are hooked; 2.7 finds our PyObject_Malloc and malloc
 * in place of its own and the C library's.
 */
#include "config.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "literals.h"

#define MAX_BLOCKS	(1 << 18)	/* a power of two */
#define MAX_LOG		(1 << 24)
#define KEPT		100

struct allocator {
	void *ctx;
	void *(*malloc)(void *ctx, size_t n);
	void *(*calloc)(void *ctx, size_t nelem, size_t elsize);
	void *(*realloc)(void *ctx, void *p, size_t n);
	void (*free)(void *ctx, void *p);
};

struct method_def {
	const char *name;
	void *(*function)(void *self, void *arg);
	int flags;
	const char *doc;
};

enum { METH_NOARGS = 4, METH_O = 8 };
enum { DOMAIN_MEM = 1, DOMAIN_OBJ = 2, DOMAINS };

static void *library;
static unsigned version;
static struct allocator real[DOMAINS];
static bool logging, inside;
static char text[MAX_LOG];
static size_t used;
static size_t mallocs_of_992;
static struct { void *p; unsigned long id; } blocks[MAX_BLOCKS];
static unsigned long last_id;

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t nelem, size_t elsize);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);
void *PyObject_Malloc(size_t n);
void *PyObject_Realloc(void *p, size_t n);
void PyObject_Free(void *p);

/* ---- the log ------------------------------------------------------------- */

static size_t
place(const void *p)
{
	size_t i = ((uintptr_t)p >> 4) * 2654435761u % MAX_BLOCKS;

	while (blocks[i].p != NULL && blocks[i].p != p)
		i = (i + 1) % MAX_BLOCKS;
	return i;
}

/* The block's number; a new one if ID is 0. */
static unsigned long
number(void *p, unsigned long id)
{
	size_t i = place(p);

	blocks[i].p = p;
	blocks[i].id = id != 0 ? id : ++last_id;
	return blocks[i].id;
}

static unsigned long
known(void *p)
{
	return blocks[place(p)].id;
}

static void
note(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void
note(const char *format, ...)
{
	va_list ap;
	bool was = inside;

	inside = true;
	va_start(ap, format);
	if (used + 100 < MAX_LOG)
		used += (size_t)vsnprintf(text + used, 100, format, ap);
	va_end(ap);
	inside = was;
}

static void
note_made(char domain, char call, size_t n, void *p)
{
	if (logging)
		note("%c %c %zu = %lu\n", domain, call, n, number(p, 0));
}

static void
note_resized(char domain, void *old, size_t n, void *p)
{
	unsigned long id;

	if (!logging)
		return;
	if (old == NULL) {
		note("%c r 0 %zu = %lu\n", domain, n, number(p, 0));
		return;
	}
	id = known(old);
	if (p != old)
		blocks[place(old)].id = 0;
	number(p, id);
	note("%c r %lu %zu\n", domain, id, n);
}

static void
note_freed(char domain, void *p)
{
	unsigned long id;

	if (!logging || p == NULL)
		return;
	id = known(p);
	if (id != 0)
		note("%c f %lu\n", domain, id);
	blocks[place(p)].id = 0;
}

/* ---- 3.x ----------------------------------------------------------------- */

static char
letter(const struct allocator *a)
{
	return a == &real[DOMAIN_MEM] ? 'm' : 'o';
}

static void *
hook_malloc(void *ctx, size_t n)
{
	struct allocator *a = ctx;
	void *p = a->malloc(a->ctx, n);

	note_made(letter(a), 'm', n, p);
	return p;
}

static void *
hook_calloc(void *ctx, size_t nelem, size_t elsize)
{
	struct allocator *a = ctx;
	void *p = a->calloc(a->ctx, nelem, elsize);

	note_made(letter(a), 'c', nelem * elsize, p);
	return p;
}

static void *
hook_realloc(void *ctx, void *old, size_t n)
{
	struct allocator *a = ctx;
	void *p = a->realloc(a->ctx, old, n);

	note_resized(letter(a), old, n, p);
	return p;
}

static void
hook_free(void *ctx, void *p)
{
	struct allocator *a = ctx;

	note_freed(letter(a), p);
	a->free(a->ctx, p);
}

/* ---- 2.7: found before its own ------------------------------------------- */

#define FUNCTION(name, where) \
	(*(void **)(where) = dlsym(library, name))

static void *(*real_object_malloc)(size_t n);
static void *(*real_object_realloc)(void *p, size_t n);
static void (*real_object_free)(void *p);

void *
PyObject_Malloc(size_t n)
{
	bool was = inside;
	void *p;

	inside = true;
	p = real_object_malloc(n);
	inside = was;
	if (version == 207 && !inside)
		note_made('o', 'm', n, p);
	return p;
}

void *
PyObject_Realloc(void *old, size_t n)
{
	bool was = inside;
	void *p;

	inside = true;
	p = real_object_realloc(old, n);
	inside = was;
	if (version == 207 && !inside)
		note_resized('o', old, n, p);
	return p;
}

void
PyObject_Free(void *p)
{
	bool was = inside;

	if (version == 207 && !inside)
		note_freed('o', p);
	inside = true;
	real_object_free(p);
	inside = was;
}

void *
malloc(size_t n)
{
	void *p = __libc_malloc(n);

	if (version == 207 && !inside) {
		mallocs_of_992 += n == 992;
		note_made('m', 'm', n, p);
	}
	return p;
}

void *
calloc(size_t nelem, size_t elsize)
{
	void *p = __libc_calloc(nelem, elsize);

	if (version == 207 && !inside)
		note_made('m', 'c', nelem * elsize, p);
	return p;
}

void *
realloc(void *old, size_t n)
{
	void *p = __libc_realloc(old, n);

	if (version == 207 && !inside)
		note_resized('m', old, n, p);
	return p;
}

void
free(void *p)
{
	if (version == 207 && !inside)
		note_freed('m', p);
	__libc_free(p);
}

/* ---- marks --------------------------------------------------------------- */

static void *none;
static const char *report;
static void write_report(const char *path);
static void *(*list_new)(long n);
static void *(*dict_new)(void);
static void *(*set_new)(void *iterable);
static long (*collect)(void);
static void (*incref)(void *object);

/* Objects that are never given up: what is left in 2.7's free lists. */
static void
use_up(void)
{
	size_t had;
	int i;

	for (i = 0; i < KEPT; i++) {
		list_new(0);
		dict_new();
		set_new(NULL);
	}
	if (version != 207)
		return;
	for (had = mallocs_of_992; mallocs_of_992 == had;)
		literals_int(1000000);
	for (i = 0; i < 40; i++)
		literals_int(1000000);
	for (had = mallocs_of_992; mallocs_of_992 == had;)
		literals_float(0.5);
	for (i = 0; i < 40; i++)
		literals_float(0.5);
}

static void *
mark(void *self, void *arg)
{
	static bool started;

	(void)self, (void)arg;
	logging = false;
	if (!started) {
		collect();
		use_up();
	}
	started = true;
	/* Before the variables end: each time, the last one stays. */
	if (report != NULL)
		write_report(report);
	note("--\n");
	logging = true;
	incref(none);
	return none;
}

static struct method_def defs[] = {
	{ "k", literals_make, METH_O, NULL },
	{ "m", mark, METH_NOARGS, NULL },
};

/* ---- the program --------------------------------------------------------- */

static bool
find_functions(void)
{
	return literals_find(library, version) &&
	    FUNCTION("PyList_New", &list_new) != NULL &&
	    FUNCTION("PyDict_New", &dict_new) != NULL &&
	    FUNCTION("PySet_New", &set_new) != NULL &&
	    FUNCTION("PyGC_Collect", &collect) != NULL &&
	    FUNCTION("Py_IncRef", &incref) != NULL;
}

static bool
start(const char *path)
{
	const char *(*get)(void);
	void (*initialise)(int);
	unsigned major, minor;
	int *flag;

	library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
	if (library == NULL || FUNCTION("Py_GetVersion", &get) == NULL ||
	    sscanf(get(), "%u.%u", &major, &minor) != 2) {
		fprintf(stderr, "oracle: %s is no libpython\n", path);
		return false;
	}
	FUNCTION("PyObject_Malloc", &real_object_malloc);
	FUNCTION("PyObject_Realloc", &real_object_realloc);
	FUNCTION("PyObject_Free", &real_object_free);
	if ((flag = dlsym(library, "Py_NoSiteFlag")) != NULL)
		*flag = 1;
	if ((flag = dlsym(library, "Py_IgnoreEnvironmentFlag")) != NULL)
		*flag = 1;
	FUNCTION("Py_InitializeEx", &initialise);
	initialise(0);
	version = 100 * major + minor;
	return find_functions();
}

static void
hook(void)
{
	void (*get)(int, struct allocator *);
	void (*set)(int, struct allocator *);
	struct allocator a;
	int i;

	if (FUNCTION("PyMem_GetAllocator", &get) == NULL ||
	    FUNCTION("PyMem_SetAllocator", &set) == NULL)
		return;
	for (i = DOMAIN_MEM; i < DOMAINS; i++) {
		get(i, &real[i]);
		a = (struct allocator){ &real[i], hook_malloc, hook_calloc,
		    hook_realloc, hook_free };
		set(i, &a);
	}
}

static char *
read_program(const char *path)
{
	FILE *f = fopen(path, "r");
	char *source = NULL, *line = NULL;
	size_t length = 0, room = 0;
	ssize_t n;

	if (f == NULL)
		return NULL;
	while ((n = getline(&line, &room, f)) > 0) {
		if (strncmp(line, "#k ", 3) == 0)
			literals_read(line);
		source = realloc(source, length + (size_t)n + 1);
		memcpy(source + length, line, (size_t)n + 1);
		length += (size_t)n;
	}
	free(line);
	fclose(f);
	return source;
}

/* Puts k and m into __main__. */
static bool
define(void)
{
	void *(*import)(const char *), *(*function)(struct method_def *,
	    void *, void *);
	int (*set)(void *, const char *, void *);
	void *module;
	size_t i;

	FUNCTION("PyImport_AddModule", &import);
	FUNCTION("PyCFunction_NewEx", &function);
	FUNCTION("PyObject_SetAttrString", &set);
	module = import("__main__");
	for (i = 0; i < sizeof defs / sizeof defs[0]; i++)
		if (set(module, defs[i].name, function(&defs[i], NULL,
		    NULL)) != 0)
			return false;
	return true;
}

/* Has sys._debugmallocstats() write into a file (as the allocators are hooked,
   it tells of free lists only); 2.7 has none. */
static void
write_report(const char *path)
{
	void *(*find)(const char *), *(*call)(void *, void *), *function;
	int was = dup(STDERR_FILENO);

	FUNCTION("PySys_GetObject", &find);
	FUNCTION("PyObject_CallObject", &call);
	function = find("_debugmallocstats");
	if (freopen(path, "w", stderr) == NULL)
		exit(2);
	if (function != NULL)
		call(function, NULL);
	fflush(stderr);
	dup2(was, STDERR_FILENO);
	close(was);
}

int
main(int argc, char **argv)
{
	int (*run)(const char *);
	int failed;
	char *source;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: oracle LIBRARY PROGRAM [REPORT]\n");
		return 2;
	}
	if (!start(argv[1]) || (source = read_program(argv[2])) == NULL ||
	    !define())
		return 2;
	report = argc == 4 ? argv[3] : NULL;
	none = dlsym(library, "_Py_NoneStruct");
	FUNCTION("PyRun_SimpleString", &run);
	run("class C(object): pass\n"
	    "import gc\n"
	    "gc.set_threshold(0)\n"
	    "if bytes is not str:\n"
	    "    [chr(i) for i in range(256)]\n"
	    "    [bytes([i]) for i in range(256)]\n"
	    "else:\n"
	    "    [chr(i) for i in range(256)]\n"
	    "    [unichr(i) for i in range(256)]\n");
	failed = run(source);
	hook();
	if (failed == 0)
		failed = run("f(k, m, C, None, True, ())\n");
	logging = false;
	/* f gives up its variables behind the last mark. */
	while (used > 0 && text[used - 1] != '-')
		used--;
	fwrite(text, 1, used, stdout);
	putchar('\n');
	return failed != 0;
}
