/** The functions, maps and variables of each shape. */
import type { Integer } from '../expressions/types';
import type { Tracepoint } from '../formats/types';
import { unused } from './identifiers';
import type { PlannedMap } from './plan';
import { filterLines, inBlocks, mostStack, newNeeds, textBytes } from './plan-body';
import { readText, textName, textSize, writeAs, writeInteger, type Needs } from './plan-c';
import { mapDefinition, type PlanFile } from './plan-file';
import { planKey, type PlanKey } from './plan-key';
import { conversion } from './plan-types';
import type { PlanValue } from './plan-values';

/** One reading of a map by the loader has no more entries, and no more bytes (docs/loader.md). bcc's BPF_HASH has 10,240. */
export const mostKeys = 10_000;
const mostBytes = 4 << 20;

/** Keys of so many bytes, each with a count of 8. */
const keysOf = (size: number): number => Math.min(mostKeys, Math.floor(mostBytes / (size + 8) / 1000) * 1000);

/** Bytes of a hash's key: kernels before 5.11 take no more (htab_map_alloc_check, kernel/bpf/hashtab.c). */
export const largestKey = 512;

/** One hit plan with its names resolved. */
export interface ResolvedHit {
  readonly tracepoint: Tracepoint;
  readonly values: readonly PlanValue[];
  readonly filter?: Integer | undefined;
  /** For the map: the plan's label, or what is counted, and which plan. */
  readonly label: string;
  readonly plan: number;
}

/** A problem's message, or nothing where all went well. */
export type Outcome = string | undefined;

export const addVariable = (file: PlanFile, comment: string, wanted: string): string => {
  const name = file.name(wanted);
  file.define(`/* ${comment} */`, `__u64 ${name};`);
  return name;
};

const addMap = (file: PlanFile, map: Omit<PlannedMap, 'dropped'>, dropped?: string): void => {
  file.maps.push({ ...map, ...(dropped !== undefined && { dropped }) });
};

/** A buffer for each text: more than the stack holds is refused. */
export const stackProblem = ({ bufferBytes }: Needs): Outcome =>
  bufferBytes > mostStack
    ? `The texts that are compared need ${bufferBytes} bytes of BPF’s stack, which has ${mostStack} left: a smaller string size helps.`
    : undefined;

export function addCount(file: PlanFile, hit: ResolvedHit): Outcome {
  if (hit.values.length === 0) return addTotal(file, hit);
  const { tracepoint, values, filter, label, plan } = hit;
  const key = planKey(values, textBytes(file));
  if (key.size > largestKey) {
    return `The values need ${key.size} bytes together, and a key has ${largestKey} at most: a smaller string size helps.`;
  }
  const struct = file.structName(`${tracepoint.event}_key`);
  file.define(`struct ${struct} {`, ...key.members.map((member) => `\t${member}`), '};');
  const map = file.name('counts');
  file.define(...mapDefinition(map, 'HASH', keysOf(key.size), `struct ${struct}`, '__u64'));
  const dropped = addVariable(file, `Hits that found ${map} full.`, 'dropped');
  const needs = newNeeds(file, tracepoint);
  const filters = filterLines(file, filter, needs);
  const scratch = key.size + needs.bufferBytes > mostStack ? addScratch(file, struct) : undefined;
  const access = scratch === undefined ? 'key.' : 'key->';
  const fill = keyLines(key, values, access, needs);
  file.helpers.add('count');
  const body = inBlocks(
    [
      scratch === undefined ? `struct ${struct} key = {};` : 'const __u32 zero = 0;',
      ...(scratch === undefined ? [] : [`struct ${struct} *key;`]),
      ...needs.declarations,
    ],
    filters,
    scratch === undefined
      ? []
      : [
          `key = bpf_map_lookup_elem(&${scratch}, &zero);`,
          'if (!key)',
          '\treturn 0;',
          '__builtin_memset(key, 0, sizeof(*key));',
        ],
    [...fill, `count(&${map}, ${scratch === undefined ? '&key' : 'key'}, &${dropped});`],
    ['return 0;'],
  );
  file.addFunction(tracepoint, `count_${tracepoint.event}`, body);
  addMap(file, { name: map, shape: 'count', plan, label, columns: key.columns, keySize: key.size }, dropped);
  return stackProblem(needs);
}

function addScratch(file: PlanFile, struct: string): string {
  const name = file.name('scratch');
  file.define(
    '/* The key is too large for the stack. */',
    ...mapDefinition(name, 'PERCPU_ARRAY', 1, '__u32', `struct ${struct}`),
  );
  return name;
}

/** Fills the key's members; `access` is what stands before a member's name. */
export function keyLines(key: PlanKey, values: readonly PlanValue[], access: string, needs: Needs): string[] {
  return values.flatMap((value, index) => {
    const member = `${access}${key.columns[index]?.name ?? ''}`;
    if (value.kind === 'text') return [readText(value.text, member, needs.view)];
    const { before, c } =
      value.integer.kind === 'literal' ? writeAs(value.integer, value.type, needs) : writeInteger(value.integer, needs);
    return [...before, `${member} = ${c};`];
  });
}

/** An array of one: it always has room. */
function addTotal(file: PlanFile, { tracepoint, filter, label, plan }: ResolvedHit): Outcome {
  const map = file.name('counts');
  file.define(...mapDefinition(map, 'ARRAY', 1, '__u32', '__u64'));
  const needs = newNeeds(file, tracepoint);
  const filters = filterLines(file, filter, needs);
  const body = inBlocks(['const __u32 zero = 0;', '__u64 *calls;', ...needs.declarations], filters, [
    `calls = bpf_map_lookup_elem(&${map}, &zero);`,
    'if (calls)',
    '\t__sync_fetch_and_add(calls, 1);',
    'return 0;',
  ]);
  file.addFunction(tracepoint, `count_${tracepoint.event}`, body);
  addMap(file, { name: map, shape: 'count', plan, label, columns: [], keySize: 4 });
  return stackProblem(needs);
}

/** Slots of a histogram: `__u64` has 64 powers of two. */
const slots = 64;

export function addHistogramMap(file: PlanFile, label: string, plan: number, dropped?: string): string {
  const name = file.name('histogram');
  file.define(...mapDefinition(name, 'ARRAY', slots, '__u32', '__u64'));
  file.helpers.add('count_slot');
  addMap(file, { name, shape: 'histogram', plan, label, columns: [], keySize: 4 }, dropped);
  return name;
}

export function addHistogram(file: PlanFile, hit: ResolvedHit): Outcome {
  const { tracepoint, values, filter, label, plan } = hit;
  const [value] = values;
  if (value?.kind !== 'integer' || values.length > 1) return 'A histogram is of one value, which is a number.';
  const map = addHistogramMap(file, label, plan);
  const needs = newNeeds(file, tracepoint);
  const filters = filterLines(file, filter, needs);
  const { before, c } = writeAs(value.integer, value.type, needs);
  const body = inBlocks(needs.declarations, filters, [...before, `count_slot(&${map}, ${c});`, 'return 0;']);
  file.addFunction(tracepoint, `histogram_${tracepoint.event}`, body);
  return stackProblem(needs);
}

/** `bpf_trace_printk` takes three values, and before 5.13 no more than one text among them. */
const valuesPerLine = 3;
/** Bytes of a buffer that still says something. */
const leastText = 16;

export function addPrint(file: PlanFile, { tracepoint, values, filter }: ResolvedHit): Outcome {
  const needs = newNeeds(file, tracepoint);
  const filters = filterLines(file, filter, needs);
  const texts = values.filter(({ kind }) => kind === 'text').length;
  const room = Math.floor((mostStack - needs.bufferBytes) / Math.max(texts, 1) / 8) * 8;
  if (texts > 0 && room < leastText) return `BPF’s stack has no room for ${texts} texts: choose fewer.`;
  const labels = new Set<string>();
  const printed = values.map((value, index): PrintedValue => {
    const label = unused(value.name ?? `v${index}`, labels);
    if (value.kind === 'integer') {
      const { before, c } = writeAs(value.integer, value.type, needs);
      return { isText: false, before, format: `${label}=${conversion(value.type)}`, argument: c };
    }
    const buffer = unused(textName(value.text), needs.locals);
    needs.declarations.push(`char ${buffer}[${Math.min(room, textSize(value.text, needs.textSize))}] = {};`);
    return {
      isText: true,
      before: [readText(value.text, buffer, needs.view)],
      format: `${label}=%s`,
      argument: buffer,
    };
  });
  const body = inBlocks(
    needs.declarations,
    filters,
    printed.flatMap(({ before }) => before),
    [...printLines(tracepoint.event, printed), 'return 0;'],
  );
  file.addFunction(tracepoint, `print_${tracepoint.event}`, body);
  return stackProblem(needs);
}

interface PrintedValue {
  readonly isText: boolean;
  readonly before: readonly string[];
  readonly format: string;
  readonly argument: string;
}

function printLines(event: string, values: readonly PrintedValue[]): string[] {
  const lines: PrintedValue[][] = [];
  for (const value of values) {
    const line = lines.at(-1);
    const fits = line && line.length < valuesPerLine && !(value.isText && line.some(({ isText }) => isText));
    if (fits) line.push(value);
    else lines.push([value]);
  }
  if (lines.length === 0) return [`bpf_printk("${event}");`];
  return lines.map((line) => {
    const format = [`${event}:`, ...line.map((value) => value.format)].join(' ');
    return `bpf_printk("${format}", ${line.map(({ argument }) => argument).join(', ')});`;
  });
}
