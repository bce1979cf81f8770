/* view_screen.c - the view over a console, without a terminal. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "command/threads.h"
#include "support/utf8.h"
#include "tests/view_screen.h"

static void
take_line(void *ctx, enum console_style style, const char *text)
{
	struct screen *s = ctx;

	view_add_line(&s->view, style == CONSOLE_TITLE ? STYLE_TITLE :
	    style == CONSOLE_ERROR ? STYLE_ERROR : STYLE_NORMAL, text);
}

void
screen_open(struct screen *s, const char *profile)
{
	struct console_hooks hooks = { .line = take_line, .ctx = s };
	struct pym_profile p;
	char why[128];

	if (pym_profile_parse(profile, &p, why, sizeof(why)) != PYM_OK)
		fail_msg("%s", why);
	*s = (struct screen){ .session = session_new(&p, 0) };
	assert_non_null(s->session);
	console_init(&s->console, s->session, &hooks, CONSOLE_KEYBOARD);
	view_init(&s->view, s->session);
	s->canvas = canvas_new(24, 80, GLYPHS_ASCII);
}

void
screen_close(struct screen *s)
{
	canvas_free(s->canvas);
	strbuf_free(&s->text);
	view_end(&s->view);
	console_end(&s->console);
	session_free(s->session);
}

/* ---- what a person does ------------------------------------------------- */

static void
give(struct screen *s, const char *command)
{
	enum command_status status;

	view_begin_answer(&s->view, command);
	s->console.effects = 0;
	status = command_run(&s->console, command);
	if (status != COMMAND_OK)
		fail_msg("%s was not carried out", command);
	if (s->console.effects & (COMMAND_HEAP | COMMAND_RESET))
		view_follow(&s->view);
	view_end_answer(&s->view,
	    (s->console.effects & COMMAND_HEAP) != 0, false);
}

static void
press_once(struct screen *s, const char *key)
{
	static const struct {
		const char *name;
		int right, down;
	} arrows[] = {
		{ "left", -1, 0 }, { "right", 1, 0 },
		{ "up", 0, -1 }, { "down", 0, 1 },
	};
	static const char *const extras[] = { "", "trick", "lists",
	    "layers" };
	struct view *v = &s->view;
	size_t i;

	for (i = 0; i < 4; i++) {
		if (strcmp(key, arrows[i].name) == 0)
			view_select(v, arrows[i].right, arrows[i].down);
		if (strcmp(key, extras[i]) == 0)
			view_toggle_extra(v, (enum view_extra)i);
	}
	if (strcmp(key, "in") == 0)
		view_zoom_in(v);
	else if (strcmp(key, "out") == 0)
		view_zoom_out(v);
	else if (strcmp(key, "order") == 0)
		v->order = !v->order;
	else if (strcmp(key, "help") == 0)
		v->help = !v->help;
	else if (strcmp(key, "cover") == 0)
		v->covered = v->places_covered = !v->covered;
	else if (strcmp(key, "large") == 0)
		v->large = !v->large;
	else if (strcmp(key, "plot") == 0)
		v->plotting = !v->plotting;
	else if (strcmp(key, "playing") == 0)
		strbuf_puts(&v->activity, "playing x16");
}

/* What arrows do depends on the picture: it is drawn before. */
static void
press(struct screen *s, const char *key)
{
	char name[16];
	int times = 1, i;

	if (sscanf(key, "%15s %d", name, &times) < 1)
		fail_msg("no key");
	screen_text(s, 22, 80, GLYPHS_ASCII);
	for (i = 0; i < times; i++)
		press_once(s, name);
}

void
screen_do(struct screen *s, const char *lines)
{
	char line[256];
	size_t length;

	while (*lines != '\0') {
		length = strcspn(lines, "\n");
		assert_true(length < sizeof(line));
		memcpy(line, lines, length);
		line[length] = '\0';
		if (line[0] == ':')
			press(s, line + 1);
		else
			give(s, line);
		lines += length + (lines[length] == '\n');
	}
}

/* ---- what is seen ------------------------------------------------------- */

const char *
screen_text(struct screen *s, int rows, int cols, enum glyph_set glyphs)
{
	canvas_free(s->canvas);
	s->canvas = canvas_new(rows, cols, glyphs);
	s->view.threads = threads_now(&s->console);
	view_draw(&s->view, s->canvas);
	strbuf_clear(&s->text);
	canvas_dump_text(s->canvas, &s->text);
	return strbuf_text(&s->text);
}

char *
screen_styles(struct screen *s)
{
	struct strbuf styles = STRBUF_INIT;

	canvas_dump_styles(s->canvas, &styles);
	return strbuf_steal(&styles);
}

bool
screen_has(struct screen *s, const char *text)
{
	return strstr(strbuf_text(&s->text), text) != NULL;
}

void
screen_find(struct screen *s, const char *text, int *row, int *col)
{
	const char *all = strbuf_text(&s->text), *at = strstr(all, text);
	const char *line = all, *next;
	char *before;

	if (at == NULL)
		fail_msg("nowhere \"%s\" in\n%s", text, all);
	for (*row = 0; (next = strchr(line, '\n')) != NULL && next < at;
	    line = next + 1)
		(*row)++;
	before = strndup(line, (size_t)(at - line));
	*col = utf8_columns(before);
	free(before);
}
