/*
 * bases.c - where arenas are shown, as a recording tells.
 */
#include "config.h"

#include "session/inside.h"

#include "support/xalloc.h"

uint64_t
apply_arena(void *ctx, bool obtained, uint64_t ordinal, uint64_t address)
{
	struct session *s = ctx;
	uint64_t base = 0;

	(void)address;
	s->arena_events++;
	if (s->bases == BASES_NEW && obtained && s->before_arena != NULL)
		s->before_arena(s->before_arena_ctx);
	if (obtained) {
		s->now.arenas = ordinal + 1;
		if (s->bases == BASES_AGAIN)
			base = history_origin(&s->history, ordinal);
		else if (s->told_taken < s->told_count)
			base = s->told[s->told_first + s->told_taken++];
	}
	if (s->bases == BASES_NEW && obtained && base != 0 &&
	    !session_streams(s)) {
		s->got = xgrow(s->got, &s->got_room, s->got_count + 1,
		    sizeof *s->got);
		s->got[s->got_count++] = (struct base){ ordinal, base };
	}
	if (s->bases == BASES_NEW && s->on_arena != NULL)
		s->on_arena(s->on_arena_ctx, obtained, ordinal);
	return base;
}

void
session_add_base(struct session *s, uint64_t base)
{
	size_t end = s->told_first + s->told_count;

	if (s->told_count == 0)
		s->told_first = end = 0;
	s->told = xgrow(s->told, &s->told_room, end + 1, sizeof *s->told);
	s->told[end] = base;
	s->told_count++;
}

void
session_on_arena(struct session *s,
    void (*fn)(void *ctx, bool obtained, uint64_t ordinal), void *ctx)
{
	s->on_arena = fn;
	s->on_arena_ctx = ctx;
}

void
session_before_arena(struct session *s, void (*fn)(void *ctx), void *ctx)
{
	s->before_arena = fn;
	s->before_arena_ctx = ctx;
}

void
bases_keep(struct session *s)
{
	size_t i;

	s->told_first += s->told_taken;
	s->told_count -= s->told_taken;
	for (i = 0; i < s->got_count; i++)
		history_add_base(&s->history, s->got[i].ordinal,
		    s->got[i].address);
}
