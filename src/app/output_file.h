/*
 * output_file.h - bytes as a file, or on standard output.
 */
#ifndef POOLSCOPE_APP_OUTPUT_FILE_H
#define POOLSCOPE_APP_OUTPUT_FILE_H

#include <stdbool.h>

#include "support/strbuf.h"

/* Puts BYTES in the place of PATH at once; "-" is standard output.  False,
   with PATH as it was, after one line on standard error. */
bool output_file(const char *path, const struct strbuf *bytes);

#endif
