/*
 * plot.h - the figures of a session's line over time, as a picture
 * or as CSV.
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

/*
 * The figures that it draws, each the most of it after the events of a row, as
 * CSV that is never translated.  Where there are more events than columns of
 * the picture, a row stands for several.
 */
void plot_csv(const struct session *s, struct strbuf *out);

#endif
