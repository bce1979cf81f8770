/* heap.c - commands that make events: alloc, calloc, realloc, free, write. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "command/plan.h"
#include "command/rows.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* The kind of event that makes blocks, with the arguments from AT on. */
static enum command_status
run_making(struct console *c, const struct call *call, size_t at,
    struct plan *p)
{
	if (!plan_times(c, call, at, &p->count, &p->list) ||
	    !plan_target(c, call, &p->event.name)) {
		plan_free(p);
		return COMMAND_ERROR;
	}
	if (p->event.name == SESSION_NO_NAME)
		p->list = false;
	return plan_run(c, call, p);
}

static enum command_status
run_alloc(struct console *c, const struct call *call)
{
	struct plan p = PLAN_INIT;

	p.event.kind = EVENT_MALLOC;
	if (!args_size(c, call->args[0].text, &p.event.size))
		return COMMAND_ERROR;
	return run_making(c, call, 1, &p);
}

static enum command_status
run_calloc(struct console *c, const struct call *call)
{
	struct plan p = PLAN_INIT;

	p.event.kind = EVENT_CALLOC;
	if (!args_size(c, call->args[0].text, &p.event.nelem) ||
	    !args_size(c, call->args[1].text, &p.event.size))
		return COMMAND_ERROR;
	return run_making(c, call, 2, &p);
}

static enum command_status
run_realloc(struct console *c, const struct call *call)
{
	struct plan p = PLAN_INIT;

	p.event.kind = EVENT_REALLOC;
	if (!args_size(c, call->args[1].text, &p.event.size) ||
	    !ref_blocks(c, call->args[0].text, &p.blocks))
		return COMMAND_ERROR;
	p.count = p.blocks.count;
	if (!plan_target(c, call, &p.event.name)) {
		plan_free(&p);
		return COMMAND_ERROR;
	}
	if (call->target != NULL && p.count != 1) {
		console_error(c, _("%s is %ju blocks: only one can be given "
		    "a new name"), call->args[0].text,
		    p.count);
		plan_free(&p);
		return COMMAND_ERROR;
	}
	return plan_run(c, call, &p);
}

static int
compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* False after an error line: a block is named twice. */
static bool
all_different(struct console *c, const struct block_list *b)
{
	struct session_block twice;
	uint32_t *sorted;
	char name[128];
	size_t i;

	sorted = xmemdup(b->list, b->count * sizeof *sorted);
	qsort(sorted, b->count, sizeof *sorted, compare_numbers);
	for (i = 1; i < b->count && sorted[i] != sorted[i - 1]; i++)
		continue;
	if (i < b->count && session_block(c->session, sorted[i], &twice))
		console_error(c, _("%s is named twice: nothing is freed"),
		    ref_text(&twice, name, sizeof name));
	free(sorted);
	return i >= b->count;
}

/* Appends the blocks of one argument. */
static bool
gather(struct console *c, const char *word, struct block_list *all)
{
	struct block_list some;

	if (!ref_blocks(c, word, &some))
		return false;
	all->list = xgrow(all->list, &all->room, all->count + some.count,
	    sizeof *all->list);
	memcpy(all->list + all->count, some.list,
	    some.count * sizeof *some.list);
	all->count += some.count;
	block_list_free(&some);
	return true;
}

static enum command_status
run_free(struct console *c, const struct call *call)
{
	struct plan p = PLAN_INIT;
	bool ok = true;
	size_t i;

	p.event.kind = EVENT_FREE;
	for (i = 0; ok && i < call->nargs; i++)
		ok = gather(c, call->args[i].text, &p.blocks);
	if (ok && call->nargs > 1)
		ok = all_different(c, &p.blocks);
	if (!ok) {
		plan_free(&p);
		return COMMAND_ERROR;
	}
	p.count = p.blocks.count;
	return plan_run(c, call, &p);
}

/* One item of write: a string, or a byte.  False after an error line. */
static bool
item_bytes(struct console *c, const struct word *w, char *byte,
    const char **bytes, size_t *length)
{
	uint64_t value;

	*bytes = w->text;
	*length = w->length;
	if (w->quoted)
		return true;
	if (!args_number(c, w->text, _("a byte"), 0, 255, &value))
		return false;
	*byte = (char)value;
	*bytes = byte;
	*length = 1;
	return true;
}

static bool
say_outside(struct console *c, const struct session_block *b)
{
	char name[128];

	if (b == NULL) {
		console_error(c, _("that is too much: write! takes at most "
		    "%u bytes"), PLAN_BYTES);
		return false;
	}

	console_error(c, ngettext("the bytes do not fit: %s has %ju byte",
	    "the bytes do not fit: %s has %ju bytes", b->size),
	    ref_text(b, name, sizeof name), b->size);
	return false;
}

/* Item I of CALL and the "* COUNT" behind it, if any; moves *I on. */
static bool
add_item(struct console *c, const struct call *call, size_t *i,
    const struct session_block *b, uint64_t room, struct strbuf *out)
{
	uint64_t times = 1;
	const char *bytes;
	size_t length;
	char byte;

	if (!item_bytes(c, &call->args[*i], &byte, &bytes, &length))
		return false;
	++*i;
	if (*i < call->nargs && !call->args[*i].quoted &&
	    strcmp(call->args[*i].text, "*") == 0) {
		if (*i + 1 == call->nargs) {
			command_usage(c, call->command);
			return false;
		}
		if (!args_number(c, call->args[*i + 1].text, _("a count"), 0,
		    UINT64_MAX, &times))
			return false;
		*i += 2;
	}
	if (length != 0 && times > (room - out->length) / length)
		return say_outside(c, b);
	while (length != 0 && times-- != 0)
		strbuf_add(out, bytes, length);
	return true;
}

bool
plan_bytes(struct console *c, const struct call *call,
    const struct session_block *b, uint64_t room, struct strbuf *out)
{
	size_t i = 1;

	while (i < call->nargs)
		if (!add_item(c, call, &i, b, room, out))
			return false;
	if (out->length != 0)
		return true;
	console_error(c, _("there is nothing to write"));
	return false;
}

/* The block and the place in it that `write` is about. */
static bool
write_place(struct console *c, const char *word, struct session_block *b,
    uint64_t *offset)
{
	char *base = xstrdup(word);
	bool ok;

	ok = ref_offset(c, base, offset) && ref_block(c, base, true, b) &&
	    (*offset <= b->size || say_outside(c, b));
	free(base);
	return ok;
}

static enum command_status
run_write(struct console *c, const struct call *call)
{
	struct plan p = PLAN_INIT;
	struct strbuf bytes = STRBUF_INIT;
	struct session_block b;

	p.event.kind = EVENT_WRITE;
	if (!write_place(c, call->args[0].text, &b, &p.event.offset) ||
	    !plan_bytes(c, call, &b, b.size - p.event.offset, &bytes)) {
		strbuf_free(&bytes);
		return COMMAND_ERROR;
	}
	p.event.block = b.number;
	p.event.size = bytes.length;
	p.bytes = strbuf_steal(&bytes);
	p.event.bytes = p.bytes;
	return plan_run(c, call, &p);
}

const struct command command_alloc = {
	.verb = "alloc",
	.usage = "SIZE [* COUNT]",
	.summary = N_("asks for SIZE bytes; x = alloc 28 names the block"),
	.help = N_("One malloc, or COUNT of them: xs = alloc 28 * 100 makes "
	    "the list xs[0] to xs[99].\n"
	    "Sizes are 28, 0x1c or 4K.  Every block takes the next number, "
	    "$1, $2 and so on; $ is the last."),
	.group = COMMAND_GROUP_HEAP,
	.flags = COMMAND_EVENTS | COMMAND_ASSIGNS,
	.min = 1, .max = 3,
	.run = run_alloc,
};

const struct command command_calloc = {
	.verb = "calloc",
	.usage = "NELEM SIZE [* COUNT]",
	.summary = N_("asks for NELEM times SIZE bytes, cleared to zero"),
	.help = N_("The bytes asked for are cleared, not the whole block."),
	.group = COMMAND_GROUP_HEAP,
	.flags = COMMAND_EVENTS | COMMAND_ASSIGNS,
	.min = 2, .max = 4,
	.run = run_calloc,
};

const struct command command_realloc = {
	.verb = "realloc",
	.usage = "REF SIZE",
	.summary = N_("makes a block larger or smaller; it may move"),
	.help = N_("The block keeps its name; y = realloc x 60 renames it.  "
	    "A block that moves takes a new number."),
	.group = COMMAND_GROUP_HEAP,
	.flags = COMMAND_EVENTS | COMMAND_ASSIGNS,
	.min = 2, .max = 2,
	.arguments = { ARGUMENT_REF, ARGUMENT_NONE },
	.run = run_realloc,
};

const struct command command_free = {
	.verb = "free",
	.usage = "REF...",
	.summary = N_("gives blocks back: x, xs[3], xs[::2], $17, @0.3.5"),
	.help = N_("Slices are Python's.  free xs frees what of xs still "
	    "lives; a freed element stays as a hole.\n"
	    "If any block is freed already, nothing is freed."),
	.group = COMMAND_GROUP_HEAP,
	.flags = COMMAND_EVENTS,
	.min = 1, .max = SIZE_MAX,
	.arguments = { ARGUMENT_REF },
	.run = run_free,
};

const struct command command_write = {
	.verb = "write",
	.usage = "REF[+OFFSET] \"TEXT\"|BYTE [* COUNT]...",
	.summary = N_("writes into a block, as the program that owns it does"),
	.help = N_("write x \"AAAA\", write x+8 0x41 * 16.  In a string "
	    "\\n \\t \\r \\0 \\\\ \\\" and \\xNN stand for bytes."),
	.group = COMMAND_GROUP_HEAP,
	.flags = COMMAND_EVENTS,
	.min = 2, .max = SIZE_MAX,
	.arguments = { ARGUMENT_REF, ARGUMENT_NONE },
	.run = run_write,
};
