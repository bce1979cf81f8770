#include "config.h"

#include "session/owners.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/xalloc.h"

#define SHORT_FILE 28u		/* bytes of a file name that are not cut */

/* ------------------------------------------------------------------------
 * Counting
 */

struct counting {
	const struct session *s;
	uint64_t since;
	enum owners_by by;
	struct owner *rows;		/* by site, or class + 1 */
	size_t count;
};

static uint32_t
class_of(const struct session *s, const struct session_block *b,
    uint64_t *size)
{
	struct pym_location at;

	pym_locate(session_heap(s), b->address, &at);
	if (at.place != PYM_PLACE_BLOCK)
		return PYM_NONE;
	*size = at.block_size;
	return at.szidx;
}

static void
add(struct owner *to, const struct owner *more)
{
	to->blocks += more->blocks;
	to->asked += more->asked;
	to->held += more->held;
	to->beside += more->beside;
}

static void
count_block(void *ctx, const struct session_block *b)
{
	struct counting *c = ctx;
	struct owner one = { .blocks = 1, .asked = b->size };
	uint32_t szidx;
	size_t row;

	if (b->born <= c->since)
		return;
	szidx = class_of(c->s, b, &one.held);
	if (szidx == PYM_NONE)
		one.beside = b->size;
	row = c->by != OWNERS_BY_CLASS ? b->site :
	    szidx == PYM_NONE ? 0 : szidx + 1;
	if (row < c->count)
		add(&c->rows[row], &one);
}

/* The names of rows that are put together, to sort by. */
struct named_row {
	const char *file, *function;
	struct owner row;
};

static int
compare_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int
by_place(const void *a, const void *b)
{
	const struct named_row *x = a, *y = b;
	int order = compare_text(x->file, y->file);

	return order != 0 ? order : compare_text(x->function, y->function);
}

/* Puts those rows together that are of one place; returns how many there are
   then.  What has no name stays by itself. */
static size_t
merge(const struct session *s, struct owner *rows, size_t n,
    enum owners_by by)
{
	struct named_row *named = xcalloc(n + 1, sizeof *named);
	const struct session_site *site;
	size_t i, count = 0;

	for (i = 0; i < n; i++) {
		site = session_site(s, rows[i].site);
		named[i].row = rows[i];
		named[i].file = site == NULL ? NULL : site->file;
		named[i].function = site == NULL || by == OWNERS_BY_FILE ?
		    NULL : site->function;
	}
	qsort(named, n, sizeof *named, by_place);
	for (i = 0; i < n; i++) {
		if (i > 0 && named[i].file != NULL &&
		    by_place(&named[i - 1], &named[i]) == 0)
			add(&rows[count - 1], &named[i].row);
		else
			rows[count++] = named[i].row;
	}
	free(named);
	return count;
}

static int
compare(uint64_t a, uint64_t b)
{
	return a == b ? 0 : a > b ? -1 : 1;
}

static int
by_bytes(const void *a, const void *b)
{
	const struct owner *x = a, *y = b;
	int order = compare(x->asked, y->asked);

	if (order == 0)
		order = compare(x->blocks, y->blocks);
	return order != 0 ? order : -compare(x->site, y->site);
}

static int
by_blocks(const void *a, const void *b)
{
	const struct owner *x = a, *y = b;
	int order = compare(x->blocks, y->blocks);

	return order != 0 ? order : by_bytes(a, b);
}

void
owners_count(struct owners *o, const struct session *s, uint64_t since,
    enum owners_by by, enum owners_order order)
{
	struct counting c = { .s = s, .since = since, .by = by };
	size_t i;

	c.count = 1 + (by == OWNERS_BY_CLASS ?
	    pym_class_count(session_profile(s)) : session_sites(s));
	c.rows = xcalloc(c.count, sizeof *c.rows);
	session_each_live(s, count_block, &c);
	*o = (struct owners){ .list = c.rows, .all.szidx = PYM_NONE };
	o->unknown = c.rows[0];
	for (i = 0; i < c.count; i++) {
		if (c.rows[i].blocks == 0)
			continue;
		add(&o->all, &c.rows[i]);
		o->list[o->count] = c.rows[i];
		o->list[o->count].site = by == OWNERS_BY_CLASS ? 0 :
		    (uint32_t)i;
		o->list[o->count++].szidx = by != OWNERS_BY_CLASS || i == 0 ?
		    PYM_NONE : (uint32_t)i - 1;
	}
	if (by == OWNERS_BY_FUNCTION || by == OWNERS_BY_FILE)
		o->count = merge(s, o->list, o->count, by);
	qsort(o->list, o->count, sizeof *o->list,
	    order == OWNERS_BYTES_FIRST ? by_bytes : by_blocks);
}

void
owners_free(struct owners *o)
{
	free(o->list);
	*o = (struct owners){ 0 };
}

/* ------------------------------------------------------------------------
 * Arenas
 */

/* What one block has of an arena. */
struct share {
	uint32_t arena, site;
	uint64_t bytes;
};

struct shares {
	const struct session *s;
	struct share *list;
	size_t count, room;
};

static void
note_share(void *ctx, const struct session_block *b)
{
	struct shares *all = ctx;
	struct pym_location at;

	if (b->site == SESSION_NO_SITE)
		return;
	pym_locate(session_heap(all->s), b->address, &at);
	if (at.place != PYM_PLACE_BLOCK)
		return;
	all->list = xgrow(all->list, &all->room, all->count + 1,
	    sizeof *all->list);
	all->list[all->count++] = (struct share){ at.pool.arena, b->site,
	    at.block_size };
}

static int
by_arena(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->arena != y->arena)
		return x->arena < y->arena ? -1 : 1;
	return (x->site > y->site) - (x->site < y->site);
}

void
owners_of_arenas(const struct session *s, struct owner *top, size_t max)
{
	struct shares all = { .s = s };
	struct owner sum = { .szidx = PYM_NONE };
	const struct share *share;
	size_t i;

	for (i = 0; i < max; i++)
		top[i] = (struct owner){ .szidx = PYM_NONE };
	if (session_sites(s) == 0)
		return;
	session_each_live(s, note_share, &all);
	qsort(all.list, all.count, sizeof *all.list, by_arena);
	for (i = 0; i < all.count; i++) {
		share = &all.list[i];
		if (i == 0 || by_arena(share - 1, share) != 0)
			sum.blocks = sum.held = 0;
		sum.site = share->site;
		sum.blocks++;
		sum.held += share->bytes;
		if (share->arena < max && sum.held > top[share->arena].held)
			top[share->arena] = sum;
	}
	free(all.list);
}

/* ------------------------------------------------------------------------
 * In words
 */

/* The last two parts of a long file name. */
static const char *
short_file(const char *file)
{
	const char *at = file + strlen(file);
	unsigned parts = 0;

	if (strlen(file) <= SHORT_FILE)
		return file;
	while (at > file && (at[-1] != '/' || ++parts < 2))
		at--;
	return at;
}

void
site_print(const struct session *s, uint32_t site, enum site_length length,
    struct strbuf *out)
{
	const struct session_site *is = session_site(s, site);

	if (is == NULL)
		strbuf_puts(out, _("not known"));
	else if (is->file == NULL)
		strbuf_printf(out, _("site %" PRIu64), is->number);
	else
		strbuf_printf(out, "%s:%" PRIu64 " %s", length == SITE_SHORT ?
		    short_file(is->file) : is->file, is->line, is->function);
}

void
owner_print(const struct session *s, const struct owner *owner,
    enum owners_by by, struct strbuf *out)
{
	const struct session_site *is = session_site(s, owner->site);

	if (is == NULL || is->file == NULL || by == OWNERS_BY_SITE) {
		site_print(s, owner->site, SITE_SHORT, out);
		return;
	}
	strbuf_puts(out, short_file(is->file));
	if (by == OWNERS_BY_FUNCTION)
		strbuf_printf(out, " %s", is->function);
}
