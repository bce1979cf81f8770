/* py.h - requests of Python objects, in words. */
#ifndef POOLSCOPE_COMMAND_PY_H
#define POOLSCOPE_COMMAND_PY_H

#include "command/console.h"
#include "objects/objects.h"

/* Gives a line for each of N steps, as far as a list may go: "list object:
   PyObject_Malloc(56): $4 at 0x200000004070".  Like ones that ask nobody are
   one line. */
void py_steps(struct console *c, const struct objects *o,
    const struct request *r, size_t n);

/* How many of the STEPS that STATEMENT would take are REQUESTS to pymalloc;
   false: it is wrong, or nothing can be carried out here. */
bool py_ahead(struct console *c, const char *statement, size_t *requests,
    size_t *steps);

#endif
