/* ref.c - references: how commands name blocks and addresses. */
#include "config.h"

#include "command/ref.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "command/console.h"
#include "command/place.h"
#include "command/slice.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

void
block_list_free(struct block_list *b)
{
	free(b->list);
	*b = (struct block_list)BLOCK_LIST_INIT;
}

static void
block_list_add(struct block_list *b, uint32_t number)
{
	b->list = xgrow(b->list, &b->room, b->count + 1, sizeof *b->list);
	b->list[b->count++] = number;
}

bool
ref_is_name(const char *word)
{
	const unsigned char *p = (const unsigned char *)word;

	if (*p >= '0' && *p <= '9')
		return false;
	for (; *p != '\0'; p++)
		if (!(*p == '_' || *p >= 0x80 || (*p >= '0' && *p <= '9') ||
		    (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')))
			return false;
	return p != (const unsigned char *)word;
}

void
ref_print(const struct session_block *b, struct strbuf *out)
{
	if (b->name == NULL)
		strbuf_printf(out, "$%u", b->number);
	else if (b->element == SESSION_WHOLE)
		strbuf_puts(out, b->name);
	else
		strbuf_printf(out, "%s[%u]", b->name, b->element);
}

const char *
ref_text(const struct session_block *b, char *buf, size_t size)
{
	struct strbuf text = STRBUF_INIT;

	ref_print(b, &text);
	snprintf(buf, size, "%s", strbuf_text(&text));
	strbuf_free(&text);
	return buf;
}

/* An error: WORD names B, which is freed. */
static bool
say_freed(struct console *c, const char *word, const struct session_block *b)
{
	uint64_t first, last;
	const char *command;

	if (b->number == SESSION_NO_BLOCK) {
		console_error(c, _("%s stands for no block now"), word);
		return false;
	}
	if (b->born == 0 && session_first(c->session) > 0) {
		console_error(c, _("%s was freed by event %ju or before, which "
		    "were dropped: what it was is not known any more"), word,
		    session_first(c->session));
		return false;
	}
	if (b->freed == 0) {
		console_error(c, _("%s was freed"), word);
		return false;
	}
	command = session_command_of(c->session, b->freed, &first, &last);
	if (command != NULL)
		console_error(c, _("%s was freed by event %ju (%s)"), word,
		    b->freed, command);
	else
		console_error(c, _("%s was freed by event %ju"), word,
		    b->freed);
	return false;
}

/* An error: no block that can be named begins at ADDRESS. */
static bool
say_no_block(struct console *c, const char *word, uint64_t address)
{
	struct strbuf place = STRBUF_INIT;

	place_print(c->session, address, &place);
	console_error(c, _("%s is no block that lives: it is %s"), word,
	    strbuf_text(&place));
	strbuf_free(&place);
	return false;
}

static bool
say_interior(struct console *c, const char *word, uint64_t address,
    const struct session_block *b)
{
	uint64_t in = address - b->address;
	char name[128];

	console_error(c, ngettext(
	    "%s is inside %s, %ju byte from its start 0x%jx: name the start",
	    "%s is inside %s, %ju bytes from its start 0x%jx: name the start",
	    in), word, ref_text(b, name, sizeof name), in,
	    b->address);
	return false;
}

/* Debug hooks put the data further on in their block; that is meant. */
static bool
is_block_start(struct console *c, uint64_t address)
{
	struct pym_location at;

	pym_locate(session_heap(c->session), address, &at);
	return session_profile(c->session)->debug &&
	    at.place == PYM_PLACE_BLOCK && at.offset == 0;
}

static bool
block_at(struct console *c, const char *word, uint64_t address,
    bool live_only, struct session_block *out)
{
	if (session_block_at(c->session, address, out)) {
		if (out->address == address || is_block_start(c, address))
			return true;
		return say_interior(c, word, address, out);
	}
	if (!live_only && session_former(c->session, address, out))
		return true;
	return say_no_block(c, word, address);
}

static bool
numbered(struct console *c, const char *word, bool live_only,
    struct session_block *out)
{
	uint64_t number = session_last_block(c->session);

	if (word[1] == '\0' && number == 0) {
		console_error(c, _("$ is the last block made, and none was "
		    "made yet"));
		return false;
	}
	if (word[1] != '\0' && number_parse(word + 1, NULL, &number) !=
	    NUMBER_OK) {
		console_error(c, _("%s is no block: $17 is the 17th block "
		    "made, $ the last one"), word);
		return false;
	}
	if (number == 0 || number > UINT32_MAX ||
	    !session_block(c->session, (uint32_t)number, out)) {
		console_error(c, _("%s is no block: the last one made is $%u"),
		    word, session_last_block(c->session));
		return false;
	}
	return out->live || (!live_only && out->born != 0) ||
	    say_freed(c, word, out);
}

/* The numbers of @A.P or @A.P.B; how many, or 0 if it is neither. */
static unsigned
parse_place(const char *word, uint64_t n[3])
{
	const char *p = word;
	unsigned parts = 0;

	while (parts < 3 && (*p == '.' || parts == 0)) {
		if (number_parse(p + 1, &p, &n[parts]) != NUMBER_OK ||
		    n[parts] >= PYM_NONE)
			return 0;
		parts++;
	}
	return *p == '\0' && parts >= 2 ? parts : 0;
}

/* The address of block N of a pool. */
static bool
block_address(struct console *c, const char *word,
    const struct pym_pool_view *pool, uint64_t n, uint64_t *out)
{
	if (pool->state == PYM_POOL_UNCARVED) {
		console_error(c, _("%s: pool %u.%u is not carved yet"), word,
		    pool->ref.arena, pool->ref.pool);
		return false;
	}
	if (n >= pool->capacity) {
		console_error(c, _("%s: pool %u.%u has %u blocks"), word,
		    pool->ref.arena, pool->ref.pool, pool->capacity);
		return false;
	}
	*out = pool->address + PYM_POOL_OVERHEAD + n * pool->size;
	return true;
}

/* The address of @A.P or @A.P.B. */
static bool
place_address(struct console *c, const char *word, uint64_t *out)
{
	uint64_t n[3] = { 0, 0, 0 };
	unsigned parts = parse_place(word, n);
	struct pym_pool_view pool;

	if (parts == 0) {
		console_error(c, _("%s is no place: @0.3.5 is arena 0, pool "
		    "3, block 5"), word);
		return false;
	}
	if (!pym_pool(session_heap(c->session), (struct pym_pool_ref){
	    .arena = (uint32_t)n[0], .pool = (uint32_t)n[1] }, &pool)) {
		console_error(c, _("%s: there is no pool %ju.%ju"), word,
		    n[0], n[1]);
		return false;
	}
	if (parts == 3)
		return block_address(c, word, &pool, n[2], out);
	*out = pool.address;
	return true;
}

/* The address that 0x... or @... is; false with *GIVEN if it is neither. */
static bool
plain_address(struct console *c, const char *word, uint64_t *out,
    bool *given)
{
	*given = true;
	if (word[0] == '@')
		return place_address(c, word, out);
	if (word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
		if (number_parse(word, NULL, out) == NUMBER_OK)
			return true;
		console_error(c, _("%s is no address: an address is 0x and "
		    "up to 16 hexadecimal digits"), word);
		return false;
	}
	*given = false;
	return false;
}

/* The part of WORD before its bracket, and the bracket. */
static char *
cut_bracket(const char *word, const char **bracket)
{
	const char *open = strchr(word, '[');

	*bracket = open;
	return open == NULL ? xstrdup(word) :
	    xstrndup(word, (size_t)(open - word));
}

/* Whether a block was made that WORD, a number, is the number of. */
static bool
is_number(const struct console *c, const char *word)
{
	size_t digits = strspn(word, "0123456789");

	return digits > 0 && digits < 10 && word[digits] == '\0' &&
	    strtoul(word, NULL, 10) > 0 &&
	    strtoul(word, NULL, 10) <= session_last_block(c->session);
}

static bool
find_name(struct console *c, const char *word, const char *name,
    struct session_binding *binding)
{
	if (session_binding(c->session, name, binding))
		return true;
	if (is_number(c, name))
		console_error(c, _("%s is no block: the block with that number "
		    "is $%s"), word, name);
	else if (ref_is_name(name))
		console_error(c, _("no block is called %s; %s = alloc 28 "
		    "would make one"), name, name);
	else if (word[strspn(word, "0123456789")] == '\0')
		console_error(c, _("%s is no block, but $%s may be: or say x, "
		    "xs[3], @0.3.5 or 0x and an address"), word, word);
	else
		console_error(c, _("%s is no block: say x, xs[3], $17, @0.3.5 "
		    "or 0x and an address"), word);
	return false;
}

/* Element I of BINDING; false and no error if it never was or is freed. */
static bool
element_block(struct console *c, const struct session_binding *binding,
    int64_t i, struct session_block *out)
{
	uint32_t number;

	number = session_element(c->session, binding->name, (uint32_t)i);
	*out = (struct session_block){ .number = number };
	return number != SESSION_NO_BLOCK &&
	    session_block(c->session, number, out) && out->live;
}

/* All of a list that lives. */
static bool
whole_list(struct console *c, const char *word,
    const struct session_binding *binding, struct block_list *out)
{
	struct session_block b = { .number = SESSION_NO_BLOCK };
	uint32_t i;

	for (i = 0; i < binding->length; i++)
		if (element_block(c, binding, i, &b))
			block_list_add(out, b.number);
	if (out->count != 0)
		return true;
	if (!binding->list)
		return say_freed(c, word, &b);
	console_error(c, ngettext(
	    "%s has no block left: its %u element was freed",
	    "%s has no block left: all its %u elements were freed",
	    binding->length), word, binding->length);
	return false;
}

/* An error: the elements that the bracket of WORD takes are not there. */
static bool
say_no_element(struct console *c, const char *word, const char *name,
    const struct slice *s, uint32_t length)
{
	if (s->range)
		console_error(c, _("%s takes no element: %s has elements 0 "
		    "to %u"), word, name, length - 1);
	else
		console_error(c, _("%s is not there: %s has elements 0 to %u "
		    "(or -%u to -1)"), word, name, length - 1, length);
	return false;
}

static bool
say_freed_element(struct console *c, const char *word, const char *name,
    const struct slice *s, int64_t i, const struct session_block *b)
{
	struct strbuf text = STRBUF_INIT;

	if (s->range)
		strbuf_printf(&text, _("%s takes a freed element: "), word);
	strbuf_printf(&text, "%s[%lld]", name, (long long)i);
	say_freed(c, strbuf_text(&text), b);
	strbuf_free(&text);
	return false;
}

/* What the bracket of WORD takes of a list. */
static bool
sliced_list(struct console *c, const char *word, const char *name,
    const struct slice *s, const struct session_binding *binding,
    struct block_list *out)
{
	struct session_block b;
	uint64_t count, k;
	int64_t i, step;

	count = slice_apply(s, binding->length, &i, &step);
	if (count == 0)
		return say_no_element(c, word, name, s, binding->length);
	for (k = 0; k < count; k++, i += step) {
		if (!element_block(c, binding, i, &b))
			return say_freed_element(c, word, name, s, i, &b);
		block_list_add(out, b.number);
	}
	return true;
}

static bool
parse_bracket(struct console *c, const char *word, const char *name,
    const char *bracket, const struct session_binding *binding,
    struct slice *s)
{
	if (!slice_parse(bracket + 1, s)) {
		console_error(c, _("%s: a bracket holds an index or a slice, "
		    "like [3], [-1], [2:5] or [::2]"), word);
		return false;
	}
	if (!binding->list) {
		console_error(c, _("%s: %s is one block, not a list"), word,
		    name);
		return false;
	}
	return true;
}

static bool
named_blocks(struct console *c, const char *word, struct block_list *out)
{
	struct session_binding binding;
	const char *bracket;
	struct slice s;
	bool ok;
	char *name;

	if (session_binding(c->session, word, &binding))
		return whole_list(c, word, &binding, out);
	name = cut_bracket(word, &bracket);
	ok = find_name(c, word, name, &binding) &&
	    parse_bracket(c, word, name, bracket, &binding, &s) &&
	    sliced_list(c, word, name, &s, &binding, out);
	free(name);
	return ok;
}

bool
ref_blocks(struct console *c, const char *word, struct block_list *out)
{
	struct session_block b;
	uint64_t address;
	bool given, ok;

	*out = (struct block_list)BLOCK_LIST_INIT;
	if (word[0] == '$') {
		ok = numbered(c, word, true, &b);
	} else {
		ok = plain_address(c, word, &address, &given);
		if (!given) {
			ok = named_blocks(c, word, out);
			if (!ok)
				block_list_free(out);
			return ok;
		}
		ok = ok && block_at(c, word, address, true, &b);
	}
	if (ok)
		block_list_add(out, b.number);
	return ok;
}

/* The one element that the bracket of WORD names, freed perhaps. */
static bool
single_element(struct console *c, const char *word, const char *name,
    const char *bracket, const struct session_binding *binding,
    bool live_only, struct session_block *out)
{
	struct slice s;
	int64_t i, step;

	if (!parse_bracket(c, word, name, bracket, binding, &s))
		return false;
	if (slice_apply(&s, binding->length, &i, &step) == 0)
		return say_no_element(c, word, name, &s, binding->length);
	if (s.range) {
		console_error(c, _("%s is a slice: one block is wanted here, "
		    "like %s[%lld]"), word, name, (long long)i);
		return false;
	}
	if (element_block(c, binding, i, out) ||
	    (!live_only && out->address != 0))
		return true;
	return say_freed_element(c, word, name, &s, i, out);
}

/* What a whole name stands for, if it is one block. */
static bool
whole_block(struct console *c, const char *word,
    const struct session_binding *binding, bool live_only,
    struct session_block *out)
{
	if (binding->list) {
		console_error(c, _("%s is a list of %u: one block is wanted "
		    "here, like %s[0]"), word, binding->length, word);
		return false;
	}
	return element_block(c, binding, 0, out) ||
	    (!live_only && out->address != 0) || say_freed(c, word, out);
}

static bool
named_block(struct console *c, const char *word, bool live_only,
    struct session_block *out)
{
	struct session_binding binding;
	const char *bracket;
	char *name;
	bool ok;

	if (session_binding(c->session, word, &binding))
		return whole_block(c, word, &binding, live_only, out);
	name = cut_bracket(word, &bracket);
	ok = find_name(c, word, name, &binding) &&
	    single_element(c, word, name, bracket, &binding, live_only, out);
	free(name);
	return ok;
}

bool
ref_block(struct console *c, const char *word, bool live_only,
    struct session_block *out)
{
	uint64_t address;
	bool given, ok;

	if (word[0] == '$')
		return numbered(c, word, live_only, out);
	ok = plain_address(c, word, &address, &given);
	if (given)
		return ok && block_at(c, word, address, live_only, out);
	return named_block(c, word, live_only, out);
}

/* The sign of a trailing offset, or NULL: behind the bracket, if any. */
static char *
offset_sign(char *word)
{
	char *from = strrchr(word, ']');

	from = from != NULL ? from : word;
	return *from != '\0' ? strpbrk(from + 1, "+-") : NULL;
}

bool
ref_offset(struct console *c, char *word, uint64_t *out)
{
	struct session_binding binding;
	char *sign = offset_sign(word);
	uint64_t n;

	*out = 0;
	if (sign == NULL || session_binding(c->session, word, &binding))
		return true;
	if (sign[1] == '-' || number_parse(sign + 1, NULL, &n) != NUMBER_OK) {
		console_error(c, _("%s: behind %c stands a number of bytes"),
		    word, *sign);
		return false;
	}
	*out = *sign == '-' ? -n : n;
	*sign = '\0';
	return true;
}

bool
ref_pointer(struct console *c, const char *word, uint64_t *address,
    uint32_t *block)
{
	char *base = xstrdup(word);
	struct session_block b;
	uint64_t offset;
	bool given, ok;

	*block = SESSION_NO_BLOCK;
	ok = ref_offset(c, base, &offset);
	if (ok) {
		ok = plain_address(c, base, address, &given);
		if (!given) {
			ok = base[0] == '$' ? numbered(c, base, false, &b) :
			    named_block(c, base, false, &b);
			*address = ok ? b.address : 0;
			*block = ok ? b.number : SESSION_NO_BLOCK;
		}
		*address += offset;
	}
	free(base);
	return ok;
}

bool
ref_address(struct console *c, const char *word, uint64_t *out)
{
	uint32_t block;

	return ref_pointer(c, word, out, &block);
}
