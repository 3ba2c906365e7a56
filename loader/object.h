/* SPDX-License-Identifier: MIT */
/* Opens an object and loads its wanted programs, and says of each that is refused why. */
#ifndef LOADER_OBJECT_H
#define LOADER_OBJECT_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

#include "report.h"

struct object_source {
	const void *bytes;
	size_t size;
	/* "a,b": load these programs and no others; NULL: those that load by default. */
	const char *only;
};

/* Checks and opens; NULL after saying why not. Makes no system call that reaches BPF. */
struct bpf_object *object_open(const struct object_source *source, struct reporter *reporter);
/* Opens and loads all wanted programs; NULL after saying of each program that was refused why. */
struct bpf_object *object_load(const struct object_source *source, struct reporter *reporter);
/* The kernel's number of a loaded program; 0 when it will not say. */
unsigned int object_program_id(const struct bpf_program *program);
void object_report_loaded(struct bpf_object *object, struct reporter *reporter);

#endif
