#include "config.h"

#include "core/image.h"

#include <stdlib.h>
#include <string.h>

#define WORDS	(SPAN_BYTES / 8)
#define GROUPS	(WORDS / 64)	/* of 64 words, whose marks are one number */

static struct image *
image_new(struct stock *stock, size_t bytes)
{
	struct image *image = malloc(sizeof(*image) + bytes);

	if (image == NULL)
		return NULL;
	image->refs = 1;
	image->bytes = (uint32_t)bytes;
	stock->bytes += sizeof(*image) + bytes;
	return image;
}

struct image *
image_hold(struct image *image)
{
	if (image != NULL)
		image->refs++;
	return image;
}

void
image_drop(struct stock *stock, struct image *image)
{
	if (image == NULL || --image->refs > 0)
		return;
	stock->bytes -= sizeof(*image) + image->bytes;
	free(image);
}

struct image *
image_of_bytes(struct stock *stock, struct image *old, const void *bytes,
    size_t n)
{
	struct image *image;

	if (old != NULL && old->near == IMAGE_RAW && old->bytes == n &&
	    memcmp(old->data, bytes, n) == 0)
		return image_hold(old);
	image = image_new(stock, n);
	if (image == NULL)
		return NULL;
	image->near = IMAGE_RAW;
	image->far = 0;
	memcpy(image->data, bytes, n);
	return image;
}

/* ---- spans --------------------------------------------------------------- */

/* The words of a span that are not zero, as they go into an image. */
struct words {
	uint32_t near, far;
	uint16_t near_at[WORDS], near_to[WORDS], far_at[WORDS];
	uint64_t far_word[WORDS];
};

static size_t
words_bytes(const struct words *w)
{
	return w->near * 2 * sizeof(w->near_at[0]) +
	    w->far * (sizeof(w->far_at[0]) + sizeof(w->far_word[0]));
}

static uintptr_t
span_start(const struct pym_heap *h, uintptr_t i)
{
	return h->arena_start + (i << SPAN_SHIFT);
}

static uint64_t *
span_marks(const struct pym_heap *h, uintptr_t i)
{
	return h->marks + i * GROUPS;
}

/* Whether the memory from P on is that of an arena. */
static bool
is_used(const struct pym_heap *h, uintptr_t p)
{
	uint32_t i = slot_of(h, (void *)p);

	return i < h->slots_used && h->slots[i].used;
}

/* Adds those of group G's words that MARKS lets be other than zero; returns
   which of them are. */
static uint64_t
add_group(struct words *w, uintptr_t start, uint32_t g, uint64_t marks)
{
	const uint64_t *words = (const uint64_t *)start;
	uint64_t rest, found = 0;
	uint32_t at;

	for (rest = marks; rest != 0; rest &= rest - 1) {
		at = g * 64 + (uint32_t)__builtin_ctzll(rest);
		if (words[at] == 0)
			continue;
		found |= rest & -rest;
		if (words[at] - start < SPAN_BYTES) {
			w->near_at[w->near] = (uint16_t)at;
			w->near_to[w->near++] = (uint16_t)(words[at] - start);
		} else {
			w->far_at[w->far] = (uint16_t)at;
			w->far_word[w->far++] = words[at];
		}
	}
	return found;
}

static void
find_words(struct pym_heap *h, uintptr_t i, struct words *w, bool *left)
{
	uintptr_t start = span_start(h, i);
	uint64_t *marks = span_marks(h, i);
	uint32_t g;

	w->near = w->far = 0;
	*left = false;
	for (g = 0; g < GROUPS; g++) {
		if (h->noted && marks[g] == 0)
			continue;
		if (!is_used(h, start + g * 512))
			*left = true;
		else if (h->noted)
			marks[g] = add_group(w, start, g, marks[g]);
		else
			add_group(w, start, g, UINT64_MAX);
	}
}

static void *
put(uint8_t **to, const void *from, size_t n)
{
	memcpy(*to, from, n);
	*to += n;
	return *to;
}

static void
pack(struct image *image, const struct words *w)
{
	uint8_t *to = image->data;

	image->near = w->near;
	image->far = w->far;
	put(&to, w->near_at, w->near * sizeof(w->near_at[0]));
	put(&to, w->near_to, w->near * sizeof(w->near_to[0]));
	put(&to, w->far_word, w->far * sizeof(w->far_word[0]));
	put(&to, w->far_at, w->far * sizeof(w->far_at[0]));
}

static bool
is_same(const struct image *a, const struct image *b)
{
	return a != NULL && a->near == b->near && a->far == b->far &&
	    a->bytes == b->bytes && memcmp(a->data, b->data, a->bytes) == 0;
}

bool
image_of_span(struct pym_heap *h, struct stock *stock, uintptr_t i,
    struct image *old, struct image **out, bool *left)
{
	struct words w;

	find_words(h, i, &w, left);
	*out = NULL;
	if (w.near + w.far == 0)
		return true;
	if (words_bytes(&w) >= SPAN_BYTES && !*left) {
		*out = image_of_bytes(stock, old, (void *)span_start(h, i),
		    SPAN_BYTES);
		return *out != NULL;
	}
	*out = image_new(stock, words_bytes(&w));
	if (*out == NULL)
		return false;
	pack(*out, &w);
	if (is_same(old, *out)) {
		image_drop(stock, *out);
		*out = image_hold(old);
	}
	return true;
}

void
image_wipe(struct pym_heap *h, uintptr_t i)
{
	uint64_t *words = (uint64_t *)span_start(h, i);
	uint64_t *marks = span_marks(h, i), rest;
	uint32_t g;

	for (g = 0; g < GROUPS; g++) {
		for (rest = marks[g]; rest != 0; rest &= rest - 1)
			words[g * 64 + (uint32_t)__builtin_ctzll(rest)] = 0;
		marks[g] = 0;
	}
}

static inline void
put_word(uint64_t *words, uint64_t *marks, uint32_t at, uint64_t word)
{
	words[at] = word;
	marks[at / 64] |= (uint64_t)1 << at % 64;
}

void
image_restore(struct pym_heap *h, uintptr_t i, const struct image *image)
{
	uintptr_t start = span_start(h, i);
	uint64_t *words = (uint64_t *)start, *marks = span_marks(h, i), word;
	const uint8_t *near_at, *near_to, *far_word, *far_at;
	uint16_t at, to;
	uint32_t k;

	if (image == NULL)
		return;
	if (image->near == IMAGE_RAW) {
		memcpy(words, image->data, SPAN_BYTES);
		memset(marks, 0xff, GROUPS * sizeof(*marks));
		return;
	}
	near_at = image->data;
	near_to = near_at + image->near * sizeof(at);
	far_word = near_to + image->near * sizeof(to);
	far_at = far_word + image->far * sizeof(word);
	for (k = 0; k < image->near; k++) {
		memcpy(&at, near_at + k * sizeof(at), sizeof(at));
		memcpy(&to, near_to + k * sizeof(to), sizeof(to));
		put_word(words, marks, at, start + to);
	}
	for (k = 0; k < image->far; k++) {
		memcpy(&at, far_at + k * sizeof(at), sizeof(at));
		memcpy(&word, far_word + k * sizeof(word), sizeof(word));
		put_word(words, marks, at, word);
	}
}
