// SPDX-License-Identifier: MIT
/* Whether two types, each of its own object's BTF, are laid out and named alike. */
#include "shape.h"

#include <string.h>

/* The kernel lets types nest so deep (MAX_RESOLVE_DEPTH in kernel/bpf/btf.c). */
#define DEPTH_LIMIT 32

struct pair {
	const struct btf *a;
	const struct btf *b;
};

static bool same(const struct pair *p, __u32 id_a, __u32 id_b, int depth);

static bool same_name(const struct pair *p, __u32 name_a, __u32 name_b)
{
	const char *a = btf__name_by_offset(p->a, name_a), *b = btf__name_by_offset(p->b, name_b);

	return a && b && !strcmp(a, b);
}

/* Typedefs and qualifiers change no layout. NULL: no such type. */
static const struct btf_type *bare(const struct btf *btf, __u32 *id)
{
	const struct btf_type *t = btf__type_by_id(btf, *id);
	int depth;

	for (depth = 0; t && depth < DEPTH_LIMIT && (btf_is_mod(t) || btf_is_typedef(t)); depth++) {
		*id = t->type;
		t = btf__type_by_id(btf, *id);
	}
	return t;
}

static bool same_members(const struct pair *p, const struct btf_type *a, const struct btf_type *b, int depth)
{
	const struct btf_member *m = btf_members(a), *n = btf_members(b);
	__u16 i;

	for (i = 0; i < btf_vlen(a); i++)
		if (m[i].offset != n[i].offset || !same_name(p, m[i].name_off, n[i].name_off) ||
		    !same(p, m[i].type, n[i].type, depth))
			return false;
	return true;
}

static bool same_values(const struct pair *p, const struct btf_type *a, const struct btf_type *b)
{
	const struct btf_enum *m = btf_enum(a), *n = btf_enum(b);
	__u16 i;

	for (i = 0; i < btf_vlen(a); i++)
		if (m[i].val != n[i].val || !same_name(p, m[i].name_off, n[i].name_off))
			return false;
	return true;
}

static bool same_values64(const struct pair *p, const struct btf_type *a, const struct btf_type *b)
{
	const struct btf_enum64 *m = btf_enum64(a), *n = btf_enum64(b);
	__u16 i;

	for (i = 0; i < btf_vlen(a); i++)
		if (btf_enum64_value(&m[i]) != btf_enum64_value(&n[i]) || !same_name(p, m[i].name_off, n[i].name_off))
			return false;
	return true;
}

/* A section's variables: each at its place. */
static bool same_variables(const struct pair *p, const struct btf_type *a, const struct btf_type *b, int depth)
{
	const struct btf_var_secinfo *m = btf_var_secinfos(a), *n = btf_var_secinfos(b);
	__u16 i;

	for (i = 0; i < btf_vlen(a); i++)
		if (m[i].offset != n[i].offset || m[i].size != n[i].size || !same(p, m[i].type, n[i].type, depth))
			return false;
	return true;
}

static bool same_inside(const struct pair *p, const struct btf_type *a, const struct btf_type *b, int depth)
{
	switch (btf_kind(a)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return a->size == b->size && btf_kflag(a) == btf_kflag(b) && same_members(p, a, b, depth);
	case BTF_KIND_ENUM:
		return a->size == b->size && same_values(p, a, b);
	case BTF_KIND_ENUM64:
		return a->size == b->size && same_values64(p, a, b);
	case BTF_KIND_DATASEC:
		return a->size == b->size && same_variables(p, a, b, depth);
	case BTF_KIND_ARRAY:
		return btf_array(a)->nelems == btf_array(b)->nelems && same(p, btf_array(a)->type, btf_array(b)->type, depth);
	case BTF_KIND_INT:
		return a->size == b->size && btf_int_encoding(a) == btf_int_encoding(b) && btf_int_bits(a) == btf_int_bits(b);
	case BTF_KIND_FLOAT:
		return a->size == b->size;
	case BTF_KIND_VAR:
		return same(p, a->type, b->type, depth);
	default:
		/* Pointers, forward declarations, functions: as wide, whatever they are to. */
		return true;
	}
}

static bool same(const struct pair *p, __u32 id_a, __u32 id_b, int depth)
{
	const struct btf_type *a = bare(p->a, &id_a), *b = bare(p->b, &id_b);

	if (!id_a || !id_b)
		return id_a == id_b;
	return depth < DEPTH_LIMIT && a && b && btf_kind(a) == btf_kind(b) && btf_vlen(a) == btf_vlen(b) &&
	       same_name(p, a->name_off, b->name_off) && same_inside(p, a, b, depth + 1);
}

bool same_shape(const struct btf *a, __u32 type_a, const struct btf *b, __u32 type_b)
{
	const struct pair pair = { a, b };

	if (!type_a || !type_b)
		return type_a == type_b;
	return a && b && same(&pair, type_a, type_b, 0);
}
