/* args.c - the arguments of commands: sizes, numbers, percentages. */
#include "config.h"

#include "command/args.h"

#include <ctype.h>
#include <string.h>

#include "command/console.h"
#include "core/pymalloc.h"
#include "support/i18n.h"

static int
digit(char c, unsigned base)
{
	int value = -1;

	if (c >= '0' && c <= '9')
		value = c - '0';
	else if (c >= 'a' && c <= 'f')
		value = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		value = c - 'A' + 10;
	return value < (int)base ? value : -1;
}

/* The digits of BASE at *P, which moves behind them. */
static enum number_status
parse_digits(const char **p, unsigned base, uint64_t *out)
{
	enum number_status status = NUMBER_OK;
	uint64_t value = 0;
	int d = digit(**p, base);

	if (d < 0)
		return NUMBER_NONE;
	for (; d >= 0; d = digit(*++*p, base)) {
		if (value > (UINT64_MAX - (unsigned)d) / base)
			status = NUMBER_LARGE;
		else
			value = value * base + (unsigned)d;
	}
	*out = value;
	return status;
}

enum number_status
number_parse(const char *text, const char **end, uint64_t *out)
{
	const char *p = text;
	enum number_status status;
	bool negative = *p == '-';
	unsigned base = 10;

	if (negative)
		p++;
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
		base = 16;
		p += 2;
	}
	status = parse_digits(&p, base, out);
	if (end != NULL)
		*end = p;
	else if (*p != '\0')
		return NUMBER_NONE;
	if (negative && status != NUMBER_NONE && *out != 0)
		return NUMBER_NEGATIVE;
	return status;
}

/* The factor that UNIT stands for, or 0. */
static uint64_t
unit_factor(const char *unit)
{
	static const char units[] = "KMG";
	const char *found;

	if (*unit == '\0')
		return 1;
	found = strchr(units, toupper((unsigned char)*unit));
	if (found == NULL || unit[1] != '\0')
		return 0;
	return (uint64_t)1 << (10 * (found - units + 1));
}

bool
args_size(struct console *c, const char *word, uint64_t *out)
{
	const char *unit = "";
	enum number_status status = number_parse(word, &unit, out);
	uint64_t factor;

	factor = unit_factor(unit);
	if (status == NUMBER_NONE || factor == 0) {
		console_error(c, _("%s is no size: a size is a number of "
		    "bytes like 28, 0x1c or 4K"), word);
		return false;
	}
	if (status == NUMBER_NEGATIVE) {
		console_error(c, _("%s is no size: a size is 0 or more bytes"),
		    word);
		return false;
	}
	if (status == NUMBER_LARGE || *out > UINT64_MAX / factor) {
		console_error(c, _("%s is too large: sizes end at 2^64 - 1"),
		    word);
		return false;
	}
	*out *= factor;
	return true;
}

bool
args_number(struct console *c, const char *word, const char *what,
    uint64_t min, uint64_t max, uint64_t *out)
{
	enum number_status status = number_parse(word, NULL, out);

	if (status == NUMBER_NONE)
		console_error(c, _("%s is no number: %s is a whole number"),
		    word, what);
	else if (status == NUMBER_NEGATIVE || *out < min)
		console_error(c, _("%s is too small: %s is %ju or more"),
		    word, what, min);
	else if (status == NUMBER_LARGE || *out > max)
		console_error(c, _("%s is too large: %s is %ju at most"),
		    word, what, max);
	else
		return true;
	return false;
}

/* The decimals at *P in parts of 10,000 of a whole that is 100; *ANY is
   whether they are more than 0. */
static uint64_t
parse_decimals(const char **p, bool *any)
{
	uint64_t place = 10, part = 0;

	*any = false;
	if (**p != '.' || digit((*p)[1], 10) < 0)
		return 0;
	for (++*p; digit(**p, 10) >= 0; ++*p, place /= 10) {
		part += place * (uint64_t)digit(**p, 10);
		*any = *any || **p != '0';
	}
	return part;
}

bool
args_percent(struct console *c, const char *word, uint64_t *out)
{
	const char *end = word;
	uint64_t whole = 0, part;
	enum number_status status;
	bool any;

	status = number_parse(word, &end, &whole);
	part = parse_decimals(&end, &any);
	if (status != NUMBER_OK || strcmp(end, "%") != 0 ||
	    word[0] == '-' || whole > 100 || (whole == 100 && any)) {
		console_error(c, _("%s is no percentage: say 0%% to 100%%"),
		    word);
		return false;
	}
	*out = whole * 100 + part;
	return true;
}

bool
args_switch(struct console *c, const char *word, bool *out)
{
	if (strcmp(word, "on") != 0 && strcmp(word, "off") != 0) {
		console_error(c, _("%s is neither on nor off"), word);
		return false;
	}
	*out = strcmp(word, "on") == 0;
	return true;
}

bool
args_pool(struct console *c, const char *word, struct pym_pool_ref *out)
{
	const char *end = word;
	uint64_t arena = 0, pool = 0;
	bool ok;

	if (*end == '@')
		end++;
	ok = number_parse(end, &end, &arena) == NUMBER_OK && *end == '.' &&
	    number_parse(end + 1, NULL, &pool) == NUMBER_OK &&
	    arena < PYM_NONE && pool < PYM_NONE;
	if (!ok) {
		console_error(c, _("%s is no pool: a pool is ARENA.POOL, like "
		    "0.3"), word);
		return false;
	}
	*out = (struct pym_pool_ref){
		.arena = (uint32_t)arena,
		.pool = (uint32_t)pool,
	};
	return true;
}
