/*
 * claim.c - the first CPython of the recorded program claims the recording,
 * before its first allocation, or says why it cannot be recorded.
 *
 * A program that is no CPython (a shell, env) passes the ring on to those that
 * it starts.
 */
#include "config.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "preload/heaps.h"
#include "preload/hook.h"
#include "preload/python.h"
#include "preload/site.h"
#include "preload/writer.h"

#define OLDEST	306
#define NEWEST	314
#define EXIT_REFUSED 2

static bool claimed;	/* by this process */

/* ---- the command line --------------------------------------------------- */

/* What Python's own options say: those before the program. */
struct settings {
	bool ignores_environment;	/* -E, -I */
	bool dev;			/* -X dev */
};

/* Letters that a word follows: it ends the options, or is theirs. */
static const char ending_letters[] = "cm", valued_letters[] = "WX";

/* Reads the letters of one word, NEXT being the one behind it.  Returns how
   many words it took, 0 at the end of the options. */
static int
read_word(const char *letters, const char *next, struct settings *s)
{
	const char *value;

	for (; *letters != '\0'; letters++) {
		if (strchr(ending_letters, *letters) != NULL)
			return 0;
		if (*letters == 'E' || *letters == 'I')
			s->ignores_environment = true;
		if (strchr(valued_letters, *letters) == NULL)
			continue;
		value = letters[1] != '\0' ? letters + 1 : next;
		if (*letters == 'X' && value != NULL &&
		    strcmp(value, "dev") == 0)
			s->dev = true;
		return letters[1] != '\0' ? 1 : 2;
	}
	return 1;
}

static struct settings
read_settings(int argc, char **argv)
{
	struct settings s = { false, false };
	int i = 1, taken;

	while (i < argc && argv[i][0] == '-' && argv[i][1] != '\0') {
		if (argv[i][1] == '-') {
			/* --check-hash-based-pycs WHEN */
			if (strncmp(argv[i], "--check", 7) != 0)
				break;
			i += 2;
			continue;
		}
		taken = read_word(argv[i] + 1, i + 1 < argc ? argv[i + 1] :
		    NULL, &s);
		if (taken == 0)
			break;
		i += taken;
	}
	return s;
}

static bool
is_set(const struct settings *s, const char *variable)
{
	const char *value = getenv(variable);

	return !s->ignores_environment && value != NULL && *value != '\0';
}

/* ---- whether it can be recorded ----------------------------------------- */

/* Whether Python is a part of the program itself. */
static bool
is_static(void)
{
	Dl_info info;
	const char *base = (const char *)(uintptr_t)getauxval(AT_PHDR);

	/* The program's headers lie in the same mapping. */
	return dladdr(*(void **)&python.set_allocator, &info) != 0 &&
	    (uintptr_t)info.dli_fbase <= (uintptr_t)base &&
	    (uintptr_t)base - (uintptr_t)info.dli_fbase < 4096;
}

static bool
has_hooks(void)
{
	return python.get_allocator != NULL && python.set_allocator != NULL &&
	    python.get_arenas != NULL && python.set_arenas != NULL;
}

static enum ring_refusal
refusal(int argc, char **argv)
{
	struct settings s = read_settings(argc, argv);

	if (python.version < OLDEST || python.version > NEWEST)
		return REFUSED_VERSION;
	if (strstr(python.get_version(), "free-threading") != NULL)
		return REFUSED_FREE_THREADED;
	if (!has_hooks())
		return REFUSED_NO_HOOKS;
	if (python_symbol("_Py_RefTotal") != NULL ||
	    python_symbol("_Py_GetRefTotal") != NULL)
		return REFUSED_DEBUG_BUILD;
	if (python.version == 306 && is_static())
		return REFUSED_STATIC_36;
	if (is_set(&s, "PYTHONMALLOC"))
		return REFUSED_PYTHONMALLOC;
	if (s.dev || is_set(&s, "PYTHONDEVMODE"))
		return REFUSED_DEV_MODE;
	return REFUSED_NOT;
}

/* ---- claiming ----------------------------------------------------------- */

/* Takes our library out of LD_PRELOAD again: the rest is the program's. */
static void
clean_environment(void)
{
	const char *all = getenv("LD_PRELOAD");
	char *rest;

	unsetenv(RING_VARIABLE);
	/* Ours stands first; a colon divides it from the others. */
	if (all == NULL || (all = strchr(all, ':')) == NULL) {
		unsetenv("LD_PRELOAD");
		return;
	}
	rest = strdup(all + 1);
	if (rest != NULL)
		setenv("LD_PRELOAD", rest, 1);
	free(rest);
}

static void
refuse(enum ring_refusal why)
{
	writer.page->refusal = why;
	atomic_store(&writer.page->state, RING_REFUSED);
	_exit(EXIT_REFUSED);
}

/* One process only has the recording. */
static bool
claim(void)
{
	struct ring_page *page = writer.page;
	uint32_t unclaimed = RING_UNCLAIMED;

	if (atomic_load(&page->closed))
		return false;
	if (!atomic_compare_exchange_strong(&page->state, &unclaimed,
	    RING_RECORDING)) {
		atomic_fetch_add(&page->others, 1);
		return false;
	}
	page->writer = (uint32_t)getpid();
	strncpy(page->python, python.get_version(), sizeof page->python - 1);
	return true;
}

__attribute__((constructor)) static void
begin(int argc, char **argv)
{
	const char *path = getenv(RING_VARIABLE);
	enum ring_refusal why;

	if (path == NULL || !python_find() || !writer_open(path))
		return;
	clean_environment();
	if (!claim())
		return;
	why = refusal(argc, argv);
	if (why != REFUSED_NOT)
		refuse(why);
	claimed = true;
	writer.limit = RING_WORDS / 4;
	pthread_atfork(NULL, NULL, writer_forget);
	heaps_begin();
	if (writer.page->sites && !site_begin())
		writer.page->sites = 0;
	hook_install();
}

__attribute__((destructor)) static void
end(void)
{
	if (claimed)
		writer_end(ENDING_EXIT);
}

/*
 * 3.6 sets its allocators anew when it begins; later ones call this only when
 * another allocator is asked for, which is refused.
 */
__attribute__((visibility("default"))) int
_PyMem_SetupAllocators(const void *how);

int
_PyMem_SetupAllocators(const void *how)
{
	int (*real)(const void *how);
	int result;

	*(void **)&real = dlsym(RTLD_NEXT, "_PyMem_SetupAllocators");
	if (real == NULL)
		return -1;
	result = real(how);
	if (claimed && python.version == 306)
		hook_again();
	return result;
}
