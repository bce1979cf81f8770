/*
 * bases.h - memory for arenas at addresses of our own choice.
 */
#ifndef POOLSCOPE_TESTS_BASES_H
#define POOLSCOPE_TESTS_BASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct bases;

/*
 * Bases for arenas of SIZE bytes, STRIDE apart (more than SIZE).  ALIGN is 0
 * for bases aligned to SIZE; otherwise they are random multiples of it.
 * Every arena obtained and given back is written to OUT as a trace does.
 * Aborts when the addresses cannot be had.
 */
struct bases *bases_new(size_t size, size_t stride, size_t align,
    uint64_t seed, FILE *out);

/* An arena, zero-filled, at the lowest free place; NULL if there is none. */
void *bases_obtain(struct bases *b);

/* Takes it back; false if it is none of ours. */
bool bases_give_back(struct bases *b, void *base);

/* Tests whether P lies in the range that the arenas stand in. */
bool bases_hold(const struct bases *b, const void *p);

#endif
