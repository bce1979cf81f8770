#include "config.h"

#include "session/history.h"

#include <assert.h>
#include <stdlib.h>

#include "support/xalloc.h"

static struct branch *
add_branch(struct history *h)
{
	struct branch *b = xcalloc(1, sizeof *b);

	b->log.archive = &h->archive;
	h->branches = xgrow(h->branches, &h->branch_room,
	    h->branch_count + 1, sizeof *h->branches);
	b->id = (uint32_t)h->branch_count;
	h->branches[h->branch_count++] = b;
	return b;
}

static void
push_segment(struct history *h, struct branch *branch, uint64_t end)
{
	h->path = xgrow(h->path, &h->path_room, h->depth + 1,
	    sizeof *h->path);
	h->path[h->depth++] = (struct segment){ branch, end };
}

void
history_init(struct history *h, size_t memory, uint64_t file)
{
	*h = (struct history){ 0 };
	archive_init(&h->archive, memory, file);
	push_segment(h, add_branch(h), UINT64_MAX);
}

static void
free_branch(struct branch *b)
{
	size_t i;

	assert(b->checkpoint_count == 0);
	for (i = 0; i < b->command_count; i++)
		free(b->commands[i].text);
	log_free(&b->log);
	series_free(&b->series);
	free(b->commands);
	free(b->bases);
	free(b->checkpoints);
	free(b);
}

void
history_free(struct history *h)
{
	size_t i;

	for (i = 0; i < h->branch_count; i++)
		free_branch(h->branches[i]);
	free(h->branches);
	free(h->left);
	free(h->path);
	elders_free(&h->elders);
	if (h->branch_count > 0)
		archive_free(&h->archive);
	*h = (struct history){ 0 };
}

struct branch *
history_tip(const struct history *h)
{
	return h->path[h->depth - 1].branch;
}

uint64_t
history_count(const struct history *h)
{
	const struct branch *tip = history_tip(h);

	return tip->fork + tip->log.count;
}

size_t
history_segment(const struct history *h, uint64_t n)
{
	size_t low = 0, high = h->depth, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (h->path[middle].branch->fork < n)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void
history_fetch(const struct history *h, uint64_t n, struct event *e,
    struct gave *gave)
{
	const struct branch *b = h->path[history_segment(h, n)].branch;

	assert(n > h->base && n > b->fork && n - b->fork <= b->log.count);
	log_get(&b->log, n - b->fork - 1, e, gave);
}

uint32_t
history_made(const struct history *h, uint64_t n)
{
	const struct branch *b = h->path[history_segment(h, n)].branch;

	if (n <= h->base)
		return h->elders.last;
	return b->blocks + log_made_before(&b->log, n - b->fork);
}

uint64_t
history_birth(const struct history *h, uint32_t number)
{
	const struct elder *elder;
	const struct branch *b;
	uint64_t n;
	size_t i = h->depth;

	if (number <= h->elders.last) {
		elder = elders_find(&h->elders, number);
		return elder == NULL ? 0 : elder->born;
	}
	if (number == SESSION_NO_BLOCK)
		return 0;
	while (i > 0 && h->path[i - 1].branch->blocks >= number)
		i--;
	if (i == 0)
		return 0;
	b = h->path[i - 1].branch;
	if (number - b->blocks > b->log.blocks)
		return 0;
	n = b->fork + 1 + log_maker(&b->log, number - b->blocks - 1);
	return n <= h->path[i - 1].end ? n : 0;
}

uint64_t
history_next_of(const struct history *h, uint64_t n, uint64_t last,
    uint32_t number)
{
	size_t i, found, end;
	const struct branch *b;

	if (n < h->base)
		n = h->base;
	i = history_segment(h, n + 1);
	for (; i < h->depth && n < last; i++) {
		b = h->path[i].branch;
		end = (last < h->path[i].end ? last : h->path[i].end) -
		    b->fork;
		found = log_next_of(&b->log, n - b->fork, end, number);
		if (found < end)
			return b->fork + 1 + found;
		n = h->path[i].end;
	}
	return 0;
}

uint64_t
history_last_at(const struct history *h, uint64_t first, uint64_t last,
    uint64_t address)
{
	size_t i = history_segment(h, last) + 1, from, found;
	const struct branch *b;

	if (first <= h->base)
		first = h->base + 1;
	for (; i > 0 && first <= last; i--) {
		b = h->path[i - 1].branch;
		from = first > b->fork ? first - b->fork - 1 : 0;
		found = log_last_at(&b->log, from, last - b->fork, address);
		if (found != SIZE_MAX)
			return b->fork + 1 + found;
		last = b->fork;
	}
	return 0;
}

bool
history_renames(const struct history *h)
{
	size_t i;

	for (i = 0; i < h->depth; i++)
		if (h->path[i].branch->renames)
			return true;
	return false;
}

void
history_append(struct history *h, const struct event *e,
    const struct gave *gave)
{
	struct branch *tip = history_tip(h);

	log_append(&tip->log, e, gave);
	if (e->kind == EVENT_REALLOC && e->name != SESSION_NO_NAME)
		tip->renames = true;
}

/* The line of BRANCH is left: it is a future from now on. */
static uint32_t
leave(struct history *h, struct branch *branch)
{
	if (branch->number != 0)
		return branch->number;
	h->left = xgrow(h->left, &h->left_room, h->left_count + 1,
	    sizeof *h->left);
	h->left[h->left_count++] = branch;
	branch->number = (uint32_t)h->left_count;
	return branch->number;
}

uint32_t
history_fork(struct history *h, uint64_t n, uint32_t blocks, uint64_t arenas)
{
	struct branch *b = add_branch(h);
	uint32_t number = leave(h, history_tip(h));

	if (n == 0) {
		h->depth = 0;
	} else {
		h->depth = history_segment(h, n) + 1;
		h->path[h->depth - 1].end = n;
		b->parent = h->path[h->depth - 1].branch;
	}
	b->fork = n;
	b->blocks = blocks;
	b->arenas = arenas;
	push_segment(h, b, UINT64_MAX);
	return number;
}

struct branch *
history_future(const struct history *h, uint32_t number)
{
	struct branch *b;

	if (number == 0 || number > h->left_count)
		return NULL;
	b = h->left[number - 1];
	return b != history_tip(h) && !b->dropped ? b : NULL;
}

/* The segment of the present line that is BRANCH's, or NULL. */
static const struct segment *
on_path(const struct history *h, const struct branch *branch)
{
	const struct segment *seg;

	seg = &h->path[history_segment(h, branch->fork + 1)];
	return seg->branch == branch ? seg : NULL;
}

bool
history_is_here(const struct history *h, const struct branch *branch)
{
	return on_path(h, branch) != NULL;
}

uint64_t
history_shared(const struct history *h, const struct branch *branch)
{
	uint64_t shared = branch->fork + branch->log.count;
	const struct segment *seg;

	for (; branch != NULL; branch = branch->parent) {
		seg = on_path(h, branch);
		if (seg != NULL)
			return seg->end < shared ? seg->end : shared;
		shared = branch->fork;
	}
	return 0;
}

uint64_t
history_switch(struct history *h, struct branch *to)
{
	uint64_t shared = history_shared(h, to);
	uint64_t end = UINT64_MAX;
	struct segment swap;
	struct branch *b;
	size_t i;

	leave(h, history_tip(h));
	h->depth = 0;
	for (b = to; b != NULL; b = b->parent) {
		push_segment(h, b, end);
		end = b->fork;
	}
	for (i = 0; i < h->depth / 2; i++) {
		swap = h->path[i];
		h->path[i] = h->path[h->depth - 1 - i];
		h->path[h->depth - 1 - i] = swap;
	}
	return shared;
}

const struct branch *
history_holder(const struct branch *branch, uint64_t n)
{
	while (branch->parent != NULL && n <= branch->fork)
		branch = branch->parent;
	return branch;
}

/* The first command of BRANCH that does not end before event N. */
static size_t
command_place(const struct branch *branch, uint64_t n)
{
	size_t low = 0, high = branch->command_count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (branch->commands[middle].last < n)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The commands of BRANCH that end at event N or before are forgotten. */
static void
forget_commands(struct branch *branch, uint64_t n)
{
	size_t count = command_place(branch, n < UINT64_MAX ? n + 1 : n), i;

	for (i = 0; i < count; i++)
		free(branch->commands[i].text);
	for (i = count; i < branch->command_count; i++)
		branch->commands[i - count] = branch->commands[i];
	branch->command_count -= count;
}

void
history_drop(struct history *h, struct branch *branch)
{
	branch->dropped = true;
	log_forget_all(&branch->log);
	forget_commands(branch, UINT64_MAX);
	/* Figures over time are of the whole line. */
	if (!history_is_here(h, branch))
		series_free(&branch->series);
}

void
history_forget(struct history *h, uint64_t base, const struct elders *elders)
{
	struct branch *holder = h->path[history_segment(h, base)].branch;
	size_t i;

	for (i = 0; i < h->branch_count; i++)
		if (history_holder(h->branches[i], base) != holder)
			history_drop(h, h->branches[i]);
	log_forget(&holder->log, base - holder->fork);
	if (holder->command_count > 0 && holder->commands[0].first <= base)
		h->lost_commands = true;
	forget_commands(holder, base);
	series_join_before(&holder->series, base);
	elders_free(&h->elders);
	h->elders = *elders;
	h->base = base;
}

const struct command *
history_command(const struct branch *branch, uint64_t n)
{
	size_t at = command_place(branch, n);

	if (at == branch->command_count || branch->commands[at].first > n)
		return NULL;
	return &branch->commands[at];
}

uint64_t
history_command_from(const struct branch *branch, uint64_t n)
{
	size_t at = command_place(branch, n);

	if (at == branch->command_count)
		return 0;
	return branch->commands[at].first > n ? branch->commands[at].first :
	    n;
}

void
history_note_command(struct branch *branch, uint64_t n, const char *text,
    bool continued)
{
	if (continued && branch->command_count > 0 &&
	    branch->commands[branch->command_count - 1].last == n - 1) {
		branch->commands[branch->command_count - 1].last = n;
		return;
	}
	branch->commands = xgrow(branch->commands, &branch->command_room,
	    branch->command_count + 1, sizeof *branch->commands);
	branch->commands[branch->command_count++] =
	    (struct command){ n, n, xstrdup(text) };
}

uint64_t
history_origin(const struct history *h, uint64_t ordinal)
{
	size_t i = h->depth - 1, low = 0, high, middle;
	const struct branch *b;

	while (i > 0 && h->path[i].branch->arenas > ordinal)
		i--;
	b = h->path[i].branch;
	high = b->base_count;
	while (low < high) {
		middle = low + (high - low) / 2;
		if (b->bases[middle].ordinal < ordinal)
			low = middle + 1;
		else
			high = middle;
	}
	return low < b->base_count && b->bases[low].ordinal == ordinal ?
	    b->bases[low].address : 0;
}

void
history_add_base(struct history *h, uint64_t ordinal, uint64_t address)
{
	struct branch *tip = history_tip(h);

	tip->bases = xgrow(tip->bases, &tip->base_room, tip->base_count + 1,
	    sizeof *tip->bases);
	tip->bases[tip->base_count++] = (struct base){ ordinal, address };
}
