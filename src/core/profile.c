/*
 * profile.c - the profiles as data, and their names and variations.
 */
#include "config.h"

#include "core/pymalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIB(n) ((n) * 1024u)
#define MIB(n) ((n) * 1024u * 1024u)
#define MAX_CLASSES 256u	/* usedpools fills one page at the most */

/* The figures that come and go together, oldest first. */
#define CLASSIC								\
	.alignment = 8, .threshold = 512, .pool_size = KIB(4),		\
	.arena_size = KIB(256), .reclaim = true
#define ALIGNED								\
	.alignment = 16, .threshold = 512, .pool_size = KIB(4),		\
	.arena_size = KIB(256), .reclaim = true
#define LARGE_ARENAS							\
	.alignment = 16, .threshold = 512, .pool_size = KIB(16),	\
	.arena_size = MIB(1), .reclaim = true, .keep_last = true,	\
	.nfp2lasta = true, .has_calloc = true,				\
	.report = PYM_REPORT_3_10
#define UNEVEN								\
	.alignment = 8, .threshold = 256, .pool_size = KIB(4),		\
	.arena_size = KIB(256), .excess = 16, .report = PYM_REPORT_OWN

/* Marks words that those above translate. */
#define N_(text) (text)

static const struct pym_profile profiles[] = {
	{ .name = "tiny", .words = N_("real rules, small sizes: for the board"),
	    .alignment = 8, .threshold = 64, .pool_size = 512,
	    .arena_size = KIB(4), .reclaim = true, .has_calloc = true,
	    .report = PYM_REPORT_3 },
	{ .name = "cpython-2.4", .words = N_("Python 2.4: arenas for ever"),
	    .version = 204, UNEVEN, .policy = PYM_POLICY_ONE_FREEPOOLS,
	    .realloc_takes_over = true },
	{ .name = "cpython-2.5", .words = N_("Python 2.5: arenas go back"),
	    .version = 205, UNEVEN, .reclaim = true },
	{ .name = "classic", .words = N_("textbook, Python 3.6"),
	    .version = 306, CLASSIC, .has_calloc = true,
	    .report = PYM_REPORT_3 },
	{ .name = "cpython-2.7", .words = N_("Python 2.7.17 on"),
	    .version = 207, ALIGNED, .report = PYM_REPORT_2_7 },
	{ .name = "cpython-3.6", .words = N_("Python 3.6, stock"),
	    .version = 306, CLASSIC, .has_calloc = true,
	    .report = PYM_REPORT_3 },
	{ .name = "cpython-3.7", .words = N_("Python 3.7.4 on"),
	    .version = 307, ALIGNED, .has_calloc = true,
	    .report = PYM_REPORT_3 },
	{ .name = "cpython-3.8", .words = "Python 3.8",
	    .version = 308, ALIGNED, .has_calloc = true, .nfp2lasta = true,
	    .report = PYM_REPORT_3 },
	{ .name = "cpython-3.9", .words = "Python 3.9",
	    .version = 309, ALIGNED, .has_calloc = true, .nfp2lasta = true,
	    .keep_last = true, .report = PYM_REPORT_3 },
	{ .name = "cpython-3.10", .words = "Python 3.10",
	    .version = 310, LARGE_ARENAS,
	    .address_test = PYM_TEST_RADIX_48 },
	{ .name = "cpython-3.11", .words = "Python 3.11",
	    .version = 311, LARGE_ARENAS,
	    .address_test = PYM_TEST_RADIX_64 },
	{ .name = "cpython-3.12", .words = "Python 3.12",
	    .version = 312, LARGE_ARENAS,
	    .address_test = PYM_TEST_RADIX_64 },
	{ .name = "cpython-3.13", .words = "Python 3.13",
	    .version = 313, LARGE_ARENAS,
	    .address_test = PYM_TEST_RADIX_64 },
	{ .name = "cpython-3.14", .words = "Python 3.14",
	    .version = 314, LARGE_ARENAS,
	    .address_test = PYM_TEST_RADIX_64 },
};

#define NPROFILES (sizeof(profiles) / sizeof(profiles[0]))

size_t
pym_profile_count(void)
{
	return NPROFILES;
}

const struct pym_profile *
pym_profile_at(size_t i)
{
	return i < NPROFILES ? &profiles[i] : NULL;
}

/* ---- figures ------------------------------------------------------------ */

uint32_t
pym_class_count(const struct pym_profile *p)
{
	return p->threshold / p->alignment;
}

uint32_t
pym_class_of(const struct pym_profile *p, size_t request)
{
	if (request == 0 || request > p->threshold)
		return PYM_NONE;
	return (uint32_t)((request - 1) / p->alignment);
}

uint32_t
pym_class_size(const struct pym_profile *p, uint32_t szidx)
{
	return (szidx + 1) * p->alignment;
}

uint32_t
pym_pool_capacity(const struct pym_profile *p, uint32_t szidx)
{
	return (p->pool_size - PYM_POOL_OVERHEAD) / pym_class_size(p, szidx);
}

uint32_t
pym_pools_per_arena(const struct pym_profile *p)
{
	return p->arena_size / p->pool_size;
}

/* ---- what can work ------------------------------------------------------ */

static enum pym_status
bad(char *error, size_t size, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (size > 0)
		vsnprintf(error, size, format, ap);
	va_end(ap);
	return PYM_BAD_PROFILE;
}

static bool
power_of_two(uint32_t n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static enum pym_status
check_sizes(const struct pym_profile *p, char *error, size_t size)
{
	if (p->alignment != 8 && p->alignment != 16)
		return bad(error, size, "align is %u: it can be 8 or 16",
		    p->alignment);
	if (!power_of_two(p->pool_size) || p->pool_size < 512 ||
	    p->pool_size > MIB(1))
		return bad(error, size,
		    "pool is %u: a power of two from 512 to 1M", p->pool_size);
	if (!power_of_two(p->arena_size) || p->arena_size < KIB(4) ||
	    p->arena_size > MIB(64))
		return bad(error, size,
		    "arena is %u: a power of two from 4K to 64M",
		    p->arena_size);
	/* An uneven base costs one; the rules need two at least. */
	if (p->arena_size / 4 < p->pool_size)
		return bad(error, size,
		    "arena is %u: it must hold four pools of %u",
		    p->arena_size, p->pool_size);
	return PYM_OK;
}

enum pym_status
pym_profile_check(const struct pym_profile *p, char *error, size_t size)
{
	enum pym_status status = check_sizes(p, error, size);

	if (status != PYM_OK)
		return status;
	if (p->threshold == 0 || p->threshold % p->alignment != 0 ||
	    pym_class_count(p) > MAX_CLASSES)
		return bad(error, size,
		    "threshold is %u: a multiple of %u up to %u",
		    p->threshold, p->alignment, p->alignment * MAX_CLASSES);
	if ((p->pool_size - PYM_POOL_OVERHEAD) / p->threshold < 2)
		return bad(error, size,
		    "threshold is %u: a pool of %u must hold two such blocks",
		    p->threshold, p->pool_size);
	if (p->debug && p->version != 0 && p->version < 207)
		return bad(error, size, "debug=on: what the debug hooks "
		    "before 2.7 did is not known here");
	if (p->excess >= p->pool_size || p->excess % 16 != 0)
		return bad(error, size,
		    "excess is %u: a multiple of 16 below the pool size %u",
		    p->excess, p->pool_size);
	return PYM_OK;
}

/* ---- names and variations ----------------------------------------------- */

static enum pym_status
find_profile(const char *name, size_t n, struct pym_profile *out,
    char *error, size_t size)
{
	size_t i;

	for (i = 0; i < NPROFILES; i++)
		if (strlen(profiles[i].name) == n &&
		    memcmp(profiles[i].name, name, n) == 0) {
			*out = profiles[i];
			return PYM_OK;
		}
	return bad(error, size, "no profile is called '%.*s': "
	    "`poolscope profiles' lists them", (int)(n < 40 ? n : 40), name);
}

/* "4096", "4K", "1M"; UINT32_MAX if it is none of these. */
static uint32_t
parse_size(const char *text)
{
	char *end;
	unsigned long n;

	if (text[0] < '0' || text[0] > '9')
		return UINT32_MAX;
	n = strtoul(text, &end, 10);
	if (n > MIB(64))
		return UINT32_MAX;
	if (*end == 'K' || *end == 'k')
		n *= 1024, end++;
	else if (*end == 'M' || *end == 'm')
		n *= 1024 * 1024, end++;
	return *end != '\0' || n >= UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static const struct {
	const char *key;
	size_t offset;
} keys[] = {
	{ "align", offsetof(struct pym_profile, alignment) },
	{ "threshold", offsetof(struct pym_profile, threshold) },
	{ "pool", offsetof(struct pym_profile, pool_size) },
	{ "arena", offsetof(struct pym_profile, arena_size) },
	{ "excess", offsetof(struct pym_profile, excess) },
};

#define NKEYS (sizeof(keys) / sizeof(keys[0]))

static uint32_t *
figure(struct pym_profile *p, size_t i)
{
	return (uint32_t *)(void *)((char *)p + keys[i].offset);
}

static enum pym_status
vary_debug(struct pym_profile *p, const char *value, char *error,
    size_t size)
{
	if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
		return bad(error, size, "debug=%s: it can be 'on' or 'off'",
		    value);
	p->debug = strcmp(value, "on") == 0;
	return PYM_OK;
}

static enum pym_status
vary(struct pym_profile *p, const char *key, const char *value, char *error,
    size_t size)
{
	size_t i;
	uint32_t n;

	if (strcmp(key, "reclaim") == 0) {
		if (strcmp(value, "never") != 0)
			return bad(error, size,
			    "reclaim=%s: it can only be 'never'", value);
		p->reclaim = false;
		return PYM_OK;
	}
	if (strcmp(key, "debug") == 0)
		return vary_debug(p, value, error, size);
	for (i = 0; i < NKEYS && strcmp(key, keys[i].key) != 0; i++)
		;
	if (i == NKEYS)
		return bad(error, size, "a profile has no '%s': align, "
		    "threshold, pool, arena, reclaim, excess, debug", key);
	n = parse_size(value);
	if (n == UINT32_MAX)
		return bad(error, size, "%s=%s: give a size as 16, 4K or 1M",
		    key, value);
	*figure(p, i) = n;
	return PYM_OK;
}

/* TEXT is "key=value"; it is cut in two. */
static enum pym_status
vary_text(struct pym_profile *p, char *text, char *error, size_t size)
{
	char *equals = strchr(text, '=');

	if (equals == NULL)
		return bad(error, size, "'%s' should be key=value", text);
	*equals = '\0';
	return vary(p, text, equals + 1, error, size);
}

enum pym_status
pym_profile_parse(const char *spec, struct pym_profile *out, char *error,
    size_t error_size)
{
	char text[256];
	char *next, *rest;
	size_t n = strcspn(spec, ",");
	enum pym_status status;
	bool last;

	if (strlen(spec) >= sizeof(text))
		return bad(error, error_size, "the profile is too long");
	status = find_profile(spec, n, out, error, error_size);
	strcpy(text, spec + n);
	for (rest = text; status == PYM_OK && *rest == ','; rest = next) {
		rest++;
		next = rest + strcspn(rest, ",");
		last = *next == '\0';
		*next = '\0';
		status = vary_text(out, rest, error, error_size);
		*next = last ? '\0' : ',';
	}
	return status != PYM_OK ? status :
	    pym_profile_check(out, error, error_size);
}

int
pym_profile_format(const struct pym_profile *p, char *out, size_t size)
{
	struct pym_profile stock, copy = *p;
	size_t i;
	int n = snprintf(out, size, "%s", p->name);

	if (find_profile(p->name, strlen(p->name), &stock, NULL, 0) != PYM_OK)
		return n;
	for (i = 0; i < NKEYS; i++) {
		if (*figure(&copy, i) == *figure(&stock, i))
			continue;
		n += snprintf(out + ((size_t)n < size ? (size_t)n : size),
		    (size_t)n < size ? size - (size_t)n : 0, ",%s=%u",
		    keys[i].key, *figure(&copy, i));
	}
	if (!p->reclaim && stock.reclaim)
		n += snprintf(out + ((size_t)n < size ? (size_t)n : size),
		    (size_t)n < size ? size - (size_t)n : 0, ",reclaim=never");
	if (p->debug)
		n += snprintf(out + ((size_t)n < size ? (size_t)n : size),
		    (size_t)n < size ? size - (size_t)n : 0, ",debug=on");
	return n;
}
