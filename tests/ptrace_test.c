/*
 * ptrace_test.c - the compact binary form: nothing is lost, it is compact, and
 * what is damaged is told.
 */
#include "config.h"

#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/ptrace.h"
#include "trace/ptrace_write.h"
#include "trace/trace.h"
#include "trace/writer.h"
#include "trace_files.h"

/* The trace at PATH in the binary form; a new block after each EVERY records
   (0: as they come).  TEXT (or NULL) gets its records as text. */
static void
convert(const char *path, unsigned every, struct strbuf *out,
    struct strbuf *text)
{
	struct strbuf error = STRBUF_INIT;
	struct trace_reader *r = trace_open(path, 0, &error);
	struct ptrace_writer *w;
	struct trace_record rec;
	unsigned n = 0;

	assert_non_null(r);
	w = ptrace_writer_new(trace_profile(r), out);
	while (trace_next(r, &rec) == TRACE_RECORD) {
		assert_true(ptrace_write(w, &rec));
		if (every != 0 && ++n % every == 0)
			ptrace_flush(w);
		if (text != NULL)
			assert_true(trace_print_record(text, &rec));
	}
	ptrace_finish(w);
	ptrace_writer_free(w);
	trace_close(r);
	strbuf_free(&error);
}

static void
convert_text(const char *trace, unsigned every, struct strbuf *out)
{
	make_file("t", trace, strlen(trace));
	convert("t", every, out, NULL);
	unlink("t");
}

/* TEXT goes to the binary form and comes back as it was. */
static void
check_round(const char *text)
{
	for (unsigned every = 0; every < 4; every++) {
		struct strbuf out = STRBUF_INIT;

		convert_text(text, every, &out);
		check_bytes(out.text, out.length,
		    text[0] == '#' ? strchr(text, '\n') + 1 : text);
		strbuf_free(&out);
	}
}

static void
every_kind_of_record(void **state)
{
	(void)state;
	check_round("A 1048576 0x7fe21fde7000\nm 56 0x7fe21fde8030\n"
	    "c 4 8 0x7fe21fde8070\nr 0x7fe21fde8030 64 0x7fe21fde8080\n"
	    "f 0x7fe21fde8070\nF 0x7fe21fde7000\nM request 17 begins\n"
	    "S 3 app.py:120 handler\nM \n");
	check_round("m 0 0x10\nm 1 0x21\nm 7 0x30\nm 8 0x40\nm 1024 0x50\n"
	    "m 1025 0x60\nm 1032 0x70\nm 18446744073709551615 0x80\n"
	    "c 18446744073709551615 2 0xffffffffffffffff\n"
	    "r 0x10 18446744073709551615 0x1\n");
	check_round("m 5 0x0\nc 5 6 0x0\nr 0x0 7 0x0\nr 0x0 8 0x10\n"
	    "r 0x10 9 0x0\nf 0x0\nf 0x10\n");
	check_round("");
}

/* What a recording can hold that has no block of its own. */
static void
what_is_not_known(void **state)
{
	(void)state;
	check_round("f 0x1000\nr 0x2000 5 0x3000\nr 0x2000 5 0x0\n"
	    "f 0x3000\nf 0x3000\n");
	/* Frees that were missed: malloc, calloc, realloc over what lives. */
	check_round("m 1 0x10\nm 2 0x20\nm 3 0x30\nm 4 0x10\nc 5 1 0x20\n"
	    "r 0x10 6 0x20\nf 0x20\nf 0x10\nr 0x30 7 0x30\nm 8 0x40\n"
	    "r 0x50 9 0x40\nf 0x40\nf 0x30\nm 1 0x10\nm 1 0x20\nf 0x20\n"
	    "f 0x10\n");
	check_round("m 28 a\nf a\nm 5 b\nr b 6 c\nr c 7 0x10\nr 0x10 8 d\n"
	    "f 0x10\nf d\nm 5 0x10\nc 1 2 e\nr 0x0 5 f\nr nobody 6 g\n");
}

static void
fields_of_calls(void **state)
{
	(void)state;
	check_round("m 1 0x10 t=1000 tid=140234866362176 site=3\n"
	    "m 2 0x20 t=900 tid=140234866362176 site=2\n"
	    "f 0x10 t=18446744073709551615 tid=0 site=0\nf 0x20\n"
	    "m 1 0x10 site=7\nM here\nr 0x10 5 0x20 site=7\nf 0x20 tid=1\n"
	    "f 0x5 t=1\nm 1 a t=2\n");
}

/* Far more slots than a byte tells, freed in an order that skips about. */
static void
many_blocks(void **state)
{
	struct strbuf text = STRBUF_INIT;

	(void)state;
	for (unsigned i = 0; i < 20000; i++)
		strbuf_printf(&text, "m %u 0x%x\n", i, 0x10000 + i * 32);
	for (unsigned i = 0; i < 20000; i++)
		strbuf_printf(&text, i % 3 == 0 ?
		    "r 0x%x 9 0x%x\n" : "f 0x%x\n",
		    0x10000 + i * 7919 % 20000 * 32,
		    0x10010 + i * 7919 % 20000 * 32);
	check_round(strbuf_text(&text));
	strbuf_free(&text);
}

/* ---- recordings --------------------------------------------------------- */

static char *
path_of(const char *name)
{
	const char *top = getenv("top_srcdir");

	return xasprintf("%s%s/tests/recordings/%s",
	    top != NULL && top[0] == '/' ? "" : "../",
	    top != NULL ? top : "..", name);
}

/* Bytes of the blocks' payloads, unpacked. */
static size_t
unpacked_bytes(const struct strbuf *file)
{
	size_t at = PTRACE_MAGIC_LENGTH, sum = 0;
	struct ptrace_block b;

	while (at < file->length) {
		assert_true(ptrace_head((unsigned char *)file->text + at,
		    &b));
		sum += PTRACE_HEAD + b.raw;
		at += PTRACE_HEAD + b.stored;
	}
	return sum;
}

static void
recordings_are_small_and_whole(void **state)
{
	char *path = path_of("cpython-3.13-run.trace.zst");
	struct strbuf out = STRBUF_INIT, text = STRBUF_INIT;
	size_t records = 0;

	(void)state;
	convert(path, 0, &out, &text);
	for (const char *p = text.text; (p = strchr(p, '\n')) != NULL; p++)
		records++;
	assert_true(records > 10000);
	check_bytes(out.text, out.length, text.text);
	/* A hundredth of a byte each: the goals are 2.2 and 0.9. */
	if (unpacked_bytes(&out) * 100 / records > 220 ||
	    out.length * 100 / records > 90)
		fail_msg("%zu records, %zu bytes, %zu packed", records,
		    unpacked_bytes(&out), out.length);
	free(path);
	strbuf_free(&out);
	strbuf_free(&text);
}

/* Who plays a trace gets slots, and only for what is known. */
static void
slots_instead_of_addresses(void **state)
{
	static const struct {
		enum trace_ref_kind old, result;
		uint32_t old_slot, result_slot;
	} expected[] = {
		{ TRACE_NULL, TRACE_SLOT, 0, 0 },
		{ TRACE_NULL, TRACE_SLOT, 0, 1 },
		{ TRACE_SLOT, TRACE_SLOT, 0, 0 },
		{ TRACE_SLOT, TRACE_NULL, 1, 0 },
		{ TRACE_NULL, TRACE_NAME, 0, 0 },
		{ TRACE_ADDRESS, TRACE_NULL, 0, 0 },
		{ TRACE_NULL, TRACE_SLOT, 0, 1 },
	};
	struct strbuf out = STRBUF_INIT, error = STRBUF_INIT;
	struct trace_reader *r;
	struct trace_record rec;

	(void)state;
	convert_text("m 1 0x10\nm 2 0x20\nr 0x10 3 0x30\nf 0x20\nm 4 a\n"
	    "f 0x70\nm 5 0x40\n", 0, &out);
	make_file("t", out.text, out.length);
	r = trace_open("t", 0, &error);
	unlink("t");
	assert_non_null(r);
	trace_by_slots(r);
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		assert_int_equal(trace_next(r, &rec), TRACE_RECORD);
		assert_int_equal(rec.old.kind, expected[i].old);
		assert_int_equal(rec.result.kind, expected[i].result);
		if (rec.old.kind == TRACE_SLOT)
			assert_int_equal(rec.old.slot, expected[i].old_slot);
		if (rec.result.kind == TRACE_SLOT)
			assert_int_equal(rec.result.slot,
			    expected[i].result_slot);
	}
	assert_int_equal(trace_next(r, &rec), TRACE_END);
	trace_close(r);
	strbuf_free(&out);
}

/* All that "t" tells who wants slots: read AT_ONCE plain calls at a time, or
   (0) record by record. */
static char *
told_by_slots(size_t at_once)
{
	struct strbuf error = STRBUF_INIT, told = STRBUF_INIT;
	struct trace_reader *r = trace_open("t", 0, &error);
	struct trace_call calls[8];
	struct trace_record rec;
	const struct trace_ref *block;
	size_t n;

	assert_non_null(r);
	trace_by_slots(r);
	do {
		while ((n = trace_calls(r, calls, at_once)) != 0)
			for (size_t i = 0; i < n; i++)
				strbuf_printf(&told, "%d %u %u of %ju\n",
				    (int)calls[i].kind, calls[i].slot,
				    calls[i].kind == TRACE_CALLOC ?
				    calls[i].count : 1,
				    (uintmax_t)calls[i].size);
		memset(&rec, 0, sizeof rec);
		if (trace_next(r, &rec) != TRACE_RECORD)
			break;
		block = rec.kind == TRACE_FREE ? &rec.old : &rec.result;
		strbuf_printf(&told, "%d %u %ju of %ju\n", rec.kind,
		    block->kind == TRACE_SLOT ? block->slot : 0,
		    (uintmax_t)(rec.kind == TRACE_CALLOC ? rec.count : 1),
		    (uintmax_t)rec.size);
	} while (true);
	strbuf_printf(&told, "%s\n", trace_error(r));
	trace_close(r);
	strbuf_free(&error);
	return strbuf_steal(&told);
}

static void
check_at_once(void)
{
	char *one = told_by_slots(0), *many = told_by_slots(8);

	assert_string_equal(one, many);
	free(one);
	free(many);
}

/* Numbers of every length, and slots near and far. */
static void
plain_calls_at_once(void **state)
{
	struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;
	unsigned i, k;

	(void)state;
	for (i = 0; i < 20000; i++) {
		strbuf_printf(&text, "%s %u 0x%x\n", i % 5 == 4 ? "c 3" : "m",
		    1u << i % 32 | i, 0x10000 + i * 32);
		if (i % 100 == 99)
			strbuf_puts(&text, "m 5 a\nM here\nf a\n");
	}
	for (i = 0; i < 20000; i++) {
		k = 0x10000 + i * 7919 % 20000 * 32;
		if (i % 3 == 0)
			strbuf_printf(&text, "r 0x%x %u 0x%x\n", k,
			    1u << i % 32 | i, k);
		strbuf_printf(&text, "f 0x%x\n", k);
	}
	convert_text(strbuf_text(&text), 0, &out);
	make_file("t", out.text, out.length);
	check_at_once();
	unlink("t");
	strbuf_free(&out);
	strbuf_free(&text);
}

/* ---- damage ------------------------------------------------------------- */

#define SMALL "# profile: tiny\nA 4096 0x7f0000005000\n" \
    "m 60 0x7f0000005030\nm 60 0x7f0000005070\nm 600 0x555500001000\n" \
    "f 0x7f0000005030\nM here\nm 57 0x7f0000005030\n"

/* The notices that the addresses of SMALL are told by its profile. */
static void
addresses_are_told_by_the_profile(void **state)
{
	struct strbuf with = STRBUF_INIT, without = STRBUF_INIT;

	(void)state;
	check_round(SMALL);
	convert_text(SMALL, 0, &with);
	convert_text(strchr(SMALL, '\n') + 1, 0, &without);
	assert_true(unpacked_bytes(&with) + 3 * 5 <
	    unpacked_bytes(&without) + strlen("profile: tiny\n"));
	strbuf_free(&with);
	strbuf_free(&without);
}

static void
files_cut_short(void **state)
{
	static const char text[] = "m 1 0x10\nm 2 0x20\nf 0x10\nm 3 0x30\n";
	struct strbuf out = STRBUF_INIT;

	(void)state;
	convert_text(text, 2, &out);
	for (size_t n = PTRACE_MAGIC_LENGTH; n < out.length; n++) {
		char *told, *note;

		make_file("t", out.text, n);
		told = trace_told("t", 0);
		unlink("t");
		note = strstr(told, "note: t: the file is cut short in "
		    "block ");
		if (note == NULL || strchr(note, '\n')[1] != '\0')
			fail_msg("%zu bytes: %s", n, told);
		/* Whole blocks of two, and nothing of another. */
		assert_memory_equal(told, text, (size_t)(note - told));
		assert_true(note == told || note - told == 18 ||
		    note - told == 34);
		assert_int_equal(note - told == 34, n >= out.length - 32);
		free(told);
	}
	make_file("t", out.text, out.length - 1);
	{
		char *told = trace_told("t", TRACE_STRICT);

		assert_non_null(strstr(told, "error: t: the file is cut"));
		free(told);
	}
	unlink("t");
	strbuf_free(&out);
}

/* Any byte that is not as it was is noticed, and told in one line. */
static void
files_damaged(void **state)
{
	static const char text[] = "m 1 0x10\nm 2 0x20\nf 0x10\nm 3 0x30\n";
	struct strbuf out = STRBUF_INIT;

	(void)state;
	convert_text(text, 2, &out);
	for (size_t i = PTRACE_MAGIC_LENGTH - 1; i < out.length; i++) {
		char *told, *error;

		out.text[i] ^= 0x10;
		make_file("t", out.text, out.length);
		out.text[i] ^= 0x10;
		told = trace_told("t", 0);
		unlink("t");
		error = strstr(told, "error: t: ");
		if (error == NULL)
			error = strstr(told, "note: t: the file is cut");
		if (error == NULL || strchr(error, '\n')[1] != '\0')
			fail_msg("byte %zu: %s", i, told);
		assert_memory_equal(told, text, (size_t)(error - told));
		free(told);
	}
	strbuf_free(&out);
}

static void
put_32(char *to, uint32_t value)
{
	value = htole32(value);
	memcpy(to, &value, sizeof(value));
}

/* A file of one block of RECORDS records that are these bytes, check sums
   right: what somebody wrote who means harm. */
static void
check_payload(const void *bytes, size_t n, uint32_t records,
    const char *expected)
{
	struct strbuf out = STRBUF_INIT;
	char *head;

	convert_text("", 0, &out);
	strbuf_truncate(&out, PTRACE_MAGIC_LENGTH + PTRACE_HEAD);
	strbuf_fill(&out, '\0', PTRACE_HEAD);
	head = out.text + PTRACE_MAGIC_LENGTH + PTRACE_HEAD;
	head[0] = 'E';
	put_32(head + 4, records);
	put_32(head + 8, (uint32_t)n);
	put_32(head + 12, (uint32_t)n);
	put_32(head + 20, (uint32_t)crc32(crc32(crc32(0, NULL, 0),
	    (unsigned char *)head, 20), bytes, (uInt)n));
	strbuf_add(&out, bytes, n);
	check_bytes(out.text, out.length, expected);
	strbuf_free(&out);
}

#define CANNOT_BE_AFTER(n) "error: t: block 2 is damaged (a record in it " \
    "cannot be): the " n " records before it are used\n"
#define CANNOT_BE CANNOT_BE_AFTER("0")

static void
payloads_that_cannot_be(void **state)
{
	static const char *const payloads[] = {
		"\x80",			/* a free of no slot */
		"\xbf\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
		"\xe0\5",		/* a realloc of none */
		"\xff", "\xfd",		/* ops that there are not */
		"\xf1\3", "\xf2\7\1",	/* references that there are not */
		"\xf9\1\5",		/* into a slot that does not live */
		"\xf5\xff\xff\xff\xff\x7f" "abc", /* a text that goes on */
		"\xfb\5" "ab",
		"\xc5\x80",		/* a number that goes on */
		"\xf7", "\xf7\xfc", "\xf8",
		"\xfc\x77\5",		/* fields that there are not */
		"\5",			/* an address that nobody tells */
		"\xf3\5\1",		/* an arena beyond 2^64 */
		"\xfb\3" "a b\5",		/* a name of two words */
	};

	(void)state;
	for (size_t i = 0; i < sizeof payloads / sizeof payloads[0]; i++)
		check_payload(payloads[i], strlen(payloads[i]), 1, CANNOT_BE);
	/* More records than it says, and fewer. */
	check_payload("\xf7\2\5\xf7\2\5", 6, 1, "m 48 0x10\n"
	    CANNOT_BE_AFTER("1"));
	check_payload("\xf7\2\5", 3, 2, "m 48 0x10\nerror: t: block 2 is "
	    "damaged (it has other records than it says): the 1 records "
	    "before it are used\n");
	/* The sum of the addresses differs. */
	check_payload("\xf7\2\5", 3, 1, "m 48 0x10\nerror: t: block 2 is "
	    "damaged (the profile gives other addresses than were "
	    "recorded): the 1 records before it are used\n");
}

static void
random_payloads(void **state)
{
	unsigned char bytes[40];
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct strbuf out = STRBUF_INIT;
		char *head;

		for (size_t k = 0; k < sizeof bytes; k++) {
			random = random * 1664525 + 1013904223;
			bytes[k] = (unsigned char)((random >> 30) == 0 ?
			    0xf0 | random >> 24 : random >> 22);
		}
		convert_text("# profile: tiny\n", 0, &out);
		strbuf_truncate(&out, PTRACE_MAGIC_LENGTH + PTRACE_HEAD +
		    strlen("profile: tiny\n"));
		strbuf_fill(&out, '\0', PTRACE_HEAD);
		head = out.text + out.length - PTRACE_HEAD;
		head[0] = 'E';
		put_32(head + 4, 100);
		put_32(head + 8, sizeof bytes);
		put_32(head + 12, sizeof bytes);
		put_32(head + 20, (uint32_t)crc32(crc32(crc32(0, NULL, 0),
		    (unsigned char *)head, 20), bytes, sizeof bytes));
		strbuf_add(&out, bytes, sizeof bytes);
		make_file("t", out.text, out.length);
		free(trace_told("t", 0));
		check_at_once();
		strbuf_free(&out);
	}
	unlink("t");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_record),
		cmocka_unit_test(what_is_not_known),
		cmocka_unit_test(fields_of_calls),
		cmocka_unit_test(many_blocks),
		cmocka_unit_test(recordings_are_small_and_whole),
		cmocka_unit_test(slots_instead_of_addresses),
		cmocka_unit_test(plain_calls_at_once),
		cmocka_unit_test(addresses_are_told_by_the_profile),
		cmocka_unit_test(files_cut_short),
		cmocka_unit_test(files_damaged),
		cmocka_unit_test(payloads_that_cannot_be),
		cmocka_unit_test(random_payloads),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("ptrace", tests, enter_folder,
	    leave_folder);
}
