/*
 * session_helpers.h - what the tests of the session share; to be included
 * after cmocka.h.
 */
#ifndef POOLSCOPE_TESTS_SESSION_HELPERS_H
#define POOLSCOPE_TESTS_SESSION_HELPERS_H

#include <string.h>

#include "session/session.h"

static inline struct session *
new_session(const char *spec, unsigned flags)
{
	struct pym_profile profile;
	struct session *s;
	char error[200];

	if (pym_profile_parse(spec, &profile, error, sizeof error) != PYM_OK)
		fail_msg("%s", error);
	s = session_new(&profile, flags);
	assert_non_null(s);
	return s;
}

static inline uint32_t
name(struct session *s, const char *text)
{
	return text == NULL ? SESSION_NO_NAME :
	    session_intern(s, text, strlen(text));
}

/* Applies an event that must succeed; returns the block that it gave. */
static inline uint32_t
apply(struct session *s, const struct event *e)
{
	struct outcome out;

	assert_int_equal(session_apply(s, e, &out), SESSION_OK);
	assert_int_equal(out.status, SESSION_OK);
	return out.block;
}

static inline uint32_t
do_alloc(struct session *s, const char *text, uint64_t size)
{
	return apply(s, &(struct event){ .kind = EVENT_MALLOC, .size = size,
	    .name = name(s, text), .element = SESSION_WHOLE });
}

static inline uint32_t
do_element(struct session *s, const char *text, uint32_t element,
    uint64_t size)
{
	return apply(s, &(struct event){ .kind = EVENT_MALLOC, .size = size,
	    .name = name(s, text), .element = element });
}

static inline uint32_t
do_calloc(struct session *s, const char *text, uint64_t nelem,
    uint64_t size)
{
	return apply(s, &(struct event){ .kind = EVENT_CALLOC, .size = size,
	    .nelem = nelem, .name = name(s, text),
	    .element = SESSION_WHOLE });
}

static inline uint32_t
do_realloc(struct session *s, const char *text, uint32_t block,
    uint64_t size)
{
	return apply(s, &(struct event){ .kind = EVENT_REALLOC,
	    .block = block, .size = size, .name = name(s, text),
	    .element = SESSION_WHOLE });
}

static inline void
do_free(struct session *s, uint32_t block)
{
	apply(s, &(struct event){ .kind = EVENT_FREE, .block = block });
}

static inline void
do_write(struct session *s, uint32_t block, uint64_t offset,
    const void *bytes, uint64_t size)
{
	apply(s, &(struct event){ .kind = EVENT_WRITE, .block = block,
	    .offset = offset, .bytes = bytes, .size = size });
}

static inline bool
lives(const struct session *s, uint32_t number)
{
	struct session_block b;

	return session_block(s, number, &b) && b.live;
}

/* What NAME, or its ELEMENT, stands for now; 0 if nothing that lives. */
static inline uint32_t
stands_for(struct session *s, const char *text, uint32_t element)
{
	uint32_t number = session_element(s, name(s, text), element);

	return lives(s, number) ? number : 0;
}

#endif
