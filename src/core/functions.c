/*
 * functions.c - which function of CPython takes a decision, by version.
 *
 * The names are those of Objects/obmalloc.c.  The allocator was one function
 * for malloc and one for free till 3.6; 3.7 split off pymalloc_alloc and
 * pymalloc_free, 3.9 the parts of these that run seldom.
 */
#include "config.h"

#include "core/operation.h"

/* What a decision belongs to, whatever it is called in a version. */
enum role { MALLOC, CALLOC, REALLOC, FREE, API, WRAPPER, FREE_WRAPPER,
    EXTEND, NEW_POOL, NEW_ARENA, IN_RANGE, TO_USEDPOOL, TO_FREEPOOL, MAP_MARK,
    REALLOC_SMALL, DEBUG_ALLOC, DEBUG_FREE, DEBUG_REALLOC, DEBUG_CHECK,
    ROLES };

static const enum role role_of[PYM_D_KINDS] = {
	[PYM_D_SIZE_CLASS] = MALLOC,
	[PYM_D_TO_SYSTEM] = MALLOC,
	[PYM_D_TOO_LARGE] = API,
	[PYM_D_SYSTEM_BLOCK] = WRAPPER,
	[PYM_D_USEDPOOLS_LOOKED] = MALLOC,
	[PYM_D_BLOCK_CHOSEN] = MALLOC,
	[PYM_D_FREEBLOCK_MOVED] = MALLOC,
	[PYM_D_BLOCK_CARVED] = EXTEND,
	[PYM_D_POOL_FULL] = EXTEND,
	[PYM_D_USABLE_ARENAS_LOOKED] = NEW_POOL,
	[PYM_D_ARENAS_GROWN] = NEW_ARENA,
	[PYM_D_ARENA_OBJECT_TAKEN] = NEW_ARENA,
	[PYM_D_ARENA_OBTAINED] = NEW_ARENA,
	[PYM_D_ARENA_REFUSED] = NEW_ARENA,
	[PYM_D_ARENA_MAP_MARKED] = MAP_MARK,
	[PYM_D_ARENA_LISTED] = NEW_POOL,
	[PYM_D_NFP2LASTA_MOVED] = NEW_POOL,
	[PYM_D_FREEPOOLS_LOOKED] = NEW_POOL,
	[PYM_D_POOL_REUSED] = NEW_POOL,
	[PYM_D_POOL_CARVED] = NEW_POOL,
	[PYM_D_ARENA_USED_UP] = NEW_POOL,
	[PYM_D_POOL_LINKED] = NEW_POOL,
	[PYM_D_POOL_SAME_CLASS] = NEW_POOL,
	[PYM_D_POOL_INITIALISED] = NEW_POOL,
	[PYM_D_FREE_NULL] = FREE_WRAPPER,
	[PYM_D_ADDRESS_TESTED] = IN_RANGE,
	[PYM_D_SYSTEM_FREED] = FREE_WRAPPER,
	[PYM_D_LINK_WRITTEN] = FREE,
	[PYM_D_BLOCK_FREED] = FREE,
	[PYM_D_POOL_WAS_FULL] = TO_USEDPOOL,
	[PYM_D_POOL_STAYS] = FREE,
	[PYM_D_POOL_UNLINKED] = TO_FREEPOOL,
	[PYM_D_POOL_TO_FREEPOOLS] = TO_FREEPOOL,
	[PYM_D_ARENA_KEPT_LAST] = TO_FREEPOOL,
	[PYM_D_ARENA_KEPT] = TO_FREEPOOL,
	[PYM_D_ARENA_UNLISTED] = TO_FREEPOOL,
	[PYM_D_ARENA_OBJECT_GIVEN] = TO_FREEPOOL,
	[PYM_D_ARENA_MAP_CLEARED] = MAP_MARK,
	[PYM_D_ARENA_GIVEN_BACK] = TO_FREEPOOL,
	[PYM_D_ARENA_TO_FRONT] = TO_FREEPOOL,
	[PYM_D_ARENA_IN_ORDER] = TO_FREEPOOL,
	[PYM_D_ARENA_MOVED] = TO_FREEPOOL,
	[PYM_D_REALLOC_NULL] = REALLOC,
	[PYM_D_REALLOC_IN_PLACE] = REALLOC_SMALL,
	[PYM_D_REALLOC_MOVES] = REALLOC_SMALL,
	[PYM_D_REALLOC_SYSTEM] = REALLOC,
	[PYM_D_REALLOC_TAKES_OVER] = REALLOC,
	[PYM_D_BYTES_COPIED] = REALLOC_SMALL,
	[PYM_D_BYTES_CLEARED] = CALLOC,
	[PYM_D_DEBUG_REQUEST] = DEBUG_ALLOC,
	[PYM_D_DEBUG_DECORATED] = DEBUG_ALLOC,
	[PYM_D_DEBUG_CHECKED] = DEBUG_CHECK,
	[PYM_D_DEBUG_DEAD] = DEBUG_FREE,
	[PYM_D_DEBUG_ENDS_DEAD] = DEBUG_REALLOC,
	[PYM_D_DEBUG_RESIZED] = DEBUG_REALLOC,
};

/* Each row holds from its version on, till the next. */
static const struct {
	unsigned from;
	const char *name[ROLES];
} versions[] = {
	{ 0, { [MALLOC] = "PyObject_Malloc", [CALLOC] = "PyObject_Calloc",
	    [REALLOC] = "PyObject_Realloc", [FREE] = "PyObject_Free",
	    [API] = "PyObject_Malloc", [WRAPPER] = "PyObject_Malloc",
	    [FREE_WRAPPER] = "PyObject_Free", [EXTEND] = "PyObject_Malloc",
	    [NEW_POOL] = "PyObject_Malloc", [NEW_ARENA] = "new_arena",
	    [IN_RANGE] = "Py_ADDRESS_IN_RANGE",
	    [TO_USEDPOOL] = "PyObject_Free",
	    [TO_FREEPOOL] = "PyObject_Free", [MAP_MARK] = "new_arena",
	    [REALLOC_SMALL] = "PyObject_Realloc",
	    [DEBUG_ALLOC] = "_PyObject_DebugMallocApi",
	    [DEBUG_FREE] = "_PyObject_DebugFreeApi",
	    [DEBUG_REALLOC] = "_PyObject_DebugReallocApi",
	    [DEBUG_CHECK] = "_PyObject_DebugCheckAddressApi" } },
	{ 306, { [MALLOC] = "_PyObject_Alloc", [CALLOC] = "_PyObject_Alloc",
	    [REALLOC] = "_PyObject_Realloc", [FREE] = "_PyObject_Free",
	    [WRAPPER] = "_PyObject_Alloc",
	    [FREE_WRAPPER] = "_PyObject_Free", [EXTEND] = "_PyObject_Alloc",
	    [NEW_POOL] = "_PyObject_Alloc", [IN_RANGE] = "address_in_range",
	    [TO_USEDPOOL] = "_PyObject_Free",
	    [TO_FREEPOOL] = "_PyObject_Free",
	    [REALLOC_SMALL] = "_PyObject_Realloc",
	    [DEBUG_ALLOC] = "_PyMem_DebugRawAlloc",
	    [DEBUG_FREE] = "_PyMem_DebugRawFree",
	    [DEBUG_REALLOC] = "_PyMem_DebugRawRealloc",
	    [DEBUG_CHECK] = "_PyMem_DebugCheckAddress" } },
	{ 307, { [MALLOC] = "pymalloc_alloc",
	    [CALLOC] = "_PyObject_Calloc", [FREE] = "pymalloc_free",
	    [WRAPPER] = "_PyObject_Malloc", [EXTEND] = "pymalloc_alloc",
	    [NEW_POOL] = "pymalloc_alloc", [TO_USEDPOOL] = "pymalloc_free",
	    [TO_FREEPOOL] = "pymalloc_free",
	    [REALLOC_SMALL] = "pymalloc_realloc" } },
	{ 309, { [EXTEND] = "pymalloc_pool_extend",
	    [NEW_POOL] = "allocate_from_new_pool",
	    [TO_USEDPOOL] = "insert_to_usedpool",
	    [TO_FREEPOOL] = "insert_to_freepool" } },
	{ 310, { [MAP_MARK] = "arena_map_mark_used" } },
};

/* tiny has no version: it goes by the names of the textbook's 3.6. */
#define TEXTBOOK 306u

static const char *
name_of(const struct pym_profile *p, enum role role)
{
	unsigned version = p->version != 0 ? p->version : TEXTBOOK;
	const char *name = versions[0].name[role];
	size_t i;

	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (versions[i].from <= version &&
		    versions[i].name[role] != NULL)
			name = versions[i].name[role];
	return name;
}

const char *
pym_decision_function(const struct pym_profile *p,
    enum pym_decision_kind kind)
{
	return name_of(p, role_of[kind]);
}

/* The functions that every version offers to all. */
static const char *const api[] = {
	[CALL_MALLOC] = "PyObject_Malloc",
	[CALL_CALLOC] = "PyObject_Calloc",
	[CALL_REALLOC] = "PyObject_Realloc",
	[CALL_FREE] = "PyObject_Free",
};

const char *
pym_function_within(const struct pym_profile *p,
    const struct pym_decision *d, enum pym_call call, enum pym_call within)
{
	enum role role = role_of[d->kind];

	if (role == API)
		return api[call];
	if (d->kind == PYM_D_NFP2LASTA_MOVED && d->after > d->before)
		role = TO_FREEPOOL;
	else if (d->kind == PYM_D_DEBUG_REQUEST && within == CALL_REALLOC)
		role = DEBUG_REALLOC;
	else if (d->kind == PYM_D_FREE_NULL && p->debug)
		role = DEBUG_FREE;
	else if (within == CALL_CALLOC && role == WRAPPER)
		role = CALLOC;
	else if (within == CALL_REALLOC && (role == WRAPPER ||
	    role == FREE_WRAPPER || d->kind == PYM_D_BYTES_COPIED))
		role = REALLOC;
	return name_of(p, role);
}
