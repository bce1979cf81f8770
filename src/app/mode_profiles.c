/*
 * mode_profiles.c - poolscope profiles.
 */
#include "config.h"

#include <stdio.h>

#include "app/modes.h"
#include "support/i18n.h"

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

static void
print_size(uint32_t n, int columns)
{
	char text[16];

	if (n % (1024 * 1024) == 0)
		snprintf(text, sizeof(text), "%u MiB", n / (1024 * 1024));
	else if (n % 1024 == 0)
		snprintf(text, sizeof(text), "%u KiB", n / 1024);
	else
		snprintf(text, sizeof(text), "%u B", n);
	printf("  %*s", columns, text);
}

static void
print_profile(const struct pym_profile *p)
{
	printf("%-13s  %5u  %7u  %9u", p->name, p->alignment,
	    pym_class_count(p), p->threshold);
	print_size(p->pool_size, 7);
	print_size(p->arena_size, 7);
	printf("  %-13s  %-12s  %s\n", kept_words(p),
	    test_words(p->address_test), _(p->words));
}

int
mode_profiles(const struct options *o)
{
	size_t i;

	(void)o;
	printf("%-13s  %5s  %7s  %9s  %7s  %7s  %-13s  %-12s  %s\n",
	    _("profile"), _("align"), _("classes"), _("threshold"),
	    _("pool"), _("arena"), _("given back"), _("address test"),
	    _("which"));
	for (i = 0; i < pym_profile_count(); i++)
		print_profile(pym_profile_at(i));
	return EXIT_DONE;
}
