/*
 * auto_profile.c - which allocator the python3 in PATH has.
 *
 * The version alone does not tell: a distribution's build can differ from the
 * stock one.  So the interpreter is asked for its statistics report, whose
 * first lines name the number of classes and, once there is an arena, sizes.
 */
#include "config.h"

#include "app/auto_profile.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/options.h"
#include "support/i18n.h"

static const char ask[] =
    "env -u PYTHONMALLOC -u PYTHONHOME -u PYTHONPATH python3 -I -c '"
    "import sys\n"
    "print(\"version\", *sys.version_info[:2], flush=True)\n"
    "sys._debugmallocstats()\n"
    "' 2>&1";

struct answer {
	unsigned major, minor;
	unsigned threshold, classes;
	unsigned arena, pool;
};

/* The number that *AT begins with, and *AT behind it; 0 if there is none. */
static unsigned
number_at(const char **at)
{
	char *end;
	unsigned long n = strtoul(*at, &end, 10);

	*at = end;
	return n <= UINT_MAX ? (unsigned)n : 0;
}

/* The number behind TEXT in LINE; 0: TEXT is not there, or no number. */
static unsigned
number_behind(const char *line, const char *text)
{
	const char *at = strstr(line, text);

	if (at == NULL)
		return 0;
	at += strlen(text);
	return number_at(&at);
}

static void
read_line(const char *line, struct answer *a)
{
	const char *at = line + strlen("version");

	if (strncmp(line, "version ", strlen("version ")) == 0) {
		a->major = number_at(&at);
		a->minor = number_at(&at);
	} else if (strstr(line, "Small block threshold") != NULL) {
		a->threshold = number_behind(line, "threshold = ");
		a->classes = number_behind(line, ", in ");
	} else if (strstr(line, "bytes/arena") != NULL) {
		a->arena = number_behind(line, "arenas * ");
	} else if (strstr(line, "unused pools") != NULL) {
		a->pool = number_behind(line, "pools * ");
	}
}

static bool
ask_python(struct answer *a)
{
	char line[256];
	FILE *f = popen(ask, "r");

	if (f == NULL)
		return false;
	while (fgets(line, sizeof(line), f) != NULL)
		read_line(line, a);
	return pclose(f) == 0 && a->major != 0;
}

/* The profile of its version with the figures that it told. */
static bool
profile_of(const struct answer *a, struct pym_profile *out)
{
	char spec[64], error[128];

	snprintf(spec, sizeof(spec), "cpython-%u.%u", a->major, a->minor);
	if (pym_profile_parse(spec, out, error, sizeof(error)) != PYM_OK)
		return false;
	out->alignment = a->threshold / a->classes;
	out->threshold = a->threshold;
	out->arena_size = a->arena;
	out->pool_size = a->pool;
	return pym_profile_check(out, error, sizeof(error)) == PYM_OK;
}

bool
auto_profile(struct pym_profile *out)
{
	struct answer a = { 0 };

	if (!ask_python(&a)) {
		usage_error(_("--profile auto: there is no python3 in PATH "
		    "that answers; name a profile"));
		return false;
	}
	if (a.classes == 0 || a.arena == 0 || a.pool == 0) {
		usage_error(_("--profile auto: python3 is %u.%u and does not "
		    "use pymalloc; name a profile"), a.major, a.minor);
		return false;
	}
	if (!profile_of(&a, out)) {
		usage_error(_("--profile auto: python3 is %u.%u, which no "
		    "profile describes; name one"), a.major, a.minor);
		return false;
	}
	return true;
}
