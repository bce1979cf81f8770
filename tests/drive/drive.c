/*
 * drive - runs a seeded stream of calls through the allocator of a real
 * libpython and writes down, as a text trace, what it did.
 */
#include "config.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpython.h"

struct options {
	const char *library, *profile, *stats, *json;
	uint64_t seed;
	size_t align, stride;
	bool calloc, debug;
};

static const struct option long_options[] = {
	{ "library", required_argument, NULL, 'l' },
	{ "names", no_argument, NULL, 'n' },
	{ "no-calloc", no_argument, NULL, 'c' },
	{ "debug", no_argument, NULL, 'g' },
	{ "profile", required_argument, NULL, 'p' },
	{ "seed", required_argument, NULL, 's' },
	{ "bases", required_argument, NULL, 'b' },
	{ "stride", required_argument, NULL, 'd' },
	{ "stats", required_argument, NULL, 'r' },
	{ "json", required_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

static void
usage(void)
{
	puts("drive --library LIBPYTHON | --names [OPTIONS] PHASE...\n\n"
	    "  --names        drives nothing: results are names\n"
	    "  --no-calloc    mallocs in place of callocs\n"
	    "  --debug        with the debug hooks set up\n"
	    "  --profile P    the profile to write in the header\n"
	    "  --seed N       other numbers (default 1)\n"
	    "  --bases ALIGN  arenas at random multiples of ALIGN, not of "
	    "their size\n"
	    "  --stride N     bytes from one arena to the next\n"
	    "  --stats FILE   the interpreter's report at the end, if it has "
	    "one\n"
	    "  --json FILE    its pools and lists at the end, if it has "
	    "symbols\n\nPhases:");
	workload_help(stdout);
}

static size_t
number(const char *text)
{
	char *end;
	size_t n = strtoull(text, &end, 0);

	if (end == text || *end != '\0') {
		fprintf(stderr, "drive: %s is no number\n", text);
		exit(2);
	}
	return n;
}

static void
read_option(struct options *o, int c)
{
	switch (c) {
	case 'l': o->library = optarg; break;
	case 'n': o->library = NULL; break;
	case 'c': o->calloc = false; break;
	case 'g': o->debug = true; break;
	case 'p': o->profile = optarg; break;
	case 's': o->seed = number(optarg); break;
	case 'b': o->align = number(optarg); break;
	case 'd': o->stride = number(optarg); break;
	case 'r': o->stats = optarg; break;
	case 'j': o->json = optarg; break;
	case 'h': usage(); exit(0);
	default: exit(2);
	}
}

/* ------------------------------------------------------------------------
 * Driving nothing: a result is a number, and fails only where all fail
 */

static void *
name_malloc(size_t n)
{
	static uintptr_t last;

	return n > SIZE_MAX / 2 ? NULL : (void *)++last;
}

static void *
name_calloc(size_t nelem, size_t elsize)
{
	if (elsize != 0 && nelem > SIZE_MAX / 2 / elsize)
		return NULL;
	return name_malloc(nelem * elsize);
}

static void *
name_realloc(void *p, size_t n)
{
	if (p == NULL || n > SIZE_MAX / 2)
		return name_malloc(n);
	return p;
}

static void
name_free(void *p)
{
	(void)p;
}

static const struct calls name_calls = {
	name_malloc, name_calloc, name_realloc, name_free, true, NULL
};

/* ------------------------------------------------------------------------ */

static bool
start_cpython(struct cpython *py, struct options *o)
{
	size_t stride;

	if (!cpython_open(py, o->library))
		return false;
	stride = o->stride != 0 ? o->stride : 2 * py->arena_size;
	if (o->profile == NULL)
		o->profile = py->profile;
	py->hooks = o->debug;
	return cpython_start(py, bases_new(py->arena_size, stride, o->align,
	    o->seed, stdout));
}

static FILE *
create(const char *path)
{
	FILE *f = fopen(path, "w");

	if (f == NULL) {
		perror(path);
		exit(2);
	}
	return f;
}

/* What the interpreter holds at the end, as far as it can be had. */
static void
write_state(const struct cpython *py, const struct options *o)
{
	FILE *f;

	if (o->stats != NULL && py->report != NULL) {
		f = create(o->stats);
		py->report(f);
		fclose(f);
	}
	if (o->json != NULL && py->has_state) {
		f = create(o->json);
		state_dump(&py->state, f);
		fclose(f);
	}
}

static bool
run(const struct calls *calls, const struct options *o, char **phases)
{
	struct workload *w = workload_new(calls, o->seed, stdout);
	bool ok = true;

	printf("# poolscope-trace 1\n# profile: %s%s\n",
	    o->profile != NULL ? o->profile : "classic",
	    o->debug ? ",debug=on" : "");
	for (; ok && *phases != NULL; phases++)
		ok = workload_run(w, *phases);
	workload_free(w);
	return ok;
}

int
main(int argc, char **argv)
{
	struct options o = { .seed = 1, .calloc = true };
	static char buffer[1 << 16];
	struct calls calls = name_calls;
	struct cpython py = { 0 };
	bool ok;
	int c;

	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		read_option(&o, c);
	if (o.library != NULL) {
		if (!start_cpython(&py, &o))
			return 2;
		calls = py.calls;
	}
	if (!o.calloc)
		calls.calloc = NULL;
	ok = run(&calls, &o, argv + optind);
	if (o.library != NULL)
		write_state(&py, &o);
	if (fflush(stdout) != 0)
		ok = false;
	_exit(ok ? 0 : 1);
}
