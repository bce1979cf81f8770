/*
 * traces.c - the fuzzer's target for every reader of traces: whatever the
 * bytes are, reading them ends, and what was read can be printed, packed and
 * played.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "readers.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_outside(NULL, 0);
	readers_try(bytes, n);
	readers_replay(bytes, n);
	fuzz_inside();
	return 0;
}
