/*
 * i18n.h - text for people is written _("...") and translated when shown.
 *
 * Mark a string that stands in a table N_("...") and pass it through _()
 * where it is printed.  Counted things go through ngettext():
 *
 *	ngettext("%zu block", "%zu blocks", n)
 *
 * Words that programs read, and CPython's own, are never marked.  A % that is
 * no format, in a text that is never one, needs the comment
 * "xgettext:no-c-format" before it.
 */
#ifndef POOLSCOPE_I18N_H
#define POOLSCOPE_I18N_H

#include <libintl.h>
#include <stdbool.h>

#define _(text)	 gettext(text)
#define N_(text) (text)

/*
 * From here on texts are in the language of the locale, or in LANG ("zh_CN")
 * if it is not NULL; call setlocale() before.  In the locale C, which has no
 * characters but English ones, they are English whatever LANG says.  The
 * catalogues are those of $POOLSCOPE_LOCALEDIR, or of the build folder that
 * the program runs from, or the installed ones.
 */
void i18n_start(const char *lang);

/*
 * The language wanted, as in "zh_CN"; "en" or "C" if none is.  To be given to
 * free().
 */
char *i18n_language(void);

/* Texts are English from here on, whatever the language; or no longer. */
void i18n_english(bool on);

#endif
