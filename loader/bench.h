/* SPDX-License-Identifier: MIT */
/* Rounds of one operation, and what comes out of them. */
#ifndef LOADER_BENCH_H
#define LOADER_BENCH_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "workload.h"

/* Of each row; odd, so that one is the median. */
#define BENCH_ROUNDS 7

/* One operation with one program attached, or none. */
struct bench_row {
	const char *workload;
	/* NULL: none. */
	const struct bpf_program *program;
	/* ns an operation, a number a round. */
	double ns[BENCH_ROUNDS];
	int rounds;
	uint64_t operations;
	uint64_t runs;
};

/* Asked between two slices of 50 ms at most: true when everything is to stop. */
struct bench_stop {
	bool (*wanted)(void *data);
	void *data;
};

/*
 * One round of ms milliseconds: first timed; then, with a program, as many operations again while the kernel counts its runs,
 * which costs time itself and so is not timed. False: a stop was wanted, or the operation cannot be done here.
 */
bool bench_round(struct bench_row *row, struct workload *workload, unsigned int ms, const struct bench_stop *stop);
/* Whether the operation makes the program, which is attached, run. */
bool bench_hits(struct workload *workload, const struct bpf_program *program);
/* Median, least and greatest of the rounds. */
void bench_result(const struct bench_row *row, double *median, double *least, double *most);

#endif
