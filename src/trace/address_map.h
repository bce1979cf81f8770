/*
 * address_map.h - from an address to a number, fast.
 *
 *	slots  [ | | 0x7f..30: 17 | 0x7f..50: 18 | | | ... ]
 *	             '--- addresses of one KiB stand together ---'
 *
 * An open-addressing table.  Addresses that lie together in a heap lie
 * together in the table, so that a replay touches little memory.  It grows
 * with the addresses held, never with those that were.
 */
#ifndef POOLSCOPE_TRACE_ADDRESS_MAP_H
#define POOLSCOPE_TRACE_ADDRESS_MAP_H

#include <stddef.h>
#include <stdint.h>

struct address_slot {
	uint64_t address;	/* 0: no entry */
	uint32_t value;
};

struct address_map {
	struct address_slot *slots;
	size_t mask;		/* slots - 1; a power of two of them */
	size_t count;		/* entries */
};

void address_map_init(struct address_map *m);
void address_map_free(struct address_map *m);

/* The value at ADDRESS (not 0), or 0 if it has none. */
uint32_t address_map_get(const struct address_map *m, uint64_t address);

/* Sets it; VALUE is not 0.  Returns what was there before, or 0. */
uint32_t address_map_put(struct address_map *m, uint64_t address,
    uint32_t value);

/* Forgets ADDRESS.  Returns what was there, or 0. */
uint32_t address_map_take(struct address_map *m, uint64_t address);

/*
 * Get and put in one search: the slot of ADDRESS, whose value is 0 if it has
 * none yet, and then what it is to hold.  The map must not change meanwhile.
 */
struct address_slot *address_map_slot(struct address_map *m,
    uint64_t address);
void address_map_fill(struct address_map *m, struct address_slot *slot,
    uint64_t address, uint32_t value);

#endif
