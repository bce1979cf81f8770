/*
 * save.h - what the forms share in which a session is saved.
 */
#ifndef POOLSCOPE_COMMAND_SAVE_H
#define POOLSCOPE_COMMAND_SAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct session;

/* As a script.  True: a free that a recording missed became a command, and
   event, of its own. */
bool save_script(const struct session *s, FILE *f);

/* What the file could not say. */
struct save_lost {
	bool sites;
	uint64_t writes;	/* left out */
	uint64_t frees;		/* that were missed: events of their own */
};

/* As a text trace.  False: there is no memory for it. */
bool save_trace(const struct session *s, FILE *f, struct save_lost *lost);

/* The marks up to here, in the order of their events. */
struct save_mark {
	uint64_t event;
	char *name;
};

struct save_marks {
	struct save_mark *list;
	size_t count, room;
	size_t next;		/* those before it were taken */
};

void save_marks_gather(struct save_marks *m, const struct session *s);
void save_marks_free(struct save_marks *m);
/* The event of the next mark; UINT64_MAX: there is none. */
uint64_t save_marks_next(const struct save_marks *m);
/* The next mark, if it is of event N; else NULL. */
const char *save_marks_take(struct save_marks *m, uint64_t n);

/* Notes the lines left behind, as comments. */
void save_futures(const struct session *s, FILE *f);

#endif
