/* readers.h - what is to hold of whatever is read as a trace. */
#ifndef POOLSCOPE_TESTS_FUZZ_READERS_H
#define POOLSCOPE_TESTS_FUZZ_READERS_H

#include <stddef.h>

/*
 * Reads the N bytes at P as a trace in every way there is: reading ends, what
 * was read can be printed, and comes back the same from the binary form; with
 * slots the calls are the same, one by one and many at once.
 */
void readers_try(const unsigned char *p, size_t n);

/* Plays them into sessions, the short way and the long one: the heaps are the
   same, and whole. */
void readers_replay(const unsigned char *p, size_t n);

#endif
