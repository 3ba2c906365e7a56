/** Several kernels at once: one line under a hover, and the command `bpfTracepoints.compareTracepoint`. */
import type { Hover } from 'vscode-languageserver-types';
import { compareTracepoint } from '../../core/context/compare';
import { describeFieldPlaces, describeRecordPlaces } from '../../core/context/compare-text';
import { nearestNames } from '../../core/formats/nearest';
import { failure, success, type Result } from '../../core/result';
import type { SourceFile } from '../documents';
import type { Kernel } from '../kernels';
import { code } from '../../core/formats/markdown';
import { meaningAt } from './meaning';

/** Adds how the other known kernels differ in what stands at `offset` (UTF-16 units), where they are and there is something to say. */
export function withComparison(
  hover: Hover | null,
  file: SourceFile,
  kernel: Kernel,
  offset: number,
  others: () => readonly Kernel[],
): Hover | null {
  const meaning = hover && meaningAt(file, kernel, offset);
  if (!hover || !meaning || typeof hover.contents !== 'object' || !('value' in hover.contents)) return hover;
  const compared = compareTracepoint([kernel, ...others()], meaning.tracepoint.name, meaning.field?.name) ?? [];
  const line = meaning.field ? describeFieldPlaces(compared, code) : describeRecordPlaces(compared, code);
  if (line === undefined) return hover;
  const { value } = hover.contents;
  // Of a record under its title, because a table follows that fills the window; of a field at the end.
  const [title, ...rest] = value.split('\n\n');
  const joined = meaning.field ? [value, line] : [title ?? '', line, ...rest];
  return { ...hover, contents: { ...hover.contents, value: joined.join('\n\n') } };
}

/** `[{ kernel, status, fields }]`, the asked kernel first; the error is a sentence for `InvalidParams`. */
export function compareKernels(
  kernel: Kernel,
  argument: Readonly<Record<string, unknown>>,
  others: () => readonly Kernel[],
): Result<unknown, string> {
  const { name, field } = argument;
  if (typeof name !== 'string') return failure('“name” is missing: give a tracepoint as category/event.');
  if (field !== undefined && field !== null && typeof field !== 'string') return failure('“field” must be a string.');
  const kernels = [kernel, ...others()];
  const compared = compareTracepoint(kernels, name, field ?? undefined);
  if (compared) return success(compared);
  if (kernels.some(({ index }) => index.get(name) !== undefined)) {
    return failure(`On no known kernel has the record of ${name} a field “${field ?? ''}”.`);
  }
  const near = nearestNames(kernel.index, name, 3);
  return failure(
    `There is no tracepoint “${name}” on any known kernel.${near.length > 0 ? ` Nearest: ${near.join(', ')}.` : ''}`,
  );
}
