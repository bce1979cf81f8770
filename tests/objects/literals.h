/*
 * literals.h - what k(N) of a program makes: see oracle.c.
 */
#ifndef POOLSCOPE_TESTS_LITERALS_H
#define POOLSCOPE_TESTS_LITERALS_H

#include <stdbool.h>

/* Finds Python's functions in the library; PYTHON is 311 for 3.11. */
bool literals_find(void *library, unsigned python);

/* Takes a line "#k N KIND PAYLOAD". */
void literals_read(const char *line);

/* The C function k: ARG is an int of Python's; a new object. */
void *literals_make(void *self, void *arg);

/* New objects, outside of any program. */
void *literals_int(long n);
void *literals_float(double d);

#endif
