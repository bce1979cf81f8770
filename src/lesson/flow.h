/* flow.h - lines of running text joined into one. */
#ifndef POOLSCOPE_LESSON_FLOW_H
#define POOLSCOPE_LESSON_FLOW_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

/* Whether what ends at END (of LENGTH bytes) and what begins at NEXT are joined
   without a blank, because both are Chinese or Japanese. */
bool flow_tight(const char *text, size_t length, const char *next,
    size_t next_length);

/* Appends NEXT as the line that follows. */
void flow_join(struct strbuf *text, const char *next);

#endif
