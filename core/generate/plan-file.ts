/** The parts of a program's file while plans add to them: no two plans get the same name, nothing stands twice. */
import type { Tracepoint } from '../formats/types';
import { helperNames, helperTexts, type HelperName } from './plan-helpers';
import { forComment, toIdentifier, unused } from './identifiers';
import type { PlannedMap, PlanOptions } from './plan';
import { structView, vmlinuxView, type ContextView } from './plan-view';
import { defaultStructName, generateStruct } from './struct';

export class PlanFile {
  readonly helpers = new Set<HelperName>();
  readonly maps: PlannedMap[] = [];
  readonly functions: string[] = [];
  private readonly names = new Set(['LICENSE', ...helperNames]);
  private readonly structNames = new Set<string>();
  private readonly views = new Map<Tracepoint, ContextView>();
  private readonly records: string[] = [];
  private readonly definitions: string[] = [];
  private readonly functionTexts: string[] = [];

  constructor(readonly options: PlanOptions) {}

  /** A name for a function, a map or a variable. */
  name(wanted: string): string {
    return unused(toIdentifier(wanted), this.names);
  }

  /** Names that a local variable must not hide. */
  globals(): Iterable<string> {
    return this.names;
  }

  structName(wanted: string): string {
    return unused(toIdentifier(wanted), this.structNames);
  }

  /** Its struct is in the file from then on, where it is not that of vmlinux.h. */
  view(tracepoint: Tracepoint): ContextView {
    const known = this.views.get(tracepoint);
    if (known) return known;
    const view = this.newView(tracepoint);
    this.views.set(tracepoint, view);
    return view;
  }

  private newView(tracepoint: Tracepoint): ContextView {
    const { context, recordClass } = this.options;
    if (context === 'vmlinux') return vmlinuxView(tracepoint, recordClass?.(tracepoint) ?? tracepoint.event);
    const name = this.structName(defaultStructName(tracepoint));
    const struct = generateStruct(tracepoint, name, this.options.kernel);
    if (struct.ok) this.records.push(struct.value.text);
    return structView(tracepoint, name);
  }

  /** A struct, a map, a variable: lines without the empty one after them. */
  define(...lines: readonly string[]): void {
    this.definitions.push([...lines, ''].join('\n'));
  }

  addFunction(tracepoint: Tracepoint, wantedName: string, body: readonly string[]): void {
    const name = this.name(wantedName);
    this.functions.push(name);
    this.functionTexts.push(
      [
        `SEC("tracepoint/${tracepoint.name}")`,
        `int ${name}(${this.view(tracepoint).type} *ctx)`,
        '{',
        ...body.map((line) => (line === '' ? '' : `\t${line}`)),
        '}',
        '',
      ].join('\n'),
    );
  }

  /** The whole file; `summary` says what it does, a line for each plan. */
  text(summary: readonly string[]): string {
    return [
      '// SPDX-License-Identifier: GPL-2.0',
      this.heading(summary),
      ...(this.options.context === 'vmlinux'
        ? ['#include "vmlinux.h"']
        : ['#include <linux/bpf.h>', '#include <linux/types.h>']),
      '#include <bpf/bpf_helpers.h>',
      '',
      'char LICENSE[] SEC("license") = "GPL";',
      '',
      ...this.records,
      ...this.definitions,
      ...helperTexts(this.helpers),
      ...this.functionTexts,
    ].join('\n');
  }

  private heading(summary: readonly string[]): string {
    const { madeFrom = [], kernel } = this.options;
    const layout =
      this.records.length > 0 && kernel !== undefined
        ? ['', `Fields lie where ${kernel} has them; another kernel can place them elsewhere.`]
        : [];
    const lines = [
      ...summary.map(forComment),
      ...(madeFrom.length > 0 ? ['', ...madeFrom.map((line) => `    ${forComment(line)}`)] : []),
      ...layout.map(forComment),
    ];
    return ['/*', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
  }
}

/** A map's definition as libbpf reads it. */
export function mapDefinition(
  name: string,
  kind: 'HASH' | 'ARRAY' | 'PERCPU_ARRAY',
  entries: number,
  key: string,
  value: string,
): readonly string[] {
  return [
    'struct {',
    `\t__uint(type, BPF_MAP_TYPE_${kind});`,
    `\t__uint(max_entries, ${entries});`,
    `\t__type(key, ${key});`,
    `\t__type(value, ${value});`,
    `} ${name} SEC(".maps");`,
  ];
}
