/*
 * debug_text.c - what the debug hooks are in each version, and what CPython
 * prints when they find a block damaged, word for word.
 */
#include "config.h"

#include "core/debug.h"
#include "core/engine.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SST	8

/* tiny has no version: it goes by the textbook's 3.6. */
static unsigned
version_of(const struct pym_profile *p)
{
	return p->version != 0 ? p->version : 306;
}

struct pym_debug
pym_debug_of(const struct pym_profile *p)
{
	/* 3.7.4 changed the bytes, and the alignment. */
	bool newer = version_of(p) > 307 || (version_of(p) == 307 &&
	    p->alignment == 16);
	bool serial = version_of(p) < 308;

	if (!p->debug)
		return (struct pym_debug){ .extra = 0 };
	return (struct pym_debug){
		.extra = serial ? 4 * SST : 3 * SST,
		.clean = newer ? 0xcd : 0xcb,
		.dead = newer ? 0xdd : 0xdb,
		.forbidden = newer ? 0xfd : 0xfb,
		.serial = serial,
		.raw = version_of(p) >= 300,
	};
}

uint64_t
pym_debug_request(const struct pym_profile *p, uint64_t n)
{
	uint64_t extra = pym_debug_of(p).extra;

	return n > UINT64_MAX - extra ? n : n + extra;
}

uint32_t
pym_debug_front(const struct pym_profile *p, bool system)
{
	struct pym_debug hooks = pym_debug_of(p);

	if (hooks.extra == 0)
		return 0;
	return system && hooks.raw ? 2 * PYM_DEBUG_FRONT : PYM_DEBUG_FRONT;
}

/* ---- the text ------------------------------------------------------------ */

struct dump {
	struct pym_heap *h;
	const uint8_t *p;		/* the data */
	struct words *words;
};

static void
say(struct dump *d, const char *format, ...)
{
	struct words *w = d->words;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(w->text + w->n, sizeof(w->text) - w->n, format, ap);
	va_end(ap);
	if (n > 0)
		w->n += (size_t)n < sizeof(w->text) - w->n ? (size_t)n :
		    sizeof(w->text) - w->n - 1;
}

/* A byte that the dump reads: CPython may crash while it prints. */
static uint8_t
byte_at(struct dump *d, const uint8_t *p)
{
	pym_reach(d->h, p, 1, false);
	return *p;
}

static uint64_t
number_at(struct dump *d, const uint8_t *p)
{
	uint64_t n = 0;
	int i;

	for (i = 0; i < SST; i++)
		n = n << 8 | byte_at(d, p + i);
	return n;
}

/* N pad bytes from START; FORMAT says where the I-th is. */
static bool
say_pads(struct dump *d, const uint8_t *start, int n, const char *format,
    int first)
{
	uint8_t forbidden = d->h->hooks.forbidden, byte;
	int i;

	for (i = 0; i < n && byte_at(d, start + i) == forbidden; i++)
		;
	if (i == n) {
		say(d, "FORBIDDENBYTE, as expected.\n");
		return true;
	}
	say(d, "not all FORBIDDENBYTE (0x%02x):\n", forbidden);
	for (i = 0; i < n; i++) {
		byte = byte_at(d, start + i);
		say(d, format, first < 0 ? n - i : i);
		say(d, ": 0x%02x%s\n", byte, byte != forbidden ?
		    " *** OUCH" : "");
	}
	return false;
}

static void
say_front(struct dump *d)
{
	say(d, "    The %d pad bytes at p-%d are ", SST - 1, SST - 1);
	if (!say_pads(d, d->p - (SST - 1), SST - 1, "        at p-%d", -1))
		say(d, "    Because memory is corrupted at the start, the "
		    "count of bytes requested\n       may be bogus, and "
		    "checking the trailing pad bytes may segfault.\n");
}

/* N can be any number. */
static const uint8_t *
tail_at(const struct dump *d, uint64_t n)
{
	return d->h->foreign && d->h->damaged ?
	    pym_meant(d->h, pym_shown_pointer(d->h, d->p) + n) : d->p + n;
}

static void
say_tail(struct dump *d, uint64_t n)
{
	const uint8_t *tail = tail_at(d, n);

	say(d, "    The %d pad bytes at tail=0x%" PRIx64 " are ", SST,
	    pym_shown_pointer(d->h, tail));
	say_pads(d, tail, SST, "        at tail+%d", 0);
	if (d->h->hooks.serial)
		say(d, "    The block was made by call #%" PRIu64
		    " to debug malloc/realloc.\n", number_at(d, tail + SST));
}

/* The first eight bytes, and the last eight. */
static void
say_data(struct dump *d, uint64_t n)
{
	const uint8_t *q = d->p, *tail = d->p + n;
	int i;

	if (n == 0)
		return;
	say(d, "    Data at p:");
	for (i = 0; q < tail && i < 8; i++, q++)
		say(d, " %02x", byte_at(d, q));
	if (q < tail && tail - q > 8) {
		say(d, " ...");
		q = tail - 8;
	}
	for (; q < tail; q++)
		say(d, " %02x", byte_at(d, q));
	say(d, "\n");
}

/* To 3.8 the message was cut to 63 characters. */
static void
say_fatal(struct dump *d, uint8_t letter, uint8_t api,
    enum debug_fault fault, bool resizing)
{
	unsigned version = version_of(&d->h->profile);
	char message[128];

	if (fault == DEBUG_BAD_ID)
		snprintf(message, version < 309 ? 64 : sizeof(message),
		    "bad ID: Allocated using API '%c', verified using API "
		    "'%c'", letter, api);
	else
		snprintf(message, sizeof(message), "%s",
		    fault == DEBUG_BAD_FRONT ? "bad leading pad byte" :
		    "bad trailing pad byte");
	say(d, "Fatal Python error: %s%s\n", version < 309 ? "" : resizing ?
	    "_PyMem_DebugRawRealloc: " : "_PyMem_DebugRawFree: ", message);
	if (version >= 308)
		say(d, "Python runtime state: initialized\n");
}

void
pym_debug_fatal(struct pym_heap *h, const uint8_t *p, uint8_t api,
    enum debug_fault fault, bool resizing)
{
	struct dump d = { h, p, pym_last_words(h->op) };
	uint8_t letter = byte_at(&d, p - SST);
	uint64_t n;

	say(&d, "Debug memory block at address p=0x%" PRIx64 ": API '%c'\n",
	    pym_shown_pointer(h, p), letter);
	n = number_at(&d, p - 2 * SST);
	say(&d, "    %" PRIu64 " bytes originally requested\n", n);
	say_front(&d);
	say_tail(&d, n);
	say_data(&d, n);
	if (version_of(&h->profile) >= 306)
		say(&d, "\nEnable tracemalloc to get the memory block "
		    "allocation traceback\n\n");
	say_fatal(&d, letter, api, fault, resizing);
	pym_crash(h, PYM_CRASH_FATAL, p);
}
