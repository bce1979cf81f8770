/*
 * auto_profile.c - which allocator the python3 in PATH has.
 *
 * The version alone does not tell: a distribution's build can differ from the
 * stock one.  So the interpreter is asked for its statistics report, whose
 * first lines name the number of classes and, once there is an arena, sizes.
 */
#include "config.h"

#include "app/auto_profile.h"

#include <stdio.h>
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

static void
read_line(const char *line, struct answer *a)
{
	unsigned count;

	sscanf(line, "version %u %u", &a->major, &a->minor);
	sscanf(line, "Small block threshold = %u, in %u size classes.",
	    &a->threshold, &a->classes);
	sscanf(line, "%u arenas * %u bytes/arena", &count, &a->arena);
	sscanf(line, "%u unused pools * %u bytes", &count, &a->pool);
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

bool
auto_profile(struct pym_profile *out)
{
	struct answer a = { 0 };
	char spec[64], error[128];

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
	snprintf(spec, sizeof(spec), "cpython-%u.%u", a.major, a.minor);
	if (pym_profile_parse(spec, out, error, sizeof(error)) != PYM_OK) {
		usage_error(_("--profile auto: python3 is %u.%u, which no "
		    "profile describes; name one"), a.major, a.minor);
		return false;
	}
	out->alignment = a.threshold / a.classes;
	out->threshold = a.threshold;
	out->arena_size = a.arena;
	out->pool_size = a.pool;
	return true;
}
