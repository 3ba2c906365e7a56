/* SPDX-License-Identifier: MIT */
/* What would certainly fail is said before it is tried. */
#ifndef LOADER_PREFLIGHT_H
#define LOADER_PREFLIGHT_H

#include <bpf/libbpf.h>
#include <stdbool.h>

#include "report.h"

/* False after saying why no tracepoint program can be loaded here by this user, whatever it does. kernel may be NULL. */
bool preflight_kernel(const struct kernel_info *kernel, const struct tracefs *fs, struct reporter *reporter);
/* False after saying which maps of the object are of kinds that this kernel does not have. */
bool preflight_maps(struct bpf_object *object, struct reporter *reporter);

#endif
