/* totals.c - four figures that are told apart. */
#include "config.h"

#include "command/totals.h"

#include "command/console.h"
#include "command/info.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

void
totals_say(struct console *c)
{
	uint64_t figures[SESSION_FIGURES], held;
	struct strbuf arenas = STRBUF_INIT;
	struct pym_counts counts;

	session_figures(c->session, figures);
	pym_counts(session_heap(c->session), &counts);
	held = counts.arenas_current *
	    session_profile(c->session)->arena_size;
	print_bytes(held, &arenas);
	console_say(c, ngettext("in arenas: %ju bytes asked for, in blocks "
	    "that hold %ju; %ju arena holds %s",
	    "in arenas: %ju bytes asked for, in blocks that hold %ju; %ju "
	    "arenas hold %s", counts.arenas_current),
	    figures[SESSION_POOLED], figures[SESSION_IN_BLOCKS],
	    counts.arenas_current, strbuf_text(&arenas));
	console_say(c, ngettext("beside them: %ju bytes asked for, in %ju "
	    "block of the system allocator",
	    "beside them: %ju bytes asked for, in %ju blocks of the system "
	    "allocator", counts.system_blocks), counts.system_bytes,
	    counts.system_blocks);
	strbuf_free(&arenas);
}
