/*
 * mark.c - marks that the program sets:
 *
 *	ctypes.CDLL(None).poolscope_mark(b"the request begins")
 */
#include "config.h"

#include <string.h>

#include "preload/python.h"
#include "preload/writer.h"

/* Sets a mark called TEXT at this moment of the recording; 0: nothing is
   recorded.  The caller may hold Python's lock or not. */
__attribute__((visibility("default"))) int poolscope_mark(const char *text);

static void
put_mark(const char *text, size_t n)
{
	unsigned words = (unsigned)(n + 7) / 8 + 1;

	if (!writer_room(words))
		return;
	writer_set(0, ring_word(WORD_LONG, LONG_MARK, n));
	writer_text(1, text, n);
	writer_done(words);
}

int
poolscope_mark(const char *text)
{
	int state;

	if (writer.limit == 0 || text == NULL || python.lock == NULL)
		return 0;
	state = python.lock();
	put_mark(text, strnlen(text, RING_TEXT));
	python.unlock(state);
	return writer.limit != 0;
}
