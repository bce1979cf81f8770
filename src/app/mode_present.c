/*
 * mode_present.c - poolscope --present SCRIPT or LESSON.
 */
#include "config.h"

#include "app/interactive.h"
#include "app/modes.h"
#include "app/present_source.h"
#include "session/session.h"
#include "support/i18n.h"

int
mode_present(const struct options *o)
{
	struct present_source source;
	struct pym_profile profile;
	bool is_lesson;
	struct session *s;
	int status;

	if (!present_source_open(&source, o))
		return EXIT_USAGE;
	is_lesson = source.lesson != NULL;
	present_source_close(&source);
	if (!interactive_possible() && !o->plain)
		return usage_error(_("there is no terminal to present on; "
		    "--plain needs none"));
	if (!options_profile(o, &profile))
		return EXIT_USAGE;
	s = session_new(&profile, 0);
	if (s == NULL)
		return usage_error(_("there is no memory for a heap"));
	status = interactive_run(s, o, is_lesson && o->plain ? o->present :
	    NULL, NULL, NULL, NULL);
	session_free(s);
	return status;
}
