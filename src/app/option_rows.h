/*
 * option_rows.h - the options of the command line, one row each.
 */
#ifndef POOLSCOPE_APP_OPTION_ROWS_H
#define POOLSCOPE_APP_OPTION_ROWS_H

#include "app/options.h"

struct option_row {
	const char *name;
	int letter;		/* its short form, or 0 */
	const char *argument;	/* what must follow it, or NULL */
	unsigned scope;
	/* Sets what it sets; false: it said why not.  NULL: it prints. */
	bool (*set)(struct options *o, const struct option_row *row,
	    const char *argument);
	size_t member;		/* the place in O, or what goes there */
	const char *help;
};

/* Row I, from 0; NULL behind the last. */
#define OPTION_ROWS_MOST 64
const struct option_row *option_row_at(size_t i);

/* Row I to getopt_long: no letter. */
#define OPTION_CODE(i) (256 + (int)(i))

/* The row whose code, or whose letter, is CODE; or NULL. */
const struct option_row *option_row_of(int code);

#endif
