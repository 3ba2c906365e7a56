/** Whole programs, context structs and reads of strings, offered where a word at a line's start begins like them. */
import {
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  type CompletionItem,
  type CompletionList,
} from 'vscode-languageserver-types';
import { contextOf } from '../../core/context/members';
import { isAttachableCategory } from '../../core/formats/format';
import { isIdentifier, unused } from '../../core/generate/identifiers';
import { generateHandler } from '../../core/generate/program';
import { generateStruct } from '../../core/generate/struct';
import type { SnippetPlace } from '../../core/source/snippet-place';
import type { StructDefinition } from '../../core/source/types';
import { lspRange, type SourceFile } from '../documents';
import type { Kernel } from '../kernels';
import { block } from '../../core/formats/markdown';
import type { Snippet } from './snippet';
import { stringReads } from './string-reads';

/** Null where nothing begins with what was typed, so that every other word of C is left alone. */
export function completeSnippet(
  file: SourceFile,
  kernel: Kernel,
  place: SnippetPlace,
  placeholders: boolean,
): CompletionList | null {
  if (!file.holdsProgram && !includesBpf(file.text)) return null;
  const typed = place.typed.toLowerCase();
  const all = place.view
    ? stringReads(file, kernel, place.view, place)
    : [...genericProgram(file), ...contextStructs(file, kernel), ...programs(file, kernel, typed)];
  const range = lspRange(file.document, place.replace);
  const items = all
    .filter(({ words }) => words.some((word) => word.toLowerCase().startsWith(typed)))
    .map(({ label, words, detail, text, snippet }): CompletionItem => ({
      label,
      kind: CompletionItemKind.Snippet,
      detail,
      documentation: { kind: 'markdown', value: block(text.trimEnd(), 'c') },
      filterText: words.find((word) => word.toLowerCase().startsWith(typed)) ?? label,
      textEdit: { range, newText: (placeholders ? snippet : undefined) ?? text },
      insertTextMode: InsertTextMode.asIs,
      ...(placeholders && snippet !== undefined && { insertTextFormat: InsertTextFormat.Snippet }),
    }));
  // More typed can name a tracepoint that was not offered yet.
  return items.length > 0 ? { isIncomplete: !place.view, items } : null;
}

function includesBpf(text: string): boolean {
  return /^[ \t]*#[ \t]*include[ \t]*["<](?:[^">\n]*\/)?(?:bpf\/bpf_helpers|vmlinux|linux\/bpf)\.h[">]/m.test(text);
}

const programWords = ['tp', 'tracepoint', 'bpf', 'SEC'];

/** Placeholders name the tracepoint once; the rest follows. */
function genericProgram({ text }: SourceFile): Snippet[] {
  const write = (category: string, event: string, mirrored: string, end: string): string => {
    const type = /\bvmlinux\.h[">]/.test(text) ? `struct trace_event_raw_${mirrored}` : 'void';
    return `SEC("tracepoint/${category}/${event}")\nint on_${mirrored}(${type} *ctx)\n{\n\t${end}return 0;\n}\n`;
  };
  return [
    {
      label: 'tracepoint program',
      words: programWords,
      detail: 'A program at a tracepoint',
      text: write('sched', 'sched_switch', 'sched_switch', ''),
      snippet: write('${1:sched}', '${2:sched_switch}', '$2', '$0'),
    },
  ];
}

/** Structs that the programs of this file name as their context, and that nobody declares. */
function contextStructs(file: SourceFile, kernel: Kernel): Snippet[] {
  const offered = new Set<string>();
  return file.model.programs.flatMap((program): Snippet[] => {
    const context = contextOf(kernel, file.model, program);
    const tag = program.context?.structTag;
    if (!context || context.shape.kind !== 'undeclared' || tag === undefined || offered.has(tag)) return [];
    const struct = generateStruct(context.tracepoint, tag, kernel.name);
    if (!struct.ok) return [];
    offered.add(tag);
    const detail = `The record of ${context.tracepoint.name} on ${kernel.name}`;
    return [{ label: `struct ${tag}`, words: ['struct', tag], detail, text: struct.value.text }];
  });
}

/** Letters after which an event's name is told from C's own words. */
const fewestLetters = 4;
const mostPrograms = 20;

/** A program with its struct for each event that begins with what was typed. */
function programs(file: SourceFile, kernel: Kernel, typed: string): Snippet[] {
  if (typed.length < fewestLetters) return [];
  const names = kernel.index.names
    .filter((name) => name.startsWith(typed, name.indexOf('/') + 1) && isAttachableCategory(name.split('/')[0] ?? ''))
    .slice(0, mostPrograms);
  return names.flatMap((name): Snippet[] => {
    const tracepoint = kernel.index.get(name);
    if (!tracepoint || !isIdentifier(tracepoint.event)) return [];
    const written = generateHandler(tracepoint, {
      structName: unused(`${tracepoint.event}_ctx`, takenNames(file)),
      functionName: unused(`on_${tracepoint.event}`, takenNames(file)),
      kernel: kernel.name,
    });
    if (!written.ok) return [];
    const detail = `A program at ${name}, with its record on ${kernel.name}`;
    return [{ label: `${name} program`, words: [tracepoint.event], detail, text: written.value.text }];
  });
}

function takenNames({ model }: SourceFile): Set<string> {
  const tag = ({ tag: name }: StructDefinition): string[] => (name === undefined ? [] : [name]);
  const structs = [...model.structs, ...model.headerStructs].flatMap(tag);
  return new Set([...structs, ...model.programs.flatMap(({ name }) => name ?? [])]);
}
