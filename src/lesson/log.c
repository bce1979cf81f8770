/* log.c - everything typed and answered in a lesson, as lines that replay. */
#include "config.h"

#include "lesson/log.h"

#include <libintl.h>
#include <string.h>
#include <time.h>

#include "lesson/runner.h"
#include "lesson/tally.h"
#include "support/strbuf.h"

/* ---- lines ---- */

static void
encode(const char *text, size_t length, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\\')
			strbuf_puts(out, "\\\\");
		else if (c < 0x20 || c == 0x7f)
			strbuf_printf(out, "\\x%02x", c);
		else
			strbuf_putc(out, (char)c);
	}
}

static bool
decode_hex(const char *text, struct strbuf *out)
{
	static const char digits[] = "0123456789abcdef";
	const char *high, *low;

	if (text[0] != 'x' || text[1] == '\0' || text[2] == '\0')
		return false;
	high = strchr(digits, text[1]);
	low = strchr(digits, text[2]);
	if (high == NULL || low == NULL || (high == digits && low == digits))
		return false;
	strbuf_putc(out, (char)((high - digits) * 16 + (low - digits)));
	return true;
}

bool
log_decode(const char *text, struct strbuf *out)
{
	while (*text != '\0') {
		if (*text != '\\') {
			strbuf_putc(out, *text++);
		} else if (text[1] == '\\') {
			strbuf_putc(out, '\\');
			text += 2;
		} else if (decode_hex(text + 1, out)) {
			text += 4;
		} else {
			return false;
		}
	}
	return true;
}

/* A line: SIGN, and TEXT of LENGTH bytes behind a blank, if any. */
static void
put_line(const struct lesson_log *log, const char *sign, const char *text,
    size_t length)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_puts(&line, sign);
	if (length != 0)
		strbuf_putc(&line, ' ');
	encode(text, length, &line);
	strbuf_putc(&line, '\n');
	log->put(log->ctx, strbuf_text(&line));
	strbuf_free(&line);
}

static void
put_text(const struct lesson_log *log, const char *sign, const char *text)
{
	put_line(log, sign, text, strlen(text));
}

static void
put_time(const struct lesson_log *log)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[32];

	if (log->times && gmtime_r(&now, &tm) != NULL &&
	    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm) != 0)
		put_text(log, "t", text);
}

/* ---- the head ---- */

void
log_language(struct strbuf *out)
{
	static const char key[] = "\nLanguage: ";
	/* A catalogue's translation of nothing is about itself. */
	const char *about = gettext(""), *at = strstr(about, key);

	if (at == NULL)
		strbuf_puts(out, "en");
	else
		strbuf_add(out, at + strlen(key),
		    strcspn(at + strlen(key), "\n"));
}

static void
put_format(const struct lesson_log *log, const char *sign,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

static void
put_format(const struct lesson_log *log, const char *sign,
    const char *format, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list arguments;

	va_start(arguments, format);
	strbuf_vprintf(&text, format, arguments);
	va_end(arguments);
	put_text(log, sign, strbuf_text(&text));
	strbuf_free(&text);
}

void
log_begin(const struct lesson_log *log, const struct runner *r,
    const char *stem)
{
	const struct console *c = runner_console(r);
	struct strbuf lang = STRBUF_INIT;

	log_language(&lang);
	log->put(log->ctx, LOG_MAGIC "\n");
	put_format(log, "lesson", "%s %016llx", stem,
	    (unsigned long long)tally_steps(runner_lesson(r)));
	put_text(log, "program", PACKAGE_VERSION);
	put_text(log, "profile", runner_lesson(r)->profile);
	put_text(log, "lang", strbuf_text(&lang));
	if (c->settings.limit != CONSOLE_LIMIT)
		put_format(log, "limit", "%llu",
		    (unsigned long long)c->settings.limit);
	if (c->settings.words)
		put_text(log, "pictures", "off");
	if (c->settings.check)
		put_text(log, "check", "on");
	if (runner_offer(r) != 0)
		put_format(log, "offer", "%zu", runner_offer(r));
	put_time(log);
	strbuf_free(&lang);
}

/* ---- what happens ---- */

void
log_line(const struct lesson_log *log, const char *text)
{
	put_time(log);
	put_text(log, ">", text);
}

void
log_gave(const struct lesson_log *log, const char *output, unsigned effects)
{
	size_t length;

	if (effects & (COMMAND_OUTSIDE | COMMAND_STOPPED)) {
		put_text(log, effects & COMMAND_OUTSIDE ? LOG_FILES :
		    LOG_STOPPED, "");
		return;
	}
	for (; *output != '\0'; output += length + (output[length] == '\n')) {
		length = strcspn(output, "\n");
		put_line(log, "|", output, length);
	}
}

static const char *const outcomes[] = {
	[TURN_ON] = "on",
	[TURN_RIGHT] = "right",
	[TURN_WRONG] = "wrong",
	[TURN_PASSED] = "passed",
	[TURN_UNCLEAR] = "unclear",
	[TURN_REACHED] = "reached",
	[TURN_TRIED] = "tried",
	[TURN_HINT] = "hint",
	[TURN_NO_HINT] = "no hint",
	[TURN_STAY] = "stay",
	[TURN_BACK] = "back",
	[TURN_NO_BACK] = "no back",
	[TURN_RESUMED] = "resumed",
	[TURN_AFRESH] = "afresh",
	[TURN_QUIT] = "quit",
};

void
log_turn(const struct lesson_log *log, const struct runner *r, size_t item,
    enum turn turn)
{
	const char *said, *truth;

	switch (turn) {
	case TURN_RIGHT:
	case TURN_WRONG:
	case TURN_PASSED:
		runner_reply(r, item, &said, &truth);
		put_format(log, "=", "%s: %s", outcomes[turn], truth);
		break;
	case TURN_REACHED:
		put_format(log, "=", "%s: %u commands, par %u",
		    outcomes[turn], runner_tries(r),
		    (unsigned)runner_lesson(r)->items[item].par);
		break;
	default:
		put_text(log, "=", outcomes[turn]);
		break;
	}
}

void
log_arrived(const struct lesson_log *log, const struct runner *r)
{
	const struct lesson *l = runner_lesson(r);
	unsigned held = 0, seen = 0;
	enum runner_tick tick;
	size_t done, all, i, j;

	for (i = 0; i < l->count; i++) {
		for (j = 0; j < l->items[i].nclaims; j++) {
			tick = runner_claim(r, i, j, NULL);
			held += tick == RUNNER_HOLDS;
			seen += tick != RUNNER_OPEN;
		}
	}
	runner_progress(r, &done, &all);
	put_format(log, "@", "%zu/%zu claims %u/%u", done, all, held, seen);
}
