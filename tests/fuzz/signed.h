/*
 * signed.h - the heads of a binary trace made to fit what stands in it: no
 * chance would find a check sum.
 */
#ifndef POOLSCOPE_TESTS_FUZZ_SIGNED_H
#define POOLSCOPE_TESTS_FUZZ_SIGNED_H

#include <stdbool.h>
#include <stddef.h>

/* The check sums of all blocks of the N bytes at P; nothing where they are no
   binary trace. */
void signed_blocks(unsigned char *p, size_t n);

/*
 * Where reading ends with a block that is damaged: its number of records, its
 * sum of addresses or, of the last block, the total, as it ought to be.  False
 * where there is no more to mend.
 */
bool signed_mend(unsigned char *p, size_t n);

#endif
