/*
 * term.h - the terminal as a device: its modes, its size, signals, and the
 * way back to how it was found.
 *
 * Whatever happens, the shell gets its terminal back: when the program ends,
 * when it is suspended, when exit() is called from deep below, and when it
 * crashes (SEGV, BUS, FPE, ILL, ABRT, QUIT; a stack overflow too).  What is
 * written to standard error meanwhile is kept, and shown afterwards.
 *
 * Signals are never acted on where they arrive.  A handler writes the number
 * to a pipe; the event loop polls term_signal_fd() and takes them one by one.
 *
 * There is one terminal, so only one struct term can be open at a time.
 */
#ifndef POOLSCOPE_TERM_H
#define POOLSCOPE_TERM_H

#include <stdbool.h>

struct term;

/*
 * Take the terminal that standard input and output are.  Returns NULL, with
 * nothing changed, if they are none or if the signals' pipe cannot be made.
 * Its modes stay as they are until term_raw().
 */
struct term *term_open(void);

/*
 * Only see to it that a crash, or exit(), leaves its modes as they are now;
 * whoever changes them meanwhile puts them back.  NULL as above.
 */
struct term *term_keep(void);

/* Give everything back and show what was written to standard error. */
void term_close(struct term *term);

/*
 * The size in characters, within sane limits; where the terminal does not
 * know its size, 24 x 80.
 */
void term_size(const struct term *term, int *rows, int *cols);

/*
 * Byte by byte, no echo, no signals from keys, nothing translated, so that
 * what is typed arrives unchanged and in order.
 */
void term_raw(struct term *term);

/* The modes as they were found. */
void term_cooked(struct term *term);

/*
 * Ask the terminal to bracket pastes and (if MOUSE) to report clicks, or not
 * to any more.
 */
void term_reports(struct term *term, bool on, bool mouse);

/*
 * The bytes that bring the terminal back to a shell, for when there is no
 * time to ask curses.  To be set when a screen was opened; copied.
 */
void term_set_leave(struct term *term, const char *bytes);

/* Readable when a signal has come. */
int term_signal_fd(const struct term *term);

/*
 * The next signal that came (SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP,
 * SIGINT) or 0.  Never waits.
 */
int term_next_signal(struct term *term);

/*
 * Stop this job as Ctrl-Z does and return when it goes on.  The caller has
 * given the terminal back before.
 */
void term_stop(struct term *term);

#endif
