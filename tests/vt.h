/*
 * vt.h - a program on a terminal that a test can look at.
 *
 * The program runs on a pseudo-terminal; what it sends is kept as a grid of
 * cells by libvterm, so a test sees what a person would see:
 *
 *	struct vt *vt = vt_start(&(struct vt_options){ .argv = argv });
 *	vt_wait(vt, "(poolscope)");
 *	vt_send(vt, "alloc 28\r");
 *	vt_wait(vt, "event 1");
 *	assert_int_equal(vt_end(vt, "quit\r"), 0);
 *
 * Nothing sleeps: a vt_wait looks at the grid of now, then again whenever the
 * program has sent something, and after VT_DEADLINE fails the test (cmocka's
 * fail()) and shows the grid.  So wait for something that was not there
 * before: a new step's number, not a word that may be old.
 *
 * The program's environment is only what is set here: TERM, LC_ALL, HOME (an
 * empty folder of its own, removed at the end), INPUTRC=/dev/null, PATH.
 */
#ifndef POOLSCOPE_TESTS_VT_H
#define POOLSCOPE_TESTS_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VT_DEADLINE 10000	/* milliseconds */

struct vt;

struct vt_options {
	const char *const *argv;	/* ends with NULL */
	int rows, cols;			/* 0: 24 x 80 */
	const char *term;		/* NULL: xterm-256color; "": unset */
	const char *locale;		/* NULL: C.UTF-8 */
	const char *const *env;		/* "NAME=VALUE" ..., NULL; or NULL */
};

/* What a cell shows.  Colours are numbers, VT_DEFAULT, or VT_RGB. */
#define VT_DEFAULT (-1)
#define VT_RGB	   (-2)

struct vt_cell {
	char text[32];		/* "" where nothing was ever written */
	int width;
	bool bold, underline, reverse;
	int fore, back;
};

/* Start it.  Skips the test where there are no pseudo-terminals. */
struct vt *vt_start(const struct vt_options *options);

/*
 * The path of a program of this build, "tests/terminal_demo"; good until the
 * next call.
 */
const char *vt_program(const char *name);

/* The folder that is the program's HOME. */
const char *vt_home(const struct vt *vt);

/* A folder goes, with all that is in it. */
void vt_remove(const char *folder);

/* Type. */
void vt_send(struct vt *vt, const char *text);
void vt_send_bytes(struct vt *vt, const char *bytes, size_t length);

/* Click the left button on a cell, both from 0. */
void vt_click(struct vt *vt, int row, int col);

/* Wait until a row, ROW, or no row shows TEXT somewhere. */
void vt_wait(struct vt *vt, const char *text);
void vt_wait_row(struct vt *vt, int row, const char *text);
void vt_wait_gone(struct vt *vt, const char *text);

/* Wait until the cursor is there. */
void vt_wait_cursor(struct vt *vt, int row, int col);

/* Wait until TEST says so. */
void vt_wait_until(struct vt *vt, bool (*test)(struct vt *), const char *what);

/*
 * Take in what comes for MS milliseconds; returns how many bytes.  Only for
 * seeing that nothing comes.
 */
size_t vt_settle(struct vt *vt, int ms);

/*
 * The grid of now: a row's text, without blanks at its end (good until the
 * next call), one cell, and the first row that shows TEXT, or -1.
 */
const char *vt_row(struct vt *vt, int row);
struct vt_cell vt_cell(struct vt *vt, int row, int col);
int vt_find(struct vt *vt, const char *text);

/* The state of the terminal. */
void vt_cursor(struct vt *vt, int *row, int *col);
bool vt_cursor_visible(struct vt *vt);
bool vt_alternate(struct vt *vt);	/* the second screen is shown */
bool vt_mouse(struct vt *vt);		/* clicks are reported */
bool vt_pastes(struct vt *vt);	/* pastes are marked as such */
bool vt_cooked(struct vt *vt);		/* echo, lines, signals, as at first */
/* All of these are as at first. */
void vt_check_given_back(struct vt *vt);

void vt_resize(struct vt *vt, int rows, int cols);
void vt_signal(struct vt *vt, int signal);

/* Processor time that the program has used, in milliseconds. */
long vt_cpu_ms(struct vt *vt);

/* How often the program went to sleep and was woken, or -1 if unknown. */
long vt_wakeups(struct vt *vt);

/* Its memory that is there, in KiB, or -1 if unknown. */
long vt_resident(struct vt *vt);

/* Whether the program has ended. */
bool vt_ended(struct vt *vt);

/* Print the grid, as a failed wait does. */
void vt_show(struct vt *vt);

/*
 * Type TEXT (or nothing: NULL) and wait for the program's end.  Returns its
 * exit status, or 128 + the signal that ended it.  The grid stays.
 */
int vt_wait_end(struct vt *vt, const char *text);

/* Take the terminal away from the program; then as vt_wait_end. */
int vt_hang_up(struct vt *vt);

/* End what still runs, and forget all. */
void vt_free(struct vt *vt);

/* vt_wait_end and vt_free at once. */
int vt_end(struct vt *vt, const char *text);

#endif
