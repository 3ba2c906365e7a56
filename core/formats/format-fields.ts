/** Reads the `field:` lines of a format file, and leaves out what cannot be part of a record. */
import { sizeOfType } from './c-type';
import { parseDeclaration, type Declaration } from './declaration';
import type { Field } from './types';

/** No record is larger: a perf sample's size is 16 bits (struct perf_event_header). */
const largestRecord = 65535;

/** Real records have up to 40 fields. Without a limit, a made-up file could keep everything after it busy for minutes. */
const mostFields = 1000;

export interface FieldLine {
  /** In the format file, from 1. */
  readonly line: number;
  readonly text: string;
  /** Before the blank line that ends the common fields. */
  readonly firstBlock: boolean;
}

type Report = (message: string, line: number) => void;

export interface ReadField {
  readonly field: Field;
  readonly common: boolean;
  readonly line: number;
}

/** Fields by their lines: most lines of a kernel stand in many of its format files, the common fields' in all. */
export type KnownFields = Map<string, Field>;

/** The sane fields in record order. Names are unique, fields do not overlap; every line that is left out is reported. */
export function readFields(lines: readonly FieldLine[], report: Report, known: KnownFields): ReadField[] {
  const read: ReadField[] = [];
  const names = new Set<string>();
  for (const fieldLine of lines) {
    if (read.length === mostFields) {
      report(`There are more than ${mostFields} fields; the rest is left out.`, fieldLine.line);
      break;
    }
    const field = known.get(fieldLine.text) ?? readField(fieldLine, report, known);
    if (field === undefined) continue;
    if (names.has(field.name)) {
      report(`There are two fields named ${field.name}; the first one stays.`, fieldLine.line);
      continue;
    }
    names.add(field.name);
    read.push({ field, common: fieldLine.firstBlock && field.name.startsWith('common_'), line: fieldLine.line });
  }
  read.sort((a, b) => a.field.offset - b.field.offset);
  return withoutOverlaps(read, report);
}

function withoutOverlaps(read: readonly ReadField[], report: Report): ReadField[] {
  const kept: ReadField[] = [];
  let end = 0;
  for (const entry of read) {
    const { field, line } = entry;
    if (field.offset < end) {
      report(`Field ${field.name} at offset ${field.offset} overlaps the one before it, which stays.`, line);
      continue;
    }
    kept.push(entry);
    end = field.offset + field.size;
  }
  return kept;
}

function readField({ line, text }: FieldLine, report: Report, known: KnownFields): Field | undefined {
  const match = /^field:([^;]*);\s*offset:([^;]*);\s*size:([^;]*);(?:\s*signed:([^;]*);)?$/.exec(text);
  if (match === null) {
    report('The line is no complete “field:…; offset:…; size:…; signed:…;”.', line);
    return undefined;
  }
  const [, declared = '', offsetText = '', sizeText = '', signed] = match;
  const declaration = parseDeclaration(declared);
  if (declaration === undefined) {
    report('The declaration has no type, no name, or is no C.', line);
    return undefined;
  }
  const offset = readNumber(offsetText);
  const size = readNumber(sizeText);
  if (offset === undefined || size === undefined) {
    report(`Offset or size of ${declaration.name} is not a whole number from 0.`, line);
    return undefined;
  }
  if (offset + size > largestRecord) {
    report(`Field ${declaration.name} would end after ${largestRecord} bytes.`, line);
    return undefined;
  }
  const field = fieldOf(declaration, offset, size, signed === '1');
  if (signed === '0' || signed === '1') known.set(text, field);
  else report(`“signed” of ${declaration.name} is neither 0 nor 1.`, line);
  return field;
}

function fieldOf(declaration: Declaration, offset: number, size: number, signed: boolean): Field {
  const { name, type, location, dimension } = declaration;
  const base = { name, type, offset, size, signed };
  if (location !== undefined) return { ...base, location };
  if (dimension === undefined) return base;
  const length = elements(type, size, dimension);
  return length === undefined ? base : { ...base, length };
}

/** The size decides: a dimension can be a word (`TASK_COMM_LEN`), or belong to a type whose size only the kernel knows. */
function elements(type: string, size: number, dimension: string): number | undefined {
  const elementSize = sizeOfType(type);
  if (elementSize !== undefined && size % elementSize === 0) return size / elementSize;
  const count = readNumber(dimension);
  return count !== undefined && count > 0 && size % count === 0 ? count : undefined;
}

/** Seven digits at most: more than any record, and exact as a number. */
function readNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return /^\d{1,7}$/.test(trimmed) ? Number(trimmed) : undefined;
}
