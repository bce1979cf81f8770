/*
 * trace_files.h - for the tests of traces: files of a moment, and what a
 * trace holds as one string.
 */
#ifndef POOLSCOPE_TESTS_TRACE_FILES_H
#define POOLSCOPE_TESTS_TRACE_FILES_H

#include <stddef.h>

/* Setup and teardown of a group: a folder of its own to work in. */
int enter_folder(void **state);
int leave_folder(void **state);

/* Makes the file NAME of N bytes. */
void make_file(const char *name, const void *bytes, size_t n);

/*
 * Reads the trace at PATH to its end.  Returns its records as the writer
 * prints them, then its notices as lines that begin with "note: ", then, if
 * it cannot be opened or read to the end, the line "error: " and why.
 */
char *trace_told(const char *path, unsigned flags);

/* The same for a file "t" of N bytes, as one comparison. */
void check_bytes(const void *bytes, size_t n, const char *expected);
void check_trace(const char *text, const char *expected);

#endif
