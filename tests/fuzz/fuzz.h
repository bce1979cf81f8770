/*
 * fuzz.h - what the targets of the fuzzer share.
 *
 * A target is one function that takes any bytes and must come back.  clang's
 * libFuzzer calls it with bytes that it makes up (make fuzz), once.c with the
 * files of tests/fuzz/corpus (make check).  Whatever a target does, no file of
 * the machine is touched: outside.c stands between.
 */
#ifndef POOLSCOPE_TESTS_FUZZ_H
#define POOLSCOPE_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pym_profile;
struct session;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* What must be so; else it is said, and the program aborts. */
#define FUZZ_REQUIRE(condition)	\
	((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
void fuzz_fail(const char *file, int line, const char *what)
    __attribute__((noreturn));

/*
 * A new input begins: of the files there are none but the N bytes at FILE
 * (NULL: not that one either), under every name.  What is written, in place of
 * that, is there from then on.  Commands that take long are stopped.
 */
void fuzz_outside(const void *file, size_t n);
/* It is over: files are files again. */
void fuzz_inside(void);

/* The profile that BYTE stands for: 'a' is the first, 'b' the next, and behind
   the last the same with the debug hooks. */
void fuzz_profile(uint8_t byte, struct pym_profile *out);

/* Mixed from the memory of every pool, as it really is, and the system's
   blocks: for comparing moments of one session, quickly. */
uint64_t fuzz_sum(const struct session *s);

/* Where the second part of an input begins, behind a line "%%"; N where there
   is none.  *FIRST is the length of the first part. */
size_t fuzz_part(const uint8_t *bytes, size_t n, size_t *first);

#endif
