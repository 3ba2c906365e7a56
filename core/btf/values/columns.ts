/** Flattens a shape into columns of a table: one for each member that is no struct, named by its path (`lat.max`). */
import { decode, isStruct, memberValue, type Value } from './decode';
import type { Member, Shape } from './shape';

/** A bigint where the column's type can hold what a number cannot. */
export type Cell = number | bigint | string;

export interface Column {
  /** The member's path, or the name given for what is no struct. */
  readonly name: string;
  /** As C spells it; empty where it is not known. */
  readonly type: string;
  /** Its cells are numbers and bigints only. */
  readonly numeric: boolean;
  /** Set for an array of integers, whose cells are texts of all elements. */
  readonly list?: NumberList;
  readonly read: (view: DataView, at: number) => Cell;
}

export interface NumberList {
  readonly length: number;
  readonly read: (view: DataView, at: number) => readonly (number | bigint)[];
}

/** Columns of one shape: more than anyone reads, and a bound for what an object may say. */
const mostColumns = 256;

/** Structs of an array that get columns of their own; a longer array is one column. */
const mostElements = 16;

const isAggregate = ({ kind }: Shape): boolean => kind === 'struct' || kind === 'union';

/** `name` is the column's where the shape is one thing. */
export function columnsOf(shape: Shape, name: string): readonly Column[] {
  const found: Column[] = [];
  add(found, { name: '', offset: 0, shape }, '', 0, name);
  return found;
}

function add(found: Column[], member: Member, path: string, base: number, alone: string): void {
  const { shape } = member;
  const own = member.name === '' ? path : path === '' ? member.name : `${path}.${member.name}`;
  if (shape.kind === 'struct' || shape.kind === 'union') {
    for (const inner of shape.members) add(found, inner, own, base + member.offset, alone);
  } else if (shape.kind === 'array' && isAggregate(shape.element) && shape.length <= mostElements) {
    for (let index = 0; index < shape.length && found.length < mostColumns; index++) {
      const name = `${own === '' ? alone : own}[${index}]`;
      const offset = member.offset + index * shape.element.size;
      add(found, { name: '', offset, shape: shape.element }, name, base, alone);
    }
  } else if (found.length < mostColumns) {
    found.push(column({ ...member, offset: base + member.offset }, own === '' ? alone : own));
  }
}

function column(member: Member, name: string): Column {
  const { shape } = member;
  const numeric = isNumeric(shape);
  const list = numberList(member);
  return {
    name,
    type: shape.type,
    numeric,
    ...(list && { list }),
    read: (view, at) => cellOf(memberValue(member, view, at)),
  };
}

const isNumeric = (shape: Shape): boolean =>
  shape.kind === 'int' ||
  shape.kind === 'float' ||
  (shape.kind === 'bytes' && (shape.size === 1 || shape.size === 2 || shape.size === 4 || shape.size === 8));

function numberList(member: Member): NumberList | undefined {
  const { shape } = member;
  if (shape.kind !== 'array' || shape.element.kind !== 'int') return undefined;
  return {
    length: shape.length,
    read: (view, at) => {
      const value = decode(shape, view, at + member.offset);
      return Array.isArray(value) ? value.filter(isNumber) : [];
    },
  };
}

const isNumber = (value: Value): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

const cellOf = (value: Value): Cell => (isNumber(value) ? value : valueText(value));

/** `{ pid: 1, comm: bash, slots: [0, 3] }`. */
export function valueText(value: Value): string {
  if (typeof value !== 'object') return String(value);
  if (!isStruct(value)) return `[${value.map(valueText).join(', ')}]`;
  return `{ ${value.members.map(([name, inner]) => `${name}: ${valueText(inner)}`).join(', ')} }`;
}

/** Order of two cells of one column: numbers by value, exactly, then texts as people sort them. */
export function compareCells(one: Cell, other: Cell): number {
  if (typeof one === 'string' || typeof other === 'string') {
    if (typeof one === typeof other) return collator.compare(String(one), String(other));
    return typeof one === 'string' ? 1 : -1;
  }
  return one < other ? -1 : one > other ? 1 : 0;
}

const collator = new Intl.Collator('en', { numeric: true });
