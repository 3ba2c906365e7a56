/** The text of a hand-written struct in pieces: what belongs to each member, and the author's way of writing. */
import { lex } from '../source/lexer';
import { Kind } from '../source/tokens';
import type { Range, StructDefinition, StructMember } from '../source/types';
import { lineStart, newlineOf } from './editing';

/** One declaration with its comments. The pieces of a struct and its two ends make up its text between the braces. */
export interface Piece {
  readonly members: readonly StructMember[];
  /** Comments and empty lines before it. */
  readonly before: string;
  /** From the type to before the semicolon. */
  readonly declaration: string;
  /** From the semicolon to the line's end with its comment and newline, or to the next declaration. */
  readonly after: string;
}

export interface StructText {
  readonly pieces: readonly Piece[];
  /** Between the braces. */
  readonly range: Range;
  /** What stands on the opening brace's line after it, with the newline; empty where the struct is on one line. */
  readonly head: string;
  /** What stands before the closing brace. */
  readonly end: string;
  readonly style: Style;
}

export interface Style {
  readonly newline: string;
  /** Before a declaration on a line of its own; undefined where the struct is on one line. */
  readonly indent?: string;
  /** Column in which all names begin, counted from the declaration's start in characters, where the author aligned them. */
  readonly nameColumn?: number;
  readonly numbers: NumberStyle;
}

/** `__u32`, `u32`, `uint32_t`, `unsigned int`. */
export type NumberStyle = 'uapi' | 'kernel' | 'standard' | 'plain';

/** Undefined for what cannot be taken apart: nested structs, preprocessor lines, members whose size cannot be told. */
export function readStructText(text: string, struct: StructDefinition): StructText | undefined {
  const tokens = lex(text, struct.range.start, struct.range.end);
  const kinds = Array.from({ length: tokens.count }, (_, index) => tokens.kind(index));
  const open = kinds.indexOf(Kind.OpenBrace);
  const close = kinds.indexOf(Kind.CloseBrace);
  const isFlat = open >= 0 && close > open && kinds.lastIndexOf(Kind.OpenBrace) === open;
  if (!isFlat || tokens.directives.length > 0 || struct.members.some(({ offset }) => offset === undefined)) {
    return undefined;
  }
  const range = { start: tokens.end(open), end: tokens.start(close) };
  const pieces: Piece[] = [];
  let at = lineRest(text, range.start, tokens.start(open + 1));
  const head = text.slice(range.start, at);
  let first = open + 1;
  for (let index = open + 1; index < close; index++) {
    if (kinds[index] !== Kind.Semicolon) continue;
    const start = tokens.start(first);
    const semicolon = tokens.start(index);
    const end = lineRest(text, tokens.end(index), index + 1 < close ? tokens.start(index + 1) : range.end);
    const members = struct.members.filter(({ nameRange }) => nameRange.start >= start && nameRange.end <= semicolon);
    pieces.push({
      members,
      before: text.slice(at, start),
      declaration: text.slice(start, semicolon),
      after: text.slice(semicolon, end),
    });
    at = end;
    first = index + 1;
  }
  if (first !== close || pieces.length === 0 || pieces.some(({ members }) => members.length === 0)) return undefined;
  return { pieces, range, head, end: text.slice(at, range.end), style: styleOf(text, struct, range, pieces) };
}

/** Offset after the newline that ends the line of `at`, if nothing but comments stands before it; else `at`. */
function lineRest(text: string, at: number, limit: number): number {
  const rest = /^(?:[ \t]|\/\*[^]*?\*\/)*(?:\/\/[^\n]*)?\r?\n/.exec(text.slice(at, limit));
  return rest ? at + rest[0].length : at;
}

function styleOf(text: string, struct: StructDefinition, range: Range, pieces: readonly Piece[]): Style {
  const column = nameColumn(struct.members);
  const [first] = struct.members;
  const inner = text.slice(range.start, range.end);
  const indent = first && text.slice(lineStart(text, first.range.start), first.range.start);
  return {
    newline: newlineOf(text),
    ...(inner.includes('\n') && { indent: indent !== undefined && indent.trim() === '' ? indent : '\t' }),
    ...(column !== undefined && pieces.length === struct.members.length && { nameColumn: column }),
    numbers: numberStyle(struct.members),
  };
}

/** Names are aligned where types of different lengths are followed by names in one column. */
function nameColumn(members: readonly StructMember[]): number | undefined {
  const columns = new Set(members.map(({ range, nameRange }) => nameRange.start - range.start));
  const lengths = new Set(members.map(({ type }) => type.length));
  const [only] = columns;
  return columns.size === 1 && lengths.size > 1 ? only : undefined;
}

function numberStyle(members: readonly StructMember[]): NumberStyle {
  const has = (pattern: RegExp): boolean => members.some(({ type }) => pattern.test(type));
  if (has(/^__[us]\d/)) return 'uapi';
  if (has(/^[us](?:8|16|32|64)$/)) return 'kernel';
  if (has(/^u?int\d+_t$/)) return 'standard';
  return 'plain';
}

/** The type as the author would write it: `typePrefix` is a generated member's, `__u32 ` or `const char *`. */
export function spellType(typePrefix: string, style: NumberStyle): string {
  const [, sign, bits] = /^__([us])(\d+) $/.exec(typePrefix) ?? [];
  if (sign === undefined || bits === undefined || style === 'uapi') return typePrefix;
  if (style === 'kernel') return `${sign}${bits} `;
  if (style === 'standard') return `${sign === 'u' ? 'u' : ''}int${bits}_t `;
  const plain = new Map([
    ['8', 'char'],
    ['16', 'short'],
    ['32', 'int'],
    ['64', 'long long'],
  ]);
  const signedWord = bits === '8' ? 'signed ' : '';
  return `${sign === 'u' ? 'unsigned ' : signedWord}${plain.get(bits) ?? 'int'} `;
}

/** `type name[length]`, the name in the author's column where there is one. */
export function spellMember(
  style: Style,
  { typePrefix, name, length }: { readonly typePrefix: string; readonly name: string; readonly length?: number },
): string {
  const type = spellType(typePrefix, style.numbers);
  const padded = style.nameColumn === undefined ? type : type.padEnd(style.nameColumn);
  return `${padded}${name}${length === undefined ? '' : `[${length}]`}`;
}
