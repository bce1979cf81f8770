/* claims.c - what decides each form of claim. */
#include "config.h"

#include "lesson/claims.h"

#include <stdlib.h>
#include <string.h>

#include "lesson/capture.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"

typedef unsigned long long ull;

#define WORDS_SHOWN 200	/* columns of an answer that is not as expected */

#define FIELD(view, field)						\
	{ #field, offsetof(struct view, field),				\
	    sizeof(((struct view *)NULL)->field) }

const struct claim_field claim_pool_fields[] = {
	FIELD(pym_pool_view, szidx),
	FIELD(pym_pool_view, size),
	FIELD(pym_pool_view, count),
	FIELD(pym_pool_view, capacity),
	FIELD(pym_pool_view, nextoffset),
	FIELD(pym_pool_view, maxnextoffset),
	FIELD(pym_pool_view, arenaindex),
	FIELD(pym_pool_view, address),
	{ .name = NULL }
};

const struct claim_field claim_arena_fields[] = {
	FIELD(pym_arena_view, nfreepools),
	FIELD(pym_arena_view, ntotalpools),
	FIELD(pym_arena_view, address),
	FIELD(pym_arena_view, pool_address),
	{ .name = NULL }
};

/* The session counts this one. */
#define REQUESTED_BYTES "requested_bytes"

const struct claim_field claim_stats_fields[] = {
	FIELD(pym_stats, arenas_current),
	FIELD(pym_stats, arenas_total),
	FIELD(pym_stats, arenas_reclaimed),
	FIELD(pym_stats, arenas_highwater),
	FIELD(pym_stats, allocated_bytes),
	FIELD(pym_stats, available_bytes),
	{ REQUESTED_BYTES, 0, sizeof(uint64_t) },
	FIELD(pym_stats, unused_pools),
	FIELD(pym_stats, pools_used),
	FIELD(pym_stats, pools_full),
	FIELD(pym_stats, pools_empty),
	FIELD(pym_stats, pool_header_bytes),
	FIELD(pym_stats, quantization_bytes),
	FIELD(pym_stats, alignment_bytes),
	FIELD(pym_stats, system_blocks),
	FIELD(pym_stats, system_bytes),
	{ .name = NULL }
};

static const char *const state_names[] = {
	[PYM_POOL_UNCARVED] = "uncarved",
	[PYM_POOL_USED] = "used",
	[PYM_POOL_FULL] = "full",
	[PYM_POOL_EMPTY] = "empty",
};

bool
claim_state_named(const char *name, enum pym_pool_state *out)
{
	size_t i;

	for (i = 0; i < sizeof state_names / sizeof state_names[0]; i++) {
		if (strcmp(state_names[i], name) == 0) {
			*out = (enum pym_pool_state)i;
			return true;
		}
	}
	return false;
}

const char *
claim_state_name(enum pym_pool_state state)
{
	return state_names[state];
}

static const struct pym_heap *
heap_of(const struct claim_moment *m)
{
	return session_heap(m->console->session);
}

static uint64_t
read_field(const void *view, const struct claim_field *field)
{
	uint32_t narrow;
	uint64_t wide;

	if (field->size == sizeof narrow) {
		memcpy(&narrow, (const char *)view + field->offset,
		    sizeof narrow);
		return narrow;
	}
	memcpy(&wide, (const char *)view + field->offset, sizeof wide);
	return wide;
}

/* Whether VALUE, called NAME, is the number the claim says. */
static bool
is_number(const struct claim *c, const char *name, uint64_t value,
    struct strbuf *truth)
{
	if (value == c->number)
		return true;
	strbuf_printf(truth, _("%s is %llu"), name, (ull)value);
	return false;
}

static bool
find_pool(const struct claim *c, const struct claim_moment *m,
    struct pym_pool_view *out, struct strbuf *truth)
{
	if (pym_pool(heap_of(m), c->pool, out))
		return true;
	strbuf_printf(truth, _("there is no pool %u.%u"), c->pool.arena,
	    c->pool.pool);
	return false;
}

bool
claim_pool_state(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	struct pym_pool_view pool;

	if (!find_pool(c, m, &pool, truth))
		return false;
	if (pool.state == c->state)
		return true;
	strbuf_printf(truth, _("it is %s"), state_names[pool.state]);
	return false;
}

bool
claim_pool_field(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	struct pym_pool_view pool;

	if (!find_pool(c, m, &pool, truth))
		return false;
	if (pool.state == PYM_POOL_UNCARVED) {
		strbuf_printf(truth, _("pool %u.%u is not carved yet"),
		    c->pool.arena, c->pool.pool);
		return false;
	}
	return is_number(c, c->field->name, read_field(&pool, c->field),
	    truth);
}

bool
claim_list(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	const struct pym_heap *heap = heap_of(m);
	struct entries held = ENTRIES_INIT;
	bool ok;

	if (!heap_list_read(heap, &c->list, &held, truth))
		return false;
	ok = entries_match(heap, &c->list, &c->entries, &held);
	if (!ok) {
		strbuf_puts(truth, _("it is "));
		entries_print(heap, &c->list, &held, truth);
	}
	entries_free(&held);
	return ok;
}

bool
claim_arenas(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	struct pym_stats stats;

	pym_stats(heap_of(m), &stats, NULL, 0);
	return is_number(c, _("their number"), stats.arenas_current, truth);
}

bool
claim_arena_field(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	struct pym_arena_view arena;

	if (!pym_arena(heap_of(m), c->arena, &arena)) {
		strbuf_printf(truth, _("there is no arena %u"), c->arena);
		return false;
	}
	return is_number(c, c->field->name, read_field(&arena, c->field),
	    truth);
}

bool
claim_unused(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	return is_number(c, _("their number"),
	    pym_unused_arena_objects(heap_of(m), NULL, 0), truth);
}

/* Where a reference leads to. */
static bool
locate(const struct claim *c, const struct claim_moment *m, unsigned ref,
    struct pym_location *out, struct strbuf *truth)
{
	uint64_t address;

	if (!capture_address(m->console, c->refs[ref], &address, truth))
		return false;
	pym_locate(heap_of(m), address, out);
	return true;
}

/* What a place is, where a block of a pool was expected. */
static void
print_place(const struct pym_location *at, struct strbuf *truth)
{
	if (at->place == PYM_PLACE_BLOCK)
		strbuf_printf(truth, _("it is block %u.%u.%u"),
		    at->pool.arena, at->pool.pool, at->block);
	else if (at->place == PYM_PLACE_SYSTEM_BLOCK)
		strbuf_puts(truth, _("it is a block of the system "
		    "allocator"));
	else
		strbuf_puts(truth, _("there is no block there"));
}

bool
claim_block(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	struct pym_location at;

	if (!locate(c, m, 0, &at, truth))
		return false;
	if (c->system ? at.place == PYM_PLACE_SYSTEM_BLOCK :
	    at.place == PYM_PLACE_BLOCK && at.block == c->block &&
	    at.pool.arena == c->pool.arena && at.pool.pool == c->pool.pool)
		return true;
	print_place(&at, truth);
	return false;
}

bool
claim_class(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	struct pym_pool_view pool;
	struct pym_location at;

	if (!locate(c, m, 0, &at, truth))
		return false;
	if (at.place != PYM_PLACE_BLOCK ||
	    !pym_pool(heap_of(m), at.pool, &pool)) {
		if (c->system && at.place == PYM_PLACE_SYSTEM_BLOCK)
			return true;
		print_place(&at, truth);
		return false;
	}
	if (!c->system && pool.szidx == c->szidx)
		return true;
	strbuf_printf(truth, _("its class is %u"), pool.szidx);
	return false;
}

bool
claim_same(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	uint64_t address[CLAIM_REFS];
	unsigned i;

	for (i = 0; i < CLAIM_REFS; i++)
		if (!capture_address(m->console, c->refs[i], &address[i],
		    truth))
			return false;
	if (address[0] == address[1])
		return true;
	strbuf_printf(truth, _("%s is at 0x%llx, %s at 0x%llx"), c->refs[0],
	    (ull)address[0], c->refs[1], (ull)address[1]);
	return false;
}

bool
claim_system(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	struct pym_stats stats;

	pym_stats(heap_of(m), &stats, NULL, 0);
	return is_number(c, _("their number"), stats.system_blocks, truth);
}

bool
claim_stats(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	struct pym_stats stats;
	uint64_t value;

	if (strcmp(c->field->name, REQUESTED_BYTES) == 0) {
		value = session_requested_bytes(m->console->session);
	} else {
		pym_stats(heap_of(m), &stats, NULL, 0);
		value = read_field(&stats, c->field);
	}
	return is_number(c, c->field->name, value, truth);
}

bool
claim_event(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	return is_number(c, "event", session_event(m->console->session),
	    truth);
}

/* ---- claims about words ---- */

/* TEXT with one blank where it has blanks or newlines. */
static char *
flatten(const char *text)
{
	struct strbuf flat = STRBUF_INIT;

	for (; *text != '\0'; text++) {
		if (strchr(" \t\n", *text) == NULL)
			strbuf_putc(&flat, *text);
		else if (flat.length != 0 &&
		    flat.text[flat.length - 1] != ' ')
			strbuf_putc(&flat, ' ');
	}
	if (flat.length != 0 && flat.text[flat.length - 1] == ' ')
		strbuf_truncate(&flat, flat.length - 1);
	return strbuf_steal(&flat);
}

/* Whether what was SAID has the claim's words. */
static bool
has_words(const struct claim *c, const char *said, size_t length)
{
	char *copy = xstrndup(said, length), *text = flatten(copy);
	char *words = flatten(c->refs[0]);
	bool ok = strstr(text, words) != NULL;

	free(words);
	free(text);
	free(copy);
	return ok;
}

/* Moves *TEXT behind its line; returns the line's length. */
static size_t
take_line(const char **text)
{
	size_t length = strcspn(*text, "\n");

	*text += length + ((*text)[length] == '\n');
	return length;
}

/* Behind the number of a decision, if LINE begins with one. */
static const char *
behind_number(const char *line)
{
	const char *digits = line + strspn(line, " ");
	const char *end = digits + strspn(digits, "0123456789");

	return end != digits && strncmp(end, "  ", 2) == 0 ? end : line;
}

/*
 * The claim in the language of texts: what was SAID on the line where in
 * ENGLISH the words are, without the number that it may begin with.  Nothing,
 * if they are not on one line.
 */
static void
put_translated(const struct claim *c, const char *english, const char *said,
    struct strbuf *out)
{
	const char *a = english, *b = said, *line;
	size_t n, length;
	char *copy, *text;

	do {
		line = a;
		n = take_line(&a);
		said = b;
		length = take_line(&b);
	} while (!has_words(c, line, n) && *a != '\0' && *b != '\0');
	if (length == 0 || !has_words(c, line, n))
		return;
	copy = xstrndup(said, length);
	text = flatten(behind_number(copy));
	strbuf_printf(out, "%.*s \"%s\"", (int)strcspn(c->text, " "), c->text,
	    text);
	free(text);
	free(copy);
}

/* Whether COMMAND, which changes nothing and has SAID this in the language of
   texts, has the claim's words in English. */
static bool
has_english(const struct claim *c, struct console *console,
    const char *command, const char *said, struct strbuf *translated)
{
	struct capture cap = { .quiet = true };
	bool ok;

	if (command == NULL)
		return false;
	i18n_english(true);
	capture_run(&cap, console, command);
	i18n_english(false);
	ok = has_words(c, strbuf_text(&cap.output), cap.output.length);
	if (ok)
		put_translated(c, strbuf_text(&cap.output), said, translated);
	capture_free(&cap);
	return ok;
}

/* Tells what was SAID instead, or that it was NOTHING. */
static void
tell_words(const char *said, const char *nothing, struct strbuf *truth)
{
	char *text = flatten(said);
	size_t shown = utf8_clip(text, WORDS_SHOWN, NULL);

	if (*text == '\0')
		strbuf_puts(truth, nothing);
	else
		strbuf_printf(truth, _("it says: %.*s%s"), (int)shown, text,
		    text[shown] != '\0' ? "..." : "");
	free(text);
}

bool
claim_explain(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	struct capture cap = { .quiet = true };
	bool ok;

	capture_run(&cap, m->console, "explain");
	ok = has_words(c, strbuf_text(&cap.output), cap.output.length) ||
	    has_english(c, m->console, "explain", strbuf_text(&cap.output),
	    truth);
	if (!ok)
		tell_words(strbuf_text(&cap.output), _("it says nothing"),
		    truth);
	capture_free(&cap);
	return ok;
}

bool
claim_output(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	if (has_words(c, m->output, strlen(m->output)) ||
	    has_english(c, m->console, m->again, m->output, truth))
		return true;
	tell_words(m->output, _("the last command answered nothing"), truth);
	return false;
}

bool
claim_error(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	if (has_words(c, m->error, strlen(m->error)) ||
	    has_english(c, m->console, m->again, m->error, truth))
		return true;
	tell_words(m->error, _("the last command made no error"), truth);
	return false;
}

bool
claim_holds(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth)
{
	return c->form->holds(c, m, truth);
}
