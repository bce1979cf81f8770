#include "config.h"

#include "session/inside.h"

#include "core/debug.h"

#include <stdlib.h>

#include "support/xalloc.h"

#define FIRST_INTERVAL		16384u	/* events between checkpoints */
#define CHECKPOINT_BUDGET	((size_t)160 << 20)
#define HISTORY_MEMORY		((size_t)192 << 20)
#define HISTORY_FILE		((uint64_t)1 << 30)

/* An empty heap and everything that goes with it.  False if the heap cannot
   be had. */
static bool
open_heap(struct session *s, const struct pym_profile *profile)
{
	s->heap = pym_heap_new(profile, NULL);
	if (s->heap == NULL)
		return false;
	s->profile = *profile;
	s->now.blocks.alignment = profile->alignment;
	if (!session_streams(s))
		pym_note_writes(s->heap);
	s->debug_extra = pym_debug_of(profile).extra;
	pym_set_arena_hook(s->heap, apply_arena, s);
	s->origin = s->empty = checkpoint_take(s);
	if (s->origin != NULL)
		return true;
	pym_heap_free(s->heap);
	s->heap = NULL;
	return false;
}

static void
close_heap(struct session *s)
{
	checkpoint_drop(s, s->empty);
	s->origin = s->empty = NULL;
	pym_heap_free(s->heap);
	s->heap = NULL;
}

/* Everything but the heap and its origin. */
static void
clear(struct session *s)
{
	session_end_command(s);
	checkpoint_forget(s, UINT64_MAX);
	if (s->origin != s->empty)
		checkpoint_drop(s, s->origin);
	s->origin = s->empty;
	history_free(&s->history);
	names_free(s->names);
	places_free(&s->places);
	makers_clear(s->makers);
	numbers_free(&s->numbers);
	index_free(s->index);
	kept_clear(&s->kept);
	kept_clear(&s->tried);
	s->kept_event = 0;
	s->generation++;
	s->told_count = s->mark_count = s->mark_of_count = 0;
	s->forked = 0;
	s->bases = BASES_AGAIN;
	s->interval = FIRST_INTERVAL;
	s->next_checkpoint = s->interval;
}

struct session *
session_new(const struct pym_profile *profile, unsigned flags)
{
	struct session *s = xcalloc(1, sizeof *s);

	s->flags = flags;
	s->numbers.forget = session_streams(s);
	s->checkpoint_budget = CHECKPOINT_BUDGET;
	s->memory_limit = HISTORY_MEMORY;
	s->file_limit = HISTORY_FILE;
	s->names = xcalloc(1, sizeof *s->names);
	s->index = xcalloc(1, sizeof *s->index);
	s->makers = makers_new();
	clear(s);
	history_init(&s->history, s->memory_limit, s->file_limit);
	if (open_heap(s, profile))
		return s;
	session_free(s);
	return NULL;
}

void
session_free(struct session *s)
{
	if (s == NULL)
		return;
	within_abandon(s);
	clear(s);
	steps_free(s);
	close_heap(s);
	pieces_free(&s->stock, &s->now.blocks.pieces);
	pieces_free(&s->stock, &s->now.names.pieces);
	blocks_free(&s->now.blocks);
	standings_free(&s->now.names);
	kept_free(&s->kept);
	kept_free(&s->tried);
	free(s->last_words);
	free(s->told);
	free(s->got);
	free(s->marks);
	free(s->mark_of);
	free(s->within.bytes);
	free(s->names);
	free(s->index);
	makers_free(s->makers);
	free(s);
}

enum session_status
session_reset(struct session *s, const struct pym_profile *profile)
{
	struct pym_profile old = s->profile;
	enum session_status status = SESSION_OK;

	if (profile != NULL &&
	    pym_profile_check(profile, NULL, 0) != PYM_OK)
		return SESSION_FAILED;
	within_abandon(s);
	clear(s);
	history_init(&s->history, s->memory_limit, s->file_limit);
	checkpoint_restore(s, s->origin);
	if (profile == NULL)
		return SESSION_OK;
	close_heap(s);
	if (!open_heap(s, profile)) {
		status = SESSION_NO_MEMORY;
		if (!open_heap(s, &old))
			xalloc_die();
	}
	return status;
}

void
session_limit_history(struct session *s, size_t memory, uint64_t file)
{
	s->memory_limit = memory;
	s->file_limit = file;
	archive_limit(&s->history.archive, memory, file);
}

const struct pym_heap *
session_heap(const struct session *s)
{
	return s->heap;
}

const struct pym_profile *
session_profile(const struct session *s)
{
	return &s->profile;
}
