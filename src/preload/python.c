/* python.c - the functions of the CPython in this process. */
#include "config.h"

#include "preload/python.h"

#include <dlfcn.h>
#include <stdlib.h>

struct python python;

void *
python_symbol(const char *name)
{
	return dlsym(RTLD_DEFAULT, name);
}

/* A function; the cast that C leaves to POSIX. */
#define FUNCTION(name, where) (*(void **)(where) = python_symbol(name))

/* "3.11.2 (main, ...": 311. */
static unsigned
read_version(const char *text)
{
	char *end;
	unsigned long major = strtoul(text, &end, 10);
	unsigned long minor = *end == '.' ? strtoul(end + 1, NULL, 10) : 0;

	return (unsigned)(100 * major + minor);
}

bool
python_find(void)
{
	if (FUNCTION("Py_GetVersion", &python.get_version) == NULL)
		return false;
	python.version = read_version(python.get_version());
	FUNCTION("PyMem_GetAllocator", &python.get_allocator);
	FUNCTION("PyMem_SetAllocator", &python.set_allocator);
	FUNCTION("PyObject_GetArenaAllocator", &python.get_arenas);
	FUNCTION("PyObject_SetArenaAllocator", &python.set_arenas);
	FUNCTION("PyGILState_Ensure", &python.lock);
	FUNCTION("PyGILState_Release", &python.unlock);
	if (FUNCTION("PyThreadState_GetUnchecked", &python.thread) == NULL)
		FUNCTION("_PyThreadState_UncheckedGet", &python.thread);
	FUNCTION("PyThreadState_GetInterpreter", &python.interpreter);
	FUNCTION("PyInterpreterState_Main", &python.main_interpreter);
	return true;
}
