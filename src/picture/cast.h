/*
 * cast.h - a span of a session's line as a recording that asciinema plays:
 * asciicast, version 2, a frame and a marker for each event.
 */
#ifndef POOLSCOPE_PICTURE_CAST_H
#define POOLSCOPE_PICTURE_CAST_H

#include "support/strbuf.h"
#include "view/canvas.h"
#include "view/theme.h"

struct cast;

/* A recording of COLS columns and ROWS rows in the colours of THEME. */
struct cast *cast_new(int rows, int cols, const struct theme *theme,
    const char *title);

/* CV is shown from SECONDS on, which do not decrease; LABEL marks that
   moment. */
void cast_frame(struct cast *cast, double seconds, const struct canvas *cv,
    const char *label);

/* Ends it and frees it; OUT gets the file's text. */
void cast_finish(struct cast *cast, struct strbuf *out);

#endif
