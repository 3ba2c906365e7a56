/** C text to the model of a file: its sections, programs, helpers and structs. Total and linear: any text gives a model. */
import { Blocks } from './blocks';
import { Directives } from './directives';
import { findHelpers } from './helpers';
import { lex } from './lexer';
import { readMacroPrograms, type ProgramMacro } from './program-macros';
import { readProgram } from './programs';
import { findSections } from './sections';
import { StructReader } from './structs';
import { Kind, type Tokens } from './tokens';
import { TypeTable } from './type-table';
import type { Program, SourceModel, StructDefinition } from './types';

/** What a header gives to the files that include it. */
export interface Declarations {
  readonly structs: readonly StructDefinition[];
  readonly types: TypeTable;
  readonly directives: Directives;
}

export interface ScanOptions {
  /** Macros of the project that hide a section. bcc's is known without. */
  readonly macros?: readonly ProgramMacro[];
  /** Of the headers that the file includes, in the order of its lines. */
  readonly headers?: readonly Declarations[];
}

/** UTF-16 units. Larger texts are generated or not C; scanning them on every edit would cost more than it gives. */
const largestText = 4 * 1024 * 1024;

/** False for what is too large or binary. */
export const isScannable = (text: string): boolean => text.length <= largestText && !text.includes('\0');

/** All ranges are UTF-16 offsets into `text`. A 5,000-line file takes some 4 ms. */
export function scanSource(text: string, { macros = [], headers = [] }: ScanOptions = {}): SourceModel {
  const tokens = lex(text);
  const blocks = new Blocks(tokens);
  const types = new TypeTable(headers.map((header) => header.types));
  const directives = new Directives(
    tokens,
    headers.map((header) => header.directives),
  );
  const structs = readStructs(tokens, blocks, types, directives);
  const sites = findSections(tokens);
  const read = [
    ...sites
      .filter((site) => site.section.prefix !== undefined)
      .map((site) => readProgram(tokens, blocks, types, site)),
    ...readMacroPrograms(tokens, blocks, types, macros),
  ].sort((a, b) => a.program.range.start - b.program.range.start);
  const programs = read.map(({ program }) => program);
  return {
    programs,
    helpers: findHelpers(tokens, blocks, types, read),
    structs,
    headerStructs: headers.flatMap((header) => header.structs),
    guarded: guardedNames(text),
    sections: sites.map((site) => site.section),
    valued: valuedPrograms(tokens, programs),
  };
}

/** Of the programs without a tracepoint, those whose names stand elsewhere than at a call or definition: `.values = { [0] = (void *)&f }`. */
function valuedPrograms(tokens: Tokens, programs: readonly Program[]): ReadonlySet<string> {
  const names = new Set(programs.flatMap(({ section, name }) => (section.category === undefined && name) || []));
  const valued = new Set<string>();
  for (let index = 0; names.size > 0 && index < tokens.count; index++) {
    if (tokens.kind(index) !== Kind.Word || tokens.kind(index + 1) === Kind.OpenParenthesis) continue;
    // `BPF_PROG(f, …)` is a definition too.
    if (tokens.kind(index - 1) === Kind.OpenParenthesis) continue;
    const word = tokens.slice(index);
    if (names.has(word)) valued.add(word);
  }
  return valued;
}

/** `uri` is what the structs' `header` says. `headers` are those that the header includes itself. */
export function scanHeader(text: string, uri: string, headers: readonly Declarations[] = []): Declarations {
  const tokens = lex(text);
  const types = new TypeTable(headers.map((header) => header.types));
  const directives = new Directives(
    tokens,
    headers.map((header) => header.directives),
  );
  const own = readStructs(tokens, new Blocks(tokens), types, directives);
  const structs = [
    ...headers.flatMap((header) => header.structs),
    ...own.map((struct) => ({ ...struct, header: uri })),
  ];
  return { structs, types, directives };
}

/** With what `#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)` says of those that follow. */
function readStructs(tokens: Tokens, blocks: Blocks, types: TypeTable, directives: Directives): StructDefinition[] {
  const structs = new StructReader(tokens, blocks, types, directives).read();
  const pragmas = directives.attributePragmas();
  if (pragmas.length === 0) return structs;
  return structs.map((struct) => {
    const last = pragmas.findLast(({ at }) => at < struct.range.start);
    return last?.preservesAccessIndex ? { ...struct, preserveAccessIndex: true as const } : struct;
  });
}

/** Whether the file is ours: it holds a tracepoint program. In all others the extension stays silent, but for completion of a section being typed. */
export function holdsTracepointProgram(model: SourceModel): boolean {
  return model.programs.length > 0;
}

/**
 * The words that libbpf's questions are asked about (bpf_core_read.h: bpf_core_field_exists, bpf_core_type_exists, …), and
 * LINUX_KERNEL_VERSION where the file asks for it: what they guard may be absent.
 */
function guardedNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  if (/LINUX_(?:KERNEL_VERSION|VERSION_CODE)/.test(text)) names.add('LINUX_KERNEL_VERSION');
  if (!text.includes('bpf_core_')) return names;
  for (const { index, 0: call } of text.matchAll(/\bbpf_core_(?:field|type|enum_value)_\w+\s*\(/g)) {
    const question = text.slice(index + call.length, index + call.length + longestQuestion);
    for (const word of question.slice(0, closingParenthesis(question)).match(/\w+/g) ?? []) names.add(word);
  }
  return names;
}

/** Characters inside the parentheses of a question. */
const longestQuestion = 300;

/** Offset of the parenthesis that closes one before the text, or the text's length. */
function closingParenthesis(text: string): number {
  let depth = 1;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return text.length;
}
