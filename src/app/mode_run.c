/*
 * mode_run.c - poolscope run SCRIPT...
 */
#include "config.h"

#include "app/modes.h"
#include "app/printer.h"
#include "command/command.h"
#include "session/session.h"
#include "support/i18n.h"

/* One script, in a console of its own: its names end with it only at the
   end, since all scripts share a session. */
static int
run_script(struct session *s, const struct options *o, const char *path,
    bool *quit)
{
	struct console_hooks hooks = { .line = print_script_line };
	struct console c;
	enum command_status status;
	bool readable = true;

	console_init(&c, s, &hooks, CONSOLE_SCRIPT);
	c.keep_going = o->keep_going;
	status = command_run_file(&c, path, &readable);
	*quit = c.quitting;
	console_finish(&c);
	console_end(&c);
	if (!readable)
		return EXIT_USAGE;
	return status == COMMAND_ERROR ? EXIT_DOES_NOT_HOLD : EXIT_DONE;
}

int
mode_run(const struct options *o)
{
	struct pym_profile profile;
	struct session *s;
	int status = EXIT_DONE, worst = EXIT_DONE;
	bool quit = false;
	size_t i;

	if (!options_profile(o, &profile))
		return EXIT_USAGE;
	s = session_new(&profile, 0);
	if (s == NULL)
		return usage_error(_("there is no memory for a heap"));
	for (i = 0; i < o->nargs && !quit; i++) {
		status = run_script(s, o, o->args[i], &quit);
		if (status > worst)
			worst = status;
		if (status != EXIT_DONE && !o->keep_going)
			break;
	}
	session_free(s);
	return worst;
}
