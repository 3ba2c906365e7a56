// SPDX-License-Identifier: MIT
/* Rounds of one operation, and what comes out of them. */
#include "bench.h"

#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SLICE_NS 50000000
#define PIECE_NS 500000
/* Operations of a piece at most, and pieces of a round that are remembered. */
#define PIECE_LIMIT 4096
#define PIECES 65536
/* Operations before the clock runs: caches and branch predictors have seen it all then. */
#define WARM_UP 50
/* Operations that tell whether a program is hit at all. */
#define PROBES 20

static int64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void repeat(struct workload *w, uint64_t times)
{
	while (times--)
		workload_do(w);
}

static bool stop_wanted(const struct bench_stop *stop)
{
	return stop->wanted && stop->wanted(stop->data);
}

static int64_t time_of(struct workload *w, uint64_t operations)
{
	int64_t start = clock_ns();

	repeat(w, operations);
	return clock_ns() - start;
}

/* Operations that take half a millisecond when nothing comes between: the best of three tries tells. */
static uint64_t piece_for(struct workload *w)
{
	uint64_t piece;

	for (piece = 1; piece < PIECE_LIMIT; piece *= 2)
		if (time_of(w, piece) > PIECE_NS && time_of(w, piece) > PIECE_NS && time_of(w, piece) > PIECE_NS)
			break;
	return piece;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/*
 * ns an operation: the median over pieces of half a millisecond, most of which nothing else on the machine comes into. Not all
 * pieces of a very long round are remembered. Less than 0: a stop was wanted, or there was no memory.
 */
static double timed(struct workload *w, int64_t ns, uint64_t *operations, const struct bench_stop *stop)
{
	double *pieces = malloc(PIECES * sizeof(*pieces)), result = -1;
	int64_t start = clock_ns(), asked = start, now = start;
	size_t count = 0;
	uint64_t piece;
	bool stopped = !pieces;

	repeat(w, WARM_UP);
	piece = piece_for(w);
	for (*operations = 0; !stopped && (!count || now - start < ns); *operations += piece) {
		pieces[count++ % PIECES] = (double)time_of(w, piece) / (double)piece;
		now = clock_ns();
		if (now - asked < SLICE_NS)
			continue;
		stopped = stop_wanted(stop);
		asked = now;
	}
	if (!stopped) {
		count = count < PIECES ? count : PIECES;
		qsort(pieces, count, sizeof(*pieces), compare);
		result = pieces[count / 2];
	}
	free(pieces);
	return result;
}

static uint64_t runs_of(const struct bpf_program *program)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);

	return bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) ? 0 : info.run_cnt;
}

/* Runs of the program in so many operations; false: a stop was wanted. 0 runs where the kernel (before 5.8) does not count. */
static bool counted(struct workload *w, const struct bpf_program *program, uint64_t operations, uint64_t *runs,
		    const struct bench_stop *stop)
{
	int counting = bpf_enable_stats(BPF_STATS_RUN_TIME);
	uint64_t before = runs_of(program);
	bool stopped = false;
	int64_t start = clock_ns();

	while (operations && !stopped) {
		workload_do(w);
		operations--;
		if (clock_ns() - start < SLICE_NS)
			continue;
		stopped = stop_wanted(stop);
		start = clock_ns();
	}
	*runs = runs_of(program) - before;
	if (counting >= 0)
		close(counting);
	return !stopped;
}

bool bench_round(struct bench_row *row, struct workload *workload, unsigned int ms, const struct bench_stop *stop)
{
	uint64_t operations = 0, runs = 0;
	double ns;
	bool good;

	if (!workload_begin(workload))
		return false;
	ns = timed(workload, (int64_t)ms * 1000000, &operations, stop);
	good = ns >= 0 && (!row->program || counted(workload, row->program, operations, &runs, stop));
	workload_end(workload);
	if (!good)
		return false;
	row->ns[row->rounds++] = ns;
	row->operations += operations;
	row->runs += runs;
	return true;
}

bool bench_hits(struct workload *workload, const struct bpf_program *program)
{
	const struct bench_stop never = { 0 };
	uint64_t runs = 0;

	if (!workload_begin(workload))
		return false;
	counted(workload, program, PROBES, &runs, &never);
	workload_end(workload);
	return runs >= PROBES;
}

void bench_result(const struct bench_row *row, double *median, double *least, double *most)
{
	double sorted[BENCH_ROUNDS];

	memcpy(sorted, row->ns, sizeof(sorted));
	qsort(sorted, (size_t)row->rounds, sizeof(*sorted), compare);
	*least = sorted[0];
	*median = sorted[row->rounds / 2];
	*most = sorted[row->rounds - 1];
}
