/*
 * output.h - a file that is written as a stream of bytes, packed by its name:
 * .gz with gzip, .zst with zstd, else plainly.
 *
 * What has been flushed can be read again even if we are killed, or the disk
 * is full, later.
 */
#ifndef POOLSCOPE_TRACE_OUTPUT_H
#define POOLSCOPE_TRACE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct output;
struct strbuf;

/* Makes PATH anew.  NULL on failure: ERROR then got a line. */
struct output *output_open(const char *path, struct strbuf *error);

/* Both return false on an error, and then ever after. */
bool output_write(struct output *o, const void *bytes, size_t n);
bool output_flush(struct output *o);

/* Ends the file; false if not all is in it: ERROR then got a line. */
bool output_close(struct output *o, struct strbuf *error);

/* What is wrong, or NULL. */
const char *output_error(const struct output *o);

/* The suffix before .gz or .zst, if PATH ends in SUFFIX (".ptrace"). */
bool output_has_suffix(const char *path, const char *suffix);

#endif
