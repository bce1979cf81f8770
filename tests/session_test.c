/*
 * session_test.c - events, blocks, commands, marks, peaks and bases, as the
 * command language uses them.  Going through history is travel_test.c's.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session/inside.h"
#include "session_helpers.h"

static void
refused(struct session *s, const struct event *e, enum session_status why)
{
	uint64_t event = session_event(s), live = session_live_blocks(s);
	struct outcome out;

	assert_int_equal(session_apply(s, e, &out), why);
	assert_int_equal(out.status, why);
	assert_int_equal(session_event(s), event);
	assert_int_equal(session_length(s), event);
	assert_int_equal(session_live_blocks(s), live);
}

static void
blocks_are_numbered(void **state)
{
	struct session *s = new_session("classic", 0);
	struct session_block b;
	uint32_t moved;

	(void)state;
	assert_int_equal(session_last_block(s), 0);
	assert_int_equal(do_alloc(s, NULL, 28), 1);
	assert_int_equal(do_alloc(s, "x", 28), 2);
	assert_int_equal(do_calloc(s, NULL, 4, 8), 3);
	assert_int_equal(do_realloc(s, NULL, 3, 30), 3);
	moved = do_realloc(s, NULL, 3, 300);
	assert_int_equal(moved, 4);
	assert_int_equal(session_last_block(s), 4);
	assert_false(lives(s, 3));
	assert_true(session_block(s, 4, &b));
	assert_int_equal(b.size, 300);
	assert_int_equal(b.born, 5);
	do_free(s, 1);
	assert_int_equal(do_alloc(s, NULL, 28), 5);
	assert_true(session_block(s, 1, &b));
	assert_false(b.live);
	assert_int_equal(b.freed, 6);
	assert_int_equal(b.size, 28);
	assert_int_equal(b.address, 0x200000000030);
	assert_false(session_block(s, 6, &b));
	assert_false(session_block(s, 0, &b));
	session_free(s);
}

static void
what_is_wrong_is_refused(void **state)
{
	struct session *s = new_session("classic", 0);
	uint32_t x = do_alloc(s, "x", 28);
	struct event e = { .kind = EVENT_FREE, .block = 7 };

	(void)state;
	refused(s, &e, SESSION_NOT_LIVE);
	e = (struct event){ .kind = EVENT_MALLOC, .size = UINT64_MAX / 2 + 1 };
	refused(s, &e, SESSION_FAILED);
	e.ends = x;
	refused(s, &e, SESSION_FAILED);
	assert_true(lives(s, x));
	e = (struct event){ .kind = EVENT_CALLOC, .size = UINT64_MAX / 4,
	    .nelem = 8 };
	refused(s, &e, SESSION_FAILED);
	e = (struct event){ .kind = EVENT_REALLOC, .size = UINT64_MAX,
	    .block = x };
	refused(s, &e, SESSION_FAILED);
	e = (struct event){ .kind = EVENT_WRITE, .block = x, .offset = 20,
	    .size = 9, .bytes = "overrun!!" };
	refused(s, &e, SESSION_OUTSIDE);
	e.offset = UINT64_MAX;
	refused(s, &e, SESSION_OUTSIDE);
	do_free(s, x);
	e = (struct event){ .kind = EVENT_FREE, .block = x };
	refused(s, &e, SESSION_NOT_LIVE);
	e = (struct event){ .kind = EVENT_REALLOC, .block = x, .size = 5 };
	refused(s, &e, SESSION_NOT_LIVE);
	session_free(s);
}

static void
a_block_is_found_by_any_of_its_bytes(void **state)
{
	struct session *s = new_session("classic", 0);
	uint32_t numbers[200], i;
	struct session_block b;

	(void)state;
	for (i = 0; i < 200; i++)
		numbers[i] = do_alloc(s, NULL, i * 5);
	for (i = 0; i < 200; i += 3)
		do_free(s, numbers[i]);
	for (i = 1; i < 200; i++) {
		assert_true(session_block(s, numbers[i], &b));
		if (i % 3 == 0) {
			assert_false(session_block_at(s, b.address, &b));
			continue;
		}
		assert_true(session_block_at(s, b.address + b.size - 1, &b));
		assert_int_equal(b.number, numbers[i]);
		assert_true(session_block_at(s, b.address, &b));
		assert_int_equal(b.number, numbers[i]);
	}
	assert_false(session_block_at(s, 0x200000000000, &b));
	assert_false(session_block_at(s, 0, &b));
	session_free(s);
}

static void
command(struct session *s, const char *text, uint64_t events)
{
	session_begin_command(s, text);
	while (events-- > 0)
		do_alloc(s, NULL, 28);
	session_end_command(s);
}

static void
undo_and_redo_go_by_command(void **state)
{
	struct session *s = new_session("tiny", 0);
	struct session_future f;
	uint64_t first, last;

	(void)state;
	assert_int_equal(session_undo(s), SESSION_NO_SUCH_EVENT);
	command(s, "alloc 28 * 3", 3);
	command(s, "info pools", 0);
	command(s, "alloc 28 * 2", 2);
	assert_string_equal(session_command_of(s, 2, &first, &last),
	    "alloc 28 * 3");
	assert_int_equal(first, 1);
	assert_int_equal(last, 3);
	assert_null(session_command_of(s, 6, &first, &last));
	assert_int_equal(session_redo(s), SESSION_NO_SUCH_EVENT);
	assert_int_equal(session_undo(s), SESSION_OK);
	assert_int_equal(session_event(s), 3);
	session_goto(s, 1);
	session_step(s);
	assert_int_equal(session_undo(s), SESSION_OK);
	assert_int_equal(session_event(s), 0);
	assert_int_equal(session_decision(s), 0);
	assert_int_equal(session_redo(s), SESSION_OK);
	assert_int_equal(session_event(s), 3);
	session_goto(s, 2);
	command(s, "other", 1);
	assert_int_equal(session_forked(s), 1);
	assert_int_equal(session_length(s), 3);
	session_command_of(s, 1, &first, &last);
	assert_int_equal(last, 2);
	assert_int_equal(session_futures(s, &f, 1), 1);
	assert_int_equal(f.fork, 2);
	assert_int_equal(f.length, 5);
	assert_string_equal(f.command, "alloc 28 * 3");
	session_undo(s);
	assert_int_equal(session_event(s), 2);
	session_undo(s);
	assert_int_equal(session_event(s), 0);
	session_free(s);
}

static void
count_mark(void *ctx, const char *text, uint64_t event)
{
	char *all = ctx;

	sprintf(all + strlen(all), "%s=%u ", text, (unsigned)event);
}

static void
marks_belong_to_their_line(void **state)
{
	struct session *s = new_session("tiny", 0);
	char all[200] = "";
	uint64_t event;

	(void)state;
	session_mark(s, "start");
	command(s, "c", 5);
	assert_int_equal(session_mark(s, "five"), SESSION_OK);
	assert_int_equal(session_mark_at(s, "two", 2), SESSION_OK);
	assert_int_equal(session_mark_at(s, "six", 6), SESSION_NO_SUCH_EVENT);
	assert_false(session_find_mark(s, "six", &event));
	session_goto(s, 3);
	command(s, "d", 1);
	assert_false(session_find_mark(s, "five", &event));
	assert_true(session_find_mark(s, "two", &event));
	assert_int_equal(event, 2);
	session_mark(s, "five");
	session_mark(s, "start");
	assert_int_equal(session_marks(s, count_mark, all), 3);
	assert_string_equal(all, "two=2 start=4 five=4 ");
	session_goto_future(s, 1);
	assert_true(session_find_mark(s, "five", &event));
	assert_int_equal(event, 5);
	session_free(s);
}

static void
the_peak_is_the_first_highest(void **state)
{
	struct session *s = new_session("classic", 0);

	(void)state;
	assert_int_equal(session_peak(s), 0);
	do_alloc(s, NULL, 100);
	do_alloc(s, NULL, 1000);
	assert_int_equal(session_requested_bytes(s), 100);
	do_free(s, 1);
	do_alloc(s, NULL, 100);
	assert_int_equal(session_peak(s), 2);
	session_goto(s, 0);
	assert_int_equal(session_peak(s), 2);
	do_alloc(s, NULL, 5);
	assert_int_equal(session_peak(s), 1);
	session_goto_future(s, 1);
	assert_int_equal(session_peak(s), 2);
	session_goto(s, 1);
	do_realloc(s, NULL, 1, 2000);
	assert_int_equal(session_peak(s), 2);
	assert_int_equal(session_requested_bytes(s), 0);
	session_free(s);
}

struct arenas {
	unsigned obtained, given_back;
	uint64_t last;		/* ordinal */
};

static void
count_arena(void *ctx, bool obtained, uint64_t ordinal)
{
	struct arenas *arenas = ctx;

	arenas->last = ordinal;
	*(obtained ? &arenas->obtained : &arenas->given_back) += 1;
}

static uint64_t
arena_address(const struct session *s)
{
	struct pym_arena_view v;

	assert_true(pym_arena(session_heap(s), 0, &v));
	return v.address;
}

static void
arenas_stand_where_they_were_told(void **state)
{
	struct session *s = new_session("classic", 0);
	struct arenas arenas = { 0 };

	(void)state;
	session_on_arena(s, count_arena, &arenas);
	session_add_base(s, 0x7f1234500000);
	session_add_base(s, 0x7f5555500000);
	session_try(s, &(struct event){ .kind = EVENT_MALLOC, .size = 8 },
	    NULL);
	assert_int_equal(arenas.obtained, 0);
	do_alloc(s, NULL, 8);
	assert_int_equal(arena_address(s), 0x7f1234500000);
	do_free(s, 1);
	do_alloc(s, NULL, 8);
	assert_int_equal(arena_address(s), 0x7f5555500000);
	assert_int_equal(arenas.obtained, 2);
	assert_int_equal(arenas.given_back, 1);
	assert_int_equal(arenas.last, 1);
	session_goto(s, 1);
	assert_int_equal(arena_address(s), 0x7f1234500000);
	session_goto(s, 3);
	assert_int_equal(arena_address(s), 0x7f5555500000);
	session_step(s);
	session_goto(s, 2);
	assert_int_equal(arenas.obtained, 2);
	session_try(s, &(struct event){ .kind = EVENT_MALLOC, .size = 9 },
	    NULL);
	do_alloc(s, NULL, 9);
	assert_int_equal(arena_address(s), PYM_ARENA_BASE);
	session_back(s);
	session_next(s);
	assert_int_equal(arena_address(s), PYM_ARENA_BASE);
	session_goto(s, 1);
	assert_int_equal(arena_address(s), 0x7f1234500000);
	session_goto_future(s, 1);
	assert_int_equal(arena_address(s), 0x7f5555500000);
	session_free(s);
}

static void
a_missed_free_is_within_its_event(void **state)
{
	struct session *s = new_session("tiny", 0);
	uint32_t x = do_alloc(s, "x", 28);
	const struct pym_decision *all;
	struct session_block old, new;
	size_t n, i;

	(void)state;
	apply(s, &(struct event){ .kind = EVENT_MALLOC, .size = 28,
	    .ends = x, .name = name(s, "x"), .element = SESSION_WHOLE });
	assert_int_equal(session_event(s), 2);
	session_block(s, x, &old);
	session_block(s, x + 1, &new);
	assert_false(old.live);
	assert_int_equal(old.freed, 2);
	assert_int_equal(new.address, old.address);
	assert_int_equal(stands_for(s, "x", 0), x + 1);
	all = session_decisions(s, &n);
	for (i = 0; i < n; i++)
		assert_int_equal(all[i].number, i + 1);
	assert_int_equal(all[0].kind, PYM_D_ADDRESS_TESTED);
	assert_int_equal(session_back(s), SESSION_OK);
	assert_true(lives(s, x));
	session_free(s);
}

/* What the session keeps of blocks and events, in bytes. */
static size_t
memory_of(const struct session *s)
{
	size_t bytes = log_bytes(&history_tip(&s->history)->log), i;

	for (i = 0; i < s->numbers.count; i++)
		bytes += s->numbers.chunks[i] != NULL ? 4096 : 8;
	for (i = 0; i < s->now.names.count; i++)
		bytes += s->now.names.names[i].room * sizeof(uint32_t);
	return bytes + s->now.blocks.room * sizeof(struct slot) +
	    s->now.names.room * sizeof(struct standing);
}

static void
a_stream_keeps_nothing(void **state)
{
	struct session *s = new_session("cpython-3.9", SESSION_STREAM);
	struct session_block b;
	uint32_t i, live = 0;
	struct event e;
	size_t n;

	(void)state;
	for (i = 0; i < 20000; i++) {
		if (live != 0)
			do_free(s, live);
		live = do_alloc(s, i % 7 == 0 ? "x" : NULL, i % 700);
	}
	assert_int_equal(session_event(s), 39999);
	assert_int_equal(session_length(s), 39999);
	assert_true(memory_of(s) < 50000);
	assert_int_equal(session_live_blocks(s), 1);
	assert_true(session_block(s, live, &b));
	assert_int_equal(b.born, 39999);
	assert_true(session_block(s, 5, &b));
	assert_false(b.live);
	assert_int_equal(session_goto(s, 3), SESSION_NO_HISTORY);
	assert_int_equal(session_back(s), SESSION_NO_HISTORY);
	assert_int_equal(session_step(s), SESSION_NO_HISTORY);
	assert_int_equal(session_undo(s), SESSION_NO_HISTORY);
	assert_int_equal(session_mark(s, "m"), SESSION_NO_HISTORY);
	assert_int_equal(session_goto_future(s, 1), SESSION_NO_HISTORY);
	assert_null(session_decisions(s, &n));
	assert_int_equal(n, 0);
	assert_false(session_event_at(s, 1, &e, NULL));
	session_free(s);
}

static void
reset_empties_everything(void **state)
{
	struct session *s = new_session("tiny", 0);
	struct pym_profile other;
	char error[100];

	(void)state;
	command(s, "c", 9);
	session_mark(s, "m");
	session_goto(s, 2);
	session_step(s);
	pym_profile_parse("cpython-3.12", &other, error, sizeof error);
	assert_int_equal(session_reset(s, &other), SESSION_OK);
	assert_string_equal(session_profile(s)->name, "cpython-3.12");
	assert_int_equal(session_length(s), 0);
	assert_int_equal(session_marks(s, NULL, NULL), 0);
	assert_int_equal(do_alloc(s, "x", 20), 1);
	assert_int_equal(session_reset(s, NULL), SESSION_OK);
	assert_int_equal(session_live_blocks(s), 0);
	assert_int_equal(pym_arena_slots(session_heap(s)), 0);
	assert_int_equal(do_alloc(s, "x", 20), 1);
	other.pool_size = 3;
	assert_int_equal(session_reset(s, &other), SESSION_FAILED);
	assert_int_equal(session_event(s), 1);
	session_free(s);
}

static void
events_come_back_as_they_were(void **state)
{
	struct session *s = new_session("classic", 0);
	struct outcome out;
	struct event e;

	(void)state;
	do_calloc(s, "c", 3, 7);
	do_write(s, 1, 2, "bytes", 5);
	do_realloc(s, NULL, 1, 200);
	do_free(s, 2);
	assert_true(session_event_at(s, 1, &e, &out));
	assert_int_equal(e.kind, EVENT_CALLOC);
	assert_int_equal(e.nelem, 3);
	assert_int_equal(e.size, 7);
	assert_string_equal(session_name(s, e.name), "c");
	assert_int_equal(out.block, 1);
	assert_int_equal(out.address, 0x200000000030);
	assert_true(session_event_at(s, 2, &e, &out));
	assert_int_equal(e.offset, 2);
	assert_memory_equal(e.bytes, "bytes", 5);
	assert_true(session_event_at(s, 3, &e, &out));
	assert_int_equal(e.block, 1);
	assert_int_equal(out.block, 2);
	assert_true(out.moved);
	assert_true(session_event_at(s, 4, &e, &out));
	assert_int_equal(e.kind, EVENT_FREE);
	assert_int_equal(out.address, 0);
	assert_false(session_event_at(s, 5, &e, &out));
	assert_false(session_event_at(s, 0, &e, &out));
	session_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_numbered),
		cmocka_unit_test(what_is_wrong_is_refused),
		cmocka_unit_test(a_block_is_found_by_any_of_its_bytes),
		cmocka_unit_test(undo_and_redo_go_by_command),
		cmocka_unit_test(marks_belong_to_their_line),
		cmocka_unit_test(the_peak_is_the_first_highest),
		cmocka_unit_test(arenas_stand_where_they_were_told),
		cmocka_unit_test(a_missed_free_is_within_its_event),
		cmocka_unit_test(a_stream_keeps_nothing),
		cmocka_unit_test(reset_empties_everything),
		cmocka_unit_test(events_come_back_as_they_were),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
