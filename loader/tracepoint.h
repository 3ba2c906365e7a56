/* SPDX-License-Identifier: MIT */
/* Opens a tracepoint as a perf event, and asks the kernel which programs it runs. */
#ifndef LOADER_TRACEPOINT_H
#define LOADER_TRACEPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "section.h"
#include "tracefs.h"

/* A descriptor, or -errno with a sentence in why. */
int tracepoint_open(const struct tracefs *fs, const struct section *section, char *why, size_t why_size);
/* True when the event lists the program among those it runs. */
bool tracepoint_runs(int perf_fd, unsigned int program_id);

#endif
