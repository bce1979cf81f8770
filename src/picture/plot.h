/*
 * plot.h - the figures of a session's line over time, as a picture.
 */
#ifndef POOLSCOPE_PICTURE_PLOT_H
#define POOLSCOPE_PICTURE_PLOT_H

#include "picture/cells.h"

struct session;

/*
 * Bytes (held in arenas, in blocks, asked for), pools in use and arenas, from
 * the first event to the last, with the present moment marked.  As
 * still_write.
 */
bool plot_write(const struct session *s, const struct palette *palette,
    enum pen_paper paper, const char *title, struct strbuf *out,
    struct strbuf *why);

#endif
