/*
 * args.h - the arguments of commands: sizes, numbers, percentages.
 *
 * Each function reads one word.  On failure it gives one error line that
 * names the word and says what was expected, and returns false.
 */
#ifndef POOLSCOPE_COMMAND_ARGS_H
#define POOLSCOPE_COMMAND_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct console;

/* How a plain number can be wrong. */
enum number_status {
	NUMBER_OK,
	NUMBER_NONE,		/* it is no number */
	NUMBER_NEGATIVE,	/* it is one, below zero */
	NUMBER_LARGE		/* it is over 2^64 - 1 */
};

/*
 * Reads decimal digits or 0x and hexadecimal ones from TEXT; *END, if not
 * NULL, is what follows, else nothing may.
 */
enum number_status number_parse(const char *text, const char **end,
    uint64_t *out);

/* Bytes: 28, 0x1c, 4K (also M and G; powers of 1024). */
bool args_size(struct console *c, const char *word, uint64_t *out);

/* A whole number of WHAT ("events"), from MIN to MAX. */
bool args_number(struct console *c, const char *word, const char *what,
    uint64_t min, uint64_t max, uint64_t *out);

/* 37%, 0% to 100%, with decimals: in parts of 10,000. */
bool args_percent(struct console *c, const char *word, uint64_t *out);

/* "on" or "off". */
bool args_switch(struct console *c, const char *word, bool *out);

/* A.P: an arena and a pool. */
struct pym_pool_ref;
bool args_pool(struct console *c, const char *word,
    struct pym_pool_ref *out);

#endif
