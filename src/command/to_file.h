/* to_file.h - answers of commands that go to a file. */
#ifndef POOLSCOPE_COMMAND_TO_FILE_H
#define POOLSCOPE_COMMAND_TO_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "command/console.h"
#include "support/whole_file.h"

/* As whole_file_open and whole_file_close; false after an error line, which
   names PATH. */
bool to_file_begin(struct console *c, struct whole_file *w, const char *path);
bool to_file_end(struct console *c, struct whole_file *w, const char *path,
    bool whole);

/* For those who hand out text in pieces: CTX is a FILE. */
void to_file_emit(void *ctx, const char *text, size_t n);

#endif
