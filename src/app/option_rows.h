/*
 * option_rows.h - the options of the command line, one row each.
 */
#ifndef POOLSCOPE_APP_OPTION_ROWS_H
#define POOLSCOPE_APP_OPTION_ROWS_H

#include "app/options.h"

enum option_code {
	OPTION_PROFILE = 256,
	OPTION_PLAIN,
	OPTION_RESUME,
	OPTION_LANG,
	OPTION_COLOR,
	OPTION_THEME,
	OPTION_ASCII,
	OPTION_LARGE,
	OPTION_STRICT,
	OPTION_KEEP_GOING,
	OPTION_VERSION,
	OPTION_HELP,
	OPTION_HEADLESS,
	OPTION_VERIFY,
	OPTION_STATS,
	OPTION_JSON,
	OPTION_TO,
	OPTION_OVER_TIME,
	OPTION_CHECK,
	OPTION_GRADE,
	OPTION_CSV,
	OPTION_NEW,
	OPTION_PATH,
	OPTION_LOG,
	OPTION_LOG_TIMES,
	OPTION_PRESENT,
	OPTION_NOTES,
	OPTION_OUTPUT,
	OPTION_AT,
	OPTION_PANE,
	OPTION_LOOK,
	OPTION_COLUMNS,
	OPTION_ROWS,
	OPTION_DARK,
	OPTION_CAPTION,
	OPTION_NO_LEGEND,
	OPTION_SHEET,
	OPTION_ANSWERS,
	OPTION_PLOT,
	OPTION_SITES,
	OPTION_MARK_ON,
	OPTION_FORM
};

struct option_row {
	const char *name;
	int letter;		/* its short form, or 0 */
	enum option_code code;
	const char *argument;	/* or NULL */
	unsigned scope;
	const char *help;
};

/* Row I, from 0; NULL behind the last. */
#define OPTION_ROWS_MOST 64
const struct option_row *option_row_at(size_t i);

/* The row whose code, or whose letter, is CODE; or NULL. */
const struct option_row *option_row_of(int code);

/* Sets in O what the option sets; false: it said why not. */
bool option_set(struct options *o, enum option_code code,
    const char *argument);

#endif
