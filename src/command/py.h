/* py.h - requests of Python objects, in words. */
#ifndef POOLSCOPE_COMMAND_PY_H
#define POOLSCOPE_COMMAND_PY_H

#include "objects/objects.h"

/* Appends what became of R: "list object: PyObject_Malloc(56): $4 at ...". */
void py_request(const struct session *s, const struct objects *o,
    const struct request *r, struct strbuf *out);

#endif
