/* verify.c - compares what a replay does with what was recorded. */
#include "config.h"

#include "trace/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/pymalloc.h"
#include "support/xalloc.h"

void
verify_init(struct verify *v, const struct pym_heap *heap)
{
	*v = (struct verify){
		.heap = heap,
		.arena_size = pym_heap_profile(heap)->arena_size,
	};
	while ((uint64_t)1 << v->shift < v->arena_size)
		v->shift++;
	address_map_init(&v->starts);
}

void
verify_end(struct verify *v)
{
	address_map_free(&v->starts);
	free(v->arenas);
	free(v->unused);
}

static void mismatch(struct verify *v, uint64_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
mismatch(struct verify *v, uint64_t line, const char *format, ...)
{
	char text[256];
	va_list arguments;

	v->mismatches++;
	if (v->tell == NULL)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	v->tell(v->ctx, line, text);
}

/* The live recorded arena that begins in the SLOT-th stretch of addresses. */
static struct verify_arena *
starts_in(const struct verify *v, uint64_t slot)
{
	uint32_t i = address_map_get(&v->starts, slot + 1);

	return i != 0 ? &v->arenas[i - 1] : NULL;
}

/* The live recorded arena that holds ADDRESS, or NULL. */
static const struct verify_arena *
find_arena(const struct verify *v, uint64_t address)
{
	uint64_t slot = address >> v->shift;
	const struct verify_arena *a = starts_in(v, slot);

	if (a != NULL && a->base <= address)
		return a;
	a = slot != 0 ? starts_in(v, slot - 1) : NULL;
	return a != NULL && address - a->base < v->arena_size ? a : NULL;
}

static uint32_t
unused_place(struct verify *v)
{
	if (v->nunused != 0)
		return v->unused[--v->nunused];
	v->arenas = xgrow(v->arenas, &v->arenas_room, v->narenas + 1,
	    sizeof *v->arenas);
	return (uint32_t)v->narenas++;
}

static void
note(uint64_t *list, size_t *n, uint64_t ordinal)
{
	if (*n < VERIFY_CHANGES)
		list[*n] = ordinal;
	++*n;
}

void
verify_obtained(struct verify *v, uint64_t line, uint64_t base,
    uint64_t size)
{
	uint64_t ordinal = v->total++;
	uint32_t place = unused_place(v), old;

	v->arenas[place] = (struct verify_arena){
		.base = base,
		.ordinal = ordinal,
	};
	old = address_map_put(&v->starts, (base >> v->shift) + 1, place + 1);
	if (old != 0) {
		v->unused = xgrow(v->unused, &v->unused_room, v->nunused + 1,
		    sizeof *v->unused);
		v->unused[v->nunused++] = old - 1;
	}
	if (size != v->arena_size)
		mismatch(v, line, "the arena has %ju bytes, and %ju under "
		    "this profile", size, v->arena_size);
	note(v->recorded.obtained, &v->recorded.nobtained, ordinal);
}

void
verify_given_back(struct verify *v, uint64_t line, uint64_t base)
{
	struct verify_arena *a = starts_in(v, base >> v->shift);

	if (a == NULL || a->base != base) {
		mismatch(v, line, "no arena was recorded at 0x%jx",
		    base);
		return;
	}
	note(v->recorded.given, &v->recorded.ngiven, a->ordinal);
	address_map_take(&v->starts, (base >> v->shift) + 1);
	v->unused = xgrow(v->unused, &v->unused_room, v->nunused + 1,
	    sizeof *v->unused);
	v->unused[v->nunused++] = (uint32_t)(a - v->arenas);
}

void
verify_happened(struct verify *v, bool obtained, uint64_t ordinal)
{
	if (obtained)
		note(v->happened.obtained, &v->happened.nobtained, ordinal);
	else
		note(v->happened.given, &v->happened.ngiven, ordinal);
}

/* Compares one list of ordinals; what only one has is a mismatch. */
static void
compare(struct verify *v, uint64_t line, const uint64_t *recorded,
    size_t nrecorded, const uint64_t *happened, size_t nhappened,
    const char *verb)
{
	size_t i, n = nrecorded > nhappened ? nrecorded : nhappened;

	for (i = 0; i < n; i++) {
		if (i < nrecorded && i < nhappened && (i >= VERIFY_CHANGES ||
		    recorded[i] == happened[i]))
			continue;
		if (i < nrecorded)
			mismatch(v, line, "an arena was %s when recorded, %s "
			    "here", verb, i < nhappened ? "another" : "not");
		else
			mismatch(v, line, "an arena was %s here, not when "
			    "recorded", verb);
	}
}

void
verify_call(struct verify *v, uint64_t line)
{
	struct verify_changes *r = &v->recorded, *h = &v->happened;

	if ((r->nobtained | r->ngiven | h->nobtained | h->ngiven) == 0)
		return;
	v->arena_events += r->nobtained + r->ngiven;
	compare(v, line, r->obtained, r->nobtained, h->obtained,
	    h->nobtained, "obtained");
	compare(v, line, r->given, r->ngiven, h->given, h->ngiven,
	    "given back");
	r->nobtained = r->ngiven = h->nobtained = h->ngiven = 0;
}

/* "arena 3 + 0x1030" of ARENA or, if NULL, "the system allocator". */
static void
print_place(char *out, size_t size, bool in_arena, uint64_t ordinal,
    uint64_t offset)
{
	if (in_arena)
		snprintf(out, size, "arena %ju + 0x%jx", ordinal,
		    offset);
	else
		snprintf(out, size, "the system allocator");
}

void
verify_result(struct verify *v, uint64_t line, uint64_t recorded,
    const void *p)
{
	const struct verify_arena *a = find_arena(v, recorded);
	uint64_t ordinal = 0, offset = 0;
	char was[64], is[64];
	bool here;

	here = p != NULL && pym_arena_offset(v->heap, p, &ordinal, &offset);
	if (a == NULL && !here)
		return;
	v->addresses++;
	if (a != NULL && here && a->ordinal == ordinal &&
	    recorded - a->base == offset)
		return;
	print_place(was, sizeof was, a != NULL, a != NULL ? a->ordinal : 0,
	    a != NULL ? recorded - a->base : 0);
	print_place(is, sizeof is, here, ordinal, offset);
	mismatch(v, line, "recorded in %s, here in %s", was, is);
}
