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

/*
 * Writes out what is left.  False, after one line on standard error, if
 * anything that was ever printed could not be written.
 */
bool print_finish(void);

#endif
