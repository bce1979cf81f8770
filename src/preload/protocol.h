/*
 * protocol.h - what the recorded program and poolscope say to each other.
 *
 *	the program (hooks) --- words ---> ring in shared memory ---> poolscope
 *
 * The ring is a file of one page, struct ring_page, and RING_WORDS words.
 * The program alone writes head, poolscope alone tail: both count words from
 * the beginning, and never wrap.  A record is whole before head passes it, so
 * that a program that is killed leaves only whole records.  When the ring is
 * full the program waits; when it is empty poolscope does.
 *
 * A record is a word or more:
 *
 *	63  60 59      48 47                 0
 *	[ op ][  small   ][     address      ]	[ further words ]
 *
 *	WORD_MALLOC	small: bytes asked for	address: the result
 *	WORD_FREE				address: the block
 *	WORD_REALLOC	small: bytes		address: the block; then the
 *						result
 *	WORD_LONG	small: a long_kind	address: a number or length;
 *						then what the kind has
 *
 * What does not fit the short forms (sizes from 4096 on, NULL) is a
 * WORD_LONG.  An arena that is obtained or given back within a call stands
 * before the call.
 */
#ifndef POOLSCOPE_PRELOAD_PROTOCOL_H
#define POOLSCOPE_PRELOAD_PROTOCOL_H

#include <stdatomic.h>
#include <stdint.h>

#define RING_VERSION	1u
#define RING_MAGIC	0x676e69722d6b6f70u	/* "pok-ring" */
#define RING_WORDS	(1u << 16)	/* 8 bytes each */
#define RING_PAGE	4096u		/* bytes of the page before them */
#define RING_QUARTER	(RING_WORDS / 4) /* the reader is woken so often */

/* In the program's environment: the ring's file.  The hooks remove it. */
#define RING_VARIABLE	"POOLSCOPE_RING"

enum ring_op {
	WORD_MALLOC = 1,
	WORD_FREE,
	WORD_REALLOC,
	WORD_LONG
};

enum ring_long {
	LONG_MALLOC,		/* bytes, result */
	LONG_CALLOC,		/* elements, bytes of one, result */
	LONG_REALLOC,		/* block, bytes, result */
	LONG_FREE,		/* block */
	LONG_ARENA,		/* bytes, base */
	LONG_ARENA_FREE,	/* base */
	LONG_MARK,		/* number: bytes of text; the text, padded */
	LONG_SITE,		/* number: the site of the calls from here on;
				   0: not known */
	LONG_SITE_NEW		/* number: bytes of text; site, line, and the
				   file's name, NUL, the function's, padded */
};

#define WORD_ADDRESS_BITS 48
#define WORD_SMALL_BITS	12
#define WORD_ADDRESS	((UINT64_C(1) << WORD_ADDRESS_BITS) - 1)
#define WORD_SMALL	((1u << WORD_SMALL_BITS) - 1)
#define RING_TEXT	2048u		/* the most bytes of a text */

static inline uint64_t
ring_word(enum ring_op op, uint64_t small, uint64_t address)
{
	return (uint64_t)op << 60 | small << WORD_ADDRESS_BITS | address;
}

/* Why a CPython cannot be recorded. */
enum ring_refusal {
	REFUSED_NOT = 0,
	REFUSED_VERSION,	/* too old, or not known yet */
	REFUSED_STATIC_36,	/* 3.6 without a shared libpython */
	REFUSED_PYTHONMALLOC,	/* the variable is set */
	REFUSED_DEV_MODE,	/* -X dev or PYTHONDEVMODE */
	REFUSED_FREE_THREADED,
	REFUSED_DEBUG_BUILD,
	REFUSED_NO_HOOKS	/* no allocator can be set */
};

/* How far the program is. */
enum ring_state {
	RING_UNCLAIMED,		/* no CPython came */
	RING_RECORDING,
	RING_REFUSED,		/* refusal says why; the program has ended */
	RING_ENDED		/* at the end of the run */
};

/* Why a recording ended before its program did. */
enum ring_ending {
	ENDING_EXIT,		/* it did not */
	ENDING_BYPASSED,	/* an arena was obtained behind our back: the
				   allocators were replaced */
	ENDING_SHUTDOWN		/* the interpreter frees its arenas */
};

struct ring_page {
	/* Set by poolscope. */
	uint64_t magic;
	uint32_t version, words;
	uint32_t reader;		/* its process */
	uint32_t sites;			/* call sites are wanted; the program
					   clears it if it cannot tell */
	/* Set by the program. */
	_Atomic uint32_t state;
	uint32_t writer;		/* its process */
	uint32_t refusal, ending;
	_Atomic uint32_t others;	/* CPythons that came later */
	uint32_t reserved;
	_Atomic uint64_t left_out;	/* calls of interpreters with a heap of
					   their own */
	char python[64];		/* Py_GetVersion() */

	_Alignas(128) _Atomic uint64_t head;
	_Atomic uint32_t writer_sleeps;	/* a futex */
	_Alignas(128) _Atomic uint64_t tail;
	_Atomic uint32_t reader_sleeps;	/* a futex */
	_Atomic uint32_t closed;	/* nobody reads any more */
};

_Static_assert(sizeof(struct ring_page) <= RING_PAGE, "it is one page");

#endif
