/** Symbols: the tracepoints of a kernel for the workspace; programs and context structs of a file. */
import { SymbolKind, type DocumentSymbol, type SymbolInformation } from 'vscode-languageserver-types';
import { contextShape } from '../../core/source/context';
import type { Program, Range, StructDefinition } from '../../core/source/types';
import { lspRange, type SourceFile } from '../documents';
import type { FormatFiles } from '../format-files';
import type { Kernel } from '../../machine/disk/kernels';
import { rank } from './rank';

/** More than a person reads; typing on narrows it. */
const LIMIT = 200;

/** Tracepoints that match, best first. None for an empty query: a list of all names nothing. */
export function tracepointSymbols(kernel: Kernel, formats: FormatFiles, query: string): SymbolInformation[] {
  const wanted = query.trim().replace(':', '/');
  if (wanted === '') return [];
  return rank(kernel.index.names, wanted, LIMIT).best.flatMap((name) => {
    const format = formats.find(kernel, name);
    const start = { line: 0, character: 0 };
    return format
      ? [
          {
            name,
            kind: SymbolKind.Event,
            containerName: name.slice(0, name.indexOf('/')),
            location: { uri: format.uri, range: { start, end: start } },
          },
        ]
      : [];
  });
}

/** In the file's order; empty for a file without programs. */
export function documentSymbols(file: SourceFile): DocumentSymbol[] {
  if (!file.holdsProgram) return [];
  const structs = new Set<StructDefinition>();
  for (const program of file.model.programs) {
    const shape = contextShape(file.model, program.context);
    if (shape.kind === 'struct' && shape.definition.header === undefined) structs.add(shape.definition);
  }
  const found = [
    ...file.model.programs.map((program) => ({ at: program.range.start, symbol: programSymbol(file, program) })),
    ...[...structs].map((struct) => ({ at: struct.range.start, symbol: structSymbol(file, struct) })),
  ];
  return found.sort((a, b) => a.at - b.at).map(({ symbol }) => symbol);
}

/** For an editor that takes no tree: each symbol, and the members with the name of their struct. */
export function flatSymbols(
  uri: string,
  symbols: readonly DocumentSymbol[],
  containerName?: string,
): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children = [] }) => [
    { name, kind, location: { uri, range }, ...(containerName !== undefined && { containerName }) },
    ...flatSymbols(uri, children, name),
  ]);
}

function programSymbol(file: SourceFile, { name, nameRange, section, range }: Program): DocumentSymbol {
  const { category, event } = section;
  const tracepoint = category !== undefined && event !== undefined ? `${category}/${event}` : section.text;
  return symbol(
    file,
    name ?? (tracepoint || 'program'),
    SymbolKind.Function,
    range,
    nameRange ?? section.range,
    tracepoint,
  );
}

function structSymbol(
  file: SourceFile,
  { tag, typedefName, tagRange, range, members }: StructDefinition,
): DocumentSymbol {
  const children = members
    .filter(({ name }) => name !== '')
    .map((member) => symbol(file, member.name, SymbolKind.Field, member.range, member.nameRange, member.type));
  const whole = symbol(file, tag ?? typedefName ?? 'struct', SymbolKind.Struct, range, tagRange ?? range);
  return { ...whole, children };
}

/** LSP wants `selected` inside `range`; of half-typed code the whole is taken instead. */
function symbol(
  file: SourceFile,
  name: string,
  kind: SymbolKind,
  range: Range,
  selected: Range,
  detail = '',
): DocumentSymbol {
  const inside = selected.start >= range.start && selected.end <= range.end ? selected : range;
  return {
    name,
    kind,
    range: lspRange(file.document, range),
    selectionRange: lspRange(file.document, inside),
    ...(detail !== '' && { detail }),
  };
}
