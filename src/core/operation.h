/*
 * operation.h - the journal of an observed operation; private to the core.
 */
#ifndef POOLSCOPE_CORE_OPERATION_H
#define POOLSCOPE_CORE_OPERATION_H

#include "core/broken.h"
#include "core/pymalloc.h"

/* The calls there are; a realloc is a malloc and a free within. */
enum pym_call { CALL_MALLOC, CALL_CALLOC, CALL_REALLOC, CALL_FREE };

/* As pym_decision_function, but told apart by the call and by the one that
   it is within. */
const char *pym_function_within(const struct pym_profile *p,
    const struct pym_decision *d, enum pym_call call, enum pym_call within);

/* Keeps what a word (4 or 8 bytes) holds before it is written. */
void pym_note(struct pym_operation *op, void *word, size_t size,
    bool pointer);
/* Keeps what N bytes hold before they are written; quiet ones are no writes
   that decisions tell of. */
void pym_note_run(struct pym_operation *op, void *start, size_t n,
    bool quiet);
/* N bytes at P are about to be read, or written: the operation ends here if
   they are not memory that a program can reach. */
void pym_reach(struct pym_heap *h, const void *p, size_t n, bool writing);
/* A loop of the operation went round once more, at P: it ends here if it
   would do so for ever. */
void pym_tread(struct pym_heap *h, const void *p);
/* Ends the operation under way, in the middle: CPython would crash. */
_Noreturn void pym_crash(struct pym_heap *h, enum pym_crash_kind kind,
    const void *p);
/* What is wrong with a block's frame. */
enum debug_fault { DEBUG_WHOLE, DEBUG_BAD_ID, DEBUG_BAD_FRONT,
    DEBUG_BAD_TAIL };

/* What CPython prints at last. */
struct words {
	size_t n;
	char text[4096];
};

struct words *pym_last_words(struct pym_operation *op);
/* The hooks of that API found the block at P damaged, on free or on realloc:
   notes what CPython prints, and ends the operation. */
_Noreturn void pym_debug_fatal(struct pym_heap *h, const uint8_t *p,
    uint8_t api, enum debug_fault fault, bool resizing);
/* A decision with no field set yet. */
void pym_decision_init(struct pym_decision *d, enum pym_decision_kind kind);
/* Tells the observer D with the words written since the last decision. */
void pym_decide(struct pym_heap *h, struct pym_decision *d);

#endif
