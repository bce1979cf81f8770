#include "config.h"

#include "session/paused.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "support/xalloc.h"

#define STACK_BYTES	((size_t)256 << 10)

struct paused {
	ucontext_t inside, outside;
	void (*fn)(void *ctx);
	void *ctx;
	unsigned char *stack;	/* begins with a guard */
	size_t mapped, guard;
	bool ended;
};

/* makecontext passes ints only: the pointer comes in two halves. */
static void
enter(unsigned high, unsigned low)
{
	uintptr_t address = (uintptr_t)((uint64_t)high << 32 | low);
	struct paused *paused = (struct paused *)address;

	paused->fn(paused->ctx);
	paused->ended = true;
}

static bool
map_stack(struct paused *paused)
{
	void *stack;

	paused->guard = (size_t)sysconf(_SC_PAGESIZE);
	paused->mapped = paused->guard + STACK_BYTES;
	stack = mmap(NULL, paused->mapped, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack == MAP_FAILED)
		return false;
	paused->stack = stack;
	return mprotect(stack, paused->guard, PROT_NONE) == 0;
}

struct paused *
paused_new(void (*fn)(void *ctx), void *ctx)
{
	struct paused *paused = xcalloc(1, sizeof *paused);
	uint64_t address = (uintptr_t)paused;

	paused->fn = fn;
	paused->ctx = ctx;
	if (!map_stack(paused) || getcontext(&paused->inside) != 0) {
		paused_free(paused);
		return NULL;
	}
	paused->inside.uc_stack.ss_sp = paused->stack + paused->guard;
	paused->inside.uc_stack.ss_size = STACK_BYTES;
	paused->inside.uc_link = &paused->outside;
	makecontext(&paused->inside, (void (*)(void))enter, 2,
	    (unsigned)(address >> 32), (unsigned)address);
	return paused;
}

void
paused_free(struct paused *paused)
{
	if (paused == NULL)
		return;
	if (paused->stack != NULL)
		munmap(paused->stack, paused->mapped);
	free(paused);
}

bool
paused_resume(struct paused *paused)
{
	if (!paused->ended)
		swapcontext(&paused->outside, &paused->inside);
	return !paused->ended;
}

void
paused_yield(struct paused *paused)
{
	swapcontext(&paused->inside, &paused->outside);
}
