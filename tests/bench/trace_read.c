/*
 * trace_read.c - how fast traces are read: the files named are read to their
 * end, and for each the records, the CPU time and the time a record are
 * printed.  With -n N each file is read N times and the best time counts.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "support/strbuf.h"
#include "trace/trace.h"

static double
cpu_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

/* Reads PATH once; its records, or ends the program. */
static uint64_t
read_trace(const char *path, uint64_t *sum)
{
	struct strbuf error = STRBUF_INIT;
	struct trace_reader *r = trace_open(path, 0, &error);
	struct trace_record rec;
	uint64_t n = 0;
	enum trace_status status;

	if (r == NULL) {
		fprintf(stderr, "trace_read: %s\n", strbuf_text(&error));
		exit(2);
	}
	while ((status = trace_next(r, &rec)) == TRACE_RECORD) {
		*sum += rec.size + rec.result.address;
		n++;
	}
	if (status == TRACE_ERROR) {
		fprintf(stderr, "trace_read: %s\n", trace_error(r));
		exit(2);
	}
	trace_close(r);
	return n;
}

int
main(int argc, char **argv)
{
	int times = 1, option;

	while ((option = getopt(argc, argv, "n:")) != -1) {
		if (option != 'n' || (times = atoi(optarg)) < 1)
			return 2;
	}
	for (; optind < argc; optind++) {
		double best = 0;
		uint64_t n = 0, sum = 0;

		for (int i = 0; i < times; i++) {
			double start = cpu_seconds(), spent;

			n = read_trace(argv[optind], &sum);
			spent = cpu_seconds() - start;
			if (i == 0 || spent < best)
				best = spent;
		}
		printf("%s: %" PRIu64 " records, %.4f s, %.1f ns a record "
		    "(sum %" PRIx64 ")\n", argv[optind], n, best,
		    n > 0 ? best * 1e9 / (double)n : 0, sum);
	}
	return 0;
}
