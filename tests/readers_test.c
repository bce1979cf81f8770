/* readers_test.c - the forms of other programs: what each call becomes, what
   is repaired and told, what is refused. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/strbuf.h"
#include "trace/trace.h"
#include "trace_files.h"

/* TEXT read strictly ends in an error that begins so, behind RECORDS. */
static void
check_strict(const char *text, const char *records, const char *error)
{
	char *told, *found;

	make_file("t", text, strlen(text));
	told = trace_told("t", TRACE_STRICT);
	unlink("t");
	found = strstr(told, "error: ");
	if (found == NULL || strncmp(found + 7, error, strlen(error)) != 0)
		fail_msg("%s", told);
	assert_int_equal((size_t)(found - told), strlen(records));
	assert_memory_equal(told, records, strlen(records));
	free(told);
}

static void
check_format(const char *text, const char *name)
{
	struct strbuf error = STRBUF_INIT;
	struct trace_reader *r;

	make_file("t", text, strlen(text));
	r = trace_open("t", 0, &error);
	unlink("t");
	assert_non_null(r);
	assert_string_equal(trace_format_name(r), name);
	trace_close(r);
}

/* ---- by content, never by name ------------------------------------------ */

static void
forms_are_told_by_content(void **state)
{
	(void)state;
	check_format("= Start\n", "mtrace");
	check_format("@ ./t:[0x11cb] + 0x10 0x2a\n", "mtrace");
	check_format("- 0x10\n", "mtrace");
	check_format("20000\r\n1 2\r\n1\r\na 0 5\r\nf 0\r\n", "rep");
	check_format("2 4 a 0 5", "rep");
	check_format("a 0 512\nf 0\n", "rep");
	check_format("r 0 640\nf 0\n", "rep");
	check_format("0\n0\n0\n0\n", "rep");
	check_format("t->malloc(42) = 0x55c8bd9762a0\n", "calls");
	check_format("hello\n==1== Memcheck\n--1-- malloc(4) = 0x4A\n",
	    "calls");
	check_format("0x801c06040 = malloc(42)\n", "calls");
	check_format("v 10400 3\nx 1 a\n", "heaptrack");
	check_format("+10,-0,+20\n", "list");
	check_format("+10\n-0\n", "list");
	check_format("m 56 a\n", "text");
	check_format("# malloc(42) = 0x1000\nm 56 a\n", "text");
	check_format("r 0 640 a\n", "text");
	check_format("f 1\n", "text");
	check_format("what is this\n", "text");
	check_format("", "text");
}

/* ---- mtrace ------------------------------------------------------------- */

static void
mtrace_calls(void **state)
{
	(void)state;
	check_trace("= Start\n"
	    "@ ./t:[0x11cb] + 0x562227a5c4a0 0x2a\n"
	    "@ ./a b:(f+1a)[0x1201] < 0x562227a5c4a0\n"
	    "@ ./a b:(f+1a)[0x1201] > 0x562227a5c520 0xc8\n"
	    "@ ./t:[0x125e] + 0x562227a5c860 0\n"
	    "+ 0x10 0x20\n"
	    "@ ./t:[0x125e] + (nil) 0x7000000000000000\n"
	    "@ ./t:[0x1] ! 0x10 0xffffffffffffffff\n"
	    "@ ./t:[0x126e] - 0x562227a5c520\n"
	    "= End\n",
	    "m 42 0x562227a5c4a0\nr 0x562227a5c4a0 200 0x562227a5c520\n"
	    "m 0 0x562227a5c860\nm 32 0x10\nm 8070450532247928832 0x0\n"
	    "r 0x10 18446744073709551615 0x0\nf 0x562227a5c520\n");
	check_trace("= Start\r\n@ t:[0x1] + 0x10 0x8\r\n= End\r\n",
	    "m 8 0x10\n");
}

/* What a child process does that was given the same file. */
static void
mtrace_damaged(void **state)
{
	static const char cut[] = "= Start\n@ t:[0x1] + 0x10 0x8\n"
	    "\0\0\0\0\0:[0x2] - 0x10\n\0\0@ t:[0x3] + 0x20 0x9\n"
	    "@ t:[0x4] - 0x20\n@ t:[0x5] + 0x30 0";
	static const char half[] = "= Start\n@ t:[0x1] + 0x10 0x8\n"
	    "@ t:[0x2] - 0x1";

	(void)state;
	check_bytes(cut, sizeof(cut) - 1, "m 8 0x10\nm 9 0x20\nf 0x20\n"
	    "m 0 0x30\nnote: t: 1 line that is no event was ignored "
	    "(line 3)\n");
	check_bytes(half, sizeof(half) - 1, "m 8 0x10\nf 0x1\n");
	check_trace("= Start\nwhat\n@ t:[0x1] + 0x10\n+ 0x10 8x\n+ 0x10 8\n"
	    "+ 0x1ffffffffffffffff 8\n",
	    "m 8 0x10\nnote: t: 4 lines that are no events were ignored "
	    "(the first: line 2)\n");
	check_strict("= Start\n+ 0x10 8\nwhat\n", "m 8 0x10\n",
	    "t:3: 1 line that is no event was ignored: --strict repairs "
	    "nothing\n");
}

static void
mtrace_halves_of_reallocs(void **state)
{
	(void)state;
	check_trace("= Start\n+ 0x10 8\n< 0x10\n< 0x20\n> 0x30 0x9\n"
	    "> 0x40 0xa\n< 0x40\n",
	    "m 8 0x10\nf 0x10\nr 0x20 9 0x30\nm 10 0x40\nf 0x40\n"
	    "note: t: 2 '<' without their '>' were taken as frees (the "
	    "first: line 3); 1 '>' without its '<' was taken as a malloc "
	    "(line 6)\n");
	check_strict("= Start\n> 0x40 0xa\n", "", "t:2: 1 '>' without");
}

/* ---- .rep --------------------------------------------------------------- */

#define OPERATIONS "a 0 512\na 1 128\nr 0 640\nf 1\nf 0\n"
#define AS_TEXT "m 512 id0\nm 128 id1\nr id0 640 id0\nf id1\nf id0\n"

static void
rep_headers(void **state)
{
	(void)state;
	check_trace("20000\n2\n5\n1\n" OPERATIONS, AS_TEXT);
	check_trace("1 2 5 768\n" OPERATIONS, AS_TEXT);
	check_trace("2 5\n" OPERATIONS, AS_TEXT);
	check_trace("2\n5\n1\n" OPERATIONS, AS_TEXT);
	check_trace(OPERATIONS, AS_TEXT);
	check_trace("2 5 a 0 512 a 1 128\tr 0 640\n\n f 1 f 0", AS_TEXT);
	check_trace("20000\r\n2\r\n5\r\n1\r\na 0 512\r\na 1 128\r\nr 0 640 "
	    "\r\nf 1\r\nf 0\r\n", AS_TEXT);
	check_trace("1 2 3 4 5 a 0 1\n", "error: t:1: found '5', expected an "
	    "operation: a, r or f\n");
	check_trace("0 0 0 0\n", "");
}

static void
rep_counts_are_not_believed(void **state)
{
	(void)state;
	check_trace("1 6\na 0 512\na 1 8\nf 0\n", "m 512 id0\nm 8 id1\n"
	    "f id0\nnote: t: 3 operations that the header counts are missing (the first: "
	    "line 4); 1 operation has an id beyond the header's ids (line "
	    "3)\n");
	check_trace("1 1\na 0 512\nf 0\n", "m 512 id0\nf id0\nnote: t: 1 "
	    "operation is more than the header counts (line 3)\n");
	check_strict("1 1\na 0 512\nf 0\n", "m 512 id0\nf id0\n",
	    "t:3: 1 operation is more");
	check_strict("1 1\na 2 512\n", "", "t:2: 1 operation has an id");
	/* Behind the last operation there may be anything. */
	check_trace("1 2\na 0 512\nf 0\nthat was all f 0\n", "m 512 id0\n"
	    "f id0\nnote: t: 1 text after the last operation was ignored "
	    "(line 4)\n");
	check_trace("1 3\na 0 512\nf 0\nthat", "m 512 id0\nf id0\nerror: t:4: "
	    "found 'that', expected an operation: a, r or f\n");
}

static void
rep_dialects(void **state)
{
	(void)state;
	check_trace("2 7\na 0 8\nf 0\na 0 16\nf -1\nr 1 24\nr 1 0\nf 1\n",
	    "m 8 id0\nf id0\nm 16 id0\nf 0x0\nr id1 24 id1\nr id1 0 id1\n"
	    "f id1\n");
	check_trace("2 6\na 0 8\na 1\nr 1 16\na 2\na 3 f 3\n",
	    "m 8 id0\nm 8 id1\nr id1 16 id1\nm 16 id2\nm 16 id3\nf id3\n"
	    "note: t: 3 sizes were missing: those of the operations before "
	    "were taken (the first: line 3); 3 operations have an id beyond "
	    "the header's ids (the first: line 5)\n");
	check_strict("2 2\na 0 8\na 1\nf 1\n", "m 8 id0\n", "t:3: 1 size was");
	check_trace("a 18446744073709551615 18446744073709551615\n",
	    "m 18446744073709551615 id18446744073709551615\n");
	check_trace("a 0 18446744073709551616\n", "error: t:1: found "
	    "'18446744073709551616', expected a size of at most 64 bits\n");
	check_trace("a 0 5\nf 18446744073709551616\n", "m 5 id0\nerror: t:2: "
	    "found '18446744073709551616', expected an id of at most 64 "
	    "bits\n");
	check_trace("a 0 5\na -1 5\n", "m 5 id0\nerror: t:2: found '-1', "
	    "expected an id of at most 64 bits\n");
}

static void
rep_cut_short(void **state)
{
	(void)state;
	check_trace("1 3\na 0 8\na", "m 8 id0\nnote: t: 1 operation was cut "
	    "short and ignored (line 3); 2 operations that the header counts "
	    "are missing (the first: line 2)\n");
	check_trace("1 2\na 0 8\nf", "m 8 id0\nnote: t: 1 operation was cut "
	    "short and ignored (line 3); 1 operation that the header counts "
	    "is missing (line 2)\n");
	check_trace("1 1\na 0", "note: t: 1 operation was cut short and "
	    "ignored (line 2); 1 operation that the header counts is missing "
	    "(line 0)\n");
	check_strict("1 1\na 0 8\nf", "m 8 id0\n", "t:3: 1 operation was cut");
}

/* All on one line, longer than any buffer: newlines mean nothing. */
static void
rep_on_one_line(void **state)
{
	struct strbuf text = STRBUF_INIT, expected = STRBUF_INIT;

	(void)state;
	strbuf_puts(&text, "30000 30000");
	for (unsigned i = 0; i < 30000; i++) {
		strbuf_printf(&text, " a %u %u", i, i + 1);
		strbuf_printf(&expected, "m %u id%u\n", i + 1, i);
	}
	check_trace(strbuf_text(&text), strbuf_text(&expected));
	strbuf_clear(&text);
	strbuf_puts(&text, "1 1 a 0 ");
	strbuf_fill(&text, '7', 200000);
	check_trace(strbuf_text(&text), "error: t:1: found a word of more "
	    "than 131072 bytes\n");
	strbuf_free(&text);
	strbuf_free(&expected);
}

/* ---- calls -------------------------------------------------------------- */

static void
calls_of_ltrace(void **state)
{
	(void)state;
	check_trace("t->malloc(42)                     = 0x55c8bd9762a0\n"
	    "t->calloc(3, 14)                          = 0x55c8bd9762e0\n"
	    "02:04:33.541642 t->realloc(0x55c8bd9762a0, 200) = 0x10\n"
	    "t->realloc(nil, 7)                        = 0x20\n"
	    "t->puts(\"malloc(5) = 0x30\")             = 17\n"
	    "t->malloc(18446744073709551615)           = 0\n"
	    "t->free(0x10)                             = <void>\n"
	    "t->realloc(0x20, 0)                       = 0\n"
	    "t->free(0)                                = <void>\n"
	    "--- SIGCHLD (Child exited) ---\n"
	    "+++ exited (status 0) +++\n",
	    "m 42 0x55c8bd9762a0\nc 3 14 0x55c8bd9762e0\n"
	    "r 0x55c8bd9762a0 200 0x10\nr 0x0 7 0x20\n"
	    "m 18446744073709551615 0x0\nf 0x10\nf 0x20\nf 0x0\n"
	    "note: t: 1 line that is no call of an allocator was ignored "
	    "(line 5)\n");
	check_trace("t->memalign(64, 256, 0x7fa4c63d6c60, 0x20c81) = 0x40\n"
	    "t->posix_memalign(0x7ffc61117390, 32, 77, 3) = 0\n"
	    "t->posix_memalign(0x7ffc61117390, 32, 77, 3) = 12\n",
	    "m 256 0x40\nm 77 unseen1\nm 77 0x0\nnote: t: 2 calls that ask for "
	    "an alignment were taken as mallocs (the first: line 1); 1 "
	    "result is not in the log: its block is not freed (line 2)\n");
	check_strict("t->malloc(4) = 0x40\nputs(\"x\") = 1\n", "m 4 0x40\n",
	    "t:2: 1 line that is no call");
	check_strict("t->valloc(4) = 0x40\n", "", "t:1: 1 call that asks");
}

static void
calls_that_return_later(void **state)
{
	(void)state;
	check_trace("[pid 7] t->malloc(42 <unfinished ...>\n"
	    "[pid 8] t->malloc(43 <unfinished ...>\n"
	    "[pid 7] <... malloc resumed> )   = 0x10\n"
	    "[pid 8] <... malloc resumed> )   = 0x20\n"
	    "[pid 8] t->free(0x20 <unfinished ...>\n"
	    "[pid 7] t->malloc(44)            = 0x20\n"
	    "[pid 8] <... free resumed> )     = <void>\n"
	    "[pid 9] +++ exited (status 0) +++\n"
	    "[pid 8] t->malloc(45 <unfinished ...>\n",
	    "m 42 0x10\nm 43 0x20\nf 0x20\nm 44 0x20\n"
	    "note: t: 1 call that did not return was ignored (line 9)\n");
	/* The program's call and, within it, the library's. */
	check_trace("t->malloc(42 <unfinished ...>\n"
	    "malloc@libc.so.6(42)             = 0x10\n"
	    "<... malloc resumed> )           = 0x10\n"
	    "t->free(0x10 <unfinished ...>\n"
	    "free@libc.so.6(0x10)             = <void>\n"
	    "<... free resumed> )             = <void>\n"
	    "<... malloc resumed> )           = 0x10\n",
	    "m 42 0x10\nf 0x10\nnote: t: 1 line that is no call of an "
	    "allocator was ignored (line 7)\n");
}

static void
calls_of_valgrind(void **state)
{
	(void)state;
	check_trace("==31172== Memcheck, a memory error detector\n"
	    "--31172-- malloc(42) = 0x4A42040\n"
	    "--31172-- calloc(3,14) = 0x4A420B0\n"
	    "--31172-- realloc(0x4A42040,200) = 0x4A421D0\n"
	    "--31172-- memalign(al 64, size 256) = 0x4A42340\n"
	    "--31172-- _Znwm(5) = 0x4A42400\n"
	    "--31172-- _ZdlPv(0x4A42400)\n"
	    "--31172-- realloc(0x4A421D0,0)free(0x4A421D0)\n"
	    "--31172--  = 0\n"
	    "--31172-- free(0x0)\n==31172== \n",
	    "m 42 0x4a42040\nc 3 14 0x4a420b0\nr 0x4a42040 200 0x4a421d0\n"
	    "m 256 0x4a42340\nm 5 0x4a42400\nf 0x4a42400\nf 0x4a421d0\nf 0x0\n"
	    "note: t: 1 call that asks for an alignment was taken as a "
	    "malloc (line 5)\n");
}

static void
calls_of_others(void **state)
{
	(void)state;
	check_trace("  1234 prog  USER  0x801c06040 = malloc(42)\n"
	    "  1234 prog  USER  0x801c07000 = realloc(0x801c06040, 64)\n"
	    "  1234 prog  USER  free(0x801c07000)\n",
	    "m 42 0x801c06040\nr 0x801c06040 64 0x801c07000\n"
	    "f 0x801c07000\n");
	check_trace("1 1 malloc(32)=#1\n1 1 realloc(#1,64)=#2\n"
	    "1 1 posix_memalign(256,240)=#1\n1 1 free(#2)\n",
	    "m 32 #1\nr #1 64 #2\nm 240 #1\nf #2\nnote: t: 1 call that asks "
	    "for an alignment was taken as a malloc (line 3)\n");
	check_trace("reallocarray(0x10, 4294967296, 4294967296) = 0\n"
	    "reallocarray(0x10, 3, 5) = 0x20\n",
	    "r 0x10 18446744073709551615 0x0\nr 0x10 15 0x20\n");
	check_trace("malloc(1) = 0x10\nmalloc(\nmalloc( = 0x1\nmalloc)1(\n"
	    "malloc(2) = what\nfree(\nfree()\ncalloc(1) = 0x20\n",
	    "m 1 0x10\nnote: t: 7 lines that are no calls of an allocator "
	    "were ignored (the first: line 2)\n");
}

/* ---- lists and heaptrack ------------------------------------------------ */

static void
lists(void **state)
{
	char *told;

	(void)state;
	check_trace("+10,-0,+20 , -1\n+0\n", "m 10 p0\nf p0\nm 20 p1\nf p1\n"
	    "m 0 p2\n");
	check_trace("+10,-1", "m 10 p0\nerror: t:1: found '-1', expected "
	    "-NUMBER of one of the 1 blocks so far, from 0\n");
	check_trace("+10,\n10", "m 10 p0\nerror: t:2: found '10', expected "
	    "+SIZE, or -NUMBER of a block, from 0\n");
	/* As a command line has it: it names no file. */
	told = trace_told("+10,-0,+20", 0);
	assert_string_equal(told, "m 10 p0\nf p0\nm 20 p1\n");
	free(told);
	told = trace_told("+10,-0,x", 0);
	assert_non_null(strstr(told, "cannot be opened"));
	free(told);
}

static void
heaptrack_raw(void **state)
{
	(void)state;
	check_trace("v 10400 3\nx 1e /t\nX ./t\nI 1000 5e2994\nm 1 -\n"
	    "t 7f7514675b9f 0\n+ 2a 8 55f73b4351d0\n- 55f73b4351d0\n"
	    "+ 2a 8\nc 0\nR 3bb\n",
	    "m 42 0x55f73b4351d0\nf 0x55f73b4351d0\nnote: t: 1 line that "
	    "heaptrack does not write was ignored (line 9)\n");
}

/* Told why, at once, and nothing is read. */
static void
files_that_cannot_be_replayed(void **state)
{
	static const struct {
		const char *text, *error;
	} files[] = {
		{ "{\"dhatFileVersion\":2\n", "a DHAT profile" },
		{ "desc: (none)\ncmd: ./t\ntime_unit: i\n", "a massif" },
		{ "\x80\4\x95_\x8c\vtracemalloc\x94", "a tracemalloc" },
		{ "heap_v2/524288\n", "a jemalloc" },
		{ "heap profile:  1: 2 [ 1: 2] @ heap\n", "a gperftools" },
		{ "v 10400 3\nX ./t\ns 3 foo\na 2a 1\n+ 0\n", "this file of "
		    "heaptrack's" },
		{ "\n\4\10\1\20\2\22\0", "a pprof" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct strbuf expected = STRBUF_INIT;
		char *told;

		make_file("t", files[i].text, strlen(files[i].text));
		told = trace_told("t", 0);
		unlink("t");
		strbuf_printf(&expected, "error: t: %s", files[i].error);
		if (strncmp(told, expected.text, expected.length) != 0)
			fail_msg("%s: %s", files[i].error, told);
		assert_ptr_equal(strchr(told, '\n') + 1,
		    told + strlen(told));
		strbuf_free(&expected);
		free(told);
	}
}

/* Any line of any length: bounded memory, one notice. */
static void
long_lines(void **state)
{
	struct strbuf text = STRBUF_INIT;

	(void)state;
	strbuf_puts(&text, "= Start\n+ 0x10 8\n@ ");
	strbuf_fill(&text, 'x', 1000000);
	strbuf_puts(&text, "\n- 0x10\n");
	check_trace(strbuf_text(&text), "m 8 0x10\nf 0x10\nnote: t: 1 line "
	    "that is no event was ignored (line 3)\n");
	strbuf_clear(&text);
	strbuf_puts(&text, "malloc(1) = 0x10\n");
	strbuf_fill(&text, '(', 1000000);
	strbuf_puts(&text, "\nfree(0x10)\n");
	check_trace(strbuf_text(&text), "m 1 0x10\nf 0x10\nnote: t: 1 line "
	    "that is no call of an allocator was ignored (line 2)\n");
	strbuf_free(&text);
}

/* Damaged at random: any answer will do that is one of the three. */
static void
random_damage(void **state)
{
	static const char *const texts[] = {
		"= Start\n@ ./t:(f+1)[0x11] + 0x5622 0x2a\n@ t:[0x1] < 0x5622"
		    "\n@ t:[0x1] > 0x5622 0xc8\n- 0x5622\n= End",
		"2 6\r\na 0 512\r\na 1\r\nr 0 640\r\nf -1\r\nf 1\r\nf 0",
		"[pid 7] t->malloc(42 <unfinished ...>\n<... malloc resumed> )"
		    " = 0x10\n--3-- realloc(0x10,0)free(0x10)\n#1 = calloc(1,"
		    " 2)\nmemalign(al 64, size 256) = 0x40\n",
		"v 10400 3\nx 1 t\n+ 2a 8 55f7\n- 55f7\n",
		"+10,-0,+20 -1\n+5",
	};
	char damaged[256];
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		const char *text = texts[(unsigned)i % 5];
		size_t n = strlen(text);

		memcpy(damaged, text, n + 1);
		for (int k = 0; k < 3; k++) {
			random = random * 1664525 + 1013904223;
			damaged[(random >> 8) % n] =
			    "\n \t\r\0%:=0x9(<)+-,#"[(random >> 24) % 18];
		}
		make_file("t", damaged, n);
		free(trace_told("t", 0));
	}
	unlink("t");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_are_told_by_content),
		cmocka_unit_test(mtrace_calls),
		cmocka_unit_test(mtrace_damaged),
		cmocka_unit_test(mtrace_halves_of_reallocs),
		cmocka_unit_test(rep_headers),
		cmocka_unit_test(rep_counts_are_not_believed),
		cmocka_unit_test(rep_dialects),
		cmocka_unit_test(rep_cut_short),
		cmocka_unit_test(rep_on_one_line),
		cmocka_unit_test(calls_of_ltrace),
		cmocka_unit_test(calls_that_return_later),
		cmocka_unit_test(calls_of_valgrind),
		cmocka_unit_test(calls_of_others),
		cmocka_unit_test(lists),
		cmocka_unit_test(heaptrack_raw),
		cmocka_unit_test(files_that_cannot_be_replayed),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(random_damage),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("readers", tests, enter_folder,
	    leave_folder);
}
