/*
 * debug.c - the debug hooks (engine: compiled plain and observed).
 *
 * Each request is made longer, and what is handed out stands between bytes
 * that no program writes.  They are looked at when the block comes back.
 */
#include "config.h"

#include "core/debug.h"
#include "core/engine.h"

#include <string.h>

#define SST	8u		/* sizeof(size_t) */
#define API	'o'		/* PyObject_Malloc and its like */
#define RAW_API	'r'		/* PyMem_RawMalloc */

/* The hooks write to every byte: no more than a machine has. */
#define MOST	((size_t)1 << 28)

#define ERASED	64u		/* bytes at each end that realloc kills */

/* ---- bytes --------------------------------------------------------------- */

/* Before N bytes at P are written. */
static void
prepare(struct pym_heap *h, uint8_t *p, size_t n)
{
	ENGINE(settle)(h, p);
	ENGINE(settle)(h, p + n);
	REACH(p, n);
	NOTE_RUN(p, n);
}

static void
fill(struct pym_heap *h, uint8_t *p, uint8_t byte, size_t n)
{
	if (n == 0)
		return;
	prepare(h, p, n);
	memset(p, byte, n);
}

static void
put(struct pym_heap *h, uint8_t *p, const uint8_t *bytes, size_t n)
{
	if (n == 0)
		return;
	prepare(h, p, n);
	memcpy(p, bytes, n);
}

/* Numbers are kept highest byte first, to be read in a dump. */
static void
put_number(struct pym_heap *h, uint8_t *p, uint64_t n)
{
	uint8_t bytes[SST];
	unsigned i;

	for (i = 0; i < SST; i++)
		bytes[i] = (uint8_t)(n >> (8 * (SST - 1 - i)));
	put(h, p, bytes, SST);
}

static uint64_t
get_number(struct pym_heap *h, const uint8_t *p)
{
	uint64_t n = 0;
	unsigned i;

	(void)h;
	for (i = 0; i < SST; i++)
		n = n << 8 | READ(p[i]);
	return n;
}

/* ---- the frame ----------------------------------------------------------- */

/* One more call that the hooks count. */
static void
count_hooked(struct pym_heap *h)
{
	SET_OWN(h->mg->serial, h->mg->serial + 1);
}

static bool
serial_comes_first(const struct pym_heap *h)
{
	return h->profile.version < 307;
}

/* The frame around N bytes of a block at BASE. */
static void
decorate(struct pym_heap *h, uint8_t *base, size_t n, uint8_t api,
    uint64_t serial)
{
	uint8_t *tail = base + PYM_DEBUG_FRONT + n;

	put_number(h, base, n);
	put(h, base + SST, &api, 1);
	fill(h, base + SST + 1, h->hooks.forbidden, SST - 1);
	fill(h, tail, h->hooks.forbidden, SST);
	if (h->hooks.serial)
		put_number(h, tail + SST, serial);
}

/* What the layer below gives. */
static uint8_t *
obtain(struct pym_heap *h, uint8_t api, size_t n, bool zero)
{
	if (n > MOST)
		return NULL;
	if (api == RAW_API)
		return zero ? ENGINE(system_calloc)(h, n) :
		    ENGINE(system_malloc)(h, n);
	return zero ? ENGINE(calloc)(h, 1, n) : ENGINE(malloc)(h, n);
}

static void *
hooked_alloc(struct pym_heap *h, uint8_t api, size_t n, bool zero)
{
	size_t total = n + h->hooks.extra;
	uint8_t *base;

	if (n > (size_t)PTRDIFF_MAX - h->hooks.extra) {
		DECIDE(PYM_D_TOO_LARGE, d.request = n);
		return NULL;
	}
	if (serial_comes_first(h))
		count_hooked(h);
	DECIDE(PYM_D_DEBUG_REQUEST, d.request = n, d.after = total,
	    d.before = api);
	base = obtain(h, api, total, zero);
	if (base == NULL)
		return NULL;
	if (!serial_comes_first(h))
		count_hooked(h);
	/* The count of now: to 3.6 the layer below has counted meanwhile. */
	decorate(h, base, n, api, h->mg->serial);
	if (!zero)
		fill(h, base + PYM_DEBUG_FRONT, h->hooks.clean, n);
	DECIDE(PYM_D_DEBUG_DECORATED, d.address = pym_nominal(h, base +
	    PYM_DEBUG_FRONT), d.request = n, d.before = api, d.after = zero);
	return base + PYM_DEBUG_FRONT;
}

/* ---- looking at it ------------------------------------------------------- */

static bool
is_forbidden(struct pym_heap *h, const uint8_t *p, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (READ(p[i]) != h->hooks.forbidden)
			return false;
	return true;
}

/* Where the data of N bytes at P end; N can be any number. */
static const uint8_t *
tail_of(const struct pym_heap *h, const uint8_t *p, uint64_t n)
{
	return h->foreign && h->damaged ?
	    pym_meant(h, pym_shown_pointer(h, p) + n) : p + n;
}

/* Plain calls are for blocks that the hooks gave, and refuse what cannot even
   be looked at. */
static bool
can_look(const struct pym_heap *h, uint8_t api, const uint8_t *base)
{
	if (api != RAW_API && in_arena_region(h, base))
		return true;
	return pym_system_header(h, api == RAW_API || !h->hooks.raw ? base :
	    base - PYM_DEBUG_FRONT) != NULL;
}

/* Whether the frame of P is as it ought to be.  Observed the operation ends
   here if it is not. */
static bool
is_whole(struct pym_heap *h, const uint8_t *p, uint8_t api, bool resizing)
{
	enum debug_fault fault = DEBUG_WHOLE;

	if (READ(p[-(int)SST]) != api)
		fault = DEBUG_BAD_ID;
	else if (!is_forbidden(h, p - (SST - 1), SST - 1))
		fault = DEBUG_BAD_FRONT;
	else if (!is_forbidden(h, tail_of(h, p,
	    get_number(h, p - PYM_DEBUG_FRONT)), SST))
		fault = DEBUG_BAD_TAIL;
	if (OBSERVED && fault != DEBUG_WHOLE)
		pym_debug_fatal(h, p, api, fault, resizing);
	if (fault == DEBUG_WHOLE)
		DECIDE(PYM_D_DEBUG_CHECKED, d.address = pym_nominal(h, p),
		    d.before = api,
		    d.after = get_number(h, p - PYM_DEBUG_FRONT));
	return fault == DEBUG_WHOLE;
}

static enum pym_status
hooked_free(struct pym_heap *h, uint8_t api, uint8_t *p)
{
	uint8_t *base = p - PYM_DEBUG_FRONT;
	size_t n;

	if (!OBSERVED && !can_look(h, api, base))
		return PYM_NOT_A_BLOCK;
	if (!is_whole(h, p, api, false))
		return PYM_CRASHED;
	n = get_number(h, base) + h->hooks.extra;
	fill(h, base, h->hooks.dead, n);
	DECIDE(PYM_D_DEBUG_DEAD, d.address = pym_nominal(h, base),
	    d.after = n);
	return api == RAW_API ? ENGINE(system_free)(h, base) :
	    ENGINE(free)(h, base);
}

/* ---- realloc ------------------------------------------------------------- */

/* What realloc keeps of N bytes while both ends of a block are dead. */
struct kept_bytes {
	uint8_t bytes[2 * ERASED];
	size_t n;
};

static size_t
lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool
all_kept(const struct kept_bytes *kept)
{
	return kept->n <= sizeof(kept->bytes);
}

/* From 3.7 on: so that nobody can use the old block unnoticed. */
static void
kill_ends(struct pym_heap *h, uint8_t *data, struct kept_bytes *kept)
{
	uint8_t *base = data - PYM_DEBUG_FRONT, *tail = data + kept->n;

	if (all_kept(kept)) {
		REACH(data, kept->n);
		memcpy(kept->bytes, data, kept->n);
		fill(h, base, h->hooks.dead, kept->n + h->hooks.extra);
		return;
	}
	REACH(data, kept->n);
	memcpy(kept->bytes, data, ERASED);
	memcpy(kept->bytes + ERASED, tail - ERASED, ERASED);
	fill(h, base, h->hooks.dead, ERASED + PYM_DEBUG_FRONT);
	fill(h, tail - ERASED, h->hooks.dead, ERASED + h->hooks.extra -
	    PYM_DEBUG_FRONT);
}

/* Back to DATA, which has room for N. */
static void
restore_ends(struct pym_heap *h, uint8_t *data, size_t n,
    const struct kept_bytes *kept)
{
	size_t end = kept->n - ERASED;

	if (all_kept(kept)) {
		put(h, data, kept->bytes, lesser(n, kept->n));
		return;
	}
	put(h, data, kept->bytes, lesser(n, ERASED));
	if (n > end)
		put(h, data + end, kept->bytes + ERASED,
		    lesser(n - end, ERASED));
}

static uint8_t *
resize_below(struct pym_heap *h, uint8_t api, uint8_t *base, size_t n)
{
	if (n > MOST)
		return NULL;
	if (api != RAW_API)
		return ENGINE(realloc)(h, base, n);
	return pym_system_header(h, base) == NULL ? NULL :
	    ENGINE(system_realloc)(h, base, n);
}

/* To 3.6.  2.7 kills what is cut off. */
static uint8_t *
resize_plainly(struct pym_heap *h, uint8_t api, uint8_t *data, size_t had,
    size_t n)
{
	uint8_t *base;

	count_hooked(h);
	if (!h->hooks.raw && n < had)
		fill(h, data + n, h->hooks.dead, had - n + 2 * SST);
	base = resize_below(h, api, data - PYM_DEBUG_FRONT,
	    n + h->hooks.extra);
	if (base != NULL)
		decorate(h, base, n, api, h->mg->serial);
	return base;
}

static uint8_t *
resize_dead(struct pym_heap *h, uint8_t api, uint8_t *data, size_t had,
    size_t n)
{
	struct kept_bytes kept = { .n = had };
	uint8_t *old = data - PYM_DEBUG_FRONT, *base;
	uint64_t serial = h->hooks.serial ?
	    get_number(h, data + had + PYM_DEBUG_PAD) : 0;

	kill_ends(h, data, &kept);
	DECIDE(PYM_D_DEBUG_ENDS_DEAD, d.address = pym_nominal(h, old),
	    d.after = had);
	base = resize_below(h, api, old, n + h->hooks.extra);
	if (base != NULL) {
		count_hooked(h);
		serial = h->mg->serial;
	} else {
		n = had;
	}
	decorate(h, base != NULL ? base : old, n, api, serial);
	restore_ends(h, (base != NULL ? base : old) + PYM_DEBUG_FRONT, n,
	    &kept);
	return base;
}

static void *
hooked_realloc(struct pym_heap *h, uint8_t api, uint8_t *p, size_t n)
{
	uint8_t *base;
	size_t had;

	if (p == NULL)
		return hooked_alloc(h, api, n, false);
	if ((!OBSERVED && !can_look(h, api, p - PYM_DEBUG_FRONT)) ||
	    !is_whole(h, p, api, true))
		return NULL;
	had = get_number(h, p - PYM_DEBUG_FRONT);
	if (n > (size_t)PTRDIFF_MAX - h->hooks.extra) {
		DECIDE(PYM_D_TOO_LARGE, d.request = n);
		return NULL;
	}
	DECIDE(PYM_D_DEBUG_REQUEST, d.request = n,
	    d.after = n + h->hooks.extra, d.before = api);
	base = h->profile.version < 307 ? resize_plainly(h, api, p, had, n) :
	    resize_dead(h, api, p, had, n);
	if (base == NULL)
		return NULL;
	if (n > had)
		fill(h, base + PYM_DEBUG_FRONT + had, h->hooks.clean,
		    n - had);
	DECIDE(PYM_D_DEBUG_RESIZED, d.address = pym_nominal(h, base +
	    PYM_DEBUG_FRONT), d.request = n, d.before = api);
	return base + PYM_DEBUG_FRONT;
}

/* ---- the calls ----------------------------------------------------------- */

/* A call that fails leaves nothing behind, not even in the count: what is not
   observed takes back here what it counted, an operation is undone. */
static void *
given(struct pym_heap *h, uint64_t serial, void *p)
{
	if (!OBSERVED && p == NULL && h->mg->serial != serial)
		SET_OWN(h->mg->serial, serial);
	return p;
}

void *
ENGINE(debug_malloc)(struct pym_heap *h, size_t n)
{
	uint64_t serial = h->mg->serial;

	return given(h, serial, hooked_alloc(h, API, n, false));
}

void *
ENGINE(debug_calloc)(struct pym_heap *h, size_t nelem, size_t elsize)
{
	uint64_t serial = h->mg->serial;

	if (elsize != 0 && nelem > PTRDIFF_MAX / elsize) {
		DECIDE(PYM_D_TOO_LARGE, d.request = UINT64_MAX);
		return NULL;
	}
	return given(h, serial, hooked_alloc(h, API, nelem * elsize, true));
}

void *
ENGINE(debug_realloc)(struct pym_heap *h, void *p, size_t n)
{
	uint64_t serial = h->mg->serial;

	return given(h, serial, hooked_realloc(h, API, p, n));
}

enum pym_status
ENGINE(debug_free)(struct pym_heap *h, void *p)
{
	if (p != NULL)
		return hooked_free(h, API, p);
	DECIDE(PYM_D_FREE_NULL, (void)d);
	return PYM_OK;
}

/* ---- the system's blocks, under pymalloc --------------------------------- */

void *
ENGINE(raw_malloc)(struct pym_heap *h, size_t n)
{
	return h->hooks.raw ? hooked_alloc(h, RAW_API, n, false) :
	    ENGINE(system_malloc)(h, n);
}

void *
ENGINE(raw_calloc)(struct pym_heap *h, size_t n)
{
	return h->hooks.raw ? hooked_alloc(h, RAW_API, n, true) :
	    ENGINE(system_calloc)(h, n);
}

void *
ENGINE(raw_realloc)(struct pym_heap *h, void *p, size_t n)
{
	return h->hooks.raw ? hooked_realloc(h, RAW_API, p, n) :
	    ENGINE(system_realloc)(h, p, n);
}

enum pym_status
ENGINE(raw_free)(struct pym_heap *h, void *p)
{
	return h->hooks.raw ? hooked_free(h, RAW_API, p) :
	    ENGINE(system_free)(h, p);
}
