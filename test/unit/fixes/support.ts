/** Fixes applied to a text with a cursor in it, compiled, and checked again. */
import assert from 'node:assert/strict';
import { checkSource } from '../../../core/check/check';
import type { CheckedKernel } from '../../../core/check/finding';
import { applyEdits, type Fix, type Source } from '../../../core/fixes/fix';
import { fixesFor } from '../../../core/fixes/fixes';
import { refactorsAt } from '../../../core/fixes/refactors';
import { indexCapture, indexReader } from '../../../core/formats/kernel-index';
import type { ProgramMacro } from '../../../core/source/program-macros';
import { scanSource } from '../../../core/source/scan';
import { formatText, shippedCaptures } from '../formats/support';
import { compileErrors } from '../generate/clang';
import { cursorIn } from '../source/cursor';
import { vmlinux } from './vmlinux';

const shipped = new Map<string, CheckedKernel>();

export function shippedKernel(name: string): CheckedKernel {
  const known = shipped.get(name);
  if (known) return known;
  const capture = shippedCaptures().find(({ kernel }) => kernel === name);
  assert.ok(capture, name);
  const kernel = { name, index: indexCapture(capture.text) };
  shipped.set(name, kernel);
  return kernel;
}

/** A kernel that has one tracepoint, with these own fields. */
export function kernelWith(tracepoint: string, fields: readonly string[], common?: readonly string[]): CheckedKernel {
  const event = tracepoint.slice(tracepoint.indexOf('/') + 1);
  return { name: 'box1', index: indexReader([tracepoint], () => formatText(event, fields, common)) };
}

export interface Options {
  readonly kernel?: CheckedKernel;
  readonly others?: readonly CheckedKernel[];
  readonly macros?: readonly ProgramMacro[];
}

export function sourceOf(
  text: string,
  { kernel = shippedKernel('debian12-6.1'), others = [], macros = [] }: Options,
): Source {
  const scan = (changed: string): ReturnType<typeof scanSource> => scanSource(changed, { macros });
  return { text, model: scan(text), kernel, others: () => others, scan };
}

export function codes({ model, kernel, others }: Source): string[] {
  return checkSource(model, kernel, others).map(({ code }) => code);
}

/** Fixes of the findings at the cursor, then the rewrites there. */
export function fixesAt(marked: string, options: Options = {}): { source: Source; fixes: Fix[] } {
  const { text, offset } = cursorIn(marked);
  const source = sourceOf(text, options);
  const fixes = [
    ...checkSource(source.model, source.kernel, source.others)
      .filter(({ range }) => range.start <= offset && offset <= range.end)
      .flatMap((finding) => fixesFor(source, finding)),
    ...refactorsAt(source, { start: offset, end: offset }),
  ];
  return { source, fixes };
}

export function titlesAt(marked: string, options: Options = {}): string[] {
  return fixesAt(marked, options).fixes.map(({ title }) => title);
}

/** The text after the fix of this title. */
export function fixed(marked: string, title: string, options: Options = {}): string {
  const { source, fixes } = fixesAt(marked, options);
  const fix = fixes.find((candidate) => candidate.title === title);
  assert.ok(
    fix,
    `no “${title}” among ${JSON.stringify(fixes.map((one) => one.title))}; found: ${codes(source).join()}`,
  );
  return applyEdits(source.text, fix.edits);
}

/** What clang says of a source; its vmlinux.h is a small one. */
export const errorsOf = (text: string): string => compileErrors(text.replace('#include "vmlinux.h"', vmlinux));

export const ownHeaders =
  '#include <linux/bpf.h>\n#include <linux/types.h>\n#include <bpf/bpf_helpers.h>\n\nchar LICENSE[] SEC("license") = "GPL";\n\n';
export const kernelHeaders =
  '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n\nchar LICENSE[] SEC("license") = "GPL";\n\n';

export interface ProgramParts {
  readonly section?: string;
  readonly parameter: string;
  readonly body: string;
  /** Declarations before the program. */
  readonly before?: string;
}

/** `body` is indented with a tab in front of its first line only. */
export const program = ({
  section = 'tracepoint/sched/sched_switch',
  parameter,
  body,
  before = '',
}: ProgramParts): string => `${before}SEC("${section}")\nint on_event(${parameter})\n{\n\t${body}\n}\n`;
