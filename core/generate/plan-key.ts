/** The struct that is a count's key: its members in the plan's order, where C puts them. */
import { unused } from './identifiers';
import type { PlannedColumn } from './plan';
import { textSize } from './plan-c';
import { cName } from './plan-types';
import type { PlanValue } from './plan-values';

export interface PlanKey {
  /** `int irq;` */
  readonly members: readonly string[];
  readonly columns: readonly PlannedColumn[];
  /** Bytes, with the padding at the end. */
  readonly size: number;
}

/** `textBytes`: of a text whose length the record does not say. */
export function planKey(values: readonly PlanValue[], textBytes: number): PlanKey {
  const used = new Set<string>();
  const members: string[] = [];
  const columns: PlannedColumn[] = [];
  let end = 0;
  let largest = 1;
  values.forEach((value, index) => {
    const name = unused(value.name ?? `v${index}`, used);
    const isText = value.kind === 'text';
    const size = isText ? textSize(value.text, textBytes) : value.type.bytes;
    const alignment = isText ? 1 : size;
    const offset = Math.ceil(end / alignment) * alignment;
    members.push(isText ? `char ${name}[${size}];` : `${cName(value.type)} ${name};`);
    columns.push({ expression: value.expression, name, kind: columnKind(value), offset, size });
    end = offset + size;
    largest = Math.max(largest, alignment);
  });
  return { members, columns, size: Math.ceil(end / largest) * largest };
}

function columnKind(value: PlanValue): PlannedColumn['kind'] {
  if (value.kind === 'text') return 'text';
  return value.type.shown ?? (value.type.signed ? 'signed' : 'unsigned');
}
