/*
 * hook.h - the hooks in CPython's allocators.
 */
#ifndef POOLSCOPE_PRELOAD_HOOK_H
#define POOLSCOPE_PRELOAD_HOOK_H

/* Hooks the mem and obj domains, and the arenas; before the first call. */
void hook_install(void);

/* Hooks the two domains again: 3.6 has set them anew. */
void hook_again(void);

#endif
