/* info_classes.c - `info usedpools` and `info classes`. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "command/info.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

static void
ring_row(struct console *c, uint32_t szidx)
{
	const struct pym_heap *heap = session_heap(c->session);
	size_t n = pym_usedpools(heap, szidx, NULL, 0);
	struct pym_pool_ref *list = xcalloc(n + 1, sizeof *list);
	struct strbuf text = STRBUF_INIT;
	char head[40];

	pym_usedpools(heap, szidx, list, n);
	print_pools(c, list, n, &text);
	snprintf(head, sizeof head, "usedpools[%u]", szidx);
	console_say(c, _("  %-16s class %2u, %3u bytes: %s"), head, szidx,
	    pym_class_size(session_profile(c->session), szidx),
	    strbuf_text(&text));
	strbuf_free(&text);
	free(list);
}

enum command_status
info_usedpools(struct console *c, const struct word *args, size_t nargs)
{
	const struct pym_heap *heap = session_heap(c->session);
	uint32_t n = pym_class_count(session_profile(c->session)), i;
	uint32_t empty = 0;

	(void)args, (void)nargs;
	console_line(c, CONSOLE_TITLE, _("usedpools: the pools of each class "
	    "with a block to give, in list order (CPython's index is twice "
	    "the class)"));
	for (i = 0; i < n; i++) {
		if (pym_usedpools(heap, i, NULL, 0) == 0)
			empty++;
		else
			ring_row(c, i);
	}
	if (empty != 0)
		console_say(c, ngettext("%u class has none: its pair points "
		    "to itself", "%u classes have none: their pairs point to "
		    "themselves", empty), empty);
	return COMMAND_OK;
}

enum command_status
info_classes(struct console *c, const struct word *args, size_t nargs)
{
	const struct pym_heap *heap = session_heap(c->session);
	const struct pym_profile *p = session_profile(c->session);
	uint32_t n = pym_class_count(p), i, capacity, size, from;
	struct pym_class_stats *classes = xcalloc(n, sizeof *classes);
	struct pym_stats stats;

	(void)args, (void)nargs;
	pym_stats(heap, &stats, classes, n);
	console_line(c, CONSOLE_TITLE, _("class  size  for requests   a pool: "
	    "blocks  lost   pools  handed out      free"));
	for (i = 0; i < n; i++) {
		size = pym_class_size(p, i);
		from = i != 0 ? pym_class_size(p, i - 1) + 1 : 1;
		capacity = pym_pool_capacity(p, i);
		/* Translators: the figures keep their columns. */
		console_say(c, _("%5u %5u  %4u to %-4u %15u %5u %7ju %11ju "
		    "%9ju"), i, size, from, size, capacity,
		    p->pool_size - PYM_POOL_OVERHEAD - capacity * size,
		    classes[i].pools, classes[i].blocks,
		    classes[i].available);
	}
	console_say(c, _("requests of 0 and over %u bytes go to the system "
	    "allocator"), p->threshold);
	free(classes);
	return COMMAND_OK;
}
