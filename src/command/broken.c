/*
 * broken.c - what a broken program does: free!, write!, overrun.
 *
 * What turns out to be what any program may do is made the ordinary event.
 */
#include "config.h"

#include <string.h>

#include "command/args.h"
#include "command/plan.h"
#include "command/rows.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* The block with NUMBER, if it lives. */
static bool
live_block(struct console *c, uint32_t number, struct session_block *b)
{
	return number != SESSION_NO_BLOCK &&
	    session_block(c->session, number, b) && b->live;
}

static enum command_status
run_free_wild(struct console *c, const struct call *call)
{
	struct plan p = PLAN_INIT;
	struct session_block b;

	p.event.kind = EVENT_FREE_WILD;
	if (!ref_pointer(c, call->args[0].text, &p.event.offset,
	    &p.event.block))
		return COMMAND_ERROR;
	if (live_block(c, p.event.block, &b) && b.address == p.event.offset)
		p.event.kind = EVENT_FREE;
	return plan_run(c, call, &p);
}

/* Makes E the ordinary write where it stays in its block. */
static void
tame(struct console *c, struct event *e)
{
	struct session_block b;

	if (!live_block(c, e->block, &b) || e->offset < b.address ||
	    e->size > b.size || e->offset - b.address > b.size - e->size)
		return;
	e->kind = EVENT_WRITE;
	e->offset -= b.address;
}

static enum command_status
run_bytes(struct console *c, const struct call *call, struct plan *p,
    struct strbuf *bytes)
{
	p->event.kind = EVENT_WRITE_WILD;
	p->event.size = bytes->length;
	p->bytes = strbuf_steal(bytes);
	p->event.bytes = p->bytes;
	tame(c, &p->event);
	return plan_run(c, call, p);
}

static enum command_status
run_write_wild(struct console *c, const struct call *call)
{
	struct plan p = PLAN_INIT;
	struct strbuf bytes = STRBUF_INIT;

	if (ref_pointer(c, call->args[0].text, &p.event.offset,
	    &p.event.block) && plan_bytes(c, call, NULL, PLAN_BYTES, &bytes))
		return run_bytes(c, call, &p, &bytes);
	strbuf_free(&bytes);
	return COMMAND_ERROR;
}

static enum command_status
run_overrun(struct console *c, const struct call *call)
{
	struct plan p = PLAN_INIT;
	struct strbuf bytes = STRBUF_INIT;
	struct session_block b;
	uint64_t n;

	if (!ref_block(c, call->args[0].text, true, &b) ||
	    !args_number(c, call->args[1].text, _("a number of bytes"), 1,
	    PLAN_BYTES, &n))
		return COMMAND_ERROR;
	p.event.block = b.number;
	p.event.offset = b.address + b.size;
	while (n-- > 0)
		strbuf_putc(&bytes, 'A');
	return run_bytes(c, call, &p, &bytes);
}

const struct command command_free_wild = {
	.verb = "free!",
	.usage = "REF[+OFFSET]",
	.summary = N_("frees what is there, as a broken program does"),
	.help = N_("A block that is freed already, an address inside one, or "
	    "any number: free! x, free! x+8, free! 0x200000000040.  What "
	    "pymalloc makes of it is done and said; back heals it.  Where "
	    "CPython would crash the heap stays as it is."),
	.group = COMMAND_GROUP_HEAP,
	.flags = COMMAND_EVENTS,
	.min = 1, .max = 1,
	.arguments = { ARGUMENT_REF },
	.run = run_free_wild,
};

const struct command command_write_wild = {
	.verb = "write!",
	.usage = "REF[+OFFSET] \"TEXT\"|BYTE [* COUNT]...",
	.summary = N_("writes anywhere, as a broken program does"),
	.help = N_("Through a name whose block was freed, or over headers and "
	    "links: write! x \"AAAAAAAA\", write! @0.0+8 0 * 8.  "
	    "Addresses in memory are the ones shown, lowest byte first."),
	.group = COMMAND_GROUP_HEAP,
	.flags = COMMAND_EVENTS,
	.min = 2, .max = SIZE_MAX,
	.arguments = { ARGUMENT_REF, ARGUMENT_NONE },
	.run = run_write_wild,
};

const struct command command_overrun = {
	.verb = "overrun",
	.usage = "REF N",
	.summary = N_("writes N bytes behind those that a block was asked for"),
	.help = N_("overrun x 3 writes \"AAA\" behind the end of x, as a loop "
	    "does that goes too far.  What the size class gave on top is "
	    "hit first: there nobody notices."),
	.group = COMMAND_GROUP_HEAP,
	.flags = COMMAND_EVENTS,
	.min = 2, .max = 2,
	.arguments = { ARGUMENT_REF, ARGUMENT_NONE },
	.run = run_overrun,
};
