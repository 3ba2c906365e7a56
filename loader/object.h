/* SPDX-License-Identifier: MIT */
/* Opens an object and loads its wanted programs, and says of each that is refused why. */
#ifndef LOADER_OBJECT_H
#define LOADER_OBJECT_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

#include "command.h"
#include "report.h"
#include "reuse.h"

struct object_source {
	unsigned char *bytes;
	size_t size;
	/* "a,b": load these programs and no others; NULL: those that load by default. */
	char *only;
	/* File name of the source code, "" if it was not said. */
	char name[KEPT_NAME_LIMIT];
	/* NULL: no maps are taken over. */
	const struct reuse *reuse;
};

/* Frees bytes and names, not what reuse points to. */
void object_source_free(struct object_source *source);
/* Checks and opens; NULL when that fails, and nothing is said. Makes no system call that reaches BPF. */
struct bpf_object *object_read(const struct object_source *source);

/* Checks and opens; NULL after saying why not. Makes no system call that reaches BPF. */
struct bpf_object *object_open(const struct object_source *source, struct reporter *reporter);
/* Opens and loads all wanted programs; NULL after saying of each program that was refused why. */
struct bpf_object *object_load(const struct object_source *source, struct reporter *reporter);
/* The kernel's number of a loaded program; 0 when it will not say. */
unsigned int object_program_id(const struct bpf_program *program);
/* An open map as the kernel has it, under the name that the object gives it. */
struct map_info map_info_of(int fd, const char *name);
/* running: the object whose maps may have been taken over, or NULL. */
void object_report_loaded(struct bpf_object *object, struct bpf_object *running, struct reporter *reporter);

#endif
