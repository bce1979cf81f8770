/*
 * writer.h - records in the text form of a trace, version 1, for saving and
 * converting.  What is printed here trace_open reads back the same.
 */
#ifndef POOLSCOPE_TRACE_WRITER_H
#define POOLSCOPE_TRACE_WRITER_H

#include <stdbool.h>

#include "support/strbuf.h"
#include "trace/trace.h"

/* Appends the header's lines; PROFILE may be NULL. */
void trace_print_header(struct strbuf *sb, const char *profile);

/*
 * Appends a record as a line.  False, and SB as it was, if the record cannot
 * be said in a trace: a name that is not one word or looks like an address, a
 * NULL or a field, or an arena without an address.  Of a mark, what would end
 * its line becomes a blank, and blanks around it are lost.
 */
bool trace_print_record(struct strbuf *sb, const struct trace_record *rec);

#endif
