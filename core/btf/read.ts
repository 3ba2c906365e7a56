/** Reads a kernel's BTF, as /sys/kernel/btf/vmlinux gives it, for what tracepoints need of it. */
import { argumentsOf, rawTypedef } from './arguments';
import { Kind } from './kinds';
import { structOf } from './layout';
import { readTable, typesNamed, typesPrefixed, type TypeTable } from './table';
import type { BtfArgument, BtfStruct, KernelBtf } from './types';

/** What the kernel calls a record's struct, before its class (include/trace/stages/stage1_struct_define.h). */
export const recordPrefix = 'trace_event_raw_';

/** Told of one file; more say nothing new. */
const mostProblems = 50;

/** Structs of one name; the kernel has two `syscall_tp_t`, and at most some ten of any name. */
const mostOfOneName = 16;

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
    structIds(table, name)
      .slice(0, mostOfOneName)
      .map((id) => structOf(table, id, report)),
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

/** The many records' structs are found through their common beginning; for the few others a search does. */
function structIds(table: TypeTable, name: string): readonly number[] {
  if (!name.startsWith(recordPrefix)) return typesNamed(table, Kind.Struct, name);
  return typesPrefixed(table, Kind.Struct, recordPrefix).get(name.slice(recordPrefix.length)) ?? [];
}

const suffixes = (table: TypeTable, kind: number, prefix: string): readonly string[] =>
  [...typesPrefixed(table, kind, prefix).keys()].sort();
