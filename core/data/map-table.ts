/** What a map's entries look like as a table: its columns, and its rows by their keys. */
import { columnsOf, type Cell, type Column, type NumberList } from '../btf/values/columns';
import type { Shape } from '../btf/values/shape';

/** Plain data: it travels to where the table is shown. */
export interface MapLayout {
  readonly key: Shape;
  readonly value: Shape;
  /** The value is a section's variables: each is a row. */
  readonly variables: boolean;
  /** Bytes of one key and of one value, as the kernel has them. */
  readonly keySize: number;
  readonly valueSize: number;
}

export interface MapRow {
  /** The key's bytes, one character each: the same key, the same row. */
  readonly id: string;
  readonly key: DataView;
  readonly value: DataView;
}

export interface MapColumn {
  readonly name: string;
  readonly type: string;
  readonly part: 'key' | 'value';
  readonly numeric: boolean;
  /** Of an array of integers in the value, summed over the CPUs. */
  readonly list?: (row: MapRow) => readonly (number | bigint)[];
  readonly read: (row: MapRow) => Cell;
}

/** Columns of single CPUs beside the sums: more are left out, the sums stay. */
const mostCpuColumns = 64;

export const isPerCpu = (kind: string): boolean => kind.includes('percpu');

/** A per-CPU value is padded to a multiple of 8 bytes (Documentation/bpf/map_array.rst). */
const stride = (size: number): number => Math.ceil(size / 8) * 8;

/** `cpus`: values in each entry. */
export function mapColumns(layout: MapLayout, cpus: number): readonly MapColumn[] {
  if (layout.variables) return variableColumns;
  const keys = columnsOf(layout.key, 'key').map(({ name, type, numeric, read }): MapColumn => ({
    name,
    type,
    numeric,
    part: 'key',
    read: (row) => read(row.key, 0),
  }));
  const values = columnsOf(layout.value, 'value');
  if (cpus <= 1) return [...keys, ...values.map((column) => valueColumn(column, 0))];
  return [...keys, ...perCpuColumns(values, stride(layout.valueSize), cpus)];
}

function valueColumn({ name, type, numeric, list, read }: Column, at: number): MapColumn {
  return {
    name,
    type,
    numeric,
    part: 'value',
    ...(list && { list: (row: MapRow) => list.read(row.value, at) }),
    read: (row) => read(row.value, at),
  };
}

/** For each number its sum, then what each CPU has. */
function perCpuColumns(values: readonly Column[], size: number, cpus: number): readonly MapColumn[] {
  const places = Array.from({ length: cpus }, (_, cpu) => cpu * size);
  const all = values.length * cpus <= mostCpuColumns;
  return values.flatMap((column): readonly MapColumn[] => {
    const { name, type, numeric, list, read } = column;
    const single = (cpu: number): MapColumn => ({ ...valueColumn(column, cpu * size), name: `${name} (CPU ${cpu})` });
    const cpuColumns = all ? places.map((_, cpu) => single(cpu)) : [single(0)];
    if (list) return [summedList(name, type, list, places), ...cpuColumns];
    if (!numeric) return cpuColumns;
    const sum = (row: MapRow): Cell => total(places.map((at) => read(row.value, at)));
    return [{ name: `${name} (sum)`, type, numeric, part: 'value', read: sum }, ...(all ? cpuColumns : [])];
  });
}

function summedList(name: string, type: string, list: NumberList, places: readonly number[]): MapColumn {
  const read = (row: MapRow): readonly (number | bigint)[] => {
    const lists = places.map((at) => list.read(row.value, at));
    return Array.from({ length: list.length }, (_, index) => total(lists.map((each) => each[index] ?? 0)));
  };
  const text = (row: MapRow): string => `[${read(row).join(', ')}]`;
  return { name: `${name} (sum)`, type, numeric: false, part: 'value', list: read, read: text };
}

/** Exact: a bigint where one cell is. Texts count nothing. */
function total(cells: readonly Cell[]): number | bigint {
  const numbers = cells.filter((cell) => typeof cell !== 'string');
  if (numbers.every((cell) => typeof cell === 'number')) return numbers.reduce((sum, cell) => sum + cell, 0);
  return numbers.reduce<bigint>((sum, cell) => sum + BigInt(cell), 0n);
}

/** Entries lie one after the other in both; what is not whole at the end is left out. */
export function mapRows(layout: MapLayout, keys: Uint8Array, values: Uint8Array, cpus: number): readonly MapRow[] {
  if (layout.variables) return variableRows(layout, values);
  const size = cpus > 1 ? cpus * stride(layout.valueSize) : layout.valueSize;
  const whole = layout.keySize > 0 ? keys.length / layout.keySize : size > 0 ? values.length / size : 0;
  const count = Math.floor(size > 0 ? Math.min(whole, values.length / size) : whole);
  return Array.from({ length: count }, (_, index) => {
    const key = viewOf(keys, index * layout.keySize, layout.keySize);
    return {
      id: layout.keySize > 0 ? idOf(key) : String(index),
      key,
      value: viewOf(values, index * size, size),
    };
  });
}

const viewOf = (bytes: Uint8Array, at: number, size: number): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset + at, size);

function idOf(view: DataView): string {
  let id = '';
  for (let at = 0; at < view.byteLength; at++) id += String.fromCharCode(view.getUint8(at));
  return id;
}

/** A variable's row holds its column in place of a key. */
interface VariableRow extends MapRow {
  readonly column: Column;
}

const isVariable = (row: MapRow): row is VariableRow => 'column' in row;

const variableColumns: readonly MapColumn[] = [
  { name: 'variable', type: '', part: 'key', numeric: false, read: (row) => row.id },
  { name: 'type', type: '', part: 'key', numeric: false, read: (row) => (isVariable(row) ? row.column.type : '') },
  {
    name: 'value',
    type: '',
    part: 'value',
    numeric: true,
    list: (row) => (isVariable(row) ? (row.column.list?.read(row.value, 0) ?? []) : []),
    read: (row) => (isVariable(row) ? row.column.read(row.value, 0) : ''),
  },
];

function variableRows(layout: MapLayout, values: Uint8Array): readonly MapRow[] {
  const key = new DataView(new ArrayBuffer(0));
  const value = viewOf(values, 0, values.length);
  return columnsOf(layout.value, 'value').map((column): VariableRow => ({ id: column.name, key, value, column }));
}
