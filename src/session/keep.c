#include "config.h"

#include "session/keep.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "session/session.h"
#include "support/xalloc.h"

struct piece {
	uint32_t refs;
	uint32_t bytes;		/* of DATA */
	struct piece *whole;	/* what DATA says the differences from; NULL:
				   it says all */
	uint8_t data[];
};

/* ------------------------------------------------------------------------
 * Pieces
 */

static struct piece *
piece_new(struct keep_stock *stock, size_t bytes)
{
	struct piece *piece = xmalloc(sizeof *piece + bytes);

	piece->refs = 1;
	piece->bytes = (uint32_t)bytes;
	piece->whole = NULL;
	stock->bytes += sizeof *piece + bytes;
	return piece;
}

static void
piece_drop(struct keep_stock *stock, struct piece *piece)
{
	if (piece == NULL || --piece->refs > 0)
		return;
	piece_drop(stock, piece->whole);
	stock->bytes -= sizeof *piece + piece->bytes;
	free(piece);
}

/* Bytes that going to PIECE reads. */
static size_t
piece_reads(const struct piece *piece)
{
	return piece->bytes +
	    (piece->whole == NULL ? 0u : piece->whole->bytes);
}

/* Makes the list COUNT long; it gets NULL, or loses pieces. */
static void
pieces_resize(struct keep_stock *stock, struct pieces *pieces, size_t count)
{
	pieces->list = xgrow(pieces->list, &pieces->room, count,
	    sizeof(struct piece *));
	while (pieces->count < count)
		pieces->list[pieces->count++] = NULL;
	while (pieces->count > count)
		piece_drop(stock, pieces->list[--pieces->count]);
}

/* TO becomes what FROM is. */
static void
pieces_share(struct keep_stock *stock, struct pieces *to,
    const struct pieces *from)
{
	size_t i;

	pieces_resize(stock, to, from->count);
	for (i = 0; i < from->count; i++) {
		from->list[i]->refs++;
		piece_drop(stock, to->list[i]);
		to->list[i] = from->list[i];
	}
}

void
pieces_free(struct keep_stock *stock, struct pieces *pieces)
{
	pieces_resize(stock, pieces, 0);
	free(pieces->list);
	*pieces = (struct pieces){ 0 };
}

size_t
pieces_bytes(const struct pieces *pieces)
{
	size_t bytes = pieces->room * sizeof(struct piece *), i;

	for (i = 0; i < pieces->count; i++)
		bytes += piece_reads(pieces->list[i]);
	return bytes;
}

/* ------------------------------------------------------------------------
 * Blocks: a slot takes ten bytes, where it is an ordinary one
 */

#define SLOTS		BLOCKS_PIECE
#define ORDINARY	1u	/* forms of a piece, its first byte: columns */
#define WHOLE		2u	/* slots as they are */
#define WITH_SITES	4u	/* and their sites */

/* What a column says of a slot's size and state; 0: it is free. */
#define COLUMN_LIVE	0x8000u
#define COLUMN_ODD	0x4000u	/* it stands behind the columns, as it is */
#define COLUMN_LESS(c)	((c) & 15u)	/* bytes less than its class has */
#define COLUMN_CLASS(c)	((c) >> 4 & 0xffu)

struct columns {
	uint32_t number[SLOTS];	/* of a free slot: the next free one */
	uint32_t place[SLOTS];	/* from the piece's base, in 8 bytes */
	uint16_t column[SLOTS];
};

struct odd_slot {
	uint32_t at;
	struct slot slot;
};

struct slots_head {
	uint32_t form, count;
	uint32_t alignment;
	uint32_t odd;		/* slots that are not ordinary ones */
	uint64_t base;		/* of the places */
};

static bool
is_ordinary(const struct slot *slot, const struct slots_head *head)
{
	uint64_t most = ((uint64_t)slot->szidx + 1) * head->alignment;

	return slot->pooled && slot->name == SESSION_NO_NAME &&
	    slot->element == SESSION_WHOLE && slot->size <= most &&
	    most - slot->size < 16 &&
	    ((uintptr_t)slot->p - head->base) % 8 == 0 &&
	    ((uintptr_t)slot->p - head->base) >> 3 <= UINT32_MAX;
}

static uint64_t
lowest_pooled(const struct slot *slots, size_t n)
{
	uint64_t lowest = UINT64_MAX;
	size_t i;

	for (i = 0; i < n; i++)
		if (slots[i].p != NULL && slots[i].pooled &&
		    (uintptr_t)slots[i].p < lowest)
			lowest = (uintptr_t)slots[i].p;
	return lowest;
}

static uint16_t
column_of(const struct slot *slot, const struct slots_head *head)
{
	uint64_t most = ((uint64_t)slot->szidx + 1) * head->alignment;

	if (slot->p == NULL)
		return 0;
	if (!is_ordinary(slot, head))
		return COLUMN_LIVE | COLUMN_ODD;
	return (uint16_t)(COLUMN_LIVE | slot->szidx << 4 |
	    (most - slot->size));
}

static void
fill_columns(struct slots_head *head, const struct slot *slots,
    struct columns *c)
{
	const struct slot *slot;
	size_t i;

	head->odd = 0;
	for (i = 0; i < head->count; i++) {
		slot = &slots[i];
		c->number[i] = slot->p == NULL ? slot->element :
		    slot->number;
		c->place[i] = (uint32_t)(((uintptr_t)slot->p -
		    head->base) >> 3);
		c->column[i] = column_of(slot, head);
		head->odd += (c->column[i] & COLUMN_ODD) != 0;
	}
}

static void
put(uint8_t **to, const void *from, size_t n)
{
	memcpy(*to, from, n);
	*to += n;
}

static void
put_odds(uint8_t **to, const struct slots_head *head,
    const struct slot *slots, const struct columns *c)
{
	struct odd_slot odd = { .at = 0 };
	size_t i;

	for (i = 0; i < head->count && head->odd > 0; i++) {
		if ((c->column[i] & COLUMN_ODD) == 0)
			continue;
		odd.at = (uint32_t)i;
		odd.slot = slots[i];
		put(to, &odd, sizeof odd);
	}
}

static void
put_columns(uint8_t **to, const struct slots_head *head,
    const struct slot *slots, const struct columns *c)
{
	size_t n = head->count;

	put(to, c->number, n * sizeof c->number[0]);
	put(to, c->place, n * sizeof c->place[0]);
	put(to, c->column, n * sizeof c->column[0]);
	put_odds(to, head, slots, c);
}

/* Bytes of the slots in their form. */
static size_t
form_bytes(const struct slots_head *head)
{
	return head->form & ORDINARY ? head->count * (size_t)10 +
	    head->odd * sizeof(struct odd_slot) :
	    head->count * sizeof(struct slot);
}

/* A piece of what HEAD says, then the slots in that form, then SITES. */
static struct piece *
pack_slots(struct keep_stock *stock, const struct slots_head *head,
    const struct slot *slots, const struct columns *c, const uint32_t *sites)
{
	size_t n = head->count;
	struct piece *piece = piece_new(stock, sizeof *head +
	    form_bytes(head) + (sites != NULL ? n * sizeof *sites : 0));
	uint8_t *to = piece->data;

	put(&to, head, sizeof *head);
	if (head->form & ORDINARY)
		put_columns(&to, head, slots, c);
	else
		put(&to, slots, n * sizeof *slots);
	if (sites != NULL)
		put(&to, sites, n * sizeof *sites);
	return piece;
}

/* ---- differences: few slots change from one checkpoint to the next ------- */

#define CHANGE_BYTES	11u	/* which slot, and its columns */
#define WORTH_IT(whole)	((whole)->bytes / 3)	/* at most; else all is said */

static_assert(SLOTS <= 256, "which slot of a piece it is fits a byte");

/* What the next piece after OLD may tell the differences from, if it has COUNT
   slots without sites; HEAD gets its head.  NULL: nothing. */
static struct piece *
whole_of(struct piece *old, uint32_t count, struct slots_head *head)
{
	struct piece *whole = old == NULL || old->whole == NULL ? old :
	    old->whole;
	struct slots_head is;

	if (whole == NULL)
		return NULL;
	memcpy(&is, whole->data, sizeof is);
	if (is.form != ORDINARY || is.count != count)
		return NULL;
	*head = is;
	return whole;
}

/* The slots whose columns are others than in WHOLE; how many. */
static size_t
find_changes(const struct piece *whole, const struct columns *c, size_t n,
    uint8_t *at)
{
	const uint8_t *numbers = whole->data + sizeof(struct slots_head);
	const uint8_t *places = numbers + n * 4, *columns = places + n * 4;
	size_t count = 0, i;

	for (i = 0; i < n; i++) {
		at[count] = (uint8_t)i;
		count += memcmp(numbers + i * 4, &c->number[i], 4) != 0 ||
		    memcmp(places + i * 4, &c->place[i], 4) != 0 ||
		    memcmp(columns + i * 2, &c->column[i], 2) != 0;
	}
	return count;
}

/* A piece of what C has that WHOLE has not, and of all slots that are not
   ordinary ones, which columns do not tell, or NULL if that is too much. */
static struct piece *
pack_changes(struct keep_stock *stock, struct piece *whole,
    const struct slots_head *head, const struct slot *slots,
    const struct columns *c)
{
	uint8_t at[SLOTS + 1], *to;
	uint16_t count = (uint16_t)find_changes(whole, c, head->count, at), k;
	size_t bytes = sizeof count + count * CHANGE_BYTES +
	    head->odd * sizeof(struct odd_slot);
	struct piece *piece;

	if (bytes > WORTH_IT(whole))
		return NULL;
	whole->refs++;
	stock->spared += whole->bytes - bytes;
	piece = piece_new(stock, bytes);
	piece->whole = whole;
	to = piece->data;
	put(&to, &count, sizeof count);
	for (k = 0; k < count; k++) {
		put(&to, &at[k], 1);
		put(&to, &c->number[at[k]], 4);
		put(&to, &c->place[at[k]], 4);
		put(&to, &c->column[at[k]], 2);
	}
	put_odds(&to, head, slots, c);
	return piece;
}

/* OLD is what the piece was before, or NULL. */
static struct piece *
keep_slots(const struct blocks *blocks, struct keep_stock *stock, size_t i,
    struct piece *old)
{
	const struct slot *slots = blocks->slots + i * SLOTS;
	size_t rest = blocks->count - i * SLOTS;
	struct slots_head head = {
		.count = (uint32_t)(rest < SLOTS ? rest : SLOTS),
		.alignment = blocks->alignment,
	};
	bool sited = blocks->site_room > 0;
	struct piece *whole = sited ? NULL :
	    whole_of(old, head.count, &head), *piece;
	struct columns c;

	if (whole == NULL)
		head.base = lowest_pooled(slots, head.count);
	fill_columns(&head, slots, &c);
	if (whole != NULL) {
		piece = pack_changes(stock, whole, &head, slots, &c);
		if (piece != NULL)
			return piece;
		/* Else the columns are there, if no slot is outside. */
		if (head.odd > 0) {
			head.base = lowest_pooled(slots, head.count);
			fill_columns(&head, slots, &c);
		}
	}
	head.form = (head.odd <= head.count / 2 ? ORDINARY : WHOLE) |
	    (sited ? WITH_SITES : 0);
	return pack_slots(stock, &head, slots, &c,
	    sited ? blocks->sites + i * SLOTS : NULL);
}

void
blocks_keep(struct blocks *blocks, struct keep_stock *stock,
    struct blocks_then *kept)
{
	size_t n = (blocks->count + SLOTS - 1) / SLOTS, i;
	struct pieces *now = &blocks->pieces;
	struct piece *old;

	pieces_resize(stock, now, n);
	blocks_cover_sites(blocks);
	for (i = 0; i < n; i++) {
		if (now->list[i] != NULL && !blocks->touched[i])
			continue;
		old = now->list[i];
		now->list[i] = keep_slots(blocks, stock, i, old);
		piece_drop(stock, old);
		blocks->touched[i] = 0;
	}
	pieces_share(stock, &kept->pieces, now);
	kept->count = blocks->count;
	kept->free = blocks->free;
}

/* Field by field into memory: a slot made elsewhere and copied makes the
   processor wait for the bits of its word to arrive there, every time. */
static inline void
unpack_slot(const struct slots_head *head, uint32_t number, uint32_t place,
    uint16_t column, struct slot *slot)
{
	uint64_t class = COLUMN_CLASS(column);

	slot->born = 0;
	slot->name = SESSION_NO_NAME;
	if (column == 0) {
		*slot = (struct slot){ .element = number };
		return;
	}
	slot->p = (void *)(uintptr_t)(head->base + ((uint64_t)place << 3));
	slot->size = (class + 1) * head->alignment - COLUMN_LESS(column);
	slot->szidx = class & 0xff;
	slot->pooled = 1;
	slot->number = number;
	slot->element = SESSION_WHOLE;
}

static void
unpack_odds(const uint8_t *from, size_t n, struct slot *slots)
{
	struct odd_slot odd;

	for (; n > 0; n--, from += sizeof odd) {
		memcpy(&odd, from, sizeof odd);
		slots[odd.at] = odd.slot;
	}
}

static void
unpack_columns(const struct slots_head *head, const uint8_t *from,
    struct slot *slots)
{
	size_t n = head->count, i;
	const uint8_t *places = from + n * 4, *columns = places + n * 4;
	uint32_t number, place;
	uint16_t column;

	for (i = 0; i < n; i++) {
		memcpy(&number, from + i * 4, 4);
		memcpy(&place, places + i * 4, 4);
		memcpy(&column, columns + i * 2, 2);
		unpack_slot(head, number, place, column, &slots[i]);
	}
	unpack_odds(columns + n * 2, head->odd, slots);
}

static void
unpack_changes(const struct slots_head *head, const struct piece *piece,
    struct slot *slots)
{
	const uint8_t *from = piece->data, *end = from + piece->bytes;
	uint32_t number, place;
	uint16_t column, count;

	memcpy(&count, from, sizeof count);
	for (from += sizeof count; count > 0; count--, from += CHANGE_BYTES) {
		memcpy(&number, from + 1, 4);
		memcpy(&place, from + 5, 4);
		memcpy(&column, from + 9, 2);
		unpack_slot(head, number, place, column, &slots[*from]);
	}
	unpack_odds(from, (size_t)(end - from) / sizeof(struct odd_slot),
	    slots);
}

static void
unpack_slots(struct blocks *blocks, struct numbers *numbers,
    const struct piece *piece, size_t i)
{
	struct slot *slots = blocks->slots + i * SLOTS;
	const uint8_t *from = piece->whole == NULL ? piece->data :
	    piece->whole->data;
	struct slots_head head;
	size_t k;

	memcpy(&head, from, sizeof head);
	from += sizeof head;
	if (head.form & ORDINARY)
		unpack_columns(&head, from, slots);
	else
		memcpy(slots, from, head.count * sizeof *slots);
	if (piece->whole != NULL)
		unpack_changes(&head, piece, slots);
	from += form_bytes(&head);
	blocks_put_sites(blocks, i * SLOTS, head.count,
	    head.form & WITH_SITES ? from : NULL);
	for (k = 0; k < head.count && numbers != NULL; k++)
		if (slots[k].p != NULL)
			numbers_put(numbers, slots[k].number,
			    (uint32_t)(i * SLOTS + k));
}

void
blocks_restore(struct blocks *blocks, struct numbers *numbers,
    struct keep_stock *stock, const struct blocks_then *kept)
{
	size_t n = kept->pieces.count, i;
	struct pieces *now = &blocks->pieces;

	blocks_resize(blocks, kept->count);
	pieces_resize(stock, now, n);
	for (i = 0; i < n; i++) {
		if (now->list[i] != kept->pieces.list[i] ||
		    blocks->touched[i])
			unpack_slots(blocks, numbers, kept->pieces.list[i],
			    i);
		blocks->touched[i] = 0;
	}
	pieces_share(stock, now, &kept->pieces);
	blocks->free = kept->free;
}

/* ------------------------------------------------------------------------
 * Names: what each stands for, and the elements of the lists
 */

#define NAMES	NAMES_PIECE

struct name_head {
	uint32_t length, live;
	bool list;
};

static struct piece *
keep_names(const struct standings *all, struct keep_stock *stock, size_t i)
{
	size_t first = i * NAMES, end = first + NAMES, bytes = 0, k;
	const struct standing *standing;
	struct name_head head;
	struct piece *piece;
	uint8_t *to;

	if (end > all->count)
		end = all->count;
	for (k = first; k < end; k++)
		bytes += sizeof head +
		    all->names[k].length * sizeof(uint32_t);
	piece = piece_new(stock, bytes);
	to = piece->data;
	for (k = first; k < end; k++) {
		standing = &all->names[k];
		head = (struct name_head){ standing->length, standing->live,
		    standing->list };
		put(&to, &head, sizeof head);
		if (head.length > 0)
			put(&to, standing->elements,
			    head.length * sizeof(uint32_t));
	}
	return piece;
}

void
names_keep(struct standings *all, struct keep_stock *stock,
    struct names_then *kept)
{
	size_t n = (all->count + NAMES - 1) / NAMES, i;
	struct pieces *now = &all->pieces;

	pieces_resize(stock, now, n);
	for (i = 0; i < n; i++) {
		if (now->list[i] != NULL && !all->touched[i])
			continue;
		piece_drop(stock, now->list[i]);
		now->list[i] = keep_names(all, stock, i);
		all->touched[i] = 0;
	}
	pieces_share(stock, &kept->pieces, now);
	kept->count = all->count;
}

static void
unpack_names(struct standings *all, const struct piece *piece, size_t i)
{
	const uint8_t *from = piece->data, *end = from + piece->bytes;
	struct standing *standing = &all->names[i * NAMES];
	struct name_head head;

	for (; from < end; standing++) {
		memcpy(&head, from, sizeof head);
		from += sizeof head;
		standing->length = 0;
		standing_extend(standing, head.length);
		standing->live = head.live;
		standing->list = head.list;
		if (head.length > 0)
			memcpy(standing->elements, from,
			    head.length * sizeof(uint32_t));
		from += head.length * sizeof(uint32_t);
	}
}

void
names_restore(struct standings *all, struct keep_stock *stock,
    const struct names_then *kept)
{
	size_t n = kept->pieces.count, i;
	struct pieces *now = &all->pieces;

	standings_resize(all, kept->count);
	pieces_resize(stock, now, n);
	for (i = 0; i < n; i++) {
		if (now->list[i] != kept->pieces.list[i] || all->touched[i])
			unpack_names(all, kept->pieces.list[i], i);
		all->touched[i] = 0;
	}
	pieces_share(stock, now, &kept->pieces);
}
