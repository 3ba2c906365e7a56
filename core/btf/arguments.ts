/** Arguments of raw tracepoints: `typedef void (*btf_trace_<event>)(void *__data, …)` (include/trace/bpf_probe.h). */
import { Kind } from './kinds';
import { sizeOf } from './layout';
import { spellType } from './spell';
import {
  flagOf,
  kindOf,
  nameOf,
  resolve,
  stringAt,
  targetOf,
  typesPrefixed,
  vlenOf,
  wordOf,
  type TypeTable,
} from './table';
import type { BtfArgument } from './types';

export const rawTypedef = 'btf_trace_';

/**
 * The kernel's functions with the same parameters, which have names where the typedef's have none: one a tracepoint
 * (include/linux/tracepoint.h, DECLARE_TRACE, since 5.10), and one a class (include/trace/bpf_probe.h).
 */
const namedFunctions: readonly string[] = ['__traceiter_', '__bpf_trace_'];

/** More than any tracepoint has: BPF gets no more than 12 (include/linux/bpf.h, MAX_BPF_FUNC_ARGS). */
const mostParameters = 32;

/** The arguments without `__data`, or undefined where the kernel has no such raw tracepoint. */
export function argumentsOf(table: TypeTable, event: string): readonly BtfArgument[] | undefined {
  const prototype = prototypeOf(table, event);
  if (prototype === undefined) return undefined;
  const names = namesOf(table, event, prototype);
  const found: BtfArgument[] = [];
  for (let index = 1; index < vlenOf(table, prototype); index++) {
    const type = parameterType(table, prototype, index);
    const size = sizeOf(table, type);
    const struct = pointedStruct(table, type);
    found.push({
      name: names[index] ?? `arg${index - 1}`,
      type: spellType(table, type),
      ...(size !== undefined && { size }),
      ...(struct !== undefined && { struct }),
    });
  }
  return found;
}

/** The function prototype that `btf_trace_<event>` points to. */
export function prototypeOf(table: TypeTable, event: string): number | undefined {
  for (const typedef of typesPrefixed(table, Kind.Typedef, rawTypedef).get(event) ?? []) {
    const pointer = resolve(table, typedef);
    if (kindOf(table, pointer) !== Kind.Pointer) continue;
    const prototype = resolve(table, targetOf(table, pointer));
    const isPrototype = kindOf(table, prototype) === Kind.FunctionPrototype;
    if (isPrototype && vlenOf(table, prototype) <= mostParameters) return prototype;
  }
  return undefined;
}

/** The kernel functions, in order of preference, whose parameters name those of the event. */
function namingFunctions(table: TypeTable, event: string): readonly number[] {
  return namedFunctions.flatMap((prefix) => typesPrefixed(table, Kind.Function, prefix).get(event) ?? []);
}

/** Names by position (`__data` is at 0), of the first function whose parameters are as many and of the same types. */
export function namesOf(table: TypeTable, event: string, prototype: number): readonly (string | undefined)[] {
  for (const candidate of [prototype, ...namingFunctions(table, event).map((id) => targetOf(table, id))]) {
    if (!sameParameters(table, prototype, candidate)) continue;
    const names = parameterNames(table, candidate);
    if (names.slice(1).some((name) => name !== undefined)) return names;
  }
  return [];
}

function sameParameters(table: TypeTable, one: number, other: number): boolean {
  if (one === other) return true;
  if (kindOf(table, other) !== Kind.FunctionPrototype || vlenOf(table, one) !== vlenOf(table, other)) return false;
  for (let index = 1; index < vlenOf(table, one); index++) {
    const [a, b] = [parameterType(table, one, index), parameterType(table, other, index)];
    if (a !== b && spellType(table, a) !== spellType(table, b)) return false;
  }
  return true;
}

function parameterNames(table: TypeTable, prototype: number): (string | undefined)[] {
  const names: (string | undefined)[] = [];
  for (let index = 0; index < vlenOf(table, prototype); index++) {
    const name = stringAt(table, wordOf(table, prototype, 12 + 8 * index));
    names.push(name === '' ? undefined : name);
  }
  return names;
}

export const parameterType = (table: TypeTable, prototype: number, index: number): number =>
  wordOf(table, prototype, 16 + 8 * index);

function pointedStruct(table: TypeTable, id: number): string | undefined {
  const pointer = resolve(table, id);
  if (kindOf(table, pointer) !== Kind.Pointer) return undefined;
  const target = resolve(table, targetOf(table, pointer));
  const kind = kindOf(table, target);
  const isStruct = kind === Kind.Struct || (kind === Kind.Forward && !flagOf(table, target));
  const name = nameOf(table, target);
  return isStruct && name !== '' ? name : undefined;
}
