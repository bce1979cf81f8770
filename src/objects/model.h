/*
 * model.h - what the files of the object layer share.
 */
#ifndef POOLSCOPE_OBJECTS_MODEL_H
#define POOLSCOPE_OBJECTS_MODEL_H

#include "objects/objects.h"
#include "objects/rules.h"
#include "objects/syntax.h"

enum type {
	TYPE_NONE, TYPE_BOOL, TYPE_INT, TYPE_LONG, TYPE_FLOAT, TYPE_STR,
	TYPE_BYTES, TYPE_TUPLE, TYPE_LIST, TYPE_DICT, TYPE_SET, TYPE_OBJECT,
	TYPE_INSTANCE, TYPE_METHOD, TYPES
};

struct entry {
	struct object *key, *value;	/* KEY NULL: never used, or deleted */
	uint64_t hash;
	bool dummy;			/* deleted */
};

/* A dict, or (without values) a set. */
struct table {
	struct entry *entries;	/* ordered dicts: in order of insertion;
				   else SLOTS of them, by hash */
	size_t count;		/* of entries in order */
	size_t slots;		/* of the table; 0: it has none yet */
	size_t used, fill;	/* keys; and deleted ones */
	size_t usable;		/* entries that still fit */
	bool text;		/* smaller entries: str keys only */
	bool inner;		/* the table lies within the object */
};

struct object {
	struct object *next, *previous;	/* all there are */
	enum type type;
	uint32_t refs;
	bool shared;		/* always there: neither counted nor freed */
	uint32_t block;		/* its own; 0: shared, or a cell */
	uint32_t part;		/* what hangs on it: vector, keys, buffer */
	uint32_t dict;		/* of an instance that shares its keys */
	uint64_t asked;		/* 2.7: bytes of a unicode's characters */
	int64_t value;		/* int, bool; index of a class */
	double real;
	char *text;		/* str as UTF-8, bytes, digits of a long */
	size_t length;		/* of text; of the items */
	size_t room;		/* of the list's vector, in items */
	struct object **items;
	struct table table;
};

struct block {
	const char *what;	/* N_ */
	uint64_t size;
	uint32_t number;	/* the session's */
	enum request_domain domain;
	bool live, kept;
};

/* Blocks that wait, the next one last. */
struct stack {
	uint32_t *blocks;	/* NULL for cells */
	uint32_t *parts;	/* 2.7: the buffers of str objects */
	uint64_t *asked;	/* bytes that were in those */
	size_t count, room;
};

#define TUPLE_LENGTHS	21

struct variable {
	char *name;
	struct object *value;	/* NULL: deleted */
};

/* A class, and what the objects made of it have taught it. */
struct class {
	char *name;
	char **keys;		/* attributes in shared order */
	size_t count, room;
	size_t usable;		/* that can still be shared */
};

struct objects {
	const struct rules *rules;
	unsigned gc_head;	/* of this profile */
	bool nearest;		/* the rules are another version's */
	struct object *all;
	struct block *blocks;	/* block N at [N - 1] */
	size_t block_count, block_room;
	uint32_t *owners;	/* the block of each number of the session */
	size_t owner_count;
	struct stack lists[FREE_LISTS];
	struct stack tuples[TUPLE_LENGTHS];
	struct variable *variables;
	size_t variable_count, variable_room;
	struct class *classes;
	size_t class_count, class_room;
	struct request *requests;
	size_t request_count, request_room;
	unsigned ending;	/* containers that end within each other */
	struct object **put_off;	/* that end when those have */
	size_t put_off_count, put_off_room;
	struct strbuf *error;	/* of the statement being carried out */

	/* where in the session it stands (follow.c) */
	uint64_t line, event;
	uint64_t last;		/* the last event of the last statement */
	bool known;
	bool any;
	uint64_t torn;
	struct objects *ahead;	/* at the end of the command within which
				   the session is */
	size_t within_done;
	bool within;
};

/* ---- requests.c: asking for memory, and free lists ----------------------- */

uint32_t ask(struct objects *o, enum request_domain domain, uint64_t size,
    const char *what);
/* COUNT times 8 bytes, zeroed. */
uint32_t ask_zeroed(struct objects *o, uint64_t count, const char *what);
/* BLOCK (0: NULL) made SIZE bytes long; the same number again. */
uint32_t ask_again(struct objects *o, uint32_t block, uint64_t size,
    const char *what);
uint32_t ask_object_again(struct objects *o, uint32_t block, uint64_t size);
void give_back(struct objects *o, uint32_t block);
void note_shared(struct objects *o, const char *what);

/* From a free list, or newly asked for. */
uint32_t take(struct objects *o, enum free_list list, uint64_t size,
    const char *what);
/* Onto the free list, or given back. */
void put(struct objects *o, enum free_list list, uint32_t block);
uint32_t take_tuple(struct objects *o, size_t length, uint64_t size);
void put_tuple(struct objects *o, size_t length, uint32_t block);
/* A cell of 2.7's ints and floats. */
void take_cell(struct objects *o, enum free_list list, const char *what);
void put_cell(struct objects *o, enum free_list list);
/* 2.7's unicode objects, which keep short buffers of *ASKED bytes. */
void take_unicode(struct objects *o, struct object *u, uint64_t need);
void put_unicode(struct objects *o, struct object *u, bool keep);
void requests_free(struct objects *o);

enum request_domain mem_domain(const struct objects *o);

/* ---- values.c: objects that hold no others ------------------------------- */

struct object *object_new(struct objects *o, enum type type);
void object_drop(struct objects *o, struct object *x);	/* the model's */
struct object *make_constant(struct objects *o, enum type type, bool value);
struct object *make_int(struct objects *o, const char *digits,
    size_t length);
struct object *make_float(struct objects *o, double value);
struct object *make_str(struct objects *o, const char *text, size_t length);
struct object *make_bytes(struct objects *o, const char *text,
    size_t length);
struct object *make_plain(struct objects *o);
struct object *make_method(struct objects *o, struct object *self);

struct object *hold(struct object *x);
/* One reference less; the last one frees X and what it holds. */
void release(struct objects *o, struct object *x);
/* X's own blocks, when all it holds is gone. */
void free_value(struct objects *o, struct object *x);

/* ---- containers ---------------------------------------------------------- */

/* Tuples and lists (sequence.c) take over the references of ITEMS. */
struct object *make_tuple(struct objects *o, struct object **items,
    size_t count);
struct object *make_list(struct objects *o, struct object **items,
    size_t count);
void free_tuple(struct objects *o, struct object *x);
void free_list_object(struct objects *o, struct object *x);
/* ITEM's reference is the caller's. */
void list_append(struct objects *o, struct object *x, struct object *item);
void list_insert(struct objects *o, struct object *x, size_t at,
    struct object *item);
/* Removes one, by pop from the end or as a slice; its reference is the
   caller's. */
struct object *list_remove(struct objects *o, struct object *x, size_t at,
    bool pops);
void list_extend(struct objects *o, struct object *x,
    const struct object *from);

/* Dicts in order of insertion (dict.c), and those of 2.7 (hashed.c). */
struct object *make_dict(struct objects *o, size_t presized, bool text);
void free_dict(struct objects *o, struct object *x);
struct entry *dict_find(const struct objects *o, const struct object *x,
    const struct object *key);
/* Takes references of its own. */
void dict_set(struct objects *o, struct object *x, struct object *key,
    struct object *value);
/* Removes the entry of KEY, which is there. */
void dict_remove(struct objects *o, struct object *x,
    const struct object *key);
void dict_update(struct objects *o, struct object *x,
    const struct object *from);

struct object *hashed_new(struct objects *o, size_t presized);
void hashed_free(struct objects *o, struct object *x);
struct entry *hashed_find(const struct objects *o, const struct object *x,
    const struct object *key);
void hashed_set(struct objects *o, struct object *x, struct object *key,
    struct object *value);
void hashed_remove(struct objects *o, struct object *x,
    const struct object *key);
void hashed_update(struct objects *o, struct object *x,
    const struct object *from);

/* Sets (set.c). */
struct object *make_set(struct objects *o);
void free_set(struct objects *o, struct object *x);
void set_add(struct objects *o, struct object *x, struct object *key);
bool set_discard(struct objects *o, struct object *x,
    const struct object *key);

/* Instances (instance.c). */
void make_class(struct objects *o, const char *name);
void classes_free(struct objects *o);
/* NULL, without an error: there is no such class. */
struct object *make_instance(struct objects *o, const char *name);
void free_instance(struct objects *o, struct object *x);
/* False with an error: the model does not follow. */
bool instance_set(struct objects *o, struct object *x, const char *name,
    struct object *value);
/* NULL: there is no such attribute. */
struct object *instance_get(const struct objects *o, const struct object *x,
    const char *name);

/* ---- hash.c -------------------------------------------------------------- */

uint64_t hash_of(const struct objects *o, const struct object *x);
bool hash_equal(const struct object *a, const struct object *b);
bool hash_possible(const struct object *x);

/* ---- evaluate.c, method.c ------------------------------------------------ */

/* A new reference, or NULL with an error. */
struct object *evaluate(struct objects *o, const struct node *n);
struct object *call_method(struct objects *o, const struct node *n);
struct variable *find_variable(const struct objects *o, const char *name);
/* NULL, with the one line in O's error. */
void *refuse(struct objects *o, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *type_name(const struct objects *o, const struct object *x);
bool check_key(struct objects *o, const struct object *key);
bool index_of(struct objects *o, const struct object *list,
    const struct object *index, size_t *out);

/* look.c */
struct free_list_view free_list_view(const struct objects *o,
    enum free_list list, unsigned length);

/* O as it is at first: no objects, no requests. */
void model_clear(struct objects *o);

#endif
