/*
 * child.h - a recorded program as our child: signals, and ending as it did.
 */
#ifndef POOLSCOPE_APP_CHILD_H
#define POOLSCOPE_APP_CHILD_H

struct recording;

/*
 * From now on, as a shell does while it waits for a program: Ctrl-C and
 * Ctrl-\ are the program's alone, and SIGTERM and SIGHUP are handed on to it.
 * Signal MARK (0: none) sets a mark in the recording.  With NULL it ends.
 */
void child_signals(struct recording *r, int mark);

/* Ends us as STATUS, of waitpid, says the program ended: by the same signal,
   or else returns its exit status. */
int child_end_like(int status);

/* The signal that WORD names, as kill(1) does: USR1, SIGUSR1, 10; or 0. */
int child_signal_named(const char *word);

#endif
