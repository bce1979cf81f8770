/*
 * site.c - where in the Python program a request comes from.
 *
 * The frame that runs is read from the thread's state where its version keeps
 * it, for CPython's own functions would allocate one.  A place is a code
 * object and an instruction in it; what place is which site is remembered.
 * Code objects come and go, so the names' addresses are compared, too.
 *
 * Sites are the same if file, line and function are: two instructions of a
 * line are one.  That is told by a hash of 64 bits.
 */
#include "config.h"

#include "preload/site.h"

#include <string.h>

#include "preload/names.h"
#include "preload/python.h"
#include "preload/writer.h"

#define PLACES	(1u << 14)	/* remembered; a newer one takes the place */
#define SITES	(1u << 17)	/* room for them; a hash table */
#define SITES_MOST (SITES - SITES / 4)
#define FILE_MOST 1400u		/* bytes of a name */
#define FUNCTION_MOST 600u
#define OWNED_BY_C 3		/* a frame that stands for C code */
#define NOWHERE	0xffffu

_Static_assert(FILE_MOST + 1 + FUNCTION_MOST <= RING_TEXT, "it fits a text");

/* Where a version keeps what: offsets in bytes. */
struct layout {
	unsigned version;
	uint16_t frame;		/* in a thread's state; before 3.13 by ... */
	uint16_t cframe;	/* ... what stands there; NOWHERE: no */
	uint16_t code, instruction;	/* in a frame */
	uint16_t owner, previous;	/* the same, from 3.11 on */
	uint16_t file, function;	/* in a code object */
	uint16_t start;		/* the same: the first instruction; before
				   3.11 frames count from there, in ... */
	uint16_t unit;		/* ... this many bytes */
};

static const struct layout layouts[] = {
	{ 306, 24, NOWHERE, 32, 120, NOWHERE, 0, 96, 104, 0, 1 },
	{ 307, 24, NOWHERE, 32, 104, NOWHERE, 0, 96, 104, 0, 1 },
	{ 308, 24, NOWHERE, 32, 104, NOWHERE, 0, 104, 112, 0, 1 },
	{ 309, 24, NOWHERE, 32, 104, NOWHERE, 0, 104, 112, 0, 1 },
	{ 310, 24, NOWHERE, 32, 96, NOWHERE, 0, 104, 112, 0, 2 },
	{ 311, 56, 8, 32, 56, 69, 48, 112, 128, 184, 0 },
	{ 312, 56, 0, 0, 56, 70, 8, 112, 128, 192, 0 },
	{ 313, 72, NOWHERE, 0, 56, 70, 8, 112, 128, 200, 0 },
};

/* A place and the site that it is. */
struct place {
	const char *code;
	uint64_t instruction;	/* bytes from the first */
	const void *file, *function;
	uint32_t site;
};

struct known_site {
	uint64_t hash;		/* 0: free */
	uint32_t site;
};

bool site_wanted;

static const struct layout *layout;
static const void *code_type;	/* &PyCode_Type */
static int (*line_of)(const void *code, int instruction);
static struct place places[PLACES];
static struct known_site known[SITES];
static uint32_t nsites, told;

bool
site_begin(void)
{
	size_t i;

	for (i = 0; i < sizeof layouts / sizeof layouts[0]; i++)
		if (layouts[i].version == python.version)
			layout = &layouts[i];
	code_type = python_symbol("PyCode_Type");
	*(void **)&line_of = python_symbol("PyCode_Addr2Line");
	site_wanted = layout != NULL && code_type != NULL &&
	    line_of != NULL && python.thread != NULL && names_begin() &&
	    sizeof(void *) == 8;
	return site_wanted;
}

static const char *
pointer_at(const char *p, uint16_t offset)
{
	const char *value;

	memcpy(&value, p + offset, sizeof value);
	return value;
}

/* The innermost frame of Python code; NULL: none runs. */
static const char *
present_frame(void)
{
	const char *frame = python.thread();

	if (frame == NULL)
		return NULL;
	frame = pointer_at(frame, layout->frame);
	if (layout->cframe != NOWHERE && frame != NULL)
		frame = pointer_at(frame, layout->cframe);
	if (layout->owner == NOWHERE)
		return frame;
	while (frame != NULL && frame[layout->owner] == OWNED_BY_C)
		frame = pointer_at(frame, layout->previous);
	return frame;
}

/* The place in P, but for its site; false: there is none. */
static bool
present_place(struct place *p)
{
	const char *frame = present_frame();
	int32_t count;

	if (frame == NULL)
		return false;
	p->code = pointer_at(frame, layout->code);
	if (p->code == NULL || pointer_at(p->code, 8) != code_type)
		return false;
	p->file = pointer_at(p->code, layout->file);
	p->function = pointer_at(p->code, layout->function);
	if (layout->unit == 0) {
		p->instruction = (uint64_t)(pointer_at(frame,
		    layout->instruction) - (p->code + layout->start));
	} else {
		memcpy(&count, frame + layout->instruction, sizeof count);
		p->instruction = count > 0 ?
		    (uint64_t)count * layout->unit : 0;
	}
	return p->file != NULL && p->function != NULL;
}

/* ---- sites -------------------------------------------------------------- */

static void
put_new(uint32_t site, uint64_t line, const char *text, size_t n)
{
	unsigned words = 3 + (unsigned)(n + 7) / 8;

	if (!writer_room(words))
		return;
	writer_set(0, ring_word(WORD_LONG, LONG_SITE_NEW, n));
	writer_set(1, site);
	writer_set(2, line);
	writer_text(3, text, n);
	writer_done(words);
}

static uint64_t
hash_of(const char *text, size_t n, uint64_t line)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ line;
	size_t i;

	for (i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)text[i]) *
		    UINT64_C(0x100000001b3);
	hash ^= hash >> 29;
	return hash != 0 ? hash : 1;
}

/* The site of the line LINE with that TEXT; made if it is new.  0: there are
   too many. */
static uint32_t
find_site(const char *text, size_t n, uint64_t line)
{
	uint64_t hash = hash_of(text, n, line);
	struct known_site *k = &known[hash % SITES];

	while (k->hash != 0 && k->hash != hash)
		k = k + 1 < known + SITES ? k + 1 : known;
	if (k->hash == hash)
		return k->site;
	if (nsites == SITES_MOST)
		return 0;
	k->hash = hash;
	k->site = ++nsites;
	put_new(k->site, line, text, n);
	return k->site;
}

static uint32_t
site_of(const struct place *p)
{
	char text[RING_TEXT];
	size_t n = names_utf8(p->file, text, FILE_MOST);
	int line = line_of(p->code, (int)p->instruction);

	text[n++] = '\0';
	n += names_utf8(p->function, text + n, FUNCTION_MOST);
	return find_site(text, n, line > 0 ? (uint64_t)line : 0);
}

/* The site of the call that is made now; 0: not of Python code. */
static uint32_t
present_site(void)
{
	struct place now = { 0 }, *then;
	uint64_t key;

	if (!present_place(&now))
		return 0;
	key = (uint64_t)(uintptr_t)now.code / 16 + now.instruction * 31;
	then = &places[key % PLACES];
	if (then->code == now.code && then->instruction == now.instruction &&
	    then->file == now.file && then->function == now.function)
		return then->site;
	now.site = site_of(&now);
	*then = now;
	return now.site;
}

void
site_tell(void)
{
	uint32_t site = present_site();

	if (site == told || !writer_room(1))
		return;
	writer_set(0, ring_word(WORD_LONG, LONG_SITE, site));
	writer_done(1);
	told = site;
}
