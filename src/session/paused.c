#include "config.h"

#include "session/paused.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "support/xalloc.h"

/* The address sanitizer wants to be told of other stacks. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(SANITIZED)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#else
#define __sanitizer_start_switch_fiber(save, bottom, size) \
	((void)(save), (void)(bottom), (void)(size))
#define __sanitizer_finish_switch_fiber(save, bottom, size) \
	((void)(save), (void)(bottom), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(start, size) \
	((void)(start), (void)(size))
#endif

#define STACK_BYTES	((size_t)256 << 10)

/* One of the two stacks that take turns. */
struct side {
	ucontext_t context;
	const void *bottom;
	size_t size;
	void *shadow;		/* what the sanitizer keeps for it */
};

struct paused {
	struct side inside, outside;
	void (*fn)(void *ctx);
	void *ctx;
	unsigned char *stack;	/* begins with a guard */
	size_t mapped, guard;
	bool ended;
};

/*
 * From one side to the other; comes back when that one goes to FROM.  This is
 * swapcontext, which the sanitizer has a version of that complains.
 */
static void
go(struct side *from, struct side *to, bool for_ever)
{
	volatile bool gone = false;

	__sanitizer_start_switch_fiber(for_ever ? NULL : &from->shadow,
	    to->bottom, to->size);
	getcontext(&from->context);
	if (!gone) {
		gone = true;
		setcontext(&to->context);
	}
	__sanitizer_finish_switch_fiber(from->shadow, &to->bottom, &to->size);
}

/* makecontext passes ints only: the pointer comes in two halves. */
static void
enter(unsigned high, unsigned low)
{
	uintptr_t address = (uintptr_t)((uint64_t)high << 32 | low);
	struct paused *paused = (struct paused *)address;

	__sanitizer_finish_switch_fiber(NULL, &paused->outside.bottom,
	    &paused->outside.size);
	paused->fn(paused->ctx);
	paused->ended = true;
	go(&paused->inside, &paused->outside, true);
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
	paused->inside.bottom = paused->stack + paused->guard;
	paused->inside.size = STACK_BYTES;
	return mprotect(stack, paused->guard, PROT_NONE) == 0;
}

struct paused *
paused_new(void (*fn)(void *ctx), void *ctx)
{
	struct paused *paused = xcalloc(1, sizeof *paused);
	ucontext_t *context = &paused->inside.context;
	uint64_t address = (uintptr_t)paused;

	paused->fn = fn;
	paused->ctx = ctx;
	if (!map_stack(paused) || getcontext(context) != 0) {
		paused_free(paused);
		return NULL;
	}
	context->uc_stack.ss_sp = paused->stack + paused->guard;
	context->uc_stack.ss_size = STACK_BYTES;
	makecontext(context, (void (*)(void))enter, 2,
	    (unsigned)(address >> 32), (unsigned)address);
	return paused;
}

void
paused_free(struct paused *paused)
{
	if (paused == NULL)
		return;
	if (paused->stack != NULL) {
		ASAN_UNPOISON_MEMORY_REGION(paused->stack, paused->mapped);
		munmap(paused->stack, paused->mapped);
	}
	free(paused);
}

bool
paused_resume(struct paused *paused)
{
	if (!paused->ended)
		go(&paused->outside, &paused->inside, false);
	return !paused->ended;
}

void
paused_yield(struct paused *paused)
{
	go(&paused->inside, &paused->outside, false);
}
