/* address_map.c - from an address to a number, fast. */
#include "config.h"

#include "trace/address_map.h"

#include <stdlib.h>

#include "support/large.h"
#include "support/xalloc.h"

#define FIRST_SLOTS 1024

void
address_map_init(struct address_map *m)
{
	m->slots = xcalloc(FIRST_SLOTS, sizeof *m->slots);
	m->mask = FIRST_SLOTS - 1;
	m->count = 0;
}

void
address_map_free(struct address_map *m)
{
	free(m->slots);
	m->slots = NULL;
	m->count = 0;
}

/* Where the entry for ADDRESS would best stand: its KiB is scattered, its
   place within the KiB (in steps of 16 bytes) kept. */
static size_t
home(const struct address_map *m, uint64_t address)
{
	uint64_t chunk = (address >> 10) * 0x9e3779b97f4a7c15u;

	return m->mask & (((chunk >> 20) & ~(uint64_t)63) +
	    ((address >> 4) & 63));
}

/* The slot that holds ADDRESS, or the free one where it would go. */
static size_t
find(const struct address_map *m, uint64_t address)
{
	size_t i = home(m, address);

	while (m->slots[i].address != address && m->slots[i].address != 0)
		i = (i + 1) & m->mask;
	return i;
}

uint32_t
address_map_get(const struct address_map *m, uint64_t address)
{
	return m->slots[find(m, address)].value;
}

static void
grow(struct address_map *m)
{
	struct address_map larger = {
		.mask = m->mask * 2 + 1,
		.count = m->count,
	};
	size_t i;

	larger.slots = xcalloc(larger.mask + 1, sizeof *larger.slots);
	large_expect(larger.slots, (larger.mask + 1) * sizeof *larger.slots);
	for (i = 0; i <= m->mask; i++)
		if (m->slots[i].address != 0)
			larger.slots[find(&larger, m->slots[i].address)] =
			    m->slots[i];
	free(m->slots);
	*m = larger;
}

struct address_slot *
address_map_slot(struct address_map *m, uint64_t address)
{
	if (m->count > m->mask / 2)
		grow(m);
	return &m->slots[find(m, address)];
}

void
address_map_fill(struct address_map *m, struct address_slot *slot,
    uint64_t address, uint32_t value)
{
	m->count += slot->address == 0;
	slot->address = address;
	slot->value = value;
}

uint32_t
address_map_put(struct address_map *m, uint64_t address, uint32_t value)
{
	struct address_slot *slot = address_map_slot(m, address);
	uint32_t before = slot->value;

	address_map_fill(m, slot, address, value);
	return before;
}

/* Moves what follows the hole at I up, so that no search ends too soon. */
static void
close_hole(struct address_map *m, size_t i)
{
	size_t next = i, at;

	for (;;) {
		next = (next + 1) & m->mask;
		if (m->slots[next].address == 0)
			break;
		at = home(m, m->slots[next].address);
		if (((next - at) & m->mask) < ((next - i) & m->mask))
			continue;
		m->slots[i] = m->slots[next];
		i = next;
	}
	m->slots[i] = (struct address_slot){ .address = 0 };
}

uint32_t
address_map_take(struct address_map *m, uint64_t address)
{
	size_t i = find(m, address);
	uint32_t value = m->slots[i].value;

	if (m->slots[i].address != 0) {
		close_hole(m, i);
		m->count--;
	}
	return value;
}
