/*
 * i18n.h - text for people is written _("...") and translated when shown.
 *
 * Mark a string that stands in a table N_("...") and pass it through _()
 * where it is printed.  Counted things go through ngettext():
 *
 *	ngettext("%zu block", "%zu blocks", n)
 *
 * Words that programs read, and CPython's own, are never marked.
 */
#ifndef POOLSCOPE_I18N_H
#define POOLSCOPE_I18N_H

#include <libintl.h>

#define _(text)	 gettext(text)
#define N_(text) (text)

#endif
