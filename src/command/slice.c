/* slice.c - the bracket of a reference, with the meaning Python gives it. */
#include "config.h"

#include "command/slice.h"

#include "command/args.h"

static const char *
skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/* A signed number at *P, or none; false only if what is there is neither. */
static bool
parse_bound(const char **p, bool *has, int64_t *out)
{
	const char *digits, *end;
	enum number_status status;
	uint64_t value = 0;
	bool negative;

	*p = skip_blanks(*p);
	*has = **p != ':' && **p != ']';
	if (!*has)
		return true;
	negative = **p == '-';
	digits = *p + negative;
	status = *digits == '-' ? NUMBER_NONE :
	    number_parse(digits, &end, &value);
	if (status == NUMBER_NONE)
		return false;
	if (status == NUMBER_LARGE || value > INT64_MAX)
		value = INT64_MAX;
	*out = negative ? -(int64_t)value : (int64_t)value;
	*p = skip_blanks(end);
	return true;
}

bool
slice_parse(const char *text, struct slice *out)
{
	bool has_step = false;

	*out = (struct slice){ .step = 1 };
	if (!parse_bound(&text, &out->has_start, &out->start))
		return false;
	if (*text == ':') {
		text++;
		out->range = true;
		if (!parse_bound(&text, &out->has_stop, &out->stop))
			return false;
	}
	if (*text == ':' && out->range) {
		text++;
		if (!parse_bound(&text, &has_step, &out->step))
			return false;
		if (has_step && out->step == 0)
			return false;
	}
	return text[0] == ']' && text[1] == '\0' &&
	    (out->range || out->has_start);
}

/* BOUND counted from the end if negative, and kept from LOW to HIGH. */
static int64_t
clamp(int64_t bound, int64_t length, int64_t low, int64_t high)
{
	if (bound < 0)
		bound = bound < -length ? low : bound + length;
	if (bound < low)
		return low;
	return bound > high ? high : bound;
}

static uint64_t
apply_index(const struct slice *s, int64_t length, int64_t *first)
{
	*first = s->start < 0 ? s->start + length : s->start;
	return *first >= 0 && *first < length;
}

uint64_t
slice_apply(const struct slice *s, uint32_t length, int64_t *first,
    int64_t *step)
{
	int64_t n = length, stop;

	*step = s->step;
	if (!s->range)
		return apply_index(s, n, first);
	if (s->step > 0) {
		*first = s->has_start ? clamp(s->start, n, 0, n) : 0;
		stop = s->has_stop ? clamp(s->stop, n, 0, n) : n;
		if (*first >= stop)
			return 0;
		return (uint64_t)((stop - *first - 1) / s->step) + 1;
	}
	*first = s->has_start ? clamp(s->start, n, -1, n - 1) : n - 1;
	stop = s->has_stop ? clamp(s->stop, n, -1, n - 1) : -1;
	if (*first <= stop)
		return 0;
	return (uint64_t)((*first - stop - 1) / -s->step) + 1;
}
