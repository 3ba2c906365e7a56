/* SPDX-License-Identifier: MIT */
/* Hands the maps of the object that runs to the one that is to replace it, where they are alike. */
#ifndef LOADER_REUSE_H
#define LOADER_REUSE_H

#include <bpf/libbpf.h>

#include "report.h"

struct reuse {
	/* Has the maps. */
	struct bpf_object *running;
	/* The same object opened anew: loading changes what libbpf says of maps, and this is what the author wrote. */
	struct bpf_object *written;
};

/*
 * For an object that is not loaded yet. Alike are maps of the same name, type, sizes of key and value, number of entries, flags,
 * and of keys and values of the same shape (shape.h). Global variables count as a map: .bss and .data keep their values where
 * every variable has its place and, in .data, its initial value; .rodata is part of the program and never kept. Maps of maps and
 * of programs begin anew. Says of each map that does why.
 */
void reuse_maps(struct bpf_object *object, const struct reuse *reuse, struct reporter *reporter);

#endif
