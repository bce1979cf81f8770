/*
 * append.h - calls at the end of a history, by the short way: what
 * session_apply does with events that are nothing but calls of the allocator,
 * one after the other.  What is not so simple goes through session_apply.
 *
 * A block's handle is its place in the table of blocks, from 1: wherever one
 * goes in time meanwhile, at the end of the line it is there again.
 */
#ifndef POOLSCOPE_SESSION_APPEND_H
#define POOLSCOPE_SESSION_APPEND_H

#include <stdbool.h>
#include <stdint.h>

struct append;
struct event;
struct session;

struct append *append_new(struct session *s);
void append_free(struct append *a);		/* NULL is allowed */

/* As those of stream.h. */
uint32_t append_malloc(struct append *a, uint64_t size);
uint32_t append_calloc(struct append *a, uint64_t nelem, uint64_t size);
uint32_t append_realloc(struct append *a, uint32_t block, uint64_t size);
bool append_end(struct append *a, uint32_t block);
bool append_nothing(struct append *a);
void append_end_first(struct append *a, uint32_t block);
struct event *append_details(struct append *a);
void *append_block(const struct append *a, uint32_t block);

#endif
