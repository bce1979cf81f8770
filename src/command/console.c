/* console.c - where commands are given and answered. */
#include "config.h"

#include "command/console.h"

#include <stdlib.h>
#include <string.h>

#include "command/catch.h"
#include "command/threads.h"
#include "objects/objects.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/utf8.h"

#define PLACED_MAX 600		/* bytes of an error that anyone reads */

void
console_init(struct console *c, struct session *s,
    const struct console_hooks *hooks, enum console_mode mode)
{
	*c = (struct console){
		.session = s,
		.hooks = *hooks,
		.mode = mode,
		.settings = { .limit = CONSOLE_LIMIT },
	};
}

void
console_end(struct console *c)
{
	if (c->settings.mallocstats)
		session_before_arena(c->session, NULL, NULL);
	free(c->repeat);
	c->repeat = NULL;
	threads_free(c->threads);
	c->threads = NULL;
	catches_free(c->catches);
	c->catches = NULL;
	strbuf_free(&c->partial);
	objects_free(c->objects);
	c->objects = NULL;
}

struct objects *
console_objects(struct console *c)
{
	if (c->objects == NULL)
		c->objects = objects_new();
	objects_follow(c->objects, c->session);
	return c->objects;
}

static void
give(struct console *c, enum console_style style, const char *text)
{
	if (c->hooks.line != NULL)
		c->hooks.line(c->hooks.ctx, style, text);
}

void
console_line(struct console *c, enum console_style style, const char *text)
{
	struct strbuf shown = STRBUF_INIT;

	utf8_show(&shown, text, strlen(text));
	give(c, style, strbuf_text(&shown));
	strbuf_free(&shown);
}

void
console_lines(struct console *c, enum console_style style, const char *text)
{
	struct strbuf shown = STRBUF_INIT;
	size_t n;

	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		strbuf_clear(&shown);
		utf8_show(&shown, text, n);
		give(c, style, strbuf_text(&shown));
	}
	strbuf_free(&shown);
}

static void
print_line(struct console *c, enum console_style style, const char *format,
    va_list arguments)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_vprintf(&text, format, arguments);
	console_line(c, style, strbuf_text(&text));
	strbuf_free(&text);
}

void
console_print(struct console *c, enum console_style style,
    const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_line(c, style, format, arguments);
	va_end(arguments);
}

void
console_say(struct console *c, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_line(c, CONSOLE_NORMAL, format, arguments);
	va_end(arguments);
}

/* A line with the place it speaks of in front. */
static void
print_placed(struct console *c, enum console_style style, const char *format,
    va_list arguments)
{
	struct strbuf text = STRBUF_INIT;

	if (c->file != NULL)
		strbuf_printf(&text, "%s:%ju: ", c->file,
		    c->line);
	strbuf_vprintf(&text, format, arguments);
	if (text.length > PLACED_MAX) {
		strbuf_truncate(&text, PLACED_MAX);
		strbuf_puts(&text, " ...");
	}
	console_line(c, style, strbuf_text(&text));
	strbuf_free(&text);
}

enum command_status
console_error(struct console *c, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_placed(c, CONSOLE_ERROR, format, arguments);
	va_end(arguments);
	c->errors++;
	return COMMAND_ERROR;
}

void
console_notice(struct console *c, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_placed(c, CONSOLE_NOTICE, format, arguments);
	va_end(arguments);
}

void
console_emit(void *ctx, const char *text, size_t n)
{
	struct console *c = ctx;
	const char *newline;
	size_t length;

	while ((newline = memchr(text, '\n', n)) != NULL) {
		length = (size_t)(newline - text);
		strbuf_add(&c->partial, text, length);
		give(c, CONSOLE_NORMAL, strbuf_text(&c->partial));
		strbuf_clear(&c->partial);
		text += length + 1;
		n -= length + 1;
	}
	strbuf_add(&c->partial, text, n);
}

bool
console_interrupted(const struct console *c)
{
	return c->hooks.interrupted != NULL &&
	    c->hooks.interrupted(c->hooks.ctx);
}

uint64_t
console_rows(const struct console *c, uint64_t n)
{
	uint64_t limit = c->settings.limit;

	return limit != 0 && n > limit ? limit : n;
}

bool
console_row(const struct console *c, uint64_t i)
{
	return c->settings.limit == 0 || i < c->settings.limit;
}

void
console_cut(struct console *c, uint64_t n)
{
	uint64_t more = n - console_rows(c, n);

	if (more != 0)
		console_say(c, ngettext(
		    "... %ju more (set limit 0 shows all)",
		    "... %ju more (set limit 0 shows all)", more),
		    more);
}
