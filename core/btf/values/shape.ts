/**
 * How bytes are to be read: a type of C with its places, as plain data, so that it can travel to where bytes are shown.
 * Sizes and offsets are bytes unless they say bits.
 */

export interface BitField {
  /** From the start of the member's byte, counted from its lowest bit: BPF objects that we read are little-endian. */
  readonly offset: number;
  readonly size: number;
}

export interface Member {
  /** Empty for an unnamed struct or union, whose members C gives to the one around it. */
  readonly name: string;
  readonly offset: number;
  readonly bits?: BitField;
  readonly shape: Shape;
}

interface Sized {
  /** As C spells it: `unsigned long long`, `struct event`. */
  readonly type: string;
  readonly size: number;
}

export interface IntShape extends Sized {
  readonly kind: 'int';
  readonly signed: boolean;
}

export interface EnumShape extends Sized {
  readonly kind: 'enum';
  readonly signed: boolean;
  /** The value in decimal, and its name. */
  readonly names: readonly (readonly [value: string, name: string])[];
}

export interface ArrayShape extends Sized {
  readonly kind: 'array';
  readonly length: number;
  readonly element: Shape;
}

export interface StructShape extends Sized {
  readonly kind: 'struct' | 'union';
  readonly members: readonly Member[];
}

export type Shape =
  | IntShape
  | EnumShape
  | ArrayShape
  | StructShape
  /** An array of `char`; one `char` is `char`. */
  | (Sized & { readonly kind: 'text' | 'char' | 'bool' | 'float' | 'pointer' })
  /** Bytes that nothing is known of. */
  | (Sized & { readonly kind: 'bytes' });

/** What is known of a thing of which only the size is: an unsigned integer where there is one of that size, and it is said to be a guess. */
export const unknownShape = (size: number): Shape => ({ kind: 'bytes', type: '', size });
