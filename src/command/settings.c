/* settings.c - `set` and `show`. */
#include "config.h"

#include "command/settings.h"

#include <string.h>

#include "command/args.h"
#include "command/rows.h"
#include "command/where.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

struct setting {
	const char *name;
	const char *values;	/* what `set` takes; NULL: only shown */
	const char *summary;	/* N_ */
	const char *help;	/* N_: more, or NULL */
	/* False after an error line. */
	bool (*set)(struct console *c, const char *value);
	void (*print)(struct console *c, struct strbuf *out);
};

static bool
set_limit(struct console *c, const char *value)
{
	return args_number(c, value, _("a limit"), 0, UINT64_MAX,
	    &c->settings.limit);
}

static void
print_limit(struct console *c, struct strbuf *out)
{
	strbuf_printf(out, "%ju", c->settings.limit);
}

static bool
set_check(struct console *c, const char *value)
{
	return args_switch(c, value, &c->settings.check);
}

static void
print_check(struct console *c, struct strbuf *out)
{
	strbuf_puts(out, c->settings.check ? "on" : "off");
}

static bool
set_echo(struct console *c, const char *value)
{
	return args_switch(c, value, &c->settings.echo);
}

static void
print_echo(struct console *c, struct strbuf *out)
{
	strbuf_puts(out, c->settings.echo ? "on" : "off");
}

static bool
set_pictures(struct console *c, const char *value)
{
	bool drawn;

	if (!args_switch(c, value, &drawn))
		return false;
	c->settings.words = !drawn;
	return true;
}

static void
print_pictures(struct console *c, struct strbuf *out)
{
	strbuf_puts(out, c->settings.words ? "off" : "on");
}

static void
report(void *ctx)
{
	struct console *c = ctx;

	pym_report(session_heap(c->session), console_emit, c);
}

static bool
set_mallocstats(struct console *c, const char *value)
{
	if (!args_switch(c, value, &c->settings.mallocstats))
		return false;
	session_before_arena(c->session,
	    c->settings.mallocstats ? report : NULL, c);
	return true;
}

static void
print_mallocstats(struct console *c, struct strbuf *out)
{
	strbuf_puts(out, c->settings.mallocstats ? "on" : "off");
}

void
console_finish(struct console *c)
{
	if (c->settings.mallocstats)
		report(c);
}

static bool
set_predict(struct console *c, const char *value)
{
	if (c->mode != CONSOLE_KEYBOARD && c->hooks.peek == NULL) {
		console_error(c, _("predict asks a person: it is for the "
		    "keyboard and for presentations"));
		return false;
	}
	if (!args_switch(c, value, &c->settings.predict))
		return false;
	console_say(c, c->settings.predict ? _("a question comes before each "
	    "event: Enter passes it, peek uncovers") :
	    _("no more questions"));
	return true;
}

static void
print_predict(struct console *c, struct strbuf *out)
{
	strbuf_puts(out, c->settings.predict ? "on" : "off");
}

static bool
set_profile(struct console *c, const char *value)
{
	struct pym_profile profile;
	char why[256];

	if (pym_profile_parse(value, &profile, why, sizeof why) != PYM_OK) {
		console_error(c, "%s", why);
		return false;
	}
	if (session_length(c->session) != 0 ||
	    session_futures(c->session, NULL, 0) != 0) {
		console_error(c, _("the profile belongs to the heap, and this "
		    "one has a history: reset %s starts afresh"), value);
		return false;
	}
	if (session_reset(c->session, &profile) != SESSION_OK) {
		console_error(c, _("out of memory: the heap stays as it was"));
		return false;
	}
	c->effects |= COMMAND_RESET;
	return true;
}

static void
print_profile(struct console *c, struct strbuf *out)
{
	const struct pym_profile *p = session_profile(c->session);
	char name[128];

	pym_profile_format(p, name, sizeof name);
	strbuf_printf(out, "%s: %s", name, p->words);
}

const char settings_themes[] =
    "default|light|high-contrast|colour-blind|monochrome";
const char settings_cells[] = "normal|large";

/* Which of WORDS, "a|b|c", VALUE is; false after an error line. */
static bool
set_word(struct console *c, const char *words, const char *value,
    unsigned *out)
{
	size_t length = strlen(value);
	const char *word = words;
	unsigned i = 0;

	while (strncmp(word, value, length) != 0 ||
	    (word[length] != '|' && word[length] != '\0')) {
		word = strchr(word, '|');
		if (word == NULL) {
			console_error(c, _("%s is none of %s"), value, words);
			return false;
		}
		word++;
		i++;
	}
	*out = i;
	return true;
}

static void
print_word(const char *words, unsigned i, struct strbuf *out)
{
	while (i-- > 0)
		words = strchr(words, '|') + 1;
	strbuf_add(out, words, strcspn(words, "|"));
}

static bool
set_theme(struct console *c, const char *value)
{
	return set_word(c, settings_themes, value, &c->settings.theme);
}

static void
print_theme(struct console *c, struct strbuf *out)
{
	print_word(settings_themes, c->settings.theme, out);
}

static bool
set_cells(struct console *c, const char *value)
{
	return set_word(c, settings_cells, value, &c->settings.cells);
}

static void
print_cells(struct console *c, struct strbuf *out)
{
	print_word(settings_cells, c->settings.cells, out);
}

static void
print_event(struct console *c, struct strbuf *out)
{
	where_print(c, out);
}

/* A number of bytes as set takes it: 192M. */
static void
print_size(uint64_t bytes, struct strbuf *out)
{
	static const char units[] = "GMK";
	int i, shift = 30;

	for (i = 0; i < 3; i++, shift -= 10)
		if (bytes != 0 && bytes % (UINT64_C(1) << shift) == 0) {
			strbuf_printf(out, "%ju%c", bytes >> shift, units[i]);
			return;
		}
	strbuf_printf(out, "%ju", bytes);
}

static bool
set_history(struct console *c, const char *value, bool file)
{
	struct session_memory m;
	uint64_t bytes;

	if (!args_size(c, value, &bytes))
		return false;
	session_memory(c->session, &m);
	session_limit_history(c->session, file ? m.events_limit : bytes,
	    file ? bytes : m.file_limit);
	return true;
}

static bool
set_history_memory(struct console *c, const char *value)
{
	return set_history(c, value, false);
}

static void
print_history_memory(struct console *c, struct strbuf *out)
{
	struct session_memory m;

	session_memory(c->session, &m);
	print_size(m.events_limit, out);
}

static bool
set_history_file(struct console *c, const char *value)
{
	return set_history(c, value, true);
}

static void
print_history_file(struct console *c, struct strbuf *out)
{
	struct session_memory m;

	session_memory(c->session, &m);
	print_size(m.file_limit, out);
}

#define MB(bytes) ((double)(bytes) / (1 << 20))

static void
print_memory(struct console *c, struct strbuf *out)
{
	struct session_memory m;

	session_memory(c->session, &m);
	strbuf_printf(out, _("%.1f MB: events %.1f of about %.1f, "
	    "blocks %.1f, checkpoints %.1f of at most %.0f (%ju of them)"),
	    MB(m.events + m.blocks + m.checkpoints), MB(m.events),
	    MB(m.events_limit), MB(m.blocks), MB(m.checkpoints), MB(m.limit),
	    (uintmax_t)m.count);
	strbuf_printf(out, _("; in a file, events %.1f MB of at most %.1f"),
	    MB(m.file), MB(m.file_limit));
	if (m.file_error != 0)
		strbuf_printf(out, m.file_made ? _(", which cannot grow: %s") :
		    _(", which cannot be made: %s"), strerror(m.file_error));
	if (m.dropped > 0)
		strbuf_printf(out, _("; events 1 to %ju were dropped"),
		    m.dropped);
}

static const char predict_help[] =
    N_("The question is about what the next alloc, calloc, realloc or free "
    "would do, be it typed or gone on to with next; the answer is computed "
    "from the heap, and kept score of.  Of a statement of py it is how many "
    "requests it makes.  While it is open the screen covers what would answer "
    "it; peek uncovers, Enter passes.  Lines that make many events at once, "
    "like alloc 28 * 100, are not asked about.");

static const char mallocstats_help[] =
    N_("The interpreter's own report, in the words of this version: before "
    "each arena that is obtained, and at the end.  On the screen the last one "
    "is printed once the screen is left.");

static const char history_help[] =
    N_("An event takes 16 bytes and more.  Beyond the memory the oldest go to "
    "a private file in TMPDIR, or in /var/tmp, which ends with the session; "
    "beyond that, too, the oldest are dropped.  show memory tells how much is "
    "where.");

static const struct setting settings[] = {
	{ "limit", "N", N_("rows that a list shows at most; 0: all"),
	    NULL, set_limit, print_limit },
	{ "check", "on|off", N_("test every invariant after each event"),
	    NULL, set_check, print_check },
	{ "echo", "on|off", N_("show a script's lines before their answers"),
	    NULL, set_echo, print_echo },
	{ "pictures", "on|off", N_("draw pools and arenas; off: say them in "
	    "words"), NULL, set_pictures, print_pictures },
	{ "mallocstats", "on|off", N_("print the report before every new "
	    "arena and at the end, as PYTHONMALLOCSTATS does"),
	    mallocstats_help, set_mallocstats, print_mallocstats },
	{ "predict", "on|off", N_("ask before each event what it will do"),
	    predict_help, set_predict, print_predict },
	{ "profile", "NAME", N_("which CPython's allocator this is; set while "
	    "the heap is new"), NULL, set_profile, print_profile },
	{ "history-memory", "SIZE", N_("of events, so many bytes stay in "
	    "memory; older ones go to a file"), history_help,
	    set_history_memory, print_history_memory },
	{ "history-file", "SIZE", N_("the most that this file takes"),
	    history_help, set_history_file, print_history_file },
	{ "theme", settings_themes, N_("the colours of the screen"), NULL,
	    set_theme, print_theme },
	{ "cells", "normal|large", N_("how large blocks are drawn; large is "
	    "for projectors"), NULL, set_cells, print_cells },
	{ "event", NULL, N_("where we are in time"), NULL, NULL,
	    print_event },
	{ "memory", NULL, N_("what going through time takes"), NULL, NULL,
	    print_memory },
};

#define SETTINGS (sizeof settings / sizeof settings[0])
#define LISTED	(SETTINGS - 1)	/* by show; the last has much to say */

const char *const settings_names =
    "limit|check|echo|pictures|mallocstats|predict|profile|history-memory|"
    "history-file|theme|cells|event|memory";

static const struct setting *
named(const char *name)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	return NULL;
}

bool
settings_help(const char *name, struct strbuf *out)
{
	const struct setting *s = named(name);

	if (s == NULL)
		return false;
	strbuf_printf(out, "%s %s", s->values != NULL ? "set" : "show", name);
	if (s->values != NULL)
		strbuf_printf(out, " %s", s->values);
	strbuf_printf(out, "\n%s", _(s->summary));
	if (s->help != NULL)
		strbuf_printf(out, "\n%s", _(s->help));
	return true;
}

static const struct setting *
find_setting(struct console *c, const char *name)
{
	const struct setting *found = named(name);
	struct strbuf names = STRBUF_INIT;
	size_t i;

	if (found != NULL)
		return found;
	for (i = 0; i < SETTINGS; i++)
		strbuf_printf(&names, "%s%s", i != 0 ? ", " : "",
		    settings[i].name);
	console_error(c, _("%s is no setting; there are %s"), name,
	    strbuf_text(&names));
	strbuf_free(&names);
	return NULL;
}

static void
show(struct console *c, const struct setting *s)
{
	struct strbuf value = STRBUF_INIT;

	s->print(c, &value);
	console_say(c, "%-14s %-12s  %s", s->name, strbuf_text(&value),
	    _(s->summary));
	strbuf_free(&value);
}

static enum command_status
run_set(struct console *c, const struct call *call)
{
	const struct setting *s = find_setting(c, call->args[0].text);

	if (s == NULL)
		return COMMAND_ERROR;
	if (s->set == NULL)
		return console_error(c, _("%s cannot be set"), s->name);
	if (call->nargs != 2)
		return console_error(c, _("usage: set %s %s"), s->name,
		    s->values);
	if (!s->set(c, call->args[1].text))
		return COMMAND_ERROR;
	c->effects |= COMMAND_SETTINGS;
	return COMMAND_OK;
}

static enum command_status
run_show(struct console *c, const struct call *call)
{
	const struct setting *s;
	size_t i;

	if (call->nargs != 0) {
		s = find_setting(c, call->args[0].text);
		if (s == NULL)
			return COMMAND_ERROR;
		show(c, s);
		return COMMAND_OK;
	}
	for (i = 0; i < LISTED; i++)
		show(c, &settings[i]);
	return COMMAND_OK;
}

const struct command command_set = {
	.verb = "set",
	.usage = "NAME VALUE",
	.summary = N_("changes a setting; show lists them"),
	.help = N_("help and its name tell what one is for: help predict."),
	.group = COMMAND_GROUP_SESSION,
	.min = 1, .max = 2,
	.arguments = { ARGUMENT_SETTING, ARGUMENT_NONE },
	.run = run_set,
};

const struct command command_show = {
	.verb = "show",
	.usage = "[NAME]",
	.summary = N_("tells a setting, or all of them"),
	.group = COMMAND_GROUP_SESSION,
	.max = 1,
	.arguments = { ARGUMENT_SETTING, ARGUMENT_NONE },
	.run = run_show,
};
