/*
 * screen.h - a canvas on the terminal, by way of curses.
 *
 * The one place that knows curses, and the only use made of it is output: it
 * finds what changed since the last frame and sends that.  Input never passes
 * through it.
 */
#ifndef POOLSCOPE_SCREEN_H
#define POOLSCOPE_SCREEN_H

#include <stdbool.h>

#include "terminal/term.h"
#include "view/canvas.h"
#include "view/theme.h"

/* --color */
enum color_mode {
	COLOR_AUTO,	/* if the terminal has colours and NO_COLOR is unset */
	COLOR_ALWAYS,	/* if the terminal has colours */
	COLOR_NEVER
};

struct screen;

/*
 * Take over TERM's screen.  Returns NULL, with nothing changed, if TERM names
 * no terminal that can move its cursor (dumb, unknown, unset).
 */
struct screen *screen_open(struct term *term, enum color_mode color,
    const struct theme *theme);

/* Give the screen back.  NULL is allowed. */
void screen_close(struct screen *screen);

/*
 * Show CV, whose size is the screen's.  All is sent anew after a resize or
 * when screen_forget() was called.
 */
void screen_draw(struct screen *screen, const struct canvas *cv);

/* Take over the terminal's size of now. */
void screen_resize(struct screen *screen, int rows, int cols);

/* Assume nothing about what the terminal shows. */
void screen_forget(struct screen *screen);

/* Leave the screen for a while, and come back. */
void screen_suspend(struct screen *screen);
void screen_resume(struct screen *screen);

/* Ring, or flash. */
void screen_beep(struct screen *screen);

/* Report clicks, or leave the mouse to the terminal's own copy and paste. */
void screen_mouse(struct screen *screen, bool on);

/* From now on styles look like this. */
void screen_set_theme(struct screen *screen, const struct theme *theme);

/* How colours are shown. */
enum depth screen_depth(const struct screen *screen);

/*
 * What key CAPABILITY of terminfo sends ("kpp", "kf1"), or NULL.  Good as
 * long as the program runs.
 */
const char *screen_key(const char *capability);

#endif
