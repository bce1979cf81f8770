/* compare_sides.c - the same commands given to several sessions at once. */
#include "config.h"

#include "app/compare_sides.h"

#include <inttypes.h>

#include "app/playback.h"
#include "command/command.h"
#include "support/i18n.h"
#include "view/times.h"

/* ---- a console's hooks -------------------------------------------------- */

static void
side_line(void *ctx, enum console_style style, const char *text)
{
	struct side *side = ctx;

	if (side->line != NULL)
		side->line(side, style, text);
}

/* ---- loading ------------------------------------------------------------ */

/* All of the trace that can be read is the side's history. */
static bool
load(struct side *side, const struct options *o)
{
	struct playback back;
	bool ok = playback_open(&back, o, o->args[0]);

	if (ok) {
		playback_into(&back, side->session,
		    REPLAY_NAMES | REPLAY_MARKS);
		playback_tell(&back, playback_all(&back));
	}
	playback_close(&back);
	return ok && session_goto(side->session,
	    session_first(side->session)) == SESSION_OK &&
	    session_length(side->session) > 0;
}

bool
sides_open(struct sides *s, const struct options *o,
    const struct pym_profile *profiles, size_t n)
{
	struct console_hooks hooks = { .line = side_line,
	    .interrupted = s->interrupted };
	size_t i;

	for (i = 0; i < n; i++) {
		struct side *side = &s->list[i];

		pym_profile_format(&profiles[i], side->name,
		    sizeof(side->name));
		side->session = session_new(&profiles[i], 0);
		if (side->session == NULL) {
			usage_error(_("there is no memory for a heap"));
			return false;
		}
		hooks.ctx = side;
		console_init(&side->console, side->session, &hooks,
		    CONSOLE_KEYBOARD);
		view_init(&side->view, side->session);
		side->view.zoom = ZOOM_HEAP;
		s->count++;
		if (!load(side, o))
			return false;
		view_follow(&side->view);
	}
	return true;
}

void
sides_close(struct sides *s)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		view_end(&s->list[i].view);
		console_end(&s->list[i].console);
		session_free(s->list[i].session);
	}
	s->count = 0;
}

/* ---- commands ----------------------------------------------------------- */

static void
run_side(struct side *side, const char *line)
{
	view_begin_answer(&side->view, line);
	side->console.effects = 0;
	command_run(&side->console, line);
	if (side->console.effects & (COMMAND_HEAP | COMMAND_RESET))
		view_follow(&side->view);
	view_end_answer(&side->view,
	    (side->console.effects & COMMAND_HEAP) != 0, false);
}

bool
sides_run(struct sides *s, const char *line)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		run_side(&s->list[i], line);
		s->quitting |= s->list[i].console.quitting;
	}
	return !s->quitting;
}

void
side_figures(const struct side *side, struct strbuf *out)
{
	const struct pym_profile *p = session_profile(side->session);
	uint64_t now[SESSION_FIGURES], held;

	session_figures(side->session, now);
	held = now[SESSION_ARENAS] * p->arena_size;
	strbuf_printf(out, ngettext("%" PRIu64 " arena", "%" PRIu64 " arenas",
	    (unsigned long)now[SESSION_ARENAS]), now[SESSION_ARENAS]);
	strbuf_puts(out, ", ");
	times_bytes(out, now[SESSION_IN_BLOCKS]);
	strbuf_puts(out, _(" in blocks of "));
	times_bytes(out, held);
	strbuf_printf(out, _(" held (%u %%)"), held == 0 ? 0 :
	    (unsigned)(now[SESSION_IN_BLOCKS] * 100 / held));
}
