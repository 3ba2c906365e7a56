/** The kinds of types in BTF (include/uapi/linux/btf.h, BTF_KIND_*), and how long the entry of each is. */

export const Kind = {
  Void: 0,
  Int: 1,
  Pointer: 2,
  Array: 3,
  Struct: 4,
  Union: 5,
  Enum: 6,
  Forward: 7,
  Typedef: 8,
  Volatile: 9,
  Const: 10,
  Restrict: 11,
  Function: 12,
  FunctionPrototype: 13,
  Variable: 14,
  DataSection: 15,
  Float: 16,
  DeclarationTag: 17,
  TypeTag: 18,
  Enum64: 19,
} as const;

export const lastKind = Kind.Enum64;

/** Bytes that every entry begins with: name_off, info, and size or type (struct btf_type). */
export const entryHead = 12;

/** Bytes after the head, by kind: once an entry, and once for each of its `vlen`. */
const fixed: readonly number[] = [0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0];
const repeated: readonly number[] = [0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12];

/** Bytes of a whole entry. `kind` must be none beyond `lastKind`. */
export const entryLength = (kind: number, vlen: number): number =>
  entryHead + (fixed[kind] ?? 0) + (repeated[kind] ?? 0) * vlen;

/** Kinds that stand for another type and have its size: it is found under `target`. */
export const isWrapper = (kind: number): boolean => kind === Kind.Typedef || isQualifier(kind) || kind === Kind.TypeTag;

export const isQualifier = (kind: number): boolean =>
  kind === Kind.Const || kind === Kind.Volatile || kind === Kind.Restrict;
