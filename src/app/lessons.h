/*
 * lessons.h - the lessons that the program finds, and their faults on
 * standard error.
 */
#ifndef POOLSCOPE_APP_LESSONS_H
#define POOLSCOPE_APP_LESSONS_H

#include "command/console.h"
#include "lesson/lesson.h"
#include "lesson/library.h"

/*
 * The lessons of $POOLSCOPE_LESSONS (folders parted by colons), of the
 * installation and of ./lessons, in the language that texts are in.
 */
void lessons_gather(struct library *out);

/* All of them, each language's: FN is told each file. */
void lessons_each(void (*fn)(void *ctx, const char *path), void *ctx);

/* The lesson that NAME means: one of the library's, or a file.  NULL after
   FAULT was told why (of no file: path NULL). */
struct lesson *lessons_open(const char *name, lesson_fault_fn fault,
    void *ctx);

/* "poolscope: FILE:LINE: MESSAGE" on standard error; CTX is ignored. */
void lessons_print_fault(void *ctx, const char *path, unsigned line,
    const char *message);

/*
 * The command `lesson` on C: lists the lessons (NAME NULL), or opens one,
 * which takes the place of *NEXT.
 */
enum command_status lessons_command(struct console *c, const char *name,
    struct lesson **next);

#endif
