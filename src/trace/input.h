/*
 * input.h - a file as a stream of bytes, whatever it was packed with.
 *
 *	path or "-" ---> bytes of the file ---> plain, gzip or zstd ---> you
 *
 * How a file is packed is told by its first bytes, never by its name, and it
 * is read once from front to back in pieces: pipes work as files do, and the
 * memory needed does not depend on the length (zstd's own window, at most
 * 128 MiB, aside).  Several gzip members or zstd frames in a row are one
 * stream.
 */
#ifndef POOLSCOPE_TRACE_INPUT_H
#define POOLSCOPE_TRACE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct input;
struct strbuf;

/*
 * Opens PATH ("-": what standard input is now, whatever takes its place later)
 * and reads its first bytes.  NULL on failure: ERROR then got one line that
 * names the file.
 */
struct input *input_open(const char *path, struct strbuf *error);
/* The N bytes at TEXT, which stay the caller's, as a file called NAME. */
struct input *input_open_text(const char *name, const void *text, size_t n);
void input_close(struct input *in);	/* NULL is allowed */

/*
 * Unpacks up to N > 0 bytes into BUF and waits only if there is none.
 * Returns how many, 0 at the end, -1 on an error (and then ever after).
 */
ssize_t input_read(struct input *in, void *buf, size_t n);

/*
 * Whether input_read need not wait for who writes the file, or once it need
 * not, for MS milliseconds at most.  Of a packed file that is not known: true.
 */
bool input_await(struct input *in, int ms);

/* The file's name for messages: fit to be printed, one line. */
const char *input_name(const struct input *in);
/* What is wrong, without the name; NULL while nothing is. */
const char *input_error(const struct input *in);

/* Whether that is only that the file ends too early: the rest is right. */
bool input_cut_short(const struct input *in);

/* For a progress bar: bytes of the file (packed) read so far, and in all (0
   where that is not known, as on a pipe). */
uint64_t input_position(const struct input *in);
uint64_t input_size(const struct input *in);

#endif
