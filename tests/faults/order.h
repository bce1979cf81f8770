/*
 * order.h - what sweep asks of a program that has faults.so preloaded.
 *
 * The program is started once and stops at the beginning of main.  For each
 * byte on its socket it forks; the child takes the streams named here, and
 * runs main with the fault that is ordered.  Its end is told by a byte back.
 * Both ends share this, as memory.
 */
#ifndef POOLSCOPE_TESTS_FAULTS_ORDER_H
#define POOLSCOPE_TESTS_FAULTS_ORDER_H

/* FAULT_SERVER=SOCKET:MEMORY, two descriptors. */
#define FAULT_SERVER "FAULT_SERVER"

enum kind { MALLOC, MMAP, OPEN, READ, WRITE, CLOSE, FORK, KINDS };

#define KIND_NAMES { "malloc", "mmap", "open", "read", "write", "close", \
	"fork" }
#define KIND_ERRORS { ENOMEM, ENOMEM, EMFILE, EIO, ENOSPC, EIO, EAGAIN }

struct order {
	char in[256], out[256], err[256];	/* paths */
	int terminal;			/* IN is one, and is all three */
	int kind;
	unsigned long number;		/* from 1; 0: none fails */

	/* The answer. */
	volatile int child;
	int status;			/* as waitpid has it */
	unsigned long calls;		/* of KIND */
	int orphans;			/* processes that it left, and that
					   did not end */
};

#endif
