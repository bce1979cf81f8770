/* answer.c - what a heap command answers when it was carried out. */
#include "config.h"

#include "command/plan.h"
#include "session/event.h"
#include "session/explain.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/* How the block with NUMBER is called. */
static void
print_block(const struct console *c, uint32_t number, struct strbuf *out)
{
	struct session_block b = { .number = number };

	session_block(c->session, number, &b);
	ref_print(&b, out);
}

/* One event: the sentence that explain ends with. */
static void
answer_one(struct console *c, struct strbuf *out)
{
	uint64_t at = session_event(c->session);
	struct outcome gave;
	struct event e;

	if (session_event_at(c->session, at, &e, &gave))
		explain_result(c->session, &e, at, &gave, out);
}

/* "100 blocks of 28 bytes: xs[0] to xs[99]". */
static void
answer_made(struct console *c, const struct plan *p,
    const struct plan_result *r, struct strbuf *out)
{
	const struct event *e = &p->event;
	uint64_t size = e->kind == EVENT_CALLOC ? e->nelem * e->size :
	    e->size;

	strbuf_printf(out, ngettext("%ju block of ", "%ju blocks of ",
	    p->count), p->count);
	strbuf_printf(out, ngettext("%ju byte", "%ju bytes", size), size);
	strbuf_puts(out, _(": "));
	print_block(c, r->first.block, out);
	if (p->count == 1)
		return;
	strbuf_puts(out, _(" to "));
	print_block(c, r->last.block, out);
}

static void
answer_write(struct console *c, const struct plan *p, struct strbuf *out)
{
	struct session_block b = { .number = p->event.block };

	session_block(c->session, p->event.block, &b);
	strbuf_printf(out, ngettext("%ju byte written at 0x%jx, in ",
	    "%ju bytes written at 0x%jx, in ", p->event.size),
	    p->event.size, b.address + p->event.offset);
	ref_print(&b, out);
}

void
answer_plan(struct console *c, const struct plan *p,
    const struct plan_result *r)
{
	struct strbuf out = STRBUF_INIT;

	if (p->event.kind == EVENT_WRITE)
		answer_write(c, p, &out);
	else if (p->count == 1 && !p->list)
		answer_one(c, &out);
	else if (p->event.kind == EVENT_FREE)
		strbuf_printf(&out, _("%ju blocks freed"), p->count);
	else if (p->event.kind == EVENT_REALLOC)
		strbuf_printf(&out, _("%ju blocks resized to %ju bytes, %ju "
		    "of them moved"), p->count, p->event.size, r->moved);
	else
		answer_made(c, p, r, &out);
	console_line(c, CONSOLE_CHANGED, strbuf_text(&out));
	strbuf_free(&out);
}
