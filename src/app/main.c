/*
 * main.c - poolscope: readies the process, reads the command line, and does
 * what it says.
 */
#include "config.h"

#include <fcntl.h>
#include <jansson.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/modes.h"
#include "app/printer.h"
#include "core/pymalloc.h"
#include "support/i18n.h"
#include "support/xalloc.h"

/*
 * A file opened where a standard stream was closed would be taken for it; so
 * the gaps are filled with what can be neither read nor written amiss.
 */
static void
fill_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

static int
run_mode(const struct options *o)
{
	bool alone = o->present == NULL || !o->notes;

	if (o->mode == NULL && o->present == NULL && !o->notes)
		return mode_interactive(o);
	if (o->resume && (o->mode != NULL || o->present != NULL || o->notes ||
	    o->profile != NULL))
		return usage_error(_("--resume stands alone: the session goes "
		    "on as it was begun"));
	if (!alone || (o->mode != NULL && (o->present != NULL || o->notes)))
		return usage_error(_("--present and --notes stand alone: no "
		    "command goes with them"));
	if (o->mode != NULL)
		return o->mode->run(o);
	return o->notes ? mode_notes(o) : mode_present(o);
}

/* Where memory is short the program says so and ends, whoever wanted it. */
static void
ready_memory(void)
{
	json_set_alloc_funcs(xmalloc, free);
	pym_on_no_memory(xalloc_die);
}

int
main(int argc, char **argv)
{
	struct options o;
	int status = EXIT_DONE;

	fill_standard_streams();
	/* A pipe that closes and a file that may not grow are told of by
	   write, and so by us. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	ready_memory();
	setlocale(LC_ALL, "");
	i18n_start(NULL);
	if (options_parse(argc, argv, &o, &status))
		status = run_mode(&o);
	return print_finish(status);
}
