/** Completion inside `SEC("…")`: prefixes, then categories, then events. */
import { CompletionItemKind, type CompletionItem, type CompletionList } from 'vscode-languageserver-types';
import { contextFields } from '../../core/formats/context-fields';
import { isAttachableCategory } from '../../core/formats/format';
import type { KernelIndex, Tracepoint } from '../../core/formats/types';
import type { CompletionContext } from '../../core/source/types';
import { lspRange, type SourceFile } from '../documents';
import type { Kernel } from '../kernels';
import { block, recordTable } from '../../core/formats/markdown';
import { rank } from './rank';

type SectionContext = Extract<CompletionContext, { kind: 'section' }>;

/** Items sent at once; past it the list is marked incomplete and the editor asks again with more typed. */
const LIMIT = 300;

export function completeSection(file: SourceFile, kernel: Kernel, context: SectionContext): CompletionList {
  const [, optional = '', prefix, rest] = /^(\??)(?:(tracepoint|tp)\/)?(.*)$/s.exec(context.typed) ?? [];
  const found = prefix
    ? afterPrefix(kernel.index, rest ?? '')
    : atStart(kernel.index, rest ?? '', isSec(file, context));
  const range = lspRange(file.document, context.replace);
  const lead = optional + (prefix ? `${prefix}/` : '');
  return {
    isIncomplete: !found.complete,
    items: found.items.map((item, position) => ({
      ...item,
      // Editors match what was typed against the text that it replaces: the whole string, not its last word.
      // The separator as it was typed: perf's and bcc's `:` counts as `/`.
      filterText: lead + (context.typed.includes(':') ? item.insert.replace(/\/(?=[^/]*$)/, ':') : item.insert),
      sortText: String(position).padStart(4, '0'),
      textEdit: { range, newText: lead + item.insert },
      ...(item.kind === CompletionItemKind.Event && {
        data: { tracepoint: item.label },
      }),
    })),
  };
}

/** Fills in an event's record, on the one item that the editor shows. */
export function resolveSectionItem(item: CompletionItem, tracepoint: Tracepoint, kernel: Kernel): CompletionItem {
  const fields = contextFields(tracepoint);
  return {
    ...item,
    detail: `${fields.length} fields, ${tracepoint.recordSize} bytes on ${kernel.name}`,
    documentation: {
      kind: 'markdown',
      value: `${recordTable(tracepoint, fields)}\n\n${block(tracepoint.printFormat, 'c')}`,
    },
  };
}

interface Found {
  readonly items: readonly (CompletionItem & { readonly insert: string })[];
  readonly complete: boolean;
}

const keyword = (text: string, detail: string): Found['items'][number] => ({
  label: text,
  insert: text,
  kind: CompletionItemKind.Keyword,
  detail,
});

/** `section("…")` of plain C is nobody's tracepoint until its prefix says so. */
function isSec(file: SourceFile, { replace }: SectionContext): boolean {
  return /\bSEC\s*\(\s*"$/.test(file.text.slice(Math.max(0, replace.start - 40), replace.start));
}

/** Events without a prefix are found by the beginnings of their words: a looser match would answer `SEC("license` too. */
function atStart(index: KernelIndex, typed: string, isSec: boolean): Found {
  const prefixes = [keyword('tracepoint/', 'program at a tracepoint'), keyword('tp/', 'the same, shorter')].filter(
    (item) => item.label.startsWith(typed),
  );
  if (prefixes.length > 0) return { items: prefixes, complete: false };
  if (!isSec) return { items: [], complete: false };
  const wanted = typed.replace(':', '/').toLowerCase();
  const begins = (name: string): boolean =>
    name.startsWith(wanted) || name.includes(`/${wanted}`) || name.includes(`_${wanted}`);
  const events = rank(attachableNames(index).filter(begins), wanted, LIMIT);
  return { items: events.best.map((name) => event(name, `tracepoint/${name}`)), complete: events.complete };
}

function afterPrefix(index: KernelIndex, typed: string): Found {
  const rest = typed.replace(':', '/');
  const slash = rest.indexOf('/');
  if (slash >= 0) {
    const category = rest.slice(0, slash);
    const names = (index.categories.get(category) ?? [])
      .map((name) => `${category}/${name}`)
      .filter((name) => isOffered(index, name));
    const ranked = rank(names, rest, names.length);
    return { items: ranked.best.map((name) => event(name, name)), complete: true };
  }
  const categories = rank([...index.categories.keys()].filter(isAttachableCategory), rest, LIMIT);
  const items = categories.best.map((name) => ({
    label: `${name}/`,
    insert: `${name}/`,
    kind: CompletionItemKind.Module,
    detail: plural(index.categories.get(name)?.length ?? 0, 'tracepoint'),
  }));
  if (rest.length < 2) return { items, complete: false };
  const events = rank(attachableNames(index), rest, LIMIT);
  return { items: [...items, ...events.best.map((name) => event(name, name))], complete: events.complete };
}

function event(name: string, insert: string): Found['items'][number] {
  return { label: name, insert, kind: CompletionItemKind.Event };
}

/** Syscalls are all attachable; skipping them keeps 700 records unread while one types. */
function isOffered(index: KernelIndex, name: string): boolean {
  return name.startsWith('syscalls/') || index.get(name)?.attachable !== false;
}

function attachableNames(index: KernelIndex): string[] {
  return index.names.filter((name) => isAttachableCategory(name.slice(0, name.indexOf('/'))));
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
