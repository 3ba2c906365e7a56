/* SPDX-License-Identifier: MIT */
/* Whether two types, each of its own object's BTF, are laid out and named alike. */
#ifndef LOADER_SHAPE_H
#define LOADER_SHAPE_H

#include <bpf/btf.h>
#include <stdbool.h>

/*
 * Names, sizes, offsets and kinds of the type and of all that lies inside it; of what a pointer points to, nothing. Type 0 of
 * both (no BTF said anything) is alike. Types nested deeper than 32 are not.
 */
bool same_shape(const struct btf *a, __u32 type_a, const struct btf *b, __u32 type_b);

#endif
