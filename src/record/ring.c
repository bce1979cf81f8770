/* ring.c - poolscope's end of the ring: records out of words. */
#include "config.h"

#include "record/ring.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/trace.h"

#define RING_BYTES	(RING_PAGE + RING_WORDS * sizeof(uint64_t))
#define GIVE_BACK	(RING_WORDS / 8)	/* words, at once */

struct ring {
	struct ring_page *page;
	const uint64_t *words;
	int fd;
	char *path;
	uint64_t taken, written; /* words; written: when we last looked */
	uint64_t given_back;
	uint64_t site;			/* of the calls now; 0: not known */
	char text[RING_TEXT + 8];
};

struct ring *
ring_new(bool sites, struct strbuf *error)
{
	struct ring *r = xcalloc(1, sizeof(*r));
	char *p = MAP_FAILED;

	r->fd = memfd_create("poolscope-ring", MFD_CLOEXEC);
	if (r->fd >= 0 && ftruncate(r->fd, RING_BYTES) == 0)
		p = mmap(NULL, RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
		    r->fd, 0);
	if (p == MAP_FAILED) {
		strbuf_printf(error, _("there is no shared memory to record "
		    "through: %s"), strerror(errno));
		if (r->fd >= 0)
			close(r->fd);
		free(r);
		return NULL;
	}
	r->page = (void *)p;
	r->words = (void *)(p + RING_PAGE);
	r->path = xasprintf("/proc/%ld/fd/%d", (long)getpid(), r->fd);
	r->page->version = RING_VERSION;
	r->page->words = RING_WORDS;
	r->page->reader = (uint32_t)getpid();
	r->page->sites = sites;
	r->page->magic = RING_MAGIC;
	return r;
}

static void
wake_writer(struct ring *r)
{
	if (atomic_exchange(&r->page->writer_sleeps, 0) != 0)
		syscall(SYS_futex, &r->page->writer_sleeps, FUTEX_WAKE,
		    INT_MAX, NULL, NULL, 0);
}

void
ring_close(struct ring *r)
{
	atomic_store(&r->page->closed, 1);
	wake_writer(r);
}

void
ring_free(struct ring *r)
{
	if (r == NULL)
		return;
	ring_close(r);
	munmap(r->page, RING_BYTES);
	close(r->fd);
	free(r->path);
	free(r);
}

const char *
ring_path(const struct ring *r)
{
	return r->path;
}

const struct ring_page *
ring_page(const struct ring *r)
{
	return r->page;
}

uint64_t
ring_written(const struct ring *r)
{
	return atomic_load_explicit(&r->page->head, memory_order_acquire);
}

uint64_t
ring_taken(const struct ring *r)
{
	return r->taken;
}

static void
give_back(struct ring *r)
{
	r->given_back = r->taken;
	atomic_store(&r->page->tail, r->taken);
	if (atomic_load(&r->page->writer_sleeps) != 0)
		wake_writer(r);
}

void
ring_wait(struct ring *r, int ms)
{
	struct timespec most = {
		.tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000L,
	};

	give_back(r);
	atomic_store(&r->page->reader_sleeps, 1);
	if (ring_written(r) <= r->taken)
		syscall(SYS_futex, &r->page->reader_sleeps, FUTEX_WAIT, 1,
		    &most, NULL, 0);
	atomic_store(&r->page->reader_sleeps, 0);
}

/* ---- records ------------------------------------------------------------ */

static uint64_t
word(struct ring *r)
{
	return r->words[r->taken++ & (RING_WORDS - 1)];
}

static struct trace_ref
reference(uint64_t address)
{
	return (struct trace_ref){
		.kind = address != 0 ? TRACE_ADDRESS : TRACE_NULL,
		.address = address,
	};
}

/* The text of N bytes that comes next, into r->text. */
static struct trace_text
take_text(struct ring *r, uint64_t n)
{
	uint64_t i, bytes;

	/* A program may write over its own end of the ring. */
	if (n > RING_TEXT)
		n = RING_TEXT;
	for (i = 0; i < (n + 7) / 8; i++) {
		bytes = word(r);
		memcpy(r->text + 8 * i, &bytes, 8);
	}
	r->text[n] = '\0';
	return (struct trace_text){ r->text, n };
}

static void
take_site(struct ring *r, uint64_t n, struct trace_record *rec)
{
	struct trace_text both;
	size_t file;

	rec->kind = TRACE_SITE;
	rec->site = word(r);
	rec->source_line = word(r);
	both = take_text(r, n);
	file = strlen(both.bytes);
	rec->file = (struct trace_text){ both.bytes, file };
	if (file < both.length)
		file++;
	rec->text = (struct trace_text){ both.bytes + file,
	    both.length - file };
}

/* False: it was no record, but of what follows. */
static bool
take_long(struct ring *r, unsigned kind, uint64_t number,
    struct trace_record *rec)
{
	switch (kind) {
	case LONG_MALLOC:
		rec->kind = TRACE_MALLOC;
		rec->size = word(r);
		rec->result = reference(word(r));
		return true;
	case LONG_CALLOC:
		rec->kind = TRACE_CALLOC;
		rec->count = word(r);
		rec->size = word(r);
		rec->result = reference(word(r));
		return true;
	case LONG_REALLOC:
		rec->kind = TRACE_REALLOC;
		rec->old = reference(word(r));
		rec->size = word(r);
		rec->result = reference(word(r));
		return true;
	case LONG_FREE:
		rec->kind = TRACE_FREE;
		rec->old = reference(word(r));
		return true;
	case LONG_ARENA:
		rec->kind = TRACE_ARENA_OBTAINED;
		rec->size = word(r);
		rec->result = reference(word(r));
		return true;
	case LONG_ARENA_FREE:
		rec->kind = TRACE_ARENA_GIVEN_BACK;
		rec->old = reference(word(r));
		return true;
	case LONG_MARK:
		rec->kind = TRACE_MARK;
		rec->text = take_text(r, number);
		return true;
	case LONG_SITE_NEW:
		take_site(r, number, rec);
		return true;
	default:
		r->site = number;
		return false;
	}
}

/* Fills REC from the words at r->taken, of which at least one is there. */
static bool
take(struct ring *r, struct trace_record *rec)
{
	uint64_t first = word(r);
	uint64_t address = first & WORD_ADDRESS;
	unsigned small = (unsigned)(first >> WORD_ADDRESS_BITS) & WORD_SMALL;

	rec->given = 0;
	rec->line = 0;
	rec->size = rec->count = 0;
	rec->old = rec->result = (struct trace_ref){ .kind = TRACE_NULL };
	switch (first >> 60) {
	case WORD_MALLOC:
		rec->kind = TRACE_MALLOC;
		rec->size = small;
		rec->result = reference(address);
		break;
	case WORD_FREE:
		rec->kind = TRACE_FREE;
		rec->old = reference(address);
		break;
	case WORD_REALLOC:
		rec->kind = TRACE_REALLOC;
		rec->old = reference(address);
		rec->size = small;
		rec->result = reference(word(r));
		break;
	default:
		if (!take_long(r, small, address, rec))
			return false;
		break;
	}
	if (r->site != 0 && rec->kind <= TRACE_REALLOC) {
		rec->given |= TRACE_GIVEN_SITE;
		rec->site = r->site;
	}
	return true;
}

bool
ring_next(struct ring *r, struct trace_record *rec)
{
	bool is_record;

	do {
		if (r->taken >= r->written) {
			r->written = ring_written(r);
			if (r->taken >= r->written)
				return false;
		}
		is_record = take(r, rec);
		if (r->taken - r->given_back >= GIVE_BACK)
			give_back(r);
	} while (!is_record);
	return true;
}
