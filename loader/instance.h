/* SPDX-License-Identifier: MIT */
/* Our private trace instance, where bpf_printk's lines reach us and nobody else loses any. */
#ifndef LOADER_INSTANCE_H
#define LOADER_INSTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What our processes call themselves (PR_SET_NAME takes 15 bytes): an instance whose process is another's is stale. */
#define LOADER_COMM "bpf-tracepoints"

/*
 * Makes instances/bpf-tracepoints-<owner> with bpf_printk's event on, and opens its trace_pipe for reads that do not block.
 * Returns the descriptor, or -errno with a sentence in why; -ENOENT when this kernel has no such event (before 5.9).
 */
int instance_open(const char *tracefs_root, pid_t owner, char *why, size_t why_size);
/* True when it is gone, also when it never was. The trace_pipe must be closed. */
bool instance_remove(const char *tracefs_root, pid_t owner);
/* Removes the instances of loaders that no longer run. */
void instance_sweep(const char *tracefs_root);

#endif
