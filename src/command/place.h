/*
 * place.h - what lies at an address, in words.
 */
#ifndef POOLSCOPE_COMMAND_PLACE_H
#define POOLSCOPE_COMMAND_PLACE_H

#include <stdint.h>

struct pym_location;
struct session;
struct strbuf;

/* "block 3 of pool 0.0, free, was b": what a nominal address is part of. */
void place_print(const struct session *s, uint64_t address,
    struct strbuf *out);

/* The same of a place already located. */
void place_print_located(const struct session *s, uint64_t address,
    const struct pym_location *at, struct strbuf *out);

#endif
