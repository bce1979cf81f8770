#include "config.h"

#include "session/event.h"

#include <ctype.h>
#include <inttypes.h>

#include "session/inside.h"
#include "support/i18n.h"

void
event_name(const struct session *s, uint32_t name, uint32_t element,
    struct strbuf *out)
{
	const char *text = session_name(s, name);

	strbuf_puts(out, text == NULL ? "?" : text);
	if (element != SESSION_WHOLE)
		strbuf_printf(out, "[%" PRIu32 "]", element);
}

void
event_block(const struct session *s, uint32_t number, uint64_t at,
    struct strbuf *out)
{
	uint32_t element, name = look_name(s, number, at, &element);

	if (name == SESSION_NO_NAME)
		strbuf_printf(out, "$%" PRIu32, number);
	else
		event_name(s, name, element, out);
}

/* ------------------------------------------------------------------------
 * As it would be typed
 */

/* One byte of a quoted string. */
static void
put_quoted(unsigned char byte, struct strbuf *out)
{
	if (byte == '"' || byte == '\\')
		strbuf_printf(out, "\\%c", byte);
	else if (byte < 0x80 && isprint(byte))
		strbuf_putc(out, (char)byte);
	else
		strbuf_printf(out, "\\x%02x", byte);
}

/* Such as "text", 0x41 * 100, or 0x30 0x00: an address is better read so. */
static void
put_bytes(const struct event *e, struct strbuf *out)
{
	const unsigned char *bytes = e->bytes;
	uint64_t i, same = 0, printable = 0;

	while (same < e->size && bytes[same] == bytes[0])
		same++;
	while (printable < e->size && bytes[printable] < 0x80 &&
	    isprint(bytes[printable]))
		printable++;
	if (same == e->size && same > (printable == e->size ? 8 : 1)) {
		strbuf_printf(out, "0x%02x * %" PRIu64, bytes[0], same);
	} else if (printable < e->size && e->size <= 8) {
		for (i = 0; i < e->size; i++)
			strbuf_printf(out, "%s0x%02x", i == 0 ? "" : " ",
			    bytes[i]);
	} else {
		strbuf_putc(out, '"');
		for (i = 0; i < e->size; i++)
			put_quoted(bytes[i], out);
		strbuf_putc(out, '"');
	}
}

static void
put_subject(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out)
{
	if (e->block == SESSION_NO_BLOCK)
		strbuf_puts(out, "NULL");
	else
		event_block(s, e->block, at, out);
}

/* A statement of Python that asked nobody, or a call of a recording. */
static void
put_nothing(const struct session *s, uint64_t at, struct strbuf *out)
{
	const char *command = session_command_of(s, at, NULL, NULL);

	if (command != NULL) {
		strbuf_puts(out, command);
		return;
	}
	strbuf_puts(out, "# ");
	strbuf_puts(out, _("a call that changed nothing"));
}

/* The address, as seen from the block that was named. */
static void
put_wild_subject(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out)
{
	struct session_block b = { .address = 0 };
	int64_t in;

	if (e->block == SESSION_NO_BLOCK ||
	    !session_block(s, e->block, &b)) {
		strbuf_printf(out, "0x%" PRIx64, e->offset);
		return;
	}
	event_block(s, e->block, at, out);
	in = (int64_t)(e->offset - b.address);
	if (in != 0)
		strbuf_printf(out, "%+" PRId64, in);
}

static void
put_verb(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out)
{
	switch (e->kind) {
	case EVENT_MALLOC:
		strbuf_printf(out, "alloc %" PRIu64, e->size);
		break;
	case EVENT_CALLOC:
		strbuf_printf(out, "calloc %" PRIu64 " %" PRIu64, e->nelem,
		    e->size);
		break;
	case EVENT_REALLOC:
		strbuf_puts(out, "realloc ");
		put_subject(s, e, at, out);
		strbuf_printf(out, " %" PRIu64, e->size);
		break;
	case EVENT_FREE:
		strbuf_puts(out, "free ");
		put_subject(s, e, at, out);
		break;
	case EVENT_WRITE:
		strbuf_puts(out, "write ");
		put_subject(s, e, at, out);
		if (e->offset > 0)
			strbuf_printf(out, "+%" PRIu64, e->offset);
		strbuf_putc(out, ' ');
		put_bytes(e, out);
		break;
	case EVENT_FREE_WILD:
		strbuf_puts(out, "free! ");
		put_wild_subject(s, e, at, out);
		break;
	case EVENT_WRITE_WILD:
		strbuf_puts(out, "write! ");
		put_wild_subject(s, e, at, out);
		strbuf_putc(out, ' ');
		put_bytes(e, out);
		break;
	case EVENT_NOTHING:
		put_nothing(s, at, out);
		break;
	}
}

void
event_typed(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out)
{
	if (e->ends != SESSION_NO_BLOCK) {
		strbuf_puts(out, "free ");
		event_block(s, e->ends, at, out);
		strbuf_puts(out, "; ");
	}
	if (e->name != SESSION_NO_NAME) {
		event_name(s, e->name, e->element, out);
		strbuf_puts(out, " = ");
	}
	put_verb(s, e, at, out);
}

/* ------------------------------------------------------------------------
 * In words
 */

/* The call as C has it; a block in it by the name it then had. */
static void
put_call(const struct session *s, const struct event *e, uint64_t at,
    struct strbuf *out)
{
	switch (e->kind) {
	case EVENT_MALLOC:
		strbuf_printf(out, "malloc(%" PRIu64 ")", e->size);
		break;
	case EVENT_CALLOC:
		strbuf_printf(out, "calloc(%" PRIu64 ", %" PRIu64 ")",
		    e->nelem, e->size);
		break;
	case EVENT_REALLOC:
		strbuf_puts(out, "realloc(");
		put_subject(s, e, at, out);
		strbuf_printf(out, ", %" PRIu64 ")", e->size);
		break;
	case EVENT_FREE:
		strbuf_puts(out, "free(");
		put_subject(s, e, at, out);
		strbuf_putc(out, ')');
		break;
	case EVENT_FREE_WILD:
		strbuf_puts(out, "free(");
		put_wild_subject(s, e, at, out);
		strbuf_putc(out, ')');
		break;
	case EVENT_WRITE:
	case EVENT_WRITE_WILD:
		event_typed(s, e, at, out);
		break;
	case EVENT_NOTHING:
		strbuf_puts(out, _("a call that changed nothing"));
		break;
	}
}

void
event_words(const struct session *s, const struct event *e,
    const struct outcome *gave, uint64_t at, struct strbuf *out)
{
	struct strbuf call = STRBUF_INIT, name = STRBUF_INIT;
	const char *words;

	put_call(s, e, at, &call);
	if (e->name != SESSION_NO_NAME)
		event_name(s, e->name, e->element, &name);
	else
		event_block(s, gave->block, at + 1, &name);
	/* Those that leave arguments out leave the last ones out. */
	if (gave->address == 0)
		words = "%1$s";
	else if (gave->moved)
		words = _("%1$s moved it to 0x%2$" PRIx64);
	else if (e->kind == EVENT_REALLOC && e->block != SESSION_NO_BLOCK)
		words = _("%1$s left it at 0x%2$" PRIx64);
	else
		words = _("%1$s gave %3$s, at 0x%2$" PRIx64);
	strbuf_printf(out, words, strbuf_text(&call), gave->address,
	    strbuf_text(&name));
	strbuf_free(&call);
	strbuf_free(&name);
}
