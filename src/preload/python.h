/*
 * python.h - the functions of the CPython in this process, found by name.
 */
#ifndef POOLSCOPE_PRELOAD_PYTHON_H
#define POOLSCOPE_PRELOAD_PYTHON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As CPython lays them out, since 3.5. */
struct python_allocator {
	void *ctx;
	void *(*malloc)(void *ctx, size_t n);
	void *(*calloc)(void *ctx, size_t nelem, size_t elsize);
	void *(*realloc)(void *ctx, void *p, size_t n);
	void (*free)(void *ctx, void *p);
};

struct python_arenas {
	void *ctx;
	void *(*alloc)(void *ctx, size_t size);
	void (*free)(void *ctx, void *p, size_t size);
};

enum python_domain { DOMAIN_RAW, DOMAIN_MEM, DOMAIN_OBJ };

struct python {
	unsigned version;	/* 311 for 3.11; 0: there is none */
	const char *(*get_version)(void);
	void (*get_allocator)(int domain, struct python_allocator *out);
	void (*set_allocator)(int domain, struct python_allocator *to);
	void (*get_arenas)(struct python_arenas *out);
	void (*set_arenas)(struct python_arenas *to);
	int (*lock)(void);	/* PyGILState_Ensure, and Release */
	void (*unlock)(int state);
	/* From 3.12 on, where interpreters have heaps of their own. */
	void *(*thread)(void);	/* NULL: there is none yet */
	void *(*interpreter)(void *thread);
	void *(*main_interpreter)(void);
};

extern struct python python;

/* Looks for one in this process; false: there is none. */
bool python_find(void);

/* A function of CPython by name, or NULL. */
void *python_symbol(const char *name);

#endif
