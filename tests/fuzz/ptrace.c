/*
 * ptrace.c - the fuzzer's target for the binary form of traces: the check sums
 * are made right, so that what lies behind them is met; then the heads, too,
 * so that the whole trace is read.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "readers.h"
#include "signed.h"
#include "support/xalloc.h"
#include "trace/ptrace.h"

#define MENDED_MOST 16		/* heads */

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	unsigned char *copy = xmalloc(n + 1);
	unsigned i;

	fuzz_outside(NULL, 0);
	if (n > 0)
		memcpy(copy, bytes, n);
	if (n >= PTRACE_MAGIC_LENGTH - 1)
		memcpy(copy, PTRACE_MAGIC, PTRACE_MAGIC_LENGTH - 1);
	signed_blocks(copy, n);
	readers_try(copy, n);
	for (i = 0; i < MENDED_MOST && signed_mend(copy, n); i++)
		continue;
	if (i > 0)
		readers_try(copy, n);
	readers_replay(copy, n);
	free(copy);
	fuzz_inside();
	return 0;
}
