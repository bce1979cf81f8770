/* entity.h - character entities of Markdown: &lt; &#167; &#xa7; */
#ifndef POOLSCOPE_LESSON_ENTITY_H
#define POOLSCOPE_LESSON_ENTITY_H

#include <stddef.h>

struct strbuf;

/* Appends the character that the entity of LENGTH bytes stands for, or its
   bytes if that is not known or no character of a text. */
void entity_add(struct strbuf *out, const char *entity, size_t length);

#endif
