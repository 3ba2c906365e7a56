/** Completion of a field's values, by the names that the kernel prints: after `ctx->x ==`, `ctx->x &` and `case`. */
import { CompletionItemKind, type CompletionItem, type CompletionList } from 'vscode-languageserver-types';
import { contextOf, memberOf } from '../../core/context/members';
import { symbolicValues, type SymbolicValue } from '../../core/formats/print-format';
import { forComment, isIdentifier } from '../../core/generate/identifiers';
import type { ValueContext } from '../../core/source/value-completion';
import { lspRange, type SourceFile } from '../documents';
import type { Kernel } from '../kernels';
import { code } from '../../core/formats/markdown';
import { numeral } from '../../core/formats/value-table';

/** All values, in the kernel's order; null where the print format names none. */
export function completeValue(file: SourceFile, kernel: Kernel, context: ValueContext): CompletionList | null {
  const { access, program } = context;
  const found = contextOf(kernel, file.model, program, access.seenAs);
  const field = found && memberOf(found, access)?.field;
  if (!found || !field || (field.length !== undefined && !access.brackets)) return null;
  const named = symbolicValues(found.tracepoint).get(field.name);
  if (!named) return null;
  const range = lspRange(file.document, context.replace);
  const items = named.values.flatMap((value, position): CompletionItem[] => {
    const newText = spelled(value, named.kind, file.text);
    if (newText === undefined) return [];
    const number = value.value === undefined ? '' : numeral(value.value, named.kind);
    return [
      {
        label: value.name,
        ...(number !== '' && { labelDetails: { description: number } }),
        kind: CompletionItemKind.EnumMember,
        detail: `${field.name} of ${found.tracepoint.name}`,
        documentation: { kind: 'markdown', value: `As ${code(kernel.name)} prints it.` },
        // Found by the name as well as by the number.
        filterText: `${value.name} ${number}`,
        sortText: String(position).padStart(4, '0'),
        textEdit: { range, newText },
      },
    ];
  });
  return items.length > 0 ? { isIncomplete: false, items } : null;
}

/**
 * A name of the print format is the kernel's, not the program's: the number is inserted with the name in a comment. A name that the
 * file defines is inserted as it is; so is an enumerator without a number, which only vmlinux.h can bring.
 */
function spelled(
  { value, name, enumerator }: SymbolicValue,
  kind: 'symbolic' | 'flags',
  text: string,
): string | undefined {
  const own = [enumerator, name].find((word) => word !== undefined && isIdentifier(word) && defines(text, word));
  if (own !== undefined) return own;
  if (value !== undefined) return `${numeral(value, kind)} /* ${forComment(name)} */`;
  return enumerator !== undefined && /#\s*include\s*["<]vmlinux\.h[">]/.test(text) ? enumerator : undefined;
}

/** Whether a `#define` or an enumerator of this name stands in the text. */
function defines(text: string, word: string): boolean {
  return new RegExp(
    `^[ \\t]*#[ \\t]*define[ \\t]+${word}\\b|\\benum\\b[^{};]{0,80}\\{[^{}]{0,4000}\\b${word}\\b`,
    'm',
  ).test(text);
}
