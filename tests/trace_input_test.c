/* trace_input_test.c - traces plain and packed, from files and pipes, whole
   and damaged. */
#include "config.h"

#include <fcntl.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/input.h"
#include "trace/trace.h"
#include "trace_files.h"

/* A trace of about 300 KB, more than any buffer holds. */
static void
make_text(struct strbuf *text)
{
	for (unsigned i = 0; i < 12000; i++)
		strbuf_printf(text, "m %u 0x7fe21fde%x\n", i, i * 16);
}

static void
gzip(struct strbuf *out, const struct strbuf *in)
{
	uLong room = compressBound((uLong)in->length) + 64;
	z_stream z = { .next_in = (unsigned char *)in->text,
		.avail_in = (uInt)in->length, .avail_out = (uInt)room };
	unsigned char *packed = xmalloc(room);

	z.next_out = packed;
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, MAX_WBITS + 16, 8,
	    Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	strbuf_add(out, packed, room - z.avail_out);
	deflateEnd(&z);
	free(packed);
}

static void
zstd(struct strbuf *out, const struct strbuf *in)
{
	size_t room = ZSTD_compressBound(in->length), n;
	char *packed = xmalloc(room);

	n = ZSTD_compress(packed, room, in->text, in->length, 3);
	assert_false(ZSTD_isError(n));
	strbuf_add(out, packed, n);
	free(packed);
}

typedef void (*pack_fn)(struct strbuf *out, const struct strbuf *in);

static const struct packer {
	const char *name;
	pack_fn pack;
} packers[] = { { "gzip", gzip }, { "zstd", zstd } };

static void
packed_files(void **state)
{
	struct strbuf text = STRBUF_INIT, packed = STRBUF_INIT;

	(void)state;
	make_text(&text);
	check_bytes(text.text, text.length, text.text);
	for (size_t i = 0; i < 2; i++) {
		strbuf_clear(&packed);
		packers[i].pack(&packed, &text);
		check_bytes(packed.text, packed.length, text.text);
	}
	strbuf_free(&text);
	strbuf_free(&packed);
}

/* What cat(1) makes of two packed files, and skippable frames of zstd. */
static void
several_members(void **state)
{
	static const char skippable[] = "\x5e\x2a\x4d\x18\x03\0\0\0abc";
	struct strbuf one = STRBUF_INIT, two = STRBUF_INIT,
	    packed = STRBUF_INIT;

	(void)state;
	strbuf_puts(&one, "m 1 x\nm 2");
	strbuf_puts(&two, " y\nf x\n");
	for (size_t i = 0; i < 2; i++) {
		strbuf_clear(&packed);
		if (i == 1)
			strbuf_add(&packed, skippable, sizeof(skippable) - 1);
		packers[i].pack(&packed, &one);
		packers[i].pack(&packed, &two);
		if (i == 1)
			strbuf_add(&packed, skippable, sizeof(skippable) - 1);
		check_bytes(packed.text, packed.length,
		    "m 1 x\nm 2 y\nf x\n");
	}
	strbuf_free(&one);
	strbuf_free(&two);
	strbuf_free(&packed);
}

/*
 * The first N bytes of PACKED give the beginning of TEXT as whole lines, and
 * then the line where it broke off.
 */
static void
check_cut(const struct packer *packer, const struct strbuf *packed, size_t n,
    const char *text)
{
	struct strbuf expected = STRBUF_INIT;
	char *told, *end;
	bool nothing;
	int line = 1;

	make_file("t", packed->text, n);
	told = trace_told("t", 0);
	unlink("t");
	/* A file of which nothing could be unpacked is none. */
	nothing = strncmp(told, "error: t: ", 10) == 0;
	end = nothing ? told : strstr(told, "note: ");
	assert_non_null(end);
	assert_memory_equal(told, text, (size_t)(end - told));
	for (const char *p = told; p < end; p++)
		line += *p == '\n';
	if (nothing)
		strbuf_printf(&expected, "error: t: the %s data is cut short "
		    "here\n", packer->name);
	else
		strbuf_printf(&expected, "note: t:%d: the %s data is cut short "
		    "here: what comes before is used\n", line, packer->name);
	assert_string_equal(end, strbuf_text(&expected));
	strbuf_free(&expected);
	free(told);
}

static void
packed_files_cut_short(void **state)
{
	struct strbuf text = STRBUF_INIT, packed = STRBUF_INIT;

	(void)state;
	make_text(&text);
	for (size_t i = 0; i < 2; i++) {
		strbuf_clear(&packed);
		packers[i].pack(&packed, &text);
		for (size_t n = 1; n < 20; n++)
			check_cut(&packers[i], &packed, packed.length - n,
			    text.text);
		for (size_t n = 4; n < 24; n++)
			check_cut(&packers[i], &packed, n, text.text);
		for (size_t n = 100; n < packed.length; n += 9973)
			check_cut(&packers[i], &packed, n, text.text);
	}
	strbuf_free(&text);
	strbuf_free(&packed);
}

static void
packed_files_damaged(void **state)
{
	struct strbuf text = STRBUF_INIT, packed = STRBUF_INIT;

	(void)state;
	make_text(&text);
	for (size_t i = 0; i < 2; i++) {
		struct strbuf words = STRBUF_INIT;
		char *told;

		strbuf_clear(&packed);
		packers[i].pack(&packed, &text);
		/* The check sum of a member, the size of a block. */
		packed.text[i == 0 ? packed.length - 6 : 12] ^= 0x55;
		make_file("t", packed.text, packed.length);
		told = trace_told("t", 0);
		unlink("t");
		strbuf_printf(&words, ": the %s data is damaged here: ",
		    packers[i].name);
		assert_non_null(strstr(told, "error: t:"));
		assert_non_null(strstr(told, strbuf_text(&words)));
		assert_int_equal(strchr(strstr(told, "error: "), '\n')[1],
		    '\0');
		free(told);
		strbuf_free(&words);
	}
	strbuf_free(&text);
	strbuf_free(&packed);
}

static void
what_follows_a_member_must_be_one(void **state)
{
	struct strbuf text = STRBUF_INIT, packed = STRBUF_INIT;

	(void)state;
	strbuf_puts(&text, "f x\n");
	for (size_t i = 0; i < 2; i++) {
		static const char *const errors[] = {
			"f x\nerror: t:2: the gzip data is damaged here: "
			    "incorrect header check\n",
			"f x\nerror: t:2: the zstd data is damaged here: "
			    "Unknown frame descriptor\n",
		};

		strbuf_clear(&packed);
		packers[i].pack(&packed, &text);
		strbuf_puts(&packed, "f garbage\n");
		check_bytes(packed.text, packed.length, errors[i]);
	}
	strbuf_free(&text);
	strbuf_free(&packed);
}

static void
packings_we_cannot_read(void **state)
{
	(void)state;
	check_bytes("\xfd" "7zXZ\0\0\4", 8, "error: t: is packed with xz: "
	    "unpack it and pass it on standard input\n");
	check_bytes("BZh91AY&SY", 10, "error: t: is packed with bzip2: "
	    "unpack it and pass it on standard input\n");
	check_bytes("PK\3\4\24\0", 6, "error: t: is packed with zip: "
	    "unpack it and pass it on standard input\n");
	/* Only the beginning of a magic is none. */
	check_bytes("\x28\xb5\n", 3, "error: t:1: found '(<B5>', expected m, "
	    "c, r, f, A, F, M, S or a # comment\n");
}

static void
check_path(const char *path, const char *expected)
{
	char *told = trace_told(path, 0);

	assert_string_equal(told, expected);
	free(told);
}

static void
files_that_cannot_be_read(void **state)
{
	(void)state;
	check_path("none", "error: none: cannot be opened: "
	    "No such file or directory\n");
	check_path("", "error: : cannot be opened: "
	    "No such file or directory\n");
	check_path("no\n\x1b[2Jne", "error: no^J^[[2Jne: cannot be opened: "
	    "No such file or directory\n");
	check_path(".", "error: .: is a directory, not a file\n");
	make_file("t", "f x\n", 4);
	assert_int_equal(chmod("t", 0), 0);
	if (access("t", R_OK) != 0)	/* root may read anything */
		check_path("t", "error: t: cannot be opened: "
		    "Permission denied\n");
	unlink("t");
}

/* Runs a trace of BYTES through standard input as a pipe, in small writes. */
static char *
told_by_pipe(const void *bytes, size_t n)
{
	int ends[2], saved = dup(STDIN_FILENO);
	char *told;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		for (size_t at = 0; at < n; at += 7)
			if (write(ends[1], (const char *)bytes + at,
			    n - at < 7 ? n - at : 7) < 0)
				_exit(1);
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	told = trace_told("-", 0);
	/* It is left open, for who comes after. */
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
	dup2(saved, STDIN_FILENO);
	close(saved);
	waitpid(pid, NULL, 0);
	return told;
}

static void
standard_input(void **state)
{
	struct strbuf text = STRBUF_INIT, packed = STRBUF_INIT;
	char *told;

	(void)state;
	make_text(&text);
	told = told_by_pipe(text.text, text.length);
	assert_string_equal(told, text.text);
	free(told);
	for (size_t i = 0; i < 2; i++) {
		strbuf_clear(&packed);
		packers[i].pack(&packed, &text);
		told = told_by_pipe(packed.text, packed.length);
		assert_string_equal(told, text.text);
		free(told);
	}
	told = told_by_pipe("f x\nq\n", 6);
	assert_string_equal(told, "f x\nerror: (standard input):2: found "
	    "'q', expected m, c, r, f, A, F, M, S or a # comment\n");
	free(told);
	strbuf_free(&text);
	strbuf_free(&packed);
}

static void
closed_standard_input(void **state)
{
	int saved = dup(STDIN_FILENO);
	char *told;

	(void)state;
	close(STDIN_FILENO);
	told = trace_told("-", 0);
	dup2(saved, STDIN_FILENO);
	close(saved);
	assert_string_equal(told, "error: (standard input): cannot be "
	    "opened: Bad file descriptor\n");
	free(told);
}

static void
a_pipe_has_no_size(void **state)
{
	struct strbuf error = STRBUF_INIT;
	struct input *in;
	char buf[16];
	pid_t pid;

	(void)state;
	assert_int_equal(mkfifo("fifo", 0600), 0);
	pid = fork();
	if (pid == 0) {
		int fd = open("fifo", O_WRONLY);

		_exit(write(fd, "f x\n", 4) != 4);
	}
	in = input_open("fifo", &error);
	unlink("fifo");
	assert_non_null(in);
	assert_int_equal(input_size(in), 0);
	assert_int_equal(input_read(in, buf, 2), 2);
	assert_int_equal(input_read(in, buf + 2, sizeof(buf) - 2), 2);
	assert_memory_equal(buf, "f x\n", 4);
	assert_int_equal(input_read(in, buf, sizeof(buf)), 0);
	assert_int_equal(input_position(in), 4);
	assert_null(input_error(in));
	input_close(in);
	waitpid(pid, NULL, 0);
}

/* How many lines of the trace at PATH are records, and read without fail. */
static uint64_t
count_records(const char *path)
{
	struct strbuf error = STRBUF_INIT;
	struct trace_reader *r = trace_open(path, 0, &error);
	struct trace_record rec;
	uint64_t n = 0;

	if (r == NULL)
		fail_msg("%s", strbuf_text(&error));
	while (trace_next(r, &rec) == TRACE_RECORD)
		n++;
	assert_string_equal(trace_error(r), "");
	assert_non_null(trace_profile(r));
	assert_null(trace_notice(r, 0));
	/* Two lines of header and nothing else that is no record. */
	assert_int_equal(trace_line(r), n + 2);
	trace_close(r);
	return n;
}

static size_t
count_files(const char *folder, const char *pattern)
{
	struct strbuf path = STRBUF_INIT;
	glob_t found;
	size_t n = 0;

	strbuf_printf(&path, "%s/%s", folder, pattern);
	if (glob(strbuf_text(&path), 0, NULL, &found) == 0) {
		n = found.gl_pathc;
		for (size_t i = 0; i < n; i++)
			assert_true(count_records(found.gl_pathv[i]) > 500);
		globfree(&found);
	}
	strbuf_free(&path);
	return n;
}

/* Ours, and the interpreters' own where a checkout has those beside it. */
static void
recordings(void **state)
{
	const char *top = getenv("top_srcdir");

	(void)state;
	assert_non_null(top);
	assert_true(count_files(top, "tests/recordings/*.trace.zst") >= 20);
	count_files(top, "../shared/traces/recorded/*.trace.zst");
	count_files(top, "../shared/traces/driven/*.trace.zst");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packed_files),
		cmocka_unit_test(several_members),
		cmocka_unit_test(packed_files_cut_short),
		cmocka_unit_test(packed_files_damaged),
		cmocka_unit_test(what_follows_a_member_must_be_one),
		cmocka_unit_test(packings_we_cannot_read),
		cmocka_unit_test(files_that_cannot_be_read),
		cmocka_unit_test(standard_input),
		cmocka_unit_test(closed_standard_input),
		cmocka_unit_test(a_pipe_has_no_size),
		cmocka_unit_test(recordings),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("trace_input", tests, enter_folder,
	    leave_folder);
}
