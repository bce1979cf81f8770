/*
 * address_test.h - is this address pymalloc's?  The arithmetic in one line.
 */
#ifndef POOLSCOPE_VIEW_ADDRESS_TEST_H
#define POOLSCOPE_VIEW_ADDRESS_TEST_H

#include "session/session.h"
#include "support/strbuf.h"

/* Appends it for a nominal address in an arena that lives. */
void address_test_words(const struct session *s, uint64_t address,
    struct strbuf *out);

#endif
