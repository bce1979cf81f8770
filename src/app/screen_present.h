/*
 * screen_present.h - a presentation on the full screen.
 *
 * Page Down and Page Up, which a clicker sends, are a beat on and back.  Its
 * other keys (F5, Escape, b, a full stop) do nothing to it.
 */
#ifndef POOLSCOPE_APP_SCREEN_PRESENT_H
#define POOLSCOPE_APP_SCREEN_PRESENT_H

#include <stdbool.h>

#include "app/options.h"
#include "app/presenter.h"
#include "terminal/keys.h"

struct app;
struct view;

struct screen_present {
	struct presenter *presenter;	/* NULL: there is none */
	struct console *console;
	struct view *view;
	struct app *app;
};

/* Begins what --present names, if anything. */
void screen_present_begin(struct screen_present *s, const struct options *o,
    struct quiz *q);
void screen_present_end(struct screen_present *s);

/* Whether there is one: then lines are its, and these keys, of which COMMAND
   (or NULL) is what they mean else. */
bool screen_present_runs(const struct screen_present *s);
bool screen_present_line(struct screen_present *s, const char *text);
bool screen_present_key(struct screen_present *s, const struct key *key,
    const char *command);

const char *screen_present_prompt(const struct screen_present *s);
/* Appends the footer: where we are, and the keys. */
void screen_present_keys(const struct screen_present *s, struct strbuf *out);

#endif
