/*
 * examine.h - what the bytes are that `x` shows.
 */
#ifndef POOLSCOPE_COMMAND_EXAMINE_H
#define POOLSCOPE_COMMAND_EXAMINE_H

#include <stdint.h>

struct session;
struct strbuf;

/*
 * Appends what the N (up to 8) bytes at a nominal address are: the fields of
 * a header with their values, the link in a free block, text.
 */
void annotate(const struct session *s, uint64_t address,
    const unsigned char *bytes, unsigned n, struct strbuf *out);

#endif
