/* trace_files.c - files of a moment, and what a trace holds as one string. */
#include "config.h"

#include "trace_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/strbuf.h"
#include "trace/trace.h"
#include "trace/writer.h"

static char folder[] = "trace_test.XXXXXX";

int
enter_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL || chdir(folder) != 0 ? -1 : 0;
}

int
leave_folder(void **state)
{
	(void)state;
	return chdir("..") != 0 || rmdir(folder) != 0 ? -1 : 0;
}

void
make_file(const char *name, const void *bytes, size_t n)
{
	FILE *f = fopen(name, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void
tell(struct strbuf *told, struct trace_reader *r)
{
	struct trace_record rec;
	enum trace_status status;

	while ((status = trace_next(r, &rec)) == TRACE_RECORD) {
		assert_int_equal(rec.line, trace_line(r));
		assert_true(trace_print_record(told, &rec));
	}
	/* It stays as it is. */
	assert_int_equal(trace_next(r, &rec), status);
	for (size_t i = 0; trace_notice(r, i) != NULL; i++)
		strbuf_printf(told, "note: %s\n", trace_notice(r, i));
	if (status == TRACE_ERROR)
		strbuf_printf(told, "error: %s\n", trace_error(r));
}

char *
trace_told(const char *path, unsigned flags)
{
	struct strbuf told = STRBUF_INIT, error = STRBUF_INIT;
	struct trace_reader *r = trace_open(path, flags, &error);

	if (r == NULL)
		strbuf_printf(&told, "error: %s\n", strbuf_text(&error));
	else
		tell(&told, r);
	trace_close(r);
	strbuf_free(&error);
	return strbuf_steal(&told);
}

void
check_bytes(const void *bytes, size_t n, const char *expected)
{
	char *told;

	make_file("t", bytes, n);
	told = trace_told("t", 0);
	unlink("t");
	assert_string_equal(told, expected);
	free(told);
}

void
check_trace(const char *text, const char *expected)
{
	check_bytes(text, strlen(text), expected);
}
