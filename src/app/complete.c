/*
 * complete.c - the language's completion for the line editors.
 */
#include "config.h"

#include "app/complete.h"

#include <stdlib.h>

#include "command/command.h"
#include "support/xalloc.h"

void
complete_choices(struct console *c, const char *line, size_t point,
    struct choices *out)
{
	struct completion words = { 0 };
	char *word;
	size_t i;

	command_complete(c, line, point, &words);
	out->start = words.start;
	for (i = 0; i < words.count; i++)
		choices_add(out, words.words[i], NULL);
	if (words.files) {
		word = xstrndup(line + words.start, point - words.start);
		choices_add_files(out, word);
		free(word);
	}
	completion_free(&words);
}
