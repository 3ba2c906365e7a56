/** Bytes to a tree of values, by a shape. */
import { bitsAt, floatAt, hexText, integerAt, pointerText, textAt, unsignedAt } from './scalars';
import type { EnumShape, Member, Shape } from './shape';

/** An unnamed struct's or union's members stand among those of the one around it. */
export interface StructValue {
  readonly members: readonly (readonly [name: string, value: Value])[];
}

/** Integers of more than 4 bytes are bigints, exact. An enum's value is its name, or the number where it has none. */
export type Value = number | bigint | boolean | string | readonly Value[] | StructValue;

/** Bytes past the view's end read as 0. Nothing is thrown, whatever the shape says. */
export function decode(shape: Shape, view: DataView, at = 0): Value {
  switch (shape.kind) {
    case 'int':
      return integerAt(view, at, shape.size, shape.signed);
    case 'bool':
      return unsignedAt(view, at, shape.size) !== 0n;
    case 'char':
      return charText(view, at);
    case 'text':
      return textAt(view, at, shape.size);
    case 'float':
      return floatAt(view, at, shape.size);
    case 'pointer':
      return pointerText(unsignedAt(view, at, shape.size));
    case 'enum':
      return enumValue(shape, integerAt(view, at, shape.size, shape.signed));
    case 'array':
      return elements(shape.element, shape.length, view, at);
    case 'bytes':
      return unknownValue(view, at, shape.size);
    case 'struct':
    case 'union':
      return { members: shape.members.flatMap((member) => memberValues(member, view, at)) };
  }
}

/** Nothing is read past the view, so that a length that cannot be costs nothing. */
function elements(element: Shape, length: number, view: DataView, at: number): readonly Value[] {
  const room = element.size === 0 ? 0 : Math.ceil(Math.max(view.byteLength - at, 0) / element.size);
  const count = Math.min(length, room);
  return Array.from({ length: count }, (_, index) => decode(element, view, at + index * element.size));
}

function memberValues(member: Member, view: DataView, at: number): readonly (readonly [string, Value])[] {
  const value = memberValue(member, view, at);
  if (member.name !== '') return [[member.name, value]];
  return isStruct(value) ? value.members : [];
}

/** The value of a member of what begins at `at`. */
export function memberValue({ shape, offset, bits }: Member, view: DataView, at: number): Value {
  if (!bits) return decode(shape, view, at + offset);
  const signed = (shape.kind === 'int' || shape.kind === 'enum') && shape.signed;
  const value = bitsAt(view, at + offset, bits.offset, bits.size, signed);
  if (shape.kind === 'enum') return enumValue(shape, value);
  return shape.kind === 'bool' ? value !== 0 : value;
}

export const isStruct = (value: Value): value is StructValue => typeof value === 'object' && !Array.isArray(value);

const known = new WeakMap<EnumShape, ReadonlyMap<string, string>>();

export function enumValue(shape: EnumShape, value: number | bigint): Value {
  let names = known.get(shape);
  if (!names) {
    // Of several names for one value the first is taken.
    names = new Map([...shape.names].reverse());
    known.set(shape, names);
  }
  return names.get(value.toString()) ?? value;
}

function charText(view: DataView, at: number): string {
  const text = textAt(view, at, 1);
  return text === '' ? '\\0' : text;
}

/** An integer of such a size is a guess, and the more likely one; anything else is shown as it is. */
function unknownValue(view: DataView, at: number, size: number): Value {
  if (size === 1 || size === 2 || size === 4 || size === 8) return integerAt(view, at, size, false);
  return hexText(view, at, size);
}
