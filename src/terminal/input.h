/*
 * input.h - the bytes that were typed and not used yet.
 *
 * All input passes through this queue, whoever has the focus, so that nothing
 * that was typed ahead is lost or reordered when the focus changes.
 */
#ifndef POOLSCOPE_INPUT_H
#define POOLSCOPE_INPUT_H

#include <stdbool.h>
#include <stddef.h>

struct input {
	int fd;
	char *bytes;
	size_t start, end, room;	/* what is queued: [start, end) */
	bool ended;			/* the terminal is gone */
};

/* A queue reading FD, empty. */
void input_init(struct input *in, int fd);
void input_free(struct input *in);

/*
 * Wait up to TIMEOUT milliseconds (0: not at all) for bytes and queue what has
 * come.  Returns whether something has.
 */
bool input_fill(struct input *in, int timeout);

/* How many bytes are queued, and where they are until the next call. */
size_t input_count(const struct input *in);
const char *input_bytes(const struct input *in);

/* Take COUNT bytes off. */
void input_drop(struct input *in, size_t count);

/*
 * The next byte, waiting up to TIMEOUT milliseconds for it; -1 if none came.
 */
int input_get(struct input *in, int timeout);

/* Put bytes before all others. */
void input_unget(struct input *in, const char *bytes, size_t count);

/*
 * If Ctrl-C is queued, drop it and all that was typed before it, and return
 * true.
 */
bool input_interrupted(struct input *in);

#endif
