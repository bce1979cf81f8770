/*
 * names.h - the text of Python's strings, without Python allocating.
 */
#ifndef POOLSCOPE_PRELOAD_NAMES_H
#define POOLSCOPE_PRELOAD_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* Finds the functions that it needs; false: they are not there. */
bool names_begin(void);

/* Puts the string, at most MOST bytes of it, at OUT as UTF-8; returns how
   many bytes. */
size_t names_utf8(const void *string, char *out, size_t most);

#endif
