/*
 * mode_lesson.c - poolscope lesson [NAME].
 */
#include "config.h"

#include "app/modes.h"
#include "support/i18n.h"

int
mode_lesson(const struct options *o)
{
	(void)o;
	return usage_error(_("lesson: not in this version"));
}
