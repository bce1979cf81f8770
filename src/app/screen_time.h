/*
 * screen_time.h - what time does on the screen: a trace is being loaded,
 * events are played, and the timeline can be clicked.
 */
#ifndef POOLSCOPE_APP_SCREEN_TIME_H
#define POOLSCOPE_APP_SCREEN_TIME_H

#include <stdbool.h>
#include <stddef.h>

#include "app/playing.h"
#include "terminal/keys.h"

struct app;
struct console;
struct loading;
struct view;

struct screen_time {
	struct app *app;		/* these four not its own */
	struct console *console;
	struct view *view;
	struct loading *loading;	/* a trace that is loaded, or NULL */
	struct playing playing;
	long long play_at;		/* milliseconds: the next event */
	bool untouched;			/* nothing was done yet */
};

/* The screen is about to be shown. */
void screen_time_begin(struct screen_time *t, struct console *c,
    struct app *app, struct view *view, struct loading *loading);

/* A command is about to be run; or the history was made another. */
void screen_time_command(struct screen_time *t);
void screen_time_reset(struct screen_time *t);

/* Readies what the status line says. */
void screen_time_status(struct screen_time *t);

/* Space, + - and p; false: KEY is none of them. */
bool screen_time_key(struct screen_time *t, const struct key *key);

/* A click that stands for a command, "goto 17"; false: KEY is none. */
bool screen_time_click(const struct screen_time *t, const struct key *key,
    char *command, size_t size);

/* As frontend.tick. */
int screen_time_tick(struct screen_time *t);

#endif
