/* writer.c - the program's end of the ring: waiting for room, and the end. */
#include "config.h"

#include "preload/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LOOK_NS	100000000	/* so often we look whether anyone reads */

struct writer writer;

static bool reader_seen;	/* its process can be told to live or not */

static void
wake(_Atomic uint32_t *sleeps)
{
	if (atomic_exchange(sleeps, 0) != 0)
		syscall(SYS_futex, sleeps, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static bool
reader_lives(void)
{
	return !reader_seen ||
	    kill((pid_t)writer.page->reader, 0) == 0 || errno != ESRCH;
}

bool
writer_open(const char *path)
{
	const size_t size = RING_PAGE + RING_WORDS * sizeof(uint64_t);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	char *p;

	if (fd < 0)
		return false;
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return false;
	writer.page = (void *)p;
	writer.words = (void *)(p + RING_PAGE);
	if (writer.page->magic != RING_MAGIC ||
	    writer.page->version != RING_VERSION ||
	    writer.page->words != RING_WORDS) {
		munmap(p, size);
		return false;
	}
	reader_seen = kill((pid_t)writer.page->reader, 0) == 0;
	return true;
}

void
writer_forget(void)
{
	writer.limit = 0;
}

void
writer_end(enum ring_ending ending)
{
	int saved = errno;

	if (writer.limit == 0)
		return;
	writer.limit = 0;
	writer.page->ending = ending;
	atomic_store(&writer.page->state, RING_ENDED);
	wake(&writer.page->reader_sleeps);
	errno = saved;
}

/* Sleeps until the reader took something, or for a moment. */
static void
sleep_for_room(uint64_t tail)
{
	struct ring_page *page = writer.page;
	struct timespec moment = { .tv_nsec = LOOK_NS };

	wake(&page->reader_sleeps);
	atomic_store(&page->writer_sleeps, 1);
	if (atomic_load(&page->tail) == tail && !atomic_load(&page->closed))
		syscall(SYS_futex, &page->writer_sleeps, FUTEX_WAIT, 1,
		    &moment, NULL, 0);
	atomic_store(&page->writer_sleeps, 0);
}

bool
writer_wait(unsigned n)
{
	struct ring_page *page = writer.page;
	int saved = errno;
	uint64_t tail, next;

	if (writer.limit == 0)
		return false;
	while (tail = atomic_load(&page->tail),
	    writer.head + n > tail + RING_WORDS) {
		if (atomic_load(&page->closed) || !reader_lives()) {
			writer_forget();
			errno = saved;
			return false;
		}
		sleep_for_room(tail);
	}
	if (atomic_load(&page->closed)) {
		writer_forget();
		return false;
	}
	/* Now and then the reader is told that there is something. */
	if (atomic_load_explicit(&page->reader_sleeps, memory_order_relaxed))
		wake(&page->reader_sleeps);
	next = writer.head + n + RING_QUARTER;
	writer.limit = next < tail + RING_WORDS ? next : tail + RING_WORDS;
	errno = saved;
	return true;
}

void
writer_text(unsigned i, const char *text, size_t n)
{
	uint64_t word;
	size_t at, part;

	for (at = 0; at < n; at += sizeof word) {
		part = n - at < sizeof word ? n - at : sizeof word;
		word = 0;
		memcpy(&word, text + at, part);
		writer_set(i++, word);
	}
}
