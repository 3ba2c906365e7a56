/* SPDX-License-Identifier: MIT */
/* Attaches loaded programs, and asks the kernel whether they really are. */
#ifndef LOADER_ATTACH_H
#define LOADER_ATTACH_H

#include <bpf/libbpf.h>
#include <stdbool.h>

#include "report.h"
#include "tracefs.h"

/*
 * Attaches one program and proves it. *link stays NULL for a kind that libbpf attaches only with more to go by (xdp, …): said in
 * a log message, and no failure. False after saying why not; then *link is NULL.
 */
bool attach_program(const struct bpf_program *program, const struct tracefs *fs, struct reporter *reporter,
		    struct bpf_link **link);

#endif
