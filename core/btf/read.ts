/** Reads a kernel's BTF, as /sys/kernel/btf/vmlinux gives it, for what tracepoints need of it. */
import { argumentsOf, rawTypedef } from './arguments';
import { Kind } from './kinds';
import { structOf } from './layout';
import { nameOf, readTable, typesNamed, typesPrefixed, type TypeTable } from './table';
import type { BtfArgument, BtfStruct, KernelBtf } from './types';

/** What the kernel calls a record's struct, before its class (include/trace/stages/stage1_struct_define.h). */
export const recordPrefix = 'trace_event_raw_';

/** Told of one file; more say nothing new. */
const mostProblems = 50;

/**
 * Anything can be given: what is no BTF has no structs and a problem. The bytes are kept and must not change. One pass finds
 * where the types stand; everything else is read when it is asked for.
 */
export function readBtf(bytes: Uint8Array): KernelBtf {
  const { table, problems } = readTable(bytes);
  const report = (problem: string): void => {
    if (problems.length < mostProblems) problems.push(problem);
  };
  const structs = remembered((name): readonly BtfStruct[] =>
    typesNamed(table, Kind.Struct, name).map((id) => structOf(table, id, report)),
  );
  const rawArguments = remembered((event): readonly BtfArgument[] | undefined => argumentsOf(table, event));
  let classes: readonly string[] | undefined;
  let rawTracepoints: readonly string[] | undefined;
  return {
    problems,
    structs,
    struct: (name) => structs(name)[0],
    rawArguments,
    get classes() {
      return (classes ??= suffixes(table, Kind.Struct, recordPrefix));
    },
    get rawTracepoints() {
      return (rawTracepoints ??= suffixes(table, Kind.Typedef, rawTypedef));
    },
  };
}

function remembered<T>(read: (name: string) => T): (name: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (name) => {
    const found = known.get(name);
    if (found) return found.value;
    const value = read(name);
    known.set(name, { value });
    return value;
  };
}

function suffixes(table: TypeTable, kind: number, prefix: string): readonly string[] {
  const names = typesPrefixed(table, kind, prefix).map((id) => nameOf(table, id).slice(prefix.length));
  return [...new Set(names)].filter((name) => name !== '').sort();
}
