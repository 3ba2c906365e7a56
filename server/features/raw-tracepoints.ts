/** Raw tracepoints: event names in their sections, and what the kernel's BTF says of a program's arguments. */
import { CompletionItemKind, type CompletionList, type Hover, type InlayHint } from 'vscode-languageserver-types';
import type { BtfArgument } from '../../core/btf/types';
import { findRawPrograms, rawPrefixLength } from '../../core/source/raw-programs';
import type { CompletionContext, Range } from '../../core/source/types';
import { lspRange, type SourceFile } from '../documents';
import type { Kernel } from '../kernels';
import { block, code } from '../../core/formats/markdown';
import { rank } from './rank';

/** Items sent at once; past it the list is marked incomplete and the editor asks again with more typed. */
const limit = 300;

/** Undefined where the section is of another kind; no items where the kernel's BTF is not known. */
export function completeRawSection(
  file: SourceFile,
  kernel: Kernel,
  context: Extract<CompletionContext, { kind: 'section' }>,
): CompletionList | undefined {
  const length = rawPrefixLength(context.typed);
  if (length === undefined) return undefined;
  const prefix = context.typed.slice(0, length);
  const ranked = rank(kernel.btf()?.rawTracepoints ?? [], context.typed.slice(length), limit);
  const range = lspRange(file.document, context.replace);
  return {
    isIncomplete: !ranked.complete,
    items: ranked.best.map((event, position) => ({
      label: event,
      kind: CompletionItemKind.Event,
      filterText: prefix + event,
      sortText: String(position).padStart(4, '0'),
      textEdit: { range, newText: prefix + event },
    })),
  };
}

/** The kernel's arguments at an event's name, and one of them where it is used. `offset` in UTF-16 units. */
export function hoverRaw(file: SourceFile, kernel: Kernel, offset: number): Hover | null {
  const at = ({ start, end }: Range): boolean => start <= offset && offset <= end;
  for (const { event, eventRange, uses } of findRawPrograms(file.text)) {
    const use = uses.find(({ range }) => at(range));
    if (!use && !at(eventRange)) continue;
    const known = kernel.btf()?.rawArguments(event);
    const place = `raw tracepoint ${code(event)} on ${code(kernel.name)}`;
    const argument = use && known?.[use.position];
    if (use && argument) {
      return show(file, use.range, `${block(declare(argument), 'c')}\n\nargument ${use.position} of ${place}`);
    }
    if (use || !known) return null;
    const list = known.map((each, position) => `args[${position}]  ${declare(each)}`).join('\n');
    return show(file, eventRange, `${place}\n\n${block(list, 'c')}`);
  }
  return null;
}

/** At each read of an argument what it is; at a parameter only where the author's declaration is another. */
export function rawHints(file: SourceFile, kernel: Kernel, range: Range): InlayHint[] {
  return findRawPrograms(file.text).flatMap(({ event, uses }) =>
    uses.flatMap(({ position, range: place, declared }): InlayHint[] => {
      if (place.end < range.start || place.end > range.end) return [];
      const argument = kernel.btf()?.rawArguments(event)?.[position];
      if (!argument || (declared !== undefined && isSame(declared, declare(argument)))) return [];
      const label = declare(argument);
      return [{ position: file.document.positionAt(place.end), label, paddingLeft: true }];
    }),
  );
}

const isSame = (one: string, other: string): boolean => one.replace(/\s/g, '') === other.replace(/\s/g, '');

/** `struct task_struct *prev`, `bool preempt`, `int (*callback)(void)`. */
function declare({ type, name }: BtfArgument): string {
  if (type.includes('(*')) return type.replace('(*', `(*${name}`);
  return type.endsWith('*') ? type + name : `${type} ${name}`;
}

const show = (file: SourceFile, range: Range, value: string): Hover => ({
  contents: { kind: 'markdown', value },
  range: lspRange(file.document, range),
});
