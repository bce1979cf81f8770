/* where.h - where we are in time, in words. */
#ifndef POOLSCOPE_COMMAND_WHERE_H
#define POOLSCOPE_COMMAND_WHERE_H

struct console;
struct strbuf;

/* "event 7 of 12: free b", and within an event the decision just taken. */
void where_say(struct console *c);

/* The first of these lines. */
void where_print(struct console *c, struct strbuf *out);

#endif
