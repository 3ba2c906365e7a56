/** Which source line an instruction of the log came from. */
import { readBtfExt, type CoreRecord, type LineRecord } from '../btf/btf-ext';
import { readElf, type ElfObject } from '../btf/elf';
import { Kind } from '../btf/kinds';
import { kindOf, readTable, stringAt, targetOf, typesNamed, vlenOf, wordOf } from '../btf/table';
import { placeFunctions, relocationsOf, type PlacedFunction } from './functions';
import type { RawLine } from './log-lines';
import type { SourcePlace } from './types';

export interface Places {
  /** By the number of the instruction, as the log counts. */
  of(index: number): SourcePlace | undefined;
  /** The function that the instruction is in. */
  functionOf(index: number): PlacedFunction | undefined;
  /** What CO-RE was to relocate in the instruction. */
  relocation(index: number): CoreRecord | undefined;
  /** The map or variable whose address the instruction loads. */
  symbol(index: number): string | undefined;
  readonly functions: readonly PlacedFunction[];
  /** The name of a function's parameter, from 1. */
  parameter(index: number, number: number): string | undefined;
  /** The object's types; empty if there are none. */
  readonly btf: Uint8Array;
  readonly problems: readonly string[];
}

const instructionSize = 8;

/** From the object's bytes: exact on every kernel. */
export function placesOfObject(bytes: Uint8Array, program: string): Places {
  const object = readElf(bytes);
  const section = (name: string): Uint8Array =>
    object.sections.find((each) => each.name === name)?.bytes ?? new Uint8Array();
  const btf = section('.BTF');
  const extension = object.sections.length > 0 ? readBtfExt(section('.BTF.ext'), btf) : undefined;
  const functions = placeFunctions(object, program);
  const problems = [...object.problems, ...(extension?.problems ?? [])];
  if (functions.length === 0 && object.sections.length > 0) problems.push(`The object has no program ${program}.`);
  const functionOf = (index: number): PlacedFunction | undefined =>
    functions.find(({ start, count }) => index >= start && index < start + count);
  const known = new Map<number, SourcePlace | undefined>();
  return {
    functions,
    functionOf,
    symbol: (index) => {
      const found = functionOf(index);
      return found && symbolAt(object, found, index);
    },
    parameter: (index, number) => {
      const within = functionOf(index);
      return within && parameterName(btf, within.name, number);
    },
    btf,
    problems,
    of: (index) => {
      if (known.has(index)) return known.get(index);
      const found = functionOf(index);
      const place = found && lineOf(extension?.lines.get(found.section) ?? [], found, index);
      known.set(index, place);
      return place;
    },
    relocation: (index) => {
      const found = functionOf(index);
      if (!found) return undefined;
      const offset = found.offset + (index - found.start) * instructionSize;
      return extension?.relocations.get(found.section)?.find((record) => record.offset === offset);
    },
  };
}

/** The last record at or before the instruction, in its function. Those of line 0 are of no line: the one before counts. */
function lineOf(records: readonly LineRecord[], within: PlacedFunction, index: number): SourcePlace | undefined {
  const offset = within.offset + (index - within.start) * instructionSize;
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle]?.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  for (let at = low - 1; at >= 0; at--) {
    const record = records[at];
    if (!record || record.offset < within.offset) return undefined;
    if (record.line > 0)
      return { file: record.file, line: record.line, column: record.column, text: record.text.trim() };
  }
  return undefined;
}

function symbolAt(object: ElfObject, within: PlacedFunction, index: number): string | undefined {
  const section = object.sections.findIndex(({ name }) => name === within.section);
  const offset = within.offset + (index - within.start) * instructionSize;
  return relocationsOf(object, section).get(offset)?.name || undefined;
}

function parameterName(btf: Uint8Array, name: string, number: number): string | undefined {
  const { table } = readTable(btf);
  const prototype = typesNamed(table, Kind.Function, name).map((id) => targetOf(table, id))[0];
  if (prototype === undefined || number < 1 || number > vlenOf(table, prototype)) return undefined;
  if (kindOf(table, prototype) !== Kind.FunctionPrototype) return undefined;
  return stringAt(table, wordOf(table, prototype, 12 + 8 * (number - 1))) || undefined;
}

/** From what the log itself says. `line` is 0 before 6.9: only the text is known then. */
export function placesOfLog(lines: readonly RawLine[]): Places {
  const known = new Map<number, SourcePlace>();
  let current: SourcePlace | undefined;
  for (const { source, index, kind } of lines) {
    // An instruction belongs to what was printed before it; what follows it on its line is the next one's.
    if (kind === 'instruction' && index !== undefined && current) known.set(index, current);
    if (source && source.text !== '') current = { ...source, column: 0 };
  }
  return {
    of: (index) => known.get(index),
    functionOf: () => undefined,
    relocation: () => undefined,
    parameter: () => undefined,
    symbol: () => undefined,
    functions: [],
    btf: new Uint8Array(),
    problems: [],
  };
}

/** Places from the object; where it has none of the program, those of the log. */
export function placesFor(lines: readonly RawLine[], program: string, object: Uint8Array | undefined): Places {
  if (!object) return placesOfLog(lines);
  const places = placesOfObject(object, program);
  if (places.functions.length > 0) return places;
  return { ...placesOfLog(lines), problems: places.problems };
}
