/*
 * script_cues.h - a script of commands as what a presenter goes through.
 *
 *	# Ask for hands first.		notes for the speaker
 *	# step				the next command by its decisions
 *	# ask block			the kind of question, with predict on
 *	free x
 */
#ifndef POOLSCOPE_APP_SCRIPT_CUES_H
#define POOLSCOPE_APP_SCRIPT_CUES_H

#include <stdbool.h>
#include <stddef.h>

struct cue {
	char *command;
	char *notes;		/* lines for the speaker, or NULL */
	char *ask;		/* a kind of question, or NULL */
	bool step;		/* go through its decisions */
};

struct script_cues {
	struct cue *list;
	size_t count, room;
};

/* Reads the script PATH.  False, after a line on standard error, if it cannot
   be read or has no command. */
bool script_cues_read(struct script_cues *s, const char *path);
void script_cues_free(struct script_cues *s);

#endif
