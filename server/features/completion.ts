/** Completion: finds what is being typed, and hands it to the feature that knows the answers. */
import type { CompletionItem, CompletionList } from 'vscode-languageserver-types';
import { completionContext } from '../../core/source/complete';
import { snippetPlace } from '../../core/source/snippet-place';
import { valueContext } from '../../core/source/value-completion';
import type { SourceFile } from '../documents';
import type { Kernel } from '../../machine/disk/kernels';
import { completeField, resolveFieldItem } from './field-completion';
import { completeRawSection } from './raw-tracepoints';
import { completeSection, resolveSectionItem } from './section-completion';
import { completeSnippet } from './snippets';
import { completeValue } from './value-completion';

/** `offset` in UTF-16 units; `placeholders` says that the editor takes snippets with places to fill. Null where nothing of ours is typed. */
export function complete(
  file: SourceFile,
  offset: number,
  activeKernel: () => Kernel | undefined,
  placeholders: boolean,
): CompletionList | null {
  const context = completionContext(file.text, file.model, offset);
  const value = context ? undefined : valueContext(file.text, file.model, offset);
  const place = (context ?? value) ? undefined : snippetPlace(file.text, file.model, offset);
  const kernel = (context ?? value ?? place) && activeKernel();
  if (!kernel) return null;
  if (place) return completeSnippet(file, kernel, place, placeholders);
  if (value) return completeValue(file, kernel, value);
  if (!context) return null;
  if (context.kind !== 'section') return completeField(file, kernel, context);
  return completeRawSection(file, kernel, context) ?? completeSection(file, kernel, context);
}

/** Adds what is shown beside the one item that is looked at, where the item says of which tracepoint it is. */
export function resolveItem(item: CompletionItem, kernel: Kernel): CompletionItem {
  const { tracepoint: name, access } = (item.data ?? {}) as { tracepoint?: unknown; access?: unknown };
  const tracepoint = typeof name === 'string' ? kernel.index.get(name) : undefined;
  if (!tracepoint) return item;
  return typeof access === 'string'
    ? resolveFieldItem(item, tracepoint, kernel, access)
    : resolveSectionItem(item, tracepoint, kernel);
}
