/*
 * notes.h - the speaker's notes, from the presenting session to a second
 * terminal.
 *
 * They are a file that only its owner can read, in a folder that only its
 * owner can enter, under $XDG_RUNTIME_DIR.  Beside it stands a pipe that tells
 * nothing but whether the presentation goes on: its end is seen at once, even
 * where the program was killed.
 */
#ifndef POOLSCOPE_APP_NOTES_H
#define POOLSCOPE_APP_NOTES_H

struct notes;

/* To publish from a presentation.  NULL, after a message on standard error,
   where there is no private place for them or another presentation runs. */
struct notes *notes_open(void);
/* Replaces what is shown by TEXT, whole lines.  N may be NULL. */
void notes_publish(struct notes *n, const char *text);
/* Ends it for those who follow.  N may be NULL. */
void notes_close(struct notes *n);

/* The folder, made and found private, with FILE in it; to be given to free().
   NULL after a message on standard error. */
char *notes_path(const char *file);

#define NOTES_FILE "notes"
#define NOTES_PIPE "alive"

#endif
