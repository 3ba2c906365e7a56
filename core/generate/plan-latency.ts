/** The two functions of a latency, and the map that holds the starts between them. */
import type { IntegerType } from '../expressions/types';
import type { Tracepoint } from '../formats/types';
import { filterLines, inBlocks, mostStack, newNeeds } from './plan-body';
import { writeInteger, type Needs } from './plan-c';
import { mapDefinition, type PlanFile } from './plan-file';
import { planKey } from './plan-key';
import {
  addHistogramMap,
  addVariable,
  keyLines,
  mostKeys,
  stackProblem,
  type Outcome,
  type ResolvedHit,
} from './plan-shapes';
import type { IntegerValue } from './plan-values';

/** One end of a latency with its key resolved. Both ends have as many parts, one at least. */
export interface ResolvedEnd {
  readonly tracepoint: Tracepoint;
  readonly keys: readonly IntegerValue[];
}

/** How both ends spell their key in C. */
interface IntervalKey {
  /** `__u64`, or a struct with a member for each part. */
  readonly type: string;
  readonly declaration: string;
  /** Bytes on the stack. */
  readonly size: number;
  readonly fill: (end: ResolvedEnd, needs: Needs) => readonly string[];
}

export function addLatency(
  file: PlanFile,
  from: ResolvedEnd,
  to: ResolvedEnd,
  { filter, label, plan }: Pick<ResolvedHit, 'filter' | 'label' | 'plan'>,
): Outcome {
  const key = intervalKey(file, from, to);
  const starts = file.name('starts');
  file.define(
    '/* When each interval that has not ended began, in nanoseconds. */',
    ...mapDefinition(starts, 'HASH', mostKeys, key.type, '__u64'),
  );
  const dropped = addVariable(file, `Starts that found ${starts} full.`, 'dropped');
  const map = addHistogramMap(file, label, plan, dropped);

  const needs = newNeeds(file, from.tracepoint);
  const filters = filterLines(file, filter, needs);
  const startBody = inBlocks([key.declaration, '__u64 now;', ...needs.declarations], filters, [
    ...key.fill(from, needs),
    'now = bpf_ktime_get_ns();',
    `if (bpf_map_update_elem(&${starts}, &key, &now, BPF_ANY))`,
    `\t__sync_fetch_and_add(&${dropped}, 1);`,
    'return 0;',
  ]);
  file.addFunction(from.tracepoint, `start_${from.tracepoint.event}`, startBody);

  const endNeeds = newNeeds(file, to.tracepoint);
  const find = [
    ...key.fill(to, endNeeds),
    `start = bpf_map_lookup_elem(&${starts}, &key);`,
    'if (!start)',
    '\treturn 0;',
  ];
  const endBody = inBlocks([key.declaration, '__u64 *start;', ...endNeeds.declarations], find, [
    `count_slot(&${map}, bpf_ktime_get_ns() - *start);`,
    `bpf_map_delete_elem(&${starts}, &key);`,
    'return 0;',
  ]);
  file.addFunction(to.tracepoint, `end_${to.tracepoint.event}`, endBody);
  if (Math.max(needs.bufferBytes, endNeeds.bufferBytes) + key.size > mostStack && from.keys.length > 1) {
    return `The key needs ${key.size} bytes of BPF’s stack, and there is no room for them: choose fewer parts.`;
  }
  return stackProblem(needs) ?? stackProblem(endNeeds);
}

function intervalKey(file: PlanFile, from: ResolvedEnd, to: ResolvedEnd): IntervalKey {
  if (from.keys.length === 1) return { type: '__u64', declaration: '__u64 key;', size: 8, fill: fillNumber };
  const values = from.keys.map((key, index) => ({ ...key, type: wider(key.type, to.keys[index]?.type ?? key.type) }));
  const { members, size, columns } = planKey(values, 0);
  const type = `struct ${file.structName(`${from.tracepoint.event}_key`)}`;
  file.define(`${type} {`, ...members.map((member) => `\t${member}`), '};');
  return {
    type,
    // All of it is compared, the padding too.
    declaration: `${type} key = {};`,
    size,
    fill: ({ keys }, needs) => keyLines({ members, size, columns }, keys, 'key.', needs),
  };
}

function fillNumber({ keys: [key] }: ResolvedEnd, needs: Needs): readonly string[] {
  if (!key) return [];
  const { before, c } = writeInteger(key.integer, needs);
  return [...before, `key = ${c};`];
}

/** Of two integers that are compared, the type that holds both. As a bool, 5 would become 1. */
function wider(one: IntegerType, other: IntegerType): IntegerType {
  const { bytes, signed } = other.bytes > one.bytes ? other : one;
  return { kind: 'integer', bytes, signed };
}
