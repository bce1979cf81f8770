#include "config.h"

#include "state.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------------------
 * Static symbols: the dynamic linker does not know them, the file does
 */

struct symbols {
	char *file;
	size_t size;
	uintptr_t base;		/* where the library was loaded */
};

static bool
symbols_open(struct symbols *y, void *library)
{
	struct link_map *map;
	struct stat st;
	int fd;

	if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0)
		return false;
	fd = open(map->l_name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		return false;
	y->size = (size_t)st.st_size;
	y->base = map->l_addr;
	y->file = mmap(NULL, y->size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	return y->file != MAP_FAILED;
}

static const Elf64_Shdr *
section(const struct symbols *y, unsigned i)
{
	const Elf64_Ehdr *elf = (const void *)y->file;

	return (const void *)(y->file + elf->e_shoff + i * sizeof(Elf64_Shdr));
}

static const Elf64_Sym *
search_table(const struct symbols *y, const Elf64_Shdr *table,
    const char *name)
{
	const char *names = y->file + section(y, table->sh_link)->sh_offset;
	const Elf64_Sym *sym = (const void *)(y->file + table->sh_offset);
	size_t i;

	for (i = 0; i < table->sh_size / sizeof *sym; i++)
		if (strcmp(names + sym[i].st_name, name) == 0)
			return &sym[i];
	return NULL;
}

/* The address of a symbol and, if SIZE is not NULL, its size. */
static void *
symbol(const struct symbols *y, const char *name, size_t *size)
{
	const Elf64_Ehdr *elf = (const void *)y->file;
	const Elf64_Sym *sym = NULL;
	unsigned i;

	for (i = 0; i < elf->e_shnum && sym == NULL; i++)
		if (section(y, i)->sh_type == SHT_SYMTAB)
			sym = search_table(y, section(y, i), name);
	if (sym == NULL)
		return NULL;
	if (size != NULL)
		*size = sym->st_size;
	return (void *)(y->base + sym->st_value);
}

bool
state_of_symbols(struct state *s, void *library)
{
	struct symbols y;
	size_t size = 0;

	if (!symbols_open(&y, library))
		return false;
	s->usedpools = symbol(&y, "usedpools", &size);
	s->arenas = symbol(&y, "arenas", NULL);
	s->maxarenas = symbol(&y, "maxarenas", NULL);
	s->unused_arena_objects = symbol(&y, "unused_arena_objects", NULL);
	s->usable_arenas = symbol(&y, "usable_arenas", NULL);
	s->classes = (uint32_t)(size / 16);
	s->pool_size = symbol(&y, "arena_map_root", NULL) ? 16384 : 4096;
	munmap(y.file, y.size);
	if (s->classes == 0 || s->arenas == NULL || s->maxarenas == NULL ||
	    s->unused_arena_objects == NULL || s->usable_arenas == NULL)
		return false;
	s->alignment = 512 / s->classes;
	return true;
}

void
state_of_struct(struct state *s, void *start)
{
	char *mgmt = (char *)start + 512;

	*s = (struct state){
		.usedpools = start,
		.arenas = (void *)mgmt,
		.maxarenas = (void *)(mgmt + 8),
		.unused_arena_objects = (void *)(mgmt + 16),
		.usable_arenas = (void *)(mgmt + 24),
		.classes = 32, .alignment = 16, .pool_size = 16384
	};
}

/* ------------------------------------------------------------------------
 * The dump
 */

enum {	/* offsets in an arena_object */
	ARENA_ADDRESS = 0, ARENA_POOL_ADDRESS = 8, ARENA_NFREEPOOLS = 16,
	ARENA_NTOTALPOOLS = 20, ARENA_FREEPOOLS = 24, ARENA_NEXT = 32,
	ARENA_OBJECT = 48
};

enum {	/* offsets in a pool_header */
	POOL_COUNT = 0, POOL_FREEBLOCK = 8, POOL_NEXT = 16,
	POOL_ARENAINDEX = 32, POOL_SZIDX = 36, POOL_NEXTOFFSET = 40,
	POOL_MAXNEXTOFFSET = 44, POOL_HEADER = 48
};

static uint32_t
word(const char *at, size_t offset)
{
	uint32_t value;

	memcpy(&value, at + offset, sizeof value);
	return value;
}

static char *
pointer(const char *at, size_t offset)
{
	char *value;

	memcpy(&value, at + offset, sizeof value);
	return value;
}

static char *
arena(const struct state *s, uint32_t index)
{
	return *s->arenas + (size_t)index * ARENA_OBJECT;
}

/* The first pool of an arena. */
static char *
first_pool(const struct state *s, const char *object)
{
	uintptr_t base = (uintptr_t)pointer(object, ARENA_ADDRESS);
	uintptr_t mask = s->pool_size - 1;

	return (char *)((base + mask) & ~mask);
}

static uint32_t
pool_index(const struct state *s, const char *object, const char *pool)
{
	return (uint32_t)((size_t)(pool - first_pool(s, object)) /
	    s->pool_size);
}

static const char *
comma(bool *first)
{
	const char *text = *first ? "" : ",";

	*first = false;
	return text;
}

static const char *
pool_state(const char *pool)
{
	if (word(pool, POOL_COUNT) == 0)
		return "empty";
	return pointer(pool, POOL_FREEBLOCK) == NULL ? "full" : "used";
}

static void
dump_pool(const struct state *s, const char *object, const char *pool,
    FILE *out)
{
	uint32_t szidx = word(pool, POOL_SZIDX);
	uint32_t size = (szidx + 1) * s->alignment;
	const char *block = pointer(pool, POOL_FREEBLOCK);
	bool first = true;

	fprintf(out, "{\"index\":%u,\"address\":\"0x%" PRIxPTR "\","
	    "\"state\":\"%s\",\"szidx\":%u,\"size\":%u,\"count\":%u,"
	    "\"capacity\":%u,\"nextoffset\":%u,\"maxnextoffset\":%u,"
	    "\"freeblock\":[", pool_index(s, object, pool), (uintptr_t)pool,
	    pool_state(pool), szidx, size, word(pool, POOL_COUNT),
	    (s->pool_size - POOL_HEADER) / size, word(pool, POOL_NEXTOFFSET),
	    word(pool, POOL_MAXNEXTOFFSET));
	for (; block != NULL; block = pointer(block, 0))
		fprintf(out, "%s%td", comma(&first), block - pool);
	fputs("]}", out);
}

static void
dump_arena(const struct state *s, uint32_t index, FILE *out)
{
	const char *object = arena(s, index), *pool;
	bool first = true;

	fprintf(out, "{\"index\":%u,\"address\":\"0x%" PRIxPTR "\","
	    "\"nfreepools\":%u,\"ntotalpools\":%u,\"freepools\":[", index,
	    (uintptr_t)pointer(object, ARENA_ADDRESS),
	    word(object, ARENA_NFREEPOOLS), word(object, ARENA_NTOTALPOOLS));
	for (pool = pointer(object, ARENA_FREEPOOLS); pool != NULL;
	    pool = pointer(pool, POOL_NEXT))
		fprintf(out, "%s%u", comma(&first),
		    pool_index(s, object, pool));
	fputs("],\"pools\":[", out);
	first = true;
	for (pool = first_pool(s, object);
	    pool < pointer(object, ARENA_POOL_ADDRESS);
	    pool += s->pool_size) {
		fputs(comma(&first), out);
		dump_pool(s, object, pool, out);
	}
	fputs("]}", out);
}

static void
dump_arena_list(const struct state *s, const char *object, FILE *out)
{
	bool first = true;

	for (; object != NULL; object = pointer(object, ARENA_NEXT))
		fprintf(out, "%s%td", comma(&first),
		    (object - *s->arenas) / ARENA_OBJECT);
}

static void
dump_ring(const struct state *s, uint32_t szidx, bool *first_ring, FILE *out)
{
	const char *header = s->usedpools + 16 * (size_t)szidx - POOL_NEXT;
	const char *pool = pointer(header, POOL_NEXT);
	bool first = true;

	if (pool == header)
		return;
	fprintf(out, "%s\"%u\":[", comma(first_ring), szidx);
	for (; pool != header; pool = pointer(pool, POOL_NEXT)) {
		uint32_t index = word(pool, POOL_ARENAINDEX);

		fprintf(out, "%s\"%u.%u\"", comma(&first), index,
		    pool_index(s, arena(s, index), pool));
	}
	fputc(']', out);
}

void
state_dump(const struct state *s, FILE *out)
{
	bool first = true;
	uint32_t i;

	fputs("{\"arenas\":[", out);
	for (i = 0; i < *s->maxarenas; i++)
		if (pointer(arena(s, i), ARENA_ADDRESS) != NULL) {
			fputs(comma(&first), out);
			dump_arena(s, i, out);
		}
	fputs("],\"usable_arenas\":[", out);
	dump_arena_list(s, *s->usable_arenas, out);
	fputs("],\"unused_arena_objects\":[", out);
	dump_arena_list(s, *s->unused_arena_objects, out);
	fputs("],\"usedpools\":{", out);
	first = true;
	for (i = 0; i < s->classes; i++)
		dump_ring(s, i, &first, out);
	fputs("}}\n", out);
}
