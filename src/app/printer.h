/*
 * printer.h - a console's lines on standard output and standard error.
 */
#ifndef POOLSCOPE_APP_PRINTER_H
#define POOLSCOPE_APP_PRINTER_H

#include "command/console.h"

/*
 * Answers to standard output; errors and notices to standard error, with the
 * program's name in front.  As console_hooks.line; CTX is ignored.
 */
void print_script_line(void *ctx, enum console_style style,
    const char *text);

/* At the keyboard: all in order on standard output, errors named as such. */
void print_keyboard_line(void *ctx, enum console_style style,
    const char *text);

/* One line on standard error, the program's name in front; TEXT may have
   anything in it: files and words that people name. */
void print_fault(const char *text);

/* TEXT as it is to be shown, whatever it holds.  Allocated. */
char *print_shown(const char *text);

/* TEXT with its newlines; on a terminal its lines end between words, where
   they are too long. */
void print_text(const char *text);

/* The columns of the terminal that standard output is, at most MOST; MOST if
   it is none. */
int print_columns(int most);

/*
 * Ends us as a closed pipe ends other programs, without a word and by SIGPIPE,
 * if standard output is one that nobody reads any more.
 */
void print_end_if_unread(void);

/*
 * Writes out what is left.  Returns the exit status: STATUS, or that of a
 * failure, after one line on standard error, if anything that was ever printed
 * could not be written.
 */
int print_finish(int status);

#endif
