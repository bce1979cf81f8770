/*
 * info.h - the topics of `info`, each in the file that knows it.
 */
#ifndef POOLSCOPE_COMMAND_INFO_H
#define POOLSCOPE_COMMAND_INFO_H

#include <stddef.h>

#include "command/command.h"
#include "core/pymalloc.h"

/* Arguments behind the topic. */
typedef enum command_status (*topic_fn)(struct console *c,
    const struct word *args, size_t nargs);

struct topic {
	const char *name;
	const char *usage;	/* what follows the name */
	size_t min, max;	/* arguments */
	enum command_argument argument;
	topic_fn run;
};

/* info_arenas.c */
enum command_status info_arenas(struct console *c, const struct word *args,
    size_t nargs);
enum command_status info_arena(struct console *c, const struct word *args,
    size_t nargs);
/* info_pools.c */
enum command_status info_pools(struct console *c, const struct word *args,
    size_t nargs);
enum command_status info_pool(struct console *c, const struct word *args,
    size_t nargs);
enum command_status info_freeblock(struct console *c, const struct word *args,
    size_t nargs);
/* info_classes.c */
enum command_status info_usedpools(struct console *c, const struct word *args,
    size_t nargs);
enum command_status info_classes(struct console *c, const struct word *args,
    size_t nargs);
/* info_blocks.c */
enum command_status info_block(struct console *c, const struct word *args,
    size_t nargs);
enum command_status info_names(struct console *c, const struct word *args,
    size_t nargs);
enum command_status info_system(struct console *c, const struct word *args,
    size_t nargs);
/* info_pins.c */
enum command_status info_pins(struct console *c, const struct word *args,
    size_t nargs);
/* info_sites.c */
enum command_status info_sites(struct console *c, const struct word *args,
    size_t nargs);
/* Says that there are no sites, and how to have some. */
void sites_say_none(struct console *c);
/* info_diff.c, catch.c */
enum command_status info_diff(struct console *c, const struct word *args,
    size_t nargs);
enum command_status info_catches(struct console *c, const struct word *args,
    size_t nargs);
/* info_address.c */
enum command_status info_address(struct console *c, const struct word *args,
    size_t nargs);

/* info_objects.c */
enum command_status info_freelists(struct console *c, const struct word *args,
    size_t nargs);
enum command_status info_object(struct console *c, const struct word *args,
    size_t nargs);
enum command_status info_objects(struct console *c, const struct word *args,
    size_t nargs);

/* How the state of a pool is called: "partly used". */
const char *pool_state_name(enum pym_pool_state state);

/*
 * A pool as one character, the same everywhere: _ empty, . not carved, - less
 * than half used, = half or more, # full.
 */
char pool_glyph(const struct pym_pool_view *pool);

/* Reads the pool that WORD (A.P) names.  False after an error line. */
bool find_pool(struct console *c, const char *word,
    struct pym_pool_view *out);

/* "0.5 -> 0.3 -> NULL": N pools, of which the list holds so many as a list
   may show. */
void print_pools(const struct console *c, const struct pym_pool_ref *list,
    size_t n, struct strbuf *out);

/* 262144 as "256 KiB"; where that is not whole, "1000 bytes". */
void print_bytes(uint64_t bytes, struct strbuf *out);

#endif
