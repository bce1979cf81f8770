/*
 * core_util.h - what the tests of the core share: profiles, a program that
 * owns blocks, and pictures of a heap's memory.
 */
#ifndef POOLSCOPE_TESTS_CORE_UTIL_H
#define POOLSCOPE_TESTS_CORE_UTIL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/broken.h"
#include "core/debug.h"
#include "core/pymalloc.h"
#include "specs.h"

/* Fails the test with a line that says where in which profile it stood. */
#define FAIL(...) fail_msg(__VA_ARGS__)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- chance, the same in every run -------------------------------------- */

struct chance {
	uint64_t state;
};

uint32_t chance_below(struct chance *c, uint32_t n);
uint64_t chance_word(struct chance *c);

/* ---- profiles ----------------------------------------------------------- */

/* A heap of the profile that SPEC names. */
struct pym_heap *heap_of(const char *spec);
void check_heap(const struct pym_heap *heap, const char *when);

/* ---- a program ---------------------------------------------------------- */

/* A block it owns: N bytes, filled with bytes that follow from SEED. */
struct owned {
	uint8_t *p;
	size_t n;
	uint32_t seed;
};

struct program {
	struct pym_heap *heap;
	struct chance chance;
	struct owned *blocks;
	size_t n, room;
	uint32_t seeds;
	/* Writes to its blocks by pym_write, not directly. */
	bool writes;
	/* Runs each call observed by this observer, if not NULL. */
	pym_observer_fn observer;
	void *ctx;
	/* What it asks for: sizes in [least, most]; out of 16 calls so many
	   are frees. */
	uint32_t least, most, frees;
	uint64_t calls;
};

void program_init(struct program *p, struct pym_heap *heap, uint64_t seed);
void program_end(struct program *p);	/* the heap stays */
/* The same blocks in another heap, or later: P keeps its own list. */
void program_copy(struct program *to, const struct program *from);

void *program_malloc(struct program *p, size_t n);
void *program_calloc(struct program *p, size_t nelem, size_t elsize);
void program_realloc(struct program *p, size_t i, size_t n);
void program_free(struct program *p, size_t i);
/* One call, any of the four. */
void program_step(struct program *p);
void program_free_all(struct program *p);
/* Every block holds what was put there. */
void program_verify(const struct program *p);
/* No two blocks share a byte. */
void program_apart(const struct program *p);
/* New bytes, as its owner would write them. */
void program_fill(struct program *p, struct owned *b);

/* ---- pictures of memory ------------------------------------------------- */

/* Runs of memory at nominal addresses, in a fixed order. */
struct run {
	uint64_t address;
	size_t size;
	size_t at;		/* in bytes */
	const uint8_t *real;	/* where it was copied from */
};

struct image {
	struct run *runs;
	size_t nruns, runs_room;
	uint8_t *bytes;
	size_t n, room;
};

enum image_kind {
	IMAGE_REAL,		/* the bytes themselves, whole arenas */
	IMAGE_SHOWN		/* what people see, through pym_read */
};

void image_take(struct image *im, const struct pym_heap *heap,
    enum image_kind kind);
void image_free(struct image *im);
/* Where the image has SIZE bytes at ADDRESS, or NULL. */
const uint8_t *image_find(const struct image *im, uint64_t address,
    size_t size);
/* Fails naming the first address that differs; HEAP tells what it is. */
void image_same(const struct image *a, const struct image *b,
    const struct pym_heap *heap, const char *when);
/* The bytes of metadata in use. */
size_t metadata_bytes(const struct pym_heap *heap);

#endif
