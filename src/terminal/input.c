/* input.c - the bytes that were typed and not used yet. */
#include "config.h"

#include "terminal/input.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/clock.h"
#include "support/xalloc.h"

#define READ_SIZE 4096
#define CTRL_C	  0x03

void
input_init(struct input *in, int fd)
{
	*in = (struct input){ .fd = fd };
}

void
input_free(struct input *in)
{
	free(in->bytes);
	in->bytes = NULL;
}

size_t
input_count(const struct input *in)
{
	return in->end - in->start;
}

const char *
input_bytes(const struct input *in)
{
	return in->bytes != NULL ? in->bytes + in->start : "";
}

void
input_drop(struct input *in, size_t count)
{
	in->start += count < input_count(in) ? count : input_count(in);
	if (in->start == in->end)
		in->start = in->end = 0;
}

/* Room for COUNT more bytes at the end, the start moved to the front. */
static void
make_room(struct input *in, size_t count)
{
	if (in->start > 0) {
		memmove(in->bytes, in->bytes + in->start, input_count(in));
		in->end -= in->start;
		in->start = 0;
	}
	in->bytes = xgrow(in->bytes, &in->room, in->end + count, 1);
}

/* Whether FD can be read; signals that come meanwhile cut no wait short. */
static bool
wait_readable(int fd, int timeout)
{
	long long end = clock_ms() + timeout;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int n;

	while ((n = poll(&p, 1, timeout)) < 0 && errno == EINTR) {
		long long left = end - clock_ms();

		timeout = left > 0 ? (int)left : 0;
	}
	return n > 0;
}

bool
input_fill(struct input *in, int timeout)
{
	ssize_t n;

	if (in->ended || !wait_readable(in->fd, timeout))
		return false;
	make_room(in, READ_SIZE);
	do
		n = read(in->fd, in->bytes + in->end, READ_SIZE);
	while (n < 0 && errno == EINTR);
	if (n <= 0) {
		in->ended = n == 0 || errno != EAGAIN;
		return false;
	}
	in->end += (size_t)n;
	return true;
}

int
input_get(struct input *in, int timeout)
{
	int byte;

	if (input_count(in) == 0 && !input_fill(in, timeout))
		return -1;
	byte = (unsigned char)*input_bytes(in);
	input_drop(in, 1);
	return byte;
}

void
input_unget(struct input *in, const char *bytes, size_t count)
{
	make_room(in, count);
	memmove(in->bytes + count, in->bytes, in->end);
	memcpy(in->bytes, bytes, count);
	in->end += count;
}

bool
input_interrupted(struct input *in)
{
	const char *bytes = input_bytes(in), *at = NULL;

	if (input_count(in) > 0)
		at = memchr(bytes, CTRL_C, input_count(in));
	if (at == NULL)
		return false;
	input_drop(in, (size_t)(at - bytes) + 1);
	return true;
}
