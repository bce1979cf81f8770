/*
 * mode_profiles.c - poolscope profiles.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/modes.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"

static const char *
test_words(enum pym_address_test test)
{
	return test == PYM_TEST_ARENAINDEX ? _("arena index") :
	    _("radix tree");
}

static const char *
kept_words(const struct pym_profile *p)
{
	if (p->policy == PYM_POLICY_ONE_FREEPOOLS || !p->reclaim)
		return _("never");
	return p->keep_last ? _("but the last") : _("yes");
}

/* The columns of the table: how wide, and whether figures. */
static const struct {
	const char *title;
	int columns;
	bool right;
} table[] = {
	{ N_("profile"), 13, false },
	{ N_("align"), 5, true },
	{ N_("classes"), 7, true },
	{ N_("threshold"), 9, true },
	{ N_("pool"), 7, true },
	{ N_("arena"), 7, true },
	{ N_("given back"), 13, false },
	{ N_("address test"), 12, false },
	{ N_("which"), 0, false },
};

#define COLUMNS (sizeof table / sizeof table[0])

/* Appends TEXT, which is a translation and may be wide, as column I. */
static void
put_cell(struct strbuf *row, size_t i, const char *text)
{
	int missing = table[i].columns - utf8_columns(text);

	if (i != 0)
		strbuf_puts(row, "  ");
	if (table[i].right && missing > 0)
		strbuf_fill(row, ' ', (size_t)missing);
	strbuf_puts(row, text);
	if (!table[i].right && missing > 0)
		strbuf_fill(row, ' ', (size_t)missing);
}

static void
put_number(struct strbuf *row, size_t i, uint32_t n)
{
	char text[16];

	snprintf(text, sizeof text, "%" PRIu32, n);
	put_cell(row, i, text);
}

static void
put_size(struct strbuf *row, size_t i, uint32_t n)
{
	char text[16];

	if (n % (1024 * 1024) == 0)
		snprintf(text, sizeof text, "%u MiB", n / (1024 * 1024));
	else if (n % 1024 == 0)
		snprintf(text, sizeof text, "%u KiB", n / 1024);
	else
		snprintf(text, sizeof text, "%u B", n);
	put_cell(row, i, text);
}

static void
print_profile(const struct pym_profile *p)
{
	struct strbuf row = STRBUF_INIT;

	put_cell(&row, 0, p->name);
	put_number(&row, 1, p->alignment);
	put_number(&row, 2, pym_class_count(p));
	put_number(&row, 3, p->threshold);
	put_size(&row, 4, p->pool_size);
	put_size(&row, 5, p->arena_size);
	put_cell(&row, 6, kept_words(p));
	put_cell(&row, 7, test_words(p->address_test));
	put_cell(&row, 8, _(p->words));
	if (strcmp(p->name, "classic") == 0)
		strbuf_puts(&row, _(" (the same as cpython-3.6)"));
	puts(strbuf_text(&row));
	strbuf_free(&row);
}

int
mode_profiles(const struct options *o)
{
	struct strbuf row = STRBUF_INIT;
	size_t i;

	(void)o;
	for (i = 0; i < COLUMNS; i++)
		put_cell(&row, i, _(table[i].title));
	puts(strbuf_text(&row));
	strbuf_free(&row);
	for (i = 0; i < pym_profile_count(); i++)
		print_profile(pym_profile_at(i));
	return EXIT_DONE;
}
