/* event_text.c - events as the commands that would make them. */
#include "config.h"

#include "command/event_text.h"

#include "command/ref.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/* How block NUMBER is called; one that is not made yet is $NUMBER. */
static void
print_block(const struct session *s, uint32_t number, struct strbuf *out)
{
	struct session_block b = { .number = number };

	if (number == SESSION_NO_BLOCK) {
		strbuf_puts(out, "NULL");
		return;
	}
	session_block(s, number, &b);
	b.number = number;
	ref_print(&b, out);
}

/* "x = " or "xs[3] = ", where the result has a name. */
static void
print_target(const struct session *s, const struct event *e,
    struct strbuf *out)
{
	if (e->name == SESSION_NO_NAME)
		return;
	strbuf_puts(out, session_name(s, e->name));
	if (e->element != SESSION_WHOLE)
		strbuf_printf(out, "[%u]", e->element);
	strbuf_puts(out, " = ");
}

void
event_print(const struct session *s, uint64_t n, struct strbuf *out)
{
	struct event e;
	struct outcome gave;

	if (!session_event_at(s, n, &e, &gave))
		return;
	print_target(s, &e, out);
	switch (e.kind) {
	case EVENT_MALLOC:
		strbuf_printf(out, "alloc %ju", e.size);
		break;
	case EVENT_CALLOC:
		strbuf_printf(out, "calloc %ju %ju", e.nelem, e.size);
		break;
	case EVENT_REALLOC:
		strbuf_puts(out, "realloc ");
		print_block(s, e.block, out);
		strbuf_printf(out, " %ju", e.size);
		break;
	case EVENT_FREE:
		strbuf_puts(out, "free ");
		print_block(s, e.block, out);
		break;
	case EVENT_WRITE:
		strbuf_puts(out, "write ");
		print_block(s, e.block, out);
		if (e.offset != 0)
			strbuf_printf(out, "+%ju", e.offset);
		strbuf_printf(out, ngettext(", %ju byte", ", %ju bytes",
		    e.size), e.size);
		break;
	default:
		strbuf_puts(out, _("a call that changed nothing"));
		break;
	}
}
