/*
 * script_cues.c - a script of commands as what a presenter goes through.
 */
#include "config.h"

#include "app/script_cues.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/options.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define BLANKS " \t\r\n"
#define CUES_MAX 10000u

/* What was read of the next cue. */
struct coming {
	struct strbuf notes;
	char *ask;
	bool step;
};

static void
trim_end(char *line)
{
	size_t length = strlen(line);

	while (length != 0 && strchr(BLANKS, line[length - 1]) != NULL)
		line[--length] = '\0';
}

static void
set_ask(struct coming *next, const char *kind)
{
	free(next->ask);
	next->ask = xstrdup(kind);
}

static void
take_comment(struct coming *next, const char *text)
{
	text += strspn(text, "#");
	text += strspn(text, BLANKS);
	if (strcmp(text, "step") == 0)
		next->step = true;
	else if (strncmp(text, "ask ", 4) == 0 &&
	    strpbrk(text + 4, BLANKS) == NULL)
		set_ask(next, text + 4);
	else if (*text != '\0')
		strbuf_printf(&next->notes, "%s\n", text);
}

static void
add_cue(struct script_cues *s, struct coming *next, const char *command)
{
	s->list = xgrow(s->list, &s->room, s->count + 1, sizeof *s->list);
	s->list[s->count++] = (struct cue){
		.command = xstrdup(command),
		.notes = next->notes.length != 0 ?
		    strbuf_steal(&next->notes) : NULL,
		.ask = next->ask,
		.step = next->step,
	};
	next->ask = NULL;
	next->step = false;
}

static void
take_line(struct script_cues *s, struct coming *next, char *line)
{
	trim_end(line);
	line += strspn(line, BLANKS);
	if (*line == '#')
		take_comment(next, line);
	else if (*line != '\0')
		add_cue(s, next, line);
}

/* False if not all can be read; errno says why. */
static bool
read_lines(struct script_cues *s, FILE *f)
{
	struct coming next = { .notes = STRBUF_INIT };
	char *line = NULL;
	size_t room = 0;
	ssize_t length = 0;
	bool readable;

	while (s->count < CUES_MAX && (length = xgetline(&line, &room, f)) >= 0)
		take_line(s, &next, line);
	readable = length >= 0 || !xgetline_failed(f);
	free(line);
	free(next.ask);
	strbuf_free(&next.notes);
	return readable;
}

bool
script_cues_read(struct script_cues *s, const char *path)
{
	FILE *f = fopen(path, "r");

	*s = (struct script_cues){ .count = 0 };
	if (f == NULL || !read_lines(s, f)) {
		usage_error(_("%s cannot be read: %s"), path,
		    strerror(errno));
	} else if (s->count == 0) {
		usage_error(_("%s: there is no command to present"), path);
	} else {
		fclose(f);
		return true;
	}
	if (f != NULL)
		fclose(f);
	script_cues_free(s);
	return false;
}

void
script_cues_free(struct script_cues *s)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		free(s->list[i].command);
		free(s->list[i].notes);
		free(s->list[i].ask);
	}
	free(s->list);
	*s = (struct script_cues){ .count = 0 };
}
