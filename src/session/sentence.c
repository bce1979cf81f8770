/*
 * sentence.c - the sentence for each kind of decision.
 *
 * A sentence is text with {words} in braces that are filled in from the
 * decision, so that a translation may put them where it likes.
 */
#include "config.h"

#include "session/explain.h"

#include <inttypes.h>
#include <string.h>

#include "core/debug.h"
#include "session/event.h"
#include "session/inside.h"
#include "support/i18n.h"

/* What a sentence is told of. */
struct telling {
	const struct session *session;
	const struct pym_profile *profile;
	const struct event *event;
	uint64_t at;
	const struct pym_decision *d;
	struct strbuf *out;
};

/* ------------------------------------------------------------------------
 * When a sentence fits
 */

typedef bool (*test_fn)(const struct telling *t);

static bool
no_pool(const struct telling *t)
{
	return t->d->pool.arena == PYM_NONE;
}

static bool
no_arena(const struct telling *t)
{
	return t->d->arena == PYM_NONE;
}

static bool
no_address(const struct telling *t)
{
	return t->d->address == 0;
}

static bool
of_zero_bytes(const struct telling *t)
{
	return t->d->request == 0;
}

static bool
was_null(const struct telling *t)
{
	return t->d->before == 0;
}

static bool
one_freepools(const struct telling *t)
{
	return t->profile->policy == PYM_POLICY_ONE_FREEPOOLS;
}

static bool
one_freepools_empty(const struct telling *t)
{
	return one_freepools(t) && no_pool(t);
}

static bool
by_map(const struct telling *t)
{
	return t->profile->address_test != PYM_TEST_ARENAINDEX;
}

static bool
not_in_map(const struct telling *t)
{
	return by_map(t) && no_arena(t);
}

static bool
shrinks(const struct telling *t)
{
	return t->d->request <= t->d->before;
}

static bool
cleared(const struct telling *t)
{
	return t->d->after == 1;
}

static bool
not_overflow(const struct telling *t)
{
	return t->d->request != UINT64_MAX ||
	    t->event->kind != EVENT_CALLOC;
}

/* ------------------------------------------------------------------------
 * The words
 */

static void
put_bytes(const struct telling *t, uint64_t n)
{
	strbuf_printf(t->out, ngettext("%" PRIu64 " byte",
	    "%" PRIu64 " bytes", n), n);
}

static void
put_request(const struct telling *t)
{
	put_bytes(t, t->d->request);
}

static void
put_before(const struct telling *t)
{
	strbuf_printf(t->out, "%" PRIu64, t->d->before);
}

static void
put_after(const struct telling *t)
{
	strbuf_printf(t->out, "%" PRIu64, t->d->after);
}

static void
put_copied(const struct telling *t)
{
	put_bytes(t, t->d->after);
}

static void
put_letter(const struct telling *t)
{
	strbuf_putc(t->out, (char)t->d->before);
}

/* The dead byte or the clean one. */
static void
put_fill(const struct telling *t)
{
	struct pym_debug hooks = pym_debug_of(t->profile);

	strbuf_printf(t->out, "0x%02x", t->d->kind == PYM_D_DEBUG_DEAD ||
	    t->d->kind == PYM_D_DEBUG_ENDS_DEAD ? hooks.dead : hooks.clean);
}

static void
put_forbidden(const struct telling *t)
{
	strbuf_printf(t->out, "0x%02x", pym_debug_of(t->profile).forbidden);
}

static void
put_pools_left(const struct telling *t)
{
	strbuf_printf(t->out, ngettext("%" PRIu64 " free pool",
	    "%" PRIu64 " free pools", t->d->after), t->d->after);
}

static void
put_threshold(const struct telling *t)
{
	strbuf_printf(t->out, "%" PRIu32, t->profile->threshold);
}

static void
put_class(const struct telling *t)
{
	strbuf_printf(t->out, "%" PRIu32, t->d->szidx);
}

static void
put_size(const struct telling *t)
{
	put_bytes(t, pym_class_size(t->profile, t->d->szidx));
}

static void
put_range(const struct telling *t)
{
	uint32_t size = pym_class_size(t->profile, t->d->szidx);

	strbuf_printf(t->out, _("%" PRIu32 " to %" PRIu32 " bytes"),
	    size - t->profile->alignment + 1, size);
}

static void
put_pool(const struct telling *t)
{
	strbuf_printf(t->out, "%" PRIu32 ".%" PRIu32, t->d->pool.arena,
	    t->d->pool.pool);
}

static void
put_number(const struct telling *t)
{
	strbuf_printf(t->out, "%" PRIu32, t->d->block);
}

static void
put_arena(const struct telling *t)
{
	strbuf_printf(t->out, "%" PRIu32, t->d->arena);
}

static void
put_other(const struct telling *t)
{
	strbuf_printf(t->out, "%" PRIu32, t->d->other);
}

static void
put_address(const struct telling *t)
{
	strbuf_printf(t->out, "0x%" PRIx64, t->d->address);
}

static void
put_pool_bytes(const struct telling *t)
{
	put_bytes(t, t->profile->pool_size);
}

static void
put_arena_bytes(const struct telling *t)
{
	put_bytes(t, t->profile->arena_size);
}

/* Which block of its pool an address is: "block 3". */
static void
put_block_at(const struct telling *t, const struct pym_location *at,
    uint64_t address)
{
	if (at->block != PYM_NONE)
		strbuf_printf(t->out, _("block %" PRIu32), at->block);
	else
		strbuf_printf(t->out, "0x%" PRIx64, address);
}

static void
put_head(const struct telling *t)
{
	struct sight sight = kept_decision_sight(t->session, t->d);

	put_block_at(t, &sight.address, t->d->address);
}

static void
put_old_head(const struct telling *t)
{
	struct sight sight = kept_decision_sight(t->session, t->d);

	put_block_at(t, &sight.before, t->d->before);
}

/* Whether the event's block NUMBER is at the decision's address. */
static bool
is_at(const struct telling *t, uint32_t number)
{
	struct session_block b;

	return number != SESSION_NO_BLOCK &&
	    session_block(t->session, number, &b) &&
	    (b.address == t->d->address || (t->profile->debug &&
	    b.address - t->d->address <= 2 * PYM_DEBUG_FRONT));
}

/* The block that the event acts on, as it was called. */
static void
put_it(const struct telling *t)
{
	if (is_at(t, t->event->ends))
		event_block(t->session, t->event->ends, t->at, t->out);
	else if (is_at(t, t->event->block))
		event_block(t->session, t->event->block, t->at, t->out);
	else
		put_head(t);
}

static const struct {
	const char *word;
	void (*put)(const struct telling *t);
} words[] = {
	{ "request", put_request },	/* "28 bytes" */
	{ "threshold", put_threshold },
	{ "letter", put_letter },	/* of the API: "o" */
	{ "wrapped", put_copied },
	{ "fill", put_fill },
	{ "forbidden", put_forbidden },
	{ "class", put_class },
	{ "size", put_size },		/* "32 bytes": of the class */
	{ "range", put_range },		/* "25 to 32 bytes" */
	{ "pool", put_pool },		/* "0.3" */
	{ "number", put_number },	/* of the block */
	{ "head", put_head },		/* "block 3": the address */
	{ "old head", put_old_head },	/* "block 3": before, an address */
	{ "it", put_it },		/* "x": the event's block */
	{ "address", put_address },
	{ "arena", put_arena },
	{ "other", put_other },		/* arena */
	{ "before", put_before },
	{ "after", put_after },
	{ "copied", put_copied },	/* after, in bytes */
	{ "pools left", put_pools_left }, /* after: "62 free pools" */
	{ "pool bytes", put_pool_bytes },
	{ "arena bytes", put_arena_bytes },
};

static void
put_word(const struct telling *t, const char *word, size_t length)
{
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i].word) == length &&
		    memcmp(words[i].word, word, length) == 0) {
			words[i].put(t);
			return;
		}
	}
	strbuf_printf(t->out, "{%.*s}", (int)length, word);
}

static void
fill_in(const struct telling *t, const char *text)
{
	size_t plain, word;

	for (;;) {
		plain = strcspn(text, "{");
		strbuf_add(t->out, text, plain);
		text += plain;
		if (*text == '\0')
			return;
		word = strcspn(text, "}");
		put_word(t, text + 1, word - 1);
		text += word + (text[word] == '}');
	}
}

/* ------------------------------------------------------------------------
 * The sentences: of a kind's rows the first that fits
 */

static const struct sentence {
	enum pym_decision_kind kind;
	test_fn fits;		/* NULL: always */
	const char *text;
} sentences[] = {
	{ PYM_D_SIZE_CLASS, NULL,
	    N_("a request for {request} is within {threshold}, so pymalloc "
	    "serves it: {range} are size class {class}, blocks of {size}") },
	{ PYM_D_TO_SYSTEM, of_zero_bytes,
	    N_("a request for 0 bytes is none of pymalloc's: it goes to the "
	    "system allocator") },
	{ PYM_D_TO_SYSTEM, NULL,
	    N_("a request for {request} is over {threshold}: it goes to the "
	    "system allocator") },
	{ PYM_D_TOO_LARGE, not_overflow,
	    N_("a request for {request} is larger than any object may be: "
	    "the answer is NULL") },
	{ PYM_D_TOO_LARGE, NULL,
	    N_("so many elements of that size are more than any object may "
	    "have: the answer is NULL") },
	{ PYM_D_SYSTEM_BLOCK, no_address,
	    N_("the system allocator has no {request} left: the answer is "
	    "NULL") },
	{ PYM_D_SYSTEM_BLOCK, NULL,
	    N_("the system allocator has {request} at {address}") },
	{ PYM_D_USEDPOOLS_LOOKED, no_pool,
	    N_("usedpools[{class}] is empty: no pool of the class is partly "
	    "used, so a free pool is needed") },
	{ PYM_D_USEDPOOLS_LOOKED, NULL,
	    N_("usedpools[{class}] is not empty: pool {pool} comes first and "
	    "has a free block") },
	{ PYM_D_BLOCK_CHOSEN, NULL,
	    N_("freeblock of pool {pool} leads to block {number}: that one is "
	    "handed out and counted in ref.count") },
	{ PYM_D_FREEBLOCK_MOVED, no_address,
	    N_("the first word of that block is NULL: it was the last of the "
	    "chain, and freeblock is NULL now") },
	{ PYM_D_FREEBLOCK_MOVED, NULL,
	    N_("the first word of that block says which one comes next in the "
	    "chain: freeblock is {head} now") },
	{ PYM_D_BLOCK_CARVED, NULL,
	    N_("the pool is not carved to its end: block {number} is carved "
	    "ahead of need, and is the whole chain now") },
	{ PYM_D_POOL_FULL, NULL,
	    N_("there is nothing left to carve either: pool {pool} is full, "
	    "and leaves usedpools[{class}]") },
	{ PYM_D_USABLE_ARENAS_LOOKED, no_arena,
	    N_("usable_arenas is empty: no arena has a free pool, so a new "
	    "arena is needed") },
	{ PYM_D_USABLE_ARENAS_LOOKED, NULL,
	    N_("arena {arena} is first in usable_arenas: no other has fewer "
	    "free pools, so the emptier ones may come free altogether") },
	{ PYM_D_ARENAS_GROWN, NULL,
	    N_("the vector arenas has no place left: it grows from {before} "
	    "to {after} entries") },
	{ PYM_D_ARENA_OBJECT_TAKEN, NULL,
	    N_("arena_object {arena} is first in unused_arena_objects: the "
	    "new arena is described there") },
	{ PYM_D_ARENA_OBTAINED, NULL,
	    N_("the system gives {arena bytes} at {address}: arena {arena}, "
	    "with {pools left}") },
	{ PYM_D_ARENA_REFUSED, NULL,
	    N_("the system has no memory for an arena: the request goes to "
	    "the system allocator") },
	{ PYM_D_ARENA_MAP_MARKED, NULL,
	    N_("the arena map learns of the arena at {address}: so free can "
	    "tell which addresses are pymalloc's") },
	{ PYM_D_ARENA_LISTED, NULL,
	    N_("arena {arena} is the only one in usable_arenas") },
	{ PYM_D_NFP2LASTA_MOVED, NULL,
	    N_("nfp2lasta keeps, for each number of free pools, the last "
	    "arena that has so many: arena {arena} goes from {before} to "
	    "{after}") },
	{ PYM_D_FREEPOOLS_LOOKED, one_freepools_empty,
	    N_("freepools, one list for all arenas, is empty: a pool is "
	    "carved") },
	{ PYM_D_FREEPOOLS_LOOKED, one_freepools,
	    N_("freepools, one list for all arenas, begins with the pool "
	    "emptied last: pool {pool}") },
	{ PYM_D_FREEPOOLS_LOOKED, no_pool,
	    N_("freepools of arena {arena} is empty: a pool is carved") },
	{ PYM_D_FREEPOOLS_LOOKED, NULL,
	    N_("freepools of arena {arena} begins with the pool emptied last: "
	    "pool {pool}") },
	{ PYM_D_POOL_REUSED, one_freepools,
	    N_("pool {pool} is taken off freepools, to be used again") },
	{ PYM_D_POOL_REUSED, NULL,
	    N_("pool {pool} is taken off freepools, to be used again; arena "
	    "{arena} has {pools left} now") },
	{ PYM_D_POOL_CARVED, NULL,
	    N_("the next {pool bytes} of arena {arena} that were never used "
	    "become pool {pool}; the arena has {pools left} now") },
	{ PYM_D_ARENA_USED_UP, NULL,
	    N_("that was the last free pool of arena {arena}: it leaves "
	    "usable_arenas") },
	{ PYM_D_POOL_LINKED, NULL,
	    N_("pool {pool} becomes the only one in usedpools[{class}]") },
	{ PYM_D_POOL_SAME_CLASS, NULL,
	    N_("pool {pool} had size class {class} when it was emptied: its "
	    "chain is good as it is, and block {number}, its head, is handed "
	    "out") },
	{ PYM_D_POOL_INITIALISED, NULL,
	    N_("pool {pool} is set up for size class {class}, blocks of "
	    "{size}: block 0 is handed out, block 1 is the whole chain, the "
	    "rest is not carved") },
	{ PYM_D_FREE_NULL, NULL,
	    N_("free(NULL) does nothing") },
	{ PYM_D_ADDRESS_TESTED, not_in_map,
	    N_("{it} is at {address}; the arena map has no arena there: it "
	    "is the system allocator's") },
	{ PYM_D_ADDRESS_TESTED, by_map,
	    N_("{it} is at {address}; the arena map has an arena there, arena "
	    "{arena}: it is pymalloc's") },
	{ PYM_D_ADDRESS_TESTED, no_arena,
	    N_("{it} is at {address}; what would be its pool names no arena "
	    "that it lies in: it is the system allocator's") },
	{ PYM_D_ADDRESS_TESTED, NULL,
	    N_("{it} is at {address}; its pool says arena {arena}, and it "
	    "lies there: it is pymalloc's") },
	{ PYM_D_SYSTEM_FREED, NULL,
	    N_("the system allocator takes the block at {address} back") },
	{ PYM_D_LINK_WRITTEN, was_null,
	    N_("the pool was full, so there was no chain: the first word of "
	    "{it} is NULL, the end of a new one") },
	{ PYM_D_LINK_WRITTEN, NULL,
	    N_("the first word of {it} becomes the old freeblock, {old head}: "
	    "the chain is kept inside the free blocks") },
	{ PYM_D_BLOCK_FREED, NULL,
	    N_("freeblock becomes {it}, block {number}: what was freed last "
	    "is handed out first; ref.count is {after} now") },
	{ PYM_D_POOL_WAS_FULL, NULL,
	    N_("pool {pool} was full and on no list: it goes to the front of "
	    "usedpools[{class}]") },
	{ PYM_D_POOL_STAYS, NULL,
	    N_("ref.count is {after}, not 0, and the pool was not full: pool "
	    "{pool} stays where it is in usedpools") },
	{ PYM_D_POOL_UNLINKED, NULL,
	    N_("ref.count is 0: all of pool {pool} is free, and it leaves "
	    "usedpools[{class}]") },
	{ PYM_D_POOL_TO_FREEPOOLS, one_freepools,
	    N_("pool {pool} goes to the front of freepools, the one list for "
	    "all arenas") },
	{ PYM_D_POOL_TO_FREEPOOLS, NULL,
	    N_("pool {pool} goes to the front of freepools of arena {arena}, "
	    "which has {pools left} now") },
	{ PYM_D_ARENA_KEPT_LAST, NULL,
	    N_("all of arena {arena} is free, but it is the last one in "
	    "usable_arenas: it is kept for the next need") },
	{ PYM_D_ARENA_KEPT, NULL,
	    N_("all of arena {arena} is free, but this profile gives no arena "
	    "back") },
	{ PYM_D_ARENA_UNLISTED, NULL,
	    N_("all of arena {arena} is free: it leaves usable_arenas, to be "
	    "given back") },
	{ PYM_D_ARENA_OBJECT_GIVEN, NULL,
	    N_("arena_object {arena} goes to the front of "
	    "unused_arena_objects, for the next new arena") },
	{ PYM_D_ARENA_MAP_CLEARED, NULL,
	    N_("the arena map forgets the arena at {address}") },
	{ PYM_D_ARENA_GIVEN_BACK, NULL,
	    N_("the system gets the {arena bytes} at {address} back: there is "
	    "no arena {arena} any more") },
	{ PYM_D_ARENA_TO_FRONT, NULL,
	    N_("arena {arena} had no free pool and was on no list: with its "
	    "first it goes to the front of usable_arenas") },
	{ PYM_D_ARENA_IN_ORDER, NULL,
	    N_("no arena behind arena {arena} has fewer than its {pools left}: "
	    "usable_arenas is still in order") },
	{ PYM_D_ARENA_MOVED, NULL,
	    N_("arena {arena} has more free pools than the one behind it: it "
	    "moves, to stand right behind arena {other}") },
	{ PYM_D_REALLOC_NULL, NULL,
	    N_("realloc(NULL, n) is malloc(n)") },
	{ PYM_D_REALLOC_IN_PLACE, NULL,
	    N_("the block's {before} bytes hold {request} and are more than "
	    "three quarters full: the block stays") },
	{ PYM_D_REALLOC_MOVES, shrinks,
	    N_("with {request} a quarter or more of the block's {before} "
	    "bytes would be unused: another block is taken") },
	{ PYM_D_REALLOC_MOVES, NULL,
	    N_("the block's {before} bytes cannot hold {request}: a larger "
	    "block is needed") },
	{ PYM_D_REALLOC_SYSTEM, NULL,
	    N_("the block is the system allocator's, and stays so however "
	    "small it becomes: that one is asked for {request}") },
	{ PYM_D_REALLOC_TAKES_OVER, NULL,
	    N_("the block is the system allocator's, but a request for "
	    "{request} is within {threshold}: pymalloc takes it over") },
	{ PYM_D_BYTES_COPIED, NULL,
	    N_("what the old block holds is copied to the new one: "
	    "{copied}") },
	{ PYM_D_BYTES_CLEARED, NULL,
	    N_("calloc promises zeros, and clears {copied} at {address}") },
	{ PYM_D_DEBUG_REQUEST, NULL,
	    N_("the debug hooks of API '{letter}' make {wrapped} of "
	    "{request}: a frame goes around the data") },
	{ PYM_D_DEBUG_DECORATED, cleared,
	    N_("the frame is written around the data at {address}: their "
	    "size, the letter '{letter}', and forbidden bytes {forbidden} "
	    "before and behind them") },
	{ PYM_D_DEBUG_DECORATED, NULL,
	    N_("the frame is written around the data at {address}: their "
	    "size, the letter '{letter}', and forbidden bytes {forbidden} "
	    "before and behind them; the data are filled with the clean byte "
	    "{fill}") },
	{ PYM_D_DEBUG_CHECKED, NULL,
	    N_("the frame of {it} is looked at: the letter is '{letter}', and "
	    "the bytes before and behind its {wrapped} are {forbidden} as "
	    "they ought to be") },
	{ PYM_D_DEBUG_DEAD, NULL,
	    N_("{wrapped} at {address} are filled with the byte {fill}, "
	    "dead: whoever reads them now will notice") },
	{ PYM_D_DEBUG_ENDS_DEAD, NULL,
	    N_("the block's {wrapped} are put aside, as far as need be, and "
	    "its ends filled with the byte {fill}, dead: a pointer to the old "
	    "place will not go unnoticed") },
	{ PYM_D_DEBUG_RESIZED, NULL,
	    N_("the frame is written anew around {request} at {address}; what "
	    "is new there is filled with the clean byte {fill}") },
};

void
explain_sentence(const struct session *s, const struct event *e, uint64_t at,
    const struct pym_decision *d, struct strbuf *out)
{
	const struct telling t = {
		.session = s,
		.profile = session_profile(s),
		.event = e,
		.at = at,
		.d = d,
		.out = out,
	};
	size_t i;

	for (i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
		if (sentences[i].kind != d->kind || (sentences[i].fits !=
		    NULL && !sentences[i].fits(&t)))
			continue;
		fill_in(&t, _(sentences[i].text));
		return;
	}
}
