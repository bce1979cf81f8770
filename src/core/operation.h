/*
 * operation.h - the journal of an observed operation; private to the core.
 */
#ifndef POOLSCOPE_CORE_OPERATION_H
#define POOLSCOPE_CORE_OPERATION_H

#include "core/pymalloc.h"

/* Keeps what a word (4 or 8 bytes) holds before it is written. */
void pym_note(struct pym_operation *op, void *word, size_t size,
    bool pointer);
/* Keeps what N bytes hold before they are written. */
void pym_note_run(struct pym_operation *op, void *start, size_t n);
/* A decision with no field set yet. */
void pym_decision_init(struct pym_decision *d, enum pym_decision_kind kind);
/* Tells the observer D with the words written since the last decision. */
void pym_decide(struct pym_heap *h, struct pym_decision *d);

#endif
