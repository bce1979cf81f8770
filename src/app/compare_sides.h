/*
 * compare_sides.h - the same commands given to several sessions at once.
 *
 * Each side has a session of its own under its own profile, a console and a
 * view.  A line goes to all of them, so they are always at the same event.
 */
#ifndef POOLSCOPE_APP_COMPARE_SIDES_H
#define POOLSCOPE_APP_COMPARE_SIDES_H

#include "app/compare.h"
#include "command/console.h"
#include "view/view.h"

struct side {
	struct session *session;
	struct console console;
	struct view view;
	char name[128];
	/* Gets each line that its console gives, or NULL. */
	void (*line)(struct side *side, enum console_style style,
	    const char *text);
};

struct sides {
	struct side list[COMPARE_MOST];
	size_t count;
	bool quitting;
	bool (*interrupted)(void *ctx);	/* or NULL */
	void *ctx;
};

/* One side for each of N profiles, with the trace that O names loaded, at
   event 0.  False: it said why. */
bool sides_open(struct sides *s, const struct options *o,
    const struct pym_profile *profiles, size_t n);
void sides_close(struct sides *s);

/* Gives LINE to every side.  False: it was quit. */
bool sides_run(struct sides *s, const char *line);

/* Appends "3 arenas, 12 KiB of 768 KiB in blocks (1 %)" of this moment. */
void side_figures(const struct side *side, struct strbuf *out);

#endif
